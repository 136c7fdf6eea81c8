use crate::lsp::capabilities::Capabilities;
use crate::lsp::convert;
use crate::lsp::notifications::did_change_configuration;
use crate::session::Session;
use crate::wire;
use camino::Utf8PathBuf;
use serde_json::Value;
use std::sync::Arc;
use tower_lsp::lsp_types::{InitializeParams, InitializeResult, ServerInfo};

/// Notes who the client is. Nothing but settings is read from disk here: the client waits for the answer.
pub(crate) fn handle(session: &Arc<Session>, params: &InitializeParams) -> InitializeResult {
    let capabilities = Capabilities::of(&params.capabilities);
    let offer = capabilities.offer();
    session.update(|state| {
        state.roots = roots(params);
        state.advance(|s| s.with_encoding(capabilities.encoding));
    });
    session.set_capabilities(capabilities);
    // Only the client itself speaks here; settings that come later can take trust away and not give it.
    let options = params.initialization_options.as_ref().unwrap_or(&Value::Null);
    if let Some(trusted) = options.get("trusted").and_then(Value::as_bool) {
        session.set_trusted(trusted);
    }
    did_change_configuration::take(session, options);
    if let Some(parent) = params.process_id {
        wire::parent::watch(parent, session.life.clone());
    }
    InitializeResult {
        capabilities: offer,
        server_info: Some(ServerInfo {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: Some(crate::cli::VERSION.to_owned()),
        }),
    }
}

/// The folders; a client that has none may name a root in one of two older ways.
#[allow(deprecated)]
fn roots(params: &InitializeParams) -> Vec<Utf8PathBuf> {
    if let Some(folders) = &params.workspace_folders {
        return folders.iter().filter_map(|folder| convert::path(&folder.uri)).collect();
    }
    let root = params.root_uri.as_ref().and_then(convert::path);
    root.or_else(|| params.root_path.as_ref().map(Utf8PathBuf::from)).into_iter().collect()
}
