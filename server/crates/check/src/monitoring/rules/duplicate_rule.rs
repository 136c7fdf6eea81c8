//! Two recording rules of one file that make the same series, or two alerts that are the same.
//!
//! Of two rules that record one metric with the same labels, one overwrites the other or both fail. Two equal alerts tell
//! people twice.
//!
//! ```yaml
//! - record: job:up:sum
//!   expr: sum by (job) (up)
//! - record: job:up:sum
//!   expr: sum by (job) (up == 1)
//! ```
//!
//! Give one of them another name or other labels.

use crate::Severity;
use crate::monitoring::{DocumentContext, Hook, Origin};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use rustc_hash::FxHashMap;
use syntax::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    code: "MON-duplicate-rule",
    title: "two rules of one file that make the same",
    severity: Severity::Warning,
    doc: manual!("duplicate_rule.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    let mut first = FxHashMap::default();
    for rule in context.rules() {
        let is_alert = Origin::of_rule(rule).is_alert();
        let Some(name) = rule.get(if is_alert { "alert" } else { "record" }) else { continue };
        let Some(text) = name.as_str() else { continue };
        let mut labels: Vec<_> = rule
            .get("labels")
            .map(Node::entries)
            .unwrap_or_default()
            .iter()
            .map(|entry| (entry.key.as_str(), entry.value.as_str()))
            .collect();
        labels.sort_unstable();
        // One alert may have several queries, each for what the other does not see.
        let query = rule.get("expr").and_then(Node::as_str).filter(|_| is_alert);
        let key = (text, is_alert, labels, query);
        if let Some(span) = first.get(&key) {
            let what = if is_alert { "alerts" } else { "records" };
            let message = format!("another rule of this file {what} \"{text}\" with the same labels");
            sink.report(name.span, message).related(Place::Here, *span, "the other one");
        } else {
            first.insert(key, name.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn labels_tell_rules_apart() {
        check_rule(
            "MON-duplicate-rule",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - record: a:b
        expr: up
        labels: {x: a}
      - record: a:b
        expr: up
        labels: {x: b}
      - record: a:b
                ^^^ another rule of this file records "a:b" with the same labels
        expr: up == 1
        labels: {x: a}
      - alert: A
        expr: up == 0
      - alert: A
        expr: up > 1
"#,
        );
    }
}
