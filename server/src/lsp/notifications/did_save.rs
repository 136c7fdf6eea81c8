use crate::lsp::convert;
use crate::session::{self, Session};
use std::sync::Arc;
use tower_lsp::lsp_types::DidSaveTextDocumentParams;

pub(crate) fn handle(session: &Arc<Session>, params: &DidSaveTextDocumentParams) {
    if convert::path(&params.text_document.uri).is_some() {
        session.update(|state| state.dirty.all = true);
    }
    session::git_changed(session);
    if !session.capabilities().watched_files {
        session::rescan(session);
    }
}
