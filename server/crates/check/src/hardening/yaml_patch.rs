//! Patches of YAML documents to edits. What stands there already keeps its bytes; what several steps add to one
//! mapping becomes one insertion after its last entry.

use super::{Patch, Step};
use std::cmp::Reverse;
use std::collections::BTreeMap;
use syntax::yaml::{Node, NodeKind, append_item, insert_entry, replace_scalar};
use text::{Span, TextEdit};

/// What is added below one node that is there.
#[derive(Default)]
struct Added {
    /// In the order of the steps.
    entries: Vec<(&'static str, Value)>,
    items: Vec<String>,
    scalar: Option<String>,
}

enum Value {
    Leaf(String),
    Map(Vec<(&'static str, Value)>),
    List(Vec<String>),
}

/// The edits that make `patch` true of the document `root` of `text`; none where an alias is in the way, or where the
/// document is written as JSON.
pub(crate) fn yaml_edits(text: &str, root: &Node, patch: &Patch) -> Vec<TextEdit> {
    if root.span.text(text).starts_with('{') {
        return Vec::new();
    }
    // Deeper nodes come first, since an edit at their end may stand where one of their parent's does.
    let mut all: BTreeMap<(Reverse<u32>, u32), (&Node, Added)> = BTreeMap::new();
    for step in &patch.steps {
        let (at, path) = match step {
            Step::Set { at, path, .. } | Step::Append { at, path, .. } => (*at, path),
            Step::Argument { .. } | Step::After(_) => continue,
        };
        let Some((node, rest)) = locate(root, at).and_then(|node| descend(node, path)) else { continue };
        let key = (Reverse(node.span.start), node.span.end);
        all.entry(key).or_insert_with(|| (node, Added::default())).1.add(step, rest);
    }
    let mut edits: Vec<_> = all.into_values().flat_map(|(node, added)| added.edits(text, node)).collect();
    let after =
        patch.steps.iter().filter_map(|step| if let Step::After(body) = step { Some(body) } else { None });
    for (index, body) in after.enumerate() {
        let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let before = if index > 0 || text.ends_with('\n') { "" } else { newline };
        let body = format!("{before}---\n{body}\n").replace("\r\n", "\n").replace('\n', newline);
        edits.push(TextEdit::insert(text.len() as u32, body));
    }
    edits
}

impl Added {
    fn add(&mut self, step: &Step, rest: &[&'static str]) {
        match (step, rest) {
            (Step::Set { value, .. }, []) => self.scalar = Some(value.clone()),
            (Step::Append { item, .. }, []) if self.items.contains(item) => {}
            (Step::Append { item, .. }, []) => self.items.push(item.clone()),
            (Step::Set { value, .. }, path) => put(&mut self.entries, path, Value::Leaf(value.clone())),
            (Step::Append { item, .. }, path) => {
                put(&mut self.entries, path, Value::List(vec![item.clone()]));
            }
            _ => {}
        }
    }

    fn edits(self, text: &str, node: &Node) -> Vec<TextEdit> {
        let mut edits = Vec::new();
        match &node.kind {
            NodeKind::Scalar(..) => {
                edits.extend(self.scalar.map(|value| replace_scalar(text, node, &value)));
                return edits;
            }
            NodeKind::Alias(_) => return edits,
            NodeKind::Empty => {
                if let Some(value) = self.scalar {
                    return vec![replace_scalar(text, node, &value)];
                }
            }
            _ => {}
        }
        edits.extend(self.items.iter().map(|item| append_item(text, node, item)));
        edits.extend(self.entries.iter().map(|(key, value)| insert_entry(text, node, key, &rendered(value))));
        // Only lines can be added one after the other at one place; in brackets the rest waits for the next round.
        let is_flow = edits.first().is_some_and(|edit| !edit.text.contains('\n'));
        if is_flow {
            edits.truncate(1);
        }
        edits
    }
}

/// Puts `value` at `path`; what another step has put there stays.
fn put(entries: &mut Vec<(&'static str, Value)>, path: &[&'static str], value: Value) {
    let Some((key, rest)) = path.split_first() else { return };
    let known = entries.iter_mut().find(|(name, _)| name == key);
    match (known, rest) {
        (None, []) => entries.push((key, value)),
        (None, _) => {
            let mut inner = Vec::new();
            put(&mut inner, rest, value);
            entries.push((key, Value::Map(inner)));
        }
        (Some((_, Value::Map(inner))), [_, ..]) => put(inner, rest, value),
        (Some((_, Value::List(items))), []) => {
            if let Value::List(more) = value {
                items.extend(more.into_iter().filter(|item| !items.contains(item)).collect::<Vec<_>>());
            }
        }
        (Some(_), _) => {}
    }
}

/// YAML from column 0.
fn rendered(value: &Value) -> String {
    match value {
        Value::Leaf(text) => text.clone(),
        Value::List(items) => items.iter().map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n"),
        Value::Map(entries) => {
            let one = |(key, value): &(&'static str, Value)| match value {
                Value::Leaf(text) if !text.contains('\n') => format!("{key}: {text}"),
                _ => format!("{key}:\n{}", indented(&rendered(value))),
            };
            entries.iter().map(one).collect::<Vec<_>>().join("\n")
        }
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

/// The node of `root` whose span is `at`.
fn locate(root: &Node, at: Span) -> Option<&Node> {
    let mut node = root;
    loop {
        if node.span == at {
            return Some(node);
        }
        let below = node.entries().iter().map(|e| &e.value).chain(node.items());
        node = below.into_iter().find(|n| {
            n.span == at
                || n.span.start <= at.start && at.end <= n.span.end && n.span != Span::at(n.span.start)
        })?;
    }
}

/// As far along `path` below `node` as there is something, and what is left of the path.
fn descend<'a, 'p>(mut node: &'a Node, path: &'p [&'static str]) -> Option<(&'a Node, &'p [&'static str])> {
    let mut rest = path;
    while let Some((key, further)) = rest.split_first() {
        match &node.kind {
            NodeKind::Mapping(_) => match node.get(key) {
                Some(below) => (node, rest) = (below, further),
                None => break,
            },
            NodeKind::Empty => break,
            // `null` stands for nothing and cannot be added to.
            _ => return None,
        }
    }
    (!matches!(node.kind, NodeKind::Alias(_))).then_some((node, rest))
}
