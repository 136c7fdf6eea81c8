use super::{Session, Snapshot};
use crate::config::Scope;
use crate::lsp::convert;
use camino::{Utf8Path, Utf8PathBuf};
use check::Finding;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::request::WorkspaceDiagnosticRefresh;
use tower_lsp::lsp_types::{Diagnostic, PublishDiagnosticsParams, Url};

/// What is to be checked next.
enum Job {
    Files(Vec<Utf8PathBuf>),
    All,
}

/// Checks what became dirty, for as long as the session lives: one check at a time, what changed last first.
///
/// Clients that pull are only told that something changed; to the others the findings are pushed.
pub(crate) async fn publish_loop(session: Arc<Session>) {
    loop {
        session.work.notified().await;
        while let Some(job) = next_job(&session) {
            match job {
                Job::Files(paths) => {
                    for path in paths {
                        publish_file(&session, path).await;
                    }
                }
                Job::All if session.capabilities().pull_diagnostics => refresh(&session).await,
                Job::All => publish_all(&session).await,
            }
        }
    }
}

fn next_job(session: &Session) -> Option<Job> {
    let mut state = session.state();
    if session.capabilities().pull_diagnostics {
        // Such a client asks for the documents it shows by itself.
        state.dirty.changed.clear();
        state.dirty.open = false;
    }
    let changed: Vec<_> = state.dirty.changed.iter().filter(|p| state.is_ready(p)).cloned().collect();
    if !changed.is_empty() {
        state.dirty.changed.retain(|path| !changed.contains(path));
        return Some(Job::Files(changed));
    }
    if std::mem::take(&mut state.dirty.open) {
        let snapshot = state.snapshot();
        let open = snapshot.documents().map(|(path, _)| path.clone());
        return Some(Job::Files(open.filter(|p| state.is_ready(p)).collect()));
    }
    let all = std::mem::take(&mut state.dirty.all) && state.loaded.roots;
    all.then_some(Job::All)
}

/// Checks one file and pushes what was found, unless it changed meanwhile.
async fn publish_file(session: &Arc<Session>, path: Utf8PathBuf) {
    let snapshot = session.snapshot();
    let worker = session.clone();
    let checked = {
        let (snapshot, path) = (snapshot.clone(), path.clone());
        session.run(move || {
            let findings = worker.checker.check_file(&snapshot, &path);
            let diagnostics = convert::diagnostics(&findings, &snapshot, worker.capabilities());
            (findings, diagnostics)
        })
    };
    let Ok((findings, diagnostics)) = checked.await else { return };
    let version = snapshot.version(&path);
    let mut state = session.state();
    let now = state.snapshot();
    let Some(document) = now.document(&path) else { return };
    if Some(document.document.version()) != version {
        return;
    }
    state.findings.insert(path.clone(), (document.document.version(), findings.into()));
    let told = (version, hash(&diagnostics));
    let same = state.published.insert(path, told) == Some(told);
    drop(state);
    if same {
        return;
    }
    publish(session, document.url.clone(), diagnostics, version);
}

/// Checks every file and pushes the findings of those whose findings changed.
async fn publish_all(session: &Arc<Session>) {
    let snapshot = session.snapshot();
    if snapshot.config.scope == Scope::OpenFiles {
        return;
    }
    let worker = session.clone();
    let checked = {
        let snapshot = snapshot.clone();
        session.run(move || diagnose_all(&worker, &snapshot))
    };
    let Ok(by_path) = checked.await else { return };
    let mut told = Vec::new();
    {
        let mut state = session.state();
        let now = state.snapshot();
        let gone: Vec<_> = state.published.keys().filter(|p| !by_path.contains_key(*p)).cloned().collect();
        let empty = gone.into_iter().map(|path| (path, Vec::new()));
        for (path, diagnostics) in by_path.into_iter().chain(empty) {
            let hash = hash(&diagnostics);
            let same = state.published.get(&path).map_or(diagnostics.is_empty(), |(_, told)| *told == hash);
            // Open documents have their own turn, with their version.
            if !same && now.document(&path).is_none() {
                state.published.insert(path.clone(), (None, hash));
                told.push((path, diagnostics));
            }
        }
    }
    for (path, diagnostics) in told {
        if let Some(url) = convert::url(&path) {
            publish(session, url, diagnostics, None);
        }
    }
}

/// The diagnostics of every file that has any.
fn diagnose_all(session: &Session, snapshot: &Snapshot) -> BTreeMap<Utf8PathBuf, Vec<Diagnostic>> {
    let findings = session.checker.check_all(snapshot);
    let files = findings.chunk_by(|a, b| a.path == b.path);
    let one = |f: &[Finding]| {
        let path = f.first()?.path.clone();
        Some((path, convert::diagnostics(f, snapshot, session.capabilities())))
    };
    files.filter_map(one).collect()
}

fn publish(session: &Session, uri: Url, diagnostics: Vec<Diagnostic>, version: Option<i32>) {
    let version = version.filter(|_| session.capabilities().diagnostic_versions);
    session.client.notify::<PublishDiagnostics>(PublishDiagnosticsParams { uri, diagnostics, version });
}

async fn refresh(session: &Session) {
    if session.capabilities().diagnostic_refresh {
        // A client that refuses shows what it has.
        let _ = session.client.request::<WorkspaceDiagnosticRefresh>(()).await;
    }
}

/// The diagnostics of one file for a client that pulls, with the name of this very result. Call it off the IO task.
pub(crate) fn report(session: &Session, snapshot: &Snapshot, path: &Utf8Path) -> (String, Vec<Diagnostic>) {
    let findings = session.checker.check_file(snapshot, path);
    let diagnostics = convert::diagnostics(&findings, snapshot, session.capabilities());
    if let Some(version) = snapshot.version(path) {
        session.state().findings.insert(path.to_owned(), (version, findings.into()));
    }
    (format!("{:016x}", hash(&diagnostics)), diagnostics)
}

fn hash(diagnostics: &[Diagnostic]) -> u64 {
    let mut hasher = DefaultHasher::new();
    // What a client is told is what it looks like on the wire.
    serde_json::to_string(diagnostics).unwrap_or_default().hash(&mut hasher);
    hasher.finish()
}
