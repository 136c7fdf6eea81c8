//! Fields that do not go together, or of which one is needed.
//!
//! The schema of a custom resource can say that exactly one of some fields is to be set, at least one, or not two
//! together (`oneOf`, `anyOf`, `allOf`, `not`). The API server refuses an object that breaks this.
//!
//! ```yaml
//! apiVersion: snapshot.storage.k8s.io/v1
//! kind: VolumeSnapshot
//! metadata:
//!   name: data
//! spec:
//!   source:
//!     persistentVolumeClaimName: data
//!     volumeSnapshotContentName: data-content
//! ```
//!
//! Keep the field that is meant, or add the one that is missing.

use crate::Severity;
use crate::kubernetes::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-conflicting-fields",
    title: "fields that do not go together",
    severity: Severity::Error,
    doc: manual!("conflicting_fields.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::choices(context.value, context.head(), sink);
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    const DEFINITION: &str = r"
//- /crd.yaml
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: routes.example.com}
spec:
  group: example.com
  names: {kind: Route, plural: routes}
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
            spec:
              type: object
              oneOf:
                - required: [host]
                - required: [address]
              not:
                required: [address, port]
              properties:
                host: {type: string}
                address: {type: string}
                port: {type: integer}
                to:
                  type: object
                  anyOf:
                    - required: [service]
                    - required: [url]
                  properties:
                    service: {type: string}
                    url: {type: string}
";

    #[test]
    fn what_must_be_alone_or_together_is_named() {
        check_rule(
            "K8S-conflicting-fields",
            &format!(
                "{DEFINITION}{}",
                r#"
//- /routes.yaml
apiVersion: example.com/v1
kind: Route
metadata: {name: both}
spec:
^^^^ spec takes only one of "address" and "host"
  host: a
  address: b
---
apiVersion: example.com/v1
kind: Route
metadata: {name: none}
spec:
^^^^ spec needs one of "address" or "host"
  port: 80
  to: {}
  ^^ spec.to needs at least one of "service" or "url"
---
apiVersion: example.com/v1
kind: Route
metadata: {name: excluded}
spec:
^^^^ spec cannot have "address" and "port"
  address: b
  port: 80
---
apiVersion: example.com/v1
kind: Route
metadata: {name: right}
spec:
  host: a
  to: {url: b}
"#
            ),
        );
    }
}
