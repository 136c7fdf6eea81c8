use super::Session;
use crate::lsp::convert;
use camino::Utf8PathBuf;
use outside::vcs::{Kind, Operation, Repository, Status};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use tower_lsp::lsp_types::Url;
use tower_lsp::lsp_types::notification::Notification;

/// The notification that tells how a repository stands.
#[derive(Debug)]
pub(crate) enum GitState {}

impl Notification for GitState {
    type Params = GitStateParams;
    const METHOD: &'static str = "omni/git";
}

/// What a status bar shows of a repository.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct GitStateParams {
    /// The worktree.
    root: Url,
    /// The branch; null where a commit is checked out without one.
    branch: Option<String>,
    /// The commit; null before the first one.
    commit: Option<String>,
    /// The branch that it follows.
    upstream: Option<String>,
    /// Commits that the upstream lacks.
    ahead: Option<usize>,
    /// Commits that the upstream has more.
    behind: Option<usize>,
    /// How many paths are staged.
    staged: usize,
    /// How many tracked paths have changes that are not.
    unstaged: usize,
    /// How many paths git does not know.
    untracked: usize,
    /// How many paths are in conflict.
    conflicts: usize,
    /// The git command that is not finished, such as `rebase`.
    operation: Option<String>,
}

impl GitStateParams {
    fn of(root: Url, status: Status) -> Self {
        let of =
            |wanted: fn(&outside::vcs::Entry) -> bool| status.entries.iter().filter(|e| wanted(e)).count();
        let upstream = status.head.upstream.as_ref();
        Self {
            root,
            ahead: upstream.and_then(|upstream| upstream.ahead),
            behind: upstream.and_then(|upstream| upstream.behind),
            upstream: upstream.map(|upstream| upstream.name.clone()),
            staged: of(|e| e.staged.is_some()),
            unstaged: of(|e| e.unstaged.is_some_and(|kind| kind != Kind::Untracked)),
            untracked: of(|e| e.unstaged == Some(Kind::Untracked)),
            conflicts: of(|e| e.conflict.is_some()),
            operation: status.operation.map(|operation| Operation::command(operation).to_owned()),
            branch: status.head.branch,
            commit: status.head.commit,
        }
    }
}

/// Something may have changed what git says. Nothing is polled: this is called for what the client saves, for files
/// that it sees change, and after our own changes.
pub(crate) fn git_changed(session: &Session) {
    if session.capabilities().git_state {
        session.git.notify_one();
    }
}

/// Tells the client how its repositories stand whenever that changes, for as long as the session lives. Changes that
/// come while it is looked are looked at together, after.
pub(crate) async fn git_loop(session: Arc<Session>) {
    let mut told: BTreeMap<Url, GitStateParams> = BTreeMap::new();
    loop {
        session.git.notified().await;
        let roots = session.state().roots.clone();
        let Ok(states) = session.run(move || states(&roots)).await else { continue };
        told.retain(|root, _| states.contains_key(root));
        for (root, state) in states {
            if told.get(&root) != Some(&state) {
                session.client.notify::<GitState>(state.clone());
                told.insert(root, state);
            }
        }
    }
}

/// How the repositories of `roots` stand; folders without one, and what cannot be read, are left out.
fn states(roots: &[Utf8PathBuf]) -> BTreeMap<Url, GitStateParams> {
    let mut seen = BTreeSet::new();
    let repositories = roots.iter().filter_map(|root| Repository::at(root).ok());
    let new = repositories.filter(|repository| seen.insert(repository.root().to_owned()));
    let told = new.filter_map(|repository| {
        let root = convert::url(repository.root())?;
        Some((root.clone(), GitStateParams::of(root, repository.status().ok()?)))
    });
    told.collect()
}
