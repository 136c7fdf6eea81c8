//! The repository that the client's folders lie in. Reading it starts no program; what is committed here touches
//! neither the index nor a file.

use super::protocol::{
    GitAnswer, GitBlame, GitChangeSet, GitCommitted, GitDiff, GitDiffed, GitLog, GitPlace,
};
use crate::lsp::convert;
use crate::session::{self, Session};
use crate::wiring;
use camino::Utf8PathBuf;
use outside::vcs::{Blame, Commit, Compared, Repository, Status, VcsError};
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::Url;

/// How many commits are listed where the client does not say.
const COMMITS: usize = 50;

/// How the worktree stands.
pub(super) async fn status(session: &Arc<Session>, argument: GitPlace) -> Result<GitAnswer<Status>> {
    read(session, argument.uri.as_ref(), |repository, _| repository.status()).await
}

/// What differs, as data and as a unified diff.
pub(super) async fn diff(session: &Arc<Session>, argument: GitDiff) -> Result<GitAnswer<GitDiffed>> {
    let compared = match (argument.commit, argument.from) {
        (Some(commit), _) => Compared::Commit(commit),
        (None, Some(from)) => Compared::Between(from, argument.to.unwrap_or_else(|| "HEAD".to_owned())),
        (None, None) if argument.staged => Compared::Staged,
        (None, None) => Compared::Unstaged,
    };
    read(session, argument.uri.as_ref(), move |repository, path| {
        let files = repository.diff(&compared, &[path])?;
        let unified = files.iter().map(|file| file.unified().to_string()).collect();
        Ok(GitDiffed { files, unified })
    })
    .await
}

/// The commits that lead to what is checked out.
pub(super) async fn log(session: &Arc<Session>, argument: GitLog) -> Result<GitAnswer<Vec<Commit>>> {
    let limit = argument.limit.unwrap_or(COMMITS);
    read(session, argument.uri.as_ref(), move |repository, path| {
        repository.log("HEAD", Some(path.as_str()).filter(|path| !path.is_empty()), limit)
    })
    .await
}

/// Who last changed a line as it is on disk.
pub(super) async fn blame(session: &Arc<Session>, argument: GitBlame) -> Result<GitAnswer<Blame>> {
    let line = argument.line.saturating_add(1);
    read(session, Some(&argument.uri), move |repository, path| repository.blame(&path, line)).await
}

/// Commits a change set on a branch of its own.
pub(super) async fn commit(
    session: &Arc<Session>,
    argument: GitChangeSet,
) -> Result<GitAnswer<GitCommitted>> {
    let Some(entry) = session.history().get(&argument.id) else {
        return Err(Error::invalid_params(format!("no change set is called {}", argument.id)));
    };
    if !session.is_trusted() {
        return Ok(GitAnswer::not(
            "the workspace is not trusted, so git writes nothing: trust it first".to_owned(),
        ));
    }
    let Some(path) = entry.sides().into_iter().next().map(|sides| sides.path) else {
        return Ok(GitAnswer::not("the change set changes nothing".to_owned()));
    };
    let work = move |repository: &Repository, _: String| {
        let draft = wiring::commit_draft(&entry.changes, repository.root());
        let message = argument.message.unwrap_or_else(|| draft.to_string());
        let message = wiring::with_trailer(message, argument.trailer);
        let branch = argument.branch.unwrap_or_else(|| draft.branch());
        let allow = argument.allow_secrets.is_some_and(|reason| !reason.trim().is_empty());
        let changes = &entry.changes.changes;
        let done = repository.commit_changes(changes, &branch, &message, allow)?;
        Ok(GitCommitted { branch: done.branch, commit: done.commit, message })
    };
    let answer = at(session, path, work).await?;
    session::git_changed(session);
    Ok(answer)
}

/// Reads the repository of `uri`, or of the first folder; the path in it is empty for the whole.
async fn read<T: Send + 'static>(
    session: &Arc<Session>,
    uri: Option<&Url>,
    work: impl FnOnce(&Repository, String) -> std::result::Result<T, VcsError> + Send + 'static,
) -> Result<GitAnswer<T>> {
    let path = match uri {
        Some(uri) => convert::path(uri),
        None => session.state().roots.first().cloned(),
    };
    let Some(path) = path else {
        return Ok(GitAnswer::not("there is no folder to look at: open one".to_owned()));
    };
    at(session, path, work).await
}

async fn at<T: Send + 'static>(
    session: &Arc<Session>,
    path: Utf8PathBuf,
    work: impl FnOnce(&Repository, String) -> std::result::Result<T, VcsError> + Send + 'static,
) -> Result<GitAnswer<T>> {
    let done = session.run(move || {
        let repository = Repository::at(&path)?;
        let path = repository.relative(&path)?;
        work(&repository, path)
    });
    Ok(match done.await? {
        Ok(result) => GitAnswer { message: None, result: Some(result) },
        Err(error) => GitAnswer::not(error.to_string()),
    })
}
