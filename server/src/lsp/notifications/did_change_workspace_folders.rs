use crate::lsp::convert;
use crate::session::{self, Session};
use std::sync::Arc;
use tower_lsp::lsp_types::DidChangeWorkspaceFoldersParams;

pub(crate) fn handle(session: &Arc<Session>, params: &DidChangeWorkspaceFoldersParams) {
    let removed: Vec<_> = params.event.removed.iter().filter_map(|f| convert::path(&f.uri)).collect();
    let added = params.event.added.iter().filter_map(|f| convert::path(&f.uri));
    session.update(|state| {
        state.roots.retain(|root| !removed.contains(root));
        for root in added {
            if !state.roots.contains(&root) {
                state.roots.push(root);
            }
        }
        state.loaded.roots = false;
    });
    session::git_changed(session);
    tokio::spawn(session::scan(session.clone()));
}
