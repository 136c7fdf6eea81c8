//! What the commands take and answer, as JSON. `editors/vscode/src/protocol.ts` and
//! `editors/nvim/lua/omni_architect/protocol.lua` mirror it.

use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::Url;

/// The request that tells the server's text of a document: for tests, and for people who look into a fault.
pub(super) const TEXT: &str = "omni/text";

/// What `omni/text` takes.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TextQuestion {
    /// An open document.
    pub(super) uri: Url,
}

/// What `omni/text` answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TextAnswer {
    /// The whole text.
    pub(super) text: String,
    /// Its version.
    pub(super) version: i32,
}

/// What `omni.check` takes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Check {
    /// A file or directory; the whole workspace if left out.
    pub(super) uri: Option<Url>,
}

/// What `omni.check` answers.
#[derive(Debug, Serialize)]
pub(super) struct Checked {
    /// How many files were checked.
    pub(super) files: usize,
    /// Findings of each severity.
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    pub(super) hints: usize,
    /// What was left out, a sentence each.
    pub(super) skipped: Vec<String>,
    /// One sentence for a person.
    pub(super) message: String,
}
