//! A label or an annotation that Kubernetes does not accept.
//!
//! The key of both is a name of up to 63 letters, digits, `-`, `_` and `.`, perhaps after a DNS name and a slash. The
//! value of a label follows the same rule or is empty; that of an annotation may be any string.
//!
//! ```yaml
//! labels:
//!   owner: Team A
//! ```
//!
//! Write `team-a`, or make it an annotation.

use crate::Severity;
use crate::kubernetes::names::{key_fault, label_value_fault};
use crate::kubernetes::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::{Step, is_placeholder};
use schema::SchemaType;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-invalid-label",
    title: "label or annotation that Kubernetes does not accept",
    severity: Severity::Error,
    doc: manual!("invalid_label.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let value = context.value;
    let [.., Step::Field(around), Step::Field(name)] = value.path else { return };
    // In a schema that a definition holds, the words mean fields.
    if value.schema.additional().is_none_or(|free| free.ty() != SchemaType::String) {
        return;
    }
    let (title, is_label) = match (*around, *name) {
        ("metadata", "labels") | (_, "matchLabels") => ("label", true),
        ("metadata", "annotations") => ("annotation", false),
        ("spec", "nodeSelector") => ("node selector", true),
        ("spec", "selector") if matches!(context.object.kind_name, "Service" | "ReplicationController") => {
            ("selector", true)
        }
        _ => return,
    };
    for entry in value.node.entries() {
        let Some(key) = entry.key.as_str().filter(|key| *key != "<<" && !is_placeholder(key)) else {
            continue;
        };
        if let Some(fault) = key_fault(key) {
            sink.report(entry.key.span, format!("\"{key}\" is no key of a {title}: {fault}"));
        }
        let text = entry.value.as_str().filter(|text| is_label && !is_placeholder(text)).unwrap_or_default();
        if let Some(fault) = label_value_fault(text) {
            sink.report(entry.value.span, format!("\"{text}\" is no value of a {title}: {fault}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn keys_and_values_have_their_own_syntax() {
        check_rule(
            "K8S-invalid-label",
            r#"
//- /a.yaml
apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app.kubernetes.io/name: web
    owner: Team A
           ^^^^^^ "Team A" is no value of a label: it takes letters, digits, "-", "_" and ".", with a letter or digit at both ends
    a b: c
    ^^^ "a b" is no key of a label: its name has up to 63 letters, digits, "-", "_" and ".", with a letter or digit at both ends
  annotations:
    example.com/why: anything at all
spec:
  selector: {app: "", tier: front/}
                            ^^^^^^ "front/" is no value of a selector: it takes letters, digits, "-", "_" and ".", with a letter or digit at both ends
"#,
        );
    }
}
