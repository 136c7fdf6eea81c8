//! When something is to run again and again: `every day at midnight`, `hourly`, `0 7 * * 1-5`.

use super::{Shape, Unit, Word, Words};

/// A repeated time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// Minute, hour, day of the month, month and day of the week, as crontab writes them.
    fields: [String; 5],
    /// The expression as it was written, where it was.
    written: Option<String>,
}

impl Schedule {
    /// In crontab's five fields.
    pub fn crontab(&self) -> String {
        self.fields.join(" ")
    }

    /// As `cron(...)` of AWS, which wants a `?` for one of the two days, and a year.
    pub fn aws(&self) -> String {
        if let Some(written) = self.written.as_ref().filter(|w| w.ends_with(')')) {
            return written.clone();
        }
        let [minute, hour, day, month, weekday] = &self.fields;
        let fields = [minute, hour, day, month, weekday].map(String::as_str);
        let each = |n: &str, unit: &str| format!("rate({n} {unit}{})", if n == "1" { "" } else { "s" });
        match fields {
            [minute, "*", "*", "*", "*"] if minute.starts_with("*/") => {
                return each(minute.trim_start_matches("*/"), "minute");
            }
            ["0", hour, "*", "*", "*"] if hour.starts_with("*/") => {
                return each(hour.trim_start_matches("*/"), "hour");
            }
            ["*", "*", "*", "*", "*"] => return each("1", "minute"),
            ["0", "*", "*", "*", "*"] => return each("1", "hour"),
            _ => {}
        }
        if weekday == "*" {
            format!("cron({minute} {hour} {day} {month} ? *)")
        } else {
            format!("cron({minute} {hour} ? {month} {weekday} *)")
        }
    }

    fn at(fields: [&str; 5]) -> Self {
        Self { fields: fields.map(ToOwned::to_owned), written: None }
    }
}

const DAYS: &[(&str, &str)] = &[
    ("monday", "MON"),
    ("tuesday", "TUE"),
    ("wednesday", "WED"),
    ("thursday", "THU"),
    ("friday", "FRI"),
    ("saturday", "SAT"),
    ("sunday", "SUN"),
    ("weekday", "MON-FRI"),
    ("weekend", "SAT,SUN"),
];

/// The schedule that a request speaks of, if any.
pub fn schedule(words: &Words) -> Option<Schedule> {
    if let Some(word) = words.words.iter().find(|w| w.shape == Shape::Schedule) {
        return Some(written(&word.text));
    }
    let at = words.words.iter().position(|w| {
        w.is_any(&["every", "daily", "hourly", "weekly", "monthly", "nightly", "everyday", "yearly"])
    })?;
    let first = words.get(at)?;
    let next = words.get(at + 1);
    let (hour, minute) = clock(words, at).unwrap_or((0, 0));
    let (hour, minute) = (hour.to_string(), minute.to_string());
    let daily = || Schedule::at([&minute, &hour, "*", "*", "*"]);
    let found = match first.lemma.as_str() {
        "daily" | "nightly" | "everyday" => daily(),
        "hourly" => Schedule::at(["0", "*", "*", "*", "*"]),
        "weekly" => Schedule::at([&minute, &hour, "*", "*", "SUN"]),
        "monthly" => Schedule::at([&minute, &hour, "1", "*", "*"]),
        "yearly" => Schedule::at([&minute, &hour, "1", "1", "*"]),
        _ => {
            let next = next?;
            match next.lemma.as_str() {
                "day" | "night" | "morning" | "evening" => daily(),
                "hour" => Schedule::at(["0", "*", "*", "*", "*"]),
                "minute" => Schedule::at(["*", "*", "*", "*", "*"]),
                "week" => Schedule::at([&minute, &hour, "*", "*", "SUN"]),
                "month" => Schedule::at([&minute, &hour, "1", "*", "*"]),
                other => match (DAYS.iter().find(|(name, _)| *name == other), &next.shape) {
                    (Some((_, day)), _) => Schedule::at([&minute, &hour, "*", "*", day]),
                    (None, Shape::Quantity(n, unit @ Unit::Time(_))) => interval(*n * unit.seconds()?)?,
                    _ => return None,
                },
            }
        }
    };
    Some(found)
}

fn written(text: &str) -> Schedule {
    let inner = text.trim_start_matches("cron(").trim_end_matches(')');
    let fields: Vec<&str> = inner.split_whitespace().collect();
    let field = |i: usize| fields.get(i).map_or("*", |f| if *f == "?" { "*" } else { f });
    let mut schedule = Schedule::at([field(0), field(1), field(2), field(3), field(4)]);
    schedule.written = Some(text.to_owned());
    schedule
}

/// Every so many seconds, to the minute.
fn interval(seconds: f64) -> Option<Schedule> {
    #[expect(clippy::cast_sign_loss, reason = "lengths of time are positive")]
    let minutes = (seconds / 60.0).round() as u64;
    match minutes {
        0 => None,
        1..60 => Some(Schedule::at([&format!("*/{minutes}"), "*", "*", "*", "*"])),
        60..1440 => Some(Schedule::at(["0", &format!("*/{}", minutes / 60), "*", "*", "*"])),
        _ => Some(Schedule::at(["0", "0", &format!("*/{}", (minutes / 1440).max(1)), "*", "*"])),
    }
}

/// `at 7`, `at 7:30`, `at midnight`, `at 3 am`, `at 5pm` behind a word.
fn clock(words: &Words, from: usize) -> Option<(u32, u32)> {
    for at in from..words.len().min(from + 8) {
        let word = words.get(at)?;
        match word.lemma.as_str() {
            "midnight" => return Some((0, 0)),
            "noon" => return Some((12, 0)),
            "at" => {
                if let Some(time) = words.get(at + 1).and_then(|w| time(w, words.get(at + 2))) {
                    return Some(time);
                }
            }
            _ => {}
        }
    }
    None
}

fn time(word: &Word, next: Option<&Word>) -> Option<(u32, u32)> {
    let text = word.lemma.as_str();
    let (digits, half) = match text.find(|c: char| !(c.is_ascii_digit() || c == ':')) {
        Some(at) => text.split_at(at),
        None => (text, next.map_or("", |n| n.lemma.as_str())),
    };
    let (hour, minute) = digits.split_once(':').unwrap_or((digits, "0"));
    let hour: u32 = hour.parse().ok()?;
    let minute: u32 = minute.parse().ok()?;
    let hour = match half {
        "pm" if hour < 12 => hour + 12,
        "am" if hour == 12 => 0,
        _ => hour,
    };
    (hour < 24 && minute < 60).then_some((hour, minute))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_the_wordings_people_use() {
        for (text, cron, aws) in [
            ("every day at midnight", "0 0 * * *", "cron(0 0 * * ? *)"),
            ("runs everyday at 7 UTC", "0 7 * * *", "cron(0 7 * * ? *)"),
            ("daily at 5:30pm", "30 17 * * *", "cron(30 17 * * ? *)"),
            ("every 15 minutes", "*/15 * * * *", "rate(15 minutes)"),
            ("every monday at 3 am", "0 3 * * MON", "cron(0 3 ? * MON *)"),
            ("with '0 7 * * 1-5'", "0 7 * * 1-5", "cron(0 7 ? * 1-5 *)"),
            ("cron(0 12 * * ? *)", "0 12 * * *", "cron(0 12 * * ? *)"),
        ] {
            let found = schedule(&Words::read(text)).unwrap();
            assert_eq!((found.crontab().as_str(), found.aws().as_str()), (cron, aws), "{text}");
        }
        assert_eq!(schedule(&Words::read("a bucket")), None);
    }
}
