use crate::fixture::{Annotation, Fixture, FixtureFile};
use check::{Cache, Finding, Fix, Settings, check_all};
use std::collections::BTreeMap;
use text::TextEdit;
use workspace::Workspace;

/// Asserts that the findings of the rule `code` in a [`Fixture`] are those that its lines of carets say.
///
/// # Panics
/// If they differ; the message shows the fixture with what was found.
#[track_caller]
pub fn check_rule(code: &str, fixture: &str) {
    compare(fixture, |finding| (finding.code == code).then(|| finding.message.clone()));
}

/// Asserts that all findings in a [`Fixture`] that are errors are those that its lines of carets say, each as
/// `CODE: message`.
///
/// # Panics
/// If they differ; the message shows the fixture with what was found.
#[track_caller]
pub fn check_fixture(fixture: &str) {
    compare(fixture, |finding| {
        (finding.severity == check::Severity::Error).then(|| format!("{}: {}", finding.code, finding.message))
    });
}

#[track_caller]
fn compare(fixture: &str, say: impl Fn(&Finding) -> Option<String>) {
    let expected = Fixture::parse(fixture);
    let workspace = expected.workspace();
    let findings = check_all(&workspace, &Settings::default(), &Cache::new());
    let files = expected.files.iter().map(|file| FixtureFile {
        path: file.path.clone(),
        text: file.text.clone(),
        annotations: annotations(&workspace, findings.iter().filter(|f| f.path == file.path), &say),
    });
    let found = Fixture { files: files.collect() };
    let (expected, found) = (sorted(expected).render(), found.render());
    assert!(expected == found, "expected:\n{expected}\nfound:\n{found}");
}

fn annotations<'a>(
    workspace: &Workspace,
    findings: impl Iterator<Item = &'a Finding>,
    say: impl Fn(&Finding) -> Option<String>,
) -> Vec<Annotation> {
    let mut out: Vec<_> = findings
        .filter_map(|finding| {
            let (file, message) = (workspace.file(&finding.path)?, say(finding)?);
            let line = file.lines.line(finding.span.start);
            let whole = file.lines.span(&file.text, line);
            let end = finding.span.end.clamp(finding.span.start, whole.end.max(finding.span.start));
            let start = finding.span.start - whole.start;
            let columns = (start, (end - whole.start).max(start + 1));
            Some(Annotation { line, columns, message })
        })
        .collect();
    out.sort();
    out
}

fn sorted(mut fixture: Fixture) -> Fixture {
    for file in &mut fixture.files {
        file.annotations.sort();
    }
    fixture
}

/// Asserts that the preferred fix of the first finding of the rule `code` in `before` gives `after`.
/// Both are fixtures without lines of carets; `after` has the same files, or more.
///
/// # Panics
/// If there is no such finding or fix, or the fix gives another text.
#[track_caller]
pub fn check_fix(code: &str, before: &str, after: &str) {
    check_fix_titled(code, None, before, after);
}

/// As [`check_fix`], with the fix whose title is `title`.
///
/// # Panics
/// As [`check_fix`] does.
#[track_caller]
pub fn check_fix_titled(code: &str, title: Option<&str>, before: &str, after: &str) {
    let before = Fixture::parse(before);
    let findings = check_all(&before.workspace(), &Settings::default(), &Cache::new());
    let Some(finding) = findings.iter().find(|f| f.code == code) else {
        panic!("nothing of {code} was found, only {findings:#?}");
    };
    let fix = match title {
        None => finding.fixes.iter().find(|f| f.preferred),
        Some(title) => finding.fixes.iter().find(|f| f.title == title),
    };
    let Some(fix) = fix else { panic!("{finding:#?} has no such fix") };
    let found = apply(&before, fix).render();
    let after = Fixture::parse(after).render();
    assert!(after == found, "expected:\n{after}\nthe fix gave:\n{found}");
}

fn apply(before: &Fixture, fix: &Fix) -> Fixture {
    let mut edits: BTreeMap<_, Vec<TextEdit>> = BTreeMap::new();
    for edit in &fix.edits {
        edits.entry(edit.path.clone()).or_default().push(edit.edit.clone());
    }
    let mut files: Vec<FixtureFile> = Vec::new();
    for file in &before.files {
        let edits = edits.remove(&file.path).unwrap_or_default();
        let text = text::apply(&file.text, &edits).expect("edits of a fix fit the text and do not overlap");
        files.push(FixtureFile { path: file.path.clone(), text, annotations: Vec::new() });
    }
    for (path, edits) in edits {
        let text = text::apply("", &edits).expect("a new file is made by insertions");
        files.push(FixtureFile { path, text, annotations: Vec::new() });
    }
    Fixture { files }
}
