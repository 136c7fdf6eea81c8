//! What the objects of a workspace are to each other: who selects whom, who names whom.
//!
//! A workspace is often a part of what a cluster has. So a target that is not there is no fault by itself: the rules
//! report one only on evidence, which is a name so near that a slip is likelier than a second object ([`near`]), or a
//! set that is closed, such as the ports of a workload that is there.

use crate::kubernetes::objects;
use syntax::yaml::Node;
use workspace::kubernetes::{label_pair, object_name, pod_template};
use workspace::{Key, Names, Site, SymbolKind, Workspace};

/// More objects under one name or label are not looked at, so that no workspace makes a check slow.
const MOST: usize = 200;

/// An object of the workspace and where it is defined.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) site: &'a Site,
    pub(crate) object: &'a Node,
}

impl<'a> Target<'a> {
    /// Its kind.
    pub(crate) fn kind(self) -> &'a str {
        self.object.get("kind").and_then(Node::as_str).unwrap_or_default()
    }

    /// The object that the symbol of `site` is of; `None` where it is no manifest.
    fn of(site: &'a Site) -> Option<Self> {
        let span = site.symbol()?.span;
        let object = objects(&site.unit).into_iter().find(|object| object.span.contains(span))?;
        Some(Self { site, object })
    }

    /// The labels of a kind that it has.
    fn labels(self, kind: SymbolKind) -> Option<&'a Node> {
        match kind {
            SymbolKind::PodLabel => pod_template(self.kind(), self.object)?.at(&["metadata", "labels"]),
            _ => self.object.at(&["metadata", "labels"]),
        }
    }
}

/// The pairs of a label selector that are written as they are.
pub(crate) fn pairs(labels: &Node) -> Vec<(&str, &str)> {
    labels.entries().iter().filter_map(|e| Some((e.key.as_str()?, e.value.as_str()?))).collect()
}

/// The workloads (or Services) in `namespace` that have every label of `pairs`; none for no pairs.
pub(crate) fn selected<'a>(
    workspace: &'a Workspace,
    kind: SymbolKind,
    namespace: &str,
    pairs: &[(&str, &str)],
) -> Vec<Target<'a>> {
    let Some((key, value)) = pairs.first() else { return Vec::new() };
    let key = Key::new(kind, namespace, label_pair(key, value));
    let having = workspace.index().shared().definitions(&key).take(MOST).filter_map(Target::of);
    let has_all = |target: &Target<'_>| {
        let labels = target.labels(kind);
        let has = |(key, value): &(&str, &str)| {
            labels.and_then(|labels| labels.get(key)).and_then(Node::as_str) == Some(*value)
        };
        pairs.iter().all(has)
    };
    having.filter(has_all).collect()
}

/// The manifests of `kind` called `name` in `namespace`, and those in no namespace, which may be applied to it. There
/// are several where patches or overlays say more of one object.
pub(crate) fn objects_named<'a>(
    workspace: &'a Workspace,
    kind: &str,
    namespace: &str,
    name: &str,
) -> Vec<Target<'a>> {
    let names = workspace.index().shared();
    let mut found = Vec::new();
    let namespaces = [namespace, ""];
    for namespace in namespaces.iter().take(if namespace.is_empty() { 1 } else { 2 }) {
        let key = Key::new(SymbolKind::Object, kind, object_name(namespace, name));
        found.extend(names.definitions(&key).take(MOST).filter_map(Target::of));
    }
    found
}

/// Whether anything defines an object of `kind` called `name` in `namespace`, or in no namespace: the one that it is
/// applied to.
pub(crate) fn is_defined(names: &Names, kind: &str, namespace: &str, name: &str) -> bool {
    let defines =
        |namespace| names.defines(&Key::new(SymbolKind::Object, kind, object_name(namespace, name)));
    defines(namespace) || !namespace.is_empty() && defines("")
}

/// The object of `kind` in `namespace` whose name was probably meant by `name`.
pub(crate) fn nearest_object<'a>(
    names: &'a Names,
    kind: &str,
    namespace: &str,
    name: &str,
) -> Option<(&'a str, &'a Site)> {
    let first = name.chars().next()?;
    let prefix = object_name(namespace, first.encode_utf8(&mut [0; 4]));
    let all = names.of_prefix(SymbolKind::Object, kind, &prefix).take(5 * MOST);
    let near = all.filter_map(|(key, site)| {
        let (_, candidate) = key.name.split_once('/')?;
        Some((near(name, candidate)?, candidate, site))
    });
    let best = near.min_by_key(|(distance, ..)| *distance)?;
    Some((best.1, best.2))
}

/// How far two names are apart that are so near that one is a slip of the other; `None` where they may well be two.
///
/// Names are made of words. `web-1` and `web-2`, `db-a` and `db-b`, `eu-west` and `eu-east` are families: a slip is in
/// one word of at least four letters, and changes no digit.
pub(crate) fn near(name: &str, candidate: &str) -> Option<usize> {
    if name == candidate || name.len().abs_diff(candidate.len()) > 2 || differing(name, candidate) > 4 {
        return None;
    }
    let words = |text: &'_ str| text.split(['-', '.', '_']).map(str::to_owned).collect::<Vec<_>>();
    let (mine, theirs) = (words(name), words(candidate));
    if mine.len() != theirs.len() {
        let distance = strsim::osa_distance(name, candidate);
        return (distance == 1 && name.len() >= 8).then_some(distance);
    }
    let mut differing = mine.iter().zip(&theirs).filter(|(a, b)| a != b);
    let (a, b) = differing.next()?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    if differing.next().is_some() || a.len().min(b.len()) < 4 || digits(a) != digits(b) {
        return None;
    }
    let distance = strsim::osa_distance(a, b);
    (distance <= if a.len() < 7 { 1 } else { 2 }).then_some(distance)
}

/// Bytes between what two names have in common at both ends: a cheap bound before their distance is measured.
fn differing(a: &str, b: &str) -> usize {
    let least = a.len().min(b.len());
    let front = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let back = a.bytes().rev().zip(b.bytes().rev()).take_while(|(a, b)| a == b).count();
    a.len().max(b.len()) - (front + back).min(least)
}

#[cfg(test)]
mod tests {
    use super::near;

    #[test]
    fn a_slip_is_near_and_a_sibling_is_not() {
        for (slip, meant) in [
            ("web-confg", "web-config"),
            ("chekcout", "checkout"),
            ("webconfig", "web-config"),
            ("dtaabase", "database"),
        ] {
            assert!(near(slip, meant).is_some(), "{slip} {meant}");
        }
        for (one, other) in [
            ("web-1", "web-2"),
            ("db-a", "db-b"),
            ("api", "app"),
            ("eu-west", "eu-east"),
            ("v1-db", "v2-db"),
            ("web", "web-api"),
        ] {
            assert_eq!(near(one, other), None, "{one} {other}");
        }
    }
}
