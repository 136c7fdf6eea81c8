//! Whether the kubelet can tell that a container is well.

use super::{At, Container, Role, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

const KINDS: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-no-readiness-probe", Info, Production, "container with a port and no readiness probe",
        ["CKV_K8S_9", "kube-linter:no-readiness-probe", "kube-score:pod-probes"],
        "Without a readiness probe a pod gets requests before it can answer, and keeps getting them when it cannot any \
         more. What to ask the container only you know, so no probe is made up.",
        Example::Advice(
            pod!("      ports:\n        - name: http\n          containerPort: 8080\n"),
            pod!("      ports:\n        - name: http\n          containerPort: 8080\n      readinessProbe:\n        httpGet:\n          path: /ready\n          port: http\n"),
        ),
        Look::Container(readiness),
    },
    hardening! {
        "K8S-no-liveness-probe", Info, Production, "container with a port and no liveness probe",
        ["CKV_K8S_8", "kube-linter:no-liveness-probe"],
        "Without a liveness probe a container that hangs is never started anew.",
        Example::Advice(
            pod!("      ports:\n        - name: http\n          containerPort: 8080\n"),
            pod!("      ports:\n        - name: http\n          containerPort: 8080\n      livenessProbe:\n        httpGet:\n          path: /healthz\n          port: http\n"),
        ),
        Look::Container(liveness),
    },
    hardening! {
        "K8S-identical-probes", Info, Production, "container whose liveness and readiness probes are the same",
        ["kube-score:pod-probes-identical"],
        "A pod that is slow for a while should get fewer requests, not be killed. With the same probe for both it is killed \
         as soon as it is not ready: let liveness ask for less, or more patiently.",
        Example::Advice(
            pod!("      livenessProbe:\n        httpGet: {path: /, port: 8080}\n      readinessProbe:\n        httpGet: {path: /, port: 8080}\n"),
            pod!("      livenessProbe:\n        httpGet: {path: /healthz, port: 8080}\n      readinessProbe:\n        httpGet: {path: /ready, port: 8080}\n"),
        ),
        Look::Container(identical),
    },
    hardening! {
        "K8S-probe-port", Warning, Production, "probe of a port that the container does not name",
        ["kube-linter:liveness-port", "kube-linter:readiness-port", "kube-linter:startup-port"],
        "A probe by a port's name needs a port of that name in the container; without one the pod never becomes ready. A \
         number that no port of the container has is a slip as a rule.",
        Example::Advice(
            pod!("      ports:\n        - name: http\n          containerPort: 8080\n      readinessProbe:\n        tcpSocket:\n          port: web\n"),
            pod!("      ports:\n        - name: http\n          containerPort: 8080\n      readinessProbe:\n        tcpSocket:\n          port: http\n"),
        ),
        Look::Container(port),
    },
];

/// Whether a container serves others for as long as its pod lives.
fn serves(container: &Container<'_>) -> bool {
    let ports = at(container.node, &["ports"]);
    let has_ports = matches!(ports, At::Found(list) if !list.items().is_empty());
    has_ports && container.role == Role::Main && !container.pod.is_job()
}

fn readiness(container: &Container<'_>, sink: &mut Sink<'_>) {
    if serves(container) && at(container.node, &["readinessProbe"]).is_missing() {
        sink.report(container.head(), format!("container {} has no readiness probe", container.name()));
    }
}

fn liveness(container: &Container<'_>, sink: &mut Sink<'_>) {
    if serves(container) && at(container.node, &["livenessProbe"]).is_missing() {
        sink.report(container.head(), format!("container {} has no liveness probe", container.name()));
    }
}

fn identical(container: &Container<'_>, sink: &mut Sink<'_>) {
    let (At::Found(live), At::Found(ready)) =
        (at(container.node, &["livenessProbe"]), at(container.node, &["readinessProbe"]))
    else {
        return;
    };
    let is_action = |key: &str| matches!(key, "httpGet" | "tcpSocket" | "exec" | "grpc");
    let action = |probe: &'_ Node| -> Option<Vec<String>> {
        let entry = probe.entries().iter().find(|e| e.key.as_str().is_some_and(is_action))?;
        let mut words = vec![entry.key.as_str().unwrap_or_default().to_owned()];
        flatten(&entry.value, &mut words, 0);
        Some(words)
    };
    let patience = |probe: &Node| {
        ["periodSeconds", "failureThreshold", "timeoutSeconds", "initialDelaySeconds"]
            .map(|key| probe.get(key).and_then(Node::as_str).map(str::to_owned))
    };
    let same = action(live).is_some() && action(live) == action(ready) && patience(live) == patience(ready);
    if same {
        let message = format!(
            "container {} is killed as soon as it is not ready: its probes are the same",
            container.name()
        );
        sink.report(live.span, message);
    }
}

/// The keys and scalars below `node`, those of a mapping in the order of its keys.
fn flatten(node: &Node, out: &mut Vec<String>, depth: usize) {
    if depth > 8 {
        return;
    }
    out.extend(node.as_str().map(str::to_owned));
    let mut entries: Vec<_> = node.entries().iter().collect();
    entries.sort_by_key(|e| e.key.as_str().unwrap_or_default());
    for entry in entries {
        out.extend(entry.key.as_str().map(str::to_owned));
        flatten(&entry.value, out, depth + 1);
    }
    node.items().iter().for_each(|item| flatten(item, out, depth + 1));
}

fn port(container: &Container<'_>, sink: &mut Sink<'_>) {
    let At::Found(list) = at(container.node, &["ports"]) else { return };
    let ports = list.items();
    let any_unknown = ports.iter().any(|p| p.entries().is_empty() || p.get("<<").is_some());
    if ports.is_empty() || any_unknown {
        return;
    }
    let of = |port: &'_ Node, key: &str| port.get(key).and_then(Node::as_str).map(str::to_owned);
    let names: Vec<_> =
        ports.iter().flat_map(|p| [of(p, "name"), of(p, "containerPort")]).flatten().collect();
    for kind in KINDS {
        for action in ["httpGet", "tcpSocket", "grpc"] {
            let At::Found(node) = at(container.node, &[kind, action, "port"]) else { continue };
            let Some(text) = node.as_str().filter(|text| !names.iter().any(|name| name == text)) else {
                continue;
            };
            let message = format!("container {} has no port {text}, which its {kind} asks", container.name());
            let meant = crate::nearest(text, names.iter().map(String::as_str));
            sink.report(node.span, message).meant(node.span, meant);
        }
    }
}
