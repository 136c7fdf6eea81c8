use super::layout::{Layout, column, indentation, key_column};
use crate::yaml::{Node, NodeKind, ScalarType, Style};
use std::fmt::Write;
use text::{Span, TextEdit};

/// `value` as a scalar that every reader takes for this string, in block and in flow collections: plain where that
/// is safe under YAML 1.1 and 1.2, else in quotes.
pub fn quote(value: &str) -> String {
    if is_safe_plain(value) && plain_type(value) == ScalarType::String && !looks_like_time(value) {
        value.to_owned()
    } else {
        quoted(value)
    }
}

/// `value` in quotes: double ones, or single ones where double ones would need escapes.
pub(super) fn quoted(value: &str) -> String {
    let is_printable = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    if value.contains(['"', '\\']) && value.chars().all(is_printable) { single(value) } else { double(value) }
}

fn single(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

fn double(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 2);
    out.push('"');
    for c in value.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}') => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Whether `value`, written plain, is one scalar with just this text (YAML 1.2.2, section 7.3.3, and what YAML 1.1
/// forbids besides).
fn is_safe_plain(value: &str) -> bool {
    let starts_badly = value.starts_with([
        '-', '?', ':', ',', '[', ']', '{', '}', '#', '&', '*', '!', '|', '>', '\'', '"', '%', '@', '`', '=',
        '<', ' ',
    ]) && !is_dashed_word(value);
    let ends_badly = value.ends_with([' ', ':']);
    let is_plain_char = |c: char| !c.is_control() && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    !value.is_empty()
        && !starts_badly
        && !ends_badly
        && value.chars().all(is_plain_char)
        && !value.contains([',', '[', ']', '{', '}', '?'])
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.starts_with("...")
}

/// Whether it is like `-x` or `--flag=1`, which may stand plain; `---` may not.
fn is_dashed_word(value: &str) -> bool {
    value.trim_start_matches('-').starts_with(|c: char| c.is_alphanumeric()) && !value.starts_with("---")
}

/// The type that `value` has when it is written plain.
fn plain_type(value: &str) -> ScalarType {
    let node = Node::new(Span::default(), NodeKind::Scalar(value.into(), Style::Plain));
    node.scalar_type().unwrap_or(ScalarType::String)
}

/// Whether readers of YAML 1.1 may take `value` for a date, a time or a number with colons (`12:30:45`).
fn looks_like_time(value: &str) -> bool {
    let is_like_date = value.len() >= 8 && value.as_bytes().get(4) == Some(&b'-');
    let signs = |c: char| c.is_ascii_digit() || matches!(c, ':' | '.' | '-' | '+' | '_');
    value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+'))
        && (is_like_date && value[..4].bytes().all(|b| b.is_ascii_digit())
            || (value.contains(':') && value.chars().all(signs)))
}

/// Replaces the scalar `node` of `text` by `value`, in the same quotes and with the same type where that is possible:
/// a plain string never becomes a number, and a number stays one.
pub fn replace_scalar(text: &str, node: &Node, value: &str) -> TextEdit {
    match &node.kind {
        NodeKind::Scalar(_, Style::Single) if !value.contains(char::is_control) => {
            TextEdit::replace(node.span, single(value))
        }
        NodeKind::Scalar(_, Style::Single | Style::Double) => TextEdit::replace(node.span, double(value)),
        NodeKind::Scalar(_, Style::Literal | Style::Folded) => replace_block(text, node, value),
        NodeKind::Empty => {
            let before = &text[..node.span.start as usize];
            let blank = if before.ends_with([' ', '\n', '\r']) || before.is_empty() { "" } else { " " };
            TextEdit::insert(node.span.start, format!("{blank}{}", quote(value)))
        }
        _ => TextEdit::replace(node.span, like_plain(node, value)),
    }
}

/// `value` in place of the plain scalar `node`.
fn like_plain(node: &Node, value: &str) -> String {
    let was_string = node.scalar_type() == Some(ScalarType::String);
    if !was_string && is_safe_plain(value) { value.to_owned() } else { quote(value) }
}

/// `value` in place of a block scalar, as a literal one with the same indentation.
fn replace_block(text: &str, node: &Node, value: &str) -> TextEdit {
    let fits = !value.is_empty()
        && !value.starts_with([' ', '\n'])
        && !value.chars().any(|c| c.is_control() && c != '\n')
        && !value.trim_end_matches('\n').is_empty();
    if !fits {
        return TextEdit::replace(node.span, double(value));
    }
    let layout = Layout::of(text);
    let start = node.span.start as usize;
    let first = node.span.text(text).lines().skip(1).find(|line| !line.trim().is_empty());
    let indent = first.map_or_else(
        || key_column(text, start).min(column(text, start)) + layout.indent,
        |line| line.len() - line.trim_start_matches(' ').len(),
    );
    let body = value.trim_end_matches('\n');
    let chomp = match value.len() - body.len() {
        0 => "-",
        1 => "",
        _ => "+",
    };
    let mut out = format!("|{chomp}");
    for line in body.split('\n') {
        out.push_str(layout.newline);
        if !line.is_empty() {
            out.push_str(&indentation(indent));
            out.push_str(line);
        }
    }
    for _ in 2..=value.len() - body.len() {
        out.push_str(layout.newline);
    }
    TextEdit::replace(node.span, out)
}
