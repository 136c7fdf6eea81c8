//! A value that does not convert to what its place takes.
//!
//! Terraform turns numbers and booleans into strings, and strings that read as numbers or booleans into those; lists,
//! sets and maps convert element by element. Everything else is refused.
//!
//! ```hcl
//! resource "aws_instance" "web" {
//!   vpc_security_group_ids = aws_security_group.web.id
//! }
//! ```
//!
//! Write `[aws_security_group.web.id]`.

use crate::Severity;
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use crate::terraform::fault::FaultKind;

pub(crate) static RULE: Rule = Rule {
    code: "TF-wrong-type",
    title: "value of the wrong type",
    severity: Severity::Error,
    doc: manual!("wrong_type.rs"),
    check: Check::Terraform(&[Hook::Fault(FaultKind::Type)]),
};

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn values_are_judged_by_the_conversions_of_the_language() {
        check_rule(
            "TF-wrong-type",
            r#"
//- /main.tf
resource "aws_instance" "web" {
  ami                    = ["a"]
                           ^^^^^ "ami" needs a string, not a list
  ebs_optimized          = "yes"
                           ^^^^^ "ebs_optimized" needs a bool, not a string "yes"
  monitoring             = "true"
  instance_type          = 3
  vpc_security_group_ids = aws_vpc.main.id
                           ^^^^^^^^^^^^^^^ "vpc_security_group_ids" needs a set of string, not a string
  tags = {
    Name = ["web"]
           ^^^^^^^ "tags": attribute "Name" needs a string, not a list
  }
}
resource "aws_vpc" "main" {
  cidr_block = var.cidrs
               ^^^^^^^^^ "cidr_block" needs a string, not a list of string
}
variable "cidrs" {
  type    = list(string)
  default = "10.0.0.0/16"
            ^^^^^^^^^^^^^ "default" needs a list of string, not a string
}
"#,
        );
    }

    #[test]
    fn a_module_takes_what_its_variables_take() {
        check_rule(
            "TF-wrong-type",
            r#"
//- /main.tf
module "net" {
  source = "./net"
  zones  = "a"
           ^^^ "zones" needs a list of string, not a string
}
resource "aws_vpc" "main" {
  cidr_block = module.net.ids
               ^^^^^^^^^^^^^^ "cidr_block" needs a string, not a list
}
//- /net/main.tf
variable "zones" {
  type = list(string)
}
output "ids" {
  value = ["a", "b"]
}
"#,
        );
    }

    #[test]
    fn values_of_variables_are_judged_where_they_are_given() {
        check_rule(
            "TF-wrong-type",
            r#"
//- /main.tf
variable "zones" {
  type = list(string)
}
variable "size" {
  type = number
}
//- /prod.tfvars
zones = ["a", {}]
              ^^ "zones": element 1 needs a string, not an object
size  = upper("3")
        ^^^^^^^^^^ "size" takes a literal value here
"#,
        );
    }
}
