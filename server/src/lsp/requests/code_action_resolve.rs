use crate::lsp::actions;
use crate::session::Session;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::CodeAction;

pub(crate) async fn handle(session: &Arc<Session>, action: CodeAction) -> Result<CodeAction> {
    actions::resolve(session, action).await
}
