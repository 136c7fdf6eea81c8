//! Where a request speaks of a resource type or a data source.

use super::bind::static_kind_of;
use super::context::{Context, is_cloud, parts, provider_of};
use super::graph::Mode;
use super::lexicon::{Entry, LONGEST, lexicon, squash, words_of};
use super::settings::Arguments;
use crate::intent::{Intent, Shape, Word, lemma};
use rustc_hash::FxHashMap;
use std::cell::RefCell;
use std::ops::Range;

mod belonging;

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
    /// Whether a service's bare name stands for its usual resource: `Lightsail`.
    pub(crate) bare: bool,
}

/// Words that no phrase begins with: they only join others.
const JOINTS: &[&str] = &[
    "a", "an", "the", "and", "or", "with", "to", "of", "for", "in", "on", "by", "that", "which", "is", "are",
    "as", "at", "from", "into", "using", "it", "its", "this", "these", "create", "set", "up", "use", "name",
    "named", "called",
];

/// How much more a noun counts that belongs to what was spoken of before it.
const OWNED: f64 = 6.0;

/// Words that alone are part of many type names.
const COMMON: &str = include_str!("../../data/lists/common.txt");

/// Words that say a data source is meant where a type is both.
const LOOKUPS: &[&str] = &["latest", "newest", "recent", "lookup", "fetch", "retrieve", "query", "read"];

fn is_common(word: &str) -> bool {
    COMMON.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace).any(|w| w == word)
}

/// Reads all mentions from left to right, the longest phrase first.
pub(crate) fn mentions(intent: &Intent, context: &Context) -> Vec<Mention> {
    let mut scan = Scan { intent, context, found: Vec::new(), arguments: RefCell::default() };
    let mut at = 0;
    while at < intent.words.len() {
        let next = scan
            .exact(at)
            .or_else(|| scan.again(at))
            .or_else(|| scan.inverted(at))
            .or_else(|| scan.longest(at));
        match next {
            Some(mentions) => {
                at = mentions.first().map_or(at + 1, |m| m.words.end).max(at + 1);
                scan.take(mentions);
            }
            None => at += 1,
        }
    }
    scan.found
}

struct Scan<'a> {
    intent: &'a Intent,
    context: &'a Context,
    found: Vec<Mention>,
    /// The arguments of the types found so far, made when they are first asked for.
    arguments: RefCell<FxHashMap<String, Arguments>>,
}

impl Scan<'_> {
    /// Adds what was found; `RDS MySQL instance` and `site-to-site VPN connection` are one thing said twice.
    fn take(&mut self, mentions: Vec<Mention>) {
        if let ([one], Some(last)) = (mentions.as_slice(), self.found.last_mut())
            && last.words.end == one.words.start
            && (last.kind, last.mode) == (one.kind, one.mode)
            && (last.implies.is_empty() || one.implies.is_empty() || last.implies == one.implies)
        {
            last.words.end = one.words.end;
            if last.implies.is_empty() {
                last.implies = one.implies;
            }
            return;
        }
        self.found.extend(mentions);
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.intent.words.get(at)
    }

    /// A type written as Terraform writes it.
    fn exact(&self, at: usize) -> Option<Vec<Mention>> {
        let word = self.word(at)?;
        let text = word.text.strip_prefix("data.").unwrap_or(&word.text);
        let text = text.split_once('.').map_or(text, |(kind, _)| kind);
        // `http` is a data source too, but a word like it means one only where that is said.
        if !text.contains('_') && !self.says_data(at + 1) {
            return None;
        }
        let before = at.checked_sub(1).and_then(|i| self.word(i));
        let data =
            word.text.starts_with("data.") || before.is_some_and(|w| w.is("data")) || self.says_data(at + 1);
        let candidates = [text, word.lemma.as_str()];
        let resource = || candidates.iter().find_map(|name| static_kind_of(name, Mode::Resource));
        let source = || candidates.iter().find_map(|name| static_kind_of(name, Mode::Data));
        let pictured = ["ami", "image", "images", "snapshot", "versions"].iter().any(|t| text.ends_with(t));
        let data = data || pictured && source().is_some() && self.is_looked_up(at);
        let (mode, kind) = if data {
            (Mode::Data, source()?)
        } else {
            resource().map(|k| (Mode::Resource, k)).or_else(|| source().map(|k| (Mode::Data, k)))?
        };
        Some(vec![Mention { words: at..at + 1, mode, kind, implies: &[], bare: false }])
    }

    /// Whether "data source" stands at `at`.
    fn says_data(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| w.is("data")) && self.word(at + 1).is_some_and(|w| w.is("source"))
    }

    /// Whether something near says that the thing is looked up and not made: `for the latest Ubuntu image`.
    fn is_looked_up(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at + 4).filter_map(|i| self.word(i)).any(|w| w.is_any(LOOKUPS))
    }

    /// `the cluster`, `these connectors`: the last word of a type spoken of before.
    fn again(&self, at: usize) -> Option<Vec<Mention>> {
        let word = self.word(at).filter(|w| !w.quoted && w.shape == Shape::Plain)?;
        let before = at.checked_sub(1).and_then(|i| self.word(i))?;
        let points = before
            .is_any(&["the", "this", "that", "these", "those", "both", "each", "its", "one", "said", "same"]);
        if !points || self.longer(at) {
            return None;
        }
        let known = self
            .found
            .iter()
            .rev()
            .find(|m| words_of(m.kind).next_back().is_some_and(|w| lemma(w) == word.lemma))?;
        Some(vec![Mention {
            words: at..at + 1,
            mode: known.mode,
            kind: known.kind,
            implies: &[],
            bare: false,
        }])
    }

    /// Whether a phrase of several words begins at `at`.
    fn longer(&self, at: usize) -> bool {
        (at + 2..=at + 5).any(|end| self.is_phrase(at..end) && !self.choose(at..end).is_empty())
    }

    /// `a replica of the table`: the table's replica.
    fn inverted(&self, at: usize) -> Option<Vec<Mention>> {
        let head = self.word(at).filter(|w| !w.quoted && w.shape == Shape::Plain && !w.is_any(JOINTS))?;
        if !self.word(at + 1)?.is("of") || self.word(at + 2)?.is("of") {
            return None;
        }
        let skip = usize::from(
            self.word(at + 2).is_some_and(|w| w.is_any(&["a", "an", "the", "this", "each", "my", "its"])),
        );
        let start = at + 2 + skip;
        for end in (start + 1..=start + 4).rev() {
            if !self.is_phrase(start..end) {
                continue;
            }
            let owner = self.base(&(start..end));
            let entry = self.pick(&format!("{owner}{}", lemma(&head.lemma)), None, &(start..end), 2);
            if let Some(entry) = entry.first() {
                return Some(vec![mention(entry, at..at + 1)]);
            }
        }
        None
    }

    /// The phrase at `at` with the most words that names something here.
    fn longest(&self, at: usize) -> Option<Vec<Mention>> {
        let first = self.word(at)?;
        if first.quoted || first.is_any(JOINTS) || matches!(first.shape, Shape::Punct(_) | Shape::Number(_)) {
            return None;
        }
        let from = at + usize::from(self.word(at + 1).is_some() && is_provider_word(&first.lemma));
        let mut end = from;
        while end < self.intent.words.len() && end - from < LONGEST && self.is_phrase(end..end + 1) {
            end += 1;
        }
        for end in (from + 1..=end).rev() {
            let cloud = from > at && provider_of(&first.lemma).is_none_or(is_cloud);
            let whole = if cloud { self.choose(at..end) } else { Vec::new() };
            let chosen = if whole.is_empty() { self.choose(from..end) } else { whole };
            if chosen.is_empty() || self.is_argument(at, from..end) || self.only_qualifies(at, end, &chosen) {
                continue;
            }
            if let Some(entry) = self.of_bare_service(from..end, &chosen) {
                return Some(vec![mention(entry, at..end)]);
            }
            return Some(chosen.into_iter().map(|e| mention(e, at..end)).collect());
        }
        None
    }

    fn is_phrase(&self, words: Range<usize>) -> bool {
        let range = self.intent.words.words.get(words);
        range.is_some_and(|r| r.iter().all(|w| !w.quoted && !matches!(w.shape, Shape::Punct(_))))
    }

    fn base(&self, words: &Range<usize>) -> String {
        let range = self.intent.words.words.get(words.clone()).unwrap_or_default();
        range.iter().flat_map(|w| parts(&w.lemma)).map(lemma).collect()
    }

    /// The entries that the words mean, where they mean any.
    fn choose(&self, words: Range<usize>) -> Vec<&'static Entry> {
        let range = self.intent.words.words.get(words.clone()).unwrap_or_default();
        let base = self.base(&words);
        let written = squash(range.iter().map(|w| w.text.as_str()));
        let count = range.len();
        self.pick(&base, (written != base).then_some(written.as_str()), &words, count)
    }

    /// The best entries for squashed words.
    fn pick(
        &self,
        base: &str,
        written: Option<&str>,
        words: &Range<usize>,
        count: usize,
    ) -> Vec<&'static Entry> {
        let more = written.map_or(&[][..], |w| lexicon().named(w));
        let mut best: Option<(f64, &'static Entry)> = None;
        let mut all: Vec<&'static Entry> = Vec::new();
        for entry in lexicon().named(base).iter().chain(more) {
            let Some(score) = self.score(entry, words, count, base) else { continue };
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
    fn score(&self, entry: &Entry, words: &Range<usize>, count: usize, phrase: &str) -> Option<f64> {
        let mut score = self.provider_score(entry, words.start, phrase)?;
        let name: Vec<&str> = words_of(entry.kind).collect();
        let common = count == 1 && is_common(phrase);
        let owns = self.word(words.start).is_some_and(|w| w.text.ends_with("'s") || w.text.ends_with("’s"));
        if count == 1 && owns && entry.synonym {
            return None;
        }
        if entry.mode == Mode::Data && !entry.synonym {
            let said = self.says_data(words.end) || self.is_looked_up(words.start);
            if !said || common && entry.missing > 0 {
                return None;
            }
        }
        if entry.missing > 0 {
            let front = name.get(..usize::from(entry.missing)).unwrap_or_default();
            let behind = self
                .found
                .last()
                .filter(|m| m.words.end == words.start)
                .is_some_and(|m| shares(m.kind, entry.kind) && (!common || begins(m.kind, front)));
            let owner = self.owner(entry, front, words);
            let distance = owner.or_else(|| self.context.service(entry.provider, front, words.start))?;
            if common && !behind && owner.is_none() && !self.is_given_a_name(words) {
                return None;
            }
            score += if owner.is_some() { OWNED } else { 0.0 };
            score += 2.0 * near(distance) + if behind { 2.0 } else { 0.0 };
            if self.found.iter().rev().take(3).any(|m| shares(m.kind, entry.kind)) {
                score += 1.0;
            }
        } else {
            score += 3.0;
            let beside = words
                .start
                .checked_sub(1)
                .and_then(|i| self.word(i))
                .is_some_and(|w| is_provider_word(&w.lemma));
            if common && !entry.synonym && (!beside || entry.mode == Mode::Data) {
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

    fn provider_score(&self, entry: &Entry, at: usize, phrase: &str) -> Option<f64> {
        match self.context.distance_to(entry.provider, at) {
            Some(distance) => Some(4.0 + 4.0 * near(distance)),
            None if entry.synonym && !is_cloud(entry.provider) => Some(3.0),
            None if !is_cloud(entry.provider) => None,
            None if entry.provider == self.context.default => Some(3.0),
            None if self.context.names_a_cloud() => None,
            None if words_are_plain(phrase) => None,
            None if self.found.iter().any(|m| is_elsewhere(m.kind, entry.provider)) => None,
            None => Some(0.0),
        }
    }

    /// `the object "x"`: a common word with a name behind it stands for a thing.
    fn is_given_a_name(&self, words: &Range<usize>) -> bool {
        let the = words.start.checked_sub(1).and_then(|i| self.word(i)).is_some_and(|w| w.is("the"));
        the && self.word(words.end).is_some_and(|w| w.quoted)
    }
}

/// Whether a type's name begins with `front`.
fn begins(kind: &str, front: &[&str]) -> bool {
    words_of(kind).zip(front).take_while(|(a, b)| a == *b).count() == front.len()
}

/// Whether a phrase is so plain that it names a type of another cloud only where that cloud is spoken of.
fn words_are_plain(phrase: &str) -> bool {
    is_common(phrase) || matches!(phrase, "identity" | "firewall" | "storage" | "vault" | "network" | "disk")
}

/// Whether a type is of another cloud than `provider`.
fn is_elsewhere(kind: &str, provider: &str) -> bool {
    let own = kind.split('_').next().unwrap_or_default();
    is_cloud(own) && own != provider
}

fn mention(entry: &'static Entry, words: Range<usize>) -> Mention {
    let bare = entry.synonym && words.len() == 1 && is_service(entry);
    Mention { words, mode: entry.mode, kind: entry.kind, implies: entry.implies, bare }
}

/// Whether the type's service has other types beside it, so that its bare name may only set the scene.
fn is_service(entry: &Entry) -> bool {
    let service = words_of(entry.kind).next().unwrap_or_default();
    entry.implies.is_empty()
        && matches!(
            service,
            "lightsail" | "elasticache" | "redshift" | "docdb" | "neptune" | "chime" | "memorydb" | "lex"
        )
}

#[expect(clippy::cast_precision_loss, reason = "distances between words of one request")]
fn near(distance: usize) -> f64 {
    1.0 / (1.0 + distance as f64)
}

/// Words that name nothing but the provider.
fn is_provider_word(lemma: &str) -> bool {
    matches!(lemma, "aws" | "amazon" | "azure" | "google" | "gcp" | "microsoft" | "azurerm")
        || provider_of(lemma).is_some_and(|p| p == lemma && !is_cloud(p))
}

/// Whether two types belong to one service: their first words agree.
fn shares(a: &str, b: &str) -> bool {
    let (mut a, mut b) = (a.split('_'), b.split('_'));
    a.next() == b.next() && a.next() == b.next()
}
