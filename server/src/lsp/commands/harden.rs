use super::Token;
use super::generate;
use super::protocol::{Generate, Generated, Harden, Wish};
use crate::harden::{Wanted, change_set};
use crate::lsp::convert;
use crate::session::Session;
use crate::wiring;
use author::Outcome;
use std::sync::Arc;
use tower_lsp::jsonrpc::Result;

/// Mends what needs no choice and has the client apply it as one edit, which `omni.undo` takes back.
pub(super) async fn run(session: &Arc<Session>, argument: Harden, token: Token) -> Result<Generated> {
    generate::run(session, Generate::New(Wish::Harden { harden: argument }), token).await
}

/// What would be mended.
pub(super) async fn propose(session: &Arc<Session>, wish: Harden) -> Result<Outcome> {
    let below = wish.uri.as_ref().and_then(convert::path);
    match &below {
        Some(path) => session.know(path.parent().unwrap_or(path)).await,
        None => session.know_all().await,
    }
    let snapshot = session.snapshot();
    let make = move || {
        let files = snapshot.workspace().files();
        let is_wanted = |path: &camino::Utf8Path| below.as_ref().is_none_or(|below| path.starts_with(below));
        let paths = files.filter(|f| is_wanted(&f.path)).map(|f| f.path.to_path_buf()).collect();
        let changes =
            change_set(snapshot.workspace(), &Wanted { paths, at: wish.at }, &snapshot.config.check);
        if changes.changes.is_empty() {
            return wiring::refused("nothing is found that can be mended without a choice of yours");
        }
        Outcome::Proposed(changes)
    };
    session.run(make).await
}
