use crate::hcl::lexer::Lexer;
use crate::hcl::token::TokenKind;
use std::borrow::Cow;
use std::ops::Range;
use text::{Span, TextEdit};
use unicode_segmentation::UnicodeSegmentation;

/// A token with the blanks that go before it.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub(super) kind: TokenKind,
    /// What is written; empty for a token that is to go.
    pub(super) text: Cow<'a, str>,
    /// Where it stood.
    pub(super) span: Span,
    /// How many spaces go before it.
    pub(super) spaces: usize,
}

impl Piece<'_> {
    /// Takes the token away.
    pub(super) fn remove(&mut self) {
        self.text = Cow::Borrowed("");
    }

    /// Writes `text` for the token, to be spaced like a `kind`.
    pub(super) fn respell(&mut self, kind: TokenKind, text: impl Into<String>) {
        self.kind = kind;
        self.text = Cow::Owned(text.into());
    }

    /// How many columns it takes with the spaces before it: characters as a reader counts them.
    pub(super) fn columns(&self) -> usize {
        let text = &self.text;
        self.spaces + if text.is_ascii() { text.len() } else { text.graphemes(true).count() }
    }
}

/// The tokens of `source`.
pub(super) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let piece = |token: crate::hcl::Token| Piece {
        kind: token.kind,
        text: Cow::Borrowed(token.span.text(source)),
        span: token.span,
        spaces: 0,
    };
    Lexer::new(source).map(piece).collect()
}

/// The indexes of the pieces that stand in `span`.
pub(super) fn within(pieces: &[Piece<'_>], span: Span) -> Range<usize> {
    let start = pieces.partition_point(|p| p.span.start < span.start);
    let end = pieces.partition_point(|p| p.span.start < span.end);
    start..end.max(start)
}

/// The edits that turn `source` into `pieces`; blanks at its end stay, though as spaces, as in Terraform.
pub(super) fn edits(source: &str, pieces: &[Piece<'_>]) -> Vec<TextEdit> {
    let mut edits: Vec<TextEdit> = Vec::new();
    let mut at = 0;
    for piece in pieces {
        let gap = Span::new(at, piece.span.start);
        at = piece.span.end;
        let kept = piece.text == piece.span.text(source);
        let spaced = gap.text(source).len() == piece.spaces && gap.text(source).bytes().all(|b| b == b' ');
        if kept && spaced {
            continue;
        }
        let mut text = " ".repeat(piece.spaces);
        let span = if kept {
            gap
        } else {
            text.push_str(&piece.text);
            gap.cover(piece.span)
        };
        edits.push(TextEdit::replace(span, text));
    }
    let end = Span::new(at, source.len() as u32);
    let tail = end.text(source);
    let blanks = " ".repeat(tail.len() - tail.trim_end_matches([' ', '\t']).len());
    if tail != blanks {
        edits.push(TextEdit::replace(end, blanks));
    }
    edits
}
