use crate::{Encoding, Position, Range};
use ropey::Rope;

/// One change of a `textDocument/didChange`: a range and its new text, or the whole text.
#[derive(Clone, Debug)]
pub struct Change {
    /// What is replaced; `None` replaces everything.
    pub range: Option<Range>,
    /// The new text.
    pub text: String,
}

/// An open document: its text as a rope and the version that the client gave it.
#[derive(Clone, Debug)]
pub struct Document {
    rope: Rope,
    version: i32,
}

impl Document {
    /// A document as opened by the client.
    pub fn new(text: &str, version: i32) -> Self {
        Self { rope: Rope::from_str(text), version }
    }

    /// The version of the last change.
    pub fn version(&self) -> i32 {
        self.version
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.rope.to_string()
    }

    /// Applies `changes` one after another, each to the text that the one before left.
    ///
    /// A position past a line or past the text is clamped; nothing can panic.
    pub fn change(&mut self, changes: Vec<Change>, version: i32, encoding: Encoding) {
        for change in changes {
            match change.range {
                None => self.rope = Rope::from_str(&change.text),
                Some(range) => {
                    let start = self.char_at(range.start, encoding);
                    let end = self.char_at(range.end, encoding).max(start);
                    self.rope.remove(start..end);
                    self.rope.insert(start, &change.text);
                }
            }
        }
        self.version = version;
    }

    fn char_at(&self, position: Position, encoding: Encoding) -> usize {
        let line = position.line as usize;
        if line >= self.rope.len_lines() {
            return self.rope.len_chars();
        }
        let start = self.rope.line_to_char(line);
        let slice = self.rope.line(line);
        let text = slice.to_string();
        let body = text.trim_end_matches(['\n', '\r']);
        let byte = encoding.byte(body, position.column);
        start + slice.byte_to_char(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::LineIndex;
    use proptest::prelude::*;

    fn at(line: u32, column: u32) -> Position {
        Position { line, column }
    }

    #[test]
    fn a_change_counts_columns_in_utf16() {
        let mut document = Document::new("x = \"😀\"\n", 1);
        let range = Range { start: at(0, 5), end: at(0, 7) };
        document.change(vec![Change { range: Some(range), text: "é".into() }], 2, Encoding::Utf16);
        assert_eq!((document.text().as_str(), document.version()), ("x = \"é\"\n", 2));
    }

    #[test]
    fn a_range_outside_the_text_is_clamped() {
        let mut document = Document::new("a\n", 1);
        let range = Range { start: at(7, 3), end: at(2, 0) };
        document.change(vec![Change { range: Some(range), text: "b".into() }], 2, Encoding::Utf16);
        assert_eq!(document.text(), "a\nb");
    }

    proptest! {
        #[test]
        fn incremental_changes_equal_edits_of_the_plain_text(
            text in "[ab\n\ré😀]{0,30}",
            edits in proptest::collection::vec((0u32..6, 0u32..9, 0u32..6, 0u32..9, "[xy\n😀]{0,3}"), 0..12),
        ) {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let mut document = Document::new(&text, 0);
                let mut plain = text.clone();
                for (version, (l1, c1, l2, c2, new)) in (1..).zip(&edits) {
                    let (mut start, mut end) = (at(*l1, *c1), at(*l2, *c2));
                    if start > end {
                        std::mem::swap(&mut start, &mut end);
                    }
                    let lines = LineIndex::new(&plain);
                    let from = lines.offset(&plain, start, encoding) as usize;
                    let to = (lines.offset(&plain, end, encoding) as usize).max(from);
                    plain.replace_range(from..to, new);
                    let change = Change { range: Some(Range { start, end }), text: new.clone() };
                    document.change(vec![change], version, encoding);
                    prop_assert_eq!(&document.text(), &plain);
                }
            }
        }
    }
}
