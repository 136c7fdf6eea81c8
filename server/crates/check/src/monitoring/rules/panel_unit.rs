//! A panel whose unit is not that of its metric.
//!
//! Names of metrics end with their unit. Seconds shown as bytes are read wrong by everybody.
//!
//! ```json
//! {"fieldConfig": {"defaults": {"unit": "bytes"}}, "targets": [{"expr": "process_start_time_seconds"}]}
//! ```
//!
//! Set the unit to `s`.

use crate::Severity;
use crate::monitoring::{Hook, QueryContext};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use syntax::promql::{Expr, ExprKind, walk};
use syntax::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    code: "MON-panel-unit",
    title: "panel whose unit is not that of its metric",
    severity: Severity::Warning,
    doc: manual!("panel_unit.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

/// Grafana's units of time, and those of size and of size in time.
const TIMES: [&str; 12] =
    ["ns", "µs", "ms", "s", "m", "h", "d", "dtdurationms", "dtdurations", "dthms", "dtdhms", "clocks"];
const SIZES: [&str; 22] = [
    "bytes",
    "decbytes",
    "bits",
    "decbits",
    "kbytes",
    "deckbytes",
    "mbytes",
    "decmbytes",
    "gbytes",
    "decgbytes",
    "tbytes",
    "Bps",
    "binBps",
    "bps",
    "binbps",
    "KBs",
    "MBs",
    "GBs",
    "KiBs",
    "MiBs",
    "Kbits",
    "Mbits",
];

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    let Some(unit) = context.origin.panel().and_then(|p| p.at(&["fieldConfig", "defaults", "unit"])) else {
        return;
    };
    let Some(shown) = unit.as_str() else { return };
    let Some(measured) = measured(context.expr) else { return };
    let (is_wrong, meant) = match measured {
        "seconds" => (SIZES.contains(&shown), "s"),
        _ => (TIMES.contains(&shown), "bytes"),
    };
    if is_wrong {
        report(context, unit, shown, (measured, meant), sink);
    }
}

fn report(
    context: &QueryContext<'_>,
    unit: &Node,
    shown: &str,
    (measured, meant): (&str, &str),
    sink: &mut Sink<'_>,
) {
    let message = format!("the panel shows \"{shown}\", but its query is in {measured}");
    let found = sink.report(unit.span, message);
    found.meant(unit.span, None).related(Place::Here, context.span(context.expr.span), "the query");
    let edit = text::TextEdit::replace(unit.span, format!("\"{meant}\""));
    found.fix(format!("Change to \"{meant}\""), vec![edit]);
}

/// The unit that the names of all metrics of a query end with, where nothing in it changes or counts them.
fn measured(query: &Expr) -> Option<&'static str> {
    let mut units = Vec::new();
    let mut is_kept = true;
    walk(query, &mut |expr| match &expr.kind {
        ExprKind::Selector(selector) => {
            units.push(selector.metrics().next().and_then(|name| unit(&name.text)));
        }
        ExprKind::Binary { op, .. } => is_kept &= op.is_comparison() || op.is_set(),
        ExprKind::Aggregate { op, .. } => {
            is_kept &= !matches!(op.text.as_str(), "count" | "group" | "count_values");
        }
        ExprKind::Call { name, .. } => {
            is_kept &= matches!(
                name.text.as_str(),
                "histogram_quantile"
                    | "max_over_time"
                    | "min_over_time"
                    | "avg_over_time"
                    | "sort"
                    | "sort_desc"
            );
        }
        _ => {}
    });
    let first = units.first().copied().flatten().filter(|_| is_kept)?;
    units.iter().all(|unit| *unit == Some(first)).then_some(first)
}

fn unit(name: &str) -> Option<&'static str> {
    let name = name.strip_suffix("_bucket").or_else(|| name.strip_suffix("_sum")).unwrap_or(name);
    let name = name.strip_suffix("_total").unwrap_or(name);
    ["seconds", "bytes"].into_iter().find(|unit| name.ends_with(&format!("_{unit}")))
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn time_is_not_shown_as_a_size() {
        check_rule(
            "MON-panel-unit",
            r#"
//- /dashboard.json
{"title": "a", "panels": [
  {"id": 1, "type": "stat", "fieldConfig": {"defaults": {"unit": "bytes"}, "overrides": []}, "targets": [
                                                                 ^^^^^^^ the panel shows "bytes", but its query is in seconds
    {"refId": "A", "expr": "histogram_quantile(0.9, sum by (le) (latency_seconds_bucket))"}]},
  {"id": 2, "type": "stat", "fieldConfig": {"defaults": {"unit": "s"}, "overrides": []}, "targets": [
    {"refId": "A", "expr": "a_bytes / b_bytes"}]}
]}
"#,
        );
    }
}
