//! Hardening as a change set, for the command line and for editors: what is mended, and what is left to decide.

use author::{Change, ChangeSet, Proof};
use camino::{Utf8Path, Utf8PathBuf};
use check::{Cache, Finding, Settings};
use similar::{ChangeTag, TextDiff};
use std::collections::BTreeMap;
use text::{Span, TextEdit};
use workspace::Workspace;

/// What is to be hardened.
pub(crate) struct Wanted {
    /// The files.
    pub(crate) paths: Vec<Utf8PathBuf>,
    /// A byte of the only block or document to look at, which is in the first file.
    pub(crate) at: Option<u32>,
}

/// Mends what needs no choice in the files that are `wanted`. Call it off the IO task.
pub(crate) fn change_set(workspace: &Workspace, wanted: &Wanted, settings: &Settings) -> ChangeSet {
    let unit_of = |workspace: &Workspace, path: &Utf8Path, at: u32| {
        let file = workspace.file(path)?;
        // An edit inside a unit moves neither it nor those above it.
        Some(file.units.partition_point(|placed| placed.offset <= at))
    };
    let only = wanted.at.and_then(|at| unit_of(workspace, wanted.paths.first()?, at));
    let pick = |workspace: &Workspace, finding: &Finding| {
        only.is_none() || unit_of(workspace, &finding.path, finding.span.start) == only
    };
    let hardened = check::harden(workspace, &wanted.paths, &pick, settings, &Cache::new());
    let changes = hardened.changed.iter().filter_map(|path| {
        let after = &hardened.workspace.file(path)?.text;
        Some(match workspace.file(path) {
            Some(file) => {
                let edits = edits(&file.text, after);
                Change::Edit { path: path.clone(), before: file.text.clone(), edits }
            }
            None => Change::Create { path: path.clone(), text: after.to_string() },
        })
    });
    let changes: Vec<_> = changes.collect();
    let proof = Proof {
        checked: vec![format!("{} for hardening", crate::cli::count(wanted.paths.len(), "file"))],
        repaired: counted(&hardened.mended),
        findings: hardened.left,
        ..Proof::default()
    };
    ChangeSet { request: "harden".to_owned(), changes, proof }
}

/// The titles of the rules that were mended, with how often.
fn counted(mended: &[Finding]) -> Vec<String> {
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in mended {
        *by_code.entry(finding.code).or_default() += 1;
    }
    let line = |(code, n): (&str, usize)| {
        let title = check::explain(code).map_or(code, |rule| rule.title);
        format!("{n} × {title} [{code}]")
    };
    by_code.into_iter().map(line).collect()
}

/// The edits, line by line, that make `after` of `before`.
fn edits(before: &str, after: &str) -> Vec<TextEdit> {
    let diff = TextDiff::from_lines(before, after);
    let mut edits: Vec<TextEdit> = Vec::new();
    let mut at = 0;
    let mut open = false;
    for change in diff.iter_all_changes() {
        let text = change.value();
        if change.tag() == ChangeTag::Equal {
            open = false;
            at += text.len() as u32;
            continue;
        }
        if !open {
            edits.push(TextEdit::insert(at, ""));
            open = true;
        }
        let Some(edit) = edits.last_mut() else { continue };
        if change.tag() == ChangeTag::Delete {
            at += text.len() as u32;
            edit.span = Span::new(edit.span.start, at);
        } else {
            edit.text.push_str(text);
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_did_not_change_are_not_touched() {
        let (before, after) = ("a\nb\nc\nd", "a\nB\nb2\nc\n");
        let edits = edits(before, after);
        assert_eq!(edits.len(), 2);
        assert_eq!(text::apply(before, &edits).unwrap(), after);
        let back = text::invert(before, &edits).unwrap();
        assert_eq!(text::apply(after, &back).unwrap(), before);
    }
}
