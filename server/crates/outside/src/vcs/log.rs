use super::refs::subject;
use super::{Reading, Repository, VcsError};
use gix::ObjectId;
use gix::bstr::ByteSlice;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet};

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Commit {
    /// Its hash.
    pub id: String,
    /// The commits before it.
    pub parents: Vec<String>,
    /// Who wrote it, and when.
    pub author: Signature,
    /// Who committed it, and when.
    pub committer: Signature,
    /// The first line of its message.
    pub subject: String,
    /// The rest of its message.
    pub body: String,
}

/// Who did something, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Signature {
    /// As they call themselves.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Seconds since 1970, UTC.
    pub seconds: i64,
    /// What their clock was ahead of UTC, in seconds.
    pub offset: i32,
}

impl Signature {
    /// The day and time that their clock showed, such as `2026-03-01 14:05:09 +0100`.
    pub fn date(&self) -> String {
        let time = gix::date::Time::new(self.seconds, self.offset);
        time.format_or_unix(gix::date::time::format::ISO8601)
    }
}

impl Repository {
    /// The commits that lead to `revision`, the newest first, at most `limit`; only those that change `path`, where
    /// one is given, as `git log` finds them: a merge that brings one side's file unchanged follows that side alone.
    ///
    /// # Errors
    /// Where no commit is called `revision`, and where the history cannot be read.
    pub fn log(&self, revision: &str, path: Option<&str>, limit: usize) -> Result<Vec<Commit>, VcsError> {
        if revision == "HEAD" && self.inner.head().is_ok_and(|head| head.is_unborn()) {
            return Ok(Vec::new());
        }
        let mut walk = Walk { repository: self, queue: BinaryHeap::new(), seen: HashSet::new() };
        walk.push(self.commit_called(revision)?.detach())?;
        let mut commits = Vec::new();
        while let Some((_, Reverse((_, id)))) = walk.queue.pop() {
            if commits.len() >= limit {
                break;
            }
            if walk.visit(id, path)? {
                commits.push(self.commit(id)?);
            }
        }
        Ok(commits)
    }

    /// The commit called `id`.
    fn commit(&self, id: ObjectId) -> Result<Commit, VcsError> {
        let commit = self.inner.find_commit(id).reading("a commit")?;
        let decoded = commit.decode().reading("a commit")?;
        let message = decoded.message.to_str_lossy();
        let body = message.trim_start().split_once('\n').map_or("", |(_, body)| body.trim());
        Ok(Commit {
            id: id.to_string(),
            parents: decoded.parents().map(|id| id.to_string()).collect(),
            author: signature(decoded.author().reading("a commit")?),
            committer: signature(decoded.committer().reading("a commit")?),
            subject: subject(decoded.message),
            body: body.to_owned(),
        })
    }

    /// One commit by a name of it.
    ///
    /// # Errors
    /// Where no commit is called `revision`.
    pub fn show(&self, revision: &str) -> Result<Commit, VcsError> {
        self.commit(self.commit_called(revision)?.detach())
    }

    /// The commit that a branch, a tag, a hash or `HEAD~2` names.
    pub(super) fn commit_called(&self, revision: &str) -> Result<gix::Id<'_>, VcsError> {
        let none = || VcsError::NoRevision(revision.to_owned());
        let id = self.inner.rev_parse_single(revision).map_err(|_| none())?;
        let object = id.object().map_err(|_| none())?;
        Ok(object.peel_to_commit().map_err(|_| none())?.id())
    }
}

fn signature(from: gix::actor::SignatureRef<'_>) -> Signature {
    let time = from.time().unwrap_or_default();
    Signature {
        name: from.name.to_str_lossy().trim().to_owned(),
        email: from.email.to_str_lossy().trim().to_owned(),
        seconds: time.seconds,
        offset: time.offset,
    }
}

/// Commits by the time they were made, the newest first; of the same time, the one found first.
struct Walk<'a> {
    repository: &'a Repository,
    queue: BinaryHeap<(i64, Reverse<(usize, ObjectId)>)>,
    seen: HashSet<ObjectId>,
}

impl Walk<'_> {
    fn push(&mut self, id: ObjectId) -> Result<(), VcsError> {
        if !self.seen.insert(id) {
            return Ok(());
        }
        let commit = self.repository.inner.find_commit(id).reading("a commit")?;
        let time = commit.time().reading("a commit")?.seconds;
        self.queue.push((time, Reverse((self.seen.len(), id))));
        Ok(())
    }

    /// Goes on to what came before `id`; whether it is to be listed.
    fn visit(&mut self, id: ObjectId, path: Option<&str>) -> Result<bool, VcsError> {
        let parents = self.repository.parents(id)?;
        let Some(path) = path else {
            for parent in parents {
                self.push(parent)?;
            }
            return Ok(true);
        };
        let here = self.at(id, path)?;
        for parent in &parents {
            if self.at(*parent, path)? == here {
                self.push(*parent)?;
                return Ok(false);
            }
        }
        let listed = !parents.is_empty() || here.is_some();
        for parent in parents {
            self.push(parent)?;
        }
        Ok(listed)
    }

    /// What `path` is in the commit called `id`.
    fn at(&self, id: ObjectId, path: &str) -> Result<Option<(u16, ObjectId)>, VcsError> {
        let commit = self.repository.inner.find_commit(id).reading("a tree")?;
        let tree = commit.tree().reading("a tree")?;
        if path.is_empty() {
            return Ok(Some((0, tree.id)));
        }
        let entry = tree.lookup_entry_by_path(path).reading("a tree")?;
        Ok(entry.map(|entry| (entry.mode().value(), entry.object_id())))
    }
}
