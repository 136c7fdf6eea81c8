use super::{CommandError, Ended, Invocation};
use crate::files::reason;
use crate::redact::mask;
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write as _};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// What the chain begins with.
const ROOT: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// How far back the last line is looked for, in bytes; lines are shorter.
const TAIL: u64 = 256 * 1024;
/// The most bytes of one argument that are kept.
const LONGEST_ARGUMENT: usize = 2048;
/// The most arguments that are kept.
const MOST_ARGUMENTS: usize = 64;

/// The log of every command that ran: lines are only added, each with the hash of the one before it, so that a line
/// that was changed or taken out is told. Secrets are masked.
#[derive(Clone, Debug)]
pub struct Audit {
    path: Utf8PathBuf,
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Milliseconds since 1970, UTC.
    pub time: u64,
    /// What happened.
    pub event: AuditEvent,
    /// The hash of the line before it, SHA-256 in hexadecimal.
    pub previous: String,
    /// The hash of this line without it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum AuditEvent {
    /// A command is about to start.
    #[serde(rename_all = "camelCase")]
    Started {
        /// The program, an absolute path.
        program: String,
        /// Its arguments, secrets masked.
        arguments: Vec<String>,
        /// Where it runs.
        directory: String,
        /// The process that starts it.
        by: u32,
    },
    /// A command has ended, or could not start.
    #[serde(rename_all = "camelCase")]
    Ended {
        /// The program, an absolute path.
        program: String,
        /// How.
        how: String,
        /// How long it took, in milliseconds.
        took: u64,
        /// The process that started it.
        by: u32,
    },
}

/// Where the chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The line, from one.
    pub line: usize,
    /// What is wrong with it.
    pub why: &'static str,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} of the audit log {}", self.line, self.why)
    }
}

impl Audit {
    /// The log at `path`; it begins with the first command.
    pub fn at(path: Utf8PathBuf) -> Self {
        Self { path }
    }

    /// The person's own.
    pub fn of_person() -> Option<Self> {
        Some(Self::at(crate::homes::state()?.join("audit.jsonl")))
    }

    /// Where it is.
    pub fn path(&self) -> &Utf8Path {
        &self.path
    }

    /// Notes that `invocation` is about to start.
    pub(super) fn started(&self, invocation: &Invocation) -> Result<(), CommandError> {
        let short = |argument: &String| {
            let end = argument.floor_char_boundary(LONGEST_ARGUMENT);
            mask(argument.get(..end).unwrap_or_default())
        };
        self.add(AuditEvent::Started {
            program: invocation.program.path().to_string(),
            arguments: invocation.arguments.iter().take(MOST_ARGUMENTS).map(short).collect(),
            directory: invocation.directory.to_string(),
            by: std::process::id(),
        })
    }

    /// Notes how it ended.
    pub(super) fn ended(
        &self,
        invocation: &Invocation,
        how: &Result<Ended, CommandError>,
        took: Duration,
    ) -> Result<(), CommandError> {
        let how = match how {
            Ok(ended) => ended.to_string(),
            Err(error) => mask(&error.to_string()),
        };
        let program = invocation.program.path().to_string();
        let took = took.as_millis().try_into().unwrap_or(u64::MAX);
        self.add(AuditEvent::Ended { program, how, took, by: std::process::id() })
    }

    fn add(&self, event: AuditEvent) -> Result<(), CommandError> {
        let failed = |e: io::Error| {
            CommandError::System(format!("the audit log {} cannot be written: {}", self.path, reason(&e)))
        };
        self.append(event).map_err(failed)
    }

    fn append(&self, event: AuditEvent) -> io::Result<()> {
        if let Some(directory) = self.path.parent() {
            std::fs::create_dir_all(directory)?;
        }
        let mut file = private(&self.path)?;
        // Several servers may run at once.
        file.lock()?;
        let (previous, torn) = last_hash(&mut file)?;
        let time = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let mut entry =
            AuditEntry { time: time.try_into().unwrap_or(u64::MAX), event, previous, hash: String::new() };
        entry.hash = hash(&entry)?;
        let mut line = if torn { "\n".to_owned() } else { String::new() };
        line.push_str(&serde_json::to_string(&entry)?);
        line.push('\n');
        file.write_all(line.as_bytes())
    }

    /// The entries in order; none where no command ran yet.
    ///
    /// # Errors
    /// If the log cannot be read.
    pub fn entries(&self) -> io::Result<Vec<Result<AuditEntry, Broken>>> {
        let text = match std::fs::read_to_string(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            read => read?,
        };
        let mut previous = ROOT.to_owned();
        let checked = text.lines().enumerate().map(|(index, line)| {
            let broken = |why| Broken { line: index + 1, why };
            let entry: AuditEntry = serde_json::from_str(line).map_err(|_| broken("cannot be read"))?;
            let follows = std::mem::replace(&mut previous, entry.hash.clone()) == entry.previous;
            if hash(&entry).ok().as_ref() != Some(&entry.hash) {
                return Err(broken("was changed"));
            }
            if !follows {
                return Err(broken("does not follow the line before it: one was taken out or put in"));
            }
            Ok(entry)
        });
        Ok(checked.collect())
    }
}

/// The file to add to, readable by the person alone.
fn private(path: &Utf8Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// The hash that the last whole line gives, and whether a piece of a line comes after it.
fn last_hash(file: &mut File) -> io::Result<(String, bool)> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let torn = tail.last().is_some_and(|last| *last != b'\n');
    let text = String::from_utf8_lossy(&tail);
    let last = text.lines().rev().find_map(|line| serde_json::from_str::<AuditEntry>(line).ok());
    Ok((last.map_or_else(|| ROOT.to_owned(), |entry| entry.hash), torn))
}

fn hash(entry: &AuditEntry) -> io::Result<String> {
    let bare = AuditEntry { hash: String::new(), ..entry.clone() };
    let digest = Sha256::digest(serde_json::to_vec(&bare)?);
    Ok(digest.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
