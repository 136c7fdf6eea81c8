use crate::config::Scope;
use crate::lsp::convert;
use crate::session::{self, Session};
use std::sync::Arc;
use tower_lsp::lsp_types::notification::PublishDiagnostics;
use tower_lsp::lsp_types::{DidCloseTextDocumentParams, PublishDiagnosticsParams};

pub(crate) fn handle(session: &Arc<Session>, params: &DidCloseTextDocumentParams) {
    let uri = params.text_document.uri.clone();
    let Some(path) = convert::path(&uri) else { return };
    let kept = session.update(|state| {
        state.close(&path);
        let kept = state.snapshot().config.scope == Scope::Workspace;
        let kept = kept && state.roots.iter().any(|root| path.starts_with(root));
        if !kept {
            state.published.remove(&path);
        }
        kept
    });
    if !kept && !session.capabilities().pull_diagnostics {
        let params = PublishDiagnosticsParams { uri, diagnostics: Vec::new(), version: None };
        session.client.notify::<PublishDiagnostics>(params);
    }
    session::reload(session, vec![path]);
}
