//! An argument that the block does not take.
//!
//! Terraform refuses arguments that are not in the provider's schema, or not in the language for its own blocks.
//! Most are slips of the pen; some belong to another block, were renamed in a newer provider version, or are
//! blocks that were written as arguments.
//!
//! ```hcl
//! resource "aws_instance" "web" {
//!   instance_typ = "t3.micro"
//! }
//! ```
//!
//! Write `instance_type`.

use crate::Severity;
use crate::nearest::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BodyContext, Hook};

pub(crate) static RULE: Rule = Rule {
    code: "TF-unknown-attribute",
    title: "argument that the block does not take",
    severity: Severity::Error,
    doc: manual!("unknown_attribute.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    if context.schema.open {
        return;
    }
    for attribute in context.attributes() {
        let name = attribute.name.text.as_str();
        // A block written as an argument has a rule of its own.
        if context.schema.argument(name).is_some() || context.schema.block(name).is_some() {
            continue;
        }
        let meant = nearest(name, context.schema.argument_names());
        sink.report(attribute.name.span, format!("{} takes no argument \"{name}\"", context.title()))
            .meant(attribute.name.span, meant);
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn a_misspelt_argument_is_underlined_and_the_nearest_one_offered() {
        check_rule(
            "TF-unknown-attribute",
            r#"
//- /main.tf
resource "aws_instance" "web" {
  ami          = "ami-1"
  instance_typ = "t3.micro"
  ^^^^^^^^^^^^ resource "aws_instance" takes no argument "instance_typ"; did you mean "instance_type"?
}
"#,
        );
        check_fix(
            "TF-unknown-attribute",
            "resource \"aws_s3_bucket\" \"b\" {\n  buckt = \"b\" # kept\n}\n",
            "resource \"aws_s3_bucket\" \"b\" {\n  bucket = \"b\" # kept\n}\n",
        );
    }

    #[test]
    fn nested_and_dynamic_blocks_and_blocks_of_the_language_are_looked_into() {
        check_rule(
            "TF-unknown-attribute",
            r#"
//- /main.tf
variable "names" {
  defualt = []
  ^^^^^^^ a variable block takes no argument "defualt"; did you mean "default"?
}
resource "aws_instance" "web" {
  root_block_device {
    volume_sizes = 8
    ^^^^^^^^^^^^ block "root_block_device" takes no argument "volume_sizes"; did you mean "volume_size"?
  }
  dynamic "ebs_block_device" {
    for_each = var.names
    content {
      device_name = ebs_block_device.value
      volume_sise = 3
      ^^^^^^^^^^^ block "ebs_block_device" takes no argument "volume_sise"; did you mean "volume_size"?
    }
  }
  lifecycle {
    prevent_destory = true
    ^^^^^^^^^^^^^^^ block "lifecycle" takes no argument "prevent_destory"; did you mean "prevent_destroy"?
  }
}
"#,
        );
    }

    #[test]
    fn a_provider_from_elsewhere_is_not_judged() {
        check_rule(
            "TF-unknown-attribute",
            r#"
//- /versions.tf
terraform {
  required_providers {
    aws = { source = "example.com/fork/aws" }
  }
}
//- /main.tf
resource "aws_instance" "web" {
  anything = 1
}
"#,
        );
    }
}
