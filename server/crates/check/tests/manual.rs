//! The manual's page of findings is what the rules say of themselves.
//!
//! `UPDATE_MANUAL=1 cargo test -p omni-check --test manual` writes it anew.

use omni_check::{Rule, Severity, rules};
use std::collections::HashSet;
use std::fmt::Write as _;
use std::path::Path;

const HOW: &str = "UPDATE_MANUAL=1 cargo test -p omni-check --test manual";

/// A page: its file, its title, what it begins with, and which rules stand on it.
struct Page {
    file: &'static str,
    title: &'static str,
    about: &'static str,
    is_hardening: bool,
}

const PAGES: [Page; 2] = [
    Page {
        file: "findings.md",
        title: "Findings",
        about: "What `omni-architect check` and the editors report, by code; [hardening](hardening.md) has a page of its own. \
                `omni-architect explain CODE` prints the same.",
        is_hardening: false,
    },
    Page {
        file: "hardening.md",
        title: "Hardening",
        about: "What production asks of configuration that is valid, by code. `check` reports it, `harden` mends what needs no \
                choice. A level asks for what those before it ask for, and more: `essential` is what an attacker uses first, \
                `production` (the default) what a system in production should have, `strict` what only some organisations \
                ask for or what needs knowledge that the files do not hold.\n\nWhat is generated has nothing to harden at \
                the default level, but for three things that are what was asked for: an agent that reads logs which root \
                owns runs as root, an exporter that measures the disks of its node sees them, and an Ingress for which \
                neither host nor certificate is named has no TLS.",
        is_hardening: true,
    },
];

/// The dialects with what the codes of their rules begin with, in the order of the page.
const DIALECTS: [(&str, &str); 4] =
    [("Every file", ""), ("Terraform", "TF-"), ("Kubernetes", "K8S-"), ("Monitoring", "MON-")];

#[test]
fn the_pages_are_up_to_date() {
    for page in PAGES {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../manual").join(page.file);
        if std::env::var_os("UPDATE_MANUAL").is_some() {
            std::fs::write(&path, page.text()).expect("the page can be written");
        }
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(written == page.text(), "server/manual/{} is out of date; write it with {HOW}", page.file);
    }
}

#[test]
fn every_code_is_a_heading_of_its_own() {
    for page in PAGES {
        let text = page.text();
        // What is between fences is code, where `#` begins a comment.
        let prose = text.split("\n```").step_by(2).flat_map(str::lines);
        let headings = prose.filter(|line| line.starts_with('#'));
        let anchors: Vec<_> = headings.map(|line| anchor(line.trim_start_matches('#'))).collect();
        let distinct: HashSet<_> = anchors.iter().collect();
        assert_eq!(distinct.len(), anchors.len(), "GitHub numbers the anchors of headings that are the same");
        for rule in page.rules() {
            assert!(distinct.contains(&rule.code.to_lowercase()), "{} has no heading", rule.code);
        }
    }
}

impl Page {
    fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        let is_hardening = self.is_hardening;
        rules().iter().copied().filter(move |rule| rule.hardening().is_some() == is_hardening)
    }

    fn text(&self) -> String {
        let Self { title, about, .. } = self;
        let mut out = format!("# {title}\n\n{about}\n\n<!-- Made of the rules' own words by `{HOW}`. -->\n");
        for (title, prefix) in DIALECTS {
            let all: Vec<_> = self.rules().filter(|rule| dialect(rule) == prefix).collect();
            if !all.is_empty() {
                let _ = write!(out, "\n## {title}\n");
            }
            for rule in all {
                let (title, word, page) = (capitalised(rule.title), word(rule.severity), rule.page());
                let _ = write!(out, "\n### {}\n\n**{title}** ({word})\n\n{page}\n", rule.code);
            }
        }
        out
    }
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
