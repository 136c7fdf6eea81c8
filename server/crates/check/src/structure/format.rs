//! Formats of strings that both the API server and JSON schema check.
//!
//! Sources: RFC 3339 (date-time), RFC 4122 (uuid), ISO 8601 and Go's durations, the OpenAPI formats that
//! `k8s.io/apiextensions-apiserver` supports.

use std::net::{Ipv4Addr, Ipv6Addr};

/// What a string of `format` looks like, where `text` does not; `None` where it does, or the format is not known here.
pub(super) fn fault(format: &str, text: &str) -> Option<&'static str> {
    let (fits, wanted) = match format {
        "date-time" => (is_date_time(text), "a time such as 2026-01-31T12:00:00Z"),
        "ipv4" => (text.parse::<Ipv4Addr>().is_ok(), "an IPv4 address"),
        "ipv6" => (text.parse::<Ipv6Addr>().is_ok(), "an IPv6 address"),
        "duration" => (is_duration(text), "a duration such as 1h30m"),
        "uuid" => (is_uuid(text), "a UUID"),
        "email" => (is_email(text), "an email address"),
        "uri" => (is_uri(text), "an absolute URI"),
        "byte" => (is_base64(text), "base64"),
        _ => return None,
    };
    (!fits).then_some(wanted)
}

/// RFC 3339, section 5.6.
fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else { return false };
    let numbers = |text: &str, separator: char, lengths: &[usize]| -> Option<Vec<u32>> {
        let parts: Vec<_> = text.split(separator).collect();
        let fits = parts.len() == lengths.len()
            && parts.iter().zip(lengths).all(|(p, l)| p.len() == *l && p.bytes().all(|b| b.is_ascii_digit()));
        fits.then(|| parts.iter().filter_map(|p| p.parse().ok()).collect())
    };
    let Some([year, month, day]) =
        numbers(date, '-', &[4, 2, 2]).as_deref().and_then(|d| d.first_chunk().copied())
    else {
        return false;
    };
    if !(1..=12).contains(&month) || !(1..=days(year, month)).contains(&day) {
        return false;
    }
    let offset_at = time.find(['Z', 'z', '+', '-']);
    let Some((clock, offset)) = offset_at.and_then(|at| time.split_at_checked(at)) else { return false };
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let is_clock = |clock: &[u32], limits: &[u32]| clock.iter().zip(limits).all(|(n, limit)| n <= limit);
    let offset_fits = match offset.strip_prefix(['+', '-']) {
        Some(offset) => numbers(offset, ':', &[2, 2]).is_some_and(|o| is_clock(&o, &[23, 59])),
        None => offset.len() == 1,
    };
    // A leap second is the sixtieth.
    numbers(clock, ':', &[2, 2, 2]).is_some_and(|c| is_clock(&c, &[23, 59, 60]))
        && !fraction.is_empty()
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && offset_fits
}

fn days(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// As Go writes durations (`1h30m`), with days and weeks, or as ISO 8601 does (`PT1H30M`).
fn is_duration(text: &str) -> bool {
    if let Some(iso) = text.strip_prefix('P') {
        return is_iso_duration(iso);
    }
    let text = text.strip_prefix(['+', '-']).unwrap_or(text);
    if text == "0" {
        return true;
    }
    let mut rest = text.trim();
    while !rest.is_empty() {
        let number = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.').len();
        let Some((digits, after)) = rest.split_at_checked(number) else { return false };
        let after = after.trim_start();
        let unit = after.len() - after.trim_start_matches(|c: char| c.is_alphabetic()).len();
        let Some((unit, after)) = after.split_at_checked(unit) else { return false };
        let known = ["ns", "us", "µs", "μs", "ms", "s", "m", "h", "d", "w"];
        let has_digit = digits.bytes().any(|b| b.is_ascii_digit()) && digits.matches('.').count() <= 1;
        if !has_digit || !known.contains(&unit.to_lowercase().as_str()) {
            return false;
        }
        rest = after.trim_start();
    }
    !text.trim().is_empty()
}

fn is_iso_duration(text: &str) -> bool {
    let in_order = |part: &str, units: &str| {
        let mut units = units.chars();
        let mut digits = 0;
        for c in part.chars() {
            if c.is_ascii_digit() {
                digits += 1;
            } else if digits == 0 || !units.by_ref().any(|unit| unit == c) {
                return false;
            } else {
                digits = 0;
            }
        }
        digits == 0
    };
    if let Some(weeks) = text.strip_suffix('W') {
        return !weeks.is_empty() && weeks.bytes().all(|b| b.is_ascii_digit());
    }
    match text.split_once('T') {
        Some((date, time)) => !time.is_empty() && in_order(date, "YMD") && in_order(time, "HMS"),
        None => !text.is_empty() && in_order(text, "YMD"),
    }
}

fn is_uuid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<_> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(p, l)| p.len() == l && p.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn is_email(text: &str) -> bool {
    text.rsplit_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && !host.is_empty() && !text.contains(char::is_whitespace) && user.len() <= 64
    })
}

fn is_uri(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, rest)| {
        let starts = scheme.bytes().next().is_some_and(|b| b.is_ascii_alphabetic());
        let word = scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
        starts && word && !rest.contains(char::is_whitespace)
    })
}

/// Base64 with its padding; line endings are skipped, as Go does.
fn is_base64(text: &str) -> bool {
    let body = text.trim_end_matches(['\r', '\n']);
    let padding = body.len() - body.trim_end_matches('=').len();
    let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'\r' | b'\n');
    padding <= 2 && body.trim_end_matches('=').bytes().all(is_letter)
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn each_format_takes_its_own_and_nothing_else() {
        for (format, right, wrong) in [
            ("date-time", "2024-02-29T23:59:60.5+02:00", "2023-02-29T00:00:00Z"),
            ("date-time", "2026-01-31t12:00:00z", "2026-01-31 12:00:00Z"),
            ("ipv4", "10.0.0.1", "10.0.0.256"),
            ("ipv6", "fe80::1", "fe80:::1"),
            ("duration", "1h30m", "1h30"),
            ("duration", "PT1H30M", "P1H"),
            ("uuid", "123e4567-e89b-12d3-a456-426614174000", "123e4567"),
            ("email", "a@b.example", "a.b.example"),
            ("uri", "https://a.example/b?c", "a.example/b"),
            ("byte", "aGVsbG8=", "not base64"),
        ] {
            assert_eq!(fault(format, right), None, "{format} {right}");
            assert!(fault(format, wrong).is_some(), "{format} {wrong}");
        }
        assert_eq!(fault("int32", "anything"), None);
    }
}
