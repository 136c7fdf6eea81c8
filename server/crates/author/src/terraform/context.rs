//! What the words of a request say as a whole: which providers are named, which services are spoken of and
//! where.

use super::lexicon::lexicon;
use crate::intent::{Intent, Shape};
use rustc_hash::FxHashMap;
use schema::terraform::providers;

const PROVIDERS: &str = include_str!("../../data/lists/providers.txt");

/// Providers that are written about in passing so often that their name alone asks for nothing.
pub(crate) const SHY: &[&str] =
    &["kubernetes", "helm", "http", "time", "local", "external", "null", "random", "archive", "tls", "dns"];

/// The providers named in a request and every run of words in it.
#[derive(Debug, Default)]
pub(crate) struct Context {
    /// Runs of up to four base forms, run together, to the indices of their first words.
    runs: FxHashMap<String, Vec<usize>>,
    /// Every base form.
    words: std::collections::BTreeSet<String>,
    /// Provider name and the word that named it.
    named: Vec<(&'static str, usize)>,
    /// The provider where the words leave it open.
    pub(crate) default: &'static str,
}

impl Context {
    /// Reads the request; `fallback` is the provider of the workspace or of the caller, where there is one.
    pub(crate) fn read(intent: &Intent, fallback: Option<&str>) -> Self {
        let mut context = Self::default();
        let words: Vec<Vec<&str>> = intent.words.words.iter().map(|w| parts(&w.lemma)).collect();
        context.words = words.iter().flatten().map(|w| (*w).to_owned()).collect();
        for (at, word) in words.iter().enumerate() {
            let mut run = String::new();
            for next in words.iter().skip(at).take(4) {
                run.extend(next.iter().copied());
                context.runs.entry(run.clone()).or_default().push(at);
            }
            if let Some(provider) = word.iter().find_map(|w| provider_of(w)) {
                context.named.push((provider, at));
            }
        }
        for (at, word) in intent.words.words.iter().enumerate() {
            if matches!(word.shape, Shape::Region | Shape::Zone) {
                context.named.extend(region_provider(&word.text).map(|p| (p, at)));
            }
        }
        let fallback = fallback.and_then(schema::terraform::provider).map(schema::terraform::Provider::name);
        context.default = fallback.or_else(|| context.first_cloud()).unwrap_or("aws");
        context
    }

    fn first_cloud(&self) -> Option<&'static str> {
        self.named.iter().map(|(p, _)| *p).find(|p| is_cloud(p))
    }

    /// Whether any word names one of the three clouds.
    pub(crate) fn names_a_cloud(&self) -> bool {
        self.first_cloud().is_some()
    }

    /// How many words lie between `at` and the nearest word that names the provider.
    pub(crate) fn distance_to(&self, provider: &str, at: usize) -> Option<usize> {
        self.named.iter().filter(|(p, _)| *p == provider).map(|(_, i)| i.abs_diff(at)).min()
    }

    /// Where a phrase of up to four words is spoken of first.
    pub(crate) fn phrase(&self, phrase: &str) -> Option<usize> {
        let run: String = phrase.split([' ', '_', '-']).map(crate::intent::lemma).collect();
        self.runs.get(&run).and_then(|at| at.first().copied())
    }

    /// Whether any word begins like `word` (`logging`, `logs` and `log` do).
    pub(crate) fn speaks_of_stem(&self, word: &str) -> bool {
        let lemma = crate::intent::lemma(word);
        let stem = lemma.strip_suffix("ging").or_else(|| lemma.strip_suffix("ing")).unwrap_or(&lemma);
        if stem.len() < 3 {
            return self.runs.contains_key(&lemma);
        }
        self.words.iter().any(|w| w.starts_with(stem))
    }

    /// How far from `at` the service at the front of a type's name is spoken of.
    pub(crate) fn service(&self, provider: &str, words: &[&str], at: usize) -> Option<usize> {
        let own = words.iter().map(|w| crate::intent::lemma(w)).collect::<String>();
        let said = lexicon().said(provider, words);
        // Places ascend, so the nearest is the last before or the first behind.
        let near = |run: &str| {
            let places = self.runs.get(run)?;
            let next = places.partition_point(|i| *i <= at);
            let before = next.checked_sub(1).and_then(|i| places.get(i)).map(|i| at - *i);
            let behind = places.get(next).map(|i| (*i - at) * 2);
            before.into_iter().chain(behind).min()
        };
        near(&own).into_iter().chain(said.into_iter().filter_map(near)).min()
    }
}

/// The parts of a word that underscores and hyphens hold together.
pub(crate) fn parts(lemma: &str) -> Vec<&str> {
    lemma.split(['_', '-', '.']).filter(|p| !p.is_empty()).collect()
}

/// Whether the provider is one that a request can mean without naming it.
pub(crate) fn is_cloud(provider: &str) -> bool {
    matches!(provider, "aws" | "google" | "azurerm")
}

/// The provider that a word names.
pub(crate) fn provider_of(word: &str) -> Option<&'static str> {
    let listed = PROVIDERS.lines().filter(|l| !l.starts_with('#')).find_map(|line| {
        let mut cells = line.split('|').map(str::trim);
        let provider = cells.next()?;
        cells.any(|cell| cell == word).then_some(provider)
    });
    listed.or_else(|| {
        providers().map(schema::terraform::Provider::name).find(|p| *p == word && !SHY.contains(p))
    })
}

fn region_provider(region: &str) -> Option<&'static str> {
    let hyphens = region.matches('-').count();
    match hyphens {
        0 => Some("azurerm"),
        _ if region.starts_with("europe-")
            || region.starts_with("asia-")
            || region.starts_with("northamerica") =>
        {
            Some("google")
        }
        2 => Some("aws"),
        _ => None,
    }
}
