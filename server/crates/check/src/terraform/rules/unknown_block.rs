//! A block that cannot stand where it is written.
//!
//! At the top of a file Terraform knows `resource`, `data`, `variable` and a few more; inside them it knows the block
//! types of the provider's schema.
//!
//! ```hcl
//! resource "aws_instance" "web" {
//!   root_block {
//!     volume_size = 8
//!   }
//! }
//! ```
//!
//! Write `root_block_device`.

use crate::Severity;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BlockContext, BodyContext, Hook};
use text::TextEdit;
use workspace::TerraformBlock;

pub(crate) static RULE: Rule = Rule {
    code: "TF-unknown-block",
    title: "block that cannot stand where it is written",
    severity: Severity::Error,
    doc: manual!("unknown_block.rs"),
    check: Check::Terraform(&[Hook::Block(check_top), Hook::Body(check_nested)]),
};

fn check_top(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    if context.kind != TerraformBlock::Unknown {
        return;
    }
    let keyword = &context.block.keyword;
    let meant = nearest(&keyword.text, TerraformBlock::ALL.iter().map(|(name, _)| *name));
    let message = format!("\"{}\" is no block that can stand at the top of a Terraform file", keyword.text);
    sink.report(keyword.span, message).meant(keyword.span, meant);
}

fn check_nested(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    for block in context.body.blocks() {
        if block.keyword.text == "dynamic" {
            check_dynamic(context, block, sink);
            continue;
        }
        let name = block.keyword.text.as_str();
        // The names in `locals` and `module` are the writer's, but they hold no blocks.
        let is_closed = !context.schema.open
            || matches!(context.top.kind, TerraformBlock::Locals | TerraformBlock::Module);
        if !is_closed || context.schema.block(name).is_some() {
            continue;
        }
        // An argument written as a block has a rule of its own.
        if context.schema.argument(name).is_some() {
            continue;
        }
        let meant = nearest(name, context.schema.block_names());
        let message = format!("{} takes no block \"{name}\"", context.title());
        sink.report(block.keyword.span, message).meant(block.keyword.span, meant);
    }
}

fn check_dynamic(context: &BodyContext<'_>, block: &syntax::hcl::Block, sink: &mut Sink<'_>) {
    let Some(label) = block.labels.first() else { return };
    if context.schema.open || context.schema.block(&label.text).is_some() {
        return;
    }
    let names = context.schema.block_names();
    let message = format!("{} takes no block \"{}\"", context.title(), label.text);
    let found = sink.report(label.span, message);
    if let Some(meant) = nearest(&label.text, names) {
        let quoted = format!("\"{meant}\"");
        found.fix(format!("Change to {quoted}"), vec![TextEdit::replace(label.span, quoted)]);
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn an_unknown_block_is_underlined_at_the_top_and_inside() {
        check_rule(
            "TF-unknown-block",
            r#"
//- /main.tf
resourc "aws_instance" "web" {
^^^^^^^ "resourc" is no block that can stand at the top of a Terraform file; did you mean "resource"?
}
resource "aws_instance" "web" {
  root_block_devic {
  ^^^^^^^^^^^^^^^^ resource "aws_instance" takes no block "root_block_devic"; did you mean "root_block_device"?
  }
  dynamic "metadata_option" {
          ^^^^^^^^^^^^^^^^^ resource "aws_instance" takes no block "metadata_option"
    for_each = []
    content {}
  }
}
"#,
        );
    }
}
