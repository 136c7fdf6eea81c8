//! Tests of the PromQL reader.

mod faults;
mod oracle;
mod read;
mod robust;

use super::{Expr, ExprKind, Features, Modifier, check, parse};

/// A tree on one line, operators first.
fn show(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Missing => "?".to_owned(),
        ExprKind::Number { value, .. } => value.to_string(),
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Selector(selector) => {
            let matchers =
                selector.matchers.iter().map(|m| format!("{}{:?}{}", m.label.text, m.op, m.value.text));
            let name = selector.name.as_ref().map_or("", |n| n.text.as_str());
            format!("{name}{{{}}}", matchers.collect::<Vec<_>>().join(",")).replace("{}", "")
        }
        ExprKind::Matrix { expr, range } => format!("{}[{}]", show(expr), show(range)),
        ExprKind::Subquery { expr, range, step } => {
            format!("{}[{}:{}]", show(expr), show(range), step.as_ref().map(|s| show(s)).unwrap_or_default())
        }
        ExprKind::Modified { expr, modifier } => match modifier {
            Modifier::Offset(amount) => format!("{}<offset {}>", show(expr), show(amount)),
            other => format!("{}<{other:?}>", show(expr)),
        },
        ExprKind::Call { name, args } => format!("{}({})", name.text, shown(args)),
        ExprKind::Aggregate { op, grouping, args } => {
            let grouping = grouping.as_ref().map_or(String::new(), |g| {
                let labels: Vec<_> = g.labels.iter().map(|l| l.text.as_str()).collect();
                format!(" {} {}", if g.without { "without" } else { "by" }, labels.join(","))
            });
            format!("<{}{grouping}>({})", op.text, shown(args))
        }
        ExprKind::Binary { op, left, right, .. } => {
            format!("({} {} {})", op.as_str(), show(left), show(right))
        }
        ExprKind::Unary { negative, expr } => {
            format!("({}{})", if *negative { "-" } else { "+" }, show(expr))
        }
        ExprKind::Paren(inner) => format!("({})", show(inner)),
    }
}

fn shown(args: &[Expr]) -> String {
    args.iter().map(show).collect::<Vec<_>>().join(", ")
}

/// Reads `text`, which must be faultless.
#[track_caller]
fn clean(text: &str) -> Expr {
    let parsed = parse(text);
    assert_eq!(parsed.errors, [], "{text}");
    assert_eq!(check(&parsed.root, Features::default()), [], "{text}");
    parsed.root
}

/// What is wrong with `text`, as the text it underlines and the message; syntax first.
fn faults(text: &str) -> Vec<(String, String)> {
    let parsed = parse(text);
    let mut errors = parsed.errors;
    if errors.is_empty() {
        errors = check(&parsed.root, Features::default());
    }
    errors.into_iter().map(|e| (e.span.text(text).to_owned(), e.message)).collect()
}
