//! Who is told: receivers, what goes to each, grouping, repetition, quiet times.

use super::super::graph::{Interval, Quiet, Receiver, Routing};
use super::facts::{prometheus, seconds};
use super::{Artifact, Reader};
use crate::intent::Shape;
use crate::kubernetes::clock;

/// Words for receivers.
const KINDS: &[(&[&str], &str)] = &[
    (&["microsoft", "team"], "msteams"),
    (&["m", "team"], "msteams"),
    (&["amazon", "sns"], "sns"),
    (&["splunk", "on-call"], "victorops"),
    (&["slack"], "slack"),
    (&["pagerduty"], "pagerduty"),
    (&["pager"], "pagerduty"),
    (&["opsgenie"], "opsgenie"),
    (&["email"], "email"),
    (&["e-mail"], "email"),
    (&["mail"], "email"),
    (&["msteams"], "msteams"),
    (&["telegram"], "telegram"),
    (&["discord"], "discord"),
    (&["victorops"], "victorops"),
    (&["pushover"], "pushover"),
    (&["sns"], "sns"),
    (&["webex"], "webex"),
    (&["webhook"], "webhook"),
];

/// A receiver as it stands in the request.
struct Found {
    start: usize,
    end: usize,
    receiver: Receiver,
}

/// Reads routing where a receiver or the Alertmanager is named.
pub(super) fn read(reader: &mut Reader) {
    let mut found: Vec<Found> = Vec::new();
    let mut at = 0;
    while at < reader.intent.words.len() {
        match receiver(reader, at) {
            Some(one) => {
                at = one.end;
                found.push(one);
            }
            None => at += 1,
        }
    }
    if found.is_empty() && (!reader.asked(Artifact::Routing) || reader.asked(Artifact::Scraping)) {
        return;
    }
    let mut routing = Routing { inhibit: true, ..Routing::default() };
    let spans: Vec<(usize, usize)> = found.iter().map(|one| (one.start, one.end)).collect();
    for (order, one) in found.iter_mut().enumerate() {
        let before = order.checked_sub(1).and_then(|i| spans.get(i)).map_or(0, |(_, end)| *end);
        let after = spans.get(order + 1).map_or(reader.intent.words.len(), |(start, _)| *start);
        what(reader, one, before, after);
    }
    routing.receivers = found.into_iter().map(|one| one.receiver).collect();
    if routing.receivers.is_empty() {
        reader.assumed.push("no receiver was named, so alerts go to the Slack channel #alerts".to_owned());
        routing.receivers.push(Receiver { kind: "slack", rest: true, ..Receiver::default() });
    }
    times(reader, &mut routing);
    grouping(reader, &mut routing);
    quiet(reader, &mut routing);
    reader.watch.routing = Some(routing);
}

/// A receiver at `at`: its kind and its channel, address or URL.
fn receiver(reader: &mut Reader, at: usize) -> Option<Found> {
    let word = reader.word(at)?;
    let address = word.shape == Shape::Email;
    let channel = word.text.starts_with('#') && word.text.len() > 1;
    let kind = KINDS.iter().find(|(phrase, _)| reader.phrase(at, phrase));
    // "Teams" is the product, "teams" are people.
    let teams = word.text == "Teams" && !word.quoted;
    let (kind, len) = match kind {
        None if teams => ("msteams", 1),
        _ if reader.intent.is_negated(at) => return None,
        Some((phrase, kind)) => (*kind, phrase.len()),
        None if address => ("email", 0),
        None if channel => ("slack", 0),
        None => return None,
    };
    let mut receiver = Receiver { kind, ..Receiver::default() };
    let mut end = at + len;
    for i in end..(end + 5).min(reader.intent.words.len()) {
        let Some(word) = reader.word(i) else { break };
        let fits = match kind {
            "slack" | "discord" | "msteams" => word.text.starts_with('#') || word.quoted,
            "email" => word.shape == Shape::Email,
            "webhook" => word.shape == Shape::Url,
            "sns" => word.shape == Shape::Arn,
            "telegram" => word.text.trim_start_matches('-').parse::<i64>().is_ok_and(|n| n.abs() > 999),
            _ => false,
        };
        if fits {
            let text = word.text.to_string();
            receiver.target = Some(if word.quoted && kind == "slack" && !text.starts_with('#') {
                format!("#{text}")
            } else {
                text
            });
            end = i + 1;
            break;
        }
        if KINDS.iter().any(|(phrase, _)| reader.phrase(i, phrase))
            || reader.punct(i, ',')
            || reader.punct(i, ';')
            || reader.is(i, &["and"])
        {
            break;
        }
    }
    let text = receiver.target.clone().unwrap_or_default();
    reader.note(at..end, format!("tell {kind} {text}").trim_end().to_owned());
    // "#payments on Slack"
    let end = end
        + if len == 0 && (reader.is(end, &["on", "in"]) && reader.is(end + 1, &["slack", "discord"])) {
            2
        } else {
            0
        };
    reader.mark(at..end);
    Some(Found { start: at, end, receiver })
}

/// What goes to a receiver: the words before it in its clause, else those after.
fn what(reader: &mut Reader, one: &mut Found, before: usize, after: usize) {
    let start = (before..one.start)
        .rev()
        .find(|i| reader.punct(*i, '.') || reader.punct(*i, ';'))
        .map_or(before, |i| i + 1);
    let leads = (start..one.start)
        .any(|i| reader.is(i, &["to", "via", "go", "page", "into", "send", "through", "by"]));
    let mut matchers =
        if leads || one.start > start { selectors(reader, start, one.start) } else { Vec::new() };
    let stop = (one.end..after)
        .find(|i| reader.punct(*i, '.') || reader.punct(*i, ';') || reader.punct(*i, ','))
        .unwrap_or(after);
    if matchers.is_empty() && reader.is(one.end, &["for", "on", "when", "if", "with"]) {
        matchers = selectors(reader, one.end, stop);
    }
    let rest = |reader: &Reader, from: usize, to: usize| {
        (from..to).any(|i| {
            reader.is(
                i,
                &[
                    "everything",
                    "rest",
                    "default",
                    "other",
                    "others",
                    "anything",
                    "fallback",
                    "otherwise",
                    "remaining",
                ],
            )
        })
    };
    one.receiver.rest =
        matchers.is_empty() && (rest(reader, start, one.start) || rest(reader, one.end, stop));
    for i in start..stop {
        if reader.is(i, &["everything", "rest", "else", "default", "other", "others", "fallback"]) {
            reader.mark(i..i + 1);
        }
    }
    one.receiver.team = matchers.iter().find(|(label, _)| label == "team").map(|(_, value)| value.clone());
    one.receiver.matchers = matchers;
    let repeat = (one.end..stop).find(|i| reader.is(*i, &["repeat", "repeating", "repeated"]));
    if let Some(at) = repeat.and_then(|i| (i..i + 4).find(|j| seconds(reader, *j).is_some())) {
        one.receiver.repeat = seconds(reader, at).map(prometheus);
        reader.mark(at - 1..at + 1);
    }
}

/// Severities, teams, namespaces and `label=value` between two words.
fn selectors(reader: &mut Reader, from: usize, to: usize) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for at in from..to {
        let severity = [
            ("critical", "critical"),
            ("page", "critical"),
            ("warning", "warning"),
            ("warn", "warning"),
            ("info", "info"),
            ("informational", "info"),
        ]
        .iter()
        .find(|(word, _)| reader.is(at, &[word]));
        let pair = if let Some((word, severity)) = severity {
            if *word == "page" { None } else { Some(("severity".to_owned(), (*severity).to_owned(), 1)) }
        } else if reader.is(at, &["team", "namespace", "service", "cluster", "environment", "env"])
            && !reader.punct(at + 1, '=')
        {
            label(reader, at, from)
        } else if reader.punct(at + 1, '=') && at + 2 < to + 1 {
            Some((reader.text(at), reader.text(at + 2), 3))
        } else {
            None
        };
        if let Some((key, value, len)) = pair {
            reader.mark(at..at + len);
            let known = (key.clone(), value.clone());
            if !out.contains(&known) {
                out.push(known);
            }
        }
    }
    out
}

/// `team payments` or `the payments team`
fn label(reader: &Reader, at: usize, from: usize) -> Option<(String, String, usize)> {
    let key = reader.text(at).to_ascii_lowercase().trim_end_matches('s').to_owned();
    let small = [
        "the", "a", "of", "and", "to", "go", "alert", "for", "in", "on", "with", "each", "channel", "is",
        "label", "should", "must",
    ];
    let name = |i: usize| {
        reader
            .word(i)
            .filter(|w| matches!(w.shape, Shape::Plain | Shape::Identifier) && !w.is_any(&small))
            .map(|w| w.text.to_string())
    };
    if let Some(value) = name(at + 1) {
        return Some((key, value, 2));
    }
    let before = at.checked_sub(1).filter(|i| *i >= from)?;
    name(before).map(|value| (key, value, 1))
}

/// `repeat every 4 hours`, `group wait 30s`
fn times(reader: &mut Reader, routing: &mut Routing) {
    for at in 0..reader.intent.words.len() {
        let Some(text) = seconds(reader, at).map(prometheus) else { continue };
        let back = |words: &[&str]| (at.saturating_sub(4)..at).any(|i| reader.is(i, words));
        let used = reader.used.get(at).copied().unwrap_or(false);
        if used {
            continue;
        }
        let slot = if back(&["repeat", "repeated", "remind", "repeating", "resend", "repeat_interval"]) {
            &mut routing.repeat
        } else if back(&["wait", "group_wait"]) {
            &mut routing.group_wait
        } else if back(&["interval", "group_interval"]) && back(&["group", "group_interval"]) {
            &mut routing.group_interval
        } else {
            continue;
        };
        *slot = Some(text.clone());
        reader.note(at.saturating_sub(1)..at + 1, format!("every {text}"));
    }
}

/// `group by alertname and cluster`
fn grouping(reader: &mut Reader, routing: &mut Routing) {
    let Some(at) = (0..reader.intent.words.len())
        .find(|i| reader.is(*i, &["group", "grouped", "grouping"]) && reader.is(i + 1, &["by"]))
    else {
        return;
    };
    let mut next = at + 2;
    while let Some(word) = reader.word(next).filter(|w| matches!(w.shape, Shape::Plain | Shape::Identifier)) {
        if word.is_any(&["with", "to", "for", "repeat", "send", "wait"]) {
            break;
        }
        routing.group_by.push(if word.is("alert") { "alertname".to_owned() } else { word.text.to_string() });
        next += 1;
        if !(reader.is(next, &["and"]) || reader.punct(next, ',')) {
            break;
        }
        next += 1;
        next += usize::from(reader.is(next, &["and"]));
    }
    reader.note(at..next, "grouping");
}

/// `mute warnings outside office hours`, `no pages at night`, `only on weekdays from 9 to 17`
fn quiet(reader: &mut Reader, routing: &mut Routing) {
    let len = reader.intent.words.len();
    let mute = (0..len).find(|i| reader.is(*i, MUTING));
    let Some(mut quiet) = times_of_quiet(reader, mute.is_some()) else { return };
    if let Some(at) = mute {
        reader.mark(at..at + 1);
    }
    quiet.zone = (0..len).find_map(|i| zone(reader, i));
    // Somebody must always hear of criticals, unless the words mute them.
    let critical = |receiver: &Receiver| {
        receiver.kind == "pagerduty" || receiver.matchers.iter().any(|(_, value)| value == "critical")
    };
    let all = routing.receivers.iter().all(critical);
    for receiver in &mut routing.receivers {
        receiver.quiet = all || !critical(receiver);
    }
    routing.quiet = Some(quiet);
}

const MUTING: &[&str] = &["mute", "silence", "quiet", "suppress", "muted", "silenced", "hold"];

/// The first time of quiet that the request names; hours to work in are the times to tell.
fn times_of_quiet(reader: &mut Reader, mute: bool) -> Option<Quiet> {
    let len = reader.intent.words.len();
    let find = |reader: &Reader, words: &[&str]| (0..len).find(|i| reader.is(*i, words));
    let office = ["office", "business", "working"];
    let hours = (0..len).find(|i| reader.is(*i, &office) && reader.is(i + 1, &["hour"]));
    let outside = find(reader, &["outside"]).filter(|_| hours.is_some());
    let range = (0..len).find_map(|i| between(reader, i));
    let active = !mute
        && outside.is_none()
        && find(reader, &["only"]).is_some()
        && (hours.or(range.as_ref().map(|r| r.2))).is_some();
    if let Some(at) = outside.or(hours.filter(|_| active)) {
        reader.note(at..at + 3, "office hours");
        let times = range.map_or_else(|| one("09:00", "17:00"), |(start, end, ..)| one(&start, &end));
        return Some(named("office-hours", Some("monday:friday"), times, true));
    }
    if let Some(at) = find(reader, &["weekend"]).filter(|_| mute) {
        reader.note(at..at + 1, "quiet on weekends");
        return Some(named("weekends", Some("saturday:sunday"), Vec::new(), false));
    }
    if let Some((start, end, from, to)) = range.filter(|_| mute || active) {
        reader.note(from..to, format!("{start} to {end}"));
        // An interval cannot pass midnight.
        let times =
            if start > end { [one(&start, "24:00"), one("00:00", &end)].concat() } else { one(&start, &end) };
        return Some(named("quiet-hours", None, times, active));
    }
    let at = find(reader, &["night", "overnight"]).filter(|_| mute)?;
    reader.note(at..at + 1, "quiet at night");
    Some(named("nights", None, [one("22:00", "24:00"), one("00:00", "07:00")].concat(), false))
}

fn one(start: &str, end: &str) -> Vec<(String, String)> {
    vec![(start.to_owned(), end.to_owned())]
}

fn named(name: &str, days: Option<&str>, times: Vec<(String, String)>, active: bool) -> Quiet {
    let interval = Interval { days: days.map(str::to_owned), times };
    Quiet { name: name.to_owned(), intervals: vec![interval], zone: None, active }
}

/// `between 22:00 and 06:00`, `from 9 to 17`
fn between(reader: &Reader, at: usize) -> Option<(String, String, usize, usize)> {
    if !reader.is(at, &["between", "from"]) {
        return None;
    }
    let (h1, m1, next) = clock(reader.intent, at + 1)?;
    if !reader.is(next, &["and", "to", "until", "till"]) {
        return None;
    }
    let (h2, m2, end) = clock(reader.intent, next + 1)?;
    Some((format!("{h1:02}:{m1:02}"), format!("{h2:02}:{m2:02}"), at, end))
}

/// `Europe/Berlin`
fn zone(reader: &mut Reader, at: usize) -> Option<String> {
    let areas = ["europe", "america", "asia", "africa", "australia", "pacific"];
    if reader.is(at, &areas) && reader.punct(at + 1, '/') {
        let text = format!("{}/{}", reader.text(at), reader.text(at + 2));
        reader.mark(at..at + 3);
        return Some(text);
    }
    let word = reader.word(at)?;
    let whole = word
        .text
        .split_once('/')
        .is_some_and(|(area, _)| areas.contains(&area.to_ascii_lowercase().as_str()));
    whole.then(|| word.text.to_string())
}
