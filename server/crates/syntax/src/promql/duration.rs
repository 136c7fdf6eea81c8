/// The seconds in a duration such as `1h30m` or `250ms`, by Prometheus' rules (`prometheus/common`, `model/time.go`):
/// whole numbers, units from years to milliseconds each at most once and in that order, less than 292 years. A plain
/// `0` is a duration, any other plain number is none.
pub fn parse_duration(text: &str) -> Option<f64> {
    const UNITS: [(&str, u64); 7] = [
        ("y", 365 * 24 * 3_600_000),
        ("w", 7 * 24 * 3_600_000),
        ("d", 24 * 3_600_000),
        ("h", 3_600_000),
        ("m", 60_000),
        ("s", 1_000),
        ("ms", 1),
    ];
    if text == "0" {
        return Some(0.0);
    }
    let mut rest = text;
    let mut units = UNITS.iter();
    let mut total: u64 = 0;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let amount: u64 = rest[..digits].parse().ok()?;
        let unit = &rest[digits..];
        let length = unit.bytes().take_while(u8::is_ascii_lowercase).count();
        let (_, milliseconds) = units.by_ref().find(|(name, _)| *name == &unit[..length])?;
        total = total.checked_add(amount.checked_mul(*milliseconds)?)?;
        rest = &unit[length..];
    }
    // Go counts in nanoseconds with 63 bits.
    let fits = !text.is_empty() && total <= i64::MAX.unsigned_abs() / 1_000_000;
    #[expect(clippy::cast_precision_loss, reason = "the greatest duration has 44 bits")]
    fits.then_some(total as f64 / 1_000.0)
}
