//! More blocks of a type than may stand together.
//!
//! The provider's schema says how many blocks of a type a resource takes; the language's own, such as `lifecycle`,
//! stand once.
//!
//! ```hcl
//! resource "aws_instance" "web" {
//!   root_block_device {
//!     volume_size = 8
//!   }
//!   root_block_device {
//!     volume_size = 16
//!   }
//! }
//! ```
//!
//! Keep one of them.

use crate::Severity;
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::terraform::schema::Nested;
use crate::terraform::{BodyContext, Hook, fill};
use rustc_hash::FxHashMap;
use schema::terraform::Nesting;
use text::Span;

pub(crate) static RULE: Rule = Rule {
    code: "TF-block-count",
    title: "more blocks of a type than may stand together",
    severity: Severity::Error,
    doc: manual!("block_count.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    let mut seen: FxHashMap<&str, (u32, Span)> = FxHashMap::default();
    for block in context.body.blocks() {
        let is_dynamic = block.keyword.text == "dynamic";
        let Some((name, span)) = (if is_dynamic {
            block.labels.first().map(|l| (l.text.as_str(), l.span))
        } else {
            Some((block.keyword.text.as_str(), block.keyword.span))
        }) else {
            continue;
        };
        let Some(most) = context.schema.block(name).and_then(most) else { continue };
        // Terraform counts only when the number of dynamic blocks is known.
        if fill::dynamic_count(context.body, name).is_none() {
            continue;
        }
        let (count, last) = seen.entry(name).or_insert((0, span));
        *count += if is_dynamic { fill::length(block) } else { 1 };
        if *count > most {
            let at_most = if most == 1 { "one block".to_owned() } else { format!("{most} blocks") };
            let message = format!("{} takes at most {at_most} \"{name}\"", context.title());
            let found = sink.report(span, message);
            found.related(Place::Here, *last, "an earlier one");
            if !context.is_counted {
                found.severity(Severity::Warning);
            }
        }
        *last = span;
    }
}

/// How many blocks may stand together, where there is a limit.
fn most(nested: Nested) -> Option<u32> {
    match nested {
        Nested::Language(block) => block.single.then_some(1),
        Nested::Provider(block) if block.nesting() == Nesting::Single => Some(1),
        Nested::Provider(block) if fill::counts(block) => block.max().filter(|max| *max > 0),
        Nested::Provider(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn the_block_past_the_limit_is_underlined() {
        check_rule(
            "TF-block-count",
            r#"
//- /main.tf
resource "aws_instance" "web" {
  root_block_device {}
  root_block_device {}
  ^^^^^^^^^^^^^^^^^ resource "aws_instance" takes at most one block "root_block_device"
  ebs_block_device {
    device_name = "a"
  }
  ebs_block_device {
    device_name = "b"
  }
  lifecycle {}
  lifecycle {}
  ^^^^^^^^^ resource "aws_instance" takes at most one block "lifecycle"
}
"#,
        );
    }
}
