//! A value that cannot be walked: by `for`, by `for_each` or by a dynamic block.
//!
//! `for_each` of a resource or module takes a map or a set of strings, since its keys become addresses. `for` and
//! dynamic blocks take lists, sets, maps and objects.
//!
//! ```hcl
//! resource "aws_iam_user" "all" {
//!   for_each = ["ana", "bo"]
//!   name     = each.key
//! }
//! ```
//!
//! Write `toset(["ana", "bo"])`.

use crate::Severity;
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use crate::terraform::fault::FaultKind;

pub(crate) static RULE: Rule = Rule {
    code: "TF-iteration",
    title: "value that cannot be walked",
    severity: Severity::Error,
    doc: manual!("iteration.rs"),
    check: Check::Terraform(&[Hook::Fault(FaultKind::Iteration)]),
};

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn what_cannot_be_walked_is_underlined() {
        check_rule(
            "TF-iteration",
            r#"
//- /main.tf
resource "aws_iam_user" "all" {
  for_each = ["ana", "bo"]
             ^^^^^^^^^^^^^ for_each takes a map or a set of strings, not a list; write toset(...)
  name     = each.key
}
resource "aws_iam_user" "some" {
  for_each = toset(["ana", "bo"])
  name     = each.key
}
locals {
  a = [for x in "abc" : x]
                ^^^^^ for cannot walk a string; it takes a list, set, map or object
}
resource "aws_instance" "web" {
  dynamic "ebs_block_device" {
    for_each = 3
               ^ for_each of a dynamic block takes a list, set or map, not number
    content {
      device_name = "a"
    }
  }
}
"#,
        );
    }
}
