//! Trees in one line, for comparing them without their spans.

use omni_syntax::hcl::{Expr, ExprKind, ObjectKey, Step, TemplatePart};

/// An expression in prefix form, for comparing shapes.
pub(crate) fn shape(expr: &Expr) -> String {
    let list = |items: &[Expr]| items.iter().map(shape).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Null => "null".into(),
        ExprKind::Bool(b) => b.to_string(),
        ExprKind::Number(n) => n.to_string(),
        ExprKind::String(s) => format!("{s:?}"),
        ExprKind::Heredoc(s) => format!("<<{s:?}"),
        ExprKind::Template(parts) => format!("(template {})", template(parts)),
        ExprKind::List(items) => format!("[{}]", list(items)),
        ExprKind::Object(entries) => {
            let key = |k: &ObjectKey| match k {
                ObjectKey::Ident(i) => i.text.to_string(),
                ObjectKey::Expr(e) => shape(e),
            };
            let entries: Vec<_> =
                entries.iter().map(|e| format!("{}={}", key(&e.key), shape(&e.value))).collect();
            format!("{{{}}}", entries.join(" "))
        }
        ExprKind::Traversal { root, steps } => format!("{}{}", root.text, path(steps)),
        ExprKind::Access { base, steps } => format!("(at {} {})", shape(base), path(steps)),
        ExprKind::Call { name, args, expand } => {
            format!("({}! {}{})", name.text, list(args), if *expand { "..." } else { "" })
        }
        ExprKind::Unary { op, operand } => format!("({op} {})", shape(operand)),
        ExprKind::Binary { op, left, right } => format!("({op} {} {})", shape(left), shape(right)),
        ExprKind::Conditional { test, then, otherwise } => {
            format!("(? {} {} {})", shape(test), shape(then), shape(otherwise))
        }
        ExprKind::For(f) => {
            let key = f.key.as_ref().map_or(String::new(), |k| format!("{} ", k.text));
            let key_expr = f.key_expr.as_ref().map_or(String::new(), |k| format!("{} => ", shape(k)));
            let test = f.condition.as_ref().map_or(String::new(), |c| format!(" if {}", shape(c)));
            let dots = if f.grouping { "..." } else { "" };
            let (value, over, result) = (&f.value.text, shape(&f.collection), shape(&f.value_expr));
            format!("(for {key}{value} in {over}: {key_expr}{result}{dots}{test})")
        }
        ExprKind::Paren(inner) => format!("({})", shape(inner)),
        ExprKind::Invalid => "?".into(),
    }
}

fn path(steps: &[Step]) -> String {
    let step = |s: &Step| match s {
        Step::Attr(i) => format!(".{}", i.text),
        Step::LegacyIndex(_, n) => format!(".#{n}"),
        Step::Index(_, e) => format!("[{}]", shape(e)),
        Step::AttrSplat(_) => ".*".into(),
        Step::FullSplat(_) => "[*]".into(),
    };
    steps.iter().map(step).collect()
}

fn template(parts: &[TemplatePart]) -> String {
    let part = |p: &TemplatePart| match p {
        TemplatePart::Literal(s) => format!("{s:?}"),
        TemplatePart::Interpolation(e) => format!("${}", shape(e)),
        TemplatePart::Directive { locals, exprs, parts, .. } => {
            let locals: Vec<_> = locals.iter().map(|l| l.text.as_str()).collect();
            let exprs: Vec<_> = exprs.iter().map(shape).collect();
            format!("%({}|{}|{})", locals.join(","), exprs.join(" "), template(parts))
        }
    };
    parts.iter().map(part).collect::<Vec<_>>().join(" ")
}
