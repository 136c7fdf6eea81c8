use super::{Patch, hcl_edits, yaml_edits};
use crate::{Cache, FileEdit, Finding, Fix, Settings, Severity, check_file, explain};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::{BTreeMap, BTreeSet};
use text::TextEdit;
use workspace::{Tree, Workspace};

/// How often what is left is mended again: a bracketed collection takes one addition a round.
const ROUNDS: usize = 24;

/// A workspace with its risks mended.
#[derive(Clone, Debug)]
pub struct Hardened {
    /// The workspace with every edit.
    pub workspace: Workspace,
    /// The files that are not as they were, by path.
    pub changed: BTreeSet<Utf8PathBuf>,
    /// What was found and is not any more, as it stood before.
    pub mended: Vec<Finding>,
    /// What is still found, as it stands after: it needs a choice that only a person can make.
    pub left: Vec<Finding>,
}

/// Mends the hardening findings in the files `paths` that `wanted` picks, all at once.
///
/// Only the fix that needs no choice is taken. An edit that would bring an error into a file is not made.
pub fn harden(
    workspace: &Workspace,
    paths: &[Utf8PathBuf],
    wanted: &dyn Fn(&Workspace, &Finding) -> bool,
    settings: &Settings,
    cache: &Cache,
) -> Hardened {
    let find = |workspace: &Workspace| -> Vec<Finding> {
        let all = paths.iter().flat_map(|path| check_file(workspace, path, settings, cache));
        all.filter(|f| is_hardening(f) && wanted(workspace, f)).collect()
    };
    let mut now = workspace.clone();
    let (mut changed, mut refused) = (BTreeSet::new(), BTreeSet::new());
    let first = find(workspace);
    let mut left = first.clone();
    for _ in 0..ROUNDS {
        let mut batch = Batch::default();
        for finding in &left {
            if let Some(fix) = finding.fixes.iter().find(|fix| fix.preferred) {
                batch.add(&now, finding, fix, &refused);
            }
        }
        let texts = batch.texts(&now);
        if texts.is_empty() {
            break;
        }
        let before = now.clone();
        for (path, text) in &texts {
            now.set(path, text.clone());
        }
        for path in texts.keys() {
            let errors = |of: &Workspace| count_errors(&check_file(of, path, settings, cache));
            if errors(&now) > errors(&before) {
                refused.insert(path.clone());
                match before.file(path) {
                    Some(file) => now.set(path, file.text.clone()),
                    None => now.remove(path),
                }
            } else {
                changed.insert(path.clone());
            }
        }
        left = find(&now);
    }
    changed.retain(|path| text_of(workspace, path) != text_of(&now, path));
    let mended = gone(&first, &left);
    Hardened { workspace: now, changed, mended, left }
}

fn text_of<'a>(workspace: &'a Workspace, path: &Utf8Path) -> Option<&'a str> {
    workspace.file(path).map(|file| &*file.text)
}

fn is_hardening(finding: &Finding) -> bool {
    explain(finding.code).is_some_and(|rule| rule.hardening().is_some())
}

fn count_errors(findings: &[Finding]) -> usize {
    findings.iter().filter(|f| f.severity == Severity::Error).count()
}

/// The findings of `before` that `after` does not have as well, by rule, file and message.
fn gone(before: &[Finding], after: &[Finding]) -> Vec<Finding> {
    let mut kept: BTreeMap<(&str, &Utf8Path, &str), usize> = BTreeMap::new();
    for finding in after {
        *kept.entry((finding.code, &finding.path, &finding.message)).or_default() += 1;
    }
    let mut gone = Vec::new();
    for finding in before {
        match kept.get_mut(&(finding.code, &*finding.path, &*finding.message)) {
            Some(left) if *left > 0 => *left -= 1,
            _ => gone.push(finding.clone()),
        }
    }
    gone
}

/// The fixes of one round.
#[derive(Default)]
struct Batch<'a> {
    /// By file and by the offset of the unit in it.
    patches: BTreeMap<Utf8PathBuf, BTreeMap<u32, Patch>>,
    plain: Vec<&'a [FileEdit]>,
}

impl<'a> Batch<'a> {
    fn add(
        &mut self,
        workspace: &Workspace,
        finding: &Finding,
        fix: &'a Fix,
        refused: &BTreeSet<Utf8PathBuf>,
    ) {
        if fix.edits.iter().any(|edit| refused.contains(&edit.path)) {
            return;
        }
        if fix.patch.is_empty() {
            self.plain.push(&fix.edits);
            return;
        }
        let unit = workspace.file(&finding.path).and_then(|file| file.unit_at(finding.span.start));
        let Some(unit) = unit else { return };
        let patch = self.patches.entry(finding.path.clone()).or_default().entry(unit.offset).or_default();
        for step in &fix.patch.steps {
            if !patch.steps.contains(step) {
                patch.steps.push(step.clone());
            }
        }
    }

    /// The text of each file after as many of the fixes as go together.
    fn texts(self, workspace: &Workspace) -> BTreeMap<Utf8PathBuf, String> {
        let mut edits: BTreeMap<Utf8PathBuf, Vec<TextEdit>> = BTreeMap::new();
        for (path, units) in self.patches {
            let Some(file) = workspace.file(&path) else { continue };
            for (offset, patch) in units {
                let Some(placed) = file.unit_at(offset) else { continue };
                let text = &placed.unit.text;
                let made = match &placed.unit.tree {
                    Tree::Yaml(root) => yaml_edits(text, root, &patch),
                    Tree::Hcl(root) => hcl_edits(text, root, &patch),
                    Tree::Opaque => Vec::new(),
                };
                let moved = made.into_iter().map(|e| TextEdit::replace(e.span + offset, e.text));
                edits.entry(path.clone()).or_default().extend(moved);
            }
        }
        for fix in self.plain {
            let touches = |edit: &FileEdit| {
                let there = edits.get(&edit.path).map(Vec::as_slice).unwrap_or_default();
                there.iter().any(|e| e.span.start <= edit.edit.span.end && edit.edit.span.start <= e.span.end)
            };
            if !fix.iter().any(touches) {
                for edit in fix {
                    edits.entry(edit.path.clone()).or_default().push(edit.edit.clone());
                }
            }
        }
        let texts = edits.into_iter().filter_map(|(path, edits)| {
            let before = text_of(workspace, &path).unwrap_or_default();
            let after = text::apply(before, &edits).ok().filter(|after| after != before)?;
            Some((path, after))
        });
        texts.collect()
    }
}
