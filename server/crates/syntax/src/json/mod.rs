//! JSON (Grafana dashboards, `*.tf.json`), read into the same tree as YAML.
//!
//! Strict JSON (RFC 8259): what differs from it is reported and read as it was most likely meant. This module
//! must never recurse deeper than its limit.

use crate::yaml::{Entry, Node, NodeKind, Style};
use crate::{Parsed, SyntaxError};
use text::Span;

mod string;

#[cfg(test)]
mod tests;

/// How deep arrays and objects may be nested; deeper ones are reported and left out.
const MAX_DEPTH: u32 = 200;

/// How many faults are reported; a file that is no JSON at all has one at each word.
const MAX_ERRORS: usize = 100;

/// The tree of a JSON text. Numbers, booleans and null are plain scalars, strings are double-quoted ones;
/// duplicate names are kept.
pub fn parse(text: &str) -> Parsed<Node> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader { text, bytes: text.as_bytes(), pos: start, depth: 0, errors: Vec::new() };
    let root = reader.document();
    Parsed { root, errors: reader.errors }
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pos: usize,
    depth: u32,
    errors: Vec<SyntaxError>,
}

impl Reader<'_> {
    fn document(&mut self) -> Node {
        self.space();
        if self.pos >= self.bytes.len() {
            self.error(Span::at(self.pos as u32), "expected a JSON value, but the text is empty");
            return Node::new(Span::at(self.pos as u32), NodeKind::Empty);
        }
        let root = self.value();
        self.space();
        if self.pos < self.bytes.len() {
            let end = self.pos + self.bytes[self.pos..].trim_ascii_end().len();
            self.error(Span::from(self.pos..end), "unexpected text after the end of the JSON value");
        }
        root
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        if self.errors.len() < MAX_ERRORS {
            self.errors.push(SyntaxError::new(span, message));
        }
    }

    fn byte(&self) -> u8 {
        self.bytes.get(self.pos).copied().unwrap_or(0)
    }

    /// Moves over white space, and over comments, which are reported.
    fn space(&mut self) {
        loop {
            while matches!(self.byte(), b' ' | b'\t' | b'\n' | b'\r') {
                self.pos += 1;
            }
            let rest = &self.bytes[self.pos.min(self.bytes.len())..];
            let length = if rest.starts_with(b"//") {
                memchr::memchr(b'\n', rest).unwrap_or(rest.len())
            } else if rest.starts_with(b"/*") {
                memchr::memmem::find(rest, b"*/").map_or(rest.len(), |end| end + 2)
            } else {
                return;
            };
            self.error(Span::from(self.pos..self.pos + length), "JSON has no comments");
            self.pos += length;
        }
    }

    fn value(&mut self) -> Node {
        match self.byte() {
            b'{' | b'[' => self.collection(),
            b'"' => self.string(),
            _ => self.word(),
        }
    }

    /// An object or an array.
    fn collection(&mut self) -> Node {
        let start = self.pos;
        let is_object = self.byte() == b'{';
        let close = if is_object { b'}' } else { b']' };
        if self.depth >= MAX_DEPTH {
            self.skip_collection();
            let span = Span::from(start..self.pos);
            self.error(span, format!("nested deeper than {MAX_DEPTH} levels, so this part is not read"));
            return Node::new(span, NodeKind::Empty);
        }
        self.depth += 1;
        self.pos += 1;
        let (mut entries, mut items) = (Vec::new(), Vec::new());
        let mut comma = None;
        loop {
            self.space();
            match self.byte() {
                0 if self.pos >= self.bytes.len() => {
                    self.unclosed(start, close);
                    break;
                }
                b if b == close => {
                    self.pos += 1;
                    if let Some(comma) = comma {
                        self.error(Span::from(comma..comma + 1), "JSON allows no comma after the last item");
                    }
                    break;
                }
                b'}' | b']' => {
                    self.wrong_bracket(close);
                    break;
                }
                b',' => {
                    self.error(Span::from(self.pos..self.pos + 1), "a value is missing before this comma");
                    self.pos += 1;
                    continue;
                }
                _ if is_object => entries.push(self.entry()),
                _ => items.push(self.value()),
            }
            comma = self.comma(close);
        }
        self.depth -= 1;
        let kind = if is_object { NodeKind::Mapping(entries) } else { NodeKind::Sequence(items) };
        Node::new(Span::from(start..self.pos), kind)
    }

    /// Reads the comma after an item and tells where it stands; a missing one is reported.
    fn comma(&mut self, close: u8) -> Option<usize> {
        let end = self.pos;
        self.space();
        match self.byte() {
            b',' => {
                self.pos += 1;
                Some(self.pos - 1)
            }
            b'}' | b']' => None,
            _ if self.pos >= self.bytes.len() => None,
            _ => {
                let message = format!("expected `,` or `{}` here", char::from(close));
                let last = self.text.floor_char_boundary(end.saturating_sub(1));
                self.error(Span::from(last..end), message);
                None
            }
        }
    }

    /// `"name": value`
    fn entry(&mut self) -> Entry {
        let key = if self.byte() == b'"' { self.string() } else { self.bare_name() };
        self.space();
        if self.byte() == b':' {
            self.pos += 1;
            self.space();
        } else {
            self.error(key.span, "expected `:` after this name");
        }
        let is_missing = matches!(self.byte(), b',' | b'}' | b']') || self.pos >= self.bytes.len();
        let value = if is_missing {
            self.error(Span::at(self.pos as u32), "expected a value after `:`");
            Node::new(Span::at(self.pos as u32), NodeKind::Empty)
        } else {
            self.value()
        };
        Entry { key, value }
    }

    fn bare_name(&mut self) -> Node {
        let span = self.bare_word();
        self.error(span, "a name in JSON must stand in double quotes");
        Node::new(span, NodeKind::Scalar(span.text(self.text).into(), Style::Plain))
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Node {
        let span = self.bare_word();
        let word = span.text(self.text);
        if !matches!(word, "true" | "false" | "null") && !is_number(word) {
            let shown: String = word.chars().take(40).collect();
            self.error(span, format!("`{shown}` is no JSON value: put text in double quotes"));
        }
        Node::new(span, NodeKind::Scalar(word.into(), Style::Plain))
    }

    /// What stands here up to a blank or a character that JSON uses; at least one character.
    fn bare_word(&mut self) -> Span {
        let start = self.pos;
        let ends = |b: &u8| b" \t\n\r,:{}[]\"".contains(b);
        let rest = &self.bytes[start..];
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.pos += if length == 0 { usize::from(start < self.bytes.len()) } else { length };
        Span::from(start..self.pos)
    }

    fn unclosed(&mut self, start: usize, close: u8) {
        let message = format!(
            "this `{}` is never closed: add a closing `{}`",
            char::from(self.bytes[start]),
            char::from(close)
        );
        self.error(Span::from(start..start + 1), message);
    }

    fn wrong_bracket(&mut self, close: u8) {
        let message = format!("expected `{}` but found `{}`", char::from(close), char::from(self.byte()));
        self.error(Span::from(self.pos..self.pos + 1), message);
        self.pos += 1;
    }

    /// Moves over a collection that is nested too deeply to be read.
    fn skip_collection(&mut self) {
        let mut open = 0_usize;
        while self.pos < self.bytes.len() {
            match self.byte() {
                b'"' => {
                    self.string();
                    continue;
                }
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            self.pos += 1;
            if open == 0 {
                return;
            }
        }
    }
}

/// `-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?`
fn is_number(word: &str) -> bool {
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (&unsigned[..at], Some(&unsigned[at + 1..])),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let is_digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let no_leading_zero = whole == "0" || !whole.starts_with('0');
    let exponent = exponent.map(|e| e.strip_prefix(['-', '+']).unwrap_or(e));
    is_digits(whole) && no_leading_zero && fraction.is_none_or(is_digits) && exponent.is_none_or(is_digits)
}
