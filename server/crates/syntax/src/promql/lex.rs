use super::BinaryOp;
use crate::SyntaxError;
use text::Span;

/// A token; its text is the text under its span.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    /// A name or a keyword.
    Word,
    /// A name with a colon in it, which only a metric can have.
    MetricWord,
    Number,
    Duration,
    /// With its quotes.
    String,
    /// An operator that is no word.
    Op(BinaryOp),
    /// `=`, which only a matcher has.
    Equal,
    /// `=~`
    EqualRegex,
    /// `!~`
    NotRegex,
    LeftParen,
    RightParen,
    LeftBrace,
    RightBrace,
    LeftBracket,
    RightBracket,
    Comma,
    Colon,
    At,
    /// What no token begins with; it has been reported.
    Bad,
    /// The end of the text.
    End,
}

/// The tokens of `text`, the last one being the end, and what cannot be a token.
pub(super) fn tokens(text: &str) -> (Vec<Token>, Vec<SyntaxError>) {
    let mut lexer =
        Lexer { text, bytes: text.as_bytes(), pos: 0, braces: false, brackets: false, errors: Vec::new() };
    let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
    loop {
        lexer.skip_blanks();
        let start = lexer.pos;
        let kind = lexer.next();
        tokens.push(Token { kind, span: Span::from(start..lexer.pos) });
        if kind == Kind::End {
            return (tokens, lexer.errors);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    bytes: &'t [u8],
    pos: usize,
    /// Inside `{...}`: no keywords, and the operators are those of matchers.
    braces: bool,
    /// Inside `[...]`: a colon stands alone.
    brackets: bool,
    errors: Vec<SyntaxError>,
}

impl Lexer<'_> {
    fn byte_at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn error(&mut self, start: usize, message: impl Into<String>) {
        self.errors.push(SyntaxError::new(Span::from(start..self.pos), message));
    }

    /// Moves over blanks and comments.
    fn skip_blanks(&mut self) {
        loop {
            match self.byte_at(self.pos) {
                b' ' | b'\t' | b'\n' | b'\r' => self.pos += 1,
                b'#' => {
                    let rest = &self.bytes[self.pos..];
                    self.pos += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
                }
                _ => return,
            }
        }
    }

    fn next(&mut self) -> Kind {
        let start = self.pos;
        let Some(first) = self.bytes.get(start).copied() else { return Kind::End };
        self.pos += 1;
        let second = self.byte_at(start + 1);
        match first {
            b'(' => Kind::LeftParen,
            b')' => Kind::RightParen,
            b'{' => {
                self.braces = true;
                Kind::LeftBrace
            }
            b'}' => {
                self.braces = false;
                Kind::RightBrace
            }
            b'[' => {
                self.brackets = true;
                Kind::LeftBracket
            }
            b']' => {
                self.brackets = false;
                Kind::RightBracket
            }
            b',' => Kind::Comma,
            b':' if self.brackets => Kind::Colon,
            b'"' | b'\'' | b'`' => self.string(first),
            b'=' | b'!' if self.braces => self.match_op(first, second),
            b'0'..=b'9' | b'.' if !self.braces => self.number(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b':' if !self.braces => self.word(),
            _ => self.operator(first, second),
        }
    }

    fn match_op(&mut self, first: u8, second: u8) -> Kind {
        let is_pair = matches!(second, b'~') || (first == b'!' && second == b'=');
        self.pos += usize::from(is_pair);
        match (first, second) {
            (b'=', b'~') => Kind::EqualRegex,
            (b'=', _) => Kind::Equal,
            (_, b'~') => Kind::NotRegex,
            (_, b'=') => Kind::Op(BinaryOp::NotEqual),
            _ => self.bad(),
        }
    }

    fn operator(&mut self, first: u8, second: u8) -> Kind {
        let (length, kind) = match (first, second) {
            (b'+', _) => (1, Kind::Op(BinaryOp::Add)),
            (b'-', _) => (1, Kind::Op(BinaryOp::Sub)),
            (b'*', _) => (1, Kind::Op(BinaryOp::Mul)),
            (b'/', _) => (1, Kind::Op(BinaryOp::Div)),
            (b'%', _) => (1, Kind::Op(BinaryOp::Mod)),
            (b'^', _) => (1, Kind::Op(BinaryOp::Pow)),
            (b'@', _) => (1, Kind::At),
            (b'=', b'=') => (2, Kind::Op(BinaryOp::Equal)),
            (b'!', b'=') => (2, Kind::Op(BinaryOp::NotEqual)),
            (b'<', b'=') => (2, Kind::Op(BinaryOp::LessEqual)),
            (b'>', b'=') => (2, Kind::Op(BinaryOp::GreaterEqual)),
            (b'<', b'/') => (2, Kind::Op(BinaryOp::TrimUpper)),
            (b'>', b'/') => (2, Kind::Op(BinaryOp::TrimLower)),
            (b'<', _) => (1, Kind::Op(BinaryOp::Less)),
            (b'>', _) => (1, Kind::Op(BinaryOp::Greater)),
            _ => return self.bad(),
        };
        self.pos += length - 1;
        if self.braces { self.misplaced_operator(length) } else { kind }
    }

    fn misplaced_operator(&mut self, length: usize) -> Kind {
        let start = self.pos - length;
        let written = self.text[start..self.pos].to_owned();
        self.error(start, format!("`{written}` cannot stand between braces: a matcher is `label=\"value\"`"));
        Kind::Bad
    }

    /// A character that no token begins with.
    fn bad(&mut self) -> Kind {
        let start = self.pos - 1;
        let c = self.text[start..].chars().next().unwrap_or(' ');
        self.pos = start + c.len_utf8();
        let message = match c {
            '=' => "`=` compares labels between braces only: to compare values write `==`".to_owned(),
            '!' => "expected `!=`".to_owned(),
            '&' | '|' => format!("`{c}` is no operator: write `and`, `or`, `unless`"),
            c if c.is_alphabetic() => {
                format!("`{c}` cannot stand in a bare name: put the name in quotes, `{{\"...\"}}`")
            }
            c => format!("unexpected character `{}`", c.escape_default()),
        };
        self.error(start, message);
        Kind::Bad
    }

    fn word(&mut self) -> Kind {
        let mut has_colon = self.byte_at(self.pos - 1) == b':';
        loop {
            match self.byte_at(self.pos) {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => {}
                b':' if !self.braces && !self.brackets => has_colon = true,
                _ => break,
            }
            self.pos += 1;
        }
        if has_colon { Kind::MetricWord } else { Kind::Word }
    }

    fn string(&mut self, quote: u8) -> Kind {
        let start = self.pos - 1;
        while let Some(byte) = self.bytes.get(self.pos).copied() {
            match byte {
                b'\\' if quote != b'`' => self.pos += 1,
                b'\n' if quote != b'`' => break,
                _ if byte == quote => {
                    self.pos += 1;
                    return Kind::String;
                }
                _ => {}
            }
            self.pos += 1;
        }
        self.pos = self.text.ceil_char_boundary(self.pos.min(self.text.len()));
        let quote = char::from(quote);
        self.error(start, format!("this string is never closed: add a closing {quote}"));
        Kind::Bad
    }

    /// A number or a duration; whether it is a valid one is seen when it is read.
    fn number(&mut self) -> Kind {
        let start = self.pos - 1;
        self.pos = start;
        let first = self.byte_at(start);
        if first == b'.' && !self.byte_at(start + 1).is_ascii_digit() {
            self.pos = start + 1;
            return self.bad();
        }
        let is_hex = first == b'0' && matches!(self.byte_at(start + 1), b'x' | b'X');
        let mut is_duration = false;
        let mut last = 0;
        while let byte @ (b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'.' | b'+' | b'-') =
            self.byte_at(self.pos)
        {
            let is_sign = matches!(byte, b'+' | b'-');
            if is_sign && (is_hex || !matches!(last, b'e' | b'E') || is_duration) {
                break;
            }
            is_duration |= !is_hex && matches!(byte, b's' | b'm' | b'h' | b'd' | b'w' | b'y');
            last = byte;
            self.pos += 1;
        }
        if is_duration { Kind::Duration } else { Kind::Number }
    }
}
