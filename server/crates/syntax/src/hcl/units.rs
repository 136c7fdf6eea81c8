//! A file to its units: top-level blocks and attributes that parse alone.
//!
//! It walks the same token stream as the parser, so the two cannot disagree, and must stay linear: what is
//! broken is cut at the block headers passed on the way, never scanned again.

use super::lexer::{LOOK_BACK, Lexer, closes_comment, is_block_header};
use super::token::{Token, TokenKind};
use text::Span;

/// The units of `text`: spans that tile it in order.
///
/// A unit is a top-level block or attribute with the comments and blank lines above it; what follows the last
/// is a unit of its own. A block that is never closed ends above the next line that starts in column 0 with a
/// block header, so that the unit of that line is the same whether the block is broken or not.
pub fn units(text: &str) -> Vec<Span> {
    let mut scan = Scan { text, ..Scan::default() };
    for token in Lexer::new(text) {
        scan.token(token);
    }
    scan.finish()
}

/// A line that starts a new unit should the block around it turn out to be broken.
struct Candidate {
    /// Where the blank lines and comments above its line start.
    start: u32,
    /// How many brackets were open before it.
    depth: usize,
}

#[derive(Default)]
struct Scan<'a> {
    text: &'a str,
    units: Vec<Span>,
    /// Where the unit being read starts.
    start: u32,
    /// The brackets and templates that are open in it.
    open: Vec<TokenKind>,
    candidates: Vec<Candidate>,
    /// The end of the last line that holds more than blanks and comments.
    above: u32,
    /// Whether the current line does.
    filled: bool,
    /// Whether any line of the unit does.
    begun: bool,
    /// Whether only words and labels were read so far, so that a `{` on a later line still belongs to them.
    header: bool,
    /// The end of the line where the unit ends, unless a `{` follows.
    held: Option<u32>,
}

impl Scan<'_> {
    fn token(&mut self, token: Token) {
        match token.kind {
            TokenKind::Newline => self.newline(token.span.end),
            TokenKind::LineComment => {}
            TokenKind::BlockComment => self.filled |= !closes_comment(token.span.text(self.text)),
            _ => self.content(token),
        }
    }

    fn in_column_0(&self, token: Token) -> bool {
        let start = token.span.start as usize;
        start == 0 || self.text.as_bytes().get(start - 1) == Some(&b'\n')
    }

    fn newline(&mut self, end: u32) {
        if std::mem::take(&mut self.filled) {
            self.above = end;
        }
        if !self.open.is_empty() || !self.begun || self.held.is_some() {
            return;
        }
        if self.header {
            self.held = Some(end);
        } else {
            self.cut(end);
        }
    }

    fn content(&mut self, token: Token) {
        use TokenKind::{BraceOpen, Ident, QuoteClose, QuoteOpen, Text};
        if let Some(end) = self.held.take()
            && token.kind != BraceOpen
        {
            self.cut(end);
        }
        let labels = matches!(token.kind, Ident | QuoteOpen | Text | QuoteClose);
        self.header = labels && (self.header || !self.begun);
        self.begun = true;
        self.filled = true;
        if token.kind == Ident
            && !self.open.is_empty()
            && self.in_column_0(token)
            && is_block_header(&self.text[token.span.start as usize..])
        {
            self.candidates.push(Candidate { start: self.above, depth: self.open.len() });
        }
        if token.kind.opens() {
            self.open.push(token.kind);
        } else if token.kind.closes() {
            self.close(token.kind);
        }
    }

    /// Ends the innermost bracket that `kind` can end; a parenthesis never ends a brace.
    fn close(&mut self, kind: TokenKind) {
        use TokenKind::{
            BraceClose, BraceOpen, BracketClose, BracketOpen, DirectiveOpen, InterpolationOpen, ParenClose,
            ParenOpen,
        };
        let opener = |open: &TokenKind| match kind {
            BraceClose => *open == BraceOpen,
            BracketClose => *open == BracketOpen,
            ParenClose => *open == ParenOpen,
            _ => matches!(open, InterpolationOpen | DirectiveOpen),
        };
        // Looking no further than a few brackets up keeps a file of stray brackets linear.
        let from = self.open.len().saturating_sub(LOOK_BACK);
        let Some(at) = self.open[from..].iter().rposition(opener).map(|at| from + at) else { return };
        if kind != BraceClose && self.open[at..].contains(&BraceOpen) {
            return;
        }
        self.open.truncate(at);
        while self.candidates.last().is_some_and(|c| c.depth > at) {
            self.candidates.pop();
        }
    }

    fn cut(&mut self, end: u32) {
        if end > self.start {
            self.units.push(Span::new(self.start, end));
            self.start = end;
        }
        self.begun = false;
        self.header = false;
        self.candidates.clear();
    }

    fn finish(mut self) -> Vec<Span> {
        for candidate in std::mem::take(&mut self.candidates) {
            self.cut(candidate.start);
        }
        if let Some(end) = self.held {
            self.cut(end);
        }
        self.cut(self.text.len() as u32);
        self.units
    }
}
