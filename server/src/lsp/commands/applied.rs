use super::protocol::Applied;
use crate::session::Session;
use serde_json::Value;
use std::sync::Arc;

/// Notes that the client has applied the edit of a code action. One that is not known is no fault of the client.
pub(super) fn run(session: &Arc<Session>, argument: &Applied) -> Value {
    session.history().set_applied(&argument.id, true);
    Value::Null
}
