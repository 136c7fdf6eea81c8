use super::open::utf8;
use super::{Reading, Repository, VcsError};
use camino::Utf8PathBuf;
use gix::bstr::ByteSlice;
use gix::refs::FullNameRef;
use gix::remote::Direction;
use serde::Serialize;

/// A branch that another one follows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Upstream {
    /// Such as `origin/main`.
    pub name: String,
    /// Commits that it lacks; `None` where it is gone.
    pub ahead: Option<usize>,
    /// Commits that it has more; `None` where it is gone.
    pub behind: Option<usize>,
}

/// A branch, of this repository or as last seen at a remote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Branch {
    /// Such as `main`, or `origin/main` for a remote one.
    pub name: String,
    /// Whether it is of a remote.
    pub remote: bool,
    /// Whether it is checked out here.
    pub current: bool,
    /// Its last commit.
    pub commit: String,
    /// The first line of that commit's message.
    pub subject: String,
    /// The branch that it follows.
    pub upstream: Option<Upstream>,
}

/// A remote repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Remote {
    /// Such as `origin`.
    pub name: String,
    /// Where it is fetched from, without the password that it may hold.
    pub url: Option<String>,
    /// Where it is pushed to, where that is another place.
    pub push_url: Option<String>,
}

/// A tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tag {
    /// Such as `v1.0.0`.
    pub name: String,
    /// The commit that it names.
    pub commit: String,
    /// The first line of its message, where it has one.
    pub subject: Option<String>,
}

/// Changes that were put aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Stash {
    /// Its number in `stash@{0}`; the last one is 0.
    pub number: usize,
    /// The commit that holds it.
    pub commit: String,
    /// What it is called.
    pub message: String,
}

/// A worktree of the repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LinkedWorktree {
    /// Its directory.
    pub path: Utf8PathBuf,
    /// The branch that is checked out in it; `None` for a commit alone, or where it cannot be read.
    pub branch: Option<String>,
    /// Whether it is the one asked.
    pub current: bool,
    /// Whether it is locked against being removed.
    pub locked: bool,
    /// Whether its directory is gone.
    pub missing: bool,
}

impl Repository {
    /// The local branches by name, then those of remotes.
    ///
    /// # Errors
    /// Where references or commits cannot be read.
    pub fn branches(&self) -> Result<Vec<Branch>, VcsError> {
        let current = self.inner.head_name().reading("the branches")?;
        let references = self.inner.references().reading("the branches")?;
        let local = references.local_branches().reading("the branches")?.map(|r| (false, r));
        let remote = references.remote_branches().reading("the branches")?.map(|r| (true, r));
        let mut branches = Vec::new();
        for (remote, reference) in local.chain(remote) {
            let mut reference = reference.reading("the branches")?;
            // `origin/HEAD` is another name of a branch that is listed itself.
            if matches!(reference.target(), gix::refs::TargetRef::Symbolic(_)) {
                continue;
            }
            let name = reference.name().to_owned();
            let commit = reference.peel_to_commit().reading("the branches")?;
            branches.push(Branch {
                name: name.shorten().to_str_lossy().into_owned(),
                remote,
                current: current.as_ref() == Some(&name),
                commit: commit.id.to_string(),
                subject: subject(commit.message_raw_sloppy()),
                upstream: if remote { None } else { self.upstream(name.as_ref())? },
            });
        }
        Ok(branches)
    }

    /// The branch that `name` follows.
    pub(super) fn upstream(&self, name: &FullNameRef) -> Result<Option<Upstream>, VcsError> {
        let Some(Ok(tracking)) = self.inner.branch_remote_tracking_ref_name(name, Direction::Fetch) else {
            return Ok(None);
        };
        let id = |name: &FullNameRef| {
            let found = self.inner.try_find_reference(name).ok().flatten();
            found.and_then(|mut reference| reference.peel_to_id().ok()).map(gix::Id::detach)
        };
        let (ahead, behind) = match (id(name), id(tracking.as_ref())) {
            (Some(ours), Some(theirs)) => (Some(self.count(ours, theirs)?), Some(self.count(theirs, ours)?)),
            _ => (None, None),
        };
        Ok(Some(Upstream { name: tracking.shorten().to_str_lossy().into_owned(), ahead, behind }))
    }

    /// How many commits lead to `tip` and not to `hidden`.
    pub(super) fn count(&self, tip: gix::ObjectId, hidden: gix::ObjectId) -> Result<usize, VcsError> {
        if tip == hidden {
            return Ok(0);
        }
        let walk = self.inner.rev_walk([tip]).with_hidden([hidden]).all();
        walk.reading("the history")?.try_fold(0, |n, commit| commit.reading("the history").map(|_| n + 1))
    }

    /// The remotes by name.
    pub fn remotes(&self) -> Vec<Remote> {
        let named = self.inner.remote_names().into_iter().filter_map(|name| {
            let remote = self.inner.find_remote(name.as_bstr()).ok()?;
            let url = |direction| remote.url(direction).map(shown);
            let (fetch, push) = (url(Direction::Fetch), url(Direction::Push));
            let push_url = push.filter(|push| Some(push) != fetch.as_ref());
            Some(Remote { name: name.to_str_lossy().into_owned(), url: fetch, push_url })
        });
        named.collect()
    }

    /// The tags by name.
    ///
    /// # Errors
    /// Where references or what they name cannot be read.
    pub fn tags(&self) -> Result<Vec<Tag>, VcsError> {
        let references = self.inner.references().reading("the tags")?;
        let mut tags = Vec::new();
        for reference in references.tags().reading("the tags")? {
            let mut reference = reference.reading("the tags")?;
            let name = reference.name().shorten().to_str_lossy().into_owned();
            let annotation =
                reference.try_id().and_then(|id| id.object().ok()).and_then(|o| o.try_into_tag().ok());
            let subject = annotation.and_then(|tag| tag.decode().ok().map(|tag| subject(tag.message)));
            let commit = reference.peel_to_id().reading("the tags")?.to_string();
            tags.push(Tag { name, commit, subject });
        }
        Ok(tags)
    }

    /// What was put aside, the last first.
    ///
    /// # Errors
    /// Where the list cannot be read.
    pub fn stashes(&self) -> Result<Vec<Stash>, VcsError> {
        let Some(reference) = self.inner.try_find_reference("refs/stash").reading("the stashes")? else {
            return Ok(Vec::new());
        };
        let mut log = reference.log_iter();
        let Some(lines) = log.rev().reading("the stashes")? else { return Ok(Vec::new()) };
        let mut stashes = Vec::new();
        for (number, line) in lines.enumerate() {
            let line = line.reading("the stashes")?;
            let message = line.message.to_str_lossy().into_owned();
            stashes.push(Stash { number, commit: line.new_oid.to_string(), message });
        }
        Ok(stashes)
    }

    /// The worktrees: the main one first, unless the repository is bare.
    ///
    /// # Errors
    /// Where their list cannot be read.
    pub fn worktrees(&self) -> Result<Vec<LinkedWorktree>, VcsError> {
        let branch = |repository: &gix::Repository| {
            let name = repository.head_name().ok().flatten();
            name.map(|name| name.shorten().to_str_lossy().into_owned())
        };
        let mut worktrees = Vec::new();
        let main = self.inner.main_repo().reading("the worktrees")?;
        if let Some(path) = main.workdir() {
            let path = utf8(path.canonicalize().reading("the worktrees")?)?;
            let (branch, current) = (branch(&main), path == self.root());
            worktrees.push(LinkedWorktree { path, branch, current, locked: false, missing: false });
        }
        for proxy in self.inner.worktrees().reading("the worktrees")? {
            let Ok(base) = proxy.base() else { continue };
            let (locked, missing) = (proxy.is_locked(), !base.is_dir());
            let path = utf8(base.canonicalize().unwrap_or(base))?;
            let repository = proxy.into_repo_with_possibly_inaccessible_worktree().ok();
            let (branch, current) = (repository.as_ref().and_then(branch), path == self.root());
            worktrees.push(LinkedWorktree { path, branch, current, locked, missing });
        }
        Ok(worktrees)
    }
}

/// The first line of a message.
pub(super) fn subject(message: &gix::bstr::BStr) -> String {
    let first = message.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    first.to_str_lossy().trim().to_owned()
}

/// `url` for a person's eyes.
fn shown(url: &gix::Url) -> String {
    let mut url = url.clone();
    if url.password().is_some() {
        url.set_password(None);
    }
    url.to_bstring().to_str_lossy().into_owned()
}
