//! A workload whose selector does not match the labels of its own pods.
//!
//! The API server refuses such a Deployment, StatefulSet, DaemonSet or ReplicaSet: it would make pods without end, none
//! of which counts as its own.
//!
//! ```yaml
//! kind: Deployment
//! spec:
//!   selector:
//!     matchLabels: {app: web}
//!   template:
//!     metadata:
//!       labels: {app: api}
//! ```
//!
//! Write the same labels in both.

use crate::Severity;
use crate::kubernetes::{Hook, ObjectContext};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use syntax::yaml::{insert_entry, replace_scalar};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-selector-mismatch",
    title: "selector that does not match the workload's own pods",
    severity: Severity::Error,
    doc: manual!("selector_mismatch.rs"),
    check: Check::Kubernetes(&[Hook::Object(check)]),
};

fn check(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let path: &[&str] = match context.kind_name {
        "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" => &["spec", "selector", "matchLabels"],
        "ReplicationController" => &["spec", "selector"],
        _ => return,
    };
    let object = context.object;
    let (Some(selector), Some(metadata)) = (object.at(path), object.at(&["spec", "template", "metadata"]))
    else {
        return;
    };
    let labels = metadata.get("labels");
    // A merge key can bring labels that are not written here.
    if labels.or(Some(selector)).is_some_and(|node| node.entry("<<").is_some()) {
        return;
    }
    for entry in selector.entries() {
        let (Some(key), Some(value)) = (entry.key.as_str(), entry.value.as_str()) else { continue };
        let label = labels.and_then(|labels| labels.entry(key));
        let written = label.map(|label| label.value.as_str());
        if written == Some(Some(value)) || written == Some(None) {
            continue;
        }
        let text = &context.unit.unit.text;
        let message = format!("the pods do not have the label {key}: {value} that the selector asks for");
        let found = sink.report(entry.span(), message);
        if let Some(label) = label {
            found.related(Place::Here, label.span(), "the label of the pods");
            found.fix("Give the pods this label", vec![replace_scalar(text, &label.value, value)]);
        } else if let Some(labels) = labels.filter(|labels| !labels.entries().is_empty()) {
            found.related(Place::Here, labels.span, "the labels of the pods");
            found.fix(
                "Give the pods this label",
                vec![insert_entry(text, labels, key, entry.value.span.text(text))],
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn each_label_that_the_pods_lack_is_underlined() {
        check_rule(
            "K8S-selector-mismatch",
            r"
//- /a.yaml
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector:
    matchLabels:
      app: web
      ^^^^^^^^ the pods do not have the label app: web that the selector asks for
      tier: front
  template:
    metadata: {labels: {app: wep, tier: front, more: yes}}
    spec: {containers: [{name: web, image: nginx}]}
",
        );
    }

    #[test]
    fn the_pods_get_the_label() {
        let of = |label: &str| {
            format!(
                "//- /a.yaml\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {{name: web}}\nspec:\n  selector: {{matchLabels: {{app: web}}}}\n  template:\n    metadata:\n      labels:\n        {label}\n    spec: {{containers: [{{name: web, image: nginx}}]}}\n"
            )
        };
        check_fix("K8S-selector-mismatch", &of("app: wep # old"), &of("app: web # old"));
        check_fix("K8S-selector-mismatch", &of("a: b"), &of("a: b\n        app: web"));
    }
}
