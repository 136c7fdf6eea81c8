//! Type constraints, as `type` of a variable is written: `map(object({ port = optional(number, 80) }))`.

use super::convert::convert;
use super::evaluate::{first_reference, literal};
use super::types::{Field, Ty};
use std::sync::Arc;
use syntax::hcl::{Expr, ExprKind, ObjectEntry};
use text::Span;

/// A fault in a type constraint.
pub(crate) struct ConstraintFault {
    pub(crate) span: Span,
    pub(crate) message: String,
    /// What to write in its place, where that is clear.
    pub(crate) instead: Option<String>,
}

/// The type that `expr` writes, and what is wrong with it. What cannot be read is anything.
pub(crate) fn parse(expr: &Expr) -> (Ty, Vec<ConstraintFault>) {
    let mut faults = Vec::new();
    let ty = of(expr, &mut faults);
    (ty, faults)
}

fn of(expr: &Expr, faults: &mut Vec<ConstraintFault>) -> Ty {
    match &expr.kind {
        ExprKind::Traversal { root, steps } if steps.is_empty() => keyword(&root.text, expr.span, faults),
        ExprKind::Call { name, args, .. } => call(expr.span, &name.text, args, faults),
        ExprKind::String(text) => {
            let instead = match text.as_str() {
                "list" | "map" => format!("{text}(string)"),
                _ => text.to_string(),
            };
            let message = format!("a type is written without quotes: {instead}");
            faults.push(ConstraintFault { span: expr.span, message, instead: Some(instead) });
            Ty::Any
        }
        ExprKind::Invalid => Ty::Any,
        _ => fault(
            faults,
            expr.span,
            "a type is string, number, bool, any, or list, set, map, object or tuple of types",
        ),
    }
}

fn fault(faults: &mut Vec<ConstraintFault>, span: Span, message: impl Into<String>) -> Ty {
    faults.push(ConstraintFault { span, message: message.into(), instead: None });
    Ty::Any
}

fn keyword(word: &str, span: Span, faults: &mut Vec<ConstraintFault>) -> Ty {
    match word {
        "string" => Ty::STRING,
        "number" => Ty::NUMBER,
        "bool" => Ty::BOOL,
        "any" => Ty::Any,
        // Kept from older versions: collections of anything.
        "list" => Ty::list(Ty::Any),
        "map" => Ty::map(Ty::Any),
        "set" | "object" | "tuple" => {
            fault(faults, span, format!("the type {word} needs an argument: {word}(...)"))
        }
        _ => {
            let known = ["string", "number", "bool", "any", "list", "map", "set", "object", "tuple"];
            let instead = crate::nearest(word, known).map(str::to_owned);
            let advice = instead.as_ref().map(|m| format!("; did you mean {m}?")).unwrap_or_default();
            faults.push(ConstraintFault { span, message: format!("\"{word}\" is no type{advice}"), instead });
            Ty::Any
        }
    }
}

fn call(span: Span, name: &str, args: &[Expr], faults: &mut Vec<ConstraintFault>) -> Ty {
    match (name, args) {
        ("list", [element]) => Ty::list(of(element, faults)),
        ("set", [element]) => Ty::set(of(element, faults)),
        ("map", [element]) => Ty::map(of(element, faults)),
        ("object", [Expr { kind: ExprKind::Object(entries), .. }]) => {
            let fields: Arc<[Field]> = entries.iter().filter_map(|e| field(e, faults)).collect();
            Ty::Object { fields, known: false }
        }
        ("tuple", [Expr { kind: ExprKind::List(items), .. }]) => {
            Ty::Tuple { items: items.iter().map(|i| of(i, faults)).collect(), known: false }
        }
        ("list" | "set" | "map", _) => {
            fault(faults, span, format!("{name}(...) takes one argument, the type of its elements"))
        }
        ("object", _) => fault(faults, span, "object(...) takes one argument: { name = type, ... }"),
        ("tuple", _) => fault(faults, span, "tuple(...) takes one argument: [type, ...]"),
        ("optional", _) => fault(faults, span, "optional(...) can stand only for an attribute of an object"),
        ("string" | "number" | "bool" | "any", _) => {
            fault(faults, span, format!("the type {name} takes no arguments"))
        }
        _ => fault(faults, span, format!("\"{name}\" is no type constructor")),
    }
}

fn field(entry: &ObjectEntry, faults: &mut Vec<ConstraintFault>) -> Option<Field> {
    let Some(name) = entry.key.name() else {
        fault(faults, entry.key.span(), "the name of an attribute in a type is a plain word");
        return None;
    };
    let (ty, optional) = match &entry.value.kind {
        ExprKind::Call { name, args, .. } if name.text == "optional" => match args.as_slice() {
            [ty] => (of(ty, faults), true),
            [ty, default] => {
                let wanted = of(ty, faults);
                if let Some(culprit) = first_reference(default) {
                    fault(faults, culprit.span, "the default of an attribute is a literal value");
                } else if let Err(mismatch) = convert(&literal(default), &wanted) {
                    fault(faults, default.span, format!("the default {mismatch}"));
                }
                (wanted, true)
            }
            _ => (fault(faults, entry.value.span, "optional(...) takes a type and perhaps a default"), true),
        },
        _ => (of(&entry.value, faults), false),
    };
    Some(Field { name: name.into(), ty, optional })
}
