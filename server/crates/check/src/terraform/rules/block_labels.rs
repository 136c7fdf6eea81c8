//! A block with too few or too many labels, or a name that is none.
//!
//! A `resource` has a type and a name, a `variable` has a name, `locals` has none. Names start with a letter or an
//! underscore and go on with letters, digits, underscores and dashes.
//!
//! ```hcl
//! resource "aws_instance" {
//! }
//! ```
//!
//! Write `resource "aws_instance" "web"`.

use crate::Severity;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BlockContext, BodyContext, Hook};
use syntax::hcl::{Block, Label};
use workspace::TerraformBlock;

pub(crate) static RULE: Rule = Rule {
    code: "TF-block-labels",
    title: "wrong labels of a block",
    severity: Severity::Error,
    doc: manual!("block_labels.rs"),
    check: Check::Terraform(&[Hook::Block(check_top), Hook::Body(check_nested)]),
};

/// Names that a variable cannot have, since `module` blocks use them (Terraform 1.11, `configs.variable`).
const RESERVED_VARIABLES: [&str; 8] =
    ["source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals"];

fn check_top(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    if context.kind == TerraformBlock::Unknown {
        return;
    }
    let wanted = context.kind.labels();
    labels(context.block, wanted, sink);
    // A provider's name may be anything that a provider can be called.
    for label in context.block.labels.iter().take(wanted.len()) {
        name(context.kind, label, sink);
    }
}

fn name(kind: TerraformBlock, label: &Label, sink: &mut Sink<'_>) {
    if !is_name(&label.text) {
        let message = format!(
            "\"{}\" is no name: it starts with a letter or underscore, then letters, digits, underscores and dashes",
            label.text
        );
        sink.report(label.span, message);
    } else if kind == TerraformBlock::Variable && RESERVED_VARIABLES.contains(&label.text.as_str()) {
        let message =
            format!("a variable cannot be called \"{}\", which module blocks use themselves", label.text);
        sink.report(label.span, message);
    }
}

/// Whether Terraform takes `text` for a name.
fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '-')
}

fn check_nested(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    for block in context.body.blocks() {
        if block.keyword.text == "dynamic" {
            labels(block, &["block type"], sink);
        } else if let Some(nested) = context.schema.block(&block.keyword.text) {
            labels(block, nested.labels(), sink);
        }
    }
}

fn labels(block: &Block, wanted: &[&str], sink: &mut Sink<'_>) {
    let keyword = &block.keyword.text;
    if let Some(missing) = wanted.get(block.labels.len()) {
        let all: Vec<String> = wanted.iter().map(|w| format!("\"{}\"", w.to_uppercase())).collect();
        let message = format!("the block needs a {missing}: {keyword} {}", all.join(" "));
        sink.report(block.header(), message);
    } else if let Some(extra) = block.labels.get(wanted.len()) {
        let message = match wanted.len() {
            0 => format!("{keyword} takes no label"),
            1 => format!("{keyword} takes one label, its {}", wanted.join(" ")),
            n => format!("{keyword} takes {n} labels, its {}", wanted.join(" and ")),
        };
        sink.report(extra.span, message);
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn missing_and_extra_labels_and_bad_names_are_underlined() {
        check_rule(
            "TF-block-labels",
            r#"
//- /main.tf
resource "aws_instance" {
^^^^^^^^^^^^^^^^^^^^^^^ the block needs a name: resource "TYPE" "NAME"
}
locals "x" {
       ^^^ locals takes no label
}
variable "a" "b" {
             ^^^ variable takes one label, its name
}
variable "count" {
         ^^^^^^^ a variable cannot be called "count", which module blocks use themselves
}
output "1st" {
       ^^^^^ "1st" is no name: it starts with a letter or underscore, then letters, digits, underscores and dashes
  value = 1
}
"#,
        );
    }
}
