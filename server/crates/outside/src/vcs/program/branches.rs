//! Branches, tags and worktrees.

use super::{Git, Order};
use crate::vcs::{Repository, VcsError};
use camino::Utf8Path;

impl Git {
    /// Makes a branch at `start` without switching to it.
    ///
    /// # Errors
    /// Where there is one, its name is none, or no commit is called `start`.
    pub async fn create_branch(
        &self,
        repository: &Repository,
        name: &str,
        start: &str,
    ) -> Result<(), VcsError> {
        repository.new_branch(name)?;
        let start = repository.commit_called(start)?.to_string();
        self.run(repository, Order::new(&["branch", "--no-track", "--", name, &start])).await.map(drop)
    }

    /// Switches to a branch that exists. Changes that are not committed stay, or stop it.
    ///
    /// # Errors
    /// Where there is no such branch, and where files with changes would be overwritten.
    pub async fn switch(&self, repository: &Repository, name: &str) -> Result<(), VcsError> {
        repository.local_branch(name)?;
        self.run(repository, Order::new(&["switch", "-q", "--no-guess", name])).await.map(drop)
    }

    /// Gives a branch another name.
    ///
    /// # Errors
    /// Where there is no such branch, and where the new name is taken or none.
    pub async fn rename_branch(&self, repository: &Repository, from: &str, to: &str) -> Result<(), VcsError> {
        repository.local_branch(from)?;
        repository.new_branch(to)?;
        self.run(repository, Order::new(&["branch", "-m", "--", from, to])).await.map(drop)
    }

    /// Deletes a branch whose commits are in another one too.
    ///
    /// # Errors
    /// Where there is no such branch, it is checked out, or its commits would be lost.
    pub async fn delete_branch(&self, repository: &Repository, name: &str) -> Result<(), VcsError> {
        repository.local_branch(name)?;
        self.run(repository, Order::new(&["branch", "-q", "-d", "--", name])).await.map(drop)
    }

    /// Makes a tag with a message.
    ///
    /// # Errors
    /// Where there is one, or its name is none.
    pub async fn create_tag(
        &self,
        repository: &Repository,
        name: &str,
        message: &str,
    ) -> Result<(), VcsError> {
        plain_name(name)?;
        let mut order = Order::new(&["tag", "-a", "-F", "-", "--", name]);
        order.input = Some(message.as_bytes().to_vec());
        self.run(repository, order).await.map(drop)
    }

    /// Deletes a tag of this repository.
    ///
    /// # Errors
    /// Where there is none.
    pub async fn delete_tag(&self, repository: &Repository, name: &str) -> Result<(), VcsError> {
        plain_name(name)?;
        self.run(repository, Order::new(&["tag", "-d", "--", name])).await.map(drop)
    }

    /// Makes a worktree at `path`, which must lie beside the repository or in it, with `branch` checked out.
    ///
    /// # Errors
    /// Where there is something, or the branch is checked out elsewhere.
    pub async fn add_worktree(
        &self,
        repository: &Repository,
        path: &Utf8Path,
        branch: &str,
    ) -> Result<(), VcsError> {
        repository.local_branch(branch)?;
        let order = Order::new(&["worktree", "add", "-q", "--", path.as_str(), branch]);
        self.run(repository, Order { beside: path.parent().map(Utf8Path::to_owned), ..order }).await.map(drop)
    }

    /// Removes a worktree that has no changes.
    ///
    /// # Errors
    /// Where it is none, it has changes, or it is locked.
    pub async fn remove_worktree(&self, repository: &Repository, path: &Utf8Path) -> Result<(), VcsError> {
        let order = Order::new(&["worktree", "remove", "--", path.as_str()]);
        self.run(repository, Order { beside: path.parent().map(Utf8Path::to_owned), ..order }).await.map(drop)
    }
}

impl Repository {
    /// The full name of a branch that exists.
    pub(super) fn local_branch(&self, name: &str) -> Result<String, VcsError> {
        let full = format!("refs/heads/{name}");
        let found = self.inner.try_find_reference(full.as_str()).ok().flatten();
        match found {
            Some(_) if !name.starts_with('-') => Ok(full),
            _ => Err(VcsError::NoBranch(name.to_owned())),
        }
    }
}

fn plain_name(name: &str) -> Result<(), VcsError> {
    let full = format!("refs/tags/{name}");
    let fits = gix::refs::FullName::try_from(full.as_str()).is_ok() && !name.starts_with('-');
    if fits { Ok(()) } else { Err(VcsError::BranchName(name.to_owned())) }
}
