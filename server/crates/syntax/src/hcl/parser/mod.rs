//! Tokens to the tree, by recursive descent with recovery.
//!
//! Why not `hcl-edit`, which the first layout named: it stops at the first error and then has no tree, while
//! completion and hover live in broken text; it takes 330 ms of processor time for 10,000 blocks (4.9 MB) where
//! this parser takes 45; and it disagrees with Terraform on byte order marks, repeated object keys, `.0.1`,
//! strings over several lines and heredocs that end with the file. The grammar here was compared with Terraform
//! 1.11.4 on 50,000 mutated files; `tests/hcl_grammar.rs` keeps the cases that taught something.
//!
//! A broken attribute loses only itself: its error is reported once, the parser resumes at the next line or
//! element. Depth is bounded by [`LIMIT`] in every direction, so no text can overflow the stack of anything
//! that walks the tree. A parser must never look at what a name means.

mod body;
mod collection;
mod expr;
mod recover;
mod template;

use super::lexer::{closes_comment, tokens};
use super::token::{Token, TokenKind};
use super::tree::{Body, Expr, ExprKind, Ident};
use crate::{Parsed, SyntaxError};
use text::Span;

/// How deep blocks, expressions and templates may nest, and how long a chain of operators may be.
const LIMIT: u32 = 200;

/// The tree of `text`, a unit or a whole file, with spans relative to it and errors in text order.
///
/// A name that stands alone is an attribute whose value is [`ExprKind::Invalid`]; a dot with nothing after it
/// is a step with an empty name. Both let the cursor be where something is still to be written.
pub fn parse(text: &str) -> Parsed<Body> {
    let mut parser = Parser::new(text);
    let root = parser.file();
    let mut errors = parser.errors;
    errors.sort_by_key(|e| (e.span.start, e.span.end));
    Parsed { root, errors }
}

struct Parser<'a> {
    text: &'a str,
    /// Without comments, with an [`TokenKind::End`] at the end.
    tokens: Vec<Token>,
    at: usize,
    errors: Vec<SyntaxError>,
    /// Whether a line end means something here: in bodies and objects it does, in other brackets it does not.
    lines: bool,
    depth: u32,
    /// How many operators lean to the left in the expression being read.
    chain: u32,
    /// Braces that are opened and not closed, in number.
    unclosed: usize,
    /// Errors from here on are consequences of one that was reported.
    mute_from: u32,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str) -> Self {
        let mut all = tokens(text);
        let mut errors = Vec::new();
        all.retain(|t| {
            let open = t.kind == TokenKind::BlockComment && !closes_comment(t.span.text(text));
            if open {
                errors.push(SyntaxError::new(t.span, "this comment is never closed: add `*/`"));
            }
            !t.kind.is_comment()
        });
        let count = |kind| all.iter().filter(|t| t.kind == kind).count();
        let unclosed = count(TokenKind::BraceOpen).saturating_sub(count(TokenKind::BraceClose));
        all.push(Token { kind: TokenKind::End, span: Span::at(text.len() as u32) });
        let mute_from = u32::MAX;
        Self { text, tokens: all, at: 0, errors, lines: true, depth: 0, chain: 0, unclosed, mute_from }
    }

    /// The token `index` places after the current one, line ends included.
    fn raw(&self, index: usize) -> Token {
        let end = Token { kind: TokenKind::End, span: Span::at(self.text.len() as u32) };
        self.tokens.get(index).copied().unwrap_or(end)
    }

    /// The index of the next token that means something here.
    fn next(&self) -> usize {
        let mut index = self.at;
        while !self.lines && self.raw(index).kind == TokenKind::Newline {
            index += 1;
        }
        index
    }

    fn peek(&self) -> Token {
        self.raw(self.next())
    }

    /// The token after [`Self::peek`].
    fn peek_second(&self) -> Token {
        let mut index = self.next() + 1;
        while !self.lines && self.raw(index).kind == TokenKind::Newline {
            index += 1;
        }
        self.raw(index)
    }

    fn is_at(&self, kind: TokenKind) -> bool {
        self.peek().kind == kind
    }

    fn bump(&mut self) -> Token {
        let index = self.next();
        let token = self.raw(index);
        self.at = (index + 1).min(self.tokens.len() - 1);
        token
    }

    fn eat(&mut self, kind: TokenKind) -> Option<Token> {
        self.is_at(kind).then(|| self.bump())
    }

    fn skip_lines(&mut self) {
        while self.raw(self.at).kind == TokenKind::Newline {
            self.at += 1;
        }
    }

    /// The end of the last token read.
    fn last_end(&self) -> u32 {
        let last = self.at.checked_sub(1).and_then(|i| self.tokens.get(i));
        last.map_or(0, |t| t.span.end)
    }

    /// From `start` to the end of the last token read that is no line end.
    fn span_from(&self, start: u32) -> Span {
        let mut index = self.at;
        while index > 0 && self.raw(index - 1).kind == TokenKind::Newline {
            index -= 1;
        }
        let end = index.checked_sub(1).map_or(start, |i| self.raw(i).span.end);
        Span::new(start, end.max(start))
    }

    fn ident(&self, token: Token) -> Ident {
        Ident { span: token.span, text: token.span.text(self.text).into() }
    }

    fn word(&self, token: Token) -> &'a str {
        token.span.text(self.text)
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        let repeated = self.errors.last().is_some_and(|e| e.span.start == span.start);
        if span.start < self.mute_from && !repeated {
            self.errors.push(SyntaxError::new(span, message));
        }
    }

    fn invalid(&self) -> Expr {
        Expr { span: Span::at(self.last_end()), kind: ExprKind::Invalid }
    }

    /// Runs `read` with line ends meaning something or nothing.
    fn with_lines<T>(&mut self, lines: bool, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.lines, lines);
        let result = read(self);
        self.lines = outer;
        result
    }

    /// Runs `read` one level deeper; past the limit it reports that and ends the text.
    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.depth >= LIMIT {
            self.give_up("this nests more than 200 levels deep: move a part into a local value");
            return None;
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        Some(result)
    }

    /// Reports the last error of this text and goes to its end.
    fn give_up(&mut self, message: &str) {
        let span = self.peek().span;
        self.error(span, message);
        self.mute_from = 0;
        self.at = self.tokens.len() - 1;
    }
}
