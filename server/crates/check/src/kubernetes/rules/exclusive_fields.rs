//! Fields of which only one may be set, or one must be, in Kubernetes' own kinds.
//!
//! Their schemas do not say so, but the API server refuses the object: a probe has one handler, a volume one source, a
//! variable a value or a source for it, a path of an Ingress one backend.
//!
//! ```yaml
//! livenessProbe:
//!   httpGet: {path: /healthz, port: 8080}
//!   tcpSocket: {port: 8080}
//! ```
//!
//! Keep the one that is meant.

use crate::Severity;
use crate::kubernetes::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::{Reader, Step};
use syntax::yaml::{Node, NodeKind, ScalarType, remove_entry};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-exclusive-fields",
    title: "fields of which one is to be set",
    severity: Severity::Error,
    doc: manual!("exclusive_fields.rs"),
    check: Check::Kubernetes(&[Hook::Value(check)]),
};

/// A group of fields in Kubernetes' own kinds: the way to the mapping that has them (`*` is an item of a list), the
/// fields, and whether one must be there. Source: the validation of each kind (`k8s.io/kubernetes/pkg/apis`).
struct Group {
    path: &'static [&'static str],
    fields: &'static [&'static str],
    needs_one: bool,
}

const PROBE: &[&str] = &["exec", "grpc", "httpGet", "tcpSocket"];
const LIFECYCLE: &[&str] = &["exec", "httpGet", "sleep", "tcpSocket"];
const VALUE_SOURCES: &[&str] =
    &["configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"];
const VOLUME_SOURCES: &[&str] = &[
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "hostPath",
    "image",
    "iscsi",
    "nfs",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

const GROUPS: [Group; 13] = [
    Group { path: &["livenessProbe"], fields: PROBE, needs_one: true },
    Group { path: &["readinessProbe"], fields: PROBE, needs_one: true },
    Group { path: &["startupProbe"], fields: PROBE, needs_one: true },
    Group { path: &["lifecycle", "postStart"], fields: LIFECYCLE, needs_one: true },
    Group { path: &["lifecycle", "preStop"], fields: LIFECYCLE, needs_one: true },
    Group { path: &["volumes", "*"], fields: VOLUME_SOURCES, needs_one: false },
    Group { path: &["env", "*"], fields: &["value", "valueFrom"], needs_one: false },
    Group { path: &["env", "*", "valueFrom"], fields: VALUE_SOURCES, needs_one: true },
    Group { path: &["envFrom", "*"], fields: &["configMapRef", "secretRef"], needs_one: true },
    Group { path: &["paths", "*", "backend"], fields: &["resource", "service"], needs_one: true },
    Group {
        path: &["ingress", "*", "from", "*"],
        fields: &["ipBlock", "namespaceSelector"],
        needs_one: false,
    },
    Group { path: &["ingress", "*", "from", "*"], fields: &["ipBlock", "podSelector"], needs_one: false },
    Group { path: &["egress", "*", "to", "*"], fields: &["ipBlock", "podSelector"], needs_one: false },
];

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    if context.value.reader == Reader::Strict && matches!(context.value.node.kind, NodeKind::Mapping(_)) {
        for group in GROUPS.iter().filter(|group| ends_with(context.value.path, group.path)) {
            judge(context, group, sink);
        }
    }
}

fn ends_with(path: &[Step<'_>], end: &[&str]) -> bool {
    let fits = |(step, wanted): (&Step<'_>, &&str)| match step {
        Step::Field(name) => name == wanted,
        Step::Item(_) => *wanted == "*",
    };
    path.len() >= end.len() && path.iter().rev().zip(end.iter().rev()).all(fits)
}

fn judge(context: &ValueContext<'_>, group: &Group, sink: &mut Sink<'_>) {
    let value = context.value;
    let is_written = |name: &&&str| {
        value
            .node
            .get(name)
            .is_some_and(|value| value.scalar_type() != Some(ScalarType::Null) && !is_empty(value))
    };
    let written: Vec<_> = group.fields.iter().filter(is_written).map(|name| format!("\"{name}\"")).collect();
    if written.len() > 1 {
        let message = format!("{} takes only one of {}", value.title(), written.join(" and "));
        let found = sink.report(context.head(), message);
        for name in group.fields.iter().filter(is_written) {
            let index = value.node.entries().iter().position(|entry| entry.key.as_str() == Some(name));
            let text = &context.object.unit.unit.text;
            if let Some(index) = index {
                found.fix(format!("Remove \"{name}\""), vec![remove_entry(text, value.node, index)]);
            }
        }
    } else if written.is_empty() && group.needs_one && value.node.entry("<<").is_none() {
        let all: Vec<_> = group.fields.iter().map(|name| format!("\"{name}\"")).collect();
        sink.report(context.head(), format!("{} needs one of {}", value.title(), all.join(", ")));
    }
}

/// An empty string is the same as none.
fn is_empty(node: &Node) -> bool {
    node.as_str() == Some("")
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn a_probe_has_one_handler_and_a_volume_one_source() {
        check_rule(
            "K8S-exclusive-fields",
            r#"
//- /pod.yaml
apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
    - name: web
      env:
        - name: A
          ^^^^ spec.containers[0].env[0] takes only one of "value" and "valueFrom"
          value: b
          valueFrom: {fieldRef: {fieldPath: metadata.name}}
      livenessProbe:
      ^^^^^^^^^^^^^ spec.containers[0].livenessProbe needs one of "exec", "grpc", "httpGet", "tcpSocket"
        periodSeconds: 5
      readinessProbe:
        tcpSocket: {port: 80}
  volumes:
    - {name: a}
    - name: b
      ^^^^ spec.volumes[1] takes only one of "emptyDir" and "hostPath"
      emptyDir: {}
      hostPath: {path: /tmp}
"#,
        );
    }
}
