use super::Token;
use super::protocol::{Check, Checked};
use crate::cli::count;
use crate::lsp::convert;
use crate::session::{Session, Task};
use check::Severity;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;

/// Checks everything, or what is below `uri`, counts what was found, and has the client shown it.
pub(super) async fn run(session: &Arc<Session>, argument: Check, token: Token) -> Result<Checked> {
    session.know_all().await;
    let snapshot = session.snapshot();
    let skipped = session.state().skipped.iter().map(ToString::to_string).collect();
    let below = argument.uri.as_ref().and_then(convert::path);
    let task = Task::begin(session, "Checking the workspace", token).await;
    let worker = session.clone();
    let (files, findings) = session
        .run(move || {
            let wanted = |path: &camino::Utf8Path| below.as_ref().is_none_or(|below| path.starts_with(below));
            let mut findings = worker.checker.check_all(&snapshot);
            findings.retain(|f| wanted(&f.path));
            (snapshot.workspace().files().filter(|f| wanted(&f.path)).count(), findings)
        })
        .await?;
    drop(task);
    session.update(|state| state.dirty.all = true);
    let of = |severity| findings.iter().filter(|f| f.severity == severity).count();
    let (errors, warnings) = (of(Severity::Error), of(Severity::Warning));
    let message =
        format!("{} and {} in {}", count(errors, "error"), count(warnings, "warning"), count(files, "file"));
    let (infos, hints) = (of(Severity::Info), of(Severity::Hint));
    Ok(Checked { files, errors, warnings, infos, hints, skipped, message })
}
