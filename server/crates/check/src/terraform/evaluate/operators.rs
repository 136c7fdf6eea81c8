use super::Evaluator;
use crate::terraform::convert::convert;
use crate::terraform::fault::FaultKind;
use crate::terraform::types::{Ty, unify};
use smol_str::{SmolStr, format_smolstr};
use syntax::hcl::Expr;
use text::Span;

pub(super) fn number_text(number: usize) -> SmolStr {
    format_smolstr!("{number}")
}

impl Evaluator<'_> {
    pub(super) fn unary(&mut self, op: &str, operand: &Expr) -> Ty {
        if op == "!" {
            return match self.boolean(operand, "the operand of !") {
                Ty::Bool(Some(value)) => Ty::Bool(Some(!value)),
                _ => Ty::BOOL,
            };
        }
        match self.number(operand, "the operand of -") {
            Ty::Number(Some(text)) if !text.starts_with('-') => Ty::Number(Some(format_smolstr!("-{text}"))),
            _ => Ty::NUMBER,
        }
    }

    pub(super) fn binary(&mut self, op: &str, left: &Expr, right: &Expr) -> Ty {
        let what = |side: &str| format!("the {side} side of {op}");
        match op {
            "&&" | "||" => {
                let sides = (self.boolean(left, &what("left")), self.boolean(right, &what("right")));
                let (Ty::Bool(Some(a)), Ty::Bool(Some(b))) = sides else { return Ty::BOOL };
                Ty::Bool(Some(if op == "&&" { a && b } else { a || b }))
            }
            "==" | "!=" => {
                let equal = equal(&self.value(left), &self.value(right));
                Ty::Bool(equal.map(|equal| equal == (op == "==")))
            }
            _ => {
                let sides = (self.number(left, &what("left")), self.number(right, &what("right")));
                let known =
                    |side: &Ty| if let Ty::Number(Some(text)) = side { text.parse().ok() } else { None };
                match (known(&sides.0), known(&sides.1)) {
                    (Some(a), Some(b)) => calculated(op, a, b),
                    _ if matches!(op, "<" | ">" | "<=" | ">=") => Ty::BOOL,
                    _ => Ty::NUMBER,
                }
            }
        }
    }

    /// The value of `expr`, which must be a boolean.
    pub(crate) fn boolean(&mut self, expr: &Expr, what: &str) -> Ty {
        let value = self.operand(expr, &Ty::BOOL, what);
        match value {
            Ty::Bool(_) => value,
            Ty::String(Some(text)) => Ty::Bool(Some(matches!(text.as_str(), "true" | "1"))),
            _ => Ty::BOOL,
        }
    }

    fn number(&mut self, expr: &Expr, what: &str) -> Ty {
        match self.operand(expr, &Ty::NUMBER, what) {
            Ty::Number(text) | Ty::String(text) => Ty::Number(text),
            _ => Ty::NUMBER,
        }
    }

    fn operand(&mut self, expr: &Expr, wanted: &Ty, what: &str) -> Ty {
        let value = self.value(expr);
        if value == Ty::Null {
            self.fault(
                FaultKind::Operand,
                expr.span,
                format!("{what} is null; it needs a {}", wanted.title()),
            );
            return wanted.clone();
        }
        if let Err(mismatch) = convert(&value, wanted) {
            self.fault(FaultKind::Operand, expr.span, format!("{what} {mismatch}"));
            return wanted.clone();
        }
        value
    }

    pub(super) fn conditional(&mut self, span: Span, test: &Expr, then: &Expr, otherwise: &Expr) -> Ty {
        let test = self.boolean(test, "the condition");
        let (then, otherwise) = (self.value(then), self.value(otherwise));
        let Some(common) = unify(&then, &otherwise) else {
            let message = format!(
                "the two results have no type in common: a {} and a {}",
                then.title(),
                otherwise.title()
            );
            self.fault(FaultKind::Operand, span, message);
            return Ty::Any;
        };
        let chosen = match test {
            Ty::Bool(Some(true)) => then,
            Ty::Bool(Some(false)) => otherwise,
            _ => return common.unknown(),
        };
        // The branch taken is the value where it has the common type as it stands.
        let is_kept = matches!(common, Ty::Any) || chosen == Ty::Null || chosen.unknown() == common.unknown();
        if is_kept { chosen } else { common.unknown() }
    }
}

/// Whether two known values of one simple type are the same.
fn equal(a: &Ty, b: &Ty) -> Option<bool> {
    match (a, b) {
        (Ty::String(Some(a)), Ty::String(Some(b))) => Some(a == b),
        (Ty::Bool(Some(a)), Ty::Bool(Some(b))) => Some(a == b),
        (Ty::Number(Some(a)), Ty::Number(Some(b))) => {
            let (a, b) = (a.parse::<f64>().ok()?, b.parse::<f64>().ok()?);
            // As written: what differs in a float differs in Terraform's longer numbers, too.
            Some(a.total_cmp(&b).is_eq())
        }
        _ => None,
    }
}

/// What two known numbers give, where a float holds it exactly.
fn calculated(op: &str, a: f64, b: f64) -> Ty {
    let truth = |value: bool| Ty::Bool(Some(value));
    let number = match op {
        "<" => return truth(a < b),
        ">" => return truth(a > b),
        "<=" => return truth(a <= b),
        ">=" => return truth(a >= b),
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "%" => a % b,
        _ => a / b,
    };
    let is_exact = number.fract() == 0.0 && number.abs() < 9e15;
    Ty::Number(is_exact.then(|| format_smolstr!("{number}")))
}
