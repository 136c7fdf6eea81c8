//! Values that depend on each other in a circle.
//!
//! Terraform works through a module in the order of its references; a circle has no order. A block that refers to
//! itself is the smallest one.
//!
//! ```hcl
//! locals {
//!   a = local.b
//!   b = local.a
//! }
//! ```
//!
//! Cut the circle: give one of them a value of its own.

use crate::Severity;
use crate::context::LinkedContext;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::Hook;
use crate::terraform::cycles::address;
use crate::terraform::graph::is_dependency;
use workspace::SymbolKind;
use workspace::terraform::holder;

pub(crate) static RULE: Rule = Rule {
    code: "TF-reference-cycle",
    title: "values that depend on each other in a circle",
    severity: Severity::Error,
    doc: manual!("reference_cycle.rs"),
    check: Check::Terraform(&[Hook::Circles(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let Some(module) = context.module else { return };
    let cycles = context.environment.cycles(module);
    for reference in context.unit.references.iter().filter(|r| is_dependency(r)) {
        let Some(circle) = cycles.circle(&reference.key) else { continue };
        let Some(key) = holder(context.unit, reference).filter(|k| cycles.circle(k) == Some(circle)) else {
            continue;
        };
        let is_own = reference.key == key;
        let message = if is_own {
            format!("{} refers to itself", address(&key))
        } else {
            let (from, to) = (address(&key), address(&reference.key));
            format!("{from} needs {to}, which needs {from} again")
        };
        let found = sink.report(reference.span, message);
        if is_own && key.kind != SymbolKind::Local {
            // Validation lets it pass; the plan does not.
            found.severity(Severity::Warning);
        }
        if let Some(other) = module.definition(&reference.key)
            && let Some(definition) = other.symbol()
        {
            found.related(other, definition.name_span, "the other end");
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn every_reference_on_the_circle_is_underlined_and_none_beside_it() {
        check_rule(
            "TF-reference-cycle",
            r#"
//- /main.tf
locals {
  a = local.b
      ^^^^^^^ local.a needs local.b, which needs local.a again
  c = local.a
  d = local.d
      ^^^^^^^ local.d refers to itself
}
//- /other.tf
locals {
  b = [aws_vpc.main.id, local.e]
       ^^^^^^^^^^^^ local.b needs aws_vpc.main, which needs local.b again
  e = 1
}
resource "aws_vpc" "main" {
  cidr_block = local.a
               ^^^^^^^ aws_vpc.main needs local.a, which needs aws_vpc.main again
}
"#,
        );
    }

    #[test]
    fn modules_are_looked_through_argument_by_argument() {
        check_rule(
            "TF-reference-cycle",
            r#"
//- /main.tf
module "a" {
  source = "./m"
  x      = module.b.z
}
module "b" {
  source = "./m"
  x      = module.a.y
}
module "c" {
  source = "./m"
  x      = module.c.y
           ^^^^^^^^^^ module.c.x needs module.c.y, which needs module.c.x again
}
//- /m/main.tf
variable "x" {}
output "y" {
  value = local.x
}
output "z" {
  value = 1
}
locals {
  x = var.x
}
"#,
        );
    }
}
