use super::{references, units::Manifest};
use crate::{Key, Reference, Symbol, SymbolKind, monitoring};
use smol_str::{SmolStr, format_smolstr};
use syntax::yaml::Node;

/// `NAMESPACE/NAME`, as keys of objects have it.
pub fn object_name(namespace: &str, name: &str) -> SmolStr {
    format_smolstr!("{namespace}/{name}")
}

/// The namespace that `object` names; empty where it names none.
pub fn namespace_of(object: &Node) -> &str {
    object.at(&["metadata", "namespace"]).and_then(Node::as_str).unwrap_or_default()
}

/// The pod template of a workload object (`metadata` and `spec` of the pods that it makes); a Pod is its own.
pub fn pod_template<'a>(kind: &str, object: &'a Node) -> Option<&'a Node> {
    match kind {
        "Pod" => Some(object),
        "CronJob" => object.at(&["spec", "jobTemplate", "spec", "template"]),
        "Deployment"
        | "StatefulSet"
        | "DaemonSet"
        | "ReplicaSet"
        | "ReplicationController"
        | "Job"
        | "Rollout" => object.at(&["spec", "template"]),
        _ => None,
    }
}

/// What a manifest defines and refers to; a `List` stands for its items.
pub(crate) fn names(manifest: &Manifest, node: &Node) -> (Vec<Symbol>, Vec<Reference>) {
    let (mut symbols, mut found) = (Vec::new(), Vec::new());
    match node.get("items") {
        Some(items) if manifest.kind.ends_with("List") => {
            for item in items.items() {
                let kind = item.get("kind").and_then(Node::as_str).unwrap_or_default();
                of_object(kind, item, &mut symbols, &mut found);
            }
        }
        _ => of_object(&manifest.kind, node, &mut symbols, &mut found),
    }
    (symbols, found)
}

fn of_object(kind: &str, object: &Node, symbols: &mut Vec<Symbol>, found: &mut Vec<Reference>) {
    let namespace = namespace_of(object);
    if let Some((node, name)) = object.at(&["metadata", "name"]).and_then(|n| Some((n, n.as_str()?))) {
        let key = Key::new(SymbolKind::Object, kind, object_name(namespace, name));
        symbols.push(Symbol { key, name_span: node.span, span: object.span });
    }
    if let Some(labels) = pod_template(kind, object).and_then(|t| t.at(&["metadata", "labels"])) {
        symbols.extend(labels_of(SymbolKind::PodLabel, namespace, labels));
    }
    match kind {
        "Service" => {
            let labels = object.at(&["metadata", "labels"]);
            symbols
                .extend(labels.into_iter().flat_map(|l| labels_of(SymbolKind::ServiceLabel, namespace, l)));
        }
        "CustomResourceDefinition" => symbols.extend(custom_kind(object)),
        "PrometheusRule" => {
            let (more, used) = monitoring::rule_names(object.at(&["spec", "groups"]));
            symbols.extend(more);
            found.extend(used);
        }
        _ => {}
    }
    references::of_object(kind, namespace, object, found);
}

/// One symbol for each `key: value` of `labels`.
fn labels_of(kind: SymbolKind, namespace: &str, labels: &Node) -> Vec<Symbol> {
    let pairs = labels.entries().iter().filter_map(|entry| {
        let name = label_pair(entry.key.as_str()?, entry.value.as_str()?);
        Some(Symbol { key: Key::new(kind, namespace, name), name_span: entry.value.span, span: entry.span() })
    });
    pairs.collect()
}

/// `KEY=VALUE`, as keys of labels have it.
pub fn label_pair(key: &str, value: &str) -> SmolStr {
    format_smolstr!("{key}={value}")
}

fn custom_kind(object: &Node) -> Option<Symbol> {
    let group = object.at(&["spec", "group"])?.as_str()?;
    let kind = object.at(&["spec", "names", "kind"])?;
    let key = Key::new(SymbolKind::CustomKind, group, kind.as_str()?);
    Some(Symbol { key, name_span: kind.span, span: object.span })
}
