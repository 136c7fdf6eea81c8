//! A field that the object's schema does not have.
//!
//! `kubectl apply` warns of such fields and drops them, and strict validation refuses them: what was meant by the
//! field never takes effect. Most are slips of the pen or stand one level too deep or too high.
//!
//! ```yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! spec:
//!   replica: 3
//! ```
//!
//! Write `replicas`.

use crate::Severity;
use crate::kubernetes::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-field",
    title: "field that the object does not have",
    severity: Severity::Error,
    doc: manual!("unknown_field.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::unknown(context.value, sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn a_misspelt_field_is_underlined_at_any_depth() {
        check_rule(
            "K8S-unknown-field",
            r#"
//- /web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replica: 3
  ^^^^^^^ spec has no field "replica"; did you mean "replicas"?
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          imag: nginx
          ^^^^ spec.template.spec.containers[0] has no field "imag"; did you mean "image"?
"#,
        );
    }

    #[test]
    fn an_object_of_the_workspaces_own_kind_has_the_metadata_of_every_object() {
        check_rule(
            "K8S-unknown-field",
            r#"
//- /crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  names: {kind: Widget, plural: widgets}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            metadata: {type: object}
            spec: {type: object, properties: {size: {type: integer}}}
//- /widget.yaml
apiVersion: example.com/v1
kind: Widget
metadata: {name: a, labels: {app: a}, lables: {app: a}}
                                      ^^^^^^ metadata has no field "lables"; did you mean "labels"?
spec: {size: 1, sise: 2}
                ^^^^ spec has no field "sise"; did you mean "size"?
"#,
        );
    }
}
