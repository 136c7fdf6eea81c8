//! A required field that is not there.
//!
//! The API server refuses an object without it.
//!
//! ```yaml
//! containers:
//!   - image: nginx
//! ```
//!
//! Add `name`.

use crate::Severity;
use crate::kubernetes::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-missing-field",
    title: "required field that is not there",
    severity: Severity::Error,
    doc: manual!("missing_field.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::missing(context.value, context.head(), sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn what_is_missing_is_named_at_the_field_that_needs_it() {
        check_rule(
            "K8S-missing-field",
            r#"
//- /a.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
^^^^ spec needs the field "selector"
  template:
    spec:
      containers:
        - image: nginx
          ^^^^^ spec.template.spec.containers[0] needs the field "name"
"#,
        );
    }
}
