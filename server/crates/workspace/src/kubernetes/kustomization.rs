//! Kustomization files: the objects that they make and the files that they name.

use super::symbols::object_name;
use crate::{Key, Reference, Symbol, SymbolKind, path};
use camino::Utf8Path;
use syntax::yaml::Node;

/// What a Kustomization in the directory of `path` makes and names.
pub(crate) fn names(path: &Utf8Path, node: &Node) -> (Vec<Symbol>, Vec<Reference>) {
    let dir = path.parent().unwrap_or(path);
    let of = |list| items(node, list).iter();
    let resources = ["resources", "bases", "components"].into_iter().flat_map(of);
    let patches = of("patches").chain(of("patchesJson6902")).filter_map(|patch| patch.get("path"));
    let patches = patches.chain(of("patchesStrategicMerge"));
    let files = resources.map(|node| ("resource", node)).chain(patches.map(|node| ("patch", node)));
    (generated(node), files.filter_map(|(role, node)| file(dir, role, node)).collect())
}

/// The ConfigMaps and Secrets that a Kustomization makes; their names in the cluster end in a hash, which Kustomize
/// writes into the references too.
fn generated(node: &Node) -> Vec<Symbol> {
    let namespace = node.get("namespace").and_then(Node::as_str).unwrap_or_default();
    let of = |(list, kind): (&str, &'static str)| {
        let names = items(node, list).iter().filter_map(|item| Some((item.span, item.get("name")?)));
        let symbols = names.filter_map(|(span, name)| {
            let key = Key::new(SymbolKind::Object, kind, object_name(namespace, name.as_str()?));
            Some(Symbol { key, name_span: name.span, span })
        });
        symbols.collect::<Vec<_>>()
    };
    [("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")].into_iter().flat_map(of).collect()
}

/// A file or directory by its path; not an address, nor a patch that is written in place.
fn file(dir: &Utf8Path, role: &'static str, node: &Node) -> Option<Reference> {
    let text = node.as_str()?;
    let is_address = text.contains("//") || text.contains("?ref=") || text.contains(':');
    // A directory hardly has a dot inside its name; a host does.
    let is_host =
        text.split_once('/').is_some_and(|(first, _)| first.contains('.') && !first.starts_with('.'));
    if text.is_empty() || is_address || is_host || text.contains('\n') {
        return None;
    }
    let key = Key::new(SymbolKind::File, role, path::join(dir, text).as_str());
    Some(Reference { key, name_span: node.span, span: node.span, required: false })
}

fn items<'a>(node: &'a Node, list: &str) -> &'a [Node] {
    node.get(list).map(Node::items).unwrap_or_default()
}
