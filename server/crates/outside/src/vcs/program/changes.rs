//! The index and commits.

use super::{Git, Order};
use crate::vcs::diff::apply;
use crate::vcs::{Compared, FileDiff, Kind, Reading, Repository, VcsError};

/// How to commit.
#[derive(Clone, Debug, Default)]
pub struct CommitOptions {
    /// In place of the last commit.
    pub amend: bool,
    /// Why what looks like a secret may be committed.
    pub allow_secrets: Option<String>,
}

impl Git {
    /// Stages `paths`, from the worktree's root, deletions included.
    ///
    /// # Errors
    /// Where a path is not there, or goes through a filter that only the repository itself defines.
    pub async fn stage(&self, repository: &Repository, paths: &[String]) -> Result<(), VcsError> {
        refuse_filtered(repository, paths)?;
        self.run(repository, Order::new(&["add", "-A"]).with_paths(paths)).await.map(drop)
    }

    /// Takes `paths` out of the index again; the worktree stays as it is.
    ///
    /// # Errors
    /// Where the index cannot be written.
    pub async fn unstage(&self, repository: &Repository, paths: &[String]) -> Result<(), VcsError> {
        self.run(repository, Order::new(&["reset", "-q"]).with_paths(paths)).await.map(drop)
    }

    /// Stages the hunks of `path` with these numbers, from zero, as [`Compared::Unstaged`] lists them.
    ///
    /// # Errors
    /// Where there is no such hunk, or the file is not text.
    pub async fn stage_hunks(
        &self,
        repository: &Repository,
        path: &str,
        hunks: &[usize],
    ) -> Result<(), VcsError> {
        let diff = one(repository, &Compared::Unstaged, path)?;
        let old = match &diff.old {
            Some(side) => repository.blob(&side.id)?,
            None => Vec::new(),
        };
        let new = apply(&old, &diff, |n| hunks.contains(&n)).filter(|_| fits(&diff, hunks));
        let new = new.ok_or_else(|| VcsError::NoHunk(path.to_owned()))?;
        self.put(repository, path, &diff, &new).await
    }

    /// Takes the hunks of `path` with these numbers, from zero, as [`Compared::Staged`] lists them, out of the index.
    ///
    /// # Errors
    /// Where there is no such hunk, or the file is not text.
    pub async fn unstage_hunks(
        &self,
        repository: &Repository,
        path: &str,
        hunks: &[usize],
    ) -> Result<(), VcsError> {
        let diff = one(repository, &Compared::Staged, path)?;
        let Some(old) = &diff.old else { return Err(VcsError::NoHunk(path.to_owned())) };
        let old = repository.blob(&old.id)?;
        let new = apply(&old, &diff, |n| !hunks.contains(&n)).filter(|_| fits(&diff, hunks));
        let new = new.ok_or_else(|| VcsError::NoHunk(path.to_owned()))?;
        self.put(repository, path, &diff, &new).await
    }

    /// Has the index hold `text` at `path`: as one write of git's own, behind its lock.
    async fn put(
        &self,
        repository: &Repository,
        path: &str,
        diff: &FileDiff,
        text: &[u8],
    ) -> Result<(), VcsError> {
        let side = diff.new.as_ref().or(diff.old.as_ref());
        let mode = side.map_or("100644", |side| side.mode.as_str());
        let id = repository.inner.write_blob(text).reading("a file")?;
        let line = format!("{mode} {id} 0\t{path}\0");
        let mut order = Order::new(&["update-index", "-z", "--add", "--index-info"]);
        order.input = Some(line.into_bytes());
        self.run(repository, order).await.map(drop)
    }

    /// Commits what is staged. Of the hooks only those that the person allows run; it is signed where the person's own
    /// configuration says so.
    ///
    /// # Errors
    /// Where what looks like a secret is staged, where nothing is, and where a hook or the signing fails; nothing is
    /// committed then.
    pub async fn commit(
        &self,
        repository: &Repository,
        message: &str,
        options: &CommitOptions,
    ) -> Result<String, VcsError> {
        let secrets =
            if options.allow_secrets.is_some() { Vec::new() } else { repository.staged_secrets()? };
        if !secrets.is_empty() {
            return Err(VcsError::Secrets(secrets));
        }
        let mut order = Order::new(&["commit", "-q", "-F", "-", "--cleanup=strip", "--no-edit"]);
        if options.amend {
            order.arguments.push("--amend".to_owned());
        }
        order.input = Some(message.as_bytes().to_vec());
        self.run(repository, order).await?;
        // What was opened before does not see what another program wrote since.
        Repository::at(repository.root())?.head()?.commit.ok_or(VcsError::NoRevision("HEAD".to_owned()))
    }

    /// Puts all changes to tracked files aside.
    ///
    /// # Errors
    /// Where there are none.
    pub async fn stash(&self, repository: &Repository, message: &str) -> Result<(), VcsError> {
        let before = repository.stashes()?.len();
        self.run(repository, Order::new(&["stash", "push", "-q", "-m", message])).await?;
        let after = Repository::at(repository.root())?.stashes()?.len();
        if after > before { Ok(()) } else { Err(VcsError::NothingToStash) }
    }

    /// Brings what was put aside back; it stays in the list where it does not fit.
    ///
    /// # Errors
    /// Where there is no such stash, and where it is in conflict with what has changed since.
    pub async fn unstash(&self, repository: &Repository, number: usize) -> Result<(), VcsError> {
        let name = format!("stash@{{{number}}}");
        self.run(repository, Order::new(&["stash", "pop", "-q", "--index", &name])).await.map(drop)
    }
}

/// A filter of the repository's own is not run, and storing a file without it would store something else.
fn refuse_filtered(repository: &Repository, paths: &[String]) -> Result<(), VcsError> {
    let own = &repository.own_settings();
    let filters: Vec<_> = repository
        .filters()
        .iter()
        .filter(|name| {
            let key = |what: &str| format!("filter.{name}.{what}");
            let known = |what| own.persons.contains_key(&key(what));
            !known("clean") && !known("process")
        })
        .collect();
    if filters.is_empty() {
        return Ok(());
    }
    let mut contents = crate::vcs::content::Contents::new(repository)?;
    let entries = repository.entries(0)?;
    let below = |entry: &&crate::vcs::Entry| {
        paths.iter().any(|path| crate::vcs::diff::is_below(entry.path.as_str().into(), path))
    };
    for entry in entries.iter().filter(below).filter(|e| e.unstaged != Some(Kind::Deleted)) {
        if let Some(filter) = contents.filter(entry.path.as_str().into())?
            && filters.contains(&&filter)
        {
            return Err(VcsError::Filtered(entry.path.clone()));
        }
    }
    Ok(())
}

fn one(repository: &Repository, compared: &Compared, path: &str) -> Result<FileDiff, VcsError> {
    let diffs = repository.diff(compared, &[path.to_owned()])?;
    diffs.into_iter().find(|diff| diff.path == path).ok_or_else(|| VcsError::NoPath(path.to_owned()))
}

fn fits(diff: &FileDiff, hunks: &[usize]) -> bool {
    !hunks.is_empty() && hunks.iter().all(|&n| n < diff.hunks.len())
}
