use crate::lsp::actions::{self, Place};
use crate::lsp::convert;
use crate::session::{Session, Snapshot};
use camino::Utf8Path;
use check::Finding;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse,
};

pub(crate) async fn handle(
    session: &Arc<Session>,
    params: CodeActionParams,
) -> Result<Option<CodeActionResponse>> {
    let (snapshot, known) = {
        let state = session.state();
        let path = convert::path(&params.text_document.uri);
        (state.snapshot(), path.map(|path| (path.clone(), state.findings.get(&path).cloned())))
    };
    let Some((path, known)) = known else { return Ok(None) };
    let known =
        known.filter(|(version, _)| snapshot.version(&path) == Some(*version)).map(|(_, known)| known);
    let worker = session.clone();
    let only = params.context.only.clone();
    let actions = session.run(move || list(&worker, &snapshot, &path, known, &params)).await?;
    let wanted = actions.into_iter().filter(|a| is_wanted(a, only.as_deref()));
    Ok(Some(wanted.map(CodeActionOrCommand::CodeAction).collect()))
}

fn list(
    session: &Session,
    snapshot: &Snapshot,
    path: &Utf8Path,
    known: Option<Arc<[Finding]>>,
    params: &CodeActionParams,
) -> Vec<CodeAction> {
    let findings = known.unwrap_or_else(|| session.checker.check_file(snapshot, path).into());
    let Some(file) = snapshot.workspace().file(path) else { return Vec::new() };
    let place = Place {
        session,
        snapshot,
        file,
        url: params.text_document.uri.clone(),
        span: convert::span(&file.text, &file.lines, params.range, snapshot.encoding),
        findings: &findings,
    };
    actions::list(&place)
}

/// Whether the client asked for actions of this kind, or of all kinds. `refactor` stands for `refactor.rewrite` too.
fn is_wanted(action: &CodeAction, only: Option<&[CodeActionKind]>) -> bool {
    let (Some(only), Some(kind)) = (only, &action.kind) else { return true };
    let covers = |wanted: &CodeActionKind| {
        let rest = kind.as_str().strip_prefix(wanted.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') || wanted.as_str().is_empty())
    };
    only.iter().any(covers)
}
