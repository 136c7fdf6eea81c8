//! An argument that only the provider sets.
//!
//! Attributes such as ARNs and endpoints can be read from a resource and not written. The provider refuses a
//! configuration that sets one.
//!
//! ```hcl
//! resource "aws_s3_bucket" "logs" {
//!   arn = "arn:aws:s3:::logs"
//! }
//! ```
//!
//! Take it away, and read it as `aws_s3_bucket.logs.arn`.

use crate::Severity;
use crate::edits::whole_lines;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BodyContext, Hook};
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "TF-read-only-argument",
    title: "argument that only the provider sets",
    severity: Severity::Error,
    doc: manual!("read_only_argument.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    for attribute in context.attributes() {
        let name = attribute.name.text.as_str();
        if context.schema.argument(name).is_some_and(|a| !a.is_writable()) {
            let message = format!("\"{name}\" is set by the provider and can only be read");
            let found = sink.report(attribute.name.span, message);
            found.fix(
                format!("Remove \"{name}\""),
                vec![TextEdit::delete(whole_lines(&context.top.unit.unit.text, attribute.span))],
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn a_computed_attribute_cannot_be_written_and_an_optional_one_can() {
        check_rule(
            "TF-read-only-argument",
            r#"
//- /main.tf
resource "aws_s3_bucket" "logs" {
  arn    = "arn:aws:s3:::logs"
  ^^^ "arn" is set by the provider and can only be read
  bucket = "logs"
}
"#,
        );
    }
}
