//! Tests of the YAML reader.

mod edits;
mod oracle;
mod read;
mod recover;
mod robust;
mod scalars;
mod sources;
mod unit;

use super::{Node, NodeKind, Style};

/// A tree on one line: plain scalars bare, quoted and block ones in Rust's quotes.
fn show(node: &Node) -> String {
    let shown = match &node.kind {
        NodeKind::Empty => "~".to_owned(),
        NodeKind::Scalar(text, Style::Plain) => text.to_string(),
        NodeKind::Scalar(text, _) => format!("{text:?}"),
        NodeKind::Alias(name) => format!("*{name}"),
        NodeKind::Sequence(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        NodeKind::Mapping(entries) => {
            let entries = entries.iter().map(|e| format!("{}: {}", show(&e.key), show(&e.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    };
    match (node.tag(), node.anchor()) {
        (None, None) => shown,
        (tag, anchor) => {
            let anchor = anchor.map(|a| format!("&{a} ")).unwrap_or_default();
            format!("{}{anchor}{shown}", tag.map(|t| format!("{t} ")).unwrap_or_default())
        }
    }
}

/// Reads `text`, which must be faultless.
#[track_caller]
fn clean(text: &str) -> Node {
    let parsed = super::parse(text);
    assert_eq!(parsed.errors, [], "{text}");
    parsed.root
}

/// Reads `text`; the tree, and each fault as the text it underlines and its message.
fn faulty(text: &str) -> (String, Vec<(String, String)>) {
    let parsed = super::parse(text);
    let errors = parsed.errors.iter().map(|e| (e.span.text(text).to_owned(), e.message.clone()));
    (show(&parsed.root), errors.collect())
}

/// Calls `visit` for each node.
fn each<'t>(node: &'t Node, visit: &mut impl FnMut(&'t Node)) {
    visit(node);
    for entry in node.entries() {
        each(&entry.key, visit);
        each(&entry.value, visit);
    }
    for item in node.items() {
        each(item, visit);
    }
}
