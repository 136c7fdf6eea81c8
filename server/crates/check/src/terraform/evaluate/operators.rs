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
        let sides = [(left, format!("the left side of {op}")), (right, format!("the right side of {op}"))];
        match op {
            "&&" | "||" => {
                for (side, what) in sides {
                    self.boolean(side, &what);
                }
                Ty::BOOL
            }
            "==" | "!=" => {
                self.value(left);
                self.value(right);
                Ty::BOOL
            }
            _ => {
                for (side, what) in sides {
                    self.number(side, &what);
                }
                if matches!(op, "<" | ">" | "<=" | ">=") { Ty::BOOL } else { Ty::NUMBER }
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
        if chosen.unknown() == common.unknown() { chosen } else { common.unknown() }
    }
}
