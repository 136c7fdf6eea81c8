use crate::strconv;
use smol_str::SmolStr;

/// The value of a number as Prometheus reads it: Go's `ParseInt` with base 0, else `ParseFloat`, within the forms
/// that its lexer lets through. `None` where it is no number.
pub(super) fn number(text: &str) -> Option<f64> {
    if text.eq_ignore_ascii_case("inf") {
        return Some(f64::INFINITY);
    }
    if text.eq_ignore_ascii_case("nan") {
        return Some(f64::NAN);
    }
    // The lexer of Prometheus knows neither binary nor octal prefixes.
    if text.get(..2).is_some_and(|prefix| matches!(prefix, "0b" | "0B" | "0o" | "0O")) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "PromQL knows no integers: all values are doubles")]
    let whole = strconv::parse_int(text).map(|value| value as f64);
    whole.or_else(|| strconv::parse_float(text))
}

/// The text of a string with its quotes, unescaped as Prometheus does (`util/strutil`, Go's escapes); the message
/// and the offsets in `text` of what is wrong with it.
pub(crate) fn unquote(text: &str) -> Result<SmolStr, (std::ops::Range<usize>, String)> {
    let quote = text.chars().next().unwrap_or('"');
    let body = text.strip_prefix(quote).and_then(|t| t.strip_suffix(quote)).unwrap_or_default();
    if quote == '`' || !body.contains('\\') {
        return Ok(body.into());
    }
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let start = text.len() - 1 - escape.len() - 1;
        let length = unescape(escape, quote, &mut out)
            .map_err(|(length, message)| (start..start + 1 + length, message))?;
        rest = &escape[length..];
    }
    out.push_str(rest);
    Ok(out.into())
}

/// Reads the escape that follows a backslash; how long it is.
fn unescape(escape: &str, quote: char, out: &mut String) -> Result<usize, (usize, String)> {
    let Some(code) = escape.chars().next() else { return Ok(0) };
    let (prefix, digits, radix) = match code {
        'x' => (1, 2, 16),
        'u' => (1, 4, 16),
        'U' => (1, 8, 16),
        '0'..='7' => (0, 3, 8),
        _ => {
            let plain = match code {
                'a' => '\x07',
                'b' => '\x08',
                'f' => '\x0c',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\x0b',
                '\\' => '\\',
                c if c == quote => c,
                c => {
                    return Err((
                        c.len_utf8(),
                        format!("`\\{c}` is no escape sequence: write `\\\\` for a backslash"),
                    ));
                }
            };
            out.push(plain);
            return Ok(1);
        }
    };
    let end = prefix + digits;
    let written = escape.get(prefix..end).filter(|d| d.chars().all(|c| c.is_digit(radix)));
    let value = written.and_then(|d| u32::from_str_radix(d, radix).ok());
    // One byte of a character, as `\xff` writes it, cannot stand alone in our strings.
    let is_byte = digits < 4;
    match value {
        Some(v) if is_byte && v < 256 => {
            out.push(char::from_u32(v).filter(char::is_ascii).unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        Some(v) if !is_byte && char::from_u32(v).is_some() => out.extend(char::from_u32(v)),
        _ => {
            let shown = escape.char_indices().nth(end).map_or(escape.len(), |(i, _)| i);
            return Err((shown, format!("this escape needs {digits} digits that name a character")));
        }
    }
    Ok(end)
}
