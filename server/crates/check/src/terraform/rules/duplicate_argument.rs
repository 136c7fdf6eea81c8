//! An argument written twice in one block.
//!
//! Terraform takes each argument once.
//!
//! ```hcl
//! resource "aws_s3_bucket" "logs" {
//!   bucket = "logs"
//!   bucket = "more-logs"
//! }
//! ```
//!
//! Take one of them away.

use crate::Severity;
use crate::edits::whole_lines;
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BlockContext, Hook};
use rustc_hash::FxHashMap;
use syntax::hcl::{Attribute, Body};
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "TF-duplicate-argument",
    title: "argument written twice",
    severity: Severity::Error,
    doc: manual!("duplicate_argument.rs"),
    check: Check::Terraform(&[Hook::Block(check)]),
};

fn check(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    body(&context.unit.unit.text, &context.block.body, sink);
}

fn body(text: &str, of: &Body, sink: &mut Sink<'_>) {
    let mut first: FxHashMap<&str, &Attribute> = FxHashMap::default();
    for attribute in of.attributes() {
        let name = attribute.name.text.as_str();
        if let Some(first) = first.get(name) {
            let message = format!("\"{name}\" is set in this block already");
            let found = sink.report(attribute.name.span, message);
            found.related(Place::Here, first.name.span, "the first time");
            found.fix(
                format!("Remove this \"{name}\""),
                vec![TextEdit::delete(whole_lines(text, attribute.span))],
            );
        } else {
            first.insert(name, attribute);
        }
    }
    for block in of.blocks() {
        body(text, &block.body, sink);
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn the_second_one_is_underlined_and_can_be_taken_away_with_its_line() {
        check_rule(
            "TF-duplicate-argument",
            r#"
//- /main.tf
locals {
  a = 1
  a = 2
  ^ "a" is set in this block already
}
"#,
        );
        check_fix(
            "TF-duplicate-argument",
            "locals {\n  a = 1\n  a = [\n    2,\n  ]\n  b = 3\n}\n",
            "locals {\n  a = 1\n  b = 3\n}\n",
        );
    }
}
