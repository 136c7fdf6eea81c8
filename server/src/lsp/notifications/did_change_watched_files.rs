use crate::lsp::convert;
use crate::session::{self, Session};
use std::sync::Arc;
use tower_lsp::lsp_types::DidChangeWatchedFilesParams;

pub(crate) fn handle(session: &Arc<Session>, params: &DidChangeWatchedFilesParams) {
    let paths: Vec<_> = params.changes.iter().filter_map(|change| convert::path(&change.uri)).collect();
    session::git_changed(session);
    session::reload(session, paths);
}
