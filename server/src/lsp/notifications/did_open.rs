use crate::lsp::convert;
use crate::session::{self, Session};
use std::sync::Arc;
use tower_lsp::lsp_types::DidOpenTextDocumentParams;

pub(crate) fn handle(session: &Arc<Session>, params: DidOpenTextDocumentParams) {
    let document = params.text_document;
    let Some(path) = convert::path(&document.uri) else { return };
    let directory = path.parent().map(camino::Utf8Path::to_owned);
    session.update(|state| state.open(document.uri, path, &document.text, document.version));
    if let Some(directory) = directory {
        let session = session.clone();
        tokio::spawn(async move { session::load_directory(&session, directory).await });
    }
}
