//! A value whose type is not that of the field.
//!
//! Kubernetes reads manifests as JSON: an unquoted `8080` or `true` is no string, and a quoted one is no number. Labels,
//! annotations, environment variables and data of a ConfigMap are strings.
//!
//! ```yaml
//! env:
//!   - name: DEBUG
//!     value: true
//! ```
//!
//! Write `value: "true"`.

use crate::Severity;
use crate::kubernetes::{Hook, ObjectContext, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;
use syntax::yaml::ScalarType;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-wrong-type",
    title: "value of the wrong type",
    severity: Severity::Error,
    doc: manual!("wrong_type.rs"),
    check: Check::Kubernetes(&[Hook::Object(identity), Hook::Value(check)]),
};

/// What every object says of itself, without which its schema is not known.
fn identity(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    for name in ["apiVersion", "kind"] {
        let Some(node) = context.object.get(name) else { continue };
        if context.kind.is_none()
            && !matches!(node.scalar_type(), Some(ScalarType::String | ScalarType::Null))
        {
            sink.report(node.span, format!("{name} takes a string"));
        }
    }
}

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::wrong_type(context.value, sink);
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn types_are_those_of_json() {
        check_rule(
            "K8S-wrong-type",
            r#"
//- /a.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels: {a: 1}
              ^ metadata.labels.a takes a string, not an integer
spec:
  replicas: "3"
            ^^^ spec.replicas takes an integer, not a string
  paused: no
  selector: []
            ^^ spec.selector takes a mapping, not a list
  template:
    spec:
      containers: {}
                  ^^ spec.template.spec.containers takes a list, not a mapping
---
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  ports:
    - {port: 80, targetPort: http}
    - {port: 81, targetPort: 8080}
"#,
        );
        check_fix(
            "K8S-wrong-type",
            "//- /a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  debug: true\n",
            "//- /a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  debug: \"true\"\n",
        );
    }
}
