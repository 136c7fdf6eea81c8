//! A function that does not exist, or arguments that it does not take.
//!
//! Terraform has a fixed set of functions; `terraform metadata functions -json` lists them. Configurations cannot
//! add any, providers can: those are written `provider::NAME::FUNCTION` and not checked here.
//!
//! ```hcl
//! locals {
//!   name = uper(var.name)
//! }
//! ```
//!
//! Write `upper(var.name)`.

use crate::Severity;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::fault::FaultKind;
use crate::terraform::function_table::{FUNCTIONS, find};
use crate::terraform::{BlockContext, Hook};
use syntax::hcl::{Expr, ExprKind};
use workspace::TerraformBlock;
use workspace::terraform::{is_expression, walk_body};

pub(crate) static RULE: Rule = Rule {
    code: "TF-function-call",
    title: "unknown function or wrong arguments",
    severity: Severity::Error,
    doc: manual!("function_call.rs"),
    check: Check::Terraform(&[Hook::Block(check), Hook::Fault(FaultKind::Call)]),
};

fn check(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    let kind = context.kind;
    if matches!(kind, TerraformBlock::Terraform | TerraformBlock::Unknown) {
        return;
    }
    let enter =
        |path: &[&str], attribute: &syntax::hcl::Attribute| is_expression(kind, path, &attribute.name.text);
    walk_body(&context.block.body, &mut Vec::new(), &mut Vec::new(), &enter, &mut |expr, _| call(expr, sink));
}

fn call(expr: &Expr, sink: &mut Sink<'_>) {
    let ExprKind::Call { name, args, expand } = &expr.kind else { return };
    if name.text.starts_with("provider::") {
        return;
    }
    match find(&name.text) {
        None => {
            let meant = nearest(&name.text, FUNCTIONS.iter().map(|f| f.name));
            sink.report(name.span, format!("there is no function \"{}\"", name.text)).meant(name.span, meant);
        }
        Some(function) => {
            if let Some(message) = function.arity_fault(args.len(), *expand) {
                let extra = args.get(function.parameters.len()).filter(|_| function.variadic.is_none());
                sink.report(extra.map_or(name.span, |arg| arg.span), message);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn names_numbers_and_types_of_arguments_are_checked() {
        check_rule(
            "TF-function-call",
            r#"
//- /main.tf
locals {
  a = uper("x")
      ^^^^ there is no function "uper"; did you mean "upper"?
  b = upper("x", "y")
                 ^^^ upper takes 1 argument, not 2
  c = replace("x", "y")
      ^^^^^^^ replace takes 3 arguments, not 2; "replace" is missing
  d = upper(["x"])
            ^^^^^ the argument "str" of upper needs a string, not a list
  e = upper(null)
            ^^^^ the argument "str" of upper cannot be null
  f = length(5)
             ^ length: a number or bool has no length
  g = max([1, 2]...)
  h = provider::time::rfc3339_parse("x", "y", "z")
  i = tonumber("abc")
               ^^^^^ tonumber: needs a number, not a string "abc"
  j = core::upper("x")
  k = try(upper(["x"]), "y")
}
"#,
        );
    }
}
