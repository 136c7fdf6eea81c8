//! A field that is written twice in one mapping.
//!
//! Prometheus and Alertmanager refuse the file.
//!
//! ```yaml
//! labels:
//!   severity: page
//!   severity: ticket
//! ```
//!
//! Take one of them away.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "MON-duplicate-field",
    title: "field that is written twice",
    severity: Severity::Error,
    doc: manual!("duplicate_field.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::duplicates(context.value, context.text, sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn the_second_one_is_underlined() {
        check_rule(
            "MON-duplicate-field",
            r#"
//- /rules.yaml
groups:
  - name: api
    rules:
      - alert: Down
        expr: up == 0
        labels:
          severity: page
          severity: ticket
          ^^^^^^^^ groups[0].rules[0].labels has the field "severity" already
"#,
        );
    }
}
