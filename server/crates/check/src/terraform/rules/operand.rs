//! An operand, condition or interpolated value of the wrong type.
//!
//! Arithmetic takes numbers, logic and conditions take booleans, and only strings, numbers and booleans can stand in
//! a string. The two results of a conditional need a type that both convert to.
//!
//! ```hcl
//! locals {
//!   name = "web-${["a", "b"]}"
//! }
//! ```
//!
//! Write `"web-${join("-", ["a", "b"])}"`.

use crate::Severity;
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use crate::terraform::fault::FaultKind;

pub(crate) static RULE: Rule = Rule {
    code: "TF-operand",
    title: "operand, condition or interpolation of the wrong type",
    severity: Severity::Error,
    doc: manual!("operand.rs"),
    check: Check::Terraform(&[Hook::Fault(FaultKind::Operand)]),
};

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn operands_conditions_and_interpolations_are_checked() {
        check_rule(
            "TF-operand",
            r#"
//- /main.tf
locals {
  a = "x" + 1
      ^^^ the left side of + needs a number, not a string "x"
  b = !"abc"
       ^^^^^ the operand of ! needs a bool, not a string "abc"
  c = "a ${[1]}"
           ^^^ a list cannot stand in a string; take a part of it or use jsonencode
  d = "a ${null}"
           ^^^^ null cannot stand in a string
  e = true ? 1 : false
      ^^^^^^^^^^^^^^^^ the two results have no type in common: a number and a bool
  f = true ? [1] : ["a"]
  g = "3" * 2
  h = true ? { a = 1 } : { b = "x" }
}
"#,
        );
    }
}
