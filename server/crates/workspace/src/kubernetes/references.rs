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
const CLUSTER_WIDE: [&str; 4] = ["StorageClass", "IngressClass", "PriorityClass", "ClusterRole"];

/// What an object refers to. None is a fault by itself: the cluster may have what the workspace lacks.
pub(crate) fn of_object(kind: &str, namespace: &str, object: &Node, out: &mut Vec<Reference>) {
    if let Some(spec) = object.get("spec") {
        walk("spec", namespace, spec, out);
    }
    match kind {
        "Service" => selector(SymbolKind::PodLabel, namespace, object.at(&["spec", "selector"]), out),
        "PodDisruptionBudget" => {
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
            let subjects = object.get("subjects").map(Node::items).unwrap_or_default();
            out.extend(subjects.iter().filter_map(|s| typed(namespace, s)));
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
    let namespace = node.get("namespace").and_then(Node::as_str).unwrap_or(namespace);
    object(node.get("kind")?.as_str()?, namespace, node.get("name")?)
}

fn selector(kind: SymbolKind, namespace: &str, labels: Option<&Node>, out: &mut Vec<Reference>) {
    for entry in labels.map(Node::entries).unwrap_or_default() {
        if let (Some(key), Some(value)) = (entry.key.as_str(), entry.value.as_str()) {
            let key = Key::new(kind, namespace, label_pair(key, value));
            out.push(Reference { key, name_span: entry.value.span, span: entry.span(), required: false });
        }
    }
}
