//! A function for counters on a metric that is none, or one for gauges on a counter.
//!
//! `rate` and `increase` take a fall for a restart, so of a gauge they give a number without meaning. `delta` and `deriv` of a
//! counter are wrong at each restart. The types are those of common exporters.
//!
//! ```yaml
//! expr: rate(node_memory_MemAvailable_bytes[5m]) < 0
//! ```
//!
//! Write `deriv(node_memory_MemAvailable_bytes[5m]) < 0`.

use crate::Severity;
use crate::monitoring::{Hook, QueryContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use schema::monitoring::{MetricType, metric};
use syntax::promql::{Expr, ExprKind, Selector, walk};
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "MON-rate-of-gauge",
    title: "function that does not fit the type of the metric",
    severity: Severity::Warning,
    doc: manual!("rate_of_gauge.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    walk(context.expr, &mut |expr| {
        let ExprKind::Call { name, args } = &expr.kind else { return };
        let Some(found) = args.iter().find_map(selector).and_then(|s| s.metrics().next()) else { return };
        let Some(known) = metric(&found.text) else { return };
        // The series of histograms and summaries other than the quantiles count up.
        let is_counter = match known.ty() {
            MetricType::Counter | MetricType::Histogram => true,
            MetricType::Gauge => false,
            MetricType::Summary => known.name() != found.text,
        };
        let instead = match (name.text.as_str(), is_counter) {
            ("rate" | "irate", false) => "deriv",
            ("increase", false) => "delta",
            ("deriv", true) => "rate",
            ("delta" | "idelta", true) => "increase",
            _ => return,
        };
        let kind = if is_counter { "counter" } else { "gauge" };
        let message =
            format!("{} is a {kind}, so \"{}\" of it says nothing: use \"{instead}\"", found.text, name.text);
        let span = context.span(name.span);
        sink.report(span, message)
            .fix(format!("Change to \"{instead}\""), vec![TextEdit::replace(span, instead)]);
    });
}

/// The selector whose range is taken.
fn selector(expr: &Expr) -> Option<&Selector> {
    match &expr.unwrapped().kind {
        ExprKind::Matrix { expr, .. } | ExprKind::Modified { expr, .. } => selector(expr),
        ExprKind::Selector(selector) => Some(selector),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn types_are_those_of_the_exporter() {
        check_rule(
            "MON-rate-of-gauge",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - alert: A
        expr: rate(node_memory_MemAvailable_bytes[5m]) < 0 or deriv(node_memory_MemAvailable_bytes[5m]) < 0
              ^^^^ node_memory_MemAvailable_bytes is a gauge, so "rate" of it says nothing: use "deriv"
      - alert: B
        expr: delta(node_cpu_seconds_total[5m]) > 1 or rate(node_cpu_seconds_total[5m]) > 1
              ^^^^^ node_cpu_seconds_total is a counter, so "delta" of it says nothing: use "increase"
"#,
        );
    }
}
