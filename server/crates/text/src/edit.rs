use crate::Span;

/// Replaces the bytes of `span` by `text`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced, in the text before any edit of the same set.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

impl TextEdit {
    /// An edit that replaces `span` by `text`.
    pub fn replace(span: Span, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    /// An edit that inserts `text` at `offset`.
    pub fn insert(offset: u32, text: impl Into<String>) -> Self {
        Self::replace(Span::at(offset), text)
    }

    /// An edit that deletes `span`.
    pub fn delete(span: Span) -> Self {
        Self::replace(span, String::new())
    }
}

/// Why a set of edits cannot be applied to a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditError {
    /// Two edits cover the same byte.
    Overlap(Span, Span),
    /// A span ends past the text, runs backwards or cuts a character.
    OutOfBounds(Span),
}

impl std::fmt::Display for EditError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Overlap(a, b) => {
                write!(f, "the edits at bytes {}..{} and {}..{} overlap", a.start, a.end, b.start, b.end)
            }
            Self::OutOfBounds(s) => {
                write!(f, "the edit at bytes {}..{} does not fit the text", s.start, s.end)
            }
        }
    }
}

impl std::error::Error for EditError {}

/// `edits` in text order; insertions at one offset keep the order they were given in.
fn ordered(text: &str, edits: &[TextEdit]) -> Result<Vec<TextEdit>, EditError> {
    let mut sorted = edits.to_vec();
    sorted.sort_by_key(|e| (e.span.start, e.span.end));
    for edit in &sorted {
        if edit.span.start > edit.span.end || text.get(edit.span.range()).is_none() {
            return Err(EditError::OutOfBounds(edit.span));
        }
    }
    for pair in sorted.windows(2) {
        if pair[1].span.start < pair[0].span.end {
            return Err(EditError::Overlap(pair[0].span, pair[1].span));
        }
    }
    Ok(sorted)
}

/// `text` after all `edits`, which may come in any order but must not overlap.
pub fn apply(text: &str, edits: &[TextEdit]) -> Result<String, EditError> {
    let sorted = ordered(text, edits)?;
    let grown: usize = sorted.iter().map(|e| e.text.len()).sum();
    let mut out = String::with_capacity(text.len() + grown);
    let mut copied = 0;
    for edit in &sorted {
        out.push_str(&text[copied..edit.span.start as usize]);
        out.push_str(&edit.text);
        copied = edit.span.end as usize;
    }
    out.push_str(&text[copied..]);
    Ok(out)
}

/// The edits that turn `apply(text, edits)` back into `text`.
pub fn invert(text: &str, edits: &[TextEdit]) -> Result<Vec<TextEdit>, EditError> {
    let mut shift = 0i64;
    let mut inverse: Vec<TextEdit> = Vec::with_capacity(edits.len());
    for edit in ordered(text, edits)? {
        let start = (i64::from(edit.span.start) + shift).unsigned_abs() as u32;
        let end = start + edit.text.len() as u32;
        let before = edit.span.text(text);
        // Edits that touch become one, so that their order cannot matter on the way back.
        match inverse.last_mut() {
            Some(last) if last.span.end == start => {
                last.span.end = end;
                last.text.push_str(before);
            }
            _ => inverse.push(TextEdit::replace(Span::new(start, end), before)),
        }
        shift += i64::from(edit.text.len() as u32) - i64::from(edit.span.len());
    }
    Ok(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edits_apply_in_text_order_whatever_order_they_come_in() {
        let edits = [TextEdit::replace(Span::new(4, 7), "two"), TextEdit::insert(0, ">")];
        assert_eq!(apply("one 222 three", &edits).unwrap(), ">one two three");
    }

    #[test]
    fn overlapping_edits_are_refused() {
        let edits = [TextEdit::delete(Span::new(0, 3)), TextEdit::delete(Span::new(2, 4))];
        assert!(matches!(apply("abcdef", &edits), Err(EditError::Overlap(..))));
    }

    #[test]
    fn an_edit_that_cuts_a_character_is_refused() {
        let edits = [TextEdit::delete(Span::new(0, 1))];
        assert!(matches!(apply("é", &edits), Err(EditError::OutOfBounds(_))));
    }

    proptest! {
        #[test]
        fn apply_then_invert_is_byte_identical(
            text in "[a-zé\n😀]{0,40}",
            cuts in proptest::collection::vec((0usize..60, 0usize..6, "[xyö]{0,5}"), 0..6),
        ) {
            let bounds: Vec<usize> = (0..=text.len()).filter(|i| text.is_char_boundary(*i)).collect();
            let mut edits = Vec::new();
            let mut from = 0;
            for (skip, len, new) in cuts {
                let start = (from + skip % 5).min(bounds.len() - 1);
                let end = (start + len).min(bounds.len() - 1);
                edits.push(TextEdit::replace(Span::from(bounds[start]..bounds[end]), new));
                from = end;
            }
            let after = apply(&text, &edits).unwrap();
            let back = apply(&after, &invert(&text, &edits).unwrap()).unwrap();
            prop_assert_eq!(back, text);
        }
    }
}
