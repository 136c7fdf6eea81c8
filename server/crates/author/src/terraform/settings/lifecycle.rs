//! What happens to the objects of a bucket as they grow old: `move to GLACIER after 60 days`, `delete after a year`.
//! It must never write a transition that the request does not speak of.

use super::Reader;
use super::values::plain;
use crate::intent::{Shape, Word};
use crate::terraform::graph::{Body, NodeId, Value};

const KIND: &str = "aws_s3_bucket_lifecycle_configuration";

/// How storage classes are said, in base forms: one word, or two in a row.
const CLASSES: &[(&[&str], &str)] = &[
    (&["standard_ia"], "STANDARD_IA"),
    (&["standard-ia"], "STANDARD_IA"),
    (&["standard", "ia"], "STANDARD_IA"),
    (&["infrequent", "access"], "STANDARD_IA"),
    (&["onezone_ia"], "ONEZONE_IA"),
    (&["glacier_ir"], "GLACIER_IR"),
    (&["glacier", "instant"], "GLACIER_IR"),
    (&["deep_archive"], "DEEP_ARCHIVE"),
    (&["deep", "archive"], "DEEP_ARCHIVE"),
    (&["glacier", "deep"], "DEEP_ARCHIVE"),
    (&["glacier"], "GLACIER"),
    (&["intelligent_tiering"], "INTELLIGENT_TIERING"),
    (&["intelligent", "tiering"], "INTELLIGENT_TIERING"),
];

/// What is done after some days.
#[derive(Clone, Copy, PartialEq)]
enum Deed {
    Move(&'static str),
    Delete,
}

/// Reads the deeds into the one lifecycle configuration of the request.
pub(super) fn read(reader: &mut Reader) {
    let nodes: Vec<NodeId> = reader.composer.graph.of_kind(KIND).collect();
    let &[node] = nodes.as_slice() else { return };
    let (deeds, words) = deeds(reader);
    if deeds.is_empty() {
        return;
    }
    let prefix = prefix(reader);
    let mut rule = Body::default();
    rule.set("id", Value::Text("lifecycle".to_owned()));
    rule.set("status", Value::Text("Enabled".to_owned()));
    let filter = prefix.as_ref().map_or_else(String::new, |(text, _)| text.clone());
    rule.block_mut("filter").set("prefix", Value::Text(filter));
    for (deed, days, old) in deeds {
        let mut body = Body::default();
        let (argument, block) = match (deed, old) {
            (Deed::Move(_), false) => ("days", "transition"),
            (Deed::Move(_), true) => ("noncurrent_days", "noncurrent_version_transition"),
            (Deed::Delete, false) => ("days", "expiration"),
            (Deed::Delete, true) => ("noncurrent_days", "noncurrent_version_expiration"),
        };
        body.set(argument, Value::Number(days));
        if let Deed::Move(class) = deed {
            body.set("storage_class", Value::Text(class.to_owned()));
        }
        rule.blocks.push((block.to_owned(), body));
    }
    reader.composer.graph.nodes[node].body.blocks.push(("rule".to_owned(), rule));
    for at in words.into_iter().chain(prefix.map(|(_, at)| at)) {
        reader.spent.push(at);
        reader.mark(at..at + 1);
    }
}

/// Deed, days and whether it is about versions that are not current, with the words they were read from.
fn deeds(reader: &Reader) -> (Vec<(Deed, String, bool)>, Vec<usize>) {
    let intent = reader.composer.intent;
    let (mut out, mut words) = (Vec::new(), Vec::new());
    let (mut deed, mut days, mut old) = (None, None, false);
    for (at, word) in intent.words.words.iter().enumerate() {
        if word.ends_sentence() || word.is_punct(',') {
            (deed, days, old) = (None, None, false);
        }
        old |= word.is_any(&["noncurrent", "non-current", "previous"]);
        let said = class(reader, at).map(Deed::Move).or_else(|| is_end(word).then_some(Deed::Delete));
        if let Some(said) = said.filter(|d| deed != Some(*d)) {
            deed = Some(said);
            words.push(at);
        }
        if let Some(n) = in_days(word) {
            days = Some(n);
            words.push(at);
        }
        if let (Some(said), Some(n)) = (deed, days.clone()) {
            out.push((said, n, old));
            (deed, days) = (None, None);
        }
    }
    (out, words)
}

fn class(reader: &Reader, at: usize) -> Option<&'static str> {
    let words = &reader.composer.intent.words;
    let fits = |said: &[&str]| {
        said.iter().enumerate().all(|(i, part)| {
            words.get(at + i).is_some_and(|w| w.lemma == *part || w.text.eq_ignore_ascii_case(part))
        })
    };
    let mut found: Vec<_> = CLASSES.iter().filter(|(said, _)| fits(said)).collect();
    found.sort_by_key(|(said, _)| std::cmp::Reverse(said.len()));
    found.first().map(|(_, class)| *class)
}

fn is_end(word: &Word) -> bool {
    word.is_any(&[
        "delete",
        "deleted",
        "deleting",
        "expire",
        "expired",
        "expiration",
        "remove",
        "removed",
        "deletion",
    ])
}

fn in_days(word: &Word) -> Option<String> {
    let Shape::Quantity(n, unit) = word.shape else { return None };
    let days = n * unit.seconds()? / 86_400.0;
    (days >= 1.0).then(|| plain(days.round()))
}

/// The keys that are meant: `under "logs/"`, `with prefix logs/`.
fn prefix(reader: &Reader) -> Option<(String, usize)> {
    let words = &reader.composer.intent.words;
    words.words.iter().enumerate().find_map(|(at, word)| {
        let before = at.checked_sub(1).and_then(|i| words.get(i))?;
        let value = word.quoted || word.shape == Shape::Path;
        let says = before.is_any(&["under", "prefix", "folder", "in", "directory", "of"]);
        (value && says && word.text.ends_with('/')).then(|| (word.text.to_string(), at))
    })
}
