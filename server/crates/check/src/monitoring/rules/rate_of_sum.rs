//! A rate of a sum of counters.
//!
//! When one of the counters starts again from zero, the sum falls, `rate` takes that for a restart of the sum and adds all of
//! it: the result jumps. Take the rate of each counter first, and sum the rates.
//!
//! ```yaml
//! expr: rate(sum(http_requests_total)[5m:])
//! ```
//!
//! Write `sum(rate(http_requests_total[5m]))`.

use crate::Severity;
use crate::monitoring::{Hook, QueryContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::promql::{Expr, ExprKind, walk};

pub(crate) static RULE: Rule = Rule {
    code: "MON-rate-of-sum",
    title: "rate of a sum of counters",
    severity: Severity::Warning,
    doc: manual!("rate_of_sum.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    walk(context.expr, &mut |expr| {
        let ExprKind::Call { name, args } = &expr.kind else { return };
        if !matches!(name.text.as_str(), "rate" | "irate" | "increase") {
            return;
        }
        if let Some(op) = args.first().and_then(aggregated) {
            let function = &name.text;
            let message = format!(
                "\"{function}\" of a \"{op}\" jumps whenever one counter restarts: take {op}({function}(...)) instead"
            );
            sink.report(context.span(name.span), message);
        }
    });
}

/// The aggregation that a subquery takes the range of.
fn aggregated(expr: &Expr) -> Option<&str> {
    match &expr.unwrapped().kind {
        ExprKind::Modified { expr, .. } => aggregated(expr),
        ExprKind::Subquery { expr, .. } => match &expr.unwrapped().kind {
            ExprKind::Aggregate { op, args, .. } if op.text == "sum" && is_counter(args.first()?) => {
                Some(&op.text)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether raw counters are summed, as their names say.
fn is_counter(expr: &Expr) -> bool {
    let ExprKind::Selector(selector) = &expr.unwrapped().kind else { return false };
    let endings = ["_total", "_count", "_sum", "_bucket"];
    selector.metrics().any(|name| endings.iter().any(|ending| name.text.ends_with(ending)))
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn rates_are_summed_and_not_the_other_way_round() {
        check_rule(
            "MON-rate-of-sum",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - record: a:b
        expr: rate(sum by (job) (requests_total)[5m:1m])
              ^^^^ "rate" of a "sum" jumps whenever one counter restarts: take sum(rate(...)) instead
      - record: a:c
        expr: sum(rate(requests_total[5m]))
"#,
        );
    }
}
