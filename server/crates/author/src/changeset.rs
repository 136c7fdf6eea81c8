use crate::Proof;
use camino::{Utf8Path, Utf8PathBuf};
use text::TextEdit;

/// What a generation would change, proven against the workspace it was made for.
#[derive(Clone, Debug)]
pub struct ChangeSet {
    /// The request as it was asked.
    pub request: String,
    /// One entry a file, by path.
    pub changes: Vec<Change>,
    /// What was understood, checked, repaired and left out.
    pub proof: Proof,
}

/// The change of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A file that must not exist yet.
    Create {
        /// Absolute.
        path: Utf8PathBuf,
        /// Its whole text.
        text: String,
    },
    /// Edits of a file whose text must still be `before`.
    Edit {
        /// Absolute.
        path: Utf8PathBuf,
        /// The text that the edits were made for.
        before: std::sync::Arc<str>,
        /// In text order, without overlap.
        edits: Vec<TextEdit>,
    },
}

impl Change {
    /// The file and its text after the change; `None` where the edits do not fit the text that they were made for.
    pub fn after(&self) -> Option<(&Utf8Path, String)> {
        match self {
            Self::Create { path, text } => Some((path, text.clone())),
            Self::Edit { path, before, edits } => Some((path, text::apply(before, edits).ok()?)),
        }
    }
}
