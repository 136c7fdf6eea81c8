use super::Token;
use super::generate::make;
use super::protocol::{Preview, PreviewFile, Wish};
use crate::cli::{count, unified};
use crate::lsp::convert;
use crate::proof;
use crate::session::{Session, sides};
use camino::Utf8Path;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;

/// Makes what is asked for and shows it; nothing changes.
pub(super) async fn run(session: &Arc<Session>, wish: Wish, token: Token) -> Result<Preview> {
    let (id, changes) = match make(session, wish, token).await? {
        Ok(made) => made,
        Err(message) => {
            let (files, diff, proof) = (Vec::new(), String::new(), String::new());
            return Ok(Preview { id: None, message, files, diff, proof });
        }
    };
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
    Ok(Preview {
        id: Some(id),
        message,
        files: files.collect(),
        diff,
        proof: proof::markdown(&changes.proof),
    })
}
