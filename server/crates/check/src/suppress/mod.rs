//! Findings that somebody has decided to live with, and why: comments of ours, and what people wrote for other
//! scanners.
//!
//! What the official tool refuses is never hidden. A suppression that hides nothing any more is found itself.

mod annotation;
mod comment;
pub(crate) mod stale;
pub(crate) mod unreasoned;

#[cfg(test)]
mod tests;

use crate::{Finding, Rule, Settings, Severity, explain, nearest, rules};
use std::cell::Cell;
use text::Span;
use workspace::File;

/// What is to be hidden.
#[derive(Clone, Debug, PartialEq, Eq)]
enum What {
    /// The rule of this code of ours.
    Code(String),
    /// Rules that another scanner calls so.
    Mapping(String),
    /// Every hardening rule.
    All,
}

/// One decision.
#[derive(Debug)]
struct Suppression {
    what: What,
    /// Where it is written, in bytes of the file.
    span: Span,
    /// What it is about, in bytes of the file.
    covers: Span,
    has_reason: bool,
    /// Whether it is in our own words, so that we say when it is out of date.
    is_ours: bool,
    used: Cell<bool>,
}

impl Suppression {
    fn hides(&self, finding: &Finding) -> bool {
        let is_covered = self.covers.start <= finding.span.start && finding.span.start <= self.covers.end;
        if !is_covered || finding.severity == Severity::Error {
            return false;
        }
        match &self.what {
            What::Code(code) => finding.code.eq_ignore_ascii_case(code),
            What::Mapping(name) => mapped(finding.code).is_some_and(|names| names.contains(&name.as_str())),
            What::All => mapped(finding.code).is_some(),
        }
    }
}

/// What others call the rule `code`, if it is one of hardening.
fn mapped(code: &str) -> Option<&'static [&'static str]> {
    explain(code)?.hardening().map(|hardening| hardening.mappings)
}

/// The findings of `file` without those that are suppressed there, and with those about suppressions.
pub(crate) fn apply(file: &File, mut findings: Vec<Finding>, settings: &Settings) -> Vec<Finding> {
    let mut all = comment::suppressions(file);
    all.extend(annotation::suppressions(file));
    if all.is_empty() {
        return findings;
    }
    findings.retain(|finding| {
        let hiding: Vec<_> = all.iter().filter(|suppression| suppression.hides(finding)).collect();
        for suppression in &hiding {
            suppression.used.set(true);
        }
        hiding.is_empty()
    });
    for suppression in all.iter().filter(|suppression| suppression.is_ours) {
        findings.extend(about(suppression, file, settings));
    }
    findings.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    findings
}

/// What is wrong with a suppression itself.
fn about(suppression: &Suppression, file: &File, settings: &Settings) -> Option<Finding> {
    let finding = |rule: &'static Rule, message: String| {
        let severity = settings.severity(rule.code, rule.severity)?;
        let path = file.path.to_path_buf();
        Some(Finding {
            code: rule.code,
            severity,
            path,
            span: suppression.span,
            message,
            related: Vec::new(),
            fixes: Vec::new(),
        })
    };
    let What::Code(code) = &suppression.what else { return None };
    let Some(rule) = explain(code) else {
        let meant = nearest(code, rules().iter().map(|rule| rule.code));
        let meant = meant.map_or_else(String::new, |meant| format!("; did you mean {meant}?"));
        return finding(&stale::RULE, format!("no finding has the code {code}{meant}"));
    };
    if !suppression.used.get() && crate::registry::is_asked(rule, settings) {
        return finding(&stale::RULE, format!("nothing here has the finding {} any more", rule.code));
    }
    if suppression.has_reason {
        return None;
    }
    finding(&unreasoned::RULE, format!("say after {} why it does not matter here", rule.code))
}
