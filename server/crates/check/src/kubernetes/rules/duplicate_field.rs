//! A field that is written twice in one mapping.
//!
//! Strict decoding refuses it; without it the last one wins, silently.
//!
//! ```yaml
//! metadata:
//!   name: web
//!   name: api
//! ```
//!
//! Take one of them away.

use crate::Severity;
use crate::kubernetes::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-duplicate-field",
    title: "field that is written twice",
    severity: Severity::Error,
    doc: manual!("duplicate_field.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::duplicates(context.value, &context.object.unit.unit.text, sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn the_second_one_is_underlined() {
        check_rule(
            "K8S-duplicate-field",
            r#"
//- /a.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: web
  name: api
  ^^^^ metadata has the field "name" already
"#,
        );
    }
}
