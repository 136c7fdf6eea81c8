use super::plain::fold;
use super::{Column, Reader};
use crate::yaml::{Node, NodeKind, Style};
use smol_str::SmolStr;
use text::Span;

/// The text of a quoted scalar and whether its closing quote was found.
struct Body {
    value: SmolStr,
    closed: bool,
    /// Whether it runs past a line that is indented no more than its parent.
    crosses: bool,
}

impl Reader<'_> {
    /// A quoted scalar in a block collection at column `parent`.
    pub(super) fn quoted(&mut self, parent: Column) -> Node {
        let mark = self.mark();
        if !self.bounded {
            let body = self.quoted_body(parent, false);
            if body.closed && (!body.crosses || self.ends_plausibly()) {
                return self.quoted_node(mark.pos, body.value);
            }
            self.back_to(mark);
            self.bounded = true;
        }
        let body = self.quoted_body(parent, true);
        if !body.closed {
            self.unclosed_quote(mark.pos);
        }
        self.quoted_node(mark.pos, body.value)
    }

    /// A quoted scalar in a flow collection.
    pub(super) fn quoted_in_flow(&mut self, bound: Option<Column>) -> Node {
        let start = self.pos;
        let body = self.quoted_body(bound.unwrap_or(-1), bound.is_some());
        if !body.closed {
            self.failed = true;
            if bound.is_some() {
                self.unclosed_quote(start);
            }
        }
        self.quoted_node(start, body.value)
    }

    fn quoted_node(&self, start: usize, value: SmolStr) -> Node {
        let style = if self.byte_at(start) == b'\'' { Style::Single } else { Style::Double };
        Node::new(Span::from(start..self.pos), NodeKind::Scalar(value, style))
    }

    fn unclosed_quote(&mut self, start: usize) {
        let quote = char::from(self.byte_at(start));
        let end = self.line_end_after(start);
        let line = self.slice(start, end).trim_end().len();
        self.error(
            Span::from(start..start + line),
            format!("this quote is never closed: add a closing `{quote}`"),
        );
    }

    /// Whether what follows a closing quote can follow one.
    fn ends_plausibly(&self) -> bool {
        let rest = self.rest_of_line();
        let rest = self.slice(rest.start as usize, rest.end as usize).trim_start();
        rest.is_empty() || rest.starts_with('#') || rest == ":" || rest.starts_with(": ")
    }

    /// Reads from the opening quote over the closing one; with `bounded`, no further than the last line that is
    /// indented more than `parent`.
    fn quoted_body(&mut self, parent: Column, bounded: bool) -> Body {
        let quote = self.byte();
        self.pos += 1;
        let mut text = String::new();
        let mut plain_start = self.pos;
        let mut crosses = false;
        let mut closed = false;
        while self.pos < self.bytes.len() {
            let Some(found) = self.next_special(quote) else {
                self.pos = self.bytes.len();
                break;
            };
            self.pos = found;
            match self.byte() {
                b'\n' | b'\r' => {
                    let mark = self.mark();
                    text.push_str(self.slice(plain_start, mark.pos).trim_end_matches([' ', '\t']));
                    let breaks = self.quoted_breaks();
                    let ends = self.at_any_marker() || self.pos >= self.bytes.len();
                    crosses |= self.column() <= parent;
                    if ends || (bounded && self.column() <= parent) {
                        self.back_to(mark);
                        plain_start = self.pos;
                        break;
                    }
                    fold(&mut text, breaks);
                    plain_start = self.pos;
                }
                b'\\' => {
                    text.push_str(self.slice(plain_start, self.pos));
                    self.escape(&mut text);
                    plain_start = self.pos;
                }
                _ if quote == b'\'' && self.byte_at(self.pos + 1) == b'\'' => {
                    text.push_str(self.slice(plain_start, self.pos + 1));
                    self.pos += 2;
                    plain_start = self.pos;
                }
                _ => {
                    closed = true;
                    break;
                }
            }
        }
        let value = self.quoted_value(text, plain_start, self.pos);
        self.pos += usize::from(closed);
        Body { value, closed, crosses }
    }

    /// The offset of the next byte that is not simply part of the text.
    fn next_special(&self, quote: u8) -> Option<usize> {
        let rest = &self.bytes[self.pos..];
        let is_special = |b: &u8| *b == quote || matches!(b, b'\n' | b'\r') || (*b == b'\\' && quote == b'"');
        rest.iter().position(is_special).map(|i| self.pos + i)
    }

    fn quoted_value(&self, mut text: String, start: usize, end: usize) -> SmolStr {
        if text.is_empty() {
            return self.smol(start, end);
        }
        text.push_str(self.slice(start, end));
        text.into()
    }

    /// Moves over line breaks and the blanks around them; how many breaks there were.
    fn quoted_breaks(&mut self) -> usize {
        let mut breaks = 0;
        while self.at_line_end() && self.pos < self.bytes.len() {
            self.skip_break();
            breaks += 1;
            if self.at_any_marker() {
                break;
            }
            self.skip_blanks();
        }
        breaks
    }

    /// Reads one escape sequence of a double-quoted scalar (YAML 1.2.2, section 5.7, and libyaml's `\'`).
    fn escape(&mut self, text: &mut String) {
        let start = self.pos;
        self.pos += 1;
        let code = self.byte();
        let plain = match code {
            b'\n' | b'\r' => return self.escaped_break(text),
            b'x' => return self.hex_escape(text, start, 2),
            b'u' => return self.hex_escape(text, start, 4),
            b'U' => return self.hex_escape(text, start, 8),
            b'0' => '\0',
            b'a' => '\x07',
            b'b' => '\x08',
            b't' | b'\t' => '\t',
            b'n' => '\n',
            b'v' => '\x0b',
            b'f' => '\x0c',
            b'r' => '\r',
            b'e' => '\x1b',
            b' ' | b'"' | b'\'' | b'\\' => char::from(code),
            b'N' => '\u{85}',
            b'_' => '\u{a0}',
            b'L' => '\u{2028}',
            b'P' => '\u{2029}',
            _ => {
                let after = self.slice(self.pos, self.bytes.len()).chars().next();
                let end = self.pos + after.map_or(0, char::len_utf8);
                let sequence = self.slice(start, end).to_owned();
                self.error(
                    Span::from(start..end),
                    format!("`{sequence}` is no escape sequence: write `\\\\` for a backslash"),
                );
                text.push_str(&sequence);
                self.pos = end;
                return;
            }
        };
        text.push(plain);
        self.pos += 1;
    }

    /// `\` at the end of a line joins it to the next without a blank.
    fn escaped_break(&mut self, text: &mut String) {
        let mark = self.mark();
        let breaks = self.quoted_breaks();
        if self.at_any_marker() || self.pos >= self.bytes.len() {
            self.back_to(mark);
            return;
        }
        text.extend(std::iter::repeat_n('\n', breaks.saturating_sub(1)));
    }

    fn hex_escape(&mut self, text: &mut String, start: usize, digits: usize) {
        self.pos += 1;
        let hex = self.bytes.get(self.pos..self.pos + digits).unwrap_or_default();
        let valid = hex.iter().all(u8::is_ascii_hexdigit) && hex.len() == digits;
        let code =
            if valid { u32::from_str_radix(self.slice(self.pos, self.pos + digits), 16).ok() } else { None };
        if let Some(c) = code.and_then(char::from_u32) {
            text.push(c);
            self.pos += digits;
            return;
        }
        self.error(
            Span::from(start..self.pos),
            format!("this escape needs {digits} hexadecimal digits that name a Unicode character"),
        );
    }
}
