use super::{Arguments, Refusal};
use crate::terraform::types::Ty;

/// Whether `text` is base64 (RFC 4648, with padding) of a text in UTF-8. Line ends do not count.
pub(super) fn base64(text: &str) -> Result<(), String> {
    let symbols: Vec<u8> = text.bytes().filter(|b| !matches!(b, b'\r' | b'\n')).collect();
    let padding = symbols.iter().rev().take_while(|b| **b == b'=').count();
    let data = symbols.get(..symbols.len() - padding).unwrap_or_default();
    let values: Option<Vec<u32>> = data.iter().map(|b| value(*b)).collect();
    let Some(values) = values.filter(|_| symbols.len().is_multiple_of(4) && padding < 3) else {
        return Err("the text is not in base64".into());
    };
    let mut bytes = Vec::with_capacity(symbols.len() / 4 * 3);
    for group in values.chunks(4) {
        let bits = group.iter().fold(0_u32, |bits, v| bits << 6 | v) << (6 * (4 - group.len()));
        bytes.extend(bits.to_be_bytes().iter().skip(1).take(group.len().saturating_sub(1)));
    }
    match String::from_utf8(bytes) {
        Ok(_) => Ok(()),
        Err(_) => Err("what is encoded is no text in UTF-8".into()),
    }
}

fn value(symbol: u8) -> Option<u32> {
    Some(match symbol {
        b'A'..=b'Z' => u32::from(symbol - b'A'),
        b'a'..=b'z' => u32::from(symbol - b'a') + 26,
        b'0'..=b'9' => u32::from(symbol - b'0') + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    })
}

pub(super) fn json(text: &str) -> Result<(), String> {
    first_error(&syntax::json::parse(text).errors, "JSON", text)
}

pub(super) fn yaml(text: &str) -> Result<(), String> {
    first_error(&syntax::yaml::parse(text).errors, "YAML", text)
}

fn first_error(errors: &[syntax::SyntaxError], format: &str, text: &str) -> Result<(), String> {
    match errors.first() {
        Some(error) => Err(format!("the text is no {format}: {}", error.message)),
        None if text.trim().is_empty() => Err(format!("the text is no {format}: it is empty")),
        None => Ok(()),
    }
}

/// Whether every line has as many fields as the first. Quoted fields, which may hold anything, are not looked into.
pub(super) fn csv(text: &str) -> Result<(), String> {
    let fields = |line: &str| line.split(',').count();
    let mut lines = text.lines().filter(|line| !line.is_empty());
    match lines.next() {
        None => Err("the line with the names of the fields is missing".into()),
        Some(_) if text.contains('"') => Ok(()),
        Some(names) => match lines.find(|line| fields(line) != fields(names)) {
            Some(line) => Err(format!("a line has {} fields, not {}", fields(line), fields(names))),
            None => Ok(()),
        },
    }
}

/// Whether `text` names a namespace of UUIDs or is one: five runs of hexadecimal digits.
pub(super) fn namespace(text: &str) -> Result<(), String> {
    let bare = text.strip_prefix("urn:uuid:").unwrap_or(text);
    let bare = bare.strip_prefix('{').and_then(|inner| inner.strip_suffix('}')).unwrap_or(bare);
    let digits: String = bare.chars().filter(|c| *c != '-').collect();
    let is_uuid = digits.len() == 32 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if is_uuid || matches!(text, "dns" | "url" | "oid" | "x500") {
        Ok(())
    } else {
        Err(format!("\"{text}\" is no namespace: dns, url, oid, x500 or a UUID"))
    }
}

/// What `parseint` says against its number and base.
pub(super) fn integer(args: &Arguments<'_>) -> Option<Refusal> {
    match args.0.first()? {
        Ty::Any | Ty::Null | Ty::String(_) => {}
        other => return Some((0, format!("the number is given as a string, not as a {}", other.title()))),
    }
    let base = args.number(1)?;
    if !(2..=62).contains(&base) {
        return Some((1, format!("the base is a whole number from 2 to 62, not {base}")));
    }
    let text = args.text(0)?;
    let digits = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let value = |b: u8| match b {
        b'0'..=b'9' => i64::from(b - b'0'),
        b'a'..=b'z' => i64::from(b - b'a') + 10,
        // Up to base 36 both cases are the same digits.
        b'A'..=b'Z' if base <= 36 => i64::from(b - b'A') + 10,
        b'A'..=b'Z' => i64::from(b - b'A') + 36,
        _ => i64::MAX,
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|b| value(b) < base);
    (!is_number).then(|| (0, format!("\"{text}\" is no whole number in base {base}")))
}
