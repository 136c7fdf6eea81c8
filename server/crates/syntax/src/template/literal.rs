use crate::strconv::{parse_float, parse_int, parse_uint};

/// Whether Go's `text/template` takes `text` for a number: an integer of 64 bits in any base, a float, or an
/// imaginary or complex one.
pub(super) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if let Some(at) = inner_sign(unsigned) {
        return is_float(&unsigned[..at]) && unsigned[at + 1..].strip_suffix('i').is_some_and(is_float);
    }
    if let Some(imaginary) = unsigned.strip_suffix('i') {
        return is_float(imaginary);
    }
    // An integer that is too large is refused, not read as a float.
    let looks_like_float = unsigned.contains(['.', 'e', 'E', 'p', 'P']);
    parse_int(text).is_some() || parse_uint(text).is_some() || (looks_like_float && is_float(unsigned))
}

/// Where the sign between the parts of a complex number stands.
fn inner_sign(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    (1..bytes.len())
        .find(|i| matches!(bytes[*i], b'+' | b'-') && !matches!(bytes[i - 1], b'e' | b'E' | b'p' | b'P'))
}

/// Whether `text` is a float without a sign; a hexadecimal one needs an exponent.
fn is_float(text: &str) -> bool {
    let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) else {
        return parse_float(text).is_some();
    };
    let Some((mantissa, exponent)) = hex.split_once(['p', 'P']) else { return false };
    let exponent = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    let has_digit = mantissa.bytes().any(|b| b.is_ascii_hexdigit());
    has_digit && !exponent.is_empty() && exponent.bytes().all(|b| b.is_ascii_digit())
}
