//! A value of the right type that the field does not allow: none of a fixed list, out of range, too long, or of another
//! form than the field's pattern, format or quantity.
//!
//! The API server refuses the object.
//!
//! ```yaml
//! imagePullPolicy: Allways
//! ```
//!
//! Write `Always`.

use crate::Severity;
use crate::kubernetes::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-invalid-value",
    title: "value that the field does not allow",
    severity: Severity::Error,
    doc: manual!("invalid_value.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::invalid(context.value, sink);
    structure::form(context.value, sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn values_are_those_that_the_schema_lists() {
        check_rule(
            "K8S-invalid-value",
            r#"
//- /a.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  restartPolicy: Allways
                 ^^^^^^^ spec.restartPolicy is one of Always, Never, OnFailure, not "Allways"; did you mean "Always"?
  containers:
    - {name: web, image: nginx}
"#,
        );
    }
}
