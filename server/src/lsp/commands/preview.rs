use super::Token;
use super::generate::make;
use super::protocol::{Preview, PreviewFile, Wish};
use crate::cli::{count, unified};
use crate::lsp::convert;
use crate::proof;
use crate::session::{Session, sides};
use author::ChangeSet;
use camino::Utf8Path;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;

/// Makes what is asked for and shows it; nothing changes.
pub(super) async fn run(session: &Arc<Session>, wish: Wish, token: Token) -> Result<Preview> {
    Ok(match make(session, wish, token).await? {
        Ok((id, changes)) => shown(session, id, &changes),
        Err(message) => nothing(message),
    })
}

/// A preview of nothing, and why.
pub(super) fn nothing(message: String) -> Preview {
    Preview { id: None, message, files: Vec::new(), diff: String::new(), proof: String::new() }
}

/// The change set called `id` as it would change the files.
pub(super) fn shown(session: &Session, id: String, changes: &ChangeSet) -> Preview {
    let roots = session.state().roots.clone();
    let short = |path: &Utf8Path| {
        let below = roots.iter().find_map(|root| path.strip_prefix(root).ok());
        below.unwrap_or(path).to_string()
    };
    let all: Vec<_> = changes.changes.iter().map(sides).collect();
    let diff = all.iter().map(|s| unified(&short(&s.path), s.before.as_deref(), &s.after)).collect();
    let message = format!("Would change {}", count(all.len(), "file"));
    let files = all.into_iter().filter_map(|sides| {
        let before = sides.before.map(|text| text.to_string());
        Some(PreviewFile { uri: convert::url(&sides.path)?, before, after: sides.after })
    });
    Preview { id: Some(id), message, files: files.collect(), diff, proof: proof::markdown(&changes.proof) }
}
