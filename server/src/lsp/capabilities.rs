//! What the client can do, read once, and what the server offers it in turn: nothing that the client cannot use.

use super::commands;
use text::Encoding;
use tower_lsp::lsp_types::{
    ClientCapabilities, CodeActionKind, CodeActionOptions, CodeActionProviderCapability, DiagnosticOptions,
    DiagnosticServerCapabilities, ExecuteCommandOptions, OneOf, PositionEncodingKind, ResourceOperationKind,
    SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkDoneProgressOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

/// What the client can do, one flag a question that the server asks itself.
#[allow(clippy::struct_excessive_bools)] // They are the protocol's, and independent of each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Capabilities {
    /// How it counts columns.
    pub(crate) encoding: Encoding,
    /// It asks for diagnostics itself.
    pub(crate) pull_diagnostics: bool,
    /// It can be told to ask for them again.
    pub(crate) diagnostic_refresh: bool,
    /// It wants the version that diagnostics are of.
    pub(crate) diagnostic_versions: bool,
    /// It shows the other ends of a diagnostic.
    pub(crate) related_information: bool,
    /// It shows a link behind a diagnostic's code.
    pub(crate) code_description: bool,
    /// It gives back the data of a diagnostic.
    pub(crate) diagnostic_data: bool,
    /// It takes code actions that carry an edit.
    pub(crate) code_action_literals: bool,
    /// It asks for a code action's edit when it is chosen.
    pub(crate) code_action_resolve: bool,
    /// It tells a preferred code action from the others.
    pub(crate) preferred_actions: bool,
    /// It applies edits that the server sends.
    pub(crate) apply_edit: bool,
    /// It takes edits with the versions they were made for.
    pub(crate) document_changes: bool,
    /// It creates files.
    pub(crate) create_files: bool,
    /// It deletes files.
    pub(crate) delete_files: bool,
    /// It shows why each edit is made.
    pub(crate) change_annotations: bool,
    /// It can be asked for its settings.
    pub(crate) configuration: bool,
    /// It can be asked to say when they change.
    pub(crate) dynamic_configuration: bool,
    /// It can be asked to watch files.
    pub(crate) watched_files: bool,
    /// It has folders that come and go.
    pub(crate) workspace_folders: bool,
    /// It shows the progress of work that the server begins.
    pub(crate) work_done_progress: bool,
    /// It wants to be told how its repositories stand.
    pub(crate) git_state: bool,
}

impl Capabilities {
    /// Reads what the client says of itself.
    pub(crate) fn of(client: &ClientCapabilities) -> Self {
        let mut this = Self::default();
        this.read_general(client);
        this.read_documents(client);
        this.read_workspace(client);
        this
    }

    fn read_general(&mut self, client: &ClientCapabilities) {
        let encodings = client.general.as_ref().and_then(|g| g.position_encodings.as_deref());
        self.encoding = encoding(encodings.unwrap_or_default());
        let window = client.window.as_ref();
        let ours = client.experimental.as_ref().and_then(|experimental| experimental.get("omni"));
        self.git_state =
            ours.and_then(|ours| ours.get("git")).and_then(serde_json::Value::as_bool) == Some(true);
        self.work_done_progress = window.and_then(|w| w.work_done_progress).unwrap_or_default();
    }

    fn read_documents(&mut self, client: &ClientCapabilities) {
        let Some(document) = &client.text_document else { return };
        self.pull_diagnostics = document.diagnostic.is_some();
        if let Some(publish) = &document.publish_diagnostics {
            self.diagnostic_versions = publish.version_support.unwrap_or_default();
            self.related_information = publish.related_information.unwrap_or_default();
            self.code_description = publish.code_description_support.unwrap_or_default();
            self.diagnostic_data = publish.data_support.unwrap_or_default();
        }
        if let Some(action) = &document.code_action {
            self.code_action_literals = action.code_action_literal_support.is_some();
            self.preferred_actions = action.is_preferred_support.unwrap_or_default();
            let properties = action.resolve_support.as_ref().map(|r| r.properties.as_slice());
            let edit = properties.unwrap_or_default().iter().any(|p| p == "edit");
            self.code_action_resolve = edit && action.data_support.unwrap_or_default();
        }
    }

    fn read_workspace(&mut self, client: &ClientCapabilities) {
        let Some(workspace) = &client.workspace else { return };
        self.apply_edit = workspace.apply_edit.unwrap_or_default();
        self.configuration = workspace.configuration.unwrap_or_default();
        self.workspace_folders = workspace.workspace_folders.unwrap_or_default();
        let dynamic = |d: Option<bool>| d.unwrap_or_default();
        self.dynamic_configuration =
            workspace.did_change_configuration.is_some_and(|c| dynamic(c.dynamic_registration));
        self.watched_files =
            workspace.did_change_watched_files.is_some_and(|w| dynamic(w.dynamic_registration));
        self.diagnostic_refresh = workspace.diagnostic.as_ref().is_some_and(|d| dynamic(d.refresh_support));
        if let Some(edit) = &workspace.workspace_edit {
            // Files can only be created in document changes: Neovim says that it creates them and nothing more.
            self.document_changes = edit.document_changes.unwrap_or(edit.resource_operations.is_some());
            self.change_annotations = edit.change_annotation_support.is_some();
            let operations = edit.resource_operations.as_deref().unwrap_or_default();
            self.create_files = operations.contains(&ResourceOperationKind::Create);
            self.delete_files = operations.contains(&ResourceOperationKind::Delete);
        }
    }

    /// What the server offers this client.
    pub(crate) fn offer(&self) -> ServerCapabilities {
        let sync = TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        };
        let folders = WorkspaceFoldersServerCapabilities {
            supported: Some(true),
            change_notifications: Some(OneOf::Left(true)),
        };
        let progress = WorkDoneProgressOptions { work_done_progress: Some(true) };
        ServerCapabilities {
            position_encoding: Some(kind(self.encoding)),
            text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
            workspace: self.workspace_folders.then_some(WorkspaceServerCapabilities {
                workspace_folders: Some(folders),
                file_operations: None,
            }),
            execute_command_provider: Some(ExecuteCommandOptions {
                commands: commands::NAMES.map(str::to_owned).to_vec(),
                work_done_progress_options: progress,
            }),
            code_action_provider: self.code_action_literals.then(|| self.offer_actions()),
            diagnostic_provider: self.pull_diagnostics.then(|| {
                DiagnosticServerCapabilities::Options(DiagnosticOptions {
                    identifier: Some("omni-architect".into()),
                    inter_file_dependencies: true,
                    workspace_diagnostics: true,
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                })
            }),
            ..ServerCapabilities::default()
        }
    }

    fn offer_actions(&self) -> CodeActionProviderCapability {
        let fix_all = CodeActionKind::new("source.fixAll.omni");
        let kinds =
            [CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR, CodeActionKind::REFACTOR_REWRITE, fix_all];
        CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(kinds.into()),
            resolve_provider: Some(self.code_action_resolve),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })
    }
}

/// The best encoding that the client offers: UTF-8 is what the core counts in, UTF-16 what every client knows.
fn encoding(offered: &[PositionEncodingKind]) -> Encoding {
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered == [PositionEncodingKind::UTF32] {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

fn kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_comes_before_utf16_and_utf32_only_where_nothing_else_is_known() {
        let [u8, u16, u32] =
            [PositionEncodingKind::UTF8, PositionEncodingKind::UTF16, PositionEncodingKind::UTF32];
        assert_eq!(encoding(&[u16.clone(), u8]), Encoding::Utf8);
        assert_eq!(encoding(&[u32.clone(), u16]), Encoding::Utf16);
        assert_eq!(encoding(&[u32]), Encoding::Utf32);
        assert_eq!(encoding(&[]), Encoding::Utf16);
    }

    #[test]
    fn a_client_that_can_do_nothing_is_offered_no_code_actions_and_no_pull() {
        let offer = Capabilities::of(&ClientCapabilities::default()).offer();
        assert!(offer.code_action_provider.is_none());
        assert!(offer.diagnostic_provider.is_none());
        assert!(offer.workspace.is_none());
        assert_eq!(offer.execute_command_provider.unwrap().commands.len(), commands::NAMES.len());
    }
}
