use serde::{Deserialize, Serialize};
use std::fmt;
use std::time::Duration;

const MIB: u64 = 1024 * 1024;

/// How much a command and all that it starts may use, together where nothing else is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// From start to end.
    pub wall: Duration,
    /// Processor time.
    pub cpu: Duration,
    /// Resident memory in bytes. A single process is refused more than twice that of writable memory.
    pub memory: u64,
    /// Bytes of output, both streams together.
    pub output: u64,
    /// Bytes of one file that is written.
    pub file: u64,
    /// Processes at once.
    pub processes: usize,
    /// Between asking to end and ending by force.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            wall: Duration::from_mins(2),
            cpu: Duration::from_mins(2),
            memory: 2048 * MIB,
            output: 16 * MIB,
            file: 512 * MIB,
            processes: 128,
            grace: Duration::from_secs(2),
        }
    }
}

/// A limit that ended a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Limit {
    /// It took too long.
    Wall,
    /// It used too much processor time.
    Cpu,
    /// It used too much memory.
    Memory,
    /// It wrote too much output.
    Output,
    /// It wrote too large a file.
    File,
    /// It started too many processes.
    Processes,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wall => "it took too long",
            Self::Cpu => "it used too much processor time",
            Self::Memory => "it used too much memory",
            Self::Output => "it wrote too much output",
            Self::File => "it wrote too large a file",
            Self::Processes => "it started too many processes",
        })
    }
}
