use super::layout::{Layout, indentation};
use super::quote;
use crate::yaml::{Node, NodeKind, Style, parse};

/// How a value is written.
enum Shape {
    Nothing,
    /// A block mapping, or a block sequence (true): it begins on a line of its own.
    Block(bool),
    /// A block scalar: its first line stands on the line of its key.
    BlockScalar,
    /// Anything else: it begins on the line of its key, and all further lines must be indented more.
    Inline,
}

fn shape(value: &str) -> Shape {
    let root = parse(value).root;
    match root.kind {
        NodeKind::Empty if root.properties.is_none() => Shape::Nothing,
        NodeKind::Mapping(_) if !root.span.text(value).starts_with('{') => Shape::Block(false),
        NodeKind::Sequence(_) if !root.span.text(value).starts_with('[') => Shape::Block(true),
        NodeKind::Scalar(_, Style::Literal | Style::Folded) => Shape::BlockScalar,
        _ => Shape::Inline,
    }
}

/// What is written after the colon of a key at column `indent`.
pub(super) fn after_key(layout: &Layout, indent: usize, value: &str) -> String {
    let value = value.trim_end_matches(['\n', '\r']);
    match shape(value) {
        Shape::Nothing => String::new(),
        Shape::Block(is_list) => {
            let deeper = indent + layout.step(is_list);
            format!("\n{}{}", indentation(deeper), indent_rest(value, deeper))
        }
        Shape::BlockScalar => format!(" {}", indent_rest(value, indent)),
        Shape::Inline => format!(" {}", indent_rest(value, indent + layout.indent)),
    }
}

/// What is written after a dash at column `indent`.
pub(super) fn after_dash(indent: usize, item: &str) -> String {
    let item = item.trim_end_matches(['\n', '\r']);
    match shape(item) {
        Shape::Nothing => String::new(),
        Shape::BlockScalar => format!(" {}", indent_rest(item, indent)),
        Shape::Block(_) | Shape::Inline => format!(" {}", indent_rest(item, indent + 2)),
    }
}

/// `text` with all lines after the first indented by `columns` more; empty lines stay empty.
fn indent_rest(text: &str, columns: usize) -> String {
    let mut out = String::with_capacity(text.len());
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            out.push('\n');
            if !line.is_empty() {
                out.push_str(&indentation(columns));
            }
        }
        out.push_str(line);
    }
    out
}

/// `value` as it is written inside brackets.
pub(super) fn in_flow(value: &str) -> String {
    flow_text(&parse(value).root)
}

fn flow_text(node: &Node) -> String {
    let written = match &node.kind {
        NodeKind::Empty => "null".to_owned(),
        NodeKind::Alias(name) => format!("*{name}"),
        NodeKind::Scalar(text, Style::Plain) if !text.contains([',', '[', ']', '{', '}', '?', '\n']) => {
            text.to_string()
        }
        NodeKind::Scalar(text, _) => super::scalar::quoted(text),
        NodeKind::Mapping(entries) => {
            let entry = |e: &crate::yaml::Entry| format!("{}: {}", flow_key(&e.key), flow_text(&e.value));
            format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Sequence(items) => {
            format!("[{}]", items.iter().map(flow_text).collect::<Vec<_>>().join(", "))
        }
    };
    let properties = [node.tag().map(str::to_owned), node.anchor().map(|a| format!("&{a}"))];
    properties.into_iter().flatten().chain([written]).collect::<Vec<_>>().join(" ")
}

/// A key; one that is a collection needs the indicator.
fn flow_key(key: &Node) -> String {
    match &key.kind {
        NodeKind::Scalar(text, Style::Plain) if key.properties.is_none() => quote_like(text),
        NodeKind::Alias(name) => format!("*{name} "),
        _ => flow_text(key),
    }
}

/// A plain key keeps its look where that is possible.
fn quote_like(text: &str) -> String {
    let quoted = quote(text);
    if quoted.trim_matches('"') == text && !text.contains([',', '[', ']', '{', '}', '?', '\n']) {
        text.to_owned()
    } else {
        quoted
    }
}
