//! A rule that is neither a recording nor an alerting one, or has what its kind does not take.
//!
//! A rule has either `record` or `alert`. A recording rule has a metric's name and takes no `for`, `keep_firing_for` or
//! `annotations`. Names of labels and annotations are letters, digits and underscores.
//!
//! ```yaml
//! - record: job:errors:rate5m
//!   expr: sum by (job) (rate(errors_total[5m]))
//!   for: 5m
//! ```
//!
//! Take `for` away, or make it an alert.

use crate::Severity;
use crate::edits::whole_lines;
use crate::monitoring::{DocumentContext, Hook};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::yaml::Node;
use text::{Span, TextEdit};

pub(crate) static RULE: Rule = Rule {
    code: "MON-rule-shape",
    title: "rule that is neither a recording nor an alerting one",
    severity: Severity::Error,
    doc: manual!("rule_shape.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    let rules = context.rule_groups().iter().filter_map(|group| group.get("rules")).flat_map(Node::items);
    for rule in rules.filter(|rule| !rule.entries().is_empty()) {
        shape(context.text, rule, sink);
        names(rule.get("labels"), "label", sink);
        names(rule.get("annotations"), "annotation", sink);
    }
}

fn shape(text: &str, rule: &Node, sink: &mut Sink<'_>) {
    let written = |name: &str| rule.entry(name).filter(|e| e.value.as_str().is_some_and(|s| !s.is_empty()));
    match (written("record"), written("alert")) {
        (Some(_), Some(alert)) => {
            sink.report(alert.key.span, "a rule has either record or alert, not both");
        }
        (None, None) => {
            let head = rule.entries().first().map_or(rule.span, |e| e.key.span);
            sink.report(head, "the rule needs the name of what it records or alerts of: record or alert");
        }
        (Some(record), None) => {
            let name = record.value.as_str().unwrap_or_default();
            if !is_name(name, true) {
                let message =
                    format!("\"{name}\" is no name of a metric: letters, digits, underscores and colons");
                sink.report(record.value.span, message);
            }
            for name in ["for", "keep_firing_for", "annotations"] {
                let Some(entry) = rule.entry(name) else { continue };
                let found = sink.report(entry.key.span, format!("a recording rule takes no \"{name}\""));
                let lines = whole_lines(text, Span::new(entry.key.span.start, entry.value.span.end));
                found.fix(format!("Remove \"{name}\""), vec![TextEdit::delete(lines)]);
            }
        }
        (None, Some(_)) => {}
    }
}

fn names(of: Option<&Node>, what: &str, sink: &mut Sink<'_>) {
    for entry in of.map(Node::entries).unwrap_or_default() {
        let Some(name) = entry.key.as_str() else { continue };
        if !is_name(name, false) || what == "label" && name == "__name__" {
            sink.report(entry.key.span, format!("\"{name}\" is no name that a {what} can have"));
        }
    }
}

/// Whether Prometheus takes `text` for the name of a label, or with colons of a metric.
fn is_name(text: &str, with_colons: bool) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || with_colons && c == ':';
    text.chars().next().is_some_and(is_first) && text.chars().all(|c| is_first(c) || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn each_kind_of_rule_takes_its_own_fields() {
        check_rule(
            "MON-rule-shape",
            r#"
//- /rules.yaml
groups:
  - name: api
    rules:
      - record: a-b
                ^^^ "a-b" is no name of a metric: letters, digits, underscores and colons
        expr: up
        for: 5m
        ^^^ a recording rule takes no "for"
      - expr: up
        ^^^^ the rule needs the name of what it records or alerts of: record or alert
      - alert: A
        ^^^^^ a rule has either record or alert, not both
        record: b
        expr: up
      - alert: B
        expr: up
        labels: {"team-a": x}
                 ^^^^^^^^ "team-a" is no name that a label can have
"#,
        );
        check_fix(
            "MON-rule-shape",
            "//- /r.yaml\ngroups:\n  - name: a\n    rules:\n      - record: x\n        for: 5m\n        expr: up\n",
            "//- /r.yaml\ngroups:\n  - name: a\n    rules:\n      - record: x\n        expr: up\n",
        );
    }
}
