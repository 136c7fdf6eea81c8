use crate::session::Session;
use std::sync::Arc;
use tower_lsp::lsp_types::WorkDoneProgressCancelParams;

pub(crate) fn handle(session: &Arc<Session>, params: &WorkDoneProgressCancelParams) {
    session.progress.cancel(&params.token);
}
