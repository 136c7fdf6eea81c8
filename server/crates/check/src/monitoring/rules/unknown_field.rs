//! A field that the format does not have.
//!
//! Prometheus and Alertmanager refuse a file with a field that they do not know, and with it everything in it.
//!
//! ```yaml
//! groups:
//!   - name: api
//!     rules:
//!       - alert: Down
//!         exp: up == 0
//! ```
//!
//! Write `expr`.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "MON-unknown-field",
    title: "field that the format does not have",
    severity: Severity::Error,
    doc: manual!("unknown_field.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::unknown(context.value, sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn fields_are_those_of_the_format() {
        check_rule(
            "MON-unknown-field",
            r#"
//- /rules.yaml
groups:
  - name: api
    intervall: 1m
    ^^^^^^^^^ groups[0] has no field "intervall"; did you mean "interval"?
    rules:
      - alert: Down
        exp: up == 0
        ^^^ groups[0].rules[0] has no field "exp"; did you mean "expr"?
//- /alertmanager.yml
route:
  receiver: a
  group_bye: [x]
  ^^^^^^^^^ route has no field "group_bye"; did you mean "group_by"?
receivers:
  - name: a
"#,
        );
    }
}
