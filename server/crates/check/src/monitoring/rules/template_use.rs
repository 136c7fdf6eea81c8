//! A template of an alert that fails when it is run, changes the alert with each value, or shows a wrong number.
//!
//! Prometheus parses templates when it loads rules and runs them when the alert fires: a field that does not exist fails only
//! then. A label with `$value` makes a new alert at every evaluation. `humanizePercentage` multiplies by 100 itself.
//!
//! ```yaml
//! labels:
//!   level: "{{ $value }}"
//! ```
//!
//! Put the value into an annotation.

use crate::Severity;
use crate::monitoring::{Hook, QueryContext};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use schema::monitoring::{Metric, metric};
use syntax::promql::{BinaryOp, Expr, ExprKind, walk};
use syntax::template::{self, Dialect, Pipeline, Template, Term};
use syntax::yaml::Node;
use text::Span;

pub(crate) static RULE: Rule = Rule {
    code: "MON-template-use",
    title: "template that fails when it is run, or shows something wrong",
    severity: Severity::Warning,
    doc: manual!("template_use.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    let Some(rule) = context.origin.alert() else { return };
    for field in ["labels", "annotations"] {
        for node in rule.get(field).map(Node::entries).unwrap_or_default().iter().map(|entry| &entry.value) {
            let Some(text) = node.as_str().filter(|text| text.contains("{{")) else { continue };
            let parsed = template::parse(text, Dialect::Prometheus);
            if !parsed.errors.is_empty() {
                continue;
            }
            for fault in template::check(&parsed.root, Dialect::Prometheus) {
                sink.report(node.source_span(context.text, fault.span), fault.message);
            }
            if field == "labels" {
                changing(context, node, &parsed.root, sink);
            }
            humanized(context, node, &parsed.root, sink);
        }
    }
}

/// The value of the alert, `$value` or `.Value`.
fn value_span(pipeline: &Pipeline) -> Option<Span> {
    pipeline
        .operands()
        .find(|operand| matches!(&operand.term, Term::Variable(name) if name == "$value"))
        .map(|o| o.span)
}

fn changing(context: &QueryContext<'_>, node: &Node, template: &Template, sink: &mut Sink<'_>) {
    template.pipelines(&mut |pipeline| {
        if let Some(span) = value_span(pipeline) {
            let message = "a label with the value makes a new alert whenever the value changes: put it into an annotation";
            sink.report(node.source_span(context.text, span), message);
        }
    });
}

fn humanized(context: &QueryContext<'_>, node: &Node, template: &Template, sink: &mut Sink<'_>) {
    template.pipelines(&mut |pipeline| {
        if value_span(pipeline).is_none() {
            return;
        }
        for operand in pipeline.operands() {
            let Term::Function(name) = &operand.term else { continue };
            let Some((fault, place)) = misuse(name, context.expr) else { continue };
            let found = sink.report(node.source_span(context.text, operand.span), fault);
            found.related(Place::Here, context.span(place), "the query");
        }
    });
}

/// Why a function makes a wrong text of the query's value.
fn misuse(function: &str, query: &Expr) -> Option<(String, Span)> {
    let compared = compared(query);
    match function {
        "humanizePercentage" => {
            let percent = percent(compared)?;
            Some((
                "the query multiplies by 100 already, and \"humanizePercentage\" does so again".to_owned(),
                percent,
            ))
        }
        "humanizeDuration" | "humanize1024" => {
            let unit = only_unit(compared)?;
            let (wanted, takes) = if function == "humanize1024" {
                ("bytes", "a size in bytes")
            } else {
                ("seconds", "a time in seconds")
            };
            (unit != wanted)
                .then(|| (format!("\"{function}\" takes {takes}, but the query is in {unit}"), compared.span))
        }
        _ => None,
    }
}

/// What is compared with a limit.
fn compared(query: &Expr) -> &Expr {
    match &query.unwrapped().kind {
        ExprKind::Binary { op, left, .. } if op.is_comparison() || op.is_set() => compared(left),
        _ => query.unwrapped(),
    }
}

/// Where the result is multiplied by 100.
fn percent(expr: &Expr) -> Option<Span> {
    let ExprKind::Binary { op: BinaryOp::Mul, left, right, .. } = &expr.unwrapped().kind else { return None };
    let is_hundred = |side: &Expr| matches!(side.unwrapped().kind, ExprKind::Number { value, .. } if (value - 100.0).abs() < f64::EPSILON);
    [left, right].into_iter().find(|side| is_hundred(side)).map(|side| side.span)
}

/// The unit of a query that is one metric, gauge as it is or aggregated.
fn only_unit(expr: &Expr) -> Option<&'static str> {
    let mut units: Vec<&'static str> = Vec::new();
    let mut is_plain = true;
    walk(expr, &mut |expr| match &expr.kind {
        ExprKind::Selector(selector) => {
            units.extend(selector.metrics().filter_map(|name| metric(&name.text).and_then(Metric::unit)));
        }
        ExprKind::Aggregate { op, .. } => {
            is_plain &= matches!(op.text.as_str(), "sum" | "avg" | "min" | "max");
        }
        ExprKind::Paren(_) | ExprKind::Modified { .. } => {}
        _ => is_plain = false,
    });
    units
        .first()
        .filter(|_| is_plain && units.len() == 1)
        .copied()
        .filter(|unit| matches!(*unit, "seconds" | "bytes"))
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn templates_are_judged_as_they_will_run() {
        check_rule(
            "MON-template-use",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - alert: A
        expr: a / b * 100 > 5
        labels:
          level: "{{ $value }}"
                     ^^^^^^ a label with the value makes a new alert whenever the value changes: put it into an annotation
        annotations:
          summary: "{{ $value | humanizePercentage }} {{ .Lables.job }}"
                                ^^^^^^^^^^^^^^^^^^ the query multiplies by 100 already, and "humanizePercentage" does so again
                                                          ^^^^^^ there is no field `Lables` here; there are Labels, ExternalLabels, ExternalURL, Value
      - alert: B
        expr: node_memory_MemAvailable_bytes < 1e9
        annotations:
          summary: "{{ $value | humanizeDuration }} {{ $value | humanize1024 }}"
                                ^^^^^^^^^^^^^^^^ "humanizeDuration" takes a time in seconds, but the query is in bytes
"#,
        );
    }
}
