use crate::lsp::convert;
use crate::lsp::protocol::{TextAnswer, TextQuestion};
use crate::session::Session;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};

pub(crate) fn handle(session: &Arc<Session>, params: &TextQuestion) -> Result<TextAnswer> {
    let snapshot = session.snapshot();
    let path = convert::path(&params.uri);
    let open = path.as_deref().and_then(|path| snapshot.document(path));
    let open = open.ok_or_else(|| Error::invalid_params(format!("{} is not open", params.uri)))?;
    Ok(TextAnswer { text: open.document.text(), version: open.document.version() })
}
