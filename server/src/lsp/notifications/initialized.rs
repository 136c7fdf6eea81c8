use super::did_change_configuration::pull;
use crate::session::{self, Session};
use std::sync::Arc;
use tower_lsp::lsp_types::notification::{DidChangeConfiguration, DidChangeWatchedFiles, Notification as _};
use tower_lsp::lsp_types::request::RegisterCapability;
use tower_lsp::lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, Registration,
    RegistrationParams,
};

/// The files that are read: `workspace::Format` by another name, for the client's watcher.
const WATCHED: &str = "**/*.{tf,tofu,tfvars,hcl,yaml,yml,json}";

/// What git writes when a branch, the index or a remote moves, for clients that want to know how it stands.
const GIT: &str = "**/.git/{HEAD,index,refs/**,packed-refs,MERGE_HEAD}";

pub(crate) fn handle(session: &Arc<Session>) {
    session::git_changed(session);
    let session = session.clone();
    tokio::spawn(async move {
        if session.capabilities().configuration {
            pull(session.clone()).await;
        }
        tokio::spawn(session::scan(session.clone()));
        register(&session).await;
    });
}

/// Asks for the notifications that a client sends only when asked to.
async fn register(session: &Arc<Session>) {
    let capabilities = session.capabilities();
    let patterns = [WATCHED].into_iter().chain(capabilities.git_state.then_some(GIT));
    let watcher = |pattern: &str| FileSystemWatcher {
        glob_pattern: GlobPattern::String(pattern.to_owned()),
        kind: None,
    };
    let watch = DidChangeWatchedFilesRegistrationOptions { watchers: patterns.map(watcher).collect() };
    let wanted = [
        (capabilities.watched_files, DidChangeWatchedFiles::METHOD, serde_json::to_value(watch).ok()),
        (
            capabilities.dynamic_configuration,
            DidChangeConfiguration::METHOD,
            Some(serde_json::json!({ "section": crate::config::SECTION })),
        ),
    ];
    let wanted = wanted.into_iter().filter(|(can, ..)| *can);
    let registrations: Vec<_> = wanted
        .map(|(_, method, register_options)| Registration {
            id: method.to_owned(),
            method: method.to_owned(),
            register_options,
        })
        .collect();
    if registrations.is_empty() {
        return;
    }
    let params = RegistrationParams { registrations };
    if let Err(error) = session.client.request::<RegisterCapability>(params).await {
        session.log(format!("the client does not say when files or settings change: {error}"));
    }
}
