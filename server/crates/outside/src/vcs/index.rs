use super::{Reading, Repository, VcsError};
use gix::bstr::BString;
use gix::index::entry::{Flags, Mode, Stat};
use gix::index::{File, State};
use gix::worktree::IndexPersistedOrInMemory;

impl Repository {
    /// The index with an entry for every file. A sparse one holds whole directories that are not checked out; those
    /// are laid out in memory.
    pub(super) fn index(&self) -> Result<IndexPersistedOrInMemory, VcsError> {
        let file = self.inner.index_or_empty().reading("the index")?;
        if !file.is_sparse() {
            return Ok(IndexPersistedOrInMemory::Persisted(file));
        }
        let mut state = State::new(self.inner.object_hash());
        state.set_timestamp(file.timestamp());
        for entry in file.entries() {
            let path = entry.path(&file);
            if entry.mode != Mode::DIR {
                state.dangerously_push_entry(entry.stat, entry.id, entry.flags, entry.mode, path);
                continue;
            }
            let inside = self.inner.index_from_tree(&entry.id).reading("the index")?;
            for file in inside.entries() {
                let mut path: BString = path.to_owned();
                path.extend_from_slice(file.path(&inside));
                let flags = Flags::EXTENDED | Flags::SKIP_WORKTREE;
                state.dangerously_push_entry(Stat::default(), file.id, flags, file.mode, path.as_ref());
            }
        }
        state.sort_entries();
        Ok(IndexPersistedOrInMemory::InMemory(File::from_state(state, self.inner.index_path())))
    }
}
