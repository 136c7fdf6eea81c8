//! An attribute, index or key that the value referred to does not have.
//!
//! What a resource or data source has is in the schema of its provider, what a module has are its outputs, what an
//! object has is written in it. A resource with `count` or `for_each` is a list or a map of instances.
//!
//! ```hcl
//! output "vpc" {
//!   value = aws_vpc.main.vpc_id
//! }
//! ```
//!
//! Write `aws_vpc.main.id`.

use crate::Severity;
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use crate::terraform::fault::FaultKind;

pub(crate) static RULE: Rule = Rule {
    code: "TF-unknown-reference-attribute",
    title: "attribute, index or key that a value does not have",
    severity: Severity::Error,
    doc: manual!("unknown_reference_attribute.rs"),
    check: Check::Terraform(&[Hook::Fault(FaultKind::Attribute)]),
};

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn references_are_followed_through_the_schema_to_any_depth() {
        check_rule(
            "TF-unknown-reference-attribute",
            r#"
//- /main.tf
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  count  = 2
  vpc_id = aws_vpc.main.idd
                        ^^^ aws_vpc.main has no attribute "idd"; did you mean "id"?
}
resource "aws_instance" "web" {
  subnet_id = aws_subnet.a.id
                           ^^ aws_subnet.a sets count, so an instance must be chosen: aws_subnet.a[0].id
}
locals {
  a = aws_vpc.main[0].id
                  ^^^ aws_vpc.main is one instance, as it sets neither count nor for_each; take the index away
  b = aws_vpc.main.id.x
                      ^ a string has no attributes
  c = aws_subnet.a[*].nope
                      ^^^^ the object has no attribute "nope"
  d = aws_instance.web.root_block_device[0].volume_sise
                                            ^^^^^^^^^^^ aws_instance.web.root_block_device[...] has no attribute "volume_sise"; did you mean "volume_size"?
  e = try(aws_vpc.main.nope, null)
                       ^^^^ aws_vpc.main has no attribute "nope"
  f = { a = 1 }.b
                ^ the object has no attribute "b"; did you mean "a"?
  g = [1, 2][5]
            ^^^ there is no element 5; the list has 2
}
"#,
        );
    }

    #[test]
    fn a_module_has_its_outputs() {
        check_rule(
            "TF-unknown-reference-attribute",
            r#"
//- /main.tf
module "net" {
  source = "./net"
}
module "nets" {
  source = "./net"
  count  = 2
}
locals {
  a = module.net.idz
                 ^^^ module "net" has no output "idz"; did you mean "ids"?
  b = module.nets[0].idz
                     ^^^ module "nets" has no output "idz"; did you mean "ids"?
  c = module.nets.ids
                  ^^^ a list of object has no attributes; read "ids" from one element by [0], or from each by [*]
  d = try(module.net.idz, null)
  e = module.net.ids[0].name
                        ^^^^ a string has no attributes
}
//- /net/main.tf
output "ids" {
  value = ["a"]
}
"#,
        );
    }
}
