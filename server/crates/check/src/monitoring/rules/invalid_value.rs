//! A value of the right type that the field does not allow: none of a fixed list, or out of range.
//!
//! Prometheus loads a `scheme` that it does not know, and then every scrape fails; it refuses the rest.
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
use crate::structure::{self, Step};

pub(crate) static RULE: Rule = Rule {
    code: "MON-invalid-value",
    title: "value that the field does not allow",
    severity: Severity::Error,
    doc: manual!("invalid_value.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    // Actions of relabelling are read without regard to case.
    if let [.., Step::Field("action")] = context.value.path
        && let Some(action) = context.value.node.as_str().map(str::to_lowercase)
        && context.value.schema.enums().contains(&action.as_str())
    {
        return;
    }
    let before = sink.found.len();
    structure::invalid(context.value, sink);
    if let [.., Step::Field("scheme")] = context.value.path {
        for found in sink.found.iter_mut().skip(before) {
            found.severity(Severity::Warning);
        }
    }
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
