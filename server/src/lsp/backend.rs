use super::protocol::{TextAnswer, TextQuestion, TrustWord};
use super::{notifications, requests};
use crate::session::Session;
use serde_json::Value;
use std::sync::Arc;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types as lsp;

/// The table of methods: which file handles which. No handler awaits before it has read or written the state.
#[derive(Debug)]
pub(crate) struct Backend {
    session: Arc<Session>,
}

#[allow(clippy::unused_async, reason = "tower-lsp takes no other handlers")]
impl Backend {
    pub(super) fn new(session: Arc<Session>) -> Self {
        Self { session }
    }

    pub(super) async fn work_done_progress_cancel(&self, params: lsp::WorkDoneProgressCancelParams) {
        notifications::work_done_progress_cancel::handle(&self.session, &params);
    }

    pub(super) async fn text(&self, params: TextQuestion) -> Result<TextAnswer> {
        requests::text::handle(&self.session, &params)
    }

    pub(super) async fn trust(&self, params: TrustWord) -> Result<TrustWord> {
        Ok(requests::trust::handle(&self.session, &params))
    }
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, params: lsp::InitializeParams) -> Result<lsp::InitializeResult> {
        Ok(requests::initialize::handle(&self.session, &params))
    }

    async fn initialized(&self, _: lsp::InitializedParams) {
        notifications::initialized::handle(&self.session);
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: lsp::DidOpenTextDocumentParams) {
        notifications::did_open::handle(&self.session, params);
    }

    async fn did_change(&self, params: lsp::DidChangeTextDocumentParams) {
        notifications::did_change::handle(&self.session, params);
    }

    async fn did_save(&self, params: lsp::DidSaveTextDocumentParams) {
        notifications::did_save::handle(&self.session, &params);
    }

    async fn did_close(&self, params: lsp::DidCloseTextDocumentParams) {
        notifications::did_close::handle(&self.session, &params);
    }

    async fn did_change_configuration(&self, params: lsp::DidChangeConfigurationParams) {
        notifications::did_change_configuration::handle(&self.session, params);
    }

    async fn did_change_watched_files(&self, params: lsp::DidChangeWatchedFilesParams) {
        notifications::did_change_watched_files::handle(&self.session, &params);
    }

    async fn did_change_workspace_folders(&self, params: lsp::DidChangeWorkspaceFoldersParams) {
        notifications::did_change_workspace_folders::handle(&self.session, &params);
    }

    async fn diagnostic(
        &self,
        params: lsp::DocumentDiagnosticParams,
    ) -> Result<lsp::DocumentDiagnosticReportResult> {
        requests::diagnostic::handle(&self.session, params).await
    }

    async fn workspace_diagnostic(
        &self,
        params: lsp::WorkspaceDiagnosticParams,
    ) -> Result<lsp::WorkspaceDiagnosticReportResult> {
        requests::workspace_diagnostic::handle(&self.session, params).await
    }

    async fn code_action(&self, params: lsp::CodeActionParams) -> Result<Option<lsp::CodeActionResponse>> {
        requests::code_action::handle(&self.session, params).await
    }

    async fn code_action_resolve(&self, params: lsp::CodeAction) -> Result<lsp::CodeAction> {
        requests::code_action_resolve::handle(&self.session, params).await
    }

    async fn execute_command(&self, params: lsp::ExecuteCommandParams) -> Result<Option<Value>> {
        requests::execute_command::handle(&self.session, params).await
    }
}
