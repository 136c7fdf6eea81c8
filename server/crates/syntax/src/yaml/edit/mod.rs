//! Edits of a document that keep its comments, order and layout. Each works on the text that a tree was read from,
//! touches only the lines it must, and writes in the style of the lines around it.

mod layout;
mod remove;
mod render;
mod scalar;

pub use remove::{remove_entry, remove_item};
pub use scalar::{quote, replace_scalar};

use super::{Node, NodeKind, Style};
use layout::{Layout, column, indentation, line_end};
use render::{after_dash, after_key, in_flow};
use text::{Span, TextEdit};

/// Adds `key: value` after the last entry of `mapping`, which is a mapping of `text` or nothing (`key:`).
///
/// `key` is quoted where it must be. `value` is YAML that begins at column 0 and may have several lines; it is
/// indented as it must be, and in a flow mapping it becomes a flow value.
pub fn insert_entry(text: &str, mapping: &Node, key: &str, value: &str) -> TextEdit {
    let layout = Layout::of(text);
    let entry = |indent: usize| format!("{}:{}", quote(key), after_key(&layout, indent, value));
    let in_flow = || format!("{}: {}", quote(key), in_flow(value));
    match place(text, mapping) {
        Place::Flow(at, before) => TextEdit::insert(at, format!("{before}{}", in_flow())),
        Place::FlowNothing(at, before) => TextEdit::insert(at, format!("{before}{{{}}}", in_flow())),
        Place::Lines { at, indent, first_line } => {
            let indent =
                if matches!(mapping.kind, NodeKind::Empty) { indent + layout.step(false) } else { indent };
            lines(&layout, at, indent, first_line, &entry(indent))
        }
        Place::Root { at, first_line } => lines(&layout, at, 0, first_line, &entry(0)),
    }
}

/// Adds an item after the last one of `sequence`, which is a sequence of `text` or nothing (`key:`).
///
/// `item` is YAML that begins at column 0 and may have several lines. A list that has no item yet is indented
/// under its key, or not, as the other lists of the text are.
pub fn append_item(text: &str, sequence: &Node, item: &str) -> TextEdit {
    let layout = Layout::of(text);
    let dashed = |indent: usize| format!("-{}", after_dash(indent, item));
    match place(text, sequence) {
        Place::Flow(at, before) => TextEdit::insert(at, format!("{before}{}", in_flow(item))),
        Place::FlowNothing(at, before) => TextEdit::insert(at, format!("{before}[{}]", in_flow(item))),
        Place::Lines { at, indent, first_line } => {
            let indent =
                if matches!(sequence.kind, NodeKind::Empty) { indent + layout.step(true) } else { indent };
            lines(&layout, at, indent, first_line, &dashed(indent))
        }
        Place::Root { at, first_line } => lines(&layout, at, 0, first_line, &dashed(0)),
    }
}

/// Where something is added to a collection.
enum Place {
    /// Before the closing bracket, after this separator.
    Flow(u32, &'static str),
    /// In a flow collection, where nothing is written yet; what separates it from the key.
    FlowNothing(u32, &'static str),
    /// On lines of their own. `indent` is that of the entries, or of the key where nothing is written yet.
    Lines { at: u32, indent: usize, first_line: bool },
    /// In a document that holds nothing.
    Root { at: u32, first_line: bool },
}

fn place(text: &str, collection: &Node) -> Place {
    let written = collection.span.text(text);
    if written.starts_with(['{', '[']) {
        return flow_place(text, collection);
    }
    let start = collection.span.start as usize;
    if let NodeKind::Empty = collection.kind {
        let end = line_end(text, start);
        let rest = text[start..end].trim_start();
        let begun = text[..start].trim_end();
        if !rest.is_empty() && !rest.starts_with('#') {
            let before = match text[..start].chars().next_back() {
                Some(':') => " ",
                Some(c) if !c.is_whitespace() => ": ",
                _ => "",
            };
            return Place::FlowNothing(collection.span.start, before);
        }
        let at = end as u32;
        return if begun.ends_with([':', '-', '?']) && !begun.ends_with("---")
            || collection.properties.is_some()
        {
            Place::Lines { at, indent: layout::key_column(text, start), first_line: false }
        } else {
            Place::Root { at, first_line: text[..end].ends_with(['\n', '\r']) || end == 0 }
        };
    }
    let (at, first_line) = after_last(text, collection);
    Place::Lines { at, indent: column(text, start), first_line }
}

/// Before the bracket, and behind the last item if there is one.
fn flow_place(text: &str, collection: &Node) -> Place {
    let parts = parts(collection);
    let open = collection.span.start as usize + 1;
    let Some(last) = parts.last() else { return Place::Flow(open as u32, "") };
    let gap = Span::new(last.end, collection.span.end).text(text);
    let has_comma = gap.trim_start().starts_with(',');
    if has_comma {
        Place::Flow(last.end + gap.find(',').map_or(0, |i| i as u32 + 1), " ")
    } else {
        Place::Flow(last.end, ", ")
    }
}

/// The spans of a collection's entries or items.
fn parts(collection: &Node) -> Vec<Span> {
    match &collection.kind {
        NodeKind::Mapping(entries) => {
            entries.iter().map(|e| start_of(&e.key).cover(e.span()).cover(end_of(&e.value))).collect()
        }
        NodeKind::Sequence(items) => items.iter().map(|i| start_of(i).cover(i.span)).collect(),
        _ => Vec::new(),
    }
}

/// The node's span, or that of its tag and anchor where they stand before it.
fn start_of(node: &Node) -> Span {
    node.properties.as_ref().map_or(node.span, |p| p.span)
}

fn end_of(node: &Node) -> Span {
    node.properties.as_ref().map_or(node.span, |p| p.span.cover(node.span))
}

/// Where lines go that follow a block collection, and whether that is at the start of a line.
fn after_last(text: &str, collection: &Node) -> (u32, bool) {
    let end = line_end(text, collection.span.end as usize);
    if !ends_with_kept_breaks(text, collection) {
        return (end as u32, false);
    }
    // The blank lines below belong to the scalar.
    let rest = &text[end..];
    let blank = rest.len() - rest.trim_start_matches(['\n', '\r']).len();
    if blank == 0 { (end as u32, false) } else { ((end + blank) as u32, true) }
}

/// Whether the last value of a collection is a block scalar that keeps the line breaks after it (`|+`).
fn ends_with_kept_breaks(text: &str, node: &Node) -> bool {
    match &node.kind {
        NodeKind::Scalar(_, Style::Literal | Style::Folded) => {
            node.span.text(text).lines().next().is_some_and(|header| header.contains('+'))
        }
        NodeKind::Mapping(entries) => entries.last().is_some_and(|e| ends_with_kept_breaks(text, &e.value)),
        NodeKind::Sequence(items) => items.last().is_some_and(|i| ends_with_kept_breaks(text, i)),
        _ => false,
    }
}

/// An edit that puts `body`, whose later lines are indented already, on lines of its own.
fn lines(layout: &Layout, at: u32, indent: usize, first_line: bool, body: &str) -> TextEdit {
    let body = format!("{}{}", indentation(indent), body).replace('\n', layout.newline);
    let text =
        if first_line { format!("{body}{}", layout.newline) } else { format!("{}{body}", layout.newline) };
    TextEdit::insert(at, text)
}
