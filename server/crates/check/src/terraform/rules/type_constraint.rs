//! A type of a variable that is none.
//!
//! A type is `string`, `number`, `bool` or `any`, or `list(...)`, `set(...)`, `map(...)`, `object({...})` or
//! `tuple([...])` of types, written without quotes.
//!
//! ```hcl
//! variable "zones" {
//!   type = "list(strings)"
//! }
//! ```
//!
//! Write `list(string)`.

use crate::Severity;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::terraform::{BlockContext, Hook, constraint};
use text::TextEdit;
use workspace::TerraformBlock;

pub(crate) static RULE: Rule = Rule {
    code: "TF-type-constraint",
    title: "type of a variable that is none",
    severity: Severity::Error,
    doc: manual!("type_constraint.rs"),
    check: Check::Terraform(&[Hook::Block(check)]),
};

fn check(context: &BlockContext<'_>, sink: &mut Sink<'_>) {
    if context.kind != TerraformBlock::Variable {
        return;
    }
    let Some(written) = context.block.body.attribute("type") else { return };
    for fault in constraint::parse(&written.value).1 {
        let found = sink.report(fault.span, fault.message);
        if let Some(instead) = fault.instead {
            found.fix(format!("Change to {instead}"), vec![TextEdit::replace(fault.span, instead)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn a_word_that_is_no_type_is_underlined_where_it_stands() {
        check_rule(
            "TF-type-constraint",
            r#"
//- /main.tf
variable "a" {
  type = object({ port = optional(number, 80), hosts = list(strin) })
                                                            ^^^^^ "strin" is no type; did you mean string?
}
variable "b" {
  type = map(string, number)
         ^^^^^^^^^^^^^^^^^^^ map(...) takes one argument, the type of its elements
}
variable "c" {
  type = set
         ^^^ the type set needs an argument: set(...)
}
"#,
        );
        check_fix(
            "TF-type-constraint",
            "variable \"a\" {\n  type = \"string\"\n}\n",
            "variable \"a\" {\n  type = string\n}\n",
        );
    }
}
