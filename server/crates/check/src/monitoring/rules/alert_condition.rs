//! An alert whose query has no condition, or one that always or never holds.
//!
//! An alert fires for every series of its result, whatever the value. Without a comparison it fires as long as the metric
//! exists; with `bool` it fires for 0 as for 1. `absent` gives 1 or nothing, and `count` never gives 0.
//!
//! ```yaml
//! - alert: Errors
//!   expr: rate(errors_total[5m])
//! ```
//!
//! Compare with a limit: `rate(errors_total[5m]) > 1`.

use crate::Severity;
use crate::monitoring::{Hook, QueryContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::promql::{BinaryOp, Expr, ExprKind, ValueType, value_type, walk};
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "MON-alert-condition",
    title: "alert without a condition, or with one that always or never holds",
    severity: Severity::Warning,
    doc: manual!("alert_condition.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    if context.origin.alert().is_some() {
        if let Some(span) = flag(context.expr) {
            let span = context.span(span);
            let message = "with \"bool\" the result is 0 or 1 and the alert fires for both";
            sink.report(span, message)
                .fix("Remove \"bool\"", vec![TextEdit::delete(text::Span::new(span.start, span.end + 1))]);
        } else if !has_condition(context.expr) {
            sink.report(
                context.span(context.expr.span),
                "the query has no condition, so the alert fires as long as the metric exists",
            );
        }
    }
    walk(context.expr, &mut |expr| {
        let ExprKind::Binary { op, op_span, return_bool: None, left, right, .. } = &expr.kind else { return };
        let Some(verdict) = verdict(*op, left, right) else { return };
        sink.report(context.span(*op_span), verdict);
    });
}

/// Where `bool` turns the whole result into a flag.
fn flag(expr: &Expr) -> Option<text::Span> {
    match &expr.unwrapped().kind {
        ExprKind::Binary { op, return_bool: Some(span), .. } if op.is_comparison() => Some(*span),
        _ => None,
    }
}

/// Whether anything in the query can make its result empty other than that a metric is not there.
fn has_condition(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Binary { op, left, right, return_bool, .. } => match op {
            BinaryOp::Or => has_condition(left) && has_condition(right),
            // The other side decides which series are left.
            BinaryOp::And | BinaryOp::Unless => true,
            _ if op.is_comparison() && return_bool.is_none() => true,
            _ => [&**left, &**right].into_iter().filter(|side| has_series(side)).any(has_condition),
        },
        ExprKind::Call { name, args } => match name.text.as_str() {
            // An alert that is to fire always, as one that proves the way of alerts to people.
            "absent" | "absent_over_time" | "vector" => true,
            _ => series(args).all(has_condition),
        },
        ExprKind::Aggregate { args, .. } => series(args).all(has_condition),
        ExprKind::Paren(inner)
        | ExprKind::Unary { expr: inner, .. }
        | ExprKind::Modified { expr: inner, .. } => has_condition(inner),
        ExprKind::Subquery { expr, .. } | ExprKind::Matrix { expr, .. } => has_condition(expr),
        // Prometheus' own, and recorded conditions, which cannot be looked into here.
        ExprKind::Selector(selector) => selector
            .metrics()
            .next()
            .is_none_or(|name| name.text.starts_with("ALERTS") || name.text.contains(':')),
        ExprKind::Missing | ExprKind::Number { .. } | ExprKind::String(_) => true,
    }
}

/// Whether an expression has series, and not a number or a text only.
fn has_series(expr: &Expr) -> bool {
    matches!(value_type(expr), Some(ValueType::Vector | ValueType::Matrix))
}

fn series(args: &[Expr]) -> impl Iterator<Item = &Expr> {
    args.iter().filter(|arg| has_series(arg))
}

/// Why a comparison with a number always or never holds.
fn verdict(op: BinaryOp, left: &Expr, right: &Expr) -> Option<String> {
    let ExprKind::Number { value, .. } = right.unwrapped().kind else { return None };
    let least = match &left.unwrapped().kind {
        ExprKind::Call { name, .. } if name.text == "absent" || name.text == "absent_over_time" => {
            let holds = holds(op, 1.0, value)?;
            return (!holds).then(|| format!("\"{}\" gives 1 or nothing, so this never holds", name.text));
        }
        ExprKind::Aggregate { op, .. } if op.text == "count" || op.text == "group" => (op, 1.0),
        _ => return None,
    };
    let (name, least) = (&least.0.text, least.1);
    let never = match op {
        BinaryOp::Equal | BinaryOp::LessEqual => value < least,
        BinaryOp::Less => value <= least,
        _ => false,
    };
    let always = match op {
        BinaryOp::Greater | BinaryOp::NotEqual => value < least,
        BinaryOp::GreaterEqual => value <= least,
        _ => false,
    };
    if never {
        Some(format!(
            "\"{name}\" of nothing is nothing and never below 1, so this never holds: use absent(...)"
        ))
    } else {
        // Of nothing it is nothing, so `count(x) > 0` asks whether there is any, which is a condition.
        (always && value < 0.0).then(|| format!("\"{name}\" is never below 1, so this always holds"))
    }
}

#[allow(clippy::float_cmp, reason = "the numbers are written, not computed")]
fn holds(op: BinaryOp, left: f64, right: f64) -> Option<bool> {
    Some(match op {
        BinaryOp::Equal => left == right,
        BinaryOp::NotEqual => left != right,
        BinaryOp::Less => left < right,
        BinaryOp::LessEqual => left <= right,
        BinaryOp::Greater => left > right,
        BinaryOp::GreaterEqual => left >= right,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn an_alert_has_a_condition() {
        check_rule(
            "MON-alert-condition",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - alert: A
        expr: rate(errors_total[5m])
              ^^^^^^^^^^^^^^^^^^^^^^ the query has no condition, so the alert fires as long as the metric exists
      - alert: B
        expr: up == bool 0
                    ^^^^ with "bool" the result is 0 or 1 and the alert fires for both
      - alert: C
        expr: absent(up{job="a"}) == 0
                                  ^^ "absent" gives 1 or nothing, so this never holds
      - alert: D
        expr: count(up == 1) < 1
                             ^ "count" of nothing is nothing and never below 1, so this never holds: use absent(...)
      - alert: E
        expr: up == 0 or absent(up) or vector(1) or job:slow:count
      - alert: F
        expr: count(up == 0) > 0 unless on () a
"#,
        );
    }
}
