//! Numbers, durations and severities, given to the signal that they stand next to.

use super::super::graph::{Alert, Condition};
use super::{Artifact, Item, Reader};
use crate::intent::{Shape, Unit};

/// What a request says of one signal.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// Threshold in the base unit, comparison, and the word.
    pub(super) values: Vec<(usize, f64, Option<&'static str>)>,
    /// Severities and their words.
    pub(super) severities: Vec<(usize, &'static str)>,
    /// `for`
    pub(super) hold: Option<String>,
    /// The range of rates.
    pub(super) window: Option<String>,
    /// The name given.
    pub(super) name: Option<String>,
}

/// Gives every fact to an item of its sentence.
pub(super) fn assign(reader: &mut Reader) {
    for at in 0..reader.intent.words.len() {
        if reader.taken(at) || reader.items.iter().any(|item| item.words.contains(&at)) {
            continue;
        }
        duration(reader, at);
        value(reader, at);
        severity(reader, at);
        name(reader, at);
    }
    spread(reader);
}

/// The item that the word at `at` speaks of: the last one before it in the sentence, else the first one after.
fn nearest(reader: &Reader, at: usize) -> Option<usize> {
    let sentence = reader.intent.sentence_of(at);
    let inside = |item: &&(usize, &Item)| sentence.contains(&item.1.words.start);
    let items: Vec<(usize, &Item)> = reader.items.iter().enumerate().collect();
    let before = items.iter().filter(inside).rfind(|(_, item)| item.words.end <= at);
    let after = items.iter().filter(inside).find(|(_, item)| item.words.start > at);
    match (before, after) {
        (Some((b, left)), Some((a, right))) => {
            // "more than 5% errors": nothing between the number and the noun.
            let joined =
                right.words.start <= at + 2 && !(at + 1..right.words.start).any(|i| breaks(reader, i));
            let clause = (left.words.end..at).any(|i| breaks(reader, i)) && !left.facts.values.is_empty();
            Some(if joined || clause { *a } else { *b })
        }
        (Some((b, _)), None) => Some(*b),
        (None, Some((a, _))) => Some(*a),
        (None, None) => {
            // A sentence of its own: "Page after ten minutes."
            let last = reader.items.iter().rposition(|item| item.words.end <= at)?;
            Some(last)
        }
    }
}

fn breaks(reader: &Reader, at: usize) -> bool {
    reader.is(at, &["and", "or", "when", "if", "but"]) || reader.punct(at, ',') || reader.punct(at, ';')
}

/// A time as Prometheus writes it.
pub(super) fn prometheus(seconds: f64) -> String {
    #[expect(clippy::cast_sign_loss, reason = "clamped")]
    let seconds = seconds.clamp(0.0, 1e9).round() as u64;
    match seconds {
        0 => "0m".to_owned(),
        s if s % 86_400 == 0 => format!("{}d", s / 86_400),
        s if s % 3_600 == 0 => format!("{}h", s / 3_600),
        s if s % 60 == 0 => format!("{}m", s / 60),
        s => format!("{s}s"),
    }
}

/// Seconds of a time at `at`.
pub(super) fn seconds(reader: &Reader, at: usize) -> Option<f64> {
    match reader.word(at)?.shape {
        Shape::Quantity(value, unit @ Unit::Time(_)) => unit.seconds().map(|s| s * value),
        _ => None,
    }
}

/// `for 10 minutes` and `in the last 15 minutes`
fn duration(reader: &mut Reader, at: usize) {
    let Some(seconds) = seconds(reader, at) else { return };
    let introduced = |words: &[&str]| {
        (1..5)
            .filter_map(|d| at.checked_sub(d))
            .take_while(|i| {
                *i + 1 == at
                    || reader.is(
                        *i + 1,
                        &[
                            "at", "least", "more", "than", "over", "the", "last", "past", "a", "about",
                            "longer",
                        ],
                    )
            })
            .any(|i| reader.is(i, words))
    };
    let Some(index) = nearest(reader, at) else { return };
    let timed = reader.items.get(index).is_some_and(
        |item| matches!(&item.condition, Condition::Signal(signal) if signal.unit == "s" && signal.op == "<"),
    );
    let looks_ahead = reader.items.get(index).is_some_and(
        |item| matches!(&item.condition, Condition::Signal(signal) if signal.value.contains("$horizon")),
    );
    let text = prometheus(seconds);
    if looks_ahead && !introduced(&["for"]) {
        reader.note(at..at + 1, format!("looks {text} ahead"));
        push(reader, index, (at, seconds, None));
    } else if timed && introduced(&["in", "within"]) {
        reader.note(at..at + 1, format!("below {text}"));
        push(reader, index, (at, seconds, Some("<")));
    } else if introduced(&["for", "after", "lasting", "during"]) {
        reader.note(at..at + 1, format!("for {text}"));
        let hold = reader.items.get_mut(index).map(|item| &mut item.facts.hold);
        if let Some(hold) = hold {
            hold.get_or_insert(text);
        }
    } else if introduced(&["in", "within", "over", "last", "past", "per"]) && !matches_unit(reader, index) {
        reader.note(at..at + 1, format!("over {text}"));
        if let Some(item) = reader.items.get_mut(index) {
            item.facts.window = Some(text);
        }
    }
}

fn matches_unit(reader: &Reader, index: usize) -> bool {
    let Some(item) = reader.items.get(index) else { return false };
    matches!(&item.condition, Condition::Signal(signal) if signal.unit == "s") && item.facts.values.is_empty()
}

fn push(reader: &mut Reader, index: usize, value: (usize, f64, Option<&'static str>)) {
    if let Some(item) = reader.items.get_mut(index) {
        item.facts.values.push(value);
    }
}

/// A threshold: `above 80%`, `more than 300ms`, `> 100`
fn value(reader: &mut Reader, at: usize) {
    if reader.used.get(at).copied().unwrap_or(true) {
        return;
    }
    let Some(word) = reader.word(at) else { return };
    let shape = word.shape.clone();
    let Some(index) = nearest(reader, at) else { return };
    let Some(item) = reader.items.get(index) else { return };
    let unit = super::super::expression::unit_of(&item.condition);
    let value = match shape {
        Shape::Quantity(value, Unit::Percent) if unit == "percentunit" => value / 100.0,
        Shape::Quantity(value, Unit::Percent) => value,
        Shape::Quantity(value, time @ Unit::Time(_)) if unit == "s" => time.seconds().unwrap_or(1.0) * value,
        Shape::Quantity(value, size) if size.bytes().is_some() => value * binary(size),
        Shape::Number(value) if !word.quoted => value,
        _ => return,
    };
    let counts = reader.is(at + 1, &["replica", "receiver", "panel", "row"]);
    if counts {
        return;
    }
    let (op, start) = comparison(reader, at);
    let (value, op) = free(reader, index, at, value, op);
    let end = at + 1 + usize::from(reader.is(at + 1, &["percent", "time"]));
    reader.note(
        start..end,
        format!(
            "threshold {}{}",
            op.map(|op| format!("{op} ")).unwrap_or_default(),
            super::super::expression::spoken(value, unit)
        ),
    );
    push(reader, index, (at, value, op));
}

/// Whether the noun at `at` is only what a threshold counts: `above 5000 messages`.
pub(super) fn counted(reader: &Reader, at: usize) -> bool {
    let Some(number) =
        at.checked_sub(1).filter(|i| matches!(reader.word(*i).map(|w| &w.shape), Some(Shape::Number(_))))
    else {
        return false;
    };
    let sentence = reader.intent.sentence_of(at);
    let earlier = reader.items.iter().any(|item| sentence.contains(&item.words.start) && item.words.end < at);
    earlier && comparison(reader, number).0.is_some()
}

/// Sizes of memory and disks are binary to everybody who says them.
fn binary(unit: Unit) -> f64 {
    match unit {
        Unit::Decimal(power) | Unit::Binary(power) => 1024f64.powi(power.cast_signed()),
        _ => 1.0,
    }
}

/// The comparison in front of a number, and its first word.
fn comparison(reader: &Reader, at: usize) -> (Option<&'static str>, usize) {
    for back in 1..5 {
        let Some(i) = at.checked_sub(back) else { break };
        if reader.is(
            i,
            &[
                "above",
                "over",
                "exceed",
                "exceeds",
                "exceeding",
                "greater",
                "more",
                "higher",
                "larger",
                "longer",
                "older",
                "past",
                "beyond",
                "least",
                "reach",
                "reaches",
                "hit",
                "hits",
                "slower",
                "bigger",
                "crosse",
                "cross",
            ],
        ) || reader.punct(i, '>')
        {
            return (Some(">"), i);
        }
        if reader.is(
            i,
            &[
                "below", "under", "less", "lower", "drop", "drops", "fewer", "fall", "falls", "smaller",
                "younger",
            ],
        ) || reader.punct(i, '<')
        {
            return (Some("<"), i);
        }
        if breaks(reader, i) {
            break;
        }
    }
    (None, at)
}

/// `less than 10% free` of something whose usage is measured.
fn free(
    reader: &Reader,
    index: usize,
    at: usize,
    value: f64,
    op: Option<&'static str>,
) -> (f64, Option<&'static str>) {
    let Some(item) = reader.items.get(index) else { return (value, op) };
    let Condition::Signal(signal) = &item.condition else { return (value, op) };
    let usage = signal.unit == "percentunit" && signal.op.starts_with('>');
    let left = (at.saturating_sub(6)..at + 4)
        .any(|i| reader.is(i, &["free", "left", "available", "remaining", "headroom"]));
    if usage && op == Some("<") && (left || ["disk", "memory", "volume", "inodes"].contains(&signal.id)) {
        return (1.0 - value, Some(">"));
    }
    (value, op)
}

const SEVERITIES: &[(&[&str], &str)] = &[
    (&["critical", "page", "paging", "urgent", "crit", "p1", "high-severity"], "critical"),
    (&["warning", "warn", "ticket", "minor", "low-severity"], "warning"),
    (&["info", "informational", "notice"], "info"),
];

fn severity(reader: &mut Reader, at: usize) {
    let Some((_, severity)) = SEVERITIES.iter().find(|(words, _)| reader.is(at, words)) else { return };
    if reader.used.get(at).copied().unwrap_or(true) && !reader.is(at, &["page", "warn"]) {
        return;
    }
    let Some(index) = nearest(reader, at) else { return };
    reader.note(at..at + 1, format!("severity {severity}"));
    if reader.is(at + 1, &["severity", "alert"]) || at > 0 && reader.is(at - 1, &["severity"]) {
        let other = if reader.is(at + 1, &["severity", "alert"]) { at + 1 } else { at - 1 };
        reader.mark(other..other + 1);
    }
    if let Some(item) = reader.items.get_mut(index) {
        item.facts.severities.push((at, severity));
    }
}

/// `called HighErrorRate`
fn name(reader: &mut Reader, at: usize) {
    if !reader.is(at, &["named", "called"]) || reader.used.get(at).copied().unwrap_or(true) {
        return;
    }
    let name = reader.text(at + 1);
    let camel =
        name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(|c| c.is_ascii_alphanumeric());
    let recorded = name.contains(':');
    let Some(index) = nearest(reader, at).filter(|_| camel || recorded) else { return };
    reader.note(at..at + 2, format!("named {name}"));
    if let Some(item) = reader.items.get_mut(index) {
        item.facts.name = Some(name);
    }
}

/// A duration or severity that the last of several signals got, in a sentence that lists them, is for all.
fn spread(reader: &mut Reader) {
    for index in (1..reader.items.len()).rev() {
        let (left, right) = reader.items.split_at_mut(index);
        let (Some(before), Some(item)) = (left.last_mut(), right.first()) else { continue };
        let same = reader.intent.sentence_of(before.words.start).contains(&item.words.start);
        let listed = before.facts.values.is_empty() && before.facts.hold.is_none();
        if same && listed && before.facts.severities.is_empty() {
            before.facts.hold.clone_from(&item.facts.hold);
            before.facts.severities.clone_from(&item.facts.severities);
        }
    }
}

/// The alerts of an item: one, or one for each pair of threshold and severity.
pub(super) fn alerts(item: Item) -> Vec<Alert> {
    debug_assert!(item.artifact != Artifact::Dashboard, "panels alert nobody");
    let facts = item.facts;
    let make = |value: Option<&(usize, f64, Option<&'static str>)>, severity: Option<&'static str>| Alert {
        subject: item.subject,
        condition: item.condition.clone(),
        name: facts.name.clone(),
        op: value.and_then(|(_, _, op)| *op),
        threshold: value.map(|(_, value, _)| *value),
        hold: facts.hold.clone(),
        window: facts.window.clone(),
        severity: severity.map(str::to_owned),
        quantile: item.quantile,
    };
    if facts.values.len() > 1 && facts.severities.len() == facts.values.len() {
        let first_op = facts.values.iter().find_map(|(_, _, op)| *op);
        return facts
            .values
            .iter()
            .zip(&facts.severities)
            .map(|((at, value, op), (_, severity))| {
                make(Some(&(*at, *value, op.or(first_op))), Some(*severity))
            })
            .collect();
    }
    vec![make(facts.values.first(), facts.severities.first().map(|(_, severity)| *severity))]
}
