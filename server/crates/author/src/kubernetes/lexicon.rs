//! Which words of a request name which kind of thing; the words stand in `data/kubernetes/words.txt`.

use super::graph::{Part, Workload};
use super::software::{self, Software};
use crate::intent::Words;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

const WORDS: &str = include_str!("../../data/kubernetes/words.txt");

/// The words of a list file; lines that begin with `#` are comments.
pub(crate) fn list(text: &'static str) -> FxHashSet<&'static str> {
    text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

/// What a phrase of a request names.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Concept {
    /// A concept of the word list: `Deployment`, `Service`, `Quota`, `api` ...
    Named(&'static str),
    /// Software with an image.
    Software(&'static Software),
}

/// A phrase that names something, by word indices `start..end`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention {
    /// First word.
    pub(crate) start: usize,
    /// One past the last.
    pub(crate) end: usize,
    /// What it names.
    pub(crate) concept: Concept,
}

/// A phrase in base forms, and the concept it names.
type Phrase = (Vec<&'static str>, &'static str);

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let lines = WORDS.lines().filter(|line| !line.starts_with('#'));
    let mut phrases: Vec<Phrase> = lines
        .filter_map(|line| line.split_once(" = "))
        .flat_map(|(concept, list)| list.split(", ").map(move |p| (p.split(' ').collect(), concept)))
        .collect();
    phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    phrases
});

/// The longest phrase that begins at word `at`.
pub(crate) fn mention(words: &Words, at: usize) -> Option<Mention> {
    let first = words.get(at).filter(|word| !word.quoted)?;
    let found = PHRASES.iter().find(|(phrase, _)| {
        phrase.iter().enumerate().all(|(i, part)| words.get(at + i).is_some_and(|word| word.is(part)))
    });
    if let Some((phrase, concept)) = found {
        return Some(Mention { start: at, end: at + phrase.len(), concept: Concept::Named(concept) });
    }
    let second = words.get(at + 1).filter(|word| !word.quoted);
    let joined = second.map(|second| format!("{}-{}", first.lemma, second.lemma));
    if let Some(software) = joined.as_deref().and_then(software::named) {
        return Some(Mention { start: at, end: at + 2, concept: Concept::Software(software) });
    }
    let bare = ["-backed", "-based", "-powered"].iter().find_map(|end| first.lemma.strip_suffix(end));
    let software = software::named(bare.unwrap_or(&first.lemma))?;
    Some(Mention { start: at, end: at + 1, concept: Concept::Software(software) })
}

impl Concept {
    /// The workload kind that it names.
    pub(crate) fn workload(self) -> Option<Workload> {
        let Self::Named(name) = self else { return None };
        Some(match name {
            "Deployment" => Workload::Deployment,
            "StatefulSet" => Workload::StatefulSet,
            "DaemonSet" => Workload::DaemonSet,
            "Job" => Workload::Job,
            "CronJob" => Workload::CronJob { schedule: String::new(), zone: None },
            "Pod" => Workload::Pod,
            _ => return None,
        })
    }

    /// The part of an application that it names.
    pub(crate) fn part(self) -> Option<Part> {
        let Self::Named(name) = self else { return None };
        Some(match name {
            "Service" | "NodePort" | "LoadBalancer" | "Headless" => Part::Service,
            "Ingress" | "Gateway" | "HTTPRoute" => Part::Exposure,
            "Scaling" => Part::Scaling,
            "Disruption" => Part::Disruption,
            "Isolation" => Part::Isolation,
            "Account" => Part::Account,
            "Probes" => Part::Probes,
            "Resources" => Part::Resources,
            "Claim" | "Storage" => Part::Storage,
            "Metrics" | "PodMonitor" => Part::Metrics,
            "Tls" => Part::Tls,
            "Namespace" => Part::Namespace,
            "Security" => Part::Security,
            _ => return None,
        })
    }

    /// The role of an application that it names: `api`, `worker` ...
    pub(crate) fn role(self) -> Option<&'static str> {
        match self {
            Self::Named(name) if name.starts_with(|c: char| c.is_ascii_lowercase()) => Some(name),
            _ => None,
        }
    }

    /// The name of the concept.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Named(name) => name,
            Self::Software(software) => software.name(),
        }
    }
}
