use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a command may touch. Everything else is out of its reach where the kernel can see to that.
///
/// The system's own programs and libraries can always be read and run, and the command's private home written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wall {
    /// Files and directories that it may read.
    pub read: Vec<Utf8PathBuf>,
    /// Files and directories that it may read and write.
    pub write: Vec<Utf8PathBuf>,
    /// Directories of programs that it may read and run.
    pub execute: Vec<Utf8PathBuf>,
    /// Whom it may talk to.
    pub network: Network,
    /// Whether its processes may leave the group that they are ended with, as agents and daemons do.
    pub leaves_group: bool,
}

/// Whom a command may talk to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Network {
    /// Nobody.
    #[default]
    Off,
    /// Processes of this machine over sockets in the file system, as a tool and its plugins do.
    Local,
    /// Everybody.
    On,
}

/// What this machine gives to hold a wall up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Protection {
    /// The version of Landlock's interface: files from 1 on, TCP from 4, signals from 6.
    pub landlock: Option<u32>,
    /// Whether system calls can be filtered.
    pub seccomp: bool,
}

impl Protection {
    /// Asks this machine. The answer does not change while it runs.
    pub fn of_machine() -> Self {
        static ANSWER: std::sync::OnceLock<Protection> = std::sync::OnceLock::new();
        *ANSWER.get_or_init(super::launch::protection)
    }

    /// Whether a wall stands whole: files by Landlock, the network by the filter.
    pub fn is_whole(self) -> bool {
        self.landlock.is_some() && self.seccomp
    }
}

impl fmt::Display for Protection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.landlock {
            Some(version) => write!(f, "files are fenced off by Landlock (version {version})")?,
            None => f.write_str("files are NOT fenced off: this system has no Landlock")?,
        }
        f.write_str(if self.seccomp {
            ", the network and system calls by seccomp"
        } else {
            ", the network and system calls are NOT: this system has no seccomp filters"
        })
    }
}
