//! Matchers of Alertmanager: `severity="critical"`, `{job=~"a|b", team!=core}`.
//!
//! Alertmanager (0.27 and later) reads them with a strict grammar, and where that fails with its old one, which takes a
//! value without quotes as it is. So does [`parse`]. This module must never know what a label means.

use crate::promql::{Ident, MatchOp, Matcher, check_regex, unquote};
use crate::{Parsed, SyntaxError};
use smol_str::SmolStr;
use text::Span;

/// Reads the matchers in `text`, separated by commas, in braces or not.
pub fn parse(text: &str) -> Parsed<Vec<Matcher>> {
    let mut reader = Reader { text, at: 0 };
    let strict = reader.matchers();
    match strict.or_else(|error| classic(text).ok_or(error)) {
        Ok(root) => {
            let errors = root.iter().filter_map(pattern_fault).collect();
            Parsed { root, errors }
        }
        Err(error) => Parsed { root: Vec::new(), errors: vec![error] },
    }
}

fn pattern_fault(matcher: &Matcher) -> Option<SyntaxError> {
    let is_pattern = matches!(matcher.op, MatchOp::Regex | MatchOp::NotRegex);
    let message = check_regex(&matcher.value.text).err().filter(|_| is_pattern)?;
    Some(SyntaxError::new(matcher.value.span, message))
}

const OPERATORS: [(&str, MatchOp); 4] =
    [("=~", MatchOp::Regex), ("!~", MatchOp::NotRegex), ("!=", MatchOp::NotEqual), ("=", MatchOp::Equal)];

fn operator(text: &str) -> Option<(&'static str, MatchOp)> {
    OPERATORS.into_iter().find(|(written, _)| text.starts_with(written))
}

/// Reads by the strict grammar.
struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        self.skip_blanks();
        let is_there = self.rest().starts_with(c);
        self.at += if is_there { c.len_utf8() } else { 0 };
        is_there
    }

    /// An error at what comes next.
    fn expected<T>(&self, what: &str) -> Result<T, SyntaxError> {
        let next = self.rest().chars().next();
        let found = next.map_or_else(|| "it ends here".to_owned(), |c| format!("found `{c}`"));
        let end = self.at + next.map_or(0, char::len_utf8);
        Err(SyntaxError::new(Span::from(self.at..end), format!("expected {what}, but {found}")))
    }

    fn matchers(&mut self) -> Result<Vec<Matcher>, SyntaxError> {
        let mut matchers = Vec::new();
        let is_open = self.eat('{');
        loop {
            self.skip_blanks();
            if self.rest().is_empty() || self.rest().starts_with('}') {
                break;
            }
            matchers.push(self.matcher()?);
            if !self.eat(',') {
                break;
            }
        }
        if is_open && !self.eat('}') {
            return self.expected("`,` or `}`");
        }
        self.skip_blanks();
        if self.rest().is_empty() { Ok(matchers) } else { self.expected("`,` or the end of the matcher") }
    }

    fn matcher(&mut self) -> Result<Matcher, SyntaxError> {
        let label = self.word("the name of a label")?;
        self.skip_blanks();
        let Some((written, op)) = operator(self.rest()) else {
            return self.expected("`=`, `!=`, `=~` or `!~`");
        };
        self.at += written.len();
        let value = self.word("a value")?;
        Ok(Matcher { span: label.span.cover(value.span), label, op, value })
    }

    /// A word, or a text in double quotes.
    fn word(&mut self, what: &str) -> Result<Ident, SyntaxError> {
        self.skip_blanks();
        let rest = self.rest();
        let start = self.at;
        if rest.starts_with('"') {
            let Some(length) = quoted_length(rest) else {
                let span = Span::from(start..self.text.len());
                return Err(SyntaxError::new(span, "the closing `\"` is missing"));
            };
            self.at += length;
            let text = unquote(&rest[..length]).map_err(|(part, message)| {
                SyntaxError::new(Span::from(start + part.start..start + part.end), message)
            })?;
            return Ok(Ident { span: Span::from(start..self.at), text });
        }
        let is_reserved = |c: char| c.is_whitespace() || "{}!=~,\\\"'`".contains(c);
        let length = rest.find(is_reserved).unwrap_or(rest.len());
        if length == 0 {
            return self.expected(what);
        }
        self.at += length;
        Ok(Ident { span: Span::from(start..self.at), text: rest[..length].into() })
    }
}

/// Bytes of the text in double quotes that `text` starts with.
fn quoted_length(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The matchers by the old grammar; `None` where it has no reading either.
fn classic(text: &str) -> Option<Vec<Matcher>> {
    let open = usize::from(text.starts_with('{'));
    let end = text.len() - usize::from(text.len() > open && text.ends_with('}'));
    let (mut parts, mut start) = (Vec::new(), open);
    let (mut in_quotes, mut is_escaped) = (false, false);
    for (at, c) in text.get(open..end)?.char_indices() {
        match c {
            ',' if !in_quotes => {
                parts.push(start..open + at);
                start = open + at + 1;
            }
            '"' if !is_escaped => in_quotes = !in_quotes,
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
    }
    if !text.get(start..end)?.trim().is_empty() {
        parts.push(start..end);
    }
    parts.into_iter().map(|part| classic_matcher(text, part.start, part.end)).collect()
}

fn classic_matcher(text: &str, start: usize, end: usize) -> Option<Matcher> {
    let part = text.get(start..end)?;
    let trimmed = part.trim_start();
    let start = start + part.len() - trimmed.len();
    let trimmed = trimmed.trim_end();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | ':');
    let length = trimmed.find(|c| !is_name(c)).filter(|length| *length > 0)?;
    let name = trimmed.get(..length).filter(|name| !name.starts_with(|c: char| c.is_ascii_digit()))?;
    let behind = trimmed.get(length..)?.trim_start();
    let (written, op) = operator(behind)?;
    let value = behind.get(written.len()..)?.trim_start();
    let value_start = start + trimmed.len() - value.len();
    let span = |from: usize, length: usize| Span::from(from..from + length);
    Some(Matcher {
        span: span(start, trimmed.len()),
        label: Ident { span: span(start, length), text: name.into() },
        op,
        value: Ident { span: span(value_start, value.len()), text: classic_value(value)? },
    })
}

/// The value without its quotes and with its escapes read; `None` where a quote stands in it or does not end it.
fn classic_value(raw: &str) -> Option<SmolStr> {
    let (body, mut is_open) = raw.strip_prefix('"').map_or((raw, false), |body| (body, true));
    let mut out = String::with_capacity(body.len());
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('n') => out.push('\n'),
                Some(next @ ('"' | '\\')) => out.push(next),
                Some(next) => out.extend(['\\', next]),
                None => out.push('\\'),
            },
            '"' if is_open && chars.peek().is_none() => is_open = false,
            '"' => return None,
            _ => out.push(c),
        }
    }
    (!is_open).then(|| out.into())
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn shown(text: &str) -> Vec<(String, String)> {
        let parsed = parse(text);
        assert_eq!(parsed.errors, [], "{text}");
        parsed.root.iter().map(|m| (m.label.text.to_string(), m.value.text.to_string())).collect()
    }

    fn pair(label: &str, value: &str) -> (String, String) {
        (label.to_owned(), value.to_owned())
    }

    #[test]
    fn both_grammars_are_read() {
        assert_eq!(shown("severity = critical"), [pair("severity", "critical")]);
        assert_eq!(shown("{a=~\"x|y\", \"b c\"!=d,}"), [pair("a", "x|y"), pair("b c", "d")]);
        assert_eq!(shown("empty="), [pair("empty", "")]);
        assert_eq!(shown("a=\"say \\\"x\\\"\""), [pair("a", "say \"x\"")]);
        assert_eq!(shown("url=http://a?b=c"), [pair("url", "http://a?b=c")]);
    }

    #[test]
    fn faults_have_their_place() {
        let place = |text: &str| parse(text).errors.first().map(|e| (e.span.start, e.span.end));
        assert_eq!(place("severity"), Some((8, 8)));
        assert_eq!(place("a=~\"(\""), Some((3, 6)));
        assert_eq!(place("a=\"x"), Some((2, 4)));
        assert_eq!(place("=x"), Some((0, 1)));
    }
}
