use super::content::Contents;
use super::refs::Upstream;
use super::submodule;
use super::{Reading, Repository, VcsError};
use gix::bstr::{BStr, BString, ByteSlice};
use gix::status::plumbing::index_as_worktree::{Change, Conflict as GixConflict, EntryStatus};
use gix::status::{Item, index_worktree, tree_index::TrackRenames};
use serde::Serialize;
use std::collections::BTreeMap;

/// How a worktree stands against its index, and the index against the last commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// What is checked out.
    pub head: Head,
    /// What was begun and is not finished.
    pub operation: Option<Operation>,
    /// What differs, by path.
    pub entries: Vec<Entry>,
    /// Another program holds the index, or one that ended left its lock behind.
    pub locked: bool,
    /// How many stashes there are.
    pub stashes: usize,
}

/// What is checked out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The branch; `None` where a commit is checked out without one.
    pub branch: Option<String>,
    /// The commit's hash; `None` for a branch that has none yet.
    pub commit: Option<String>,
    /// The branch that this one follows.
    pub upstream: Option<Upstream>,
}

/// Something that takes more than one step and stopped on the way, as git's own messages call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Operation {
    /// `git merge`
    Merge,
    /// `git rebase`
    Rebase,
    /// `git cherry-pick`
    CherryPick,
    /// `git revert`
    Revert,
    /// `git bisect`
    Bisect,
    /// `git am`
    ApplyMailbox,
}

impl Operation {
    /// The git command that began it, and that continues and aborts it.
    pub fn command(self) -> &'static str {
        match self {
            Self::Merge => "merge",
            Self::Rebase => "rebase",
            Self::CherryPick => "cherry-pick",
            Self::Revert => "revert",
            Self::Bisect => "bisect",
            Self::ApplyMailbox => "am",
        }
    }
}

/// A path that differs somewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    /// From the worktree's root; ends in `/` for an untracked directory. Bytes that are not UTF-8 are replaced.
    pub path: String,
    /// What it was called in the last commit, where it was renamed.
    pub original: Option<String>,
    /// The index against the last commit.
    pub staged: Option<Kind>,
    /// The worktree against the index.
    pub unstaged: Option<Kind>,
    /// Why it is in conflict.
    pub conflict: Option<Conflict>,
    /// How a submodule differs.
    pub submodule: Option<SubmoduleState>,
    /// A filter that is not run here may say that the file is unchanged after all.
    pub unfiltered: bool,
}

/// How a path differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// It is new.
    Added,
    /// Its content or mode is another.
    Modified,
    /// It is gone.
    Deleted,
    /// It has another name.
    Renamed,
    /// It is a copy of another.
    Copied,
    /// It is a link where it was a file, or the like.
    TypeChanged,
    /// Git does not know it.
    Untracked,
}

impl Kind {
    /// The letter of `git status --short`.
    pub fn letter(self) -> char {
        match self {
            Self::Added => 'A',
            Self::Modified => 'M',
            Self::Deleted => 'D',
            Self::Renamed => 'R',
            Self::Copied => 'C',
            Self::TypeChanged => 'T',
            Self::Untracked => '?',
        }
    }
}

/// Why a path is in conflict. "Ours" is the branch that is checked out, except in a rebase, where it is the other one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Conflict {
    /// Both sides deleted or renamed it.
    BothDeleted,
    /// Only our side has it.
    AddedByUs,
    /// They deleted what we changed.
    DeletedByThem,
    /// Only their side has it.
    AddedByThem,
    /// We deleted what they changed.
    DeletedByUs,
    /// Both sides added it, differently.
    BothAdded,
    /// Both sides changed it, differently.
    BothModified,
}

impl Conflict {
    /// The two letters of `git status --short`.
    pub fn letters(self) -> &'static str {
        match self {
            Self::BothDeleted => "DD",
            Self::AddedByUs => "AU",
            Self::DeletedByThem => "UD",
            Self::AddedByThem => "UA",
            Self::DeletedByUs => "DU",
            Self::BothAdded => "AA",
            Self::BothModified => "UU",
        }
    }

    /// What happened, for a person.
    pub fn words(self) -> &'static str {
        match self {
            Self::BothDeleted => "deleted by both",
            Self::AddedByUs => "added by us",
            Self::DeletedByThem => "deleted by them",
            Self::AddedByThem => "added by them",
            Self::DeletedByUs => "deleted by us",
            Self::BothAdded => "added by both",
            Self::BothModified => "changed by both",
        }
    }
}

/// How a submodule differs from what is recorded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SubmoduleState {
    /// Another commit is checked out in it.
    pub commit: bool,
    /// It has changed files.
    pub modified: bool,
    /// It has untracked files.
    pub untracked: bool,
}

impl SubmoduleState {
    /// Whether anything differs.
    pub(super) fn differs(self) -> bool {
        self.commit || self.modified || self.untracked
    }
}

impl Repository {
    /// How the worktree stands, as `git status` tells it.
    ///
    /// # Errors
    /// Where the index, an object or a directory cannot be read.
    pub fn status(&self) -> Result<Status, VcsError> {
        Ok(Status {
            head: self.head()?,
            operation: self.operation(),
            entries: self.entries(0)?,
            locked: self.inner.index_path().with_extension("lock").exists(),
            stashes: self.stashes()?.len(),
        })
    }

    /// What is checked out.
    ///
    /// # Errors
    /// Where `HEAD` or the branch cannot be read.
    pub fn head(&self) -> Result<Head, VcsError> {
        let head = self.inner.head().reading("HEAD")?;
        let name = head.referent_name().map(ToOwned::to_owned);
        let upstream = match &name {
            Some(name) => self.upstream(name.as_ref())?,
            None => None,
        };
        let branch = name.map(|name| name.shorten().to_str_lossy().into_owned());
        let commit = head.id().map(|id| id.to_string());
        Ok(Head { branch, commit, upstream })
    }

    /// What was begun and is not finished.
    pub fn operation(&self) -> Option<Operation> {
        use gix::state::InProgress as Gix;
        Some(match self.inner.state()? {
            Gix::Merge => Operation::Merge,
            Gix::Rebase | Gix::RebaseInteractive | Gix::ApplyMailboxRebase => Operation::Rebase,
            Gix::CherryPick | Gix::CherryPickSequence => Operation::CherryPick,
            Gix::Revert | Gix::RevertSequence => Operation::Revert,
            Gix::Bisect => Operation::Bisect,
            Gix::ApplyMailbox => Operation::ApplyMailbox,
        })
    }

    /// What differs, by path; `depth` counts the repositories that this one is a submodule of.
    pub(super) fn entries(&self, depth: usize) -> Result<Vec<Entry>, VcsError> {
        let platform = self.inner.status(gix::progress::Discard).reading("the status")?;
        // Submodules are opened by `submodule`, so that their configuration starts nothing either.
        let items = platform
            .index(self.index()?)
            .index_worktree_submodules(None)
            .index_worktree_rewrites(None)
            .tree_index_track_renames(TrackRenames::AsConfigured)
            .into_iter(None)
            .reading("the status")?;
        let mut entries = Entries::default();
        for item in items {
            match item.reading("the status")? {
                Item::TreeIndex(change) => entries.staged(&change),
                Item::IndexWorktree(item) => entries.unstaged(item),
            }
        }
        self.settle_filtered(&mut entries)?;
        for (path, state) in submodule::differing(self, depth)? {
            let entry = entries.at(path.as_ref());
            entry.unstaged = Some(Kind::Modified);
            entry.submodule = Some(state);
        }
        Ok(entries.finish())
    }

    /// Looks again at changed files that a filter would have made into something else before they were compared.
    fn settle_filtered(&self, entries: &mut Entries) -> Result<(), VcsError> {
        if entries.changed.is_empty() {
            return Ok(());
        }
        let mut contents = Contents::new(self)?;
        for (path, id) in std::mem::take(&mut entries.changed) {
            let Some(filter) = contents.filter(path.as_ref())? else { continue };
            if filter == "lfs" {
                let same = contents.worktree(path.as_ref())?.is_some_and(|now| now.id == id);
                if same {
                    entries.at(path.as_ref()).unstaged = None;
                }
            } else if self.filters().contains(&filter) {
                entries.at(path.as_ref()).unfiltered = true;
            }
        }
        Ok(())
    }
}

/// The entries while they are gathered: what the index and what the worktree say come in any order.
#[derive(Default)]
struct Entries {
    by_path: BTreeMap<BString, Entry>,
    /// Files whose content differs, with what the index has.
    changed: Vec<(BString, gix::ObjectId)>,
}

impl Entries {
    fn at(&mut self, path: &BStr) -> &mut Entry {
        self.by_path.entry(path.to_owned()).or_default()
    }

    fn staged(&mut self, change: &gix::diff::index::Change) {
        use gix::diff::index::ChangeRef;
        let kind = match change {
            ChangeRef::Addition { .. } => Kind::Added,
            ChangeRef::Deletion { .. } => Kind::Deleted,
            ChangeRef::Modification { previous_entry_mode: old, entry_mode: new, .. } => modified(*old, *new),
            ChangeRef::Rewrite { copy, .. } => {
                if *copy {
                    Kind::Copied
                } else {
                    Kind::Renamed
                }
            }
        };
        let entry = self.at(change.location());
        entry.staged = Some(kind);
        if let ChangeRef::Rewrite { source_location, .. } = change {
            entry.original = Some(source_location.to_str_lossy().into_owned());
        }
    }

    fn unstaged(&mut self, item: index_worktree::Item) {
        match item {
            index_worktree::Item::Modification { rela_path, status, entry, .. } => {
                self.modification(rela_path.as_ref(), &entry, &status);
            }
            index_worktree::Item::DirectoryContents { entry, .. } => {
                if entry.status != gix::dir::entry::Status::Untracked {
                    return;
                }
                let mut path = entry.rela_path;
                let directory = entry.disk_kind.is_some_and(|kind| kind.is_dir());
                if directory && !path.ends_with(b"/") {
                    path.push(b'/');
                }
                self.at(path.as_ref()).unstaged = Some(Kind::Untracked);
            }
            // Only where the worktree's renames are asked for.
            index_worktree::Item::Rewrite { .. } => {}
        }
    }

    fn modification(
        &mut self,
        path: &BStr,
        index: &gix::index::Entry,
        status: &EntryStatus<(), gix::submodule::Status>,
    ) {
        let kind = match status {
            EntryStatus::Conflict { summary, .. } => {
                self.at(path).conflict = Some(conflict(*summary));
                return;
            }
            EntryStatus::IntentToAdd => Kind::Added,
            EntryStatus::Change(Change::Removed) => Kind::Deleted,
            EntryStatus::Change(Change::Type { .. }) => Kind::TypeChanged,
            EntryStatus::Change(Change::Modification { content_change, .. }) => {
                if content_change.is_some() {
                    self.changed.push((path.to_owned(), index.id));
                }
                Kind::Modified
            }
            EntryStatus::Change(Change::SubmoduleModification(_)) | EntryStatus::NeedsUpdate(_) => return,
        };
        self.at(path).unstaged = Some(kind);
    }

    fn finish(self) -> Vec<Entry> {
        let named = self.by_path.into_iter().map(|(path, mut entry)| {
            entry.path = path.to_str_lossy().into_owned();
            if entry.conflict.is_some() {
                (entry.staged, entry.unstaged) = (None, None);
            }
            entry
        });
        named.filter(|e| e.staged.is_some() || e.unstaged.is_some() || e.conflict.is_some()).collect()
    }
}

/// A change of mode alone is a modification; of what kind of thing it is, is not.
pub(super) fn modified(old: gix::index::entry::Mode, new: gix::index::entry::Mode) -> Kind {
    let kind = |mode: gix::index::entry::Mode| mode.bits() & 0o170_000;
    if kind(old) == kind(new) { Kind::Modified } else { Kind::TypeChanged }
}

fn conflict(summary: GixConflict) -> Conflict {
    match summary {
        GixConflict::BothDeleted => Conflict::BothDeleted,
        GixConflict::AddedByUs => Conflict::AddedByUs,
        GixConflict::DeletedByThem => Conflict::DeletedByThem,
        GixConflict::AddedByThem => Conflict::AddedByThem,
        GixConflict::DeletedByUs => Conflict::DeletedByUs,
        GixConflict::BothAdded => Conflict::BothAdded,
        GixConflict::BothModified => Conflict::BothModified,
    }
}
