use super::{Node, NodeKind};
use crate::SyntaxError;

/// The anchors of a document, to follow aliases with.
#[derive(Debug)]
pub struct Anchors<'t> {
    /// In text order, so that the last one before an alias is found by search.
    found: Vec<(&'t str, u32, &'t Node)>,
}

impl<'t> Anchors<'t> {
    /// The anchors under `root`.
    pub fn new(root: &'t Node) -> Self {
        let mut found = Vec::new();
        walk(root, &mut |node| {
            if let Some(name) = node.anchor() {
                found.push((name, start(node), node));
            }
        });
        found.sort_by_key(|(name, at, _)| (*name, *at));
        Self { found }
    }

    /// The node that `node` stands for: itself unless it is an alias; `None` for an alias of nothing or of what
    /// contains it. What is found is never an alias, and may contain aliases in turn.
    pub fn resolve(&self, node: &'t Node) -> Option<&'t Node> {
        let NodeKind::Alias(name) = &node.kind else { return Some(node) };
        let target = self.before(name, node.span.start)?;
        let is_inside = target.span.contains(node.span) || matches!(target.kind, NodeKind::Alias(_));
        (!is_inside).then_some(target)
    }

    /// The last node before `offset` that is anchored as `name`.
    fn before(&self, name: &str, offset: u32) -> Option<&'t Node> {
        let after = self.found.partition_point(|(n, at, _)| (*n, *at) < (name, offset));
        let (found, _, target) = self.found.get(after.checked_sub(1)?)?;
        (*found == name).then_some(*target)
    }
}

/// Reports the aliases of `root` that stand for nothing, or for what they are part of.
pub(super) fn check(root: &Node, errors: &mut Vec<SyntaxError>) {
    let anchors = Anchors::new(root);
    walk(root, &mut |node| {
        if let NodeKind::Alias(name) = &node.kind
            && anchors.resolve(node).is_none()
        {
            let message = if anchors.before(name, node.span.start).is_some() {
                format!("the alias `*{name}` stands inside the value that it repeats")
            } else {
                format!("no anchor `&{name}` stands before this alias")
            };
            errors.push(SyntaxError::new(node.span, message));
        }
    });
}

fn start(node: &Node) -> u32 {
    node.properties.as_ref().map_or(node.span.start, |p| p.span.start)
}

/// Calls `visit` for `node` and all below it, in text order.
fn walk<'t>(node: &'t Node, visit: &mut impl FnMut(&'t Node)) {
    visit(node);
    for entry in node.entries() {
        walk(&entry.key, visit);
        walk(&entry.value, visit);
    }
    for item in node.items() {
        walk(item, visit);
    }
}
