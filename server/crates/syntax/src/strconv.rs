//! Numbers as Go's `strconv` reads them: the official tools read YAML, PromQL and templates with it.

/// `ParseUint(text, 0, 64)`: decimal, `0x`, `0o`, `0b`, or octal behind a `0`, with underscores between digits.
pub(crate) fn parse_uint(text: &str) -> Option<u64> {
    let lower = |a: &str, b: &str| text.strip_prefix(a).or_else(|| text.strip_prefix(b));
    let (radix, digits) = if let Some(hex) = lower("0x", "0X") {
        (16, hex)
    } else if let Some(octal) = lower("0o", "0O") {
        (8, octal)
    } else if let Some(binary) = lower("0b", "0B") {
        (2, binary)
    } else if let Some(octal) = text.strip_prefix('0').filter(|rest| !rest.is_empty()) {
        (8, octal)
    } else {
        (10, text)
    };
    // The prefix counts as a digit.
    let digits = if radix == 10 { digits } else { digits.strip_prefix('_').unwrap_or(digits) };
    let is_misplaced = digits.starts_with(['_', '+', '-']) || digits.ends_with('_') || digits.contains("__");
    if is_misplaced { None } else { u64::from_str_radix(&digits.replace('_', ""), radix).ok() }
}

/// `ParseInt(text, 0, 64)`
pub(crate) fn parse_int(text: &str) -> Option<i64> {
    let magnitude = parse_uint(text.strip_prefix(['-', '+']).unwrap_or(text))?;
    if text.starts_with('-') { 0_i64.checked_sub_unsigned(magnitude) } else { i64::try_from(magnitude).ok() }
}

/// `ParseFloat(text, 64)` for a decimal number without a sign: digits with at most one dot and one exponent, and
/// underscores between digits. `None` also for what a double cannot hold.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let is_number = |b: u8| matches!(b, b'0'..=b'9' | b'.' | b'_' | b'e' | b'E' | b'+' | b'-');
    let begins = text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    if !begins || !text.bytes().all(is_number) || has_misplaced_underscore(text) {
        return None;
    }
    text.replace('_', "").parse().ok().filter(|value: &f64| value.is_finite())
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
