//! A rule that is neither a recording nor an alerting one, or has what its kind does not take.
//!
//! A rule has either `record` or `alert`. A recording rule has a metric's name and takes no `for`, `keep_firing_for` or
//! `annotations`. Names other than letters, digits and underscores work since Prometheus 3, but have to be written in
//! quotes wherever they are used.
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
use crate::monitoring::{DocumentContext, Hook, head};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::is_null;
use syntax::promql::parse_duration;
use syntax::yaml::Node;
use text::{Span, TextEdit};
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-rule-shape",
    title: "rule that is neither a recording nor an alerting one",
    severity: Severity::Error,
    doc: manual!("rule_shape.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    // Of rule files their schema knows what is missing.
    let is_manifest = matches!(context.kind, UnitKind::Manifest(_));
    for group in context.rule_groups() {
        names(group.get("labels"), "label", sink);
        if let Some(name) =
            group.get("name").filter(|name| is_manifest && (is_null(name) || name.as_str() == Some("")))
        {
            sink.report(name.span, "a group needs a name");
        }
    }
    for rule in context.rules() {
        shape(context.text, rule, is_manifest, sink);
        names(rule.get("labels"), "label", sink);
        names(rule.get("annotations"), "annotation", sink);
    }
}

fn shape(text: &str, rule: &Node, is_manifest: bool, sink: &mut Sink<'_>) {
    let written = |name: &str| {
        rule.entry(name).filter(|e| !is_null(&e.value) && e.value.as_str().is_some_and(|s| !s.is_empty()))
    };
    if is_manifest && rule.get("expr").is_some_and(|query| query.as_str() == Some("") || is_null(query)) {
        sink.report(head(rule), "the rule needs a query: expr");
    }
    match (written("record"), written("alert")) {
        (Some(_), Some(alert)) => {
            sink.report(alert.key.span, "a rule has either record or alert, not both");
        }
        (None, None) => {
            sink.report(
                head(rule),
                "the rule needs the name of what it records or alerts of: record or alert",
            );
        }
        (Some(record), _) => {
            metric_name(&record.value, sink);
            for name in ["for", "keep_firing_for", "annotations"] {
                let Some(entry) = rule.entry(name).filter(|entry| is_set(&entry.value)) else { continue };
                let found = sink.report(entry.key.span, format!("a recording rule takes no \"{name}\""));
                let lines = whole_lines(text, Span::new(entry.key.span.start, entry.value.span.end));
                found.fix(format!("Remove \"{name}\""), vec![TextEdit::delete(lines)]);
            }
        }
        (None, Some(_)) => {}
    }
}

/// Whether it is neither empty nor a duration of zero, which count as not written.
fn is_set(value: &Node) -> bool {
    !value.entries().is_empty()
        || value.as_str().is_some_and(|text| !is_null(value) && parse_duration(text) != Some(0.0))
}

fn metric_name(node: &Node, sink: &mut Sink<'_>) {
    let name = node.as_str().unwrap_or_default();
    if name.contains(['{', '}']) {
        sink.report(
            node.span,
            "a metric's name has no braces: labels stand under \"labels\", and a query under \"expr\"",
        );
    } else if !is_plain(name, true) {
        let message = format!(
            "\"{name}\" has to be written in quotes in queries: plain names are letters, digits, _ and :"
        );
        sink.report(node.span, message).severity(Severity::Warning);
    }
}

fn names(of: Option<&Node>, what: &str, sink: &mut Sink<'_>) {
    for entry in of.map(Node::entries).unwrap_or_default() {
        let Some(name) = entry.key.as_str() else { continue };
        if name.is_empty() || what == "label" && name == "__name__" {
            sink.report(entry.key.span, format!("\"{name}\" is no name that a {what} can have"));
        } else if !is_plain(name, false) {
            let message = format!(
                "\"{name}\" works since Prometheus 3 only, and in quotes: plain names are letters, digits and _"
            );
            sink.report(entry.key.span, message).severity(Severity::Warning);
        }
    }
}

/// Whether a name needs no quotes, as of a label, or with colons of a metric.
fn is_plain(text: &str, with_colons: bool) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_' || with_colons && c == ':';
    text.starts_with(is_first) && text.chars().all(|c| is_first(c) || c.is_ascii_digit())
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
                ^^^ "a-b" has to be written in quotes in queries: plain names are letters, digits, _ and :
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
        labels: {"team-a": x, __name__: y}
                 ^^^^^^^^ "team-a" works since Prometheus 3 only, and in quotes: plain names are letters, digits and _
                              ^^^^^^^^ "__name__" is no name that a label can have
"#,
        );
        check_fix(
            "MON-rule-shape",
            "//- /r.yaml\ngroups:\n  - name: a\n    rules:\n      - record: x\n        for: 5m\n        expr: up\n",
            "//- /r.yaml\ngroups:\n  - name: a\n    rules:\n      - record: x\n        expr: up\n",
        );
    }
}
