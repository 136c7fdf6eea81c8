use super::Reader;
use crate::yaml::{Node, NodeKind, Style};
use smol_str::SmolStr;
use text::Span;

impl Reader<'_> {
    /// A string; one that is not closed on its line ends there.
    pub(super) fn string(&mut self) -> Node {
        let start = self.pos;
        self.pos += 1;
        let mut unescaped: Option<String> = None;
        let mut from = self.pos;
        loop {
            let rest = self.bytes.get(self.pos..).unwrap_or_default();
            let special = |b: &u8| matches!(b, b'"' | b'\\') || *b < 0x20;
            self.pos += rest.iter().position(special).unwrap_or(rest.len());
            match self.byte() {
                b'"' => break,
                b'\\' => {
                    let mut text = unescaped.take().unwrap_or_default();
                    text.push_str(&self.text[from..self.pos]);
                    self.escape(&mut text);
                    unescaped = Some(text);
                    from = self.pos;
                }
                b'\n' | b'\r' | 0 if self.pos >= self.bytes.len() || self.byte() != 0 => {
                    let span = Span::from(start..self.pos);
                    self.error(span, "this string is never closed: add a closing `\"`");
                    break;
                }
                _ => {
                    let code = self.byte();
                    let span = Span::from(self.pos..self.pos + 1);
                    self.error(
                        span,
                        format!("a control character must be written as `\\u{code:04x}` in JSON"),
                    );
                    self.pos += 1;
                }
            }
        }
        let tail = &self.text[from..self.pos];
        let value = match unescaped {
            Some(text) => SmolStr::from(text + tail),
            None => SmolStr::new(tail),
        };
        self.pos += usize::from(self.byte() == b'"');
        Node::new(Span::from(start..self.pos), NodeKind::Scalar(value, Style::Double))
    }

    fn escape(&mut self, text: &mut String) {
        let start = self.pos;
        self.pos += 1;
        let code = self.byte();
        let plain = match code {
            b'"' | b'\\' | b'/' => char::from(code),
            b'b' => '\x08',
            b'f' => '\x0c',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(start, text),
            _ => {
                let span = Span::from(start..self.pos);
                return self.error(span, "this is no JSON escape sequence: write `\\\\` for a backslash");
            }
        };
        text.push(plain);
        self.pos += 1;
    }

    /// `\uXXXX`, or two of them for a character beyond U+FFFF.
    fn unicode_escape(&mut self, start: usize, text: &mut String) {
        let Some(first) = self.four_digits() else {
            let span = Span::from(start..self.pos);
            return self.error(span, "`\\u` needs four hexadecimal digits");
        };
        let is_pair = (0xd800..0xdc00).contains(&first) && self.bytes[self.pos..].starts_with(b"\\u");
        let code = if is_pair {
            let mark = self.pos;
            self.pos += 1;
            if let Some(second @ 0xdc00..0xe000) = self.four_digits() {
                0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)
            } else {
                self.pos = mark;
                first
            }
        } else {
            first
        };
        // A lone surrogate is what Go's and most other readers replace too.
        text.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
    }

    /// Reads `uXXXX`; the position stays after what could be read.
    fn four_digits(&mut self) -> Option<u32> {
        self.pos += 1;
        let digits = self.text.get(self.pos..self.pos + 4)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        self.pos += 4;
        u32::from_str_radix(digits, 16).ok()
    }
}
