//! A rate in a dashboard over a range that does not follow the zoom.
//!
//! Grafana draws a point for each interval, which grows as one zooms out. With a fixed range, what lies between two ranges is
//! not seen; `$__rate_interval` is the interval, and at least four scrapes.
//!
//! ```json
//! {"targets": [{"expr": "rate(http_requests_total[5m])"}]}
//! ```
//!
//! Write `rate(http_requests_total[$__rate_interval])`.

use crate::Severity;
use crate::monitoring::{Hook, QueryContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::promql::{ExprKind, walk};
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "MON-fixed-range",
    title: "rate over a range that does not follow the zoom",
    severity: Severity::Hint,
    doc: manual!("fixed_range.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    let Some(panel) = context.origin.panel() else { return };
    // Panels of one number show a range that is chosen, not drawn.
    let kind = panel.get("type").and_then(|kind| kind.as_str()).unwrap_or("timeseries");
    if !matches!(kind, "timeseries" | "graph") {
        return;
    }
    walk(context.expr, &mut |expr| {
        let ExprKind::Call { name, args } = &expr.kind else { return };
        let [arg] = args.as_slice() else { return };
        let ExprKind::Matrix { range, .. } = &arg.unwrapped().kind else { return };
        if matches!(name.text.as_str(), "rate" | "irate" | "increase") && context.is_literal_at(range.span) {
            let span = context.span(range.span);
            let found =
                sink.report(span, "this range stays the same when one zooms: \"$__rate_interval\" follows");
            found.fix("Change to $__rate_interval", vec![TextEdit::replace(span, "$__rate_interval")]);
        }
    });
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn drawn_rates_follow_the_zoom() {
        check_rule(
            "MON-fixed-range",
            r#"
//- /dashboard.json
{"title": "a", "panels": [
  {"id": 1, "type": "timeseries", "targets": [
    {"refId": "A", "expr": "rate(a_total[5m]) + rate(b_total[$__rate_interval])"}]},
                                         ^^ this range stays the same when one zooms: "$__rate_interval" follows
  {"id": 2, "type": "stat", "targets": [{"refId": "A", "expr": "increase(a_total[1d])"}]}
]}
"#,
        );
    }
}
