//! Which labels the series of a query can have.

use syntax::promql::{
    BinaryOp, Expr, ExprKind, Grouping, MatchOp, Matching, Selector, ValueType, value_type,
};
use text::Span;

/// The labels of a query's result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Labels<'a> {
    /// Those of the metrics, whatever they are, save these.
    AllBut(Vec<&'a str>),
    /// None but these.
    Only(Vec<&'a str>),
}

use Labels::{AllBut, Only};

impl<'a> Labels<'a> {
    /// Of the result of `expr`; `None` for what has no series.
    pub(crate) fn of(expr: &'a Expr) -> Option<Self> {
        match &expr.kind {
            ExprKind::Selector(_) => Some(AllBut(Vec::new())),
            ExprKind::Matrix { expr, .. }
            | ExprKind::Subquery { expr, .. }
            | ExprKind::Modified { expr, .. }
            | ExprKind::Unary { expr, .. }
            | ExprKind::Paren(expr) => Self::of(expr),
            ExprKind::Call { name, args } => call(expr, &name.text, args),
            ExprKind::Aggregate { op, grouping, args } => aggregate(&op.text, grouping.as_ref(), args),
            ExprKind::Binary { op, matching, left, right, .. } => match (Self::of(left), Self::of(right)) {
                (Some(left), Some(right)) => Some(joined(*op, matching.as_ref(), left, right)),
                (left, right) => left.or(right),
            },
            ExprKind::Missing | ExprKind::Number { .. } | ExprKind::String(_) => None,
        }
    }

    /// Whether a series can have the label.
    pub(crate) fn can_have(&self, label: &str) -> bool {
        match self {
            AllBut(removed) => !removed.contains(&label),
            Only(labels) => labels.contains(&label),
        }
    }

    fn keep(self, kept: Vec<&'a str>) -> Self {
        Only(kept.into_iter().filter(|label| self.can_have(label)).collect())
    }

    fn remove(self, gone: &[&'a str]) -> Self {
        match self {
            AllBut(mut removed) => {
                removed.extend(gone);
                AllBut(removed)
            }
            Only(labels) => Only(labels.into_iter().filter(|label| !gone.contains(label)).collect()),
        }
    }

    fn add(self, more: &[&'a str]) -> Self {
        match self {
            AllBut(removed) => AllBut(removed.into_iter().filter(|label| !more.contains(label)).collect()),
            Only(mut labels) => {
                labels.extend(more);
                Only(labels)
            }
        }
    }
}

fn string(expr: Option<&Expr>) -> Option<&str> {
    if let ExprKind::String(text) = &expr?.unwrapped().kind { Some(text) } else { None }
}

fn call<'a>(whole: &'a Expr, name: &str, args: &'a [Expr]) -> Option<Labels<'a>> {
    if value_type(whole) == Some(ValueType::Scalar) {
        return None;
    }
    match name {
        "vector" => return Some(Only(Vec::new())),
        "absent" | "absent_over_time" => return Some(Only(args.first().map(equalities).unwrap_or_default())),
        _ => {}
    }
    // Functions of time take no series, or one that is optional.
    let Some(inner) = args.iter().find_map(Labels::of) else { return Some(Only(Vec::new())) };
    Some(match name {
        "histogram_quantile" | "histogram_fraction" | "histogram_quantiles" => inner.remove(&["le"]),
        "label_replace" | "label_join" => match string(args.get(1)) {
            Some(label) => inner.add(&[label]),
            None => AllBut(Vec::new()),
        },
        "info" => AllBut(Vec::new()),
        _ => inner,
    })
}

/// The labels that `absent` knows: those that are asked for by their value.
fn equalities(expr: &Expr) -> Vec<&str> {
    let mut expr = expr.unwrapped();
    while let ExprKind::Matrix { expr: inner, .. } | ExprKind::Modified { expr: inner, .. } = &expr.kind {
        expr = inner.unwrapped();
    }
    let ExprKind::Selector(Selector { matchers, .. }) = &expr.kind else { return Vec::new() };
    let equal = matchers.iter().filter(|m| m.op == MatchOp::Equal && m.label.text != "__name__");
    equal.map(|m| m.label.text.as_str()).collect()
}

fn aggregate<'a>(op: &str, grouping: Option<&'a Grouping>, args: &'a [Expr]) -> Option<Labels<'a>> {
    let inner = args.iter().find_map(Labels::of)?;
    if matches!(op, "topk" | "bottomk" | "limitk" | "limit_ratio") {
        return Some(inner);
    }
    let labels = match grouping {
        Some(Grouping { without: true, labels, .. }) => {
            inner.remove(&labels.iter().map(|label| label.text.as_str()).collect::<Vec<_>>())
        }
        Some(Grouping { labels, .. }) => inner.keep(labels.iter().map(|label| label.text.as_str()).collect()),
        None => Only(Vec::new()),
    };
    let counted = (op == "count_values").then(|| string(args.first())).flatten();
    Some(labels.add(counted.as_slice()))
}

fn joined<'a>(
    op: BinaryOp,
    matching: Option<&'a Matching>,
    left: Labels<'a>,
    right: Labels<'a>,
) -> Labels<'a> {
    match op {
        BinaryOp::And | BinaryOp::Unless => return left,
        BinaryOp::Or => return either(left, right),
        _ => {}
    }
    let Some(matching) = matching else {
        // Both sides have the same labels: what one cannot have, neither has.
        return match (left, right) {
            (Only(labels), other) | (other, Only(labels)) => other.keep(labels),
            (AllBut(left), AllBut(right)) => AllBut(left.into_iter().chain(right).collect()),
        };
    };
    let labels: Vec<_> = matching.labels.iter().map(|label| label.text.as_str()).collect();
    match &matching.group {
        Some(group) => {
            let many = if group.left { left } else { right };
            let taken: Vec<_> = group.include.iter().map(|label| label.text.as_str()).collect();
            many.add(&taken)
        }
        None if matching.on => left.keep(labels),
        None => left.remove(&labels),
    }
}

fn either<'a>(left: Labels<'a>, right: Labels<'a>) -> Labels<'a> {
    match (left, right) {
        (AllBut(left), AllBut(right)) => {
            AllBut(left.into_iter().filter(|label| right.contains(label)).collect())
        }
        (AllBut(removed), Only(labels)) | (Only(labels), AllBut(removed)) => AllBut(removed).add(&labels),
        (Only(left), Only(right)) => Only(left).add(&right),
    }
}

/// The place behind the last label of the `by (...)` that decides which labels the result of `expr` has; with whether a
/// label stands there already.
pub(crate) fn deciding_grouping(expr: &Expr) -> Option<(Span, bool)> {
    match &expr.kind {
        ExprKind::Aggregate { grouping: Some(grouping), .. } if !grouping.without => {
            Some((grouping.span, !grouping.labels.is_empty()))
        }
        ExprKind::Binary { left, right, matching: None, .. } if Labels::of(right).is_none() => {
            deciding_grouping(left)
        }
        ExprKind::Paren(inner) | ExprKind::Unary { expr: inner, .. } => deciding_grouping(inner),
        ExprKind::Call { args, .. } => match args.as_slice() {
            [only] => deciding_grouping(only),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Labels::{self, AllBut, Only};

    fn shown(query: &str) -> String {
        let parsed = syntax::promql::parse(query);
        format!("{:?}", Labels::of(&parsed.root))
    }

    #[test]
    fn labels_flow_through_operators() {
        assert_eq!(shown("rate(a[5m]) > 1"), format!("{:?}", Some(AllBut(vec![]))));
        assert_eq!(shown("sum by (job, le) (rate(a[5m]))"), format!("{:?}", Some(Only(vec!["job", "le"]))));
        assert_eq!(
            shown("histogram_quantile(0.9, sum by (le, x) (rate(a[5m])))"),
            format!("{:?}", Some(Only(vec!["x"])))
        );
        assert_eq!(shown("sum(a) / sum(b)"), format!("{:?}", Some(Only(vec![]))));
        assert_eq!(shown("a * on (i) group_left (v) b"), format!("{:?}", Some(AllBut(vec![]))));
        assert_eq!(shown("a == on (i) b"), format!("{:?}", Some(Only(vec!["i"]))));
        assert_eq!(shown("sum without (x) (a) or b"), format!("{:?}", Some(AllBut(vec![]))));
        assert_eq!(shown("absent(up{job=\"a\", x=~\"b\"})"), format!("{:?}", Some(Only(vec!["job"]))));
        assert_eq!(shown("time() - 5"), "None");
    }
}
