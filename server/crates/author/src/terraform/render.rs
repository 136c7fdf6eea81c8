//! A graph as HCL text, in the layout of `terraform fmt`.

use super::graph::{Body, Graph, Mode, Node, Piece, Value};
use std::fmt::Write;

/// The block of one node, with a line end.
pub(crate) fn node(graph: &Graph, node: &Node) -> String {
    let keyword = if node.mode == Mode::Data { "data" } else { "resource" };
    let mut out = format!("{keyword} \"{}\" \"{}\" {{\n", node.kind, node.label);
    let mut meta = Body::default();
    if let Some(count) = node.count {
        meta.set("count", Value::Number(count.to_string()));
    }
    if let Some(alias) = &node.alias {
        let provider = node.kind.split('_').next().unwrap_or_default();
        meta.set("provider", Value::raw(format!("{provider}.{alias}")));
    }
    if !meta.attrs.is_empty() {
        attributes(graph, &meta, 1, &mut out);
        out.push('\n');
    }
    body(graph, &node.body, 1, &mut out);
    out.push_str("}\n");
    out
}

/// Arguments, then blocks, each block after an empty line.
fn body(graph: &Graph, body: &Body, depth: usize, out: &mut String) {
    attributes(graph, body, depth, out);
    let mut first = body.attrs.is_empty();
    for (name, inner) in &body.blocks {
        if !first {
            out.push('\n');
        }
        first = false;
        let pad = "  ".repeat(depth);
        if inner.attrs.is_empty() && inner.blocks.is_empty() {
            let _ = writeln!(out, "{pad}{name} {{}}");
            continue;
        }
        let _ = writeln!(out, "{pad}{name} {{");
        self::body(graph, inner, depth + 1, out);
        let _ = writeln!(out, "{pad}}}");
    }
}

/// Arguments with their equals signs in line; a value of several lines ends a run.
fn attributes(graph: &Graph, body: &Body, depth: usize, out: &mut String) {
    let rendered: Vec<(&str, String)> =
        body.attrs.iter().map(|(name, v)| (name.as_str(), value(graph, v, depth))).collect();
    let mut at = 0;
    while at < rendered.len() {
        let run = rendered[at..].iter().take_while(|(_, v)| !v.contains('\n')).count().max(1);
        let width = rendered[at..at + run].iter().map(|(n, _)| n.len()).max().unwrap_or(0);
        for (name, v) in &rendered[at..at + run] {
            let _ = writeln!(out, "{}{name:width$} = {v}", "  ".repeat(depth));
        }
        at += run;
    }
}

/// A value at a depth of indentation.
pub(crate) fn value(graph: &Graph, v: &Value, depth: usize) -> String {
    match v {
        Value::Text(text) => quoted(text),
        Value::Number(n) => n.clone(),
        Value::Bool(b) => b.to_string(),
        Value::Ref(node, rest) => format!("{}{rest}", graph.address(*node)),
        Value::Expr(pieces) => expression(graph, pieces, depth),
        Value::List(items) => list(graph, items, depth),
        Value::Map(entries) => map(graph, entries, depth),
    }
}

fn list(graph: &Graph, items: &[Value], depth: usize) -> String {
    let inline: Vec<String> = items.iter().map(|v| value(graph, v, depth)).collect();
    let width: usize = inline.iter().map(|t| t.len() + 2).sum();
    if width <= 100 && inline.iter().all(|t| !t.contains('\n')) {
        return format!("[{}]", inline.join(", "));
    }
    let pad = "  ".repeat(depth);
    let mut lines = String::new();
    for v in items {
        let _ = writeln!(lines, "{pad}  {},", value(graph, v, depth + 1));
    }
    format!("[\n{lines}{pad}]")
}

fn map(graph: &Graph, entries: &[(String, Value)], depth: usize) -> String {
    if entries.is_empty() {
        return "{}".to_owned();
    }
    let mut inner = Body::default();
    for (key, v) in entries {
        let bare = key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            && !key.starts_with(|c: char| c.is_ascii_digit() || c == '-')
            && !key.is_empty();
        inner.attrs.push((if bare { key.clone() } else { quoted(key) }, v.clone()));
    }
    let mut out = "{\n".to_owned();
    attributes(graph, &inner, depth + 1, &mut out);
    let _ = write!(out, "{}}}", "  ".repeat(depth));
    out
}

/// HCL from a data file, whose lines stand at depth 0, moved to `depth`.
fn expression(graph: &Graph, pieces: &[Piece], depth: usize) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => {
                for (i, line) in text.split('\n').enumerate() {
                    if i > 0 {
                        out.push('\n');
                        if !line.is_empty() {
                            out.push_str(&"  ".repeat(depth));
                        }
                    }
                    out.push_str(line);
                }
            }
            Piece::Address(node) => out.push_str(&graph.address(*node)),
        }
    }
    out
}

/// `text` as a quoted string without interpolation.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if chars.peek() == Some(&'{') => {
                out.push(c);
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out.push('"');
    out
}
