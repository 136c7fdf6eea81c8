//! Text to tokens, one at a time and without a way to fail.
//!
//! What nothing closes must not swallow the rest of a file: an open string ends with its line, a heredoc or
//! a block comment that nothing ends is only its first line. A lexer must never look at what a word means.

use super::token::{Token, TokenKind};
use memchr::{memchr, memchr_iter, memmem};
use std::collections::HashMap;
use text::Span;
use unicode_ident::{is_xid_continue, is_xid_start};

/// The tokens of `text`, comments and line ends included, in order and without overlap.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 4);
    tokens.extend(Lexer::new(text));
    tokens
}

/// Whether `c` may start a word: a letter of any script, or an underscore.
pub(crate) fn starts_ident(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() || c == '_' } else { is_xid_start(c) }
}

/// Whether `c` may continue a word.
pub(crate) fn continues_ident(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphanumeric() || c == '_' || c == '-' } else { is_xid_continue(c) }
}

/// The length in bytes of the word that `text` starts with; 0 where it starts with none.
pub(crate) fn ident_len(text: &str) -> usize {
    let mut chars = text.char_indices();
    match chars.next() {
        Some((_, c)) if starts_ident(c) => {}
        _ => return 0,
    }
    chars.find(|(_, c)| !continues_ident(*c)).map_or(text.len(), |(at, _)| at)
}

/// Whether a block comment ends, as one that nothing closes does not.
pub(crate) fn closes_comment(comment: &str) -> bool {
    comment.len() >= 4 && comment.ends_with("*/")
}

/// Whether the line that `text` starts with is the header of a block: `word "label" ... {`.
pub(crate) fn is_block_header(text: &str) -> bool {
    let line = &text[..memchr(b'\n', text.as_bytes()).unwrap_or(text.len())];
    let mut rest = line;
    let mut first = true;
    loop {
        let word = ident_len(rest);
        if word > 0 {
            rest = rest[word..].trim_start_matches([' ', '\t']);
        } else if first {
            return false;
        } else if let Some(label) = rest.strip_prefix('"') {
            match label.split_once('"') {
                Some((_, after)) => rest = after.trim_start_matches([' ', '\t']),
                None => return false,
            }
        } else {
            return rest.starts_with('{');
        }
        first = false;
    }
}

/// How many open strings and templates up an end may find its beginning; it keeps broken text linear.
pub(crate) const LOOK_BACK: usize = 64;

/// What the lexer is inside of, besides plain HCL.
#[derive(Clone, Copy, Debug)]
enum Mode {
    /// Between quotes.
    Quoted,
    /// In a heredoc that ends on the line at `close`; `line_start` when the next byte starts a line.
    Heredoc { close: Span, line_start: bool },
    /// In `${` or `%{`, with that many braces open inside it.
    Template { braces: u32 },
}

/// The lines of a text that hold one word and nothing else, by word: what can end a heredoc.
type Markers<'a> = HashMap<&'a str, Vec<Span>>;

/// A stream of the tokens of a text.
pub(crate) struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    modes: Vec<Mode>,
    markers: Option<Markers<'a>>,
    /// No `*/` follows this offset.
    no_comment_end: Option<usize>,
}

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`.
    pub(crate) fn new(text: &'a str) -> Self {
        // A byte order mark is no token.
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, bytes: text.as_bytes(), at, modes: Vec::new(), markers: None, no_comment_end: None }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn take(&mut self, kind: TokenKind, len: usize) -> Token {
        let start = self.at;
        self.at = (start + len).min(self.bytes.len());
        Token { kind, span: Span::from(start..self.at) }
    }

    /// The length of the line ending at `at`; 0 where there is none.
    fn newline_len(&self, at: usize) -> usize {
        match self.bytes.get(at) {
            Some(b'\n') => 1,
            Some(b'\r') if self.bytes.get(at + 1) == Some(&b'\n') => 2,
            _ => 0,
        }
    }

    /// The end of the line at `at`, before its line ending.
    fn line_end(&self, at: usize) -> usize {
        let end = memchr(b'\n', &self.bytes[at..]).map_or(self.bytes.len(), |n| at + n);
        if end > at && end < self.bytes.len() && self.bytes[end - 1] == b'\r' { end - 1 } else { end }
    }

    fn plain(&mut self) -> Option<Token> {
        while matches!(self.byte(0), b' ' | b'\t') {
            self.at += 1;
        }
        let first = *self.bytes.get(self.at)?;
        if first.is_ascii_alphabetic() || first == b'_' {
            return Some(self.ident());
        }
        Some(match first {
            b'\n' => self.newline(1),
            b'\r' if self.byte(1) == b'\n' => self.newline(2),
            b'"' => {
                self.modes.push(Mode::Quoted);
                self.take(TokenKind::QuoteOpen, 1)
            }
            b'#' => self.line_comment(),
            b'/' if self.byte(1) == b'/' => self.line_comment(),
            b'/' if self.byte(1) == b'*' => self.block_comment(),
            b'0'..=b'9' => self.number(),
            b'{' => {
                if let Some(Mode::Template { braces }) = self.modes.last_mut() {
                    *braces += 1;
                }
                self.take(TokenKind::BraceOpen, 1)
            }
            b'}' => self.brace_close(),
            b'~' if self.byte(1) == b'}'
                && matches!(self.modes.last(), Some(Mode::Template { braces: 0 })) =>
            {
                self.modes.pop();
                self.take(TokenKind::TemplateClose, 2)
            }
            b'<' if self.byte(1) == b'<' => match self.heredoc_open() {
                Some(token) => token,
                None => self.take(TokenKind::Less, 1),
            },
            _ if first.is_ascii() => self.operator(first),
            _ => self.beyond_ascii(),
        })
    }

    fn ident(&mut self) -> Token {
        let mut end = self.at;
        while end < self.bytes.len() && is_ident_byte(self.bytes[end]) {
            end += 1;
        }
        if self.bytes.get(end).is_some_and(|b| !b.is_ascii()) {
            end = self.at + ident_len(&self.text[self.at..]);
        }
        self.take(TokenKind::Ident, end - self.at)
    }

    fn beyond_ascii(&mut self) -> Token {
        let rest = &self.text[self.at..];
        match ident_len(rest) {
            0 => self.take(TokenKind::Unknown, rest.chars().next().map_or(1, char::len_utf8)),
            len => self.take(TokenKind::Ident, len),
        }
    }

    fn number(&mut self) -> Token {
        let digits = |mut at: usize| {
            while self.bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let mut end = digits(self.at);
        if self.bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
        }
        if matches!(self.bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.bytes.get(end + 1), Some(b'+' | b'-')));
            if digits(end + 1 + sign) > end + 1 + sign {
                end = digits(end + 1 + sign);
            }
        }
        self.take(TokenKind::Number, end - self.at)
    }

    fn line_comment(&mut self) -> Token {
        let end = self.line_end(self.at);
        self.take(TokenKind::LineComment, end - self.at)
    }

    fn block_comment(&mut self) -> Token {
        let body = self.at + 2;
        let end = match self.no_comment_end {
            Some(from) if from <= body => None,
            _ => memmem::find(&self.bytes[body..], b"*/"),
        };
        let Some(end) = end else {
            self.no_comment_end.get_or_insert(body);
            let end = self.line_end(self.at);
            return self.take(TokenKind::BlockComment, end - self.at);
        };
        self.take(TokenKind::BlockComment, end + 4)
    }

    fn brace_close(&mut self) -> Token {
        match self.modes.last_mut() {
            Some(Mode::Template { braces: 0 }) => {
                self.modes.pop();
                self.take(TokenKind::TemplateClose, 1)
            }
            Some(Mode::Template { braces }) => {
                *braces -= 1;
                self.take(TokenKind::BraceClose, 1)
            }
            _ => self.take(TokenKind::BraceClose, 1),
        }
    }

    fn operator(&mut self, first: u8) -> Token {
        use TokenKind::{
            And, Arrow, Bang, BracketClose, BracketOpen, Colon, Comma, Dot, DoubleColon, Ellipsis, Equal,
            EqualEqual, Greater, GreaterEqual, Less, LessEqual, Minus, NotEqual, Or, ParenClose, ParenOpen,
            Percent, Plus, Question, Slash, Star, Unknown,
        };
        let (kind, len) = match (first, self.byte(1), self.byte(2)) {
            (b'.', b'.', b'.') => (Ellipsis, 3),
            (b'=', b'=', _) => (EqualEqual, 2),
            (b'=', b'>', _) => (Arrow, 2),
            (b'!', b'=', _) => (NotEqual, 2),
            (b'<', b'=', _) => (LessEqual, 2),
            (b'>', b'=', _) => (GreaterEqual, 2),
            (b'&', b'&', _) => (And, 2),
            (b'|', b'|', _) => (Or, 2),
            (b':', b':', _) => (DoubleColon, 2),
            (b'[', ..) => (BracketOpen, 1),
            (b']', ..) => (BracketClose, 1),
            (b'(', ..) => (ParenOpen, 1),
            (b')', ..) => (ParenClose, 1),
            (b',', ..) => (Comma, 1),
            (b'.', ..) => (Dot, 1),
            (b':', ..) => (Colon, 1),
            (b'?', ..) => (Question, 1),
            (b'=', ..) => (Equal, 1),
            (b'+', ..) => (Plus, 1),
            (b'-', ..) => (Minus, 1),
            (b'*', ..) => (Star, 1),
            (b'/', ..) => (Slash, 1),
            (b'%', ..) => (Percent, 1),
            (b'<', ..) => (Less, 1),
            (b'>', ..) => (Greater, 1),
            (b'!', ..) => (Bang, 1),
            _ => (Unknown, 1),
        };
        self.take(kind, len)
    }

    fn newline(&mut self, len: usize) -> Token {
        let token = self.take(TokenKind::Newline, len);
        self.close_heredoc();
        while matches!(self.modes.last(), Some(Mode::Template { braces: 0 })) && self.left_template() {
            self.modes.pop();
            if matches!(self.modes.last(), Some(Mode::Quoted)) {
                self.modes.pop();
            }
        }
        token
    }

    /// The line that ends a heredoc also ends the templates that were left open in it.
    fn close_heredoc(&mut self) {
        let at = self.at;
        let ends = |mode: &Mode| matches!(mode, Mode::Heredoc { close, .. } if close.start as usize == at);
        let from = self.modes.len().saturating_sub(LOOK_BACK);
        if let Some(depth) = self.modes[from..].iter().rposition(ends) {
            self.modes.truncate(from + depth + 1);
            self.set_line_start(true);
        }
    }

    /// Whether the line that starts here shows that an interpolation above it was never closed: `name = ...`
    /// cannot stand in one, and a `}` alone on its line would leave the string around it open.
    fn left_template(&self) -> bool {
        let line = &self.text[self.at..self.line_end(self.at)];
        let line = line.trim_matches([' ', '\t']);
        let after = line[ident_len(line)..].trim_start_matches([' ', '\t']);
        let assigns =
            after.len() < line.len() && after.starts_with('=') && !after[1..].starts_with(['=', '>']);
        assigns || line == "}" && matches!(self.modes.iter().nth_back(1), Some(Mode::Quoted))
    }

    /// An open string ends with its line, and with it every template that it stands in, up to a heredoc.
    fn leave_strings(&mut self) {
        while !matches!(self.modes.last(), None | Some(Mode::Heredoc { .. })) {
            self.modes.pop();
        }
    }

    /// A token of a string; none where the line ends before the string does.
    fn quoted(&mut self) -> Option<Token> {
        let start = self.at;
        let mut end = start;
        loop {
            match self.bytes.get(end) {
                Some(b'"') if end == start => {
                    self.modes.pop();
                    return Some(self.take(TokenKind::QuoteClose, 1));
                }
                Some(b'$' | b'%') => match self.sequence(end) {
                    Sequence::Open if end == start => return Some(self.template_open()),
                    Sequence::Open => break,
                    Sequence::Text(len) => end += len,
                },
                Some(b'\\') => end += if self.newline_len(end + 1) > 0 { 1 } else { 2 },
                Some(b'"' | b'\n') | None => break,
                Some(b'\r') if self.newline_len(end) > 0 => break,
                Some(_) => end += 1,
            }
        }
        while !self.text.is_char_boundary(end.min(self.bytes.len())) {
            end += 1;
        }
        if end == start {
            self.leave_strings();
            return None;
        }
        Some(self.take(TokenKind::Text, end - start))
    }

    /// What the `$` or `%` at `at` starts.
    fn sequence(&self, at: usize) -> Sequence {
        let (sign, one, two) = (self.bytes[at], self.bytes.get(at + 1), self.bytes.get(at + 2));
        if one == Some(&b'{') {
            Sequence::Open
        } else if one == Some(&sign) && two == Some(&b'{') {
            Sequence::Text(3)
        } else {
            Sequence::Text(1)
        }
    }

    fn template_open(&mut self) -> Token {
        let kind = if self.byte(0) == b'$' { TokenKind::InterpolationOpen } else { TokenKind::DirectiveOpen };
        let len = if self.byte(2) == b'~' { 3 } else { 2 };
        self.modes.push(Mode::Template { braces: 0 });
        self.take(kind, len)
    }

    /// `<<EOT` or `<<-EOT` and the end of its line; none where it is something else.
    fn heredoc_open(&mut self) -> Option<Token> {
        let dash = usize::from(self.byte(2) == b'-');
        let from = self.at + 2 + dash;
        let word = ident_len(&self.text[from..]);
        let ending = self.newline_len(from + word);
        if word == 0 || ending == 0 {
            return None;
        }
        let marker = &self.text[from..from + word];
        let body = from + word + ending;
        if let Some(close) = self.heredoc_close(marker, body) {
            self.modes.push(Mode::Heredoc { close, line_start: true });
        }
        Some(self.take(TokenKind::HeredocOpen, body - self.at))
    }

    /// The line that ends the heredoc whose text starts at `body`.
    ///
    /// A line that heads a block, followed by another opener with the same marker, shows that the line found
    /// ends that other one.
    fn heredoc_close(&mut self, marker: &'a str, body: usize) -> Option<Span> {
        let text = self.text;
        let lines = self.markers.get_or_insert_with(|| marker_lines(text)).get(marker)?;
        let close = *lines.get(lines.partition_point(|l| (l.start as usize) < body))?;
        let mut headed = false;
        for line in self.text[body..close.start as usize].lines() {
            headed |= is_block_header(line);
            if headed && line.ends_with(marker) {
                let before = &line[..line.len() - marker.len()];
                if before.ends_with("<<") || before.ends_with("<<-") {
                    return None;
                }
            }
        }
        Some(close)
    }

    fn heredoc(&mut self, close: Span, line_start: bool) -> Token {
        if line_start && self.at == close.start as usize {
            self.modes.pop();
            return self.take(TokenKind::HeredocClose, close.len() as usize);
        }
        let start = self.at;
        let mut end = start;
        loop {
            match self.bytes.get(end) {
                Some(b'$' | b'%') => match self.sequence(end) {
                    Sequence::Open if end == start => {
                        self.set_line_start(false);
                        return self.template_open();
                    }
                    Sequence::Open => break,
                    Sequence::Text(len) => end += len,
                },
                Some(b'\n') => {
                    end += 1;
                    break;
                }
                Some(_) => end += 1,
                None => break,
            }
        }
        self.set_line_start(self.bytes.get(end.wrapping_sub(1)) == Some(&b'\n'));
        self.take(TokenKind::Text, end - start)
    }

    fn set_line_start(&mut self, value: bool) {
        if let Some(Mode::Heredoc { line_start, .. }) = self.modes.last_mut() {
            *line_start = value;
        }
    }
}

/// What a `$` or a `%` in a template starts.
enum Sequence {
    /// An interpolation or a directive.
    Open,
    /// Text of that many bytes.
    Text(usize),
}

impl Iterator for Lexer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        if self.at >= self.bytes.len() {
            return None;
        }
        match self.modes.last().copied() {
            Some(Mode::Quoted) => self.quoted().or_else(|| self.next()),
            // A template that ran past the closing line has lost the heredoc with it.
            Some(Mode::Heredoc { close, .. }) if self.at > close.start as usize => {
                self.modes.clear();
                self.plain()
            }
            Some(Mode::Heredoc { close, line_start }) => Some(self.heredoc(close, line_start)),
            _ => self.plain(),
        }
    }
}

fn is_ident_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b == b'-'
}

/// The lines of `text` that hold one word, in one pass so that looking for a marker is never quadratic.
fn marker_lines(text: &str) -> Markers<'_> {
    let mut lines = Markers::new();
    let mut start = 0;
    for end in memchr_iter(b'\n', text.as_bytes()).chain([text.len()]) {
        let line = text[start..end].strip_suffix('\r').unwrap_or(&text[start..end]);
        let word = line.trim_matches(|c: char| c.is_whitespace() && c != '\r');
        if !word.is_empty() && ident_len(word) == word.len() {
            lines.entry(word).or_default().push(Span::from(start..start + line.len()));
        }
        start = end + 1;
    }
    lines
}
