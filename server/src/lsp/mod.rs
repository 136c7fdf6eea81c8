//! The language server protocol: one file a method, each of which takes a snapshot, converts, calls and converts
//! back.
//!
//! `lsp_types` is named only here, in `wire/client.rs` and where the session tells the client something. Positions
//! are converted in [`convert`] alone.

mod actions;
mod backend;
pub(crate) mod capabilities;
mod commands;
pub(crate) mod convert;
mod edits;
mod notifications;
mod protocol;
mod requests;

use crate::session::{self, Session};
use crate::wire::{Client, Life};
use backend::Backend;
use std::sync::Arc;
use tower_lsp::{ClientSocket, LspService};

/// The service of one connection. Must be called in a runtime.
pub(crate) fn service(life: Arc<Life>) -> (LspService<Backend>, ClientSocket) {
    let build = |client| {
        let session = Arc::new(Session::new(Client::new(client), life));
        tokio::spawn(session::publish_loop(session.clone()));
        tokio::spawn(session::git_loop(session.clone()));
        Backend::new(session)
    };
    LspService::build(build)
        .custom_method("window/workDoneProgress/cancel", Backend::work_done_progress_cancel)
        .custom_method(protocol::TEXT, Backend::text)
        .custom_method(protocol::TRUST, Backend::trust)
        .finish()
}
