//! Arguments that the request sets: named ones with their values, values that say by their form what they are
//! for, and tags.

mod environment;
mod index;
mod lifecycle;
mod links;
mod loose;
mod tags;
mod values;

pub(super) use values::plain;

use super::complete::Composer;
use super::graph::{Mode, NodeId, Value};
use super::lexicon::squash;
use crate::intent::{Shape, Word, lemma};
use index::{Index, Slot};
use rustc_hash::FxHashMap;
use schema::terraform::Type;
use std::ops::Range;

/// The most words that name one argument.
const LONGEST: usize = 6;

/// Reads settings into the nodes and marks the words they were read from.
pub(crate) fn read(composer: &mut Composer, used: &mut Vec<bool>) {
    let mut indices: FxHashMap<(&'static str, Mode), Index> = FxHashMap::default();
    for item in composer.items {
        for id in &item.nodes {
            let node = &composer.graph.nodes[*id];
            indices.entry((node.kind, node.mode)).or_insert_with(|| Index::of(node.kind, node.mode));
        }
    }
    let mut reader = Reader { composer, used, indices, spent: Vec::new(), scope: None };
    tags::read(&mut reader);
    lifecycle::read(&mut reader);
    environment::read(&mut reader);
    reader.named();
    loose::read(&mut reader);
    reader.implied();
}

/// Reads one request.
struct Reader<'r, 'a> {
    composer: &'r mut Composer<'a>,
    used: &'r mut Vec<bool>,
    indices: FxHashMap<(&'static str, Mode), Index>,
    /// Words whose value has gone somewhere.
    spent: Vec<usize>,
    /// The nested block that was named last, and the item it belongs to.
    scope: Option<(usize, Vec<&'static str>)>,
}

impl Reader<'_, '_> {
    /// Arguments that are named by their words.
    fn named(&mut self) {
        let mut at = 0;
        while at < self.composer.intent.words.len() {
            if self.starts_mention(at) || self.composer.intent.words.get(at).is_some_and(Word::ends_sentence)
            {
                self.scope = None;
            }
            at = self.named_at(at).unwrap_or(at + 1);
        }
    }

    fn named_at(&mut self, at: usize) -> Option<usize> {
        let intent = self.composer.intent;
        let first = intent.words.get(at)?;
        let exact = first.text.contains('_');
        if (first.quoted && !exact) || matches!(first.shape, Shape::Punct(_)) || self.in_mention(at) && !exact
        {
            return None;
        }
        for length in (1..=LONGEST).rev() {
            let phrase = at..at + length;
            let Some(key) = self.key(&phrase) else { continue };
            for owner in self.owners(at) {
                let item = &self.composer.items[owner];
                let (kind, mode) = (item.mention.kind, item.mention.mode);
                let Some(slots) = self.indices.get(&(kind, mode)).map(|i| i.get(&key).to_vec()) else {
                    continue;
                };
                let nodes = item.nodes.clone();
                let describes = item.qualifiers.contains(&at);
                if self.set(kind, &slots, &phrase, &nodes, describes) || self.block(owner, &slots, &phrase) {
                    self.mark(phrase.clone());
                    return Some(phrase.end);
                }
            }
        }
        None
    }

    /// The squashed base forms of a phrase; `None` where it runs over punctuation or into a mention.
    fn key(&self, phrase: &Range<usize>) -> Option<String> {
        let words = self.composer.intent.words.words.get(phrase.clone())?;
        if words.iter().any(|w| matches!(w.shape, Shape::Punct(_))) {
            return None;
        }
        if phrase.len() > 1 && phrase.clone().skip(1).any(|i| self.starts_mention(i)) {
            return None;
        }
        let parts = words.iter().flat_map(|w| w.lemma.split(['_', '-']).map(lemma).collect::<Vec<_>>());
        Some(squash(parts.collect::<Vec<_>>().iter().map(String::as_str)))
    }

    fn starts_mention(&self, at: usize) -> bool {
        self.composer.items.iter().any(|i| i.mention.words.start == at)
    }

    fn in_mention(&self, at: usize) -> bool {
        self.composer.items.iter().any(|i| i.mention.words.contains(&at))
    }

    /// The items that an argument at `at` can belong to: the one before it in the sentence, the ones behind it,
    /// then those of earlier sentences.
    fn owners(&self, at: usize) -> Vec<usize> {
        let sentence = self.composer.intent.sentence_of(at);
        let start = |i: &usize| self.composer.items[*i].mention.words.start;
        let all = 0..self.composer.items.len();
        let mut before: Vec<usize> =
            all.clone().filter(|i| sentence.contains(&start(i)) && start(i) <= at).collect();
        before.reverse();
        // A thing that is only pointed at ("linked to the VPC") comes behind the one that is introduced.
        before.sort_by_key(|i| {
            let item = &self.composer.items[*i];
            item.again || item.mention.implies.iter().any(|(name, _)| name.starts_with('.'))
        });
        let behind = all.clone().filter(|i| sentence.contains(&start(i)) && start(i) > at);
        let mut earlier: Vec<usize> = all.filter(|i| start(i) < sentence.start).collect();
        earlier.reverse();
        before.into_iter().chain(behind).chain(earlier).collect()
    }

    /// Sets the first slot that a value can be read for.
    fn set(
        &mut self,
        kind: &str,
        slots: &[Slot],
        phrase: &Range<usize>,
        nodes: &[NodeId],
        describes: bool,
    ) -> bool {
        let intent = self.composer.intent;
        let inner = self.scope.as_ref().map(|(_, path)| path.clone()).unwrap_or_default();
        let mut slots: Vec<&Slot> = slots.iter().collect();
        slots.sort_by_key(|s| inner.is_empty() || s.path != inner);
        for slot in slots {
            if slot.path.is_empty() && matches!(slot.name, "name" | "tags" | "provider" | "region" | "count")
            {
                continue;
            }
            let Some(_) = slot.ty else {
                if intent.is_negated(phrase.start) && slot.exact {
                    for n in nodes {
                        self.composer.unwanted.insert((*n, slot.name.to_owned()));
                    }
                    return true;
                }
                continue;
            };
            let inside = slot.path == inner || phrase.len() > 1 || slot.path.is_empty();
            if !inside && is_vague(slot.name) && !self.says_documented(kind, slot, phrase) {
                continue;
            }
            if self.is_set(slot, nodes) && nodes.iter().all(|n| self.composer.graph.nodes[*n].name.is_none())
            {
                continue;
            }
            if let Some(value) = self.link(kind, slot, phrase, nodes) {
                self.put(slot, &value, nodes);
                return true;
            }
            let Some(reading) = values::read(intent, kind, slot, phrase, describes) else { continue };
            if reading.words.iter().any(|w| self.spent.contains(w)) {
                continue;
            }
            self.spent.extend(&reading.words);
            for w in &reading.words {
                self.mark(*w..*w + 1);
            }
            self.put_each(slot, reading, nodes);
            return true;
        }
        false
    }

    /// Whether the word in front is a documented value: `compliance mode`.
    fn says_documented(&self, kind: &str, slot: &Slot, phrase: &Range<usize>) -> bool {
        let before = phrase.start.checked_sub(1).and_then(|i| self.composer.intent.words.get(i));
        let full = super::complete::dotted(&slot.path, slot.name);
        before.is_some_and(|w| values::enumerated(kind, &full, &w.text).is_some())
    }

    /// Puts several values of one argument into as many things; one thing becomes as many.
    fn put_each(&mut self, slot: &Slot, reading: values::Reading, nodes: &[NodeId]) {
        if reading.more.is_empty() {
            self.put(slot, &reading.value, nodes);
            return;
        }
        let values: Vec<Value> = std::iter::once(reading.value).chain(reading.more).collect();
        let mut all = nodes.to_vec();
        if let [only] = nodes {
            for place in 1..values.len() {
                let mut copy = self.composer.graph.nodes[*only].clone();
                let label = format!("{}_{}", copy.label, place + 1);
                copy.label = self.composer.graph.free_label(copy.mode, copy.kind, &label);
                self.composer.graph.nodes.push(copy);
                all.push(self.composer.graph.nodes.len() - 1);
            }
        }
        for (node, value) in all.iter().zip(values) {
            self.put(slot, &value, &[*node]);
        }
    }

    /// A nested block that the phrase names: what follows belongs to it; a list of values makes one of each.
    fn block(&mut self, owner: usize, slots: &[Slot], phrase: &Range<usize>) -> bool {
        let intent = self.composer.intent;
        let Some(slot) = slots.iter().find(|s| s.ty.is_none() && s.exact) else { return false };
        let says = |i: usize| {
            intent
                .words
                .get(i)
                .is_some_and(|w| w.is_any(&["block", "argument", "section", "configuration", "config"]))
        };
        let spelt = intent.words.get(phrase.start).is_some_and(|w| w.text.contains('_'));
        let item = &self.composer.items[owner];
        let (nodes, kind) = (item.nodes.clone(), item.mention.kind);
        let values = quoted_behind(intent, phrase.end);
        let key = key_of(kind, item.mention.mode, slot);
        if let Some(key) =
            key.filter(|_| !values.is_empty() && !values.iter().any(|w| self.spent.contains(w)))
        {
            for node in &nodes {
                let body = self.composer.graph.nodes[*node].body.at_mut(&slot.path);
                for at in &values {
                    let text = intent.words.get(*at).map(|w| w.text.to_string()).unwrap_or_default();
                    let mut inner = super::graph::Body::default();
                    inner.set(key, Value::Text(text));
                    body.blocks.push((slot.name.to_owned(), inner));
                }
            }
            self.spent.extend(&values);
            for w in &values {
                self.mark(*w..*w + 1);
            }
            return true;
        }
        if !(says(phrase.end) || says(phrase.end + 1) || spelt || phrase.len() > 1) {
            return false;
        }
        let mut path = slot.path.clone();
        path.push(slot.name);
        for n in &nodes {
            self.composer.make(*n, &path);
        }
        self.scope = Some((owner, path));
        true
    }

    /// Puts a value into all nodes; a list goes one by one to as many nodes that take a single value.
    fn put(&mut self, slot: &Slot, value: &Value, nodes: &[NodeId]) {
        for node in nodes {
            let body = self.composer.graph.nodes[*node].body.at_mut(&slot.path);
            body.set(slot.name, value.clone());
        }
    }

    /// What the phrase of a mention implies, where the request says nothing else.
    fn implied(&mut self) {
        for item in self.composer.items {
            for id in &item.nodes {
                let node = &mut self.composer.graph.nodes[*id];
                for (name, value) in item.mention.implies.iter().filter(|(name, _)| !name.starts_with('.')) {
                    node.body.set_default(name, Value::Text((*value).to_owned()));
                }
            }
        }
    }

    fn mark(&mut self, words: Range<usize>) {
        if let Some(flags) = self.used.get_mut(words) {
            flags.fill(true);
        }
    }

    /// The slot of the first of `names` that the item's type has.
    fn slot(&self, item: usize, names: &[&str]) -> Option<Slot> {
        let mention = &self.composer.items[item].mention;
        let index = self.indices.get(&(mention.kind, mention.mode))?;
        names.iter().find_map(|name| {
            let key: String = name.split('_').map(lemma).collect();
            index.get(&key).iter().find(|s| s.name == *name && s.ty.is_some()).cloned()
        })
    }

    /// Whether an argument is set already in one of the nodes.
    fn is_set(&self, slot: &Slot, nodes: &[NodeId]) -> bool {
        nodes.iter().any(|n| {
            let mut body = Some(&self.composer.graph.nodes[*n].body);
            for name in &slot.path {
                body = body.and_then(|b| b.blocks.iter().find(|(n, _)| n == name).map(|(_, b)| b));
            }
            body.is_some_and(|b| b.has(slot.name))
        })
    }
}

/// The arguments of a type by squashed words, for telling them from things of their own.
#[derive(Debug)]
pub(crate) struct Arguments {
    kind: String,
    index: Index,
}

impl Arguments {
    /// Those of a type.
    pub(crate) fn of(kind: &str, mode: Mode) -> Self {
        Self { kind: kind.to_owned(), index: Index::of(kind, mode) }
    }

    /// Whether squashed words name an argument that takes no other resource.
    pub(crate) fn has(&self, words: &str) -> bool {
        let free = |s: &Slot| {
            let path = super::complete::dotted(&s.path, s.name);
            s.ty.is_some() && s.path.len() < 2 && schema::hints::wiring(&self.kind, &path).is_none()
        };
        self.index.get(words).iter().any(free)
    }
}

/// Quoted words in a row, right behind a phrase or behind "for", "of", "named".
fn quoted_behind(intent: &crate::intent::Intent, from: usize) -> Vec<usize> {
    let joins = |i: usize| {
        intent.words.get(i).is_some_and(|w| {
            w.is_any(&["for", "of", "named", "called", "and", "are", "is"])
                || w.is_punct(',')
                || w.is_punct(':')
        })
    };
    let mut out = Vec::new();
    let mut at = from;
    while let Some(word) = intent.words.get(at) {
        if word.quoted {
            out.push(at);
        } else if !joins(at) {
            break;
        }
        at += 1;
    }
    out
}

/// The one argument of a block that must be written and takes a text: its key.
fn key_of(kind: &str, mode: Mode, slot: &Slot) -> Option<&'static str> {
    let mut body = super::complete::schema_of(kind, mode)?;
    for name in slot.path.iter().chain([&slot.name]) {
        body = body.block(name)?.body();
    }
    let named = [format!("{}_name", slot.name), "name".to_owned()];
    let texts = |a: &schema::terraform::Attr| a.required() && a.ty() == Type::String;
    body.attrs()
        .filter(texts)
        .find(|a| named.iter().any(|n| n == a.name()))
        .map(schema::terraform::Attr::name)
}

/// Whether a name says so little that the block around it must be spoken of.
fn is_vague(name: &str) -> bool {
    matches!(
        name,
        "name"
            | "type"
            | "value"
            | "key"
            | "id"
            | "values"
            | "mode"
            | "status"
            | "state"
            | "path"
            | "url"
            | "version"
            | "size"
            | "description"
            | "enabled"
            | "arn"
            | "resource"
            | "action"
            | "source"
            | "target"
            | "protocol"
            | "port"
            | "user"
            | "role"
            | "policy"
            | "region"
            | "location"
            | "engine"
            | "domain"
            | "format"
            | "method"
            | "count"
            | "days"
            | "prefix"
            | "bucket"
            | "database"
            | "table"
            | "namespace"
            | "image"
    )
}

/// Whether a slot takes several values.
fn is_list(slot: &Slot) -> bool {
    matches!(slot.ty, Some(Type::List(_) | Type::Set(_)))
}
