//! The manual's page of findings is what the rules say of themselves.
//!
//! `UPDATE_MANUAL=1 cargo test -p omni-check --test manual` writes it anew.

use omni_check::{Rule, Severity, rules};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

const PAGE: &str = "../../manual/findings.md";
const HOW: &str = "UPDATE_MANUAL=1 cargo test -p omni-check --test manual";

/// The dialects with what the codes of their rules begin with, in the order of the page.
const DIALECTS: [(&str, &str); 4] =
    [("Every file", ""), ("Terraform", "TF-"), ("Kubernetes", "K8S-"), ("Monitoring", "MON-")];

#[test]
fn the_page_of_findings_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if std::env::var_os("UPDATE_MANUAL").is_some() {
        std::fs::write(&path, page()).expect("the page can be written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page(), "server/manual/findings.md is out of date; write it with {HOW}");
}

#[test]
fn every_code_is_a_heading_of_its_own() {
    let page = page();
    // What is between fences is code, where `#` begins a comment.
    let prose = page.split("\n```").step_by(2).flat_map(str::lines);
    let headings = prose.filter(|line| line.starts_with('#'));
    let anchors: Vec<_> = headings.map(|line| anchor(line.trim_start_matches('#'))).collect();
    let distinct: HashSet<_> = anchors.iter().collect();
    assert_eq!(distinct.len(), anchors.len(), "GitHub numbers the anchors of headings that are the same");
    for rule in rules() {
        assert!(distinct.contains(&rule.code.to_lowercase()), "{} has no heading", rule.code);
    }
}

fn page() -> String {
    let mut out = format!(
        "# Findings\n\nWhat `omni-architect check` and the editors report, by code. `omni-architect explain CODE` \
         prints the same.\n\n<!-- Made of the rules' own comments by `{HOW}`. -->\n"
    );
    for (title, prefix) in DIALECTS {
        let _ = write!(out, "\n## {title}\n");
        for rule in rules().iter().filter(|rule| dialect(rule) == prefix) {
            let _ = write!(
                out,
                "\n### {}\n\n**{}** ({})\n\n{}\n",
                rule.code,
                capitalised(rule.title),
                word(rule.severity),
                rule.doc.trim()
            );
        }
    }
    out
}

/// What the code of `rule` begins with, of those in [`DIALECTS`].
fn dialect(rule: &Rule) -> &'static str {
    let mut prefixes = DIALECTS.into_iter().map(|(_, prefix)| prefix).rev();
    prefixes.find(|prefix| rule.code.starts_with(prefix)).unwrap_or_default()
}

fn capitalised(title: &str) -> String {
    let mut rest = title.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}

/// The anchor that GitHub gives a heading: in small letters, without punctuation, with hyphens for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}
