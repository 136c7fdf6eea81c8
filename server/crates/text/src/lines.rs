use crate::Span;

/// How an LSP client counts columns (LSP 3.17, `PositionEncodingKind`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// UTF-16 code units, the protocol's default.
    #[default]
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

impl Encoding {
    /// Units that `text` takes.
    pub fn len(self, text: &str) -> u32 {
        (match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::Utf32 => text.chars().count(),
        }) as u32
    }

    /// The byte offset of column `column` in `line`; past the end it is the end, inside a character its start.
    pub fn byte(self, line: &str, column: u32) -> usize {
        let column = column as usize;
        if self == Self::Utf8 || line.is_ascii() {
            let mut at = column.min(line.len());
            while !line.is_char_boundary(at) {
                at -= 1;
            }
            return at;
        }
        let mut units = 0;
        for (at, c) in line.char_indices() {
            units += if self == Self::Utf16 { c.len_utf16() } else { 1 };
            if units > column {
                return at;
            }
        }
        line.len()
    }
}

/// A zero-based line and a column counted in some [`Encoding`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Zero-based line.
    pub line: u32,
    /// Zero-based column, in units of the encoding.
    pub column: u32,
}

/// A half-open range of positions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Range {
    /// First position.
    pub start: Position,
    /// One past the last.
    pub end: Position,
}

/// Where each line of a text starts; lines end with `\n`, `\r\n` or a lone `\r` (LSP 3.17, text documents).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// The index of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (i, b) in bytes.iter().enumerate() {
            if *b == b'\n' || (*b == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
                starts.push(i as u32 + 1);
            }
        }
        Self { starts }
    }

    /// Number of lines; an empty text has one.
    pub fn len(&self) -> u32 {
        self.starts.len() as u32
    }

    /// Always false: even an empty text has a line.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The zero-based line that `offset` lies on.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|s| *s <= offset) as u32 - 1
    }

    /// Byte offset of the first character of `line`; past the last line it is the last line's.
    pub fn start(&self, line: u32) -> u32 {
        self.starts[(line as usize).min(self.starts.len() - 1)]
    }

    /// The bytes of `line` without its line ending.
    pub fn span(&self, text: &str, line: u32) -> Span {
        let start = self.start(line) as usize;
        let end = self.starts.get(line as usize + 1).map_or(text.len(), |e| *e as usize);
        let body = text.get(start..end).unwrap_or_default();
        let body = body.strip_suffix('\n').unwrap_or(body);
        let body = body.strip_suffix('\r').unwrap_or(body);
        Span::from(start..start + body.len())
    }

    /// The position of byte `offset` of `text`; past the end it is the end.
    pub fn position(&self, text: &str, offset: u32, encoding: Encoding) -> Position {
        let mut offset = (offset as usize).min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line(offset as u32);
        let start = self.start(line) as usize;
        Position { line, column: encoding.len(&text[start.min(offset)..offset]) }
    }

    /// The byte offset of `position` in `text`; columns past the end of a line are its end.
    pub fn offset(&self, text: &str, position: Position, encoding: Encoding) -> u32 {
        if position.line >= self.len() {
            return text.len() as u32;
        }
        let span = self.span(text, position.line);
        span.start + encoding.byte(span.text(text), position.column) as u32
    }

    /// The range that `span` covers.
    pub fn range(&self, text: &str, span: Span, encoding: Encoding) -> Range {
        Range {
            start: self.position(text, span.start, encoding),
            end: self.position(text, span.end, encoding),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn columns_count_in_the_units_of_the_encoding() {
        let text = "a😀b\r\né";
        let lines = LineIndex::new(text);
        let b = text.find('b').unwrap() as u32;
        assert_eq!(lines.position(text, b, Encoding::Utf8).column, 5);
        assert_eq!(lines.position(text, b, Encoding::Utf16).column, 3);
        assert_eq!(lines.position(text, b, Encoding::Utf32).column, 2);
    }

    #[test]
    fn a_column_past_the_line_is_its_end_and_never_the_next_line() {
        let text = "ab\r\ncd";
        let lines = LineIndex::new(text);
        let far = Position { line: 0, column: 99 };
        assert_eq!(lines.offset(text, far, Encoding::Utf16), 2);
        assert_eq!(lines.offset(text, Position { line: 9, column: 0 }, Encoding::Utf16), 6);
    }

    proptest! {
        #[test]
        fn positions_of_boundaries_round_trip(text in "[a-c\r\né😀]{0,30}") {
            let lines = LineIndex::new(&text);
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                for at in (0..=text.len()).filter(|i| text.is_char_boundary(*i)) {
                    // Between \r and \n is inside a line ending, which no client can address.
                    if at > 0 && text.as_bytes()[at - 1] == b'\r' && text.as_bytes().get(at) == Some(&b'\n') {
                        continue;
                    }
                    let position = lines.position(&text, at as u32, encoding);
                    prop_assert_eq!(lines.offset(&text, position, encoding), at as u32);
                }
            }
        }
    }
}
