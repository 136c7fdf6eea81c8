//! A schedule that is no cron expression.
//!
//! A CronJob's schedule has five fields: minute, hour, day of the month, month and day of the week; or it is `@hourly`,
//! `@daily`, `@weekly`, `@monthly`, `@yearly` or `@every 1h`. The time zone stands in `timeZone`, not in the schedule.
//!
//! ```yaml
//! kind: CronJob
//! spec:
//!   schedule: "0 25 * * *"
//! ```
//!
//! Hours go from 0 to 23.

use crate::Severity;
use crate::kubernetes::{Hook, ObjectContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::is_placeholder;

pub(crate) static RULE: Rule = Rule {
    code: "K8S-invalid-schedule",
    title: "schedule that is no cron expression",
    severity: Severity::Error,
    doc: manual!("invalid_schedule.rs"),
    check: Check::Kubernetes(&[Hook::Object(check)]),
};

/// What a field is called, its least and greatest number, and names for its numbers.
/// Source: `github.com/robfig/cron/v3`, `ParseStandard`, which Kubernetes reads schedules with.
const FIELDS: [(&str, u32, u32, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of the month", 1, 31, &[]),
    ("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("day of the week", 0, 6, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

const WORDS: [&str; 7] = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];

fn check(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if context.kind_name != "CronJob" || context.built_in().is_none() {
        return;
    }
    let Some(schedule) = context.object.at(&["spec", "schedule"]) else { return };
    if let Some(fault) = schedule.as_str().filter(|text| !is_placeholder(text)).and_then(fault) {
        sink.report(schedule.span, format!("the schedule is no cron expression: {fault}"));
    }
}

fn fault(schedule: &str) -> Option<String> {
    if schedule.starts_with("TZ=") || schedule.starts_with("CRON_TZ=") {
        return Some("the time zone belongs into \"timeZone\"".to_owned());
    }
    if let Some(every) = schedule.strip_prefix("@every ") {
        let is_duration = every.ends_with(['s', 'm', 'h']) && every.starts_with(|c: char| c.is_ascii_digit());
        return (!is_duration).then(|| "@every takes a duration such as 1h30m".to_owned());
    }
    if schedule.starts_with('@') {
        return (!WORDS.contains(&schedule)).then(|| format!("it is one of {}", WORDS.join(", ")));
    }
    let written: Vec<_> = schedule.split_whitespace().collect();
    if written.len() != FIELDS.len() {
        return Some(format!("it has 5 fields, not {}", written.len()));
    }
    written.iter().zip(FIELDS).find_map(|(text, field)| {
        let part = text.split(',').find(|part| !part_fits(part, field))?;
        let (title, least, most, _) = field;
        Some(format!("the {title} goes from {least} to {most}, and is not \"{part}\""))
    })
}

/// `*`, `5`, `1-5`, `*/15`, `mon-fri`
fn part_fits(part: &str, (_, least, most, names): (&str, u32, u32, &[&str])) -> bool {
    let (range, step) = part.split_once('/').map_or((part, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| step.parse::<u32>().ok().is_none_or(|step| step == 0)) {
        return false;
    }
    let number = |text: &str| -> Option<u32> {
        let named = names.iter().zip(least..).find(|(name, _)| text.eq_ignore_ascii_case(name));
        let number = named.map(|(_, number)| number).or_else(|| text.parse().ok())?;
        (least..=most).contains(&number).then_some(number)
    };
    match range.split_once('-') {
        _ if matches!(range, "*" | "?") => true,
        Some((from, to)) => number(from).zip(number(to)).is_some_and(|(from, to)| from <= to),
        None => number(range).is_some(),
    }
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn what_cron_reads_is_right() {
        for right in
            ["* * * * *", "*/15 0-6,22 1 JAN-mar ?", "0 9-17/2 * * mon-fri", "@daily", "@every 1h30m"]
        {
            assert_eq!(fault(right), None, "{right}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (wrong, what) in [
            ("0 25 * * *", "the hour goes from 0 to 23, and is not \"25\""),
            ("0 0 * *", "it has 5 fields, not 4"),
            ("0 0 * * 7", "the day of the week goes from 0 to 6, and is not \"7\""),
            ("5-1 * * * *", "the minute goes from 0 to 59, and is not \"5-1\""),
            ("*/0 * * * *", "the minute goes from 0 to 59, and is not \"*/0\""),
            ("TZ=UTC 0 0 * * *", "the time zone belongs into \"timeZone\""),
        ] {
            assert_eq!(fault(wrong).as_deref(), Some(what), "{wrong}");
        }
    }
}
