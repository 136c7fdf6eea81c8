use crate::lsp::protocol::TrustWord;
use crate::session::Session;
use std::sync::Arc;

/// Takes the client's word for whether the workspace is trusted; without one, tells what holds.
pub(crate) fn handle(session: &Arc<Session>, params: &TrustWord) -> TrustWord {
    if let Some(trusted) = params.trusted {
        session.set_trusted(trusted);
    }
    TrustWord { trusted: Some(session.is_trusted()) }
}
