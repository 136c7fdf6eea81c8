//! The text of strings: from source to value and back.

use crate::SyntaxError;
use smol_str::SmolStr;
use text::Span;

/// The value of the text at `span`, which stands between quotes; unknown escapes are reported and kept.
pub(crate) fn unescape(source: &str, span: Span, errors: &mut Vec<SyntaxError>) -> SmolStr {
    let text = span.text(source);
    report_returns(source, span, errors);
    if memchr::memchr3(b'\\', b'$', b'%', text.as_bytes()).is_none() {
        return text.into();
    }
    let text = unescape_sequences(text);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let len = if let Some((c, len)) = escape(rest) {
            out.push(c);
            len
        } else {
            let len = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
            out.push_str(&rest[..len]);
            len
        };
        rest = &rest[len..];
    }
    out.push_str(rest);
    report_escapes(source, span, errors);
    out.into()
}

/// Errors for the carriage returns in the text at `span` that are no part of a line end (Terraform refuses them).
pub(crate) fn report_returns(source: &str, span: Span, errors: &mut Vec<SyntaxError>) {
    let text = span.text(source);
    for at in memchr::memchr_iter(b'\r', text.as_bytes()) {
        if text.as_bytes().get(at + 1) != Some(&b'\n') {
            let span = Span::from(at..at + 1) + span.start;
            errors.push(SyntaxError::new(span, "text cannot hold a carriage return: write `\\r` in quotes"));
        }
    }
}

/// Errors for the escapes in the text at `span` that HCL does not know.
fn report_escapes(source: &str, span: Span, errors: &mut Vec<SyntaxError>) {
    let text = span.text(source);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        at += found;
        let len = escape(&text[at..]).map_or_else(
            || {
                let len = 1 + text[at + 1..].chars().next().map_or(0, char::len_utf8);
                let span = Span::from(at..at + len) + span.start;
                let message = format!("`{0}` is no escape: write `\\{0}` for a backslash", span.text(source));
                errors.push(SyntaxError::new(span, message));
                len
            },
            |(_, len)| len,
        );
        at += len;
    }
}

/// The character that the escape at the start of `text` stands for, and its length in bytes.
fn escape(text: &str) -> Option<(char, usize)> {
    let code = |digits: usize| {
        let code = u32::from_str_radix(text.get(2..2 + digits)?, 16).ok()?;
        Some((char::from_u32(code)?, 2 + digits))
    };
    match text.as_bytes().get(1)? {
        b'n' => Some(('\n', 2)),
        b'r' => Some(('\r', 2)),
        b't' => Some(('\t', 2)),
        b'"' => Some(('"', 2)),
        b'\\' => Some(('\\', 2)),
        b'u' => code(4),
        b'U' => code(8),
        _ => None,
    }
}

/// `text` with `$${` and `%%{` as the text that they stand for.
pub(crate) fn unescape_sequences(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains("$${") || text.contains("%%{") {
        text.replace("$${", "${").replace("%%{", "%{").into()
    } else {
        text.into()
    }
}
