//! A draft laid over the workspace and checked there; what an error stands in is mended or taken out.

use crate::{Change, Proof};
use camino::{Utf8Path, Utf8PathBuf};
use check::{Cache, Finding, Settings, Severity};
use std::collections::BTreeSet;
use text::{Span, TextEdit};
use workspace::{File, Format, Workspace};

/// How often a draft is mended before what is still wrong is taken out.
const ROUNDS: usize = 4;

/// Checks `changes` on top of `workspace`, mends them and adds to `proof` what was done. What comes back has no
/// error that the workspace did not have before.
pub(crate) fn prove(workspace: &Workspace, changes: Vec<Change>, proof: &mut Proof) -> Vec<Change> {
    let mut draft = Overlay::new(workspace, &changes);
    for round in 0..ROUNDS * 2 {
        let errors = draft.errors();
        let Some(first) = errors.first() else { break };
        if round < ROUNDS && draft.mend(first) {
            proof.repaired.push(format!("{}: {}", first.path.file_name().unwrap_or_default(), first.message));
        } else if draft.take_out(first) {
            proof.repaired.push(format!("left out what this was found in: {}", first.message));
        } else {
            break;
        }
    }
    draft.conclude(proof);
    draft.changes(changes)
}

/// The most mends of a draft whose author can be asked again.
const MENDS: usize = 64;

/// Checks `changes` on top of `workspace` and mends them, and takes nothing out.
///
/// # Errors
/// The faults that are left, also those in files that the changes do not touch, a line each with its place.
pub(crate) fn mended(
    workspace: &Workspace,
    changes: Vec<Change>,
    proof: &mut Proof,
) -> Result<Vec<Change>, Vec<String>> {
    let mut draft = Overlay::new(workspace, &changes);
    for _ in 0..MENDS {
        let mut errors = draft.errors();
        let Some(done) = errors.iter().position(|error| draft.mend(error)) else {
            errors.extend(draft.broken());
            if errors.is_empty() {
                draft.conclude(proof);
                return Ok(draft.changes(changes));
            }
            return Err(errors.iter().map(|error| draft.line(error)).collect());
        };
        let error = errors.swap_remove(done);
        proof.repaired.push(format!("{}: {}", error.path.file_name().unwrap_or_default(), error.message));
    }
    Err(draft.errors().iter().map(|error| draft.line(error)).collect())
}

/// The workspace with a draft on top.
struct Overlay<'w> {
    base: &'w Workspace,
    draft: Workspace,
    paths: Vec<Utf8PathBuf>,
    settings: Settings,
    cache: Cache,
}

impl<'w> Overlay<'w> {
    fn new(base: &'w Workspace, changes: &[Change]) -> Self {
        let mut draft = base.clone();
        let mut paths = Vec::new();
        for (path, text) in changes.iter().filter_map(Change::after) {
            draft.set(path, text);
            paths.push(path.to_owned());
        }
        Self { base, draft, paths, settings: Settings::default(), cache: Cache::new() }
    }

    /// What is found in the changed files, without what stood there before.
    fn findings(&self) -> Vec<Finding> {
        let mut all = Vec::new();
        for path in &self.paths {
            let found = check::check_file(&self.draft, path, &self.settings, &self.cache);
            all.extend(found.into_iter().filter(|f| self.is_new(&f.path, f.span)));
        }
        all
    }

    fn errors(&self) -> Vec<Finding> {
        let mut found = self.findings();
        found.retain(|f| f.severity == Severity::Error);
        found
    }

    /// Errors that the draft brings into files beside those it changes.
    fn broken(&self) -> Vec<Finding> {
        let near: BTreeSet<_> = self.paths.iter().filter_map(|path| path.parent()).collect();
        let beside =
            self.base.files().filter(|file| file.path.parent().is_some_and(|dir| near.contains(dir)));
        let cache = Cache::new();
        let mut broken = Vec::new();
        for file in beside.filter(|file| !self.paths.iter().any(|path| path == &*file.path)) {
            let known = check::check_file(self.base, &file.path, &self.settings, &cache);
            let found = check::check_file(&self.draft, &file.path, &self.settings, &self.cache);
            let is_new = |f: &Finding| !known.iter().any(|k| k.code == f.code && k.span == f.span);
            broken.extend(found.into_iter().filter(|f| f.severity == Severity::Error && is_new(f)));
        }
        broken
    }

    /// A finding in a line, with its place in the draft.
    fn line(&self, finding: &Finding) -> String {
        let file = self.draft.file(&finding.path);
        let line = file.map_or(0, |file| file.lines.line(finding.span.start)) + 1;
        format!("{}:{line}: {}", finding.path.file_name().unwrap_or_default(), finding.message)
    }

    /// Notes what was checked, and what is left to say.
    fn conclude(&self, proof: &mut Proof) {
        let mut findings = self.findings();
        findings.retain(|f| f.severity < Severity::Error);
        proof.checked.extend(self.checked());
        proof.findings.extend(findings);
    }

    /// Whether the unit at a place is not in the workspace as it was.
    fn is_new(&self, path: &Utf8Path, span: Span) -> bool {
        let Some(placed) = self.draft.file(path).and_then(|f| f.unit_at(span.start)) else { return true };
        self.base.file(path).is_none_or(|old| !old.units.iter().any(|p| p.unit.text == placed.unit.text))
    }

    /// Takes the first fix of a finding that stays inside the changed files.
    fn mend(&mut self, finding: &Finding) -> bool {
        let inside = |fix: &&check::Fix| fix.edits.iter().all(|e| self.paths.contains(&e.path));
        let Some(fix) = finding.fixes.iter().find(inside) else { return false };
        let paths: BTreeSet<&Utf8PathBuf> = fix.edits.iter().map(|e| &e.path).collect();
        for path in paths {
            let edits: Vec<TextEdit> =
                fix.edits.iter().filter(|e| e.path == *path).map(|e| e.edit.clone()).collect();
            let Some(file) = self.draft.file(path) else { return false };
            let Ok(text) = text::apply(&file.text, &edits) else { return false };
            self.draft.set(path, text);
        }
        true
    }

    /// Takes out the top-level block or document that a finding lies in.
    fn take_out(&mut self, finding: &Finding) -> bool {
        let Some(file) = self.draft.file(&finding.path) else { return false };
        let Some(placed) = file.unit_at(finding.span.start) else { return false };
        let span = Span::new(placed.offset, placed.end());
        let Ok(text) = text::apply(&file.text, &[TextEdit::delete(span)]) else { return false };
        let path = finding.path.clone();
        self.draft.set(&path, text);
        true
    }

    /// Which checks ran over what, and against which releases.
    fn checked(&self) -> Vec<String> {
        let files: Vec<_> = self.paths.iter().filter_map(|path| self.draft.file(path)).collect();
        let mut lines: Vec<_> = files.iter().map(|file| checked_parts(file)).collect();
        let providers = check::checked_providers(&self.draft, files.iter().map(|file| &***file));
        let providers: Vec<_> = providers.iter().map(ToString::to_string).collect();
        if !providers.is_empty() {
            lines.push(format!("Terraform blocks against {}", providers.join(", ")));
        }
        lines
    }

    /// The draft as changes again.
    fn changes(&self, changes: Vec<Change>) -> Vec<Change> {
        let mended = changes.into_iter().filter_map(|change| match change {
            Change::Create { path, .. } => {
                let text = self.draft.file(&path)?.text.to_string();
                (!text.trim().is_empty()).then_some(Change::Create { path, text })
            }
            Change::Edit { path, before, .. } => {
                let after = &self.draft.file(&path)?.text;
                let edits = difference(&before, after);
                (!edits.is_empty()).then_some(Change::Edit { path, before, edits })
            }
        });
        mended.collect()
    }
}

/// `2 blocks of main.tf` and what they were checked for.
fn checked_parts(file: &File) -> String {
    let n = file.units.iter().filter(|p| !p.unit.text.trim().is_empty()).count();
    let noun = if file.format == Format::Hcl { "block" } else { "document" };
    let plural = if n == 1 { "" } else { "s" };
    let name = file.path.file_name().unwrap_or_default();
    format!("{n} {noun}{plural} of {name}: syntax, schema, references and values")
}

/// The edits that make `after` of `before`: line by line, so that what did not change is not touched.
pub(crate) fn difference(before: &str, after: &str) -> Vec<TextEdit> {
    let front: usize = before
        .split_inclusive('\n')
        .zip(after.split_inclusive('\n'))
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len())
        .sum();
    let (old, new) = (&before[front..], &after[front..]);
    let back: usize = old
        .split_inclusive('\n')
        .rev()
        .zip(new.split_inclusive('\n').rev())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len())
        .sum();
    if old.len() == back && new.len() == back {
        return Vec::new();
    }
    let span = Span::from(front..before.len() - back);
    vec![TextEdit::replace(span, &new[..new.len() - back])]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_difference_of_two_texts_leaves_equal_lines_alone() {
        let edits = difference("a\nb\nc\n", "a\nB\nb2\nc\n");
        assert_eq!(edits, [TextEdit::replace(Span::new(2, 4), "B\nb2\n")]);
        assert!(difference("a\n", "a\n").is_empty());
    }

    #[test]
    fn an_unknown_argument_is_mended_and_a_hopeless_block_is_left_out() {
        let text =
            "resource \"aws_sns_topic\" \"a\" {\n  nam = \"a\"\n}\n\nresource \"aws_nonsense\" \"b\" {\n}\n";
        let change = Change::Create { path: "/w/main.tf".into(), text: text.to_owned() };
        let mut proof = Proof::default();
        let proven = prove(&Workspace::new(vec!["/w".into()]), vec![change], &mut proof);
        let Some(Change::Create { text, .. }) = proven.first() else { panic!("no file") };
        assert!(text.contains("name = \"a\"") && !text.contains("nonsense"), "{text}");
        assert_eq!(proof.repaired.len(), 2);
    }

    #[test]
    fn the_proof_counts_what_was_checked_and_names_the_releases() {
        let mut workspace = Workspace::new(vec!["/w".into()]);
        let lock = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.80.0\"\n}\n";
        workspace.set(Utf8Path::new("/w/.terraform.lock.hcl"), lock);
        let create = |path: &str, text: &str| Change::Create { path: path.into(), text: text.to_owned() };
        let changes = vec![
            create("/w/main.tf", "resource \"aws_sns_topic\" \"a\" {\n}\n"),
            create("/w/k.yaml", "a: 1\n---\nb: 1\n"),
        ];
        let mut proof = Proof::default();
        prove(&workspace, changes, &mut proof);
        let aws = schema::terraform::provider("aws").map_or("", |aws| aws.version());
        assert_eq!(
            proof.checked,
            [
                "1 block of main.tf: syntax, schema, references and values".to_owned(),
                "2 documents of k.yaml: syntax, schema, references and values".to_owned(),
                format!("Terraform blocks against hashicorp/aws {aws} (.terraform.lock.hcl locks 5.80.0)"),
            ]
        );
    }
}
