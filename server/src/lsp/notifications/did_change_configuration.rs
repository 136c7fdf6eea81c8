use crate::config::{Layers, SECTION};
use crate::session::Session;
use serde_json::Value;
use std::sync::Arc;
use tower_lsp::lsp_types::notification::ShowMessage;
use tower_lsp::lsp_types::request::WorkspaceConfiguration;
use tower_lsp::lsp_types::{
    ConfigurationItem, ConfigurationParams, DidChangeConfigurationParams, MessageType, ShowMessageParams,
};

pub(crate) fn handle(session: &Arc<Session>, params: DidChangeConfigurationParams) {
    if session.capabilities().configuration {
        tokio::spawn(pull(session.clone()));
        return;
    }
    // A client that cannot be asked sends the settings themselves, under the section or bare.
    let mut settings = params.settings;
    let own = settings.get_mut(SECTION).map(Value::take);
    take(session, &own.unwrap_or(settings));
}

/// Asks the client for its settings.
pub(crate) async fn pull(session: Arc<Session>) {
    let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
    let params = ConfigurationParams { items: vec![item] };
    match session.client.request::<WorkspaceConfiguration>(params).await {
        Ok(values) => take(&session, &values.into_iter().next().unwrap_or_default()),
        Err(error) => session.log(format!("the client did not say its settings: {error}")),
    }
}

/// Takes over good settings, the editor's over those of the files and under those of the environment; bad ones are
/// told and change nothing.
pub(crate) fn take(session: &Arc<Session>, settings: &Value) {
    let root = session.state().roots.first().cloned();
    let layers = Layers::read(root.as_deref(), settings, &|name| std::env::var(name).ok());
    let taken = layers.and_then(|layers| Ok((layers.config()?, layers.remarks)));
    for remark in taken.iter().flat_map(|(_, remarks)| remarks) {
        session.log(remark.as_str());
    }
    match taken.map(|(config, _)| config) {
        Ok(config) => session.update(|state| {
            if *state.snapshot().config != config {
                state.advance(|s| s.with_config(config));
                state.dirty.open = true;
                state.dirty.all = true;
            }
        }),
        Err(message) => {
            let params = ShowMessageParams { typ: MessageType::ERROR, message };
            session.client.notify::<ShowMessage>(params);
        }
    }
}
