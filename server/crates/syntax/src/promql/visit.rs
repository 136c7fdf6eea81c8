use super::{Expr, ExprKind};

/// Calls `visit` for `expr` and all expressions in it, each before those inside it, in text order. Arithmetic inside
/// `[...]` and behind `offset` is not visited.
pub fn walk<'t>(expr: &'t Expr, visit: &mut impl FnMut(&'t Expr)) {
    visit(expr);
    match &expr.kind {
        ExprKind::Missing | ExprKind::Number { .. } | ExprKind::String(_) | ExprKind::Selector(_) => {}
        ExprKind::Matrix { expr, .. }
        | ExprKind::Subquery { expr, .. }
        | ExprKind::Modified { expr, .. }
        | ExprKind::Unary { expr, .. }
        | ExprKind::Paren(expr) => walk(expr, visit),
        ExprKind::Call { args, .. } | ExprKind::Aggregate { args, .. } => {
            for arg in args {
                walk(arg, visit);
            }
        }
        ExprKind::Binary { left, right, .. } => {
            walk(left, visit);
            walk(right, visit);
        }
    }
}
