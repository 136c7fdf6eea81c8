//! A reference or call where only a literal can stand.
//!
//! Terraform reads some arguments before it evaluates anything: the source of a module, the default of a variable,
//! `prevent_destroy`, an alias.
//!
//! ```hcl
//! variable "region" {
//!   default = local.region
//! }
//! ```
//!
//! Write the value itself.

use crate::Severity;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::convert::convert;
use crate::terraform::evaluate::{first_reference, literal};
use crate::terraform::language::Takes;
use crate::terraform::schema::Argument;
use crate::terraform::types::Ty;
use crate::terraform::{BodyContext, Hook};
use syntax::hcl::ExprKind;
use workspace::TerraformBlock;

pub(crate) static RULE: Rule = Rule {
    code: "TF-literal-only",
    title: "reference or call where only a literal can stand",
    severity: Severity::Error,
    doc: manual!("literal_only.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    for attribute in context.attributes() {
        let name = attribute.name.text.as_str();
        let Some(takes) = context.schema.argument(name).and_then(Argument::takes) else { continue };
        let is_default = context.top.kind == TerraformBlock::Variable && name == "default";
        if takes != Takes::Literal && !is_default {
            continue;
        }
        if let Some(culprit) = first_reference(&attribute.value) {
            let message =
                format!("\"{name}\" takes a literal value, as it is read before anything is evaluated");
            sink.report(culprit.span, message);
        } else if attribute.value.kind == ExprKind::Null && wanted(name) == Ty::BOOL {
            sink.report(attribute.value.span, format!("\"{name}\" cannot be null"));
        } else if !is_default && let Err(mismatch) = convert(&literal(&attribute.value), &wanted(name)) {
            sink.report(attribute.value.span, format!("\"{name}\" {mismatch}"));
        }
    }
}

fn wanted(name: &str) -> Ty {
    match name {
        "sensitive" | "nullable" | "ephemeral" | "create_before_destroy" | "prevent_destroy" | "destroy" => {
            Ty::BOOL
        }
        _ => Ty::STRING,
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn references_and_calls_are_underlined_where_literals_are_needed() {
        check_rule(
            "TF-literal-only",
            r#"
//- /main.tf
variable "a" {
  default   = local.x
              ^^^^^^^ "default" takes a literal value, as it is read before anything is evaluated
  sensitive = "maybe"
              ^^^^^^^ "sensitive" needs a bool, not a string "maybe"
}
variable "b" {
  default     = [for x in [1] : x]
  description = upper("x")
                ^^^^^^^^^^ "description" takes a literal value, as it is read before anything is evaluated
}
module "m" {
  source = "./${var.a}"
                ^^^^^ "source" takes a literal value, as it is read before anything is evaluated
}
resource "aws_vpc" "v" {
  lifecycle {
    prevent_destroy = var.a
                      ^^^^^ "prevent_destroy" takes a literal value, as it is read before anything is evaluated
  }
}
"#,
        );
    }
}
