use crate::lsp::convert;
use crate::session::Session;
use std::sync::Arc;
use tower_lsp::lsp_types::DidChangeTextDocumentParams;

pub(crate) fn handle(session: &Arc<Session>, params: DidChangeTextDocumentParams) {
    let Some(path) = convert::path(&params.text_document.uri) else { return };
    let changes = convert::changes(params.content_changes);
    let known = session.update(|state| state.change(&path, changes, params.text_document.version));
    if !known {
        session.log(format!("a change of {path} was ignored: it was not opened"));
    }
}
