use super::stage::Staged;
use author::Change;
use camino::{Utf8Component, Utf8Path, Utf8PathBuf};
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WriteError {
    /// The path, or what a link on it leads to, is not below the directory that may be written.
    Outside(Utf8PathBuf),
    /// The path lies in a directory of version control.
    Protected(Utf8PathBuf),
    /// A file to be created is there already.
    Exists(Utf8PathBuf),
    /// A file to be edited is not there.
    Missing(Utf8PathBuf),
    /// A file to be edited has another text than the edits were made for.
    Moved(Utf8PathBuf),
    /// The file may not be written.
    ReadOnly(Utf8PathBuf),
    /// The path is a directory, a device or the like.
    NotAFile(Utf8PathBuf),
    /// Two changes name one file, or two edits one byte.
    Overlap(Utf8PathBuf),
    /// The system refused.
    Refused {
        /// Which file.
        path: Utf8PathBuf,
        /// Its reason.
        why: String,
    },
    /// The system refused, and then refused to put back what was written before.
    NotRestored {
        /// Which file has its new text still.
        path: Utf8PathBuf,
        /// Where its old text is.
        backup: Option<Utf8PathBuf>,
        /// The first reason.
        why: String,
    },
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside(path) => {
                write!(f, "{path} leads out of the directory to write to; nothing was written")
            }
            Self::Protected(path) => write!(f, "{path} belongs to version control; nothing was written"),
            Self::Exists(path) => write!(f, "{path} exists already; nothing was written"),
            Self::Missing(path) => write!(f, "{path} is no longer there; nothing was written"),
            Self::Moved(path) => {
                write!(
                    f,
                    "{path} was changed in the meantime; nothing was written, ask again for its new text"
                )
            }
            Self::ReadOnly(path) => write!(f, "{path} is read-only; nothing was written"),
            Self::NotAFile(path) => write!(f, "{path} is not a file; nothing was written"),
            Self::Overlap(path) => write!(f, "two changes of {path} overlap; nothing was written"),
            Self::Refused { path, why } => write!(f, "{path} cannot be written: {why}; nothing was written"),
            Self::NotRestored { path, backup: Some(backup), why } => {
                write!(
                    f,
                    "writing failed ({why}) and {path} could not be put back; its old text is in {backup}"
                )
            }
            Self::NotRestored { path, backup: None, why } => {
                write!(f, "writing failed ({why}) and the new file {path} could not be removed")
            }
        }
    }
}

impl std::error::Error for WriteError {}

/// A change that may be made, with the file it comes down to.
#[derive(Debug)]
pub(super) struct Target {
    /// As it was named.
    pub(super) path: Utf8PathBuf,
    /// Where it is once links are followed.
    pub(super) real: PathBuf,
    /// The new text.
    pub(super) text: String,
    /// Whether the file is there now.
    pub(super) edits: bool,
}

/// Makes all `changes` below `root`, or none of them.
///
/// Every new text is on disk under another name before the first file is replaced, and a failure in between puts
/// the earlier ones back. Modes are kept, new directories are made, nothing is overwritten by a created file.
///
/// # Errors
/// Says which file stood in the way and why.
pub fn write(root: &Utf8Path, changes: &[Change]) -> Result<(), WriteError> {
    let targets = changes.iter().map(|c| target(root, c)).collect::<Result<Vec<_>, _>>()?;
    let mut seen = BTreeSet::new();
    if let Some(twice) = targets.iter().find(|t| !seen.insert(&t.real)) {
        return Err(WriteError::Overlap(twice.path.clone()));
    }
    let mut staged = Staged::default();
    for target in targets {
        staged.prepare(target)?;
    }
    staged.commit()
}

fn target(root: &Utf8Path, change: &Change) -> Result<Target, WriteError> {
    let (Change::Create { path, .. } | Change::Edit { path, .. }) = change;
    let plain = path.components().all(|c| c != Utf8Component::ParentDir);
    if !plain || !path.starts_with(root) {
        return Err(WriteError::Outside(path.clone()));
    }
    if path.components().any(|c| matches!(c.as_str(), ".git" | ".hg" | ".jj" | ".svn")) {
        return Err(WriteError::Protected(path.clone()));
    }
    let real = real(path.as_std_path()).map_err(|e| refused(path, &e))?;
    let home = self::real(root.as_std_path()).map_err(|e| refused(root, &e))?;
    if !real.starts_with(&home) {
        return Err(WriteError::Outside(path.clone()));
    }
    let metadata = fs::metadata(&real);
    match (change, metadata) {
        (Change::Create { .. }, Ok(_)) => Err(WriteError::Exists(path.clone())),
        (Change::Create { text, .. }, Err(e)) if e.kind() == io::ErrorKind::NotFound => {
            Ok(Target { path: path.clone(), real, text: text.clone(), edits: false })
        }
        (Change::Edit { .. }, Err(e)) if e.kind() == io::ErrorKind::NotFound => {
            Err(WriteError::Missing(path.clone()))
        }
        (_, Err(error)) => Err(refused(path, &error)),
        (Change::Edit { before, edits, .. }, Ok(metadata)) => {
            if !metadata.is_file() {
                return Err(WriteError::NotAFile(path.clone()));
            }
            if metadata.permissions().readonly() {
                return Err(WriteError::ReadOnly(path.clone()));
            }
            let same_length = metadata.len() == before.len() as u64;
            if !same_length || fs::read(&real).map_err(|e| refused(path, &e))? != before.as_bytes() {
                return Err(WriteError::Moved(path.clone()));
            }
            let text = text::apply(before, edits).map_err(|_| WriteError::Overlap(path.clone()))?;
            Ok(Target { path: path.clone(), real, text, edits: true })
        }
    }
}

/// `path` with the links of the part that exists followed.
fn real(path: &Path) -> io::Result<PathBuf> {
    let there = path.ancestors().find(|p| fs::symlink_metadata(p).is_ok());
    let Some(there) = there else { return Ok(path.to_owned()) };
    let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
    let real = there.canonicalize()?;
    Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) })
}

pub(super) fn refused(path: &Utf8Path, error: &io::Error) -> WriteError {
    WriteError::Refused { path: path.to_owned(), why: super::read::reason(error) }
}
