//! Every hardening rule keeps its word: its example shows the fault, its fix mends just that, and many fixes at once do
//! not get in each other's way.

use camino::{Utf8Path, Utf8PathBuf};
use omni_check::{Cache, Finding, Level, Rule, Settings, Severity, check_all, harden, rules};
use proptest::prelude::*;
use workspace::Workspace;

const ROOT: &str = "/w";

fn strict() -> Settings {
    Settings { level: Level::Strict, ..Settings::default() }
}

fn workspace(text: &str, language: &str) -> (Workspace, Utf8PathBuf) {
    let path = Utf8Path::new(ROOT).join(if language == "hcl" { "main.tf" } else { "main.yaml" });
    let mut workspace = Workspace::new(vec![ROOT.into()]);
    workspace.set(&path, text);
    (workspace, path)
}

fn findings(workspace: &Workspace) -> Vec<Finding> {
    check_all(workspace, &strict(), &Cache::new())
}

fn count(findings: &[Finding], code: &str) -> usize {
    findings.iter().filter(|f| f.code == code).count()
}

/// Four calls of itself make a tree of values that no machine can walk to the end.
#[test]
fn a_module_that_calls_itself_is_checked_in_bounded_time() {
    let mut text = String::from(
        "variable \"v\" {\n  type    = bool\n  default = true\n}\n\nresource \"aws_db_instance\" \"a\" {\n  instance_class    = \"db.t3.micro\"\n  storage_encrypted = var.v\n}\n",
    );
    for call in 0..6 {
        text +=
            &["\nmodule \"m", &call.to_string(), "\" {\n  source = \"./\"\n  v      = var.v\n}\n"].concat();
    }
    let (workspace, _) = workspace(&text, "hcl");
    assert_eq!(count(&findings(&workspace), "TF-AWS-database-unencrypted"), 0);
}

fn hardening_rules() -> impl Iterator<Item = &'static Rule> {
    rules().iter().copied().filter(|rule| rule.hardening().is_some())
}

/// All that is wrong with the example of `rule`.
fn faults(rule: &Rule) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |holds: bool, what: String| {
        if !holds {
            faults.push(format!("{}: {what}", rule.code));
        }
    };
    let Some(hardening) = rule.hardening() else { return faults };
    let shown = hardening.example();
    let (bad, path) = workspace(&shown.bad, shown.language);
    let (good, _) = workspace(&shown.good, shown.language);
    let found = findings(&bad);
    expect(count(&found, rule.code) > 0, format!("not found in\n{}", shown.bad));
    if shown.bad == shown.good {
        return faults;
    }
    let after = findings(&good);
    expect(count(&after, rule.code) == 0, format!("still found in\n{}", shown.good));
    let errors = |of: &[Finding]| of.iter().filter(|f| f.severity == Severity::Error).count();
    expect(errors(&after) <= errors(&found), format!("errors in\n{}\n{after:#?}", shown.good));
    let mended =
        harden(&bad, std::slice::from_ref(&path), &|_, f| f.code == rule.code, &strict(), &Cache::new());
    let text = mended.workspace.file(&path).map(|f| f.text.to_string()).unwrap_or_default();
    if shown.is_fixed {
        expect(text == shown.good, format!("the fix gave\n{text}\ninstead of\n{}", shown.good));
        expect(mended.left.is_empty(), format!("left {:#?}", mended.left));
    } else {
        expect(text == shown.bad, format!("changed what needs a choice:\n{text}"));
    }
    faults
}

#[test]
fn every_example_shows_its_fault_and_every_fix_mends_it() {
    let all: Vec<_> = hardening_rules().collect();
    assert!(!all.is_empty());
    let faults: Vec<_> = all.iter().flat_map(|rule| faults(rule)).collect();
    assert!(faults.is_empty(), "{} faults in {} rules\n{}", faults.len(), all.len(), faults.join("\n"));
}

#[test]
fn every_rule_names_what_others_call_it_in_a_known_way() {
    let known = ["CKV", "kube-linter:", "kube-score:", "PSS:", "CIS-", "NSA", "CVE-", "trivy:", "pint:"];
    for rule in hardening_rules() {
        for mapping in rule.hardening().map(|h| h.mappings).unwrap_or_default() {
            assert!(known.iter().any(|prefix| mapping.starts_with(prefix)), "{}: {mapping}", rule.code);
        }
    }
}

/// How many lines of `before` are not in `after`.
fn lost_lines(before: &str, after: &str) -> usize {
    let mut left: Vec<_> = after.lines().collect();
    before
        .lines()
        .filter(|line| left.iter().position(|l| l == line).map(|at| left.swap_remove(at)).is_none())
        .count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn all_fixes_at_once_leave_nothing_to_fix_and_keep_the_rest(
        yaml in any::<bool>(),
        picks in proptest::collection::vec((0usize..1000, any::<bool>()), 1..6),
    ) {
        let language = if yaml { "yaml" } else { "hcl" };
        let fixed: Vec<_> = hardening_rules()
            .filter_map(|rule| rule.hardening().map(omni_check::Hardening::example))
            .filter(|shown| shown.is_fixed && shown.language == language)
            .collect();
        let mut text = String::new();
        for (index, (pick, comment)) in picks.iter().enumerate() {
            let Some(shown) = fixed.get(pick % fixed.len().max(1)) else { continue };
            let example = shown.bad.replace("\"example\"", &format!("\"example{index}\"")).replace("aws_s3_bucket.example.", &format!("aws_s3_bucket.example{index}."));
            if yaml {
                text.push_str("---\n");
            }
            if *comment {
                text.push_str("# a comment that stays\n");
            }
            text.push_str(&example.replace('\n', if *comment { " # kept\n" } else { "\n" }).replace("\" # kept\n", "\"\n"));
            text.push('\n');
        }
        let (before, path) = workspace(&text, language);
        let paths = [path.clone()];
        let hardened = harden(&before, &paths, &|_, _| true, &strict(), &Cache::new());
        let fixable: Vec<_> = hardened.left.iter().filter(|f| f.fixes.iter().any(|fix| fix.preferred)).collect();
        prop_assert!(fixable.is_empty(), "{fixable:#?}\n{text}");
        let after = hardened.workspace.file(&path).map(|f| f.text.to_string()).unwrap_or_default();
        let again = harden(&hardened.workspace, &paths, &|_, _| true, &strict(), &Cache::new());
        prop_assert!(again.changed.is_empty());
        // Lines go only where their value is another one.
        prop_assert!(lost_lines(&text, &after) <= hardened.mended.len(), "{text}\n->\n{after}");
        prop_assert_eq!(text.matches("# kept").count(), after.matches("# kept").count(), "{}", after);
        prop_assert_eq!(text.matches("that stays").count(), after.matches("that stays").count());
    }
}
