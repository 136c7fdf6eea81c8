//! What can be done at the cursor: one file a kind of action. Listing them never asks an author or a model; what
//! costs more than a look at the findings is left to `codeAction/resolve`.

mod comment;
mod complement;
mod fill;
mod fix;
mod harden;

use super::edits::of_fix;
use super::protocol::Wish;
use super::{commands, convert};
use crate::session::{Session, Snapshot};
use camino::Utf8Path;
use check::Finding;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use text::Span;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{CodeAction, CodeActionKind, Command, Diagnostic, Url};
use workspace::File;

/// Where actions are asked for, and what is known there.
pub(super) struct Place<'a> {
    pub(super) session: &'a Session,
    pub(super) snapshot: &'a Snapshot,
    pub(super) file: &'a File,
    pub(super) url: Url,
    /// What the client has selected.
    pub(super) span: Span,
    /// Of the whole file.
    pub(super) findings: &'a [Finding],
}

/// An action whose edit is made when it is chosen; its `data` on the wire.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Later {
    /// The document.
    pub(super) uri: Url,
    /// The version that the action is for.
    pub(super) version: Option<i32>,
    /// What is to be done.
    pub(super) what: What,
}

/// What an action does.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum What {
    /// Mends a finding.
    Fix {
        /// The finding's code.
        code: String,
        /// Where it starts, in bytes.
        start: u32,
        /// The fix among the finding's.
        title: String,
    },
    /// Writes the arguments that the block at this byte lacks.
    Fill {
        /// In bytes.
        at: u32,
    },
    /// Makes what a comment asks for.
    Generate {
        /// The comment's words.
        request: String,
    },
    /// Adds to the workload at this byte.
    Complement {
        /// In bytes.
        at: u32,
        /// What, by [`author::Complement::name`].
        name: String,
    },
    /// Mends what is risky.
    Harden {
        /// A byte of the only block or document to look at.
        at: Option<u32>,
    },
}

/// Every action at `place`.
pub(super) fn list(place: &Place<'_>) -> Vec<CodeAction> {
    let mut actions = fix::list(place);
    actions.extend(fill::offer(place));
    actions.extend(comment::offer(place));
    actions.extend(complement::list(place));
    actions.extend(harden::list(place));
    actions
}

impl Place<'_> {
    /// An action called `title`. Its edit is made later if the client asks for it then, and now if it does not.
    pub(super) fn action(
        &self,
        title: impl Into<String>,
        kind: CodeActionKind,
        preferred: bool,
        what: What,
    ) -> Option<CodeAction> {
        let can = self.session.capabilities();
        let mut action = CodeAction {
            title: title.into(),
            kind: Some(kind),
            is_preferred: (can.preferred_actions && preferred).then_some(true),
            ..CodeAction::default()
        };
        if can.code_action_resolve {
            let version = self.snapshot.version(&self.file.path);
            action.data = serde_json::to_value(Later { uri: self.url.clone(), version, what }).ok();
        } else if let Some(argument) = argument(&what, &self.url) {
            action.command =
                Some(Command::new(action.title.clone(), commands::GENERATE.into(), Some(vec![argument])));
        } else {
            action.edit =
                Some(of_fix(self.session, self.snapshot, &fixes(self.findings, self.file, &what)?)?);
        }
        Some(action)
    }

    fn diagnostic(&self, finding: &Finding) -> Vec<Diagnostic> {
        convert::diagnostics(std::slice::from_ref(finding), self.snapshot, self.session.capabilities())
    }
}

/// The fixes that `what` stands for; nothing if the findings are not there any more.
fn fixes(findings: &[Finding], file: &File, what: &What) -> Option<Vec<check::Fix>> {
    match what {
        What::Fix { code, start, title } => {
            let finding = findings.iter().find(|f| f.code == code && f.span.start == *start)?;
            finding.fixes.iter().find(|fix| fix.title == *title).cloned().map(|fix| vec![fix])
        }
        What::Fill { at } => Some(fill::fixes(findings, file, *at)).filter(|fixes| !fixes.is_empty()),
        What::Generate { .. } | What::Complement { .. } | What::Harden { .. } => None,
    }
}

/// Makes the edit of `action`.
pub(super) async fn resolve(session: &Arc<Session>, mut action: CodeAction) -> Result<CodeAction> {
    let snapshot = session.snapshot();
    let later: Later = serde_json::from_value(action.data.clone().unwrap_or_default())
        .map_err(|_| Error::invalid_params("the action is none of this server's"))?;
    let Some(path) = convert::path(&later.uri).filter(|path| snapshot.version(path) == later.version) else {
        return Err(Error::content_modified());
    };
    if let Some(argument) = argument(&later.what, &later.uri) {
        let wish = serde_json::from_value(argument).map_err(|_| Error::internal_error())?;
        return generate(session, action, wish).await;
    }
    let worker = session.clone();
    let edit = session.run(move || fix_edit(&worker, &snapshot, &path, &later.what)).await?;
    action.edit = Some(edit.ok_or_else(Error::content_modified)?);
    Ok(action)
}

fn fix_edit(
    session: &Session,
    snapshot: &Snapshot,
    path: &Utf8Path,
    what: &What,
) -> Option<tower_lsp::lsp_types::WorkspaceEdit> {
    let findings = session.checker.check_file(snapshot, path);
    let file = snapshot.workspace().file(path)?;
    of_fix(session, snapshot, &fixes(&findings, file, what)?)
}

/// The argument of `omni.generate` that does the same as `what`, for what an author makes.
fn argument(what: &What, uri: &Url) -> Option<serde_json::Value> {
    match what {
        What::Generate { request } => Some(json!({ "request": request, "uri": uri })),
        What::Complement { at, name } => Some(json!({ "complement": name, "uri": uri, "at": at })),
        What::Harden { at } => Some(json!({ "harden": { "uri": uri, "at": at } })),
        What::Fix { .. } | What::Fill { .. } => None,
    }
}

/// Makes what was asked for, to be applied by the client and undone by the command like any other generation.
async fn generate(session: &Arc<Session>, mut action: CodeAction, wish: Wish) -> Result<CodeAction> {
    let made = commands::make(session, wish, None).await?;
    let (id, _) = made.map_err(failed)?;
    let entry = session.history().get(&id).ok_or_else(Error::internal_error)?;
    let snapshot = session.snapshot();
    action.edit = Some(commands::whole(session, &snapshot, &entry).map_err(failed)?);
    action.command = Some(Command::new(
        "Remember for undo".into(),
        commands::APPLIED.into(),
        Some(vec![json!({ "id": id })]),
    ));
    Ok(action)
}

/// LSP 3.17, `RequestFailed`: right, and yet not possible.
fn failed(message: String) -> Error {
    Error { code: tower_lsp::jsonrpc::ErrorCode::ServerError(-32803), message: message.into(), data: None }
}
