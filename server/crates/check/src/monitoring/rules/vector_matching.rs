//! An operation on two sets of series that can never match, or that stops matching when a label is added.
//!
//! Two series match when their labels are equal, or those of `on (...)`. After `sum by (job)` a series has the label `job`
//! only, so it matches none that was summed by another label, and `on (instance)` compares nothing with something.
//!
//! ```yaml
//! expr: sum by (job) (rate(errors_total[5m])) / sum(rate(requests_total[5m]))
//! ```
//!
//! Sum both sides by the same labels, or write `/ ignoring (job) group_left ()`.

use crate::Severity;
use crate::monitoring::labels::Labels;
use crate::monitoring::{Hook, QueryContext};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use syntax::promql::{BinaryOp, Expr, ExprKind, Matching, walk};

pub(crate) static RULE: Rule = Rule {
    code: "MON-vector-matching",
    title: "operation on series that can never match",
    severity: Severity::Warning,
    doc: manual!("vector_matching.rs"),
    check: Check::Monitoring(&[Hook::Query(check)]),
};

fn check(context: &QueryContext<'_>, sink: &mut Sink<'_>) {
    walk(context.expr, &mut |expr| {
        let ExprKind::Binary { op, op_span, matching, left, right, .. } = &expr.kind else { return };
        // `or` is for series that differ.
        if *op == BinaryOp::Or {
            return;
        }
        let (Some(left_labels), Some(right_labels)) = (Labels::of(left), Labels::of(right)) else { return };
        match matching {
            Some(matching) if matching.on => {
                on(context, matching, [&left_labels, &right_labels], [left, right], sink);
            }
            Some(_) => {}
            None => {
                if let Some(message) = differing(&left_labels, &right_labels) {
                    let found = sink.report(context.span(*op_span), message);
                    found.related(Place::Here, context.span(left.span), "the left side");
                    found.related(Place::Here, context.span(right.span), "the right side");
                }
            }
        }
    });
}

/// A label of `on` that one side cannot have and the other can.
fn on(
    context: &QueryContext<'_>,
    matching: &Matching,
    labels: [&Labels<'_>; 2],
    sides: [&Expr; 2],
    sink: &mut Sink<'_>,
) {
    for label in matching.labels.iter().filter(|label| context.is_literal(label)) {
        let has = labels.map(|labels| labels.can_have(&label.text));
        let (side, expr) = match has {
            [false, true] => ("left", sides[0]),
            [true, false] => ("right", sides[1]),
            _ => continue,
        };
        let message = format!("the {side} side has no label \"{}\" to match on", label.text);
        sink.report(context.span(label.span), message).related(
            Place::Here,
            context.span(expr.span),
            "that side",
        );
    }
}

/// Why series with all their labels compared never match.
fn differing(left: &Labels<'_>, right: &Labels<'_>) -> Option<String> {
    let (Labels::Only(left), Labels::Only(right)) = (left, right) else { return None };
    let missing =
        |from: &[&str], of: &[&str]| of.iter().find(|label| !from.contains(label)).map(ToString::to_string);
    // A label that no series has does no harm, so each side must lack one, or one of them have none at all.
    let (only_left, only_right) = (missing(right, left), missing(left, right));
    match (only_left, only_right) {
        (Some(a), Some(b)) => Some(format!(
            "these never match: the left side has the label \"{a}\", the right side \"{b}\" instead"
        )),
        (Some(a), None) if right.is_empty() => {
            Some(format!("these never match: the left side has the label \"{a}\", the right side none"))
        }
        (None, Some(b)) if left.is_empty() => {
            Some(format!("these never match: the right side has the label \"{b}\", the left side none"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn labels_of_both_sides_are_compared() {
        check_rule(
            "MON-vector-matching",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - record: a:b
        expr: sum by (job) (x) / sum(y)
                               ^ these never match: the left side has the label "job", the right side none
      - record: a:c
        expr: sum by (job) (x) / on (instance) y
                                     ^^^^^^^^ the left side has no label "instance" to match on
      - record: a:d
        expr: sum by (a) (x) + sum by (b) (y) or sum(x) or vector(0)
                             ^ these never match: the left side has the label "a", the right side "b" instead
      - record: a:e
        expr: sum by (a) (x) / ignoring (a) group_left () sum(y) + sum by (a, b) (z) / sum by (a) (z)
"#,
        );
    }
}
