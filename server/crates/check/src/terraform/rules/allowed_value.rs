//! A value outside those that the argument takes.
//!
//! Schemas say that an argument is a string, not which strings the provider accepts. For the arguments people set most
//! on AWS, Google Cloud and Azure the values are known here: closed sets as lists, and sets that grow (types of machines,
//! runtimes, regions) by the syntax of their members, so that a new one is no fault.
//!
//! ```hcl
//! resource "aws_lambda_function" "api" {
//!   runtime = "python3.5"
//! }
//! ```
//!
//! Write a runtime that exists, such as `python3.13`.

use crate::Severity;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BodyContext, Hook, allowed};
use syntax::hcl::{Expr, ExprKind};
use text::TextEdit;
use workspace::TerraformBlock;

pub(crate) static RULE: Rule = Rule {
    code: "TF-allowed-value",
    title: "value outside those that the argument takes",
    severity: Severity::Warning,
    doc: manual!("allowed_value.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    let Some(label) = context.top.block.label(0) else { return };
    let of = match context.top.kind {
        TerraformBlock::Resource if context.schema.provider.is_some() => label.to_owned(),
        TerraformBlock::Provider => format!("provider:{label}"),
        _ => return,
    };
    let is_top = std::ptr::eq(context.block, context.top.block);
    let is_dynamic = context.block.keyword.text == "dynamic";
    let around =
        if is_dynamic { context.block.label(0).unwrap_or_default() } else { &context.block.keyword.text };
    for attribute in context.attributes() {
        let name = attribute.name.text.as_str();
        let path = if is_top { name.to_owned() } else { format!("{around}.{name}") };
        let Some(allowed) = allowed::of(&of, &path) else { continue };
        match &attribute.value.kind {
            ExprKind::List(items) => items.iter().for_each(|item| judge(name, item, allowed, sink)),
            _ => judge(name, &attribute.value, allowed, sink),
        }
    }
}

fn judge(name: &str, value: &Expr, allowed: &allowed::Allowed, sink: &mut Sink<'_>) {
    let text = match &value.kind {
        ExprKind::Number(text) | ExprKind::String(text) if !text.is_empty() => text,
        _ => return,
    };
    let Some(wrong) = allowed.judge(text) else { return };
    let found = sink.report(value.span, format!("\"{name}\": \"{text}\" {}", wrong.reason));
    if let Some(meant) = wrong.meant {
        let written =
            if matches!(value.kind, ExprKind::Number(_)) { meant.clone() } else { format!("\"{meant}\"") };
        found.fix(format!("Change to \"{meant}\""), vec![TextEdit::replace(value.span, written)]);
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn lists_and_syntaxes_are_looked_up_by_type_block_and_argument() {
        check_rule(
            "TF-allowed-value",
            r#"
//- /main.tf
resource "aws_lambda_function" "f" {
  runtime = "python3.5"
            ^^^^^^^^^^^ "runtime": "python3.5" is no runtime of Lambda, such as python3.13 or nodejs22.x
}
resource "aws_instance" "i" {
  instance_type = "t3.larg"
                  ^^^^^^^^^ "instance_type": "t3.larg" is no type of machine, which is FAMILY.SIZE, such as t3.micro
  root_block_device {
    volume_type = "gp4"
                  ^^^^^ "volume_type": "gp4" is none of the values it takes; it is one of standard, gp2, gp3, io1, io2, sc1, st1
  }
}
resource "aws_security_group" "s" {
  dynamic "ingress" {
    for_each = [80]
    content {
      from_port   = 70000
                    ^^^^^ "from_port": "70000" is no port, which is a number from 0 to 65535
      cidr_blocks = ["0.0.0.0/0", "10.0.0.9/8", var.cidr]
                                  ^^^^^^^^^^^^ "cidr_blocks": "10.0.0.9/8" has bits of its address set after the prefix
    }
  }
}
provider "aws" {
  region = "eu-centrl-1"
           ^^^^^^^^^^^^^ "region": "eu-centrl-1" is no region, such as eu-central-1
}
"#,
        );
        check_fix(
            "TF-allowed-value",
            "resource \"aws_subnet\" \"s\" {\n  cidr_block = \"10.0.1.7/24\"\n}\n",
            "resource \"aws_subnet\" \"s\" {\n  cidr_block = \"10.0.1.0/24\"\n}\n",
        );
    }
}
