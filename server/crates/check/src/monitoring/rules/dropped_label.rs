//! A template that uses a label which the alert's query takes away.
//!
//! `sum`, `by (...)` and vector matching leave only some labels. Of others, a template gets the empty string, and the message
//! says "Instance  is down".
//!
//! ```yaml
//! - alert: Errors
//!   expr: sum by (job) (rate(errors_total[5m])) > 1
//!   annotations:
//!     summary: "{{ $labels.instance }} has errors"
//! ```
//!
//! Keep the label with `by (job, instance)`, or use one that is left.

use crate::Severity;
use crate::monitoring::labels::{Labels, deciding_grouping};
use crate::monitoring::{Hook, QueryContext};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use syntax::template::{self, Dialect, Term};
use syntax::yaml::Node;
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "MON-dropped-label",
    title: "template with a label that the query takes away",
    severity: Severity::Warning,
    doc: manual!("dropped_label.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    let Some(rule) = context.origin.alert() else { return };
    let Some(labels) = Labels::of(context.expr) else { return };
    let texts = ["labels", "annotations"].into_iter().filter_map(|name| rule.get(name));
    for node in texts.flat_map(Node::entries).map(|entry| &entry.value) {
        let Some(text) = node.as_str().filter(|text| text.contains("$labels")) else { continue };
        template::parse(text, Dialect::Prometheus).root.pipelines(&mut |pipeline| {
            for operand in pipeline.operands() {
                let is_labels = matches!(&operand.term, Term::Variable(name) if name == "$labels");
                let Some(label) = operand.fields.first().filter(|_| is_labels) else { continue };
                if !labels.can_have(&label.text) {
                    report(context, node, label.span, &label.text, sink);
                }
            }
        });
    }
}

fn report(context: &QueryContext<'_>, node: &Node, span: text::Span, label: &str, sink: &mut Sink<'_>) {
    let message = format!("the query leaves no label \"{label}\", so this is always empty");
    let found = sink.report(node.source_span(context.text, span), message);
    found.related(Place::Here, context.span(context.expr.span), "the query");
    if let Some((grouping, has_labels)) = deciding_grouping(context.expr) {
        let at = context.span(grouping).end.saturating_sub(1);
        let comma = if has_labels { ", " } else { "" };
        let edit = TextEdit::insert(at, format!("{comma}{label}"));
        found.fix(format!("Keep the label \"{label}\" in the query"), vec![edit]);
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn labels_that_are_left_are_fine() {
        check_rule(
            "MON-dropped-label",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - alert: A
        expr: sum by (job) (rate(errors_total[5m])) > 1
        annotations:
          summary: "{{ $labels.job }} and {{ $labels.instance }}"
                                                     ^^^^^^^^ the query leaves no label "instance", so this is always empty
      - alert: B
        expr: rate(errors_total[5m]) > 1
        annotations:
          summary: "{{ $labels.anything }}"
"#,
        );
    }

    #[test]
    fn the_query_can_keep_the_label() {
        let rule = |labels: &str| {
            format!(
                "//- /r.yaml\ngroups:\n  - name: a\n    rules:\n      - alert: A\n        expr: sum by ({labels}) (up) > 1\n        annotations: {{a: \"{{{{ $labels.pod }}}}\"}}\n"
            )
        };
        check_fix("MON-dropped-label", &rule("job"), &rule("job, pod"));
    }
}
