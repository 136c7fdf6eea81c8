use crate::hardening::Patch;
use camino::Utf8PathBuf;
use text::{Span, TextEdit};

/// How bad a finding is. The order is from harmless to severe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// A better way to write it.
    Hint,
    /// Worth knowing.
    Info,
    /// Advice, hardening, and values that are probably wrong.
    Warning,
    /// What the official tool refuses.
    Error,
}

/// A fault or a risk at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's code, such as `TF-unknown-attribute`; `explain CODE` tells more.
    pub code: &'static str,
    /// How bad.
    pub severity: Severity,
    /// The file.
    pub path: Utf8PathBuf,
    /// What to underline, in bytes of the file.
    pub span: Span,
    /// What is wrong and the nearest right thing, without a full stop.
    pub message: String,
    /// The other ends of it.
    pub related: Vec<Related>,
    /// Ways to mend it, the best first.
    pub fixes: Vec<Fix>,
}

/// Another place that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The file.
    pub path: Utf8PathBuf,
    /// In bytes of that file.
    pub span: Span,
    /// What stands there.
    pub message: String,
}

/// Edits that mend a finding: they keep comments, order and layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// In the imperative: `Change to "instance_type"`.
    pub title: String,
    /// In any order; they do not overlap.
    pub edits: Vec<FileEdit>,
    /// Whether it is the one to take without asking.
    pub preferred: bool,
    /// What the edits come to, so that many fixes can be made at once; empty where they are told by bytes only.
    pub(crate) patch: Patch,
}

/// An edit of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileEdit {
    /// The file; one that does not exist is created.
    pub path: Utf8PathBuf,
    /// What changes in it.
    pub edit: TextEdit,
}
