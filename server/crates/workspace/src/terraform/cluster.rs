//! Kubernetes objects that Terraform makes: manifests may name them.

use crate::kubernetes::object_name;
use crate::{Key, Symbol, SymbolKind};
use syntax::hcl::{Block, Body};

/// Resources of the `hashicorp/kubernetes` provider that manifests name, with the kinds that they make. Each also comes
/// with `_v1` behind it.
const KINDS: [(&str, &str); 12] = [
    ("kubernetes_cluster_role", "ClusterRole"),
    ("kubernetes_config_map", "ConfigMap"),
    ("kubernetes_deployment", "Deployment"),
    ("kubernetes_ingress_class", "IngressClass"),
    ("kubernetes_namespace", "Namespace"),
    ("kubernetes_persistent_volume_claim", "PersistentVolumeClaim"),
    ("kubernetes_priority_class", "PriorityClass"),
    ("kubernetes_role", "Role"),
    ("kubernetes_secret", "Secret"),
    ("kubernetes_service", "Service"),
    ("kubernetes_service_account", "ServiceAccount"),
    ("kubernetes_storage_class", "StorageClass"),
];

/// The object that a resource block makes, where its name is written as text.
pub(crate) fn object_of(block: &Block) -> Option<Symbol> {
    let resource = block.label(0)?;
    let resource = resource.strip_suffix("_v1").unwrap_or(resource);
    let (_, kind) = KINDS.iter().find(|(name, _)| *name == resource)?;
    let metadata = block.body.blocks_named("metadata").next()?;
    let name = metadata.body.attribute("name")?;
    let namespace = text(&metadata.body, "namespace").unwrap_or_default();
    let key = Key::new(SymbolKind::Object, *kind, object_name(namespace, name.value.as_str()?));
    Some(Symbol { key, name_span: name.value.span, span: block.span })
}

fn text<'a>(body: &'a Body, name: &str) -> Option<&'a str> {
    body.attribute(name)?.value.as_str()
}
