use super::Parser;
use crate::hcl::token::{Token, TokenKind};
use text::Span;

impl Parser<'_> {
    /// Goes to the end of the line, past whole brackets and strings, or to the `}` around it.
    pub(super) fn skip_line(&mut self) {
        self.skip(false);
    }

    /// Goes to the next comma, closing bracket or, where line ends count, line end at this level.
    pub(super) fn skip_element(&mut self) {
        self.skip(true);
    }

    fn skip(&mut self, element: bool) {
        let mut open: Vec<TokenKind> = Vec::new();
        loop {
            let token = self.raw(self.at);
            match token.kind {
                TokenKind::End => return,
                TokenKind::Newline if open.is_empty() && self.lines => return,
                TokenKind::Newline if !open.contains(&TokenKind::BraceOpen) && self.item_at(self.at + 1) => {
                    return;
                }
                TokenKind::Comma if element && open.is_empty() => return,
                TokenKind::BraceClose if !open.contains(&TokenKind::BraceOpen) => return,
                kind if kind.opens() => {
                    if open.len() > super::LIMIT as usize {
                        return self.give_up("too many brackets are open here: close some");
                    }
                    open.push(kind);
                }
                kind if kind.closes() && open.pop().is_none() && element => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Goes past the closing quote of a string, or to the end of its line.
    pub(super) fn skip_to_quote(&mut self) {
        let mut depth = 0usize;
        loop {
            match self.raw(self.at).kind {
                TokenKind::QuoteClose if depth == 0 => return,
                TokenKind::End | TokenKind::Newline => return,
                TokenKind::QuoteOpen => depth += 1,
                TokenKind::QuoteClose => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Goes past the end of the interpolation or directive that is being read; false where it has none.
    pub(super) fn skip_to_template_close(&mut self) -> bool {
        let mut depth = 0usize;
        let mut strings = 0usize;
        loop {
            match self.raw(self.at).kind {
                TokenKind::TemplateClose if depth == 0 => {
                    self.at += 1;
                    return true;
                }
                TokenKind::End | TokenKind::Newline | TokenKind::HeredocClose => return false,
                TokenKind::QuoteClose if strings == 0 => return false,
                TokenKind::QuoteOpen => strings += 1,
                TokenKind::QuoteClose => strings -= 1,
                TokenKind::InterpolationOpen | TokenKind::DirectiveOpen => depth += 1,
                TokenKind::TemplateClose => depth -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Whether an item of a body starts at token `index`: a name and `=`, a label or `{`.
    fn item_at(&self, index: usize) -> bool {
        use TokenKind::{BraceOpen, Equal, Ident, QuoteOpen};
        self.raw(index).kind == Ident && matches!(self.raw(index + 1).kind, Equal | BraceOpen | QuoteOpen)
    }

    /// Whether the next token starts an item on a new line, so that the bracket being read was never closed.
    pub(super) fn left_bracket(&self) -> bool {
        let next = self.next();
        next > self.at && self.item_at(next)
    }

    /// Whether a `{` follows on a later line.
    pub(super) fn brace_after_lines(&self) -> bool {
        let mut index = self.at;
        while self.raw(index).kind == TokenKind::Newline {
            index += 1;
        }
        self.raw(index).kind == TokenKind::BraceOpen
    }

    /// How many bytes of blanks the line of `token` starts with.
    pub(super) fn indent(&self, token: Token) -> usize {
        if self.unclosed == 0 {
            return 0;
        }
        let before = &self.text[..token.span.start as usize];
        let line = memchr::memrchr(b'\n', before.as_bytes()).map_or(0, |n| n + 1);
        let line = &self.text[line..];
        line.len() - line.trim_start_matches([' ', '\t']).len()
    }

    /// Whether the `}` at `close` stands too far left to end what started on a line of `indent`.
    ///
    /// Only asked while more braces are opened than closed; each yes uses one of them up.
    pub(super) fn belongs_outside(&mut self, close: Token, indent: usize) -> bool {
        if self.unclosed == 0 || close.kind != TokenKind::BraceClose || self.indent(close) >= indent {
            return false;
        }
        let outside = self.starts_line();
        if outside {
            self.unclosed -= 1;
        }
        outside
    }

    /// Whether the last token read is a line end.
    pub(super) fn starts_line(&self) -> bool {
        self.at == 0 || self.raw(self.at - 1).kind == TokenKind::Newline
    }

    /// Reads the bracket that ends what `open` began, or says what stands in its place.
    pub(super) fn close(&mut self, kind: TokenKind, open: Token, separator: &str) -> bool {
        if self.eat(kind).is_some() {
            return true;
        }
        self.unclosed_or_unexpected(kind, open, separator);
        if self.left_bracket() {
            return false;
        }
        loop {
            self.with_lines(false, Self::skip_element);
            if self.eat(TokenKind::Comma).is_none() {
                return self.eat(kind).is_some();
            }
        }
    }

    /// Reports that `open` is never closed, or that the next token should be a separator or a closing bracket.
    pub(super) fn unclosed_or_unexpected(&mut self, kind: TokenKind, open: Token, separator: &str) {
        let token = self.peek();
        let close = closing(kind);
        let ends = matches!(
            token.kind,
            TokenKind::End | TokenKind::Newline | TokenKind::BraceClose | TokenKind::QuoteClose
        );
        if ends || self.left_bracket() {
            let message = format!("this `{}` is never closed: add `{close}`", self.word(open));
            self.error(open.span, message);
        } else if token.kind == TokenKind::Unknown {
            let message = self.unknown(token);
            self.error(token.span, message);
        } else {
            let found = self.describe(token);
            self.error(token.span, format!("expected {separator}`{close}`, not {found}"));
        }
    }

    /// The next token where an expression should be: an error, and nothing read.
    ///
    /// Where the next line starts an item, the bracket around the expression says that it was never closed.
    pub(super) fn missing_expr(&mut self) {
        if self.left_bracket() {
            return;
        }
        let token = self.peek();
        let message = match token.kind {
            TokenKind::Unknown => self.unknown(token),
            TokenKind::Newline => {
                "a value has to follow on this line: wrap the expression in `( )` to go over lines".to_owned()
            }
            _ => format!("expected a value, not {}", self.describe(token)),
        };
        let at_end = matches!(token.kind, TokenKind::Newline | TokenKind::End);
        let span = if at_end { self.last_token() } else { token.span };
        self.error(span, message);
    }

    /// The last token read, to underline where something is missing after it.
    fn last_token(&self) -> Span {
        self.at.checked_sub(1).map_or(Span::at(0), |i| self.raw(i).span)
    }

    /// A token in words.
    pub(super) fn describe(&self, token: Token) -> String {
        match token.kind {
            TokenKind::End => "the end of the text".to_owned(),
            TokenKind::Newline => "the end of the line".to_owned(),
            TokenKind::QuoteOpen => "a string".to_owned(),
            TokenKind::Text => "text".to_owned(),
            TokenKind::HeredocOpen => "a heredoc".to_owned(),
            TokenKind::HeredocClose => "the end of the heredoc".to_owned(),
            _ => format!("`{}`", self.word(token)),
        }
    }

    /// What to write instead of a character that HCL has no use for.
    pub(super) fn unknown(&self, token: Token) -> String {
        match self.word(token) {
            "'" => "strings take double quotes: write `\"` for `'`".to_owned(),
            "`" => "strings take double quotes: write `\"` for a backtick".to_owned(),
            "“" | "”" | "„" => "strings take straight quotes: write `\"`".to_owned(),
            "&" => "HCL has no `&`: the logical operator is `&&`".to_owned(),
            "|" => "HCL has no `|`: the logical operator is `||`".to_owned(),
            "^" => "HCL has no `^`: call `pow(base, exponent)`".to_owned(),
            ";" => "items end with their line: write a new line for `;`".to_owned(),
            "\r" => "a carriage return alone ends no line: write a line feed".to_owned(),
            other => format!("the character `{}` has no meaning here: remove it", other.escape_debug()),
        }
    }
}

fn closing(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::BracketClose => "]",
        TokenKind::ParenClose => ")",
        _ => "}",
    }
}
