//! A required argument or block that is not there.
//!
//! The provider's schema says which arguments and how many blocks of a type a resource must have.
//!
//! ```hcl
//! resource "aws_iam_role" "app" {
//!   name = "app"
//! }
//! ```
//!
//! Add `assume_role_policy`. The fix adds what is missing with empty values to fill in.

use crate::Severity;
use crate::edits::{indent_at, insert_in_block};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BodyContext, Hook, fill};
use schema::terraform::BlockType;

pub(crate) static RULE: Rule = Rule {
    code: "TF-missing-argument",
    title: "required argument or block that is not there",
    severity: Severity::Error,
    doc: manual!("missing_argument.rs"),
    check: Check::Terraform(&[Hook::Body(check)]),
};

fn check(context: &BodyContext<'_>, sink: &mut Sink<'_>) {
    let arguments = fill::missing_arguments(context.body, context.schema);
    let blocks = fill::missing_blocks(context.body, context.schema);
    if arguments.is_empty() && blocks.is_empty() {
        return;
    }
    let mut wanted: Vec<String> = Vec::new();
    wanted.extend(listed("argument", &arguments));
    wanted.extend(listed("block", &blocks.iter().map(|b| b.name()).collect::<Vec<_>>()));
    let message = format!("{} needs {}", context.title(), wanted.join(" and "));
    let text = &context.top.unit.unit.text;
    let lines = fill::written(&arguments, &blocks, context.schema);
    let outer = indent_at(text, context.block.span.start);
    let edits = insert_in_block(text, context.body.span, outer, &lines);
    sink.report(context.block.header(), message).fix(title(&arguments, &blocks), edits);
}

/// `the argument "a"`, `the arguments "a", "b"`.
fn listed(what: &str, names: &[&str]) -> Option<String> {
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    match quoted.len() {
        0 => None,
        1 => Some(format!("the {what} {}", quoted.join(", "))),
        _ => Some(format!("the {what}s {}", quoted.join(", "))),
    }
}

fn title(arguments: &[&str], blocks: &[BlockType]) -> String {
    match (arguments, blocks) {
        ([name], []) => format!("Add \"{name}\""),
        ([], [block]) => format!("Add a \"{}\" block", block.name()),
        _ => "Add what is required".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn what_is_missing_is_named_at_the_head_of_the_block() {
        check_rule(
            "TF-missing-argument",
            r#"
//- /main.tf
resource "aws_iam_role" "app" {
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ resource "aws_iam_role" needs the argument "assume_role_policy"
}
output "x" {
^^^^^^^^^^ a output block needs the argument "value"
}
"#,
        );
    }

    #[test]
    fn the_fix_adds_arguments_and_blocks_and_keeps_comments() {
        check_fix(
            "TF-missing-argument",
            "resource \"aws_iam_role\" \"app\" {\n  name = \"app\" # short\n}\n",
            "resource \"aws_iam_role\" \"app\" {\n  name = \"app\" # short\n  assume_role_policy = \"\"\n}\n",
        );
        check_fix("TF-missing-argument", "output \"x\" {}\n", "output \"x\" {\n  value = \"\"\n}\n");
    }
}
