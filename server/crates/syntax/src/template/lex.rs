use text::Span;

/// A token inside an action.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    pub kind: Kind,
    pub span: Span,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Space,
    /// A function or a keyword.
    Word,
    /// `.`
    Dot,
    /// `.name`
    Field,
    /// `$`, `$name`
    Variable,
    /// With its quotes, double ones or backquotes.
    String,
    /// `'x'`
    Character,
    Number,
    Assign,
    Declare,
    Pipe,
    Comma,
    LeftParen,
    RightParen,
    /// `}}`, with its trim marker.
    Close,
    /// What Go's lexer stops at; the text says why.
    Bad(&'static str),
}

/// Whether a trim marker stands at the start of `text`, behind `{{`.
pub(super) fn has_trim_marker(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next() == Some(b'-') && bytes.next().is_some_and(is_space)
}

/// The length of `}}` at the start of `text`, with the trim marker before it.
pub(super) fn closing(text: &str) -> Option<usize> {
    if text.starts_with("}}") {
        return Some(2);
    }
    let marked = text.strip_prefix([' ', '\t', '\r', '\n'])?.starts_with("-}}");
    marked.then_some(4)
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphabetic() || c.is_numeric()
}

/// The token of `text` that begins at `at`, inside an action.
pub(super) fn token(text: &str, at: usize) -> Token {
    let rest = &text[at..];
    let (kind, length) = read(rest);
    Token { kind, span: Span::from(at..at + length) }
}

fn read(rest: &str) -> (Kind, usize) {
    if let Some(length) = closing(rest) {
        return (Kind::Close, length);
    }
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return (Kind::Bad("this action is never closed: add `}}`"), 0) };
    let second = chars.next();
    match first {
        ' ' | '\t' | '\r' | '\n' => (Kind::Space, space(rest)),
        '=' => (Kind::Assign, 1),
        ':' if second == Some('=') => (Kind::Declare, 2),
        ':' => (Kind::Bad("expected `:=`"), 1),
        '|' => (Kind::Pipe, 1),
        ',' => (Kind::Comma, 1),
        '(' => (Kind::LeftParen, 1),
        ')' => (Kind::RightParen, 1),
        '"' => quoted(rest, '"', Kind::String),
        '\'' => quoted(rest, '\'', Kind::Character),
        '`' => match rest[1..].find('`') {
            Some(end) => (Kind::String, end + 2),
            None => (Kind::Bad("this string is never closed: add a closing backquote"), rest.len()),
        },
        '$' => name(rest, Kind::Variable, Kind::Variable),
        '.' if !second.is_some_and(|c| c.is_ascii_digit()) => name(rest, Kind::Dot, Kind::Field),
        '.' | '+' | '-' | '0'..='9' => number(rest),
        c if is_word(c) => word(rest),
        c => (Kind::Bad("this character means nothing in an action"), c.len_utf8()),
    }
}

/// The length of the blanks at the start of `rest`; the last one belongs to ` -}}` if that follows.
fn space(rest: &str) -> usize {
    let length = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    if rest[length..].starts_with("-}}") { length - 1 } else { length }
}

fn quoted(rest: &str, quote: char, kind: Kind) -> (Kind, usize) {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            '\n' => break,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return (kind, i + 1),
            _ => {}
        }
    }
    let length = rest.find('\n').unwrap_or(rest.len());
    (
        Kind::Bad(if quote == '"' {
            "this string is never closed: add a closing `\"`"
        } else {
            "this character is never closed: add a closing `'`"
        }),
        length,
    )
}

/// A name behind its first character; `bare` is what that character is alone.
fn name(rest: &str, bare: Kind, named: Kind) -> (Kind, usize) {
    let length = 1 + word_length(&rest[1..]);
    if !ends_name(&rest[length..]) {
        return (Kind::Bad("a blank must follow this name"), length);
    }
    (if length == 1 { bare } else { named }, length)
}

fn word(rest: &str) -> (Kind, usize) {
    let length = word_length(rest);
    (if ends_name(&rest[length..]) { Kind::Word } else { Kind::Bad("a blank must follow this name") }, length)
}

fn word_length(rest: &str) -> usize {
    rest.find(|c| !is_word(c)).unwrap_or(rest.len())
}

/// Whether a name may end before `rest`.
fn ends_name(rest: &str) -> bool {
    rest.is_empty()
        || rest.starts_with([' ', '\t', '\r', '\n', '.', ',', '|', ':', ')', '('])
        || rest.starts_with("}}")
}

/// A number as far as Go's lexer reads one; the parser sees whether it is a valid one.
fn number(rest: &str) -> (Kind, usize) {
    let mut length = real(rest);
    if rest[length..].starts_with(['+', '-']) {
        length += real(&rest[length..]);
        if !rest[..length].ends_with('i') {
            return (Kind::Bad("this is no number"), length);
        }
    }
    if rest[length..].starts_with(is_word) {
        return (Kind::Bad("this is no number"), length);
    }
    (Kind::Number, length)
}

/// The length of a number without the second part of a complex one.
fn real(rest: &str) -> usize {
    let mut at = usize::from(rest.starts_with(['+', '-']));
    let body = &rest[at..];
    let digits: &[char] = match body.as_bytes().get(..2) {
        Some([b'0', b'x' | b'X']) => &['a', 'b', 'c', 'd', 'e', 'f', 'A', 'B', 'C', 'D', 'E', 'F', '8', '9'],
        Some([b'0', b'o' | b'O' | b'b' | b'B']) => &[],
        _ => &['8', '9'],
    };
    let is_hex = digits.len() > 2;
    let is_prefixed = is_hex || digits.is_empty();
    at += if is_prefixed { 2 } else { 0 };
    let run = |at: usize| {
        let is_digit = |c: char| c == '_' || ('0'..='7').contains(&c) || digits.contains(&c);
        at + rest[at..].find(|c| !is_digit(c)).unwrap_or(rest.len() - at)
    };
    at = run(at);
    if rest[at..].starts_with('.') {
        at = run(at + 1);
    }
    let exponent: [char; 2] = if is_hex { ['p', 'P'] } else { ['e', 'E'] };
    if (is_hex || !is_prefixed) && rest[at..].starts_with(exponent) {
        at += 1;
        at += usize::from(rest[at..].starts_with(['+', '-']));
        at += rest[at..].find(|c: char| c != '_' && !c.is_ascii_digit()).unwrap_or(rest.len() - at);
    }
    at + usize::from(rest[at..].starts_with('i'))
}
