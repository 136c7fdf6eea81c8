use super::pieces::{Piece, within};
use crate::hcl::token::TokenKind;
use crate::hcl::tree::{Block, Body, Expr, Item};
use crate::hcl::write::quote;
use std::ops::Range;

/// Spells what stands in a unit's body as Terraform does; its spans are relative to `offset`.
pub(super) fn unit(root: &Body, offset: u32, pieces: &mut [Piece<'_>]) {
    body(root, offset, pieces, None);
}

fn body(body: &Body, offset: u32, pieces: &mut [Piece<'_>], parent: Option<&Block>) {
    for item in &body.items {
        match item {
            Item::Attribute(a)
                if a.name.text == "type" && parent.is_some_and(|b| b.keyword.text == "variable") =>
            {
                variable_type(&a.value, offset, pieces);
            }
            Item::Attribute(a) => unwrap(within(pieces, a.value.span + offset), pieces),
            Item::Block(block) => {
                labels(block, offset, pieces);
                self::body(&block.body, offset, pieces, Some(block));
            }
        }
    }
}

/// Labels are quoted.
fn labels(block: &Block, offset: u32, pieces: &mut [Piece<'_>]) {
    for label in &block.labels {
        let range = within(pieces, label.span + offset);
        let quoted = quote(&label.text);
        let written: String = pieces[range.clone()].iter().map(|p| p.text.as_ref()).collect();
        if quoted != written {
            replace(range, pieces, TokenKind::Ident, quoted);
        }
    }
}

/// The type of a variable: without quotes, and with what a collection without an element type holds.
fn variable_type(value: &Expr, offset: u32, pieces: &mut [Piece<'_>]) {
    let range = within(pieces, value.span + offset);
    let kinds: Vec<_> = pieces[range.clone()].iter().map(|p| (p.kind, p.text.as_ref())).collect();
    let spelling = match kinds.as_slice() {
        [(TokenKind::Ident, name @ ("list" | "map" | "set"))] => format!("{name}(any)"),
        // Terraform 0.11, which had the quotes, took the elements of a collection as strings.
        [(TokenKind::QuoteOpen, _), (TokenKind::Text, "string"), (TokenKind::QuoteClose, _)] => {
            "string".into()
        }
        [
            (TokenKind::QuoteOpen, _),
            (TokenKind::Text, name @ ("list" | "map")),
            (TokenKind::QuoteClose, _),
        ] => {
            format!("{name}(string)")
        }
        _ => return,
    };
    replace(range, pieces, TokenKind::Ident, spelling);
}

fn replace(range: Range<usize>, pieces: &mut [Piece<'_>], kind: TokenKind, text: String) {
    let mut pieces = pieces[range].iter_mut();
    if let Some(first) = pieces.next() {
        first.respell(kind, text);
    }
    pieces.for_each(Piece::remove);
}

/// Takes the quotes and braces from values that are one interpolation, as often as they are.
fn unwrap(mut range: Range<usize>, pieces: &mut [Piece<'_>]) {
    while let Some(inner) = sole_interpolation(range.clone(), pieces) {
        // A line end in the value, which the braces made meaningless, needs parentheses to stay so.
        let over_lines = pieces[inner.clone()].iter().any(|p| p.kind == TokenKind::Newline);
        let first_last = (pieces[inner.start].kind, pieces[inner.end - 1].kind);
        for piece in &mut pieces[range.start..inner.start] {
            piece.remove();
        }
        for piece in &mut pieces[inner.end..range.end] {
            piece.remove();
        }
        if over_lines && first_last != (TokenKind::ParenOpen, TokenKind::ParenClose) {
            pieces[range.start].respell(TokenKind::ParenOpen, "(");
            pieces[range.end - 1].respell(TokenKind::ParenClose, ")");
            return;
        }
        range = inner;
    }
}

/// Where the expression of `"${expression}"` stands, if that is all there is in `range`.
fn sole_interpolation(range: Range<usize>, pieces: &[Piece<'_>]) -> Option<Range<usize>> {
    use TokenKind::{InterpolationOpen, Newline, QuoteClose, QuoteOpen, TemplateClose, Text};
    let kinds: Vec<_> = pieces[range.clone()].iter().map(|p| p.kind).collect();
    let [QuoteOpen, InterpolationOpen, inside @ .., TemplateClose, QuoteClose] = kinds.as_slice() else {
        return None;
    };
    let mut strings = 0usize;
    for kind in inside {
        match kind {
            QuoteOpen => strings += 1,
            QuoteClose => strings = strings.saturating_sub(1),
            InterpolationOpen | TemplateClose | Text if strings == 0 => return None,
            _ => {}
        }
    }
    let blank = |kind: &&TokenKind| **kind == Newline;
    let start = inside.iter().take_while(blank).count();
    let end = inside.iter().rev().take_while(blank).count();
    let inner = range.start + 2 + start..(range.end - 2).saturating_sub(end);
    (!inner.is_empty()).then_some(inner)
}
