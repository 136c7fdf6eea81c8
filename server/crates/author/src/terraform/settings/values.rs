//! The value that the words around an argument's name give it.

use super::index::Slot;
use crate::intent::{Intent, Shape, Unit, Word};
use crate::terraform::graph::Value;
use schema::hints;
use schema::terraform::Type;
use std::ops::Range;

/// A value, and the words that it was read from.
pub(super) struct Reading {
    pub(super) value: Value,
    pub(super) words: Vec<usize>,
    /// Further values of the same argument, for things of the same type beside the first: `"US" and "EU"`.
    pub(super) more: Vec<Value>,
}

impl Reading {
    fn of(value: Value, words: Vec<usize>) -> Self {
        Self { value, words, more: Vec::new() }
    }
}

/// Reads the value of `slot`, which the words `phrase` name; `describes` where they stand in front of the noun.
pub(super) fn read(
    intent: &Intent,
    kind: &str,
    slot: &Slot,
    phrase: &Range<usize>,
    describes: bool,
) -> Option<Reading> {
    match slot.ty? {
        Type::Bool => boolean(intent, phrase, describes),
        Type::Number => number(intent, slot, phrase),
        Type::String | Type::Any => string(intent, kind, slot, phrase),
        Type::List(inner) | Type::Set(inner) => list(intent, kind, slot, inner.get(), phrase),
        Type::Map(_) | Type::Object(_) => None,
    }
}

fn boolean(intent: &Intent, phrase: &Range<usize>, describes: bool) -> Option<Reading> {
    let words = &intent.words;
    let near = intent.after_equals(phrase.end);
    if let Some(at) = near.filter(|at| *at < phrase.end + 4)
        && let Some(word) = words.get(at)
        && let Some(value) = truth(word)
    {
        return Some(Reading::of(Value::Bool(value), vec![at]));
    }
    let single = phrase.len() == 1
        && !describes
        && !intent.words.get(phrase.start).is_some_and(|w| w.text.contains(['_', '-']));
    let before = phrase.start.checked_sub(1).and_then(|i| words.get(i));
    let switched = before.is_some_and(|w| {
        w.is_any(&[
            "enable", "enabled", "enabling", "with", "allow", "allowing", "be", "is", "no", "not", "without",
            "disable", "disabled", "both",
        ])
    });
    if single && !switched && !intent.is_negated(phrase.start) {
        return None;
    }
    let off = intent.is_negated(phrase.start) || intent.is_negated(phrase.end - 1);
    Some(Reading::of(Value::Bool(!off), Vec::new()))
}

fn truth(word: &Word) -> Option<bool> {
    match word.lemma.as_str() {
        "true" | "enabled" | "yes" | "on" | "enable" => Some(true),
        "false" | "disabled" | "no" | "off" | "disable" => Some(false),
        _ => None,
    }
}

fn number(intent: &Intent, slot: &Slot, phrase: &Range<usize>) -> Option<Reading> {
    let after = intent.after_equals(phrase.end).filter(|at| *at < phrase.end + 5);
    let before = phrase.start.checked_sub(1);
    let before_of = before
        .filter(|at| intent.words.get(*at).is_some_and(|w| w.is("of")))
        .and_then(|at| at.checked_sub(1));
    let after_is_far = after.is_some_and(|at| at > phrase.end);
    let order = if after == Some(phrase.end) || after_is_far {
        [after, before, before_of]
    } else {
        [before, after, before_of]
    };
    for at in order.into_iter().flatten() {
        let Some(word) = intent.words.get(at) else { continue };
        if let Some(n) = in_unit_of(slot.name, word) {
            return Some(Reading::of(Value::Number(plain(n)), vec![at]));
        }
    }
    None
}

/// The number in the unit that an argument's name tells.
pub(super) fn in_unit_of(name: &str, word: &Word) -> Option<f64> {
    let (n, unit) = match word.shape {
        Shape::Number(n) => return Some(n),
        Shape::Quantity(n, unit) => (n, unit),
        _ => return None,
    };
    let seconds = unit.seconds();
    let value = match unit {
        Unit::Percent | Unit::Core | Unit::Millicore => n,
        Unit::Decimal(_) | Unit::Binary(_) => {
            let bytes = n * unit.bytes()?;
            let (big, binary) = if name.contains("mb") || name.contains("memory") {
                (2, 1024f64.powi(2))
            } else {
                (3, 1024f64.powi(3))
            };
            let decimal = 1000f64.powi(big);
            if matches!(unit, Unit::Decimal(_)) {
                // People write GB where services count in GiB, and mean the same number.
                let steps = bytes / decimal;
                if steps >= 1000.0 { steps / 1000.0 * 1024.0 } else { steps }
            } else {
                bytes / binary
            }
        }
        Unit::Time(_) => {
            let seconds = n * seconds?;
            let per =
                if name.contains("day") || name == "retention_in_days" || name == "backup_retention_period" {
                    86_400.0
                } else if name.contains("hour") || name == "retention_period" {
                    3_600.0
                } else if name.contains("minute") || name.contains("mins") || name == "build_timeout" {
                    60.0
                } else if name.contains("millis") {
                    0.001
                } else {
                    1.0
                };
            seconds / per
        }
    };
    Some(value)
}

/// A number without a needless fraction.
pub(in crate::terraform) fn plain(n: f64) -> String {
    if n.fract() == 0.0 { format!("{n:.0}") } else { n.to_string() }
}

fn string(intent: &Intent, kind: &str, slot: &Slot, phrase: &Range<usize>) -> Option<Reading> {
    let words = &intent.words;
    let full = crate::terraform::complete::dotted(&slot.path, slot.name);
    let after = intent.after_equals(phrase.end).filter(|at| *at < phrase.end + 7);
    if let Some(at) = after
        && let Some(word) = words.get(at)
    {
        let said = at > phrase.end;
        let programmed = at == phrase.end
            && word.shape == Shape::Identifier
            && word.text.contains(['_', '-'])
            && !word.text.starts_with("aws_")
            && hints::wiring(kind, &full).is_none();
        if word.quoted || valued(word) || programmed {
            return Some(row(intent, kind, &full, at));
        }
        if let Some(value) = enumerated(kind, &full, &word.text) {
            return Some(Reading::of(Value::Text(value), vec![at]));
        }
        let free = said
            && matches!(word.shape, Shape::Plain | Shape::Identifier | Shape::Number(_))
            && hints::wiring(kind, &full).is_none();
        let assigned = (phrase.end..at).any(|i| {
            words.get(i).is_some_and(|w| w.is_punct('=') || w.is_punct(':') || w.is_any(&["set", "value"]))
        });
        if free && assigned {
            return Some(text(kind, &full, word, at));
        }
        if let Shape::Number(n) = word.shape
            && (slot.name.contains("version") || slot.name.contains("port"))
        {
            let _ = n;
            return Some(text(kind, &full, word, at));
        }
    }
    let before = phrase.start.checked_sub(1)?;
    let word = words.get(before)?;
    if word.quoted && !taken_by_name(intent, before) {
        let mut reading = text(kind, &full, word, before);
        let mut at = before;
        while let Some(earlier) = earlier_in_list(intent, at) {
            let value = words.get(earlier).map(|w| text(kind, &full, w, earlier).value)?;
            let first = std::mem::replace(&mut reading.value, value);
            reading.more.insert(0, first);
            reading.words.push(earlier);
            at = earlier;
        }
        return Some(reading);
    }
    let value = enumerated(kind, &full, &word.text)?;
    Some(Reading::of(Value::Text(value), vec![before]))
}

/// The value at `at` and those that follow it in a list of the same form.
fn row(intent: &Intent, kind: &str, full: &str, at: usize) -> Reading {
    let word = |i: usize| intent.words.get(i);
    let alike = |a: &Word, b: &Word| {
        a.quoted == b.quoted
            && (a.quoted || std::mem::discriminant(&a.shape) == std::mem::discriminant(&b.shape))
    };
    let Some(first) = word(at) else { return Reading::of(Value::Text(String::new()), Vec::new()) };
    let mut reading = text(kind, full, first, at);
    let mut next = at + 1;
    while word(next).is_some_and(|w| w.is_punct(',') || w.is("and")) {
        let joint = next;
        while word(next).is_some_and(|w| w.is_punct(',') || w.is("and")) {
            next += 1;
        }
        let Some(value) = word(next).filter(|w| next > joint && alike(first, w) && valued(first)) else {
            break;
        };
        reading.more.push(text(kind, full, value, next).value);
        reading.words.push(next);
        next += 1;
    }
    reading
}

/// The quoted word before one, where "and" or a comma joins them.
fn earlier_in_list(intent: &Intent, at: usize) -> Option<usize> {
    let joint = intent.words.get(at.checked_sub(1)?)?;
    let earlier = at.checked_sub(2)?;
    let quoted = intent.words.get(earlier)?.quoted;
    (quoted && (joint.is("and") || joint.is_punct(','))).then_some(earlier)
}

/// Whether the quoted word is what something is called.
fn taken_by_name(intent: &Intent, at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|i| intent.words.get(i))
        .is_some_and(|w| w.is_any(&["named", "called", "name"]))
}

fn text(kind: &str, full: &str, word: &Word, at: usize) -> Reading {
    let value = enumerated(kind, full, &word.text).unwrap_or_else(|| word.text.to_string());
    Reading::of(Value::Text(value), vec![at])
}

/// Whether a bare word can only be a value.
fn valued(word: &Word) -> bool {
    matches!(
        word.shape,
        Shape::Cidr
            | Shape::Ip
            | Shape::Arn
            | Shape::Url
            | Shape::Email
            | Shape::Domain
            | Shape::Machine
            | Shape::Schedule
            | Shape::Path
            | Shape::Zone
    )
}

/// The documented value that the word is, whatever its case and hyphens.
pub(super) fn enumerated(kind: &str, full: &str, word: &str) -> Option<String> {
    let squashed = |text: &str| {
        text.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase()
    };
    let wanted = squashed(word);
    let shown = hints::values(kind, full)
        .map(|(v, _)| v)
        .filter(|v| v.len() > 2 && (*v == word || v.chars().all(|c| c.is_ascii_uppercase() || c == '_')));
    hints::allowed(kind, full).chain(shown).find(|v| squashed(v) == wanted).map(ToOwned::to_owned)
}

fn list(intent: &Intent, kind: &str, slot: &Slot, inner: Type, phrase: &Range<usize>) -> Option<Reading> {
    let full = crate::terraform::complete::dotted(&slot.path, slot.name);
    if hints::wiring(kind, &full).is_some() && !slot.exact {
        return None;
    }
    let mut at = intent.after_equals(phrase.end)?;
    let mut values = Vec::new();
    let mut used = Vec::new();
    while let Some(word) = intent.words.get(at) {
        let value = match (&word.shape, inner) {
            (Shape::Punct('(' | ')' | ',' | '[' | ']'), _) => None,
            _ if word.is_any(&["and", "or", "&"]) => None,
            (Shape::Number(_), Type::Number) => Some(Value::Number(word.text.to_string())),
            _ if word.quoted || valued(word) => Some(Value::Text(word.text.to_string())),
            _ => {
                // "Google's DNS servers (8.8.8.8 ...)": a word or two may stand between.
                if values.is_empty() && at < phrase.end + 4 && !word.ends_sentence() {
                    at += 1;
                    continue;
                }
                break;
            }
        };
        if let Some(value) = value {
            values.push(value);
            used.push(at);
        }
        at += 1;
    }
    (!values.is_empty()).then_some(Reading::of(Value::List(values), used))
}
