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
    if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        let digits = separated(hex.strip_prefix('_').unwrap_or(hex))?;
        return integer(&digits, 16);
    }
    if !is_decimal(text) {
        return None;
    }
    let octal = text.strip_prefix('0').filter(|rest| !rest.is_empty());
    let whole = match octal {
        Some(rest) => {
            separated(rest.strip_prefix('_').unwrap_or(rest)).and_then(|digits| integer(&digits, 8))
        }
        None => separated(text).and_then(|digits| integer(&digits, 10)),
    };
    let float = || text.replace('_', "").parse().ok().filter(|value: &f64| value.is_finite());
    if has_misplaced_underscore(text) { None } else { whole.or_else(float) }
}

/// `text` without the underscores that separate digits; `None` where one stands elsewhere.
fn separated(text: &str) -> Option<String> {
    let is_misplaced = text.starts_with('_') || text.ends_with('_') || text.contains("__") || text.is_empty();
    (!is_misplaced).then(|| text.replace('_', ""))
}

/// Whether an underscore stands anywhere but between two digits.
fn has_misplaced_underscore(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|i| bytes.get(i)).is_some_and(u8::is_ascii_digit);
    bytes
        .iter()
        .enumerate()
        .any(|(i, b)| *b == b'_' && !(is_digit(i.checked_sub(1)) && is_digit(Some(i + 1))))
}

#[expect(clippy::cast_precision_loss, reason = "PromQL knows no integers: all values are doubles")]
fn integer(digits: &str, radix: u32) -> Option<f64> {
    if digits.starts_with(['+', '-']) {
        return None;
    }
    i64::from_str_radix(digits, radix).ok().map(|value| value as f64)
}

/// Whether the lexer takes `text` for one number: digits with at most one dot and one exponent. Underscores may only
/// stand between digits.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let is_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let has_digit = mantissa.bytes().any(|b| b.is_ascii_digit());
    let exponent_fits = exponent.is_none_or(|e| {
        let e = e.strip_prefix(['-', '+']).unwrap_or(e);
        !e.is_empty() && e.bytes().all(|b| b.is_ascii_digit())
    });
    has_digit && is_digits(whole) && is_digits(fraction) && exponent_fits
}

/// The text of a string with its quotes, unescaped as Prometheus does (`util/strutil`, Go's escapes); the message
/// and the offsets in `text` of what is wrong with it.
pub(super) fn unquote(text: &str) -> Result<SmolStr, (std::ops::Range<usize>, String)> {
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
