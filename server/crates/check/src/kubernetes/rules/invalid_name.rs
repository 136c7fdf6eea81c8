//! A name that Kubernetes does not accept.
//!
//! Most names end up in DNS: they take lower-case letters, digits and `-`, and objects other than Services and
//! Namespaces dots too. Underscores and capitals are the usual slips. The same holds for the names of containers,
//! volumes and ports, and for the keys of ConfigMaps and Secrets in their own way. An object needs a name, or a
//! `generateName`, and so does each of several ports of a Service.
//!
//! ```yaml
//! kind: Service
//! metadata:
//!   name: My_Service
//! ```
//!
//! Write `my-service`.

use crate::Severity;
use crate::kubernetes::names::{NameForm, data_key_fault, port_name_fault};
use crate::kubernetes::{Hook, ObjectContext, containers, items, pod_spec};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::is_placeholder;
use syntax::yaml::Node;
use text::TextEdit;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-invalid-name",
    title: "name that Kubernetes does not accept",
    severity: Severity::Error,
    doc: manual!("invalid_name.rs"),
    check: Check::Kubernetes(&[Hook::Object(check), Hook::Object(port_names)]),
};

/// A CronJob's name leaves room for what its Jobs add to it.
const CRON_JOB: usize = 52;

fn check(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let Some(kind) = context.kind else { return };
    let form = NameForm::of_kind(kind.group(), kind.kind());
    let metadata = context.object.get("metadata");
    if let Some(name) = metadata.and_then(|m| m.get("name")) {
        fault(name, "metadata.name", form, sink);
        let too_long = name.as_str().is_some_and(|text| text.len() > CRON_JOB);
        if kind.kind() == "CronJob" && too_long {
            sink.report(name.span, format!("the name of a CronJob has at most {CRON_JOB} characters"));
        }
    } else if needs_name(context) && metadata.and_then(|m| m.get("generateName")).is_none() {
        let at = context.object.entry("metadata").or_else(|| context.object.entry("kind"));
        if let Some(entry) = at {
            sink.report(entry.key.span, format!("{} needs metadata.name", kind.kind()));
        }
    }
    if let Some(namespace) = metadata.and_then(|m| m.get("namespace")) {
        fault(namespace, "metadata.namespace", NameForm::Label, sink);
    }
    if context.built_in().is_some() {
        in_pod(context, sink);
        data_keys(context, sink);
    }
}

/// Reviews and the like are asked, not kept: they have no name.
fn needs_name(context: &ObjectContext<'_>) -> bool {
    let is_asked = ["Review", "Request", "Scale", "Eviction", "Binding"].iter().any(|end| {
        context.kind_name.ends_with(end)
            && !matches!(context.group(), "rbac.authorization.k8s.io" | "certificates.k8s.io")
    });
    context.built_in().is_some() && !is_asked
}

fn fault(name: &Node, title: &str, form: NameForm, sink: &mut Sink<'_>) {
    let text = name.as_str().filter(|text| !is_placeholder(text));
    let Some((text, fault)) = text.and_then(|text| Some((text, form.fault(text)?))) else { return };
    let found = sink.report(name.span, format!("{title} {fault}"));
    if let Some(repaired) = form.repaired(text) {
        found.fix(format!("Change to \"{repaired}\""), vec![TextEdit::replace(name.span, repaired)]);
    }
}

fn in_pod(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let Some(spec) = pod_spec(context) else { return };
    for name in items(spec.get("volumes")).iter().filter_map(|volume| volume.get("name")) {
        fault(name, "the name of a volume", NameForm::Label, sink);
    }
    for container in containers(spec) {
        if let Some(name) = container.get("name") {
            fault(name, "the name of a container", NameForm::Label, sink);
        }
        for name in items(container.get("ports")).iter().filter_map(|port| port.get("name")) {
            let text = name.as_str().filter(|text| !is_placeholder(text));
            if let Some(fault) = text.and_then(port_name_fault) {
                sink.report(name.span, format!("the name of a container's port {fault}"));
            }
        }
    }
}

fn data_keys(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if !matches!(context.kind_name, "ConfigMap" | "Secret") {
        return;
    }
    let maps = ["data", "stringData", "binaryData"].into_iter().filter_map(|name| context.object.get(name));
    for entry in maps.flat_map(Node::entries) {
        let key = entry.key.as_str().filter(|key| !is_placeholder(key));
        if let Some(fault) = key.and_then(data_key_fault) {
            sink.report(entry.key.span, format!("a key of a {} {fault}", context.kind_name));
        }
    }
}

/// Several ports of one Service are told apart by their names.
fn port_names(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if context.kind_name != "Service" || context.built_in().is_none() {
        return;
    }
    let ports = items(context.object.at(&["spec", "ports"]));
    for port in ports.iter().filter(|port| ports.len() > 1 && port.get("name").is_none()) {
        if let Some(entry) = port.entries().first() {
            sink.report(entry.key.span, "each of several ports of a Service needs a name");
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn every_kind_of_name_has_its_own_form() {
        check_rule(
            "K8S-invalid-name",
            r#"
//- /a.yaml
apiVersion: v1
kind: Service
metadata: {name: my.service}
                 ^^^^^^^^^^ metadata.name takes lower-case letters, digits and "-", with a letter or digit at both ends
spec:
  ports:
    - port: 80
      ^^^^ each of several ports of a Service needs a name
    - {port: 81, name: b}
---
apiVersion: v1
kind: ConfigMap
metadata:
^^^^^^^^ ConfigMap needs metadata.name
  labels: {a: b}
data:
  "a b": c
  ^^^^^ a key of a ConfigMap takes letters, digits, "-", "_" and "."
---
apiVersion: v1
kind: Pod
metadata: {generateName: web-}
spec:
  containers:
    - name: Web
            ^^^ the name of a container takes lower-case letters, digits and "-", with a letter or digit at both ends
      ports:
        - {name: http-of-the-website, containerPort: 80}
                 ^^^^^^^^^^^^^^^^^^^ the name of a container's port has 1 to 15 characters
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: "system:reader"}
---
apiVersion: v1
kind: Service
metadata: {name: "${APP}", namespace: "{{ namespace }}"}
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: {name: a.b}
"#,
        );
    }

    #[test]
    fn capitals_and_underscores_are_replaced() {
        check_fix(
            "K8S-invalid-name",
            "//- /a.yaml\napiVersion: v1\nkind: Namespace\nmetadata: {name: My_Team}\n",
            "//- /a.yaml\napiVersion: v1\nkind: Namespace\nmetadata: {name: my-team}\n",
        );
    }
}
