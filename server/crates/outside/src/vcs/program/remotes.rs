//! Fetch, pull and push: over https and ssh, with remotes that are configured already.

use super::{Git, Order};
use crate::vcs::{Head, Reading, Repository, VcsError};
use gix::remote::Direction;
use gix::url::Scheme;

/// How the upstream's commits come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pull {
    /// Only where the branch has no commits of its own.
    FastForward,
    /// The branch's own commits are put on top.
    Rebase,
}

impl Git {
    /// Fetches all branches of `remote`.
    ///
    /// # Errors
    /// Where there is no such remote, its address is refused, or it cannot be reached; nothing changed then.
    pub async fn fetch(&self, repository: &Repository, remote: &str) -> Result<(), VcsError> {
        let order =
            repository.over(remote, Direction::Fetch, &["fetch", "-q", "--no-auto-gc", "--", remote])?;
        self.run(repository, order).await.map(drop)
    }

    /// Brings what is new in the upstream into the branch that is checked out.
    ///
    /// # Errors
    /// Where it has no upstream, where fetching fails, and where the commits do not fit; [`Repository::status`] tells
    /// what is left to do then.
    pub async fn pull(&self, repository: &Repository, how: Pull) -> Result<(), VcsError> {
        let (_, remote) = repository.followed()?;
        self.fetch(repository, &remote).await?;
        let fetched = Repository::at(repository.root())?;
        let upstream = fetched.head()?.upstream.ok_or(VcsError::NoUpstream)?;
        let upstream = format!("refs/remotes/{}", upstream.name);
        let order = match how {
            Pull::FastForward => Order::new(&["merge", "-q", "--ff-only", "--no-edit", &upstream]),
            Pull::Rebase => Order::new(&["rebase", "-q", "--no-autosquash", "--no-update-refs", &upstream]),
        };
        self.run(&fetched, order).await.map(drop)
    }

    /// Pushes the branch that is checked out to the branch of the same name at `remote`: only what continues what was
    /// last fetched, and only while the remote is still there. It never forces.
    ///
    /// # Errors
    /// Where there is no such remote or its address is refused, and where the remote has moved or is not reached;
    /// nothing was pushed then.
    pub async fn push(&self, repository: &Repository, remote: &str) -> Result<(), VcsError> {
        let Head { branch: Some(branch), commit: Some(_), upstream } = repository.head()? else {
            return Err(VcsError::NothingToPush);
        };
        let tracked = format!("refs/remotes/{remote}/{branch}");
        let seen = repository.inner.try_find_reference(tracked.as_str()).reading("the branches")?;
        let seen = match seen {
            Some(mut reference) => Some(reference.peel_to_id().reading("the branches")?.detach()),
            None => None,
        };
        if let Some(seen) = seen {
            let head = repository.inner.head_id().reading("HEAD")?.detach();
            if repository.count(seen, head)? > 0 {
                return Err(VcsError::Behind(format!("{remote}/{branch}")));
            }
        }
        let lease =
            format!("--force-with-lease={branch}:{}", seen.map(|id| id.to_string()).unwrap_or_default());
        let spec = format!("refs/heads/{branch}:refs/heads/{branch}");
        let mut arguments =
            vec!["push", "-q", "--porcelain", "--recurse-submodules=no", "--no-follow-tags", &lease];
        if upstream.is_none() {
            arguments.push("--set-upstream");
        }
        arguments.extend(["--", remote, &spec]);
        let order = repository.over(remote, Direction::Push, &arguments)?;
        self.run(repository, order).await.map(drop)
    }
}

impl Repository {
    /// The branch that is checked out and the remote that it follows.
    fn followed(&self) -> Result<(String, String), VcsError> {
        let head = self.inner.head_name().reading("HEAD")?.ok_or(VcsError::NoUpstream)?;
        let remote = self.inner.branch_remote_name(head.shorten(), Direction::Fetch);
        let name =
            remote.and_then(|name| name.as_symbol().map(ToOwned::to_owned)).ok_or(VcsError::NoUpstream)?;
        Ok((head.shorten().to_string(), name))
    }

    /// An order that goes to `remote`, if that is a remote by an address that is allowed.
    fn over(&self, remote: &str, direction: Direction, arguments: &[&str]) -> Result<Order, VcsError> {
        let known = self.inner.remote_names().iter().any(|name| **name == *remote.as_bytes());
        if !known || remote.starts_with('-') {
            return Err(VcsError::NoRemote(remote.to_owned()));
        }
        let found = self.inner.find_remote(remote).reading("the remotes")?;
        let mut plain_http = false;
        let urls: Vec<_> = found.urls(direction).collect();
        for url in &urls {
            // What would be read as an option of ssh is no host.
            let fits = url.host().is_some_and(|host| !host.starts_with('-')) && !url.path.starts_with(b"-");
            let own =
                url.host().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]" | "::1"));
            match url.scheme {
                Scheme::Https | Scheme::Ssh if fits => {}
                // What stays on this machine cannot be read on the way.
                Scheme::Http if fits && own => plain_http = true,
                _ => return Err(VcsError::Address(remote.to_owned())),
            }
        }
        if urls.is_empty() {
            return Err(VcsError::Address(remote.to_owned()));
        }
        Ok(Order { network: true, plain_http, ..Order::new(arguments) })
    }
}
