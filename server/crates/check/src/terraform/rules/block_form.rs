//! An argument written as a block, or a block written as an argument.
//!
//! `name = { ... }` gives an argument a value; `name { ... }` opens a block. The provider's schema says which of the
//! two a name is. A few names may be written both ways.
//!
//! ```hcl
//! resource "aws_instance" "web" {
//!   root_block_device = {
//!     volume_size = 8
//!   }
//!   tags {
//!     Name = "web"
//!   }
//! }
//! ```
//!
//! Write `root_block_device { ... }` and `tags = { ... }`.

use crate::Severity;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BodyContext, Hook};
use syntax::hcl::{Attribute, Block, ExprKind};
use text::{Span, TextEdit};

pub(crate) static RULE: Rule = Rule {
    code: "TF-block-form",
    title: "argument written as a block, or a block as an argument",
    severity: Severity::Error,
    doc: manual!("block_form.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    for attribute in context.attributes() {
        let name = attribute.name.text.as_str();
        if context.schema.argument(name).is_none() && context.schema.block(name).is_some() {
            let message = format!("\"{name}\" is a block: write {name} {{ ... }} without the equals sign");
            let found = sink.report(attribute.name.span, message);
            if let Some(edits) = as_block(attribute) {
                found.fix(format!("Write \"{name}\" as a block"), edits);
            }
        }
    }
    for block in context.body.blocks() {
        let name = block.keyword.text.as_str();
        let is_both = context.schema.block(name).is_some() && context.body.attribute(name).is_some();
        if is_both {
            sink.report(
                block.keyword.span,
                format!("\"{name}\" is written as an argument already; keep to one form"),
            );
        } else if context.schema.block(name).is_none() && context.schema.argument(name).is_some() {
            let message = format!("\"{name}\" is an argument: write {name} = {{ ... }}");
            let found = sink.report(block.keyword.span, message);
            if let Some(edits) = as_argument(block) {
                found.fix(format!("Write \"{name}\" as an argument"), edits);
            }
        }
    }
}

/// `name = { ... }` or `name = [{ ... }]` as `name { ... }`: the layout between the braces stays.
fn as_block(attribute: &Attribute) -> Option<Vec<TextEdit>> {
    let object = match &attribute.value.kind {
        ExprKind::Object(_) => &attribute.value,
        ExprKind::List(items) => match items.as_slice() {
            [only] if matches!(only.kind, ExprKind::Object(_)) => only,
            _ => return None,
        },
        _ => return None,
    };
    let before = Span::new(attribute.name.span.end, object.span.start);
    let after = Span::new(object.span.end, attribute.value.span.end);
    Some(vec![TextEdit::replace(before, " "), TextEdit::delete(after)])
}

/// `name { ... }` as `name = { ... }`, where no block is nested in it.
fn as_argument(block: &Block) -> Option<Vec<TextEdit>> {
    let is_flat = block.labels.is_empty() && block.body.blocks().next().is_none();
    is_flat.then(|| vec![TextEdit::insert(block.keyword.span.end, " =")])
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn each_form_is_told_from_the_other_and_turned_into_it() {
        check_rule(
            "TF-block-form",
            r#"
//- /main.tf
resource "aws_instance" "web" {
  root_block_device = { volume_size = 8 }
  ^^^^^^^^^^^^^^^^^ "root_block_device" is a block: write root_block_device { ... } without the equals sign
  tags {
  ^^^^ "tags" is an argument: write tags = { ... }
    Name = "web"
  }
}
"#,
        );
        check_fix(
            "TF-block-form",
            "resource \"aws_instance\" \"web\" {\n  root_block_device = [{\n    volume_size = 8 # GiB\n  }]\n}\n",
            "resource \"aws_instance\" \"web\" {\n  root_block_device {\n    volume_size = 8 # GiB\n  }\n}\n",
        );
        check_fix(
            "TF-block-form",
            "resource \"aws_instance\" \"web\" {\n  tags {\n    Name = \"web\"\n  }\n}\n",
            "resource \"aws_instance\" \"web\" {\n  tags = {\n    Name = \"web\"\n  }\n}\n",
        );
    }

    #[test]
    fn what_may_be_written_both_ways_is_no_fault() {
        check_rule(
            "TF-block-form",
            r#"
//- /main.tf
resource "aws_security_group" "web" {
  ingress = []
  egress {
    from_port = 0
    to_port   = 0
    protocol  = "-1"
  }
}
"#,
        );
    }
}
