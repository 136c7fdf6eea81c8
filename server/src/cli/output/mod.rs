//! Findings and changes as people and programs read them.

mod change;
mod diff;
mod json;
mod sarif;
mod text;

pub(super) use change::{change_json, change_text, diff_lines};
pub(crate) use diff::unified;
pub(super) use json::json;
pub(super) use sarif::sarif;
pub(super) use text::text;

use check::{CheckedProvider, Finding, Severity};
use outside::files::Skipped;
use std::collections::BTreeSet;
use std::sync::Arc;
use workspace::{File, Workspace};

/// What a check found, and in what.
pub(super) struct Report<'a> {
    /// All files that were read.
    pub(super) workspace: &'a Workspace,
    /// By path.
    pub(super) findings: &'a [Finding],
    /// The files that were checked.
    pub(super) files: Vec<&'a Arc<File>>,
    /// What was left out.
    pub(super) skipped: Vec<&'a Skipped>,
}

impl Report<'_> {
    /// The providers that the files were checked against.
    fn providers(&self) -> BTreeSet<CheckedProvider> {
        check::checked_providers(self.workspace, self.files.iter().map(|file| &***file))
    }
}

/// A severity in a word.
pub(super) fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}

/// `1 file`, `2 files`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    plural(n, noun, &format!("{noun}s"))
}

/// The same for a noun that takes more than an `s`.
pub(super) fn plural(n: usize, one: &str, more: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {more}") }
}
