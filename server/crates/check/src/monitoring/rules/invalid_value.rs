//! A value of the right type that the field does not allow: none of a fixed list, or out of range.
//!
//! ```yaml
//! scrape_configs:
//!   - job_name: api
//!     scheme: htps
//! ```
//!
//! Write `https`.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "MON-invalid-value",
    title: "value that the field does not allow",
    severity: Severity::Error,
    doc: manual!("invalid_value.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::invalid(context.value, sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn values_are_those_that_the_format_lists() {
        check_rule(
            "MON-invalid-value",
            r#"
//- /prometheus.yml
scrape_configs:
  - job_name: api
    scheme: htps
            ^^^^ scrape_configs[0].scheme is one of http, https, not "htps"; did you mean "https"?
"#,
        );
    }
}
