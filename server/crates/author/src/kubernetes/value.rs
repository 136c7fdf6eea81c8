//! A tree of YAML or JSON values in the order people write them, and its two writers.
//!
//! What is put in comes out in the same order and the same bytes each time. It must never know what a key means.

use std::fmt::Write as _;

/// A value on its way into a file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// A string; quoted in YAML where a plain scalar would mean something else.
    Text(String),
    /// A string of several lines, written as a literal block in YAML.
    Block(String),
    /// A whole number.
    Int(i64),
    /// A number as it should be written, such as `0.5`.
    Number(String),
    /// `true` or `false`
    Bool(bool),
    /// `null`
    Null,
    /// Items in order.
    List(Vec<Value>),
    /// Keys in order.
    Map(Map),
}

/// Keys and values in the order they were put in.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Map(pub(crate) Vec<(String, Value)>);

impl Map {
    /// No keys yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// With `key` at the end.
    pub(crate) fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// With `key` unless the value is an empty map, an empty list or `None`.
    pub(crate) fn with_some(self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        match value.into() {
            Value::Null => self,
            Value::List(items) if items.is_empty() => self,
            Value::Map(map) if map.0.is_empty() => self,
            value => self.with(key, value),
        }
    }

    /// With the keys of `other` after its own.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The value under `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Puts `value` under `key`, in the place of the one that is there.
    pub(crate) fn set(&mut self, key: &str, value: Value) {
        match self.0.iter_mut().find(|(name, _)| name == key) {
            Some((_, old)) => *old = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }
}

impl<K: Into<String>, V: Into<Value>> FromIterator<(K, V)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        if text.contains('\n') { Self::Block(text) } else { Self::Text(text) }
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::from(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Int(number.into())
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(number.into())
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Int(number.into())
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Self::Map(map)
    }
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>, const N: usize> From<[T; N]> for Value {
    fn from(items: [T; N]) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A YAML document, without `---`, ending in a line feed.
pub(crate) fn yaml(map: &Map) -> String {
    let mut out = String::new();
    entries(&mut out, map, 0);
    out
}

fn entries(out: &mut String, map: &Map, depth: usize) {
    for (index, (key, value)) in map.0.iter().enumerate() {
        // The first key of a list item stands on the line of its dash.
        if index > 0 || !out.ends_with("- ") {
            indent(out, depth);
        }
        out.push_str(&scalar(key));
        out.push(':');
        nested(out, value, depth);
    }
}

/// The value of a key, from after the colon to the end of its last line. Lists stand at the key's own depth.
fn nested(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Map(map) if !map.0.is_empty() => {
            out.push('\n');
            entries(out, map, depth + 1);
        }
        Value::List(items) if !items.is_empty() => {
            out.push('\n');
            list(out, items, depth + 1);
        }
        other => {
            out.push(' ');
            leaf(out, other, depth);
        }
    }
}

fn list(out: &mut String, items: &[Value], depth: usize) {
    for item in items {
        indent(out, depth);
        out.push_str("- ");
        match item {
            Value::Map(map) if !map.0.is_empty() => entries(out, map, depth + 1),
            other => leaf(out, other, depth),
        }
    }
}

fn leaf(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Text(text) => out.push_str(&scalar(text)),
        Value::Block(text) => return block(out, text, depth),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(json_line).collect();
            let _ = write!(out, "[{}]", items.join(", "));
        }
        other => out.push_str(&json_line(other)),
    }
    out.push('\n');
}

fn block(out: &mut String, text: &str, depth: usize) {
    out.push_str(if text.ends_with('\n') { "|\n" } else { "|-\n" });
    for line in text.trim_end_matches('\n').split('\n') {
        if !line.is_empty() {
            indent(out, depth + 1);
            out.push_str(line);
        }
        out.push('\n');
    }
}

fn indent(out: &mut String, depth: usize) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

/// `text` as a YAML scalar: plain where that means the same string, else in double quotes.
pub(crate) fn scalar(text: &str) -> String {
    if plain(text) { text.to_owned() } else { quoted(text) }
}

/// Whether YAML 1.1 and 1.2 readers both take `text`, written plain, for this very string.
fn plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    let number = first.is_ascii_digit() || "+-.".contains(first);
    let numeric = number && text.chars().all(|c| c.is_ascii_hexdigit() || "+-._:xob".contains(c));
    let word = text.to_ascii_lowercase();
    let reserved = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "~", ".inf", ".nan"];
    let opens = "-?:,[]{}#&*!|>'\"%@`=<".contains(first);
    let command = first == '-' && text.chars().nth(1).is_some_and(|c| c != ' ' && c != '-');
    !(numeric
        || (opens && !command)
        || reserved.contains(&word.as_str())
        || text.contains(": ")
        || text.contains(" #")
        || text.contains(" * ")
        || text.ends_with(':')
        || text.trim() != text
        || text.chars().any(char::is_control))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A JSON document, indented by two blanks, ending in a line feed.
pub(crate) fn json(map: &Map) -> String {
    let mut out = String::new();
    json_map(&mut out, map, 0);
    out.push('\n');
    out
}

fn json_value(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Map(map) if !map.0.is_empty() => json_map(out, map, depth),
        Value::List(items) if !items.is_empty() => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                out.push_str(if index == 0 { "\n" } else { ",\n" });
                indent(out, depth + 1);
                json_value(out, item, depth + 1);
            }
            out.push('\n');
            indent(out, depth);
            out.push(']');
        }
        other => out.push_str(&json_line(other)),
    }
}

fn json_map(out: &mut String, map: &Map, depth: usize) {
    out.push('{');
    for (index, (key, value)) in map.0.iter().enumerate() {
        out.push_str(if index == 0 { "\n" } else { ",\n" });
        indent(out, depth + 1);
        out.push_str(&quoted(key));
        out.push_str(": ");
        json_value(out, value, depth + 1);
    }
    out.push('\n');
    indent(out, depth);
    out.push('}');
}

/// A value in JSON on one line.
fn json_line(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Block(text) => quoted(text),
        Value::Int(number) => number.to_string(),
        Value::Number(number) => number.clone(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null => "null".to_owned(),
        Value::List(items) => format!("[{}]", items.iter().map(json_line).collect::<Vec<_>>().join(", ")),
        Value::Map(map) => {
            let entries: Vec<String> =
                map.0.iter().map(|(k, v)| format!("{}: {}", quoted(k), json_line(v))).collect();
            format!("{{{}}}", entries.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scalars_that_mean_something_else_when_plain_are_quoted() {
        for text in [
            "8080",
            "true",
            "no",
            "1e3",
            "0x1f",
            "",
            "a: b",
            "*",
            "- x",
            "x #y",
            "12:30",
            "null",
            " a",
            "@x",
            "0 2 * * *",
        ] {
            assert!(scalar(text).starts_with('"'), "{text}");
        }
        for text in [
            "nginx:1.27",
            "500m",
            "-log",
            "/healthz",
            "app.kubernetes.io/name",
            "a,b",
            "10.0.0.0/8",
            "rate(x[5m]) > 1",
        ] {
            assert_eq!(scalar(text), text);
        }
    }

    #[test]
    fn maps_lists_and_blocks_nest_as_people_write_them() {
        let map = Map::new()
            .with("a", Map::new().with("b", 1).with("empty", Map::new()))
            .with("items", vec![Map::new().with("x", "1").with("list", ["p", "q"])])
            .with("text", "one\ntwo\n");
        assert_eq!(
            yaml(&map),
            "a:\n  b: 1\n  empty: {}\nitems:\n  - x: \"1\"\n    list:\n      - p\n      - q\ntext: |\n  one\n  two\n"
        );
    }
}
