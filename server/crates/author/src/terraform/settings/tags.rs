//! Tags and labels: `tagged with team = "data"`, `with tags Environment: prod`, `both tagged with names "a" and "b"`.

use super::Reader;
use crate::intent::{Shape, Word};
use crate::terraform::complete::schema_of;
use crate::terraform::graph::{NodeId, Value};

/// Reads them all.
pub(super) fn read(reader: &mut Reader) {
    let intent = reader.composer.intent;
    for at in 0..intent.words.len() {
        let starts = intent
            .words
            .get(at)
            .is_some_and(|w| w.is_any(&["tag", "tagged", "tagging", "label", "labelled", "labeled"]));
        if starts && !reader.in_mention(at) {
            read_at(reader, at);
        }
    }
}

fn read_at(reader: &mut Reader, at: usize) {
    let intent = reader.composer.intent;
    let sentence = intent.sentence_of(at);
    let pairs = pairs(reader, at + 1, sentence.end);
    let nodes = owners(reader, at);
    if nodes.is_empty() {
        return;
    }
    if !pairs.is_empty() {
        for (key, value, words) in pairs {
            for n in &nodes {
                tag(reader, *n, &key, &value);
            }
            for w in words {
                spend(reader, w);
            }
        }
        reader.mark(at..at + 1);
        return;
    }
    let quoted: Vec<usize> = (at + 1..sentence.end.min(at + 24))
        .filter(|i| intent.words.get(*i).is_some_and(|w| w.quoted))
        .collect();
    let texts: Vec<String> =
        quoted.iter().filter_map(|i| intent.words.get(*i)).map(|w| w.text.to_string()).collect();
    if texts.is_empty() {
        return;
    }
    for (place, node) in nodes.iter().enumerate() {
        let name = if texts.len() == nodes.len() { &texts[place] } else { &texts[0] };
        tag(reader, *node, "Name", name);
    }
    for w in quoted {
        spend(reader, w);
    }
    reader.mark(at..at + 1);
}

fn spend(reader: &mut Reader, word: usize) {
    reader.spent.push(word);
    reader.mark(word..word + 1);
}

/// `key = value` and `key: value` behind a word.
pub(super) fn pairs(reader: &Reader, from: usize, end: usize) -> Vec<(String, String, Vec<usize>)> {
    let intent = reader.composer.intent;
    let mut out = Vec::new();
    for at in from..end.min(from + 30) {
        if !intent.words.get(at).is_some_and(|w| w.is_punct('=') || w.is_punct(':')) {
            continue;
        }
        let key = at.checked_sub(1).and_then(|i| intent.words.get(i));
        let value = intent.words.get(at + 1);
        if let (Some(key), Some(value)) = (key, value)
            && is_word(key)
            && is_word(value)
        {
            out.push((key.text.to_string(), value.text.to_string(), vec![at - 1, at, at + 1]));
        }
    }
    out
}

fn is_word(word: &Word) -> bool {
    word.quoted || !matches!(word.shape, Shape::Punct(_))
}

/// The nodes that a tag at `at` is for: all of the sentence so far after "both" or "all", else the nearest.
fn owners(reader: &Reader, at: usize) -> Vec<NodeId> {
    let intent = reader.composer.intent;
    let sentence = intent.sentence_of(at);
    let all = (at.saturating_sub(3)..(at + 4).min(sentence.end))
        .filter_map(|i| intent.words.get(i))
        .any(|w| w.is_any(&["both", "all", "each", "every"]));
    let mut nodes: Vec<NodeId> = Vec::new();
    let within = reader.composer.items.iter().filter(|i| sentence.contains(&i.mention.words.start));
    let order: Vec<_> = if all {
        within.collect()
    } else {
        let before = within.clone().rfind(|i| i.mention.words.start < at);
        before
            .or_else(|| within.clone().next())
            .or_else(|| reader.composer.items.last())
            .into_iter()
            .collect()
    };
    for item in order {
        let mention = &item.mention;
        let takes = |name: &str| {
            schema_of(mention.kind, mention.mode)
                .is_some_and(|s| s.attr(name).is_some_and(|a| !a.read_only()))
        };
        if takes("tags") || takes("labels") {
            nodes.extend(item.nodes.iter().filter(|n| !nodes.contains(n)).copied().collect::<Vec<_>>());
        }
    }
    nodes
}

fn tag(reader: &mut Reader, node: NodeId, key: &str, value: &str) {
    let google = reader.composer.graph.nodes[node].kind.starts_with("google_");
    let name = if google { "labels" } else { "tags" };
    let key = if google { key.to_lowercase() } else { key.to_owned() };
    let body = &mut reader.composer.graph.nodes[node].body;
    let mut entries = match body.attr(name) {
        Some(Value::Map(entries)) => entries.clone(),
        _ => Vec::new(),
    };
    entries.retain(|(k, _)| *k != key);
    entries.push((key, Value::Text(value.to_owned())));
    body.set(name, Value::Map(entries));
}
