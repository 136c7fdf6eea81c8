use super::status::SubmoduleState;
use super::{Entry, Kind, Repository, VcsError};
use gix::bstr::{BString, ByteSlice};
use gix::index::entry::{Mode, Stage};

/// How deep submodules of submodules are looked into.
const DEPTH: usize = 4;

/// The submodules that differ from what the index records, by path. Each is opened like any other repository.
pub(super) fn differing(
    repository: &Repository,
    depth: usize,
) -> Result<Vec<(BString, SubmoduleState)>, VcsError> {
    let index = repository.index()?;
    let mut differing = Vec::new();
    if depth >= DEPTH {
        return Ok(differing);
    }
    for entry in index.entries() {
        if entry.mode != Mode::COMMIT || entry.stage() != Stage::Unconflicted {
            continue;
        }
        let path = entry.path(&index);
        let state = state(repository, path.to_str_lossy().as_ref(), entry.id, depth)?;
        if state.differs() {
            differing.push((path.to_owned(), state));
        }
    }
    Ok(differing)
}

/// The commit that is checked out in the submodule at `path`; `None` where none is.
pub(super) fn checked_out(repository: &Repository, path: &str) -> Option<gix::ObjectId> {
    open(repository, path)?.inner.head_id().map(gix::Id::detach).ok()
}

/// The submodule at `path`, if it is checked out. A directory that is a link is not followed.
fn open(repository: &Repository, path: &str) -> Option<Repository> {
    let directory = repository.root().join(path);
    if directory.is_symlink() || !directory.join(".git").exists() {
        return None;
    }
    let submodule = Repository::at(&directory).ok()?;
    (submodule.root() == directory.canonicalize_utf8().ok()?).then_some(submodule)
}

fn state(
    repository: &Repository,
    path: &str,
    recorded: gix::ObjectId,
    depth: usize,
) -> Result<SubmoduleState, VcsError> {
    let Some(submodule) = open(repository, path) else { return Ok(SubmoduleState::default()) };
    let checked_out = submodule.inner.head_id().map(gix::Id::detach).ok();
    let entries = submodule.entries(depth + 1)?;
    let tracked = |entry: &Entry| match entry.submodule {
        Some(nested) => nested.commit || nested.modified || entry.staged.is_some(),
        None => entry.unstaged != Some(Kind::Untracked),
    };
    let untracked = |entry: &Entry| {
        entry.unstaged == Some(Kind::Untracked) || entry.submodule.is_some_and(|nested| nested.untracked)
    };
    Ok(SubmoduleState {
        commit: checked_out.is_some_and(|id| id != recorded),
        modified: entries.iter().any(tracked),
        untracked: entries.iter().any(untracked),
    })
}
