//! What is written after `name =` or `name:`, without reading the language around it: HCL, YAML, JSON, shell, INI.

use std::ops::Range;

/// Words that stand for no secret under a sensitive name.
const HARMLESS: &[&str] = &[
    "true",
    "false",
    "null",
    "~",
    "yes",
    "no",
    "none",
    "string",
    "number",
    "bool",
    "boolean",
    "any",
    "integer",
    "object",
    "required",
    "optional",
    "sensitive",
    "computed",
    "text",
];

/// How a name and its value are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Written {
    /// `name: value`, not `name = value`.
    pub(super) colon: bool,
    /// Whether the text is HCL, where a value without quotes is an expression; `None` where nobody knows.
    pub(super) hcl: Option<bool>,
}

/// The texts that the value at byte `at` of `text` consists of; `at` is right behind the separator. An expression
/// gives the string literals in it.
pub(super) fn values(text: &str, at: usize, written: Written) -> Vec<Range<usize>> {
    let colon = written.colon;
    let rest = text.get(at..).unwrap_or_default();
    let at = at + rest.len() - rest.trim_start_matches([' ', '\t']).len();
    let rest = text.get(at..).unwrap_or_default();
    let line = at..at + line_length(rest);
    let one = |span: Range<usize>| std::iter::once(span).collect();
    match rest.as_bytes() {
        [b'\\', b'"', ..] => one(at + 2..at + 2 + up_to(&rest[2..], "\\\"")),
        [quote @ (b'"' | b'\''), ..] => one(quoted(rest, at, *quote)),
        [b'|' | b'>', ..] if colon => indented(text, at),
        [b'<', b'<', ..] => heredoc(text, at).into_iter().collect(),
        [b'[', ..] => literals(text, at..at + up_to(rest, "]")),
        [] | [b'\n' | b'\r' | b'#', ..] if colon => items(text, at),
        [] | [b'\n' | b'\r' | b'#' | b'{' | b'(', ..] => Vec::new(),
        _ if is_expression(&rest[..line.len()], written) => literals(text, line),
        _ if colon => one(plain(text, at, line.end)),
        _ => {
            let ends = |c: char| c.is_whitespace() || matches!(c, ';' | '&' | '"' | '\'');
            one(at..at + rest.find(ends).unwrap_or(rest.len()))
        }
    }
}

/// Whether `value` says nothing that must be kept back: a reference, a keyword, nothing at all.
pub(super) fn is_harmless(value: &str) -> bool {
    let value = value.trim();
    let wraps = [("${", "}"), ("{{", "}}"), ("$(", ")"), ("%{", "}")];
    let wrapped = wraps.iter().any(|(open, close)| {
        let inner = value.strip_prefix(open).and_then(|v| v.strip_suffix(close));
        inner.is_some_and(|inner| !inner.contains(close) && !inner.contains('"'))
    });
    let variable = value
        .strip_prefix('$')
        .is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_'));
    let keyword = HARMLESS.iter().any(|word| value.eq_ignore_ascii_case(word));
    value.is_empty() || wrapped || variable || keyword || value.bytes().all(|b| b == b'*')
}

/// Whether a line of a value without quotes is an expression of HCL. Where nobody knows the language, only a
/// reference is, whose root or number of steps tells it from a text with dots.
fn is_expression(line: &str, written: Written) -> bool {
    let starts_a_name = line.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    if let Some(hcl) = written.hcl {
        return hcl && starts_a_name;
    }
    let word = line.split(|c: char| c.is_whitespace() || c == ',').next().unwrap_or_default();
    let mut steps = word.split('.');
    let root = steps.next().unwrap_or_default();
    let is_name = |step: &str| {
        let name = step.split('[').next().unwrap_or_default();
        name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
    };
    let count = steps.clone().count();
    let known = matches!(root, "var" | "local" | "data" | "module" | "each" | "self") && count >= 1;
    let resource = !written.colon && root.contains('_') && is_name(root) && count >= 2;
    (known || resource) && steps.all(is_name)
}

/// The string literals in a stretch of text, but not those that index (`["key"]`) or name a file.
fn literals(text: &str, within: Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = within.start;
    while let Some(open) = text.get(at..within.end).and_then(|rest| rest.find('"')).map(|i| at + i) {
        let inner = quoted(&text[open..], open, b'"');
        let before = &text[within.start..open];
        let indexes = before.ends_with('[') && before.len() > 1 && text[inner.end..].starts_with("\"]");
        let reads = before.ends_with("file(") || before.ends_with("file64(");
        if !indexes && !reads && inner.end <= within.end {
            found.push(inner.clone());
        }
        at = (inner.end + 1).min(within.end);
    }
    found
}

/// Inside the quotes that `rest` starts with; an open quote ends with its line.
fn quoted(rest: &str, at: usize, quote: u8) -> Range<usize> {
    let bytes = rest.as_bytes();
    let mut i = 1;
    while let Some(byte) = bytes.get(i) {
        match *byte {
            b'\\' if quote == b'"' => i += 1,
            b if b == quote => break,
            b'\n' if !rest[i..].contains(quote as char) => break,
            _ => {}
        }
        i += 1;
    }
    let mut end = i.min(bytes.len());
    while !rest.is_char_boundary(end) {
        end += 1;
    }
    at + 1..at + end.max(1)
}

/// The lines below the one of `at` that are deeper in: a block scalar's.
fn indented(text: &str, at: usize) -> Vec<Range<usize>> {
    let depth = indent(line_around(text, at));
    let deeper = below(text, at).take_while(|line| {
        let line = &text[line.clone()];
        line.trim().is_empty() || indent(line) > depth
    });
    let whole = deeper.reduce(|first, last| first.start..last.end);
    whole.map(|span| trimmed(text, span)).into_iter().collect()
}

/// The items of a list below the line of `at`, as far as they are plain texts.
fn items(text: &str, at: usize) -> Vec<Range<usize>> {
    let depth = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let depth = text[depth..at].len() - text[depth..at].trim_start_matches(' ').len();
    let mut found = Vec::new();
    for line in below(text, at) {
        let shown = text[line.clone()].trim_start_matches(' ');
        let start = line.end - shown.len();
        let Some(item) = shown.strip_prefix("- ").filter(|_| start - line.start >= depth) else { break };
        if !item.contains(": ") && !item.trim_end().ends_with(':') {
            found.push(unquoted(text, trimmed(text, start + 2..line.end)));
        }
    }
    found
}

/// A heredoc's lines.
fn heredoc(text: &str, at: usize) -> Option<Range<usize>> {
    let word = text[at..at + line_length(&text[at..])].trim_start_matches(['<', '-']).trim();
    if word.is_empty() || !word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
        return None;
    }
    let body = below(text, at).take_while(|line| text[line.clone()].trim() != word);
    body.reduce(|first, last| first.start..last.end).map(|span| trimmed(text, span))
}

/// A value without quotes to the end of its line, of its place in `{...}`, or to a comment.
fn plain(text: &str, at: usize, end: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    let in_braces = text[start..at].matches('{').count() > text[start..at].matches('}').count();
    let line = &text[at..end];
    let end = if in_braces { line.find([',', '}']) } else { line.find(" #") };
    let shown = line[..end.unwrap_or(line.len())].trim_end().trim_end_matches(',');
    at..at + shown.len()
}

/// `span` without the quotes round it.
pub(super) fn unquoted(text: &str, span: Range<usize>) -> Range<usize> {
    let shown = &text[span.clone()];
    let quoted = ['"', '\''].iter().any(|q| shown.len() >= 2 && shown.starts_with(*q) && shown.ends_with(*q));
    if quoted { span.start + 1..span.end - 1 } else { span }
}

/// `span` without the blanks round it.
fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let shown = &text[span.clone()];
    let start = span.start + shown.len() - shown.trim_start().len();
    start..start + shown.trim().len()
}

/// The lines below the one of `at`, without their ends.
fn below(text: &str, at: usize) -> impl Iterator<Item = Range<usize>> {
    let mut start = at + line_length(&text[at..]) + 1;
    std::iter::from_fn(move || {
        let rest = text.get(start..)?;
        let line = start..start + line_length(rest);
        start = line.end + 1;
        Some(line)
    })
}

/// The line that `at` lies on.
fn line_around(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |i| i + 1);
    &text[start..at + line_length(&text[at..])]
}

/// How far a line is moved in; the dash of an item counts as a blank.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

fn line_length(rest: &str) -> usize {
    memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())
}

/// How far it is to `end`, or to the end of the line.
fn up_to(rest: &str, end: &str) -> usize {
    rest.find(end).unwrap_or_else(|| line_length(rest))
}
