//! `count`, `each`, `self`, `path` or `terraform` where it is not known, or a reference without the rest of its name.
//!
//! `count.index` is known in blocks that set `count`, `each.key` and `each.value` in blocks that set `for_each`, `self`
//! in provisioners, connections and postconditions. A bare word is no string: strings have quotes.
//!
//! ```hcl
//! resource "aws_subnet" "a" {
//!   cidr_block = cidrsubnet(var.cidr, 8, count.index)
//! }
//! ```
//!
//! Set `count`, or write a number.

use crate::Severity;
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use crate::terraform::fault::FaultKind;

pub(crate) static RULE: Rule = Rule {
    code: "TF-context",
    title: "name that is not known where it stands",
    severity: Severity::Error,
    doc: manual!("context.rs"),
    check: Check::Terraform(&[Hook::Fault(FaultKind::Context)]),
};

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn names_are_known_only_in_their_context() {
        check_rule(
            "TF-context",
            r#"
//- /main.tf
locals {
  a = count.index
      ^^^^^^^^^^^ count is known only in a block that sets count
  b = each.key
      ^^^^^^^^ each is known only in a block that sets for_each
  c = self.id
      ^^^^^^^ self is known only in provisioner, connection and postcondition blocks
  d = path.modul
           ^^^^^ path has only path.cwd and path.module and path.root; did you mean "module"?
  e = [for each in [1] : each]
  f = web
      ^^^ "web" stands for nothing here; a reference to a resource is TYPE.NAME, a string has quotes
  g = var
      ^^^ var is followed by the name of one: var.NAME
}
resource "aws_instance" "web" {
  for_each = toset(["a"])
  ami      = each.key
  provisioner "local-exec" {
    when    = destroy
    command = self.id
  }
}
"#,
        );
    }
}
