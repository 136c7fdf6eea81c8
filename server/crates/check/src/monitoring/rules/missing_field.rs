//! A required field that is not there.
//!
//! ```yaml
//! groups:
//!   - rules:
//!       - alert: Down
//! ```
//!
//! Add the group's `name` and the rule's `expr`.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "MON-missing-field",
    title: "required field that is not there",
    severity: Severity::Error,
    doc: manual!("missing_field.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::missing(context.value, context.head(), sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn what_is_missing_is_named() {
        check_rule(
            "MON-missing-field",
            r#"
//- /alertmanager.yml
route:
  receiver: a
receivers:
  - webhook_configs:
    ^^^^^^^^^^^^^^^ receivers[0] needs the field "name"
      - url: http://example.com
"#,
        );
    }
}
