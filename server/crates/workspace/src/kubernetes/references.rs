use super::symbols::{label_pair, object_name};
use crate::{Key, Reference, SymbolKind};
use syntax::yaml::{Entry, Node};

/// Fields that name another object of the same namespace: the key around them, their own key, the kind named.
/// Source: the Kubernetes API reference, pod spec and `networking.k8s.io`.
const NAMED: [(&str, &str, &str); 16] = [
    ("configMapKeyRef", "name", "ConfigMap"),
    ("configMapRef", "name", "ConfigMap"),
    ("configMap", "name", "ConfigMap"),
    ("secretKeyRef", "name", "Secret"),
    ("secretRef", "name", "Secret"),
    ("secret", "name", "Secret"),
    ("secret", "secretName", "Secret"),
    ("tls", "secretName", "Secret"),
    ("imagePullSecrets", "name", "Secret"),
    ("persistentVolumeClaim", "claimName", "PersistentVolumeClaim"),
    ("spec", "serviceAccountName", "ServiceAccount"),
    ("service", "name", "Service"),
    ("spec", "serviceName", "Service"),
    ("spec", "storageClassName", "StorageClass"),
    ("spec", "ingressClassName", "IngressClass"),
    ("spec", "priorityClassName", "PriorityClass"),
];

/// Kinds without a namespace among those that [`NAMED`] can name.
const CLUSTER_WIDE: [&str; 5] = ["StorageClass", "IngressClass", "PriorityClass", "ClusterRole", "Namespace"];

/// What an object refers to. None is a fault by itself: the cluster may have what the workspace lacks.
pub(crate) fn of_object(kind: &str, namespace: &str, object: &Node, out: &mut Vec<Reference>) {
    if let Some(namespace) = object.at(&["metadata", "namespace"]) {
        out.extend(self::object("Namespace", "", namespace));
    }
    if let Some(spec) = object.get("spec") {
        walk("spec", namespace, spec, out);
    }
    match kind {
        "HTTPRoute" | "GRPCRoute" | "TLSRoute" | "TCPRoute" | "UDPRoute" => route(namespace, object, out),
        "Service" => selector(SymbolKind::PodLabel, namespace, object.at(&["spec", "selector"]), out),
        "PodDisruptionBudget" | "PodMonitor" => {
            let labels = object.at(&["spec", "selector", "matchLabels"]);
            selector(SymbolKind::PodLabel, namespace, labels, out);
        }
        "NetworkPolicy" => {
            let labels = object.at(&["spec", "podSelector", "matchLabels"]);
            selector(SymbolKind::PodLabel, namespace, labels, out);
        }
        "ServiceMonitor" => {
            let labels = object.at(&["spec", "selector", "matchLabels"]);
            selector(SymbolKind::ServiceLabel, namespace, labels, out);
        }
        "RoleBinding" | "ClusterRoleBinding" => {
            if let Some(role) = object.get("roleRef") {
                out.extend(typed(namespace, role));
            }
            out.extend(items(object.get("subjects")).iter().filter_map(|s| typed(namespace, s)));
        }
        _ => {}
    }
}

fn walk(around: &str, namespace: &str, node: &Node, out: &mut Vec<Reference>) {
    for item in node.items() {
        walk(around, namespace, item, out);
    }
    for Entry { key, value } in node.entries() {
        let Some(name) = key.as_str() else { continue };
        let named = NAMED.iter().find(|(a, k, _)| *a == around && *k == name);
        match (named, value.as_str()) {
            (Some((_, _, kind)), Some(_)) => out.extend(object(kind, namespace, value)),
            _ if name == "scaleTargetRef" => out.extend(typed(namespace, value)),
            _ => walk(name, namespace, value, out),
        }
    }
}

fn object(kind: &str, namespace: &str, name: &Node) -> Option<Reference> {
    let namespace = if CLUSTER_WIDE.contains(&kind) { "" } else { namespace };
    let key = Key::new(SymbolKind::Object, kind, object_name(namespace, name.as_str()?));
    Some(Reference { key, name_span: name.span, span: name.span, required: false })
}

/// A mapping with `kind`, `name` and perhaps `namespace`.
fn typed(namespace: &str, node: &Node) -> Option<Reference> {
    typed_or(node.get("kind")?.as_str()?, namespace, node)
}

/// A mapping with `name` and perhaps `kind` and `namespace`.
fn typed_or(kind: &str, namespace: &str, node: &Node) -> Option<Reference> {
    let text = |key| node.get(key).and_then(Node::as_str);
    object(text("kind").unwrap_or(kind), text("namespace").unwrap_or(namespace), node.get("name")?)
}

/// The Gateways that a route hangs on and the Services that it leads to.
fn route(namespace: &str, object: &Node, out: &mut Vec<Reference>) {
    let parents = items(object.at(&["spec", "parentRefs"])).iter();
    out.extend(parents.filter_map(|parent| typed_or("Gateway", namespace, parent)));
    for rule in items(object.at(&["spec", "rules"])) {
        let backends = items(rule.get("backendRefs")).iter();
        out.extend(backends.filter_map(|backend| typed_or("Service", namespace, backend)));
    }
}

fn selector(kind: SymbolKind, namespace: &str, labels: Option<&Node>, out: &mut Vec<Reference>) {
    for entry in labels.map(Node::entries).unwrap_or_default() {
        if let (Some(key), Some(value)) = (entry.key.as_str(), entry.value.as_str()) {
            let key = Key::new(kind, namespace, label_pair(key, value));
            out.push(Reference { key, name_span: entry.value.span, span: entry.span(), required: false });
        }
    }
}

fn items(list: Option<&Node>) -> &[Node] {
    list.map(Node::items).unwrap_or_default()
}
