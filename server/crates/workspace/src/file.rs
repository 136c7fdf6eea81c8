use crate::Unit;
use camino::{Utf8Path, Utf8PathBuf};
use std::sync::Arc;
use text::LineIndex;

/// How a file is written, by its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `*.tf`, `*.tfvars`, `*.tftest.hcl`, `.terraform.lock.hcl`, `*.hcl`
    Hcl,
    /// `*.yaml`, `*.yml`
    Yaml,
    /// `*.json`
    Json,
    /// Anything else: kept for references by path, never parsed.
    Other,
}

impl Format {
    /// The format that `path` names.
    pub fn of(path: &Utf8Path) -> Self {
        match path.extension() {
            Some("tf" | "tfvars" | "hcl" | "tofu") => Self::Hcl,
            Some("yaml" | "yml") => Self::Yaml,
            Some("json") => Self::Json,
            _ => Self::Other,
        }
    }
}

/// A file of the workspace: its text, where lines start, and its units in order.
#[derive(Debug)]
pub struct File {
    /// Absolute.
    pub path: Utf8PathBuf,
    /// The whole text.
    pub text: Arc<str>,
    /// Line starts of `text`.
    pub lines: LineIndex,
    /// By the file's name.
    pub format: Format,
    /// In text order; they tile the text.
    pub units: Vec<Placed>,
}

/// A unit at its place in a file. Spans inside the unit are relative to `offset`.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Byte offset of the unit's text in the file.
    pub offset: u32,
    /// The unit, shared with other snapshots that have the same text.
    pub unit: Arc<Unit>,
}
