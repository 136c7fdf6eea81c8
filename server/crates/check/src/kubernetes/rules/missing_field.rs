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
use crate::kubernetes::{Hook, ObjectContext, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure;
use syntax::yaml::ScalarType;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-missing-field",
    title: "required field that is not there",
    severity: Severity::Error,
    doc: manual!("missing_field.rs"),
    check: Check::Kubernetes(&[Hook::Object(identity), Hook::Value(check)]),
};

/// What every object says of itself, whatever else it is.
fn identity(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let object = context.object;
    let head = object.entries().first().map_or(object.span, |entry| entry.key.span);
    for name in ["apiVersion", "kind"] {
        if object.get(name).is_none_or(|node| node.scalar_type() == Some(ScalarType::Null)) {
            sink.report(head, format!("the object needs the field \"{name}\""));
        }
    }
}

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    structure::missing(context.value, context.head(), sink);
}

#[cfg(test)]
mod tests {
    use testkit::{check_fixture, check_rule};

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

    #[test]
    fn a_patch_of_a_kustomization_is_a_part_and_may_take_fields_away() {
        check_fixture(
            r#"
//- /kustomization.yaml
resources: [web.yaml]
patches: [{path: patch.yaml}]
//- /web.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: nginx}]}
//- /patch.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: null
  template:
    spec:
      containers:
        - name: sidecar
          $patch: delete
        - image: nginx
          imag: nginx
          ^^^^ K8S-unknown-field: spec.template.spec.containers[1] has no field "imag"; did you mean "image"?
"#,
        );
    }
}
