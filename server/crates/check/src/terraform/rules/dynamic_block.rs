//! A `dynamic` block that is not built as the language says.
//!
//! A `dynamic` block has `for_each`, perhaps `iterator` and `labels`, and one `content` block. It stands for blocks of
//! the provider's schema; `lifecycle` and the other blocks of the language itself cannot be made by it.
//!
//! ```hcl
//! dynamic "ingress" {
//!   for_each  = var.ports
//!   from_port = ingress.value
//! }
//! ```
//!
//! Put the arguments of the blocks into `content { ... }`.

use crate::Severity;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::schema::Nested;
use crate::terraform::{BodyContext, Hook};
use syntax::hcl::Block;

pub(crate) static RULE: Rule = Rule {
    code: "TF-dynamic-block",
    title: "dynamic block that is not built as the language says",
    severity: Severity::Error,
    doc: manual!("dynamic_block.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    for block in context.body.blocks_named("dynamic") {
        let Some(label) = block.labels.first() else { continue };
        if matches!(context.schema.block(&label.text), Some(Nested::Language(_))) {
            let message =
                format!("\"{}\" belongs to the language and cannot be made by a dynamic block", label.text);
            sink.report(label.span, message);
            continue;
        }
        shape(block, sink);
    }
}

fn shape(block: &Block, sink: &mut Sink<'_>) {
    const KNOWN: [&str; 3] = ["for_each", "iterator", "labels"];
    if block.body.attribute("for_each").is_none() {
        sink.report(block.header(), "a dynamic block needs \"for_each\"");
    }
    for attribute in block.body.attributes().filter(|a| !KNOWN.contains(&a.name.text.as_str())) {
        let name = &attribute.name;
        let message = format!("\"{}\" belongs into the content block of the dynamic block", name.text);
        sink.report(name.span, message).meant(name.span, nearest(&name.text, KNOWN));
    }
    let mut contents = 0;
    for inner in block.body.blocks() {
        if inner.keyword.text != "content" {
            let message =
                format!("\"{}\" belongs into the content block of the dynamic block", inner.keyword.text);
            sink.report(inner.keyword.span, message);
            continue;
        }
        contents += 1;
        if contents > 1 {
            sink.report(inner.keyword.span, "a dynamic block has one content block");
        }
    }
    if contents == 0 {
        sink.report(block.header(), "a dynamic block needs a content block");
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn for_each_and_one_content_block_are_needed() {
        check_rule(
            "TF-dynamic-block",
            r#"
//- /main.tf
resource "aws_instance" "web" {
  dynamic "ebs_block_device" {
  ^^^^^^^^^^^^^^^^^^^^^^^^^^ a dynamic block needs a content block
    for_each    = [1]
    device_name = "a"
    ^^^^^^^^^^^ "device_name" belongs into the content block of the dynamic block
  }
  dynamic "lifecycle" {
          ^^^^^^^^^^^ "lifecycle" belongs to the language and cannot be made by a dynamic block
    for_each = [1]
    content {}
  }
}
"#,
        );
    }
}
