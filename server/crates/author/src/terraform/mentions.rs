//! Where a request speaks of a resource type or a data source.

use super::context::{Context, is_cloud, parts, provider_of};
use super::graph::Mode;
use super::lexicon::{Entry, LONGEST, lexicon, squash, words_of};
use crate::intent::{Intent, Shape, lemma};
use std::ops::Range;

/// A place in the request that names a type.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// The words that name it.
    pub(crate) words: Range<usize>,
    /// Resource or data source.
    pub(crate) mode: Mode,
    /// The type.
    pub(crate) kind: &'static str,
    /// Arguments that the phrase implies.
    pub(crate) implies: &'static [(&'static str, &'static str)],
}

/// Words that no phrase begins with: they only join others.
const JOINTS: &[&str] = &[
    "a", "an", "the", "and", "or", "with", "to", "of", "for", "in", "on", "by", "that", "which", "is", "are",
    "as", "at", "from", "into", "using", "it", "its", "this", "these", "create", "set", "up", "use", "name",
    "named", "called",
];

/// One word that alone is part of many type names; it names a type only right behind the rest of the name.
const COMMON: &[&str] = &[
    "access",
    "account",
    "action",
    "alias",
    "api",
    "application",
    "association",
    "attachment",
    "authorization",
    "backup",
    "bot",
    "certificate",
    "cluster",
    "code",
    "condition",
    "config",
    "configuration",
    "connection",
    "connector",
    "data",
    "database",
    "default",
    "destination",
    "device",
    "domain",
    "endpoint",
    "environment",
    "event",
    "export",
    "file",
    "filter",
    "function",
    "group",
    "host",
    "id",
    "image",
    "index",
    "instance",
    "integration",
    "invitation",
    "item",
    "job",
    "key",
    "layer",
    "location",
    "log",
    "mapping",
    "member",
    "method",
    "model",
    "name",
    "network",
    "object",
    "option",
    "origin",
    "owner",
    "parameter",
    "permission",
    "plan",
    "policy",
    "port",
    "product",
    "profile",
    "project",
    "property",
    "protection",
    "protocol",
    "provider",
    "query",
    "record",
    "region",
    "registry",
    "replica",
    "repository",
    "request",
    "resource",
    "response",
    "role",
    "route",
    "rule",
    "schedule",
    "schema",
    "secret",
    "server",
    "service",
    "set",
    "setting",
    "share",
    "source",
    "stack",
    "stage",
    "state",
    "status",
    "store",
    "stream",
    "string",
    "subscription",
    "system",
    "table",
    "tag",
    "target",
    "task",
    "template",
    "test",
    "token",
    "topic",
    "trigger",
    "type",
    "user",
    "value",
    "version",
    "view",
    "volume",
    "zone",
    "vpc",
    "subnet",
    "bucket",
    "ip",
    "address",
    "link",
    "gateway",
    "node",
    "pool",
    "package",
    "field",
    "release",
    "deployment",
    "container",
    "ingress",
    "egress",
    "notification",
    "attribute",
    "entity",
    "relationship",
    "ids",
    "arn",
    "url",
    "list",
    "body",
    "content",
    "label",
    "order",
    "team",
    "channel",
    "report",
    "session",
    "script",
];

/// Reads all mentions from left to right, the longest phrase first.
pub(crate) fn mentions(intent: &Intent, context: &Context) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = 0;
    while at < intent.words.len() {
        let next = exact(intent, at).or_else(|| longest(intent, context, &found, at));
        match next {
            Some(mentions) => {
                at = mentions.first().map_or(at + 1, |m| m.words.end).max(at + 1);
                found.extend(mentions);
            }
            None => at += 1,
        }
    }
    found
}

/// A type written as Terraform writes it.
fn exact(intent: &Intent, at: usize) -> Option<Vec<Mention>> {
    let word = intent.words.get(at)?;
    let text = word.text.strip_prefix("data.").unwrap_or(&word.text);
    let text = text.split_once('.').map_or(text, |(kind, _)| kind);
    if !text.contains('_') {
        return None;
    }
    let data = word.text.starts_with("data.") || (at > 0 && intent.words.get(at - 1)?.is("data"));
    let data_follows = intent.words.get(at + 1).is_some_and(|w| w.is("data"))
        && intent.words.get(at + 2).is_some_and(|w| w.is("source"));
    let candidates = [text, word.lemma.as_str()];
    let find = |mode: Mode| {
        candidates.iter().find_map(|name| {
            let entries = lexicon().named(&squash(words_of(name)));
            entries.iter().find(|e| e.kind == *name && e.mode == mode).map(|e| e.kind)
        })
    };
    let as_data = || candidates.iter().find_map(|name| data_type(name));
    let (mode, kind) = if data || data_follows {
        (Mode::Data, as_data()?)
    } else {
        find(Mode::Resource).map(|k| (Mode::Resource, k)).or_else(|| as_data().map(|k| (Mode::Data, k)))?
    };
    Some(vec![Mention { words: at..at + 1, mode, kind, implies: &[] }])
}

fn data_type(name: &str) -> Option<&'static str> {
    let (provider, _) = schema::terraform::data_source(name)?;
    provider.data_sources().map(|(kind, _)| kind).find(|kind| *kind == name)
}

/// The phrase at `at` with the most words that names something here.
fn longest(intent: &Intent, context: &Context, found: &[Mention], at: usize) -> Option<Vec<Mention>> {
    let first = intent.words.get(at)?;
    if first.quoted || first.is_any(JOINTS) || matches!(first.shape, Shape::Punct(_) | Shape::Number(_)) {
        return None;
    }
    let from = at + usize::from(intent.words.len() > at + 1 && is_provider_word(&first.lemma));
    let mut end = from;
    while end < intent.words.len() && end - from < LONGEST && is_phrase_word(intent, end) {
        end += 1;
    }
    for end in (from + 1..=end).rev() {
        let chosen = choose(intent, context, found, from..end);
        if !chosen.is_empty() {
            return Some(
                chosen
                    .into_iter()
                    .map(|e| Mention { words: at..end, mode: e.mode, kind: e.kind, implies: e.implies })
                    .collect(),
            );
        }
    }
    None
}

/// Words that name nothing but the provider.
fn is_provider_word(lemma: &str) -> bool {
    matches!(lemma, "aws" | "amazon" | "azure" | "google" | "gcp" | "microsoft" | "azurerm")
        || provider_of(lemma).is_some_and(|p| p == lemma && !is_cloud(p))
}

fn is_phrase_word(intent: &Intent, at: usize) -> bool {
    intent.words.get(at).is_some_and(|w| !w.quoted && !matches!(w.shape, Shape::Punct(_)))
}

/// The entries that the words mean, where they mean any.
fn choose(intent: &Intent, context: &Context, found: &[Mention], words: Range<usize>) -> Vec<&'static Entry> {
    let range = intent.words.words.get(words.clone()).unwrap_or_default();
    let as_base: String = range.iter().flat_map(|w| parts(&w.lemma)).map(lemma).collect();
    let as_written = squash(range.iter().map(|w| w.text.as_str()));
    let base = lexicon().named(&as_base).iter();
    let written = lexicon().named(&as_written).iter().filter(|_| as_base != as_written);
    let mut best: Option<(f64, &'static Entry)> = None;
    let mut all: Vec<&'static Entry> = Vec::new();
    for entry in base.chain(written) {
        let Some(score) = score(context, found, entry, &words, range.len(), &as_base) else { continue };
        all.push(entry);
        if best.is_none_or(|(top, _)| score > top) {
            best = Some((score, entry));
        }
    }
    let Some((_, best)) = best else { return Vec::new() };
    if best.synonym {
        // A phrase of a data file can stand for several types at once.
        return all.into_iter().filter(|e| e.synonym && e.provider == best.provider).collect();
    }
    vec![best]
}

/// How well an entry fits, or `None` where it cannot be meant.
fn score(
    context: &Context,
    found: &[Mention],
    entry: &Entry,
    words: &Range<usize>,
    count: usize,
    phrase: &str,
) -> Option<f64> {
    let mut score = 0.0;
    #[expect(clippy::cast_precision_loss, reason = "distances between words of one request")]
    let near = |distance: usize| 1.0 / (1.0 + distance as f64);
    match context.distance_to(entry.provider, words.start) {
        Some(distance) => score += 4.0 + 4.0 * near(distance),
        None if !is_cloud(entry.provider) => return None,
        None if entry.provider == context.default => score += 3.0,
        None if context.names_a_cloud() => return None,
        None => {}
    }
    let name: Vec<&str> = words_of(entry.kind).collect();
    if entry.missing > 0 {
        let front = name.get(..usize::from(entry.missing)).unwrap_or_default();
        let behind =
            found.last().filter(|m| m.words.end == words.start).is_some_and(|m| shares(m.kind, entry.kind));
        let distance = context.service(entry.provider, front, words.start)?;
        if count == 1 && !behind && COMMON.contains(&phrase) {
            return None;
        }
        score += 2.0 * near(distance) + if behind { 2.0 } else { 0.0 };
        score += found.iter().rev().take(3).filter(|m| shares(m.kind, entry.kind)).count().min(1) as f64;
    } else {
        score += 3.0;
        if count == 1 && !entry.synonym && COMMON.contains(&phrase) && !context.names(entry.provider) {
            return None;
        }
    }
    if entry.synonym {
        score += 2.0;
    }
    if entry.mode == Mode::Resource {
        score += 0.5;
    }
    #[expect(clippy::cast_precision_loss, reason = "lengths of type names")]
    let length = entry.kind.len() as f64;
    Some(score - length / 1000.0)
}

/// Whether two types belong to one service: their first words agree.
fn shares(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.split('_'), b.split('_'));
    a.next() == b.next() && a.next() == b.next()
}
