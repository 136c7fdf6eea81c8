//! What changed between two states of the files, line by line and as `git diff` writes it.

mod files;
mod hunks;
mod unified;

pub use hunks::{Hunk, Line, Origin};

pub(super) use hunks::{apply, line_map};

use super::content::{Content, Contents};
use super::{Kind, Reading, Repository, VcsError};
use gix::bstr::{BStr, BString, ByteSlice};
use gix::index::entry::Mode;
use serde::{Serialize, Serializer};

/// Which two states are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// The index with the worktree: what could be staged.
    Unstaged,
    /// The last commit with the index: what would be committed.
    Staged,
    /// A commit with the one before it.
    Commit(String),
    /// Two commits.
    Between(String, String),
}

/// How a file differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FileDiff {
    /// From the worktree's root.
    #[serde(serialize_with = "lossy")]
    pub path: BString,
    /// What it was called before, where that was something else.
    #[serde(serialize_with = "lossy_option")]
    pub original: Option<BString>,
    /// What happened to it.
    pub kind: Kind,
    /// Before; `None` for a new file.
    pub old: Option<Side>,
    /// After; `None` for a deleted file.
    pub new: Option<Side>,
    /// It is compared as a whole: not text, or too large.
    pub binary: bool,
    /// Where the lines differ.
    pub hunks: Vec<Hunk>,
}

/// What git knows of one side of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// The mode as git writes it, such as `100644`.
    pub mode: String,
    /// The hash of the content.
    pub id: String,
}

/// Two sides that differ, before they are compared line by line.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) path: BString,
    pub(super) original: Option<(BString, bool)>,
    pub(super) old: Option<Content>,
    pub(super) new: Option<Content>,
}

impl Repository {
    /// What differs in `compared`, by path; only below `paths`, where any are given. A file in conflict is compared
    /// with our side of it.
    ///
    /// # Errors
    /// Where no commit has a name given, and where files or objects cannot be read.
    pub fn diff(&self, compared: &Compared, paths: &[String]) -> Result<Vec<FileDiff>, VcsError> {
        let mut contents = Contents::new(self)?;
        let mut pairs = match compared {
            Compared::Unstaged => self.unstaged(&mut contents)?,
            Compared::Staged => self.staged()?,
            Compared::Commit(revision) => {
                let commit = self.inner.find_commit(self.commit_called(revision)?.detach());
                let commit = commit.reading("a commit")?;
                let parent = commit.parent_ids().next().map(gix::Id::detach);
                self.between(parent, commit.id)?
            }
            Compared::Between(from, to) => {
                self.between(Some(self.commit_called(from)?.detach()), self.commit_called(to)?.detach())?
            }
        };
        pairs
            .retain(|pair| paths.is_empty() || paths.iter().any(|below| is_below(pair.path.as_ref(), below)));
        pairs.sort_by(|a, b| a.path.cmp(&b.path));
        let mut diffs = Vec::new();
        for pair in pairs {
            for pair in pair.split() {
                diffs.push(compare(pair, &mut contents, self)?);
            }
        }
        Ok(diffs)
    }
}

impl Pair {
    /// A file that became another kind of thing was deleted and added again, as git tells it.
    fn split(self) -> Vec<Self> {
        let kind = |content: &Content| content.mode.bits() & 0o170_000;
        match (&self.old, &self.new) {
            (Some(old), Some(new)) if kind(old) != kind(new) => {
                let Self { path, old, new, .. } = self;
                vec![
                    Self { path: path.clone(), original: None, old, new: None },
                    Self { path, original: None, old: None, new },
                ]
            }
            _ => vec![self],
        }
    }

    fn kind(&self) -> Kind {
        match (&self.old, &self.new, &self.original) {
            (None, ..) => Kind::Added,
            (_, None, _) => Kind::Deleted,
            (.., Some((_, true))) => Kind::Copied,
            (.., Some((_, false))) => Kind::Renamed,
            _ => Kind::Modified,
        }
    }
}

fn compare(pair: Pair, contents: &mut Contents<'_>, repository: &Repository) -> Result<FileDiff, VcsError> {
    let kind = pair.kind();
    let bytes = |content: &Option<Content>| match content {
        Some(content) => content.bytes.clone(),
        None => Some(Vec::new()),
    };
    let same = matches!((&pair.old, &pair.new), (Some(old), Some(new)) if old.id == new.id && old.bytes == new.bytes);
    let text = match (bytes(&pair.old), bytes(&pair.new)) {
        (Some(old), Some(new)) if is_text(&old) && is_text(&new) => Some((old, new)),
        _ => None,
    };
    // Attributes are for files: a link is always compared by where it leads.
    let regular = |content: &Content| content.mode.bits() & 0o170_000 == 0o100_000;
    let is_file = pair.new.as_ref().or(pair.old.as_ref()).is_some_and(regular);
    let opaque = is_file && contents.is_opaque(pair.path.as_ref())?;
    let text = text.filter(|_| !opaque);
    let algorithm = repository.inner.diff_algorithm().unwrap_or_default();
    let side = |content: &Option<Content>| {
        let content = content.as_ref()?;
        Some(Side { mode: format!("{:06o}", content.mode.bits()), id: content.id.to_string() })
    };
    Ok(FileDiff {
        kind,
        old: side(&pair.old),
        new: side(&pair.new),
        binary: !same && text.is_none(),
        hunks: text
            .filter(|_| !same)
            .map(|(old, new)| hunks::hunks(&old, &new, algorithm))
            .unwrap_or_default(),
        path: pair.path,
        original: pair.original.map(|(name, _)| name),
    })
}

/// As git decides it: no zero in the first 8,000 bytes.
fn is_text(bytes: &[u8]) -> bool {
    !bytes.get(..bytes.len().min(8000)).unwrap_or_default().contains(&0)
}

/// Whether `path` is `below` or lies in it.
pub(super) fn is_below(path: &BStr, below: &str) -> bool {
    let below = below.trim_end_matches('/');
    below.is_empty()
        || path.strip_prefix(below.as_bytes()).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"/"))
}

fn lossy<S: Serializer>(bytes: &BString, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&bytes.to_str_lossy())
}

#[allow(clippy::ref_option, reason = "serde hands over a reference to the field")]
fn lossy_option<S: Serializer>(bytes: &Option<BString>, serializer: S) -> Result<S::Ok, S::Error> {
    bytes.as_ref().map(|bytes| bytes.to_str_lossy()).serialize(serializer)
}

/// The mode of a tree's entry as the index writes it.
fn mode(mode: gix::objs::tree::EntryMode) -> Mode {
    Mode::from_bits_truncate(u32::from(mode.value()))
}
