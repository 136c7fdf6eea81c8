//! When something runs: cron expressions from the way people say times.

use super::super::graph::Workload;
use super::Reader;
use crate::intent::{Intent, Shape, Unit};

const DAYS: &[(&str, u32)] = &[
    ("sunday", 0),
    ("monday", 1),
    ("tuesday", 2),
    ("wednesday", 3),
    ("thursday", 4),
    ("friday", 5),
    ("saturday", 6),
];

/// `every night at 2`, `hourly`, `"0 2 * * *"`, `every 5 minutes`
pub(super) fn read(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.creates {
        return None;
    }
    let (schedule, end) = match reader.schedule.clone() {
        Some((schedule, _)) if reader.is(at, &["at"]) => {
            let (hour, minute, end) = clock(reader.intent, at + 1)?;
            let days: Vec<&str> = schedule.split(' ').skip(2).collect();
            (format!("{minute} {hour} {}", days.join(" ")), end)
        }
        _ => cron(reader.intent, at)?,
    };
    let zone = zone(reader, end);
    let last = zone.as_ref().map_or(end, |(_, end)| *end);
    reader.note(at..last, format!("schedule {schedule}"));
    let before = reader.schedule.take().and_then(|(_, zone)| zone);
    reader.schedule = Some((schedule, zone.map(|(zone, _)| zone).or(before)));
    Some(last - at)
}

/// Gives the schedule to the job that it is for: the first one, or the last application.
pub(super) fn settle(reader: &mut Reader) {
    let Some((schedule, zone)) = reader.schedule.take() else { return };
    let job = reader.system.apps.iter().position(|app| app.workload.ends()).or(reader.current);
    if job.is_none() {
        reader.begin();
    }
    reader.current = job.or(reader.current);
    reader.app().workload = Workload::CronJob { schedule, zone };
}

/// `UTC`, `Europe/Berlin time`, after a schedule
fn zone(reader: &Reader, at: usize) -> Option<(String, usize)> {
    let start = reader.skip(at, &["in", "time", "zone", "timezone"]);
    let word = reader.word(start)?;
    let area = ["Europe/", "America/", "Asia/", "Africa/", "Australia/", "Pacific/", "Etc/"]
        .iter()
        .any(|a| word.text.starts_with(a));
    if area {
        return Some((word.text.to_string(), start + 1));
    }
    let city = reader.punct(start + 1, '/')
        && reader.is(start, &["europe", "america", "asia", "africa", "australia", "pacific", "etc"]);
    if city {
        return Some((format!("{}/{}", reader.text(start), reader.text(start + 2)), start + 3));
    }
    word.is("utc").then(|| ("Etc/UTC".to_owned(), start + 1))
}

/// The cron expression that the words from `at` on say, and one past the last of them.
pub(crate) fn cron(intent: &Intent, at: usize) -> Option<(String, usize)> {
    let word = intent.words.get(at)?;
    let is = |i: usize, lemmas: &[&str]| intent.words.get(i).is_some_and(|w| w.is_any(lemmas));
    if word.shape == Shape::Schedule && !word.text.contains('(') {
        return Some((word.text.to_string(), at + 1));
    }
    if let Some(found) = fields(intent, at) {
        return Some(found);
    }
    let simple = match word.lemma.as_str() {
        "hourly" => Some("0 * * * *"),
        "@hourly" => Some("@hourly"),
        "@daily" => Some("@daily"),
        "@weekly" => Some("@weekly"),
        "@monthly" => Some("@monthly"),
        _ => None,
    };
    if let Some(text) = simple {
        return Some((text.to_owned(), at + 1));
    }
    let first = match word.lemma.as_str() {
        "daily" | "nightly" | "weekday" | "weekly" | "monthly" | "yearly" | "every" | "each" | "on"
        | "once" => at + 1,
        "at" if is(at + 1, &["midnight", "noon"]) => at,
        _ => return None,
    };
    period(intent, at, first, &is)
}

/// The five fields of a crontab written without quotes.
fn fields(intent: &Intent, at: usize) -> Option<(String, usize)> {
    let start = intent.words.get(at)?.span.start as usize;
    let rest = intent.words.text.get(start..)?;
    let mut parts = Vec::new();
    for part in rest.split(' ').take(5) {
        let part = part.trim_end_matches([',', ';', '.']);
        let valid = !part.is_empty() && part.chars().all(|c| c.is_ascii_digit() || "*/,-".contains(c));
        if !valid {
            return None;
        }
        parts.push(part);
    }
    if parts.len() < 5 || !parts.iter().any(|part| part.contains('*')) {
        return None;
    }
    let text = parts.join(" ");
    let stop = start + text.len();
    let end = (at..intent.words.len())
        .find(|i| intent.words.get(*i).is_none_or(|w| w.span.start as usize >= stop))
        .unwrap_or(intent.words.len());
    Some((text, end))
}

/// A period from its first words `from..to` on.
fn period(
    intent: &Intent,
    from: usize,
    to: usize,
    is: &dyn Fn(usize, &[&str]) -> bool,
) -> Option<(String, usize)> {
    let first = intent.words.get(from)?.lemma.clone();
    let mut at = to;
    if first == "once" {
        at += usize::from(is(at, &["a", "an", "per", "every", "each"]));
    }
    if let Some(word) = intent.words.get(at)
        && let Shape::Quantity(value, Unit::Time(millis)) = word.shape
        && matches!(first.as_str(), "every" | "each")
    {
        return Some((step(value, millis)?, at + 1));
    }
    let noun = if matches!(first.as_str(), "every" | "each" | "on" | "once") {
        intent.words.get(at)?.lemma.clone()
    } else {
        first.clone()
    };
    let took = usize::from(noun != first || matches!(first.as_str(), "every" | "each" | "on" | "once"));
    let after = at + took;
    if first == "on"
        && matches!(noun.as_str(), "first" | "1st" | "the")
        && let Some(month) = (after..after + 4).find(|i| is(*i, &["month"]))
    {
        let (minute, hour, end) = time(intent, month + 1, is, 0);
        return Some((format!("{minute} {hour} 1 * *"), end));
    }
    if first != "on" && matches!(noun.as_str(), "minute" | "hour") {
        let text = if noun == "minute" { "* * * * *" } else { "0 * * * *" };
        return Some((text.to_owned(), after));
    }
    let fields = day_fields(&noun, &first)?;
    let usual = match noun.as_str() {
        "morning" => 6,
        "noon" => 12,
        "evening" => 18,
        "night" | "nightly" => 2,
        _ => 0,
    };
    let after = if first == "at" { from } else { after };
    let later = (after..after + 3)
        .find(|i| DAYS.iter().any(|(name, _)| is(*i, &[name])))
        .filter(|_| noun.starts_with("week"));
    let (fields, after) = match later.and_then(|i| Some((i, DAYS.iter().find(|(name, _)| is(i, &[name]))?.1)))
    {
        Some((i, day)) => (format!("* * {day}"), i + 1),
        None => (fields, after),
    };
    let (minute, hour, end) = time(intent, after, is, usual);
    Some((format!("{minute} {hour} {fields}"), end))
}

/// The last three fields of a crontab for a day, a week, a month ...
fn day_fields(noun: &str, first: &str) -> Option<String> {
    let day = DAYS.iter().find(|(name, _)| *name == noun || noun.len() == 3 && name.starts_with(noun));
    let fields = match noun {
        "day" | "night" | "morning" | "evening" | "daily" | "nightly" | "midnight" | "noon"
            if first != "on" =>
        {
            "* * *"
        }
        "weekday" | "weekdays" | "workday" | "business" | "working" => "* * 1-5",
        "weekend" => "* * 0,6",
        "week" | "weekly" => "* * 0",
        "month" | "monthly" => "1 * *",
        "year" | "yearly" => "1 1 *",
        _ => match day {
            Some((_, day)) => return Some(format!("* * {day}")),
            None if first == "at" => "* * *",
            None => return None,
        },
    };
    Some(fields.to_owned())
}

/// Every so many minutes, hours or days.
fn step(value: f64, millis: u64) -> Option<String> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "checked to be small and positive"
    )]
    let minutes = Some(value * millis as f64 / 60_000.0).filter(|m| (1.0..=44_640.0).contains(m))? as u64;
    Some(match minutes {
        m if m < 60 => format!("*/{m} * * * *"),
        60 => "0 * * * *".to_owned(),
        m if m < 1440 => format!("0 */{} * * *", m / 60),
        1440 => "0 0 * * *".to_owned(),
        m => format!("0 0 */{} * *", m / 1440),
    })
}

/// `at 2`, `at 02:30`, `at 9am`, `at midnight`: minute, hour and one past the last word.
fn time(intent: &Intent, at: usize, is: &dyn Fn(usize, &[&str]) -> bool, usual: u32) -> (u32, u32, usize) {
    let skip = at + usize::from(is(at, &["at", "around", "by"]));
    if is(skip, &["midnight"]) {
        return (0, 0, skip + 1);
    }
    if is(skip, &["noon", "midday"]) {
        return (0, 12, skip + 1);
    }
    if skip == at && usual != 0 && !is(at, &["at"]) {
        return (0, usual, at);
    }
    match clock(intent, skip) {
        Some((hour, minute, end)) if skip > at => (minute, hour, end),
        _ => (0, usual, at),
    }
}

/// `2`, `02:30`, `9am`, `9 pm` as hour and minute, and one past the last word.
pub(crate) fn clock(intent: &Intent, at: usize) -> Option<(u32, u32, usize)> {
    let word = intent.words.get(at)?;
    let lower = word.text.to_ascii_lowercase();
    let bare = lower.trim_end_matches("am").trim_end_matches("pm").trim_end_matches('h').trim();
    let (hour, minute) = bare.split_once([':', '.']).unwrap_or((bare, "0"));
    let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
    let half =
        |suffix: &str| lower.ends_with(suffix) || intent.words.get(at + 1).is_some_and(|w| w.is(suffix));
    let spaced = intent.words.get(at + 1).is_some_and(|w| w.is_any(&["am", "pm", "o'clock"]));
    let hour = match hour {
        12 if half("am") => 0,
        h if half("pm") && h < 12 => h + 12,
        h => h,
    };
    (hour < 24 && minute < 60).then_some((hour, minute, at + 1 + usize::from(spaced)))
}
