/// Whether `text` is a time as RFC 3339 writes it: `2024-01-02T03:04:05Z`.
pub(super) fn timestamp(text: &str) -> Result<(), String> {
    if is_timestamp(text) {
        Ok(())
    } else {
        Err(format!("\"{text}\" is no time as RFC 3339 writes it, such as \"2024-01-02T03:04:05Z\""))
    }
}

fn is_timestamp(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    let Some(at) = time.find(['Z', '+', '-']) else { return false };
    let (clock, zone) = time.split_at(at);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let is_zone =
        zone == "Z" || zone.get(1..).is_some_and(|offset| numbers(offset, ':', &[(2, 0, 23), (2, 0, 59)]));
    is_zone
        && numbers(date, '-', &[(4, 0, 9999), (2, 1, 12), (2, 1, 31)])
        && numbers(clock, ':', &[(2, 0, 23), (2, 0, 59), (2, 0, 59)])
        && !fraction.is_empty()
        && fraction.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `text` is numbers with `between` between them, each with its digits and range.
fn numbers(text: &str, between: char, wanted: &[(usize, u32, u32)]) -> bool {
    let parts: Vec<&str> = text.split(between).collect();
    parts.len() == wanted.len()
        && parts.iter().zip(wanted).all(|(part, (digits, least, most))| {
            part.len() == *digits
                && part.bytes().all(|b| b.is_ascii_digit())
                && part.parse::<u32>().is_ok_and(|n| (*least..=*most).contains(&n))
        })
}

/// Whether `text` is a duration as Go writes it: `1h30m`, `-1.5s`.
pub(super) fn duration(text: &str) -> Result<(), String> {
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let wrong =
        || Err(format!("\"{text}\" is no duration, such as \"1h30m\"; its units are h, m, s, ms, us and ns"));
    if rest == "0" {
        return Ok(());
    }
    if rest.is_empty() {
        return wrong();
    }
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let unit = after.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        let is_number = number.bytes().any(|b| b.is_ascii_digit()) && number.matches('.').count() < 2;
        if !is_number || !matches!(unit, "h" | "m" | "s" | "ms" | "us" | "µs" | "μs" | "ns") {
            return wrong();
        }
        rest = after;
    }
    Ok(())
}

/// What `formatdate` knows: each letter as often as it may stand.
const VERBS: [&str; 24] = [
    "YYYY", "YY", "MMMM", "MMM", "MM", "M", "DD", "D", "EEEE", "EEE", "HH", "H", "hh", "h", "AA", "aa", "mm",
    "m", "ss", "s", "ZZZZZ", "ZZZZ", "ZZZ", "Z",
];

/// Whether `text` is a format of `formatdate`. Text in single quotes stands for itself.
pub(super) fn layout(text: &str) -> Result<(), String> {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let Some((_, after)) = rest.get(1..).and_then(|inner| inner.split_once('\'')) else {
                return Err("a single quote is not closed".into());
            };
            rest = after;
        } else if first.is_ascii_alphabetic() {
            let end = rest.find(|c| c != first).unwrap_or(rest.len());
            let (verb, after) = rest.split_at(end);
            if !VERBS.contains(&verb) {
                return Err(format!(
                    "\"{verb}\" is no part of a date; text of its own stands in single quotes, as in \"YYYY'T'hh\""
                ));
            }
            rest = after;
        } else {
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    Ok(())
}
