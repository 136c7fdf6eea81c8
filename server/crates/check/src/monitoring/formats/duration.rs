/// The seconds in a duration as Go's `time.ParseDuration` reads it: `1.5h`, `300ms`, `-1m30s`, `0`.
pub(crate) fn go_duration(text: &str) -> Option<f64> {
    const UNITS: [(&str, f64); 8] = [
        ("ns", 1e-9),
        ("us", 1e-6),
        ("µs", 1e-6),
        ("μs", 1e-6),
        ("ms", 1e-3),
        ("s", 1.0),
        ("m", 60.0),
        ("h", 3600.0),
    ];
    sum(text, |unit| UNITS.iter().find(|(name, _)| *name == unit).map(|(_, seconds)| *seconds))
}

/// Whether Prometheus reads a text as a size (`alecthomas/units`, `ParseBase2Bytes`): `10GB`, `1.5MiB`, `0`.
pub(crate) fn is_bytes(text: &str) -> bool {
    let prefixes = ["", "K", "M", "G", "T", "P", "E"];
    let of = |ending: &'static str| {
        sum(text, move |unit| {
            let prefix = unit.strip_suffix(if unit == "B" { "B" } else { ending })?;
            prefixes.contains(&prefix).then_some(1.0)
        })
    };
    of("iB").or_else(|| of("B")).is_some()
}

/// A sum of decimal numbers, each with a unit; a lone zero needs none.
fn sum(text: &str, factor: impl Fn(&str) -> Option<f64>) -> Option<f64> {
    let is_negative = text.starts_with('-');
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Some(0.0);
    }
    let mut total = 0.0;
    while !rest.is_empty() {
        let is_number = |c: char| c.is_ascii_digit() || c == '.';
        let digits = rest.find(|c| !is_number(c))?;
        let number: f64 = rest.get(..digits)?.parse().ok()?;
        let behind = rest.get(digits..)?;
        let length = behind.find(is_number).unwrap_or(behind.len());
        total += number * factor(behind.get(..length)?)?;
        rest = behind.get(length..)?;
    }
    let is_empty = text.trim_start_matches(['-', '+']).is_empty();
    (!is_empty).then_some(if is_negative { -total } else { total })
}

#[cfg(test)]
mod tests {
    use super::{go_duration, is_bytes};

    #[test]
    fn durations_are_those_of_go() {
        assert_eq!(go_duration("1h30m"), Some(5400.0));
        assert_eq!(go_duration("-1.5s"), Some(-1.5));
        assert_eq!([go_duration("5d"), go_duration("10"), go_duration(""), go_duration("1 s")], [None; 4]);
    }

    #[test]
    fn sizes_are_powers_of_two() {
        assert!(is_bytes("10GB") && is_bytes("1.5MiB") && is_bytes("0") && is_bytes("10B"));
        assert!(!is_bytes("10") && !is_bytes("10G") && !is_bytes("10kB") && !is_bytes(""));
    }
}
