//! What a noun belongs to: a thing of its own, a part of a service that was spoken of before, an argument of it, or
//! only a word that tells what sort of thing another is.

use super::super::graph::Mode;
use super::super::lexicon::{Entry, lexicon, words_of};
use super::super::settings::Arguments;
use super::{JOINTS, Scan, begins, shares};
use crate::intent::{Shape, lemma};
use std::ops::Range;

/// Words before a noun that is spoken of for the first time.
const INTRODUCERS: &[&str] = &[
    "a",
    "an",
    "one",
    "two",
    "three",
    "four",
    "another",
    "its",
    "own",
    "and",
    "with",
    "plus",
    "several",
    "multiple",
    "some",
    "add",
    "including",
    "attach",
];

impl Scan<'_> {
    /// `Lightsail that creates a Postgres database`: the service named alone before owns the noun.
    pub(super) fn of_bare_service(
        &self,
        words: Range<usize>,
        chosen: &[&'static Entry],
    ) -> Option<&'static Entry> {
        let bare = self
            .found
            .iter()
            .rev()
            .find(|m| m.bare && self.intent.sentence_of(words.start).contains(&m.words.start))?;
        if chosen.iter().any(|e| shares(e.kind, bare.kind)) {
            return None;
        }
        let service = words_of(bare.kind).next()?;
        let head = self.word(words.end - 1)?;
        let found = lexicon().named(&format!("{}{}", lemma(service), lemma(&head.lemma)));
        found.iter().find(|e| e.missing == 0 && e.mode == Mode::Resource && shares(e.kind, bare.kind))
    }

    /// Whether a service's name only tells what sort of thing another is: `S3 protection`, `endpoint for S3`.
    pub(super) fn only_qualifies(&self, at: usize, end: usize, chosen: &[&'static Entry]) -> bool {
        if self.base(&(at..end)) == "instance" && chosen.iter().any(|e| e.kind == "aws_instance") {
            return !self.is_machine(at);
        }
        let back = |n: usize| at.checked_sub(n).and_then(|i| self.word(i));
        let trusted = back(1).is_some_and(|w| w.is_any(&["for", "by"]))
            && back(2).is_some_and(|w| {
                w.is_any(&[
                    "role",
                    "roles",
                    "assumed",
                    "permission",
                    "permissions",
                    "principal",
                    "profile",
                    "trust",
                ])
            });
        if end - at == 1 && trusted {
            return true;
        }
        let class = self.base(&(at..end)) == "glacier"
            && back(1).is_some_and(|w| w.is_any(&["to", "into"]))
            && self.found.iter().any(|m| m.kind.starts_with("aws_s3_bucket"));
        if class {
            return true;
        }
        let behind = self.word(end).is_some_and(|w| w.is_any(&["protection", "endpoint", "traffic"]));
        let of_endpoint = (at.saturating_sub(4)..at).filter_map(|i| self.word(i)).any(|w| w.is("endpoint"))
            && at.checked_sub(1).and_then(|i| self.word(i)).is_some_and(|w| w.is_any(&["for", "to"]));
        end - at == 1 && (behind || of_endpoint)
    }

    /// Whether "instance" alone means a virtual machine: it is introduced, and nothing was spoken of that has
    /// instances of its own.
    pub(super) fn is_machine(&self, at: usize) -> bool {
        const OWNERS: &[&str] = &[
            "template",
            "autoscaling",
            "cluster",
            "instance",
            "environment",
            "_db_",
            "fleet",
            "domain",
            "replication",
        ];
        let owned = self.found.iter().any(|m| OWNERS.iter().any(|o| m.kind.contains(o)));
        let described = self.word(at + 1).is_some_and(|w| {
            w.is_any(&["of", "type", "class", "size", "profile", "group", "role", "id", "metadata", "count"])
        });
        !owned && !described && self.is_introduced(at)
    }

    /// Whether the words are rather an argument of what was spoken of before: `DNS servers` of DHCP options.
    pub(super) fn is_argument(&self, at: usize, words: Range<usize>) -> bool {
        let sentence = self.intent.sentence_of(at);
        let recent = self.found.iter().rev().take(3).filter(|m| sentence.contains(&m.words.start));
        let wider = [words.start.saturating_sub(1)..words.end, words.start..words.end + 1];
        let free = |range: &Range<usize>| self.found.last().is_none_or(|m| range.start >= m.words.end);
        let mut ranges = wider.into_iter().filter(|r| r.len() < 5 && free(r) && self.is_phrase(r.clone()));
        let kinds: Vec<(&str, Mode)> = recent.map(|m| (m.kind, m.mode)).collect();
        let counted = self.intent.count_before(at).is_some() && {
            let base = self.base(&words);
            let names = [format!("num{base}"), format!("numberof{base}"), format!("{base}count")];
            kinds.iter().any(|(kind, mode)| names.iter().any(|name| self.index_has(kind, *mode, name)))
        };
        if counted {
            return true;
        }
        let sized = words.len() == 1 && self.word(words.start).is_some_and(|w| w.lemma == "volume");
        let has_volumes =
            |kind: &str, mode| kind != "aws_instance" && self.index_has(kind, mode, "volumesize");
        sized && kinds.iter().any(|(kind, mode)| has_volumes(kind, *mode))
            || ranges.any(|range| {
                let base = self.base(&range);
                kinds.iter().any(|(kind, mode)| self.index_has(kind, *mode, &base))
            })
    }

    pub(super) fn index_has(&self, kind: &str, mode: Mode, words: &str) -> bool {
        let mut arguments = self.arguments.borrow_mut();
        arguments.entry(kind.to_owned()).or_insert_with(|| Arguments::of(kind, mode)).has(words)
    }

    /// How far back something was spoken of that a noun which is introduced belongs to: `a user` behind a
    /// transfer server is the server's, `an alias` behind a key the key's.
    pub(super) fn owner(&self, entry: &Entry, front: &[&str], words: &Range<usize>) -> Option<usize> {
        let describes = self.word(words.end).is_some_and(|w| w.is("of"));
        if entry.mode == Mode::Data || describes || !self.is_introduced(words.start) {
            return None;
        }
        let owner = self
            .found
            .iter()
            .rev()
            .find(|m| begins(m.kind, front) && m.kind != entry.kind && m.mode == Mode::Resource)?;
        let base = self.base(words);
        let argument = self.found.iter().rev().take(3).any(|m| self.index_has(m.kind, m.mode, &base));
        (!argument).then(|| words.start.abs_diff(owner.words.end))
    }

    /// Whether the noun at `at` is new here: an article, a number, a comma or "and" stands before it and its
    /// adjectives.
    pub(super) fn is_introduced(&self, at: usize) -> bool {
        let before = (at.saturating_sub(4)..at).rev().filter_map(|i| self.word(i));
        for word in before {
            if word.is_any(INTRODUCERS) || matches!(word.shape, Shape::Number(_)) || word.is_punct(',') {
                return true;
            }
            if word.quoted || word.is_any(JOINTS) || matches!(word.shape, Shape::Punct(_)) {
                return false;
            }
        }
        false
    }
}
