//! Which files differ, and both sides of each.

use super::{Pair, mode};
use crate::vcs::content::{Content, Contents};
use crate::vcs::submodule;
use crate::vcs::{Reading, Repository, VcsError};
use gix::ObjectId;
use gix::bstr::{BString, ByteSlice};
use gix::diff::index::ChangeRef;
use gix::diff::tree_with_rewrites::Change as TreeChange;
use gix::index::entry::{Mode, Stage};
use gix::status::index_worktree::Item;
use gix::status::plumbing::index_as_worktree::{Change, EntryStatus};
use gix::status::tree_index::TrackRenames;

impl Repository {
    /// The index and the worktree.
    pub(super) fn unstaged(&self, contents: &mut Contents<'_>) -> Result<Vec<Pair>, VcsError> {
        let platform = self.inner.status(gix::progress::Discard).reading("the status")?;
        let items = platform
            .index(self.index()?)
            .index_worktree_submodules(None)
            .untracked_files(gix::status::UntrackedFiles::None)
            .index_worktree_rewrites(None)
            .into_index_worktree_iter(Vec::new())
            .reading("the status")?;
        let mut pairs = Vec::new();
        for item in items {
            let Item::Modification { rela_path: path, entry, status, .. } = item.reading("the status")?
            else {
                continue;
            };
            let old = match &status {
                EntryStatus::Conflict { entries, .. } => {
                    let [_, ours, _] = &**entries;
                    ours.as_ref().map(|ours| (ours.mode, ours.id))
                }
                EntryStatus::IntentToAdd => None,
                EntryStatus::Change(Change::SubmoduleModification(_)) | EntryStatus::NeedsUpdate(_) => {
                    continue;
                }
                EntryStatus::Change(_) => Some((entry.mode, entry.id)),
            };
            let old = old.map(|(mode, id)| self.stored(mode, id)).transpose()?;
            let mut new = contents.worktree(path.as_ref())?;
            keep_mode(old.as_ref(), new.as_mut(), self)?;
            if old != new {
                pairs.push(Pair { path, original: None, old, new });
            }
        }
        pairs.extend(self.changed_submodules()?);
        Ok(pairs)
    }

    fn changed_submodules(&self) -> Result<Vec<Pair>, VcsError> {
        let index = self.index()?;
        let mut pairs = Vec::new();
        for (path, state) in submodule::differing(self, 0)? {
            let recorded = index.entry_by_path_and_stage(path.as_ref(), Stage::Unconflicted).map(|e| e.id);
            let Some(recorded) = recorded else { continue };
            let Ok(name) = path.to_str() else { continue };
            let now = submodule::checked_out(self, name).unwrap_or(recorded);
            if now == recorded && !state.modified {
                continue;
            }
            let mut new = self.stored(Mode::COMMIT, now)?;
            if state.modified {
                new.bytes = Some(format!("Subproject commit {now}-dirty\n").into_bytes());
            }
            let old = Some(self.stored(Mode::COMMIT, recorded)?);
            pairs.push(Pair { path, original: None, old, new: Some(new) });
        }
        Ok(pairs)
    }

    /// The last commit and the index.
    pub(in crate::vcs) fn staged(&self) -> Result<Vec<Pair>, VcsError> {
        let tree = self.inner.head_tree_id_or_empty().reading("HEAD")?;
        let index = self.index()?;
        let mut changes = Vec::new();
        let keep = |change: ChangeRef<'_, '_>, _: &gix::index::State, _: &gix::index::State| {
            changes.push(change.into_owned());
            Ok(std::ops::ControlFlow::Continue(()))
        };
        self.inner
            .tree_index_status(&tree, &index, None, TrackRenames::AsConfigured, keep)
            .reading("the index")?;
        changes.into_iter().map(|change| self.staged_pair(change)).collect()
    }

    fn staged_pair(&self, change: gix::diff::index::Change) -> Result<Pair, VcsError> {
        let stored = |mode: Mode, id: &gix::oid| self.stored(mode, id.to_owned()).map(Some);
        Ok(match change {
            ChangeRef::Addition { location, entry_mode, id, .. } => {
                Pair { path: location.into_owned(), original: None, old: None, new: stored(entry_mode, &id)? }
            }
            ChangeRef::Deletion { location, entry_mode, id, .. } => {
                Pair { path: location.into_owned(), original: None, old: stored(entry_mode, &id)?, new: None }
            }
            ChangeRef::Modification {
                location, previous_entry_mode, previous_id, entry_mode, id, ..
            } => Pair {
                path: location.into_owned(),
                original: None,
                old: stored(previous_entry_mode, &previous_id)?,
                new: stored(entry_mode, &id)?,
            },
            ChangeRef::Rewrite {
                source_location,
                source_entry_mode,
                source_id,
                location,
                entry_mode,
                id,
                copy,
                ..
            } => Pair {
                path: location.into_owned(),
                original: Some((source_location.into_owned(), copy)),
                old: stored(source_entry_mode, &source_id)?,
                new: stored(entry_mode, &id)?,
            },
        })
    }

    /// Two commits; `None` stands for the state before the first one.
    pub(in crate::vcs) fn between(
        &self,
        from: Option<ObjectId>,
        to: ObjectId,
    ) -> Result<Vec<Pair>, VcsError> {
        let tree =
            |id: ObjectId| self.inner.find_commit(id).and_then(|commit| commit.tree()).reading("a commit");
        let from = from.map(tree).transpose()?;
        let to = tree(to)?;
        let changes = self.inner.diff_tree_to_tree(from.as_ref(), Some(&to), None).reading("a commit")?;
        let mut pairs = Vec::new();
        for change in changes {
            pairs.extend(self.tree_pair(change)?);
        }
        Ok(pairs)
    }

    fn tree_pair(&self, change: TreeChange) -> Result<Option<Pair>, VcsError> {
        let side = |of: gix::objs::tree::EntryMode, id: ObjectId| self.stored(mode(of), id).map(Some);
        let (path, original, old, new): (BString, _, Option<_>, Option<_>) = match change {
            TreeChange::Addition { location, entry_mode, id, .. } => {
                (location, None, None, Some((entry_mode, id)))
            }
            TreeChange::Deletion { location, entry_mode, id, .. } => {
                (location, None, Some((entry_mode, id)), None)
            }
            TreeChange::Modification { location, previous_entry_mode, previous_id, entry_mode, id } => {
                (location, None, Some((previous_entry_mode, previous_id)), Some((entry_mode, id)))
            }
            TreeChange::Rewrite {
                source_location,
                source_entry_mode,
                source_id,
                location,
                entry_mode,
                id,
                copy,
                ..
            } => (
                location,
                Some((source_location, copy)),
                Some((source_entry_mode, source_id)),
                Some((entry_mode, id)),
            ),
        };
        // Directories differ where files in them do, and those are told by themselves.
        if [old, new].iter().flatten().any(|(mode, _)| mode.is_tree()) {
            return Ok(None);
        }
        let read = |given: Option<(_, _)>| given.map_or(Ok(None), |(mode, id)| side(mode, id));
        Ok(Some(Pair { path, original, old: read(old)?, new: read(new)? }))
    }
}

/// On a file system without modes or links, what the index says of them holds.
fn keep_mode(
    old: Option<&Content>,
    new: Option<&mut Content>,
    repository: &Repository,
) -> Result<(), VcsError> {
    let (Some(old), Some(new)) = (old, new) else { return Ok(()) };
    let can = repository.inner.filesystem_options().reading("the configuration")?;
    let unknown = (!can.executable_bit && new.mode != Mode::SYMLINK && old.mode != Mode::SYMLINK)
        || (!can.symlink && old.mode == Mode::SYMLINK);
    if unknown {
        new.mode = old.mode;
    }
    Ok(())
}
