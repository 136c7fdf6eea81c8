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
use crate::nearest::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::dotted;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-field",
    title: "field that the object does not have",
    severity: Severity::Error,
    doc: manual!("unknown_field.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    for entry in context.value.unknown_fields() {
        let Some(name) = entry.key.as_str() else { continue };
        // Every object has these, though not every CustomResourceDefinition says so.
        if context.path.is_empty() && matches!(name, "apiVersion" | "kind" | "metadata") {
            continue;
        }
        let meant = nearest(name, context.value.schema.properties().map(|(name, _)| name));
        let place = match dotted(context.path) {
            path if path.is_empty() => context.object.kind_name.to_owned(),
            path => path,
        };
        sink.report(entry.key.span, format!("{place} has no field \"{name}\"")).meant(entry.key.span, meant);
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn what_every_object_has_is_known_where_a_custom_resource_does_not_name_it() {
        check_rule(
            "K8S-unknown-field",
            r"
//- /mtls.yaml
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata:
  name: default
spec:
  mtls:
    mode: STRICT
",
        );
    }

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
}
