use super::nearest_zone;

/// Every name of the time zone database (release 2025b), sorted.
const ZONES: &str = include_str!("zones.txt");

pub(super) fn zones() -> impl Iterator<Item = &'static str> {
    ZONES.lines()
}

/// What is wrong with the name of a time zone, and the nearest right one.
pub(super) fn zone_fault(text: &str) -> Option<(String, Option<&'static str>)> {
    let is_known = matches!(text, "" | "UTC" | "Local") || zones().any(|zone| zone == text);
    (!is_known).then(|| (format!("\"{text}\" is no time zone, such as Europe/Berlin"), nearest_zone(text)))
}

/// What is wrong with a time of day.
pub(super) fn time_fault(text: &str) -> Option<String> {
    minutes(text).is_none().then(|| format!("\"{text}\" is no time of day from 00:00 to 24:00"))
}

/// The minutes from midnight to a time of day, `HH:MM`.
pub(crate) fn minutes(text: &str) -> Option<u32> {
    let (hours, minutes) = text.split_once(':')?;
    let two = |part: &str| {
        let is_number = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (hours, minutes) = (two(hours)?, two(minutes)?);
    (hours < 24 && minutes < 60 || (hours, minutes) == (24, 0)).then_some(hours * 60 + minutes)
}

/// The two ends of a range, `a:b` or `a`, by what reads one of them.
fn range(text: &str, read: impl Fn(&str) -> Option<i64>) -> Option<(i64, i64)> {
    let (begin, end) = text.split_once(':').unwrap_or((text, text));
    Some((read(begin)?, read(end)?))
}

const DAYS: [&str; 7] = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The place of a name in a list, without regard to case.
fn place(names: &[&str], name: &str) -> Option<i64> {
    let at = names.iter().position(|known| known.eq_ignore_ascii_case(name))?;
    i64::try_from(at).ok()
}

pub(super) fn weekday_fault(text: &str) -> Option<String> {
    match range(text, |day| place(&DAYS, day)) {
        None => Some(format!("\"{text}\" is no weekday or range of them, such as monday:friday")),
        Some((begin, end)) if begin > end => {
            Some("a week starts on sunday here, so this range runs backwards".to_owned())
        }
        Some(_) => None,
    }
}

pub(super) fn day_fault(text: &str) -> Option<String> {
    let Some((begin, end)) = range(text, |day| day.parse().ok()) else {
        return Some(format!("\"{text}\" is no day of the month or range of them, such as 1:15 or -3:-1"));
    };
    let is_day = |day: i64| day != 0 && (-31..=31).contains(&day);
    if !is_day(begin) || !is_day(end) {
        return Some(format!(
            "\"{text}\" is out of range: days run from 1 to 31, or from -31 to -1 counted from the end"
        ));
    }
    // A month has 28 days at least.
    let from_start = |day: i64| if day < 0 { 28 + day } else { day };
    let runs_backwards = begin < 0 && end > 0 || from_start(begin) > from_start(end);
    runs_backwards.then(|| format!("\"{text}\" ends before it begins"))
}

pub(super) fn month_fault(text: &str) -> Option<String> {
    match range(text, |month| place(&MONTHS, month).map(|at| at + 1).or_else(|| month.parse().ok())) {
        None => Some(format!("\"{text}\" is no month or range of them, such as january:march or 1:3")),
        Some((begin, end)) => (begin > end).then(|| format!("\"{text}\" ends before it begins")),
    }
}

pub(super) fn year_fault(text: &str) -> Option<String> {
    match range(text, |year| year.parse().ok()) {
        None => Some(format!("\"{text}\" is no year or range of them, such as 2026:2030")),
        Some((begin, end)) => (begin > end).then(|| format!("\"{text}\" ends before it begins")),
    }
}

#[cfg(test)]
mod tests {
    use super::{day_fault, minutes, month_fault, weekday_fault, zone_fault};

    #[test]
    fn ranges_do_not_run_backwards() {
        assert!(
            weekday_fault("Monday:friday")
                .or_else(|| day_fault("-3:-1"))
                .or_else(|| month_fault("1:may"))
                .is_none()
        );
        assert!(
            weekday_fault("friday:monday").is_some()
                && day_fault("-1:5").is_some()
                && month_fault("5:1").is_some()
        );
    }

    #[test]
    fn times_and_zones() {
        assert_eq!((minutes("08:30"), minutes("24:00"), minutes("8:30")), (Some(510), Some(1440), None));
        assert_eq!(zone_fault("Europe/Berlin"), None);
        assert_eq!(zone_fault("Europe/Berln").and_then(|(_, meant)| meant), Some("Europe/Berlin"));
    }
}
