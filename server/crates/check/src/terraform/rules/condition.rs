//! A condition that checks nothing.
//!
//! The condition of a `precondition`, `postcondition`, `assert` or `validation` must refer to something, since what is
//! written out is known beforehand. A variable's validation must refer to the variable, and a `check` block has at
//! least one `assert`.
//!
//! ```hcl
//! variable "size" {
//!   validation {
//!     condition     = true
//!     error_message = "The size is wrong."
//!   }
//! }
//! ```
//!
//! Write `condition = var.size > 0`.

use crate::Severity;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BodyContext, Hook};
use syntax::hcl::{Expr, ExprKind, Step};
use workspace::TerraformBlock;
use workspace::terraform::walk_expression;

pub(crate) static RULE: Rule = Rule {
    code: "TF-condition",
    title: "condition that checks nothing",
    severity: Severity::Error,
    doc: manual!("condition.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    let is_top = std::ptr::eq(context.block, context.top.block);
    if context.top.kind == TerraformBlock::Check
        && is_top
        && context.body.blocks_named("assert").next().is_none()
    {
        sink.report(context.block.header(), "a check needs at least one assert block");
    }
    let keyword = context.block.keyword.text.as_str();
    if is_top || !matches!(keyword, "precondition" | "postcondition" | "assert" | "validation") {
        return;
    }
    let Some(condition) = context.body.attribute("condition") else { return };
    if keyword == "validation" {
        let name = context.top.block.label(0).unwrap_or_default();
        if !refers(&condition.value, |root, first| root == "var" && first == Some(name)) {
            sink.report(
                condition.value.span,
                format!("the condition must refer to var.{name}, the value it is to judge"),
            );
        }
    } else if !refers(&condition.value, |_, _| true) {
        sink.report(condition.value.span, "the condition refers to nothing, so that it checks nothing");
    }
}

/// Whether `expr` has a traversal whose first word and first attribute are `wanted`.
fn refers(expr: &Expr, wanted: impl Fn(&str, Option<&str>) -> bool) -> bool {
    let mut found = false;
    walk_expression(expr, &mut Vec::new(), &mut |inner, bound| {
        if let ExprKind::Traversal { root, steps } = &inner.kind
            && !bound.contains(&root.text)
        {
            let first = steps
                .first()
                .and_then(|s| if let Step::Attr(name) = s { Some(name.text.as_str()) } else { None });
            found |= wanted(&root.text, first);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn conditions_refer_to_what_they_judge() {
        check_rule(
            "TF-condition",
            r#"
//- /main.tf
variable "size" {
  validation {
    condition     = true
                    ^^^^ the condition must refer to var.size, the value it is to judge
    error_message = "No."
  }
  validation {
    condition     = var.size > 0
    error_message = "No."
  }
}
check "c" {
^^^^^^^^^ a check needs at least one assert block
}
output "o" {
  value = 1
  precondition {
    condition     = 1 == 2
                    ^^^^^^ the condition refers to nothing, so that it checks nothing
    error_message = "No."
  }
}
"#,
        );
    }
}
