//! A text that its reader cannot read: a query, a template, a duration, a pattern, a matcher, an address.
//!
//! Prometheus reads the queries and templates of rule files when it loads them and refuses the file where one is wrong.
//! Durations are whole numbers with units, `1h30m`; patterns are regular expressions in RE2's syntax.
//!
//! ```yaml
//! - alert: Errors
//!   expr: rate(http_requests_total[5m]
//!   for: 5 minutes
//! ```
//!
//! Close the bracket, and write `5m`.

use crate::Severity;
use crate::monitoring::formats;
use crate::monitoring::{DocumentContext, Hook, Origin, QueryContext, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::template::{self, Dialect};
use syntax::yaml::{Node, ScalarType};

pub(crate) static RULE: Rule = Rule {
    code: "MON-format",
    title: "query, template, duration or pattern that cannot be read",
    severity: Severity::Error,
    doc: manual!("format.rs"),
    check: Check::Monitoring(&[Hook::Text(text), Hook::Document(templates), Hook::BrokenQuery(query)]),
};

fn text(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let node = context.value.node;
    let (Some(text), Some(format)) = (node.as_str(), context.value.schema.format()) else { return };
    // A number of nanoseconds is a duration to Go.
    let is_number = matches!(node.scalar_type(), Some(ScalarType::Int | ScalarType::Float));
    if node.scalar_type() == Some(ScalarType::Null) || format == "go-duration" && is_number {
        return;
    }
    for (span, message, meant) in formats::faults(format, text) {
        let found = sink.report(node.source_span(context.text, span), message);
        if meant.is_some() {
            found.meant(node.span, meant);
        }
    }
}

fn query(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    for fault in context.faults {
        sink.report(context.span(fault.span), fault.message.clone());
    }
}

/// Prometheus reads the labels of recording rules as they are.
fn templates(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    for rule in context.rules().filter(|rule| Origin::of_rule(rule).is_alert()) {
        let texts = ["labels", "annotations"].into_iter().filter_map(|name| rule.get(name));
        for node in texts.flat_map(Node::entries).map(|entry| &entry.value) {
            let Some(text) = node.as_str() else { continue };
            for fault in template::parse(text, Dialect::Prometheus).errors {
                sink.report(node.source_span(context.text, fault.span), fault.message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_fixture;

    #[test]
    fn queries_are_underlined_inside_their_scalars() {
        check_fixture(
            r#"
//- /rules.yaml
groups:
  - name: api
    rules:
      - alert: Errors
        expr: |
          sum by (job) (
            rate(http_requests_total[5m])
          ) > "x"
              ^^^ MON-format: `>` needs scalars or instant vectors, but this is a string
        for: 5 minutes
             ^^^^^^^^^ MON-format: "5 minutes" is no duration, such as 30s, 5m or 1h30m
"#,
        );
    }

    #[test]
    fn texts_are_read_as_what_they_stand_for() {
        check_fixture(
            r#"
//- /alertmanager.yml
route:
  receiver: a
  routes:
    - matchers: [severity, team=core]
                         ^ MON-format: expected `=`, `!=`, `=~` or `!~`, but it ends here
time_intervals:
  - name: nights
    time_intervals:
      - weekdays: [monday, "friday:monday"]
                            ^^^^^^^^^^^^^ MON-format: a week starts on sunday here, so this range runs backwards
        location: Europe/Berln
                  ^^^^^^^^^^^^ MON-format: "Europe/Berln" is no time zone, such as Europe/Berlin; did you mean "Europe/Berlin"?
receivers:
  - name: a
    webhook_configs:
      - url: hooks/a
             ^^^^^^^ MON-format: "hooks/a" is no URL that starts with http:// or https://
        timeout: 1.5s
"#,
        );
    }

    #[test]
    fn labels_of_recording_rules_are_no_templates() {
        check_fixture(
            "//- /r.yaml\ngroups:\n  - name: a\n    rules:\n      - record: x\n        expr: up\n        labels: {a: \"{{ b\"}\n",
        );
    }
}
