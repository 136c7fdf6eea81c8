use super::read::unreadable;
use super::{MAX_BYTES, Skip, Skipped};
use camino::{Utf8Path, Utf8PathBuf};
use ignore::{DirEntry, WalkBuilder};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

/// What a walk takes and leaves.
#[derive(Clone)]
pub struct Rules {
    /// Whether a file is wanted, by its path.
    pub wanted: fn(&Utf8Path) -> bool,
    /// Whether a directory is left out, by its name.
    pub is_skipped: fn(&str) -> bool,
    /// How many levels of directories are entered; `None` for all.
    pub depth: Option<usize>,
    /// Set to end the walk early.
    pub cancelled: Arc<AtomicBool>,
}

/// Tells one state of a file from another without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was last written, where the system knows.
    pub modified: Option<SystemTime>,
    /// Its size.
    pub bytes: u64,
}

/// A file that was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Absolute where the root was.
    pub path: Utf8PathBuf,
    /// Its state when it was found.
    pub stamp: Stamp,
}

/// What a walk came upon, both lists by path.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    /// Wanted files that can be read.
    pub found: Vec<Found>,
    /// Wanted files and directories that were left out.
    pub skipped: Vec<Skipped>,
}

/// Finds the wanted files under `roots`: what `.gitignore` names is not ours to read, symbolic links are followed
/// as long as they stay under a root.
pub fn walk(roots: &[Utf8PathBuf], rules: &Rules) -> Walk {
    let mut out = Walk::default();
    let homes: Vec<PathBuf> = roots.iter().filter_map(|r| r.as_std_path().canonicalize().ok()).collect();
    for root in roots {
        let entries = builder(root, rules, &homes).build();
        for entry in entries {
            if rules.cancelled.load(Ordering::Relaxed) {
                break;
            }
            match entry {
                Ok(entry) => take(&entry, rules, &homes, &mut out),
                Err(error) => out.skipped.extend(skipped(root, &error)),
            }
        }
    }
    out.found.sort_by(|a, b| a.path.cmp(&b.path));
    out.found.dedup_by(|a, b| a.path == b.path);
    out.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    out.skipped.dedup_by(|a, b| a.path == b.path);
    out
}

fn builder(root: &Utf8Path, rules: &Rules, homes: &[PathBuf]) -> WalkBuilder {
    let mut builder = WalkBuilder::new(root);
    let (is_skipped, homes) = (rules.is_skipped, homes.to_vec());
    builder
        .max_depth(rules.depth)
        .hidden(false)
        .follow_links(true)
        .require_git(false)
        .git_global(false)
        .filter_entry(move |entry| {
            let is_dir = entry.file_type().is_some_and(|t| t.is_dir());
            let named = entry.file_name().to_str().is_some_and(is_skipped);
            let leaves = entry.path_is_symlink() && entry.depth() > 0 && !is_under(entry.path(), &homes);
            !is_dir || entry.depth() == 0 || !(named || leaves)
        });
    builder
}

fn is_under(path: &Path, homes: &[PathBuf]) -> bool {
    path.canonicalize().is_ok_and(|real| homes.iter().any(|home| real.starts_with(home)))
}

fn take(entry: &DirEntry, rules: &Rules, homes: &[PathBuf], out: &mut Walk) {
    let Some(path) = Utf8Path::from_path(entry.path()) else {
        let path = entry.path().to_string_lossy().into_owned().into();
        out.skipped.push(Skipped { path, why: Skip::NameNotUtf8 });
        return;
    };
    if entry.file_type().is_some_and(|t| t.is_dir()) || !(rules.wanted)(path) {
        return;
    }
    let leaves = entry.path_is_symlink() && entry.depth() > 0 && !is_under(entry.path(), homes);
    let result = if leaves { Err(Skip::Outside) } else { stamp(entry.metadata()) };
    match result {
        Ok(stamp) => out.found.push(Found { path: path.to_owned(), stamp }),
        Err(why) => out.skipped.push(Skipped { path: path.to_owned(), why }),
    }
}

fn stamp(metadata: Result<Metadata, ignore::Error>) -> Result<Stamp, Skip> {
    let metadata = metadata.map_err(|e| match e.into_io_error() {
        Some(error) => unreadable(&error),
        None => Skip::Unreadable("its state is unknown".into()),
    })?;
    if !metadata.is_file() {
        return Err(Skip::Special);
    }
    if metadata.len() > MAX_BYTES {
        return Err(Skip::TooLarge { bytes: metadata.len() });
    }
    Ok(Stamp { modified: metadata.modified().ok(), bytes: metadata.len() })
}

/// A fault of an ignore file is nothing that was left out.
fn skipped(root: &Utf8Path, error: &ignore::Error) -> Option<Skipped> {
    let (path, why) = reason(error, None)?;
    let path = path.map_or_else(|| root.to_owned(), |p| p.to_string_lossy().into_owned().into());
    Some(Skipped { path, why })
}

fn reason<'a>(error: &'a ignore::Error, path: Option<&'a Path>) -> Option<(Option<&'a Path>, Skip)> {
    match error {
        ignore::Error::WithPath { path, err } => reason(err, Some(path)),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => reason(err, path),
        ignore::Error::Loop { child, .. } => Some((Some(child), Skip::Loop)),
        ignore::Error::Io(error) => Some((path, unreadable(error))),
        _ => None,
    }
}
