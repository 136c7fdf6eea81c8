//! Which resource types and data sources a run of words can name. The names come from the schemas themselves;
//! two data files per provider add how people say them: `services` (words inside type names) and `synonyms`.

use crate::intent::lemma;
use rustc_hash::FxHasher;
use schema::terraform::{Provider, providers};
use std::hash::{Hash, Hasher};
use std::sync::OnceLock;

use super::context::SHY;
use super::graph::Mode;

/// The most words a phrase may have.
pub(crate) const LONGEST: usize = 7;

/// The longest text, in bytes, that a type's name can be near to.
const LONGEST_LIKENESS: usize = 1024;

/// One way to say a type.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    hash: u64,
    /// The provider's name.
    pub(crate) provider: &'static str,
    /// The type.
    pub(crate) kind: &'static str,
    /// Resource or data source.
    pub(crate) mode: Mode,
    /// How many words of the type's name the phrase leaves out at the front.
    pub(crate) missing: u8,
    /// From a synonym file: all entries with one hash and provider belong together.
    pub(crate) synonym: bool,
    /// Arguments that the phrase implies, as `name = "value"` pairs.
    pub(crate) implies: &'static [(&'static str, &'static str)],
}

/// All phrases of all bundled providers.
#[derive(Debug)]
pub(crate) struct Lexicon {
    entries: Vec<Entry>,
    services: Vec<Service>,
    tails: Vec<Service>,
}

/// A run of words in type names and how it is said.
#[derive(Debug)]
struct Service {
    provider: &'static str,
    words: Vec<String>,
    said: Vec<String>,
}

const SYNONYMS: &[(&str, &str)] = &[
    ("aws", include_str!("../../data/synonyms/aws.txt")),
    ("google", include_str!("../../data/synonyms/google.txt")),
    ("azurerm", include_str!("../../data/synonyms/azurerm.txt")),
];

const SERVICES: &[(&str, &str)] = &[
    ("aws", include_str!("../../data/services/aws.txt")),
    ("google", include_str!("../../data/services/google.txt")),
    ("azurerm", include_str!("../../data/services/azurerm.txt")),
];

const TAILS: &str = include_str!("../../data/lists/tails.txt");

/// The lexicon, made on first use.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: OnceLock<Lexicon> = OnceLock::new();
    LEXICON.get_or_init(Lexicon::build)
}

/// Words run together without blanks, hyphens and underscores, as the lexicon compares them.
pub(crate) fn squash<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.flat_map(str::chars).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The words of a type's name after the provider's.
pub(crate) fn words_of(kind: &str) -> impl DoubleEndedIterator<Item = &str> + Clone {
    kind.split_once('_').map_or(kind, |(_, rest)| rest).split('_').filter(|w| !w.is_empty())
}

fn hash_of(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    hasher.finish()
}

impl Lexicon {
    fn build() -> Self {
        let mut lexicon = Self {
            entries: Vec::with_capacity(60_000),
            services: said_in(SERVICES),
            tails: said_in(&[("", TAILS)]),
        };
        for provider in providers() {
            // `aws_alb` is an older name of `aws_lb`.
            for (kind, _) in provider.resources().filter(|(kind, _)| !kind.starts_with("aws_alb")) {
                lexicon.add_type(provider, kind, Mode::Resource);
            }
            for (kind, _) in provider.data_sources() {
                if provider.resource(kind).is_none() {
                    lexicon.add_type(provider, kind, Mode::Data);
                }
            }
        }
        for (provider, text) in SYNONYMS {
            for line in text.lines().filter(|l| !l.starts_with('#')) {
                lexicon.add_synonyms(provider, line);
            }
        }
        lexicon.entries.sort_by_key(|e| (e.hash, !e.synonym, e.missing, e.kind.len()));
        lexicon.entries.dedup_by(|b, a| a.hash == b.hash && a.kind == b.kind && a.mode == b.mode);
        lexicon
    }

    fn add_type(&mut self, provider: Provider, kind: &'static str, mode: Mode) {
        let words: Vec<String> = words_of(kind).map(lemma).collect();
        let mut phrases: Vec<(String, u8)> = Vec::new();
        for missing in 0..words.len() {
            phrases.push((words[missing..].concat(), missing as u8));
        }
        phrases.push((squash(words_of(kind)), 0));
        for tail in &self.tails {
            let Some(front) = words.strip_suffix(tail.words.as_slice()).filter(|f| !f.is_empty()) else {
                continue;
            };
            for missing in 0..=front.len() {
                phrases.extend(
                    tail.said
                        .iter()
                        .map(|said| (format!("{}{said}", front[missing..].concat()), missing as u8)),
                );
            }
        }
        for service in self.services.iter().filter(|s| s.provider == provider.name()) {
            let Some(rest) = words.strip_prefix(service.words.as_slice()) else { continue };
            for said in &service.said {
                phrases.push((format!("{said}{}", rest.concat()), 0));
            }
        }
        let shy = SHY.contains(&provider.name());
        if shy {
            // `tls private key`: only with the provider's name in front.
            phrases = vec![(format!("{}{}", lemma(provider.name()), words.concat()), 0)];
        }
        for (phrase, missing) in phrases {
            let hash = hash_of(&phrase);
            let (provider, synonym, implies) = (provider.name(), shy, &[][..]);
            self.entries.push(Entry { hash, provider, kind, mode, missing, synonym, implies });
        }
    }

    fn add_synonyms(&mut self, provider: &'static str, line: &'static str) {
        let Some((phrases, meaning)) = line.split_once("->") else { return };
        let (types, implied) = meaning.split_once('{').unwrap_or((meaning, ""));
        let implies: Vec<(&str, &str)> = implied
            .trim_end_matches(['}', ' '])
            .split(',')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.trim(), value.trim().trim_matches('"')))
            .collect();
        let implies: &'static [(&str, &str)] = if implies.is_empty() { &[] } else { implies.leak() };
        for phrase in phrases.split('|').map(str::trim).filter(|p| !p.is_empty()) {
            let hash =
                hash_of(&phrase.split(' ').map(lemma).collect::<Vec<_>>().concat().replace(['-', '/'], ""));
            for kind in types.split(',').map(str::trim) {
                let (mode, kind) =
                    kind.strip_prefix("data.").map_or((Mode::Resource, kind), |kind| (Mode::Data, kind));
                let known = match mode {
                    Mode::Resource => schema::terraform::resource(kind).is_some(),
                    Mode::Data => schema::terraform::data_source(kind).is_some(),
                };
                debug_assert!(known, "{kind} of the synonyms is in no schema");
                if known {
                    let (missing, synonym) = (0, true);
                    self.entries.push(Entry { hash, provider, kind, mode, missing, synonym, implies });
                }
            }
        }
    }

    /// Every entry for a squashed phrase.
    pub(crate) fn named(&self, squashed: &str) -> &[Entry] {
        let hash = hash_of(squashed);
        let start = self.entries.partition_point(|e| e.hash < hash);
        let len = self.entries[start..].iter().take_while(|e| e.hash == hash).count();
        &self.entries[start..start + len]
    }

    /// Other ways to say the words at the front of a type's name, squashed.
    pub(crate) fn said(&self, provider: &str, words: &[&str]) -> Vec<&str> {
        let starts = |s: &&Service| {
            s.provider == provider && !words.is_empty() && {
                let shared = s.words.iter().zip(words).take_while(|(a, b)| a.as_str() == **b).count();
                shared == s.words.len() || shared == words.len()
            }
        };
        self.services.iter().filter(starts).flat_map(|s| s.said.iter().map(String::as_str)).collect()
    }

    /// The types whose names are nearest to `text`, for a refusal.
    pub(crate) fn nearest(text: &str) -> Vec<&'static str> {
        let wanted = squash(std::iter::once(text));
        // A text ten times as long as a name cannot score: Jaro takes the share of both that matches.
        if wanted.len() > LONGEST_LIKENESS {
            return Vec::new();
        }
        let mut scored: Vec<(f64, &'static str)> = providers()
            .flat_map(|p| p.resources().map(|(kind, _)| kind))
            .map(|kind| (strsim::jaro_winkler(&wanted, &squash(words_of(kind))), kind))
            .filter(|(score, _)| *score > 0.8)
            .collect();
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        scored.into_iter().take(3).map(|(_, kind)| kind).collect()
    }
}

fn said_in(files: &[(&'static str, &str)]) -> Vec<Service> {
    let mut out = Vec::new();
    for (provider, text) in files {
        for line in text.lines().filter(|l| !l.starts_with('#')) {
            let mut parts = line.split('|').map(str::trim).filter(|p| !p.is_empty());
            let Some(words) = parts.next() else { continue };
            let words = words.split(' ').map(lemma).collect();
            let said = parts.map(|p| p.split(' ').map(lemma).collect::<Vec<_>>().concat()).collect();
            out.push(Service { provider, words, said });
        }
    }
    out
}
