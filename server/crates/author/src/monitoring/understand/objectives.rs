//! Service level objectives: `99.9% availability over 30 days`, `99% of requests under 300ms`.

use super::super::graph::Objective;
use super::facts::seconds;
use super::{Artifact, Reader, subjects};
use crate::intent::{Shape, Unit};

/// Reads all objectives of the request.
pub(super) fn read(reader: &mut Reader) {
    if !reader.asked(Artifact::Objective) {
        return;
    }
    let days = days(reader);
    let mut found: Vec<(usize, f64)> = Vec::new();
    for at in 0..reader.intent.words.len() {
        if let Some(Shape::Quantity(value, Unit::Percent)) = reader.word(at).map(|word| word.shape.clone())
            && (80.0..100.0).contains(&value)
        {
            found.push((at, value));
        }
    }
    let named = name(reader);
    let mut read: Vec<Objective> = Vec::new();
    for (order, (at, target)) in found.iter().enumerate() {
        let until = found.get(order + 1).map_or(reader.intent.sentence_of(*at).end, |(next, _)| *next);
        let slow = (*at..until).find(|i| seconds(reader, *i).is_some_and(|s| s <= 60.0));
        let latency = slow.and_then(|i| seconds(reader, i));
        let end = slow.map_or(at + 1, |i| i + 1);
        reader.note(*at..end, format!("an objective of {target}%"));
        reader.taken.push(*at..end);
        words(reader, *at, until.max(end));
        read.push(Objective { subject: named, target: *target, days, latency });
    }
    if read.is_empty() {
        reader.assumed.push("the objective is 99.9%, since none was said".to_owned());
        read.push(Objective { subject: named, target: 99.9, days, latency: None });
    }
    for objective in &read {
        if let Some(seconds) = objective.latency {
            let bound = super::super::expression::number(seconds);
            reader.assumed.push(format!("the latency histogram has a bucket at le=\"{bound}\": without it the objective cannot be measured"));
        }
    }
    reader.watch.objectives = read;
}

/// Words that say what kind of objective it is are no alerts of their own.
fn words(reader: &mut Reader, at: usize, until: usize) {
    let kinds = [
        "availability",
        "available",
        "success",
        "latency",
        "uptime",
        "error",
        "request",
        "successful",
        "response",
        "objective",
        "slo",
        "target",
        "p99",
        "p95",
    ];
    for i in at.saturating_sub(4)..until {
        if reader.is(i, &kinds) {
            reader.taken.push(i..i + 1);
            reader.mark(i..i + 1);
        }
    }
}

/// The compliance window in days.
fn days(reader: &mut Reader) -> u32 {
    for at in 0..reader.intent.words.len() {
        let long = seconds(reader, at).filter(|s| *s >= 6.0 * 86_400.0);
        if let Some(seconds) = long {
            let days = (seconds / 86_400.0).round();
            reader.note(at..at + 1, format!("over {days} days"));
            reader.taken.push(at..at + 1);
            #[expect(clippy::cast_sign_loss, reason = "clamped")]
            return days.clamp(1.0, 365.0) as u32;
        }
    }
    30
}

/// The subject of the objectives: the first that the request names.
fn name(reader: &mut Reader) -> usize {
    let before = reader.subject;
    for at in 0..reader.intent.words.len() {
        if super::artifact(reader.intent, at).is_none()
            && subjects::read(reader, at).is_some()
            && let Some(index) = reader.subject
            && reader
                .watch
                .subjects
                .get(index)
                .is_some_and(|subject| subject.source.signal("errors").is_some())
        {
            reader.subject = before.or(Some(index));
            return index;
        }
    }
    reader.subject = before;
    let served = reader.watch.subjects.iter().position(|subject| subject.source.signal("errors").is_some());
    served.unwrap_or_else(|| {
        reader.subject = None;
        let all = reader.watch.subjects.len();
        subjects::current(reader).min(all)
    })
}
