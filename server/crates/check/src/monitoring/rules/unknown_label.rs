//! A condition on a label that is nearly one of the metric's.
//!
//! A series without the label matches only the empty value, so the query has no result. Labels that a scrape or a relabelling
//! may add are not judged, only slips in the name of a label that the metric has.
//!
//! ```yaml
//! expr: node_filesystem_avail_bytes{mountpiont="/"} < 1e9
//! ```
//!
//! Write `mountpoint`.

use crate::Severity;
use crate::monitoring::{Hook, QueryContext};
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use schema::monitoring::{Metric, MetricType, metric};
use syntax::promql::{ExprKind, walk};

pub(crate) static RULE: Rule = Rule {
    code: "MON-unknown-label",
    title: "condition on a label that the metric does not have",
    severity: Severity::Warning,
    doc: manual!("unknown_label.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

/// Labels that scrapes commonly add, so that they are no slip of another one.
const OF_TARGETS: [&str; 16] = [
    "job",
    "instance",
    "namespace",
    "pod",
    "service",
    "endpoint",
    "container",
    "node",
    "cluster",
    "env",
    "environment",
    "region",
    "zone",
    "host",
    "team",
    "app",
];

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    walk(context.expr, &mut |expr| {
        let ExprKind::Selector(selector) = &expr.kind else { return };
        let Some(metric) = selector.metrics().next().and_then(|name| metric(&name.text)) else { return };
        let known = labels(metric);
        for label in selector.label_matchers().map(|matcher| &matcher.label) {
            let name = label.text.as_str();
            if name.len() < 4
                || known.contains(&name)
                || OF_TARGETS.contains(&name)
                || !context.is_literal(label)
            {
                continue;
            }
            let near = nearest(name, known.iter().copied());
            let Some(near) = near.filter(|near| strsim::osa_distance(near, name) <= 2) else { continue };
            let span = context.span(label.span);
            let message = format!("{} has no label \"{name}\"", metric.name());
            sink.report(span, message).meant(span, Some(near));
        }
    });
}

fn labels(metric: Metric) -> Vec<&'static str> {
    let of_type: &[&str] = match metric.ty() {
        MetricType::Histogram => &["le"],
        MetricType::Summary => &["quantile"],
        _ => &[],
    };
    metric.labels().chain(of_type.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn only_slips_are_told() {
        check_rule(
            "MON-unknown-label",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - alert: A
        expr: node_filesystem_avail_bytes{mountpiont="/", env="prod", datacenter="x"} < 1e9
                                          ^^^^^^^^^^ node_filesystem_avail_bytes has no label "mountpiont"; did you mean "mountpoint"?
"#,
        );
    }
}
