//! A value whose type is not that of the field: a list where one value stands, text where a number is needed.
//!
//! ```yaml
//! groups:
//!   name: api
//! ```
//!
//! Write `- name: api`.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "MON-wrong-type",
    title: "value of the wrong type",
    severity: Severity::Error,
    doc: manual!("wrong_type.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::wrong_type(context.value, sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn types_are_those_of_the_format() {
        check_rule(
            "MON-wrong-type",
            r"
//- /rules.yaml
groups:
  - name: api
    limit: many
           ^^^^ groups[0].limit takes an integer, not a string
    rules:
      - record: job:up
        expr: 1
        labels: [a]
                ^^^ groups[0].rules[0].labels takes a mapping, not a list
",
        );
    }
}
