//! Whether two mentions of a type speak of one thing or of several, and what a person is called.

use super::super::graph::NodeId;
use super::super::mentions::Mention;
use super::Reader;
use crate::intent::{Count, Naming, Shape};

impl Reader<'_> {
    /// `route tables` beside public and private subnets are one of each.
    pub(super) fn sides(
        &self,
        mention: &Mention,
        count: Option<Count>,
        names: &[smol_str::SmolStr],
    ) -> Option<&'static [&'static str]> {
        let plural =
            self.intent.words.get(mention.words.end - 1).is_some_and(|w| w.lemma.len() < w.text.len());
        let lies =
            |word: &str| self.graph.of_kind("aws_subnet").any(|n| self.graph.nodes[n].label.contains(word));
        let uncounted = matches!(count, None | Some(Count::Several | Count::Exactly(2)));
        (mention.kind == "aws_route_table"
            && plural
            && uncounted
            && names.is_empty()
            && lies("public")
            && lies("private"))
        .then_some(&["public", "private"][..])
    }

    /// Whether "and" joins two nouns that end alike and begin apart: `a VPC endpoint and one interface endpoint`.
    pub(super) fn another_sort(&self, mention: &Mention, start: usize, known: &[NodeId]) -> bool {
        let joined = (start.saturating_sub(2)..=start)
            .filter_map(|i| self.intent.words.get(i))
            .any(|w| w.is("and") || w.is_punct(','));
        let word = |i: usize| self.intent.words.get(i).map(|w| w.lemma.as_str());
        let last = self.items.iter().rev().find(|i| i.nodes.iter().any(|n| known.contains(n)));
        joined
            && last.is_some_and(|item| {
                let (ours, theirs) = (&mention.words, &item.mention.words);
                ours.len() > 1
                    && theirs.len() > 1
                    && word(ours.end - 1) == word(theirs.end - 1)
                    && word(ours.start) != word(theirs.start)
                    && self.intent.sentence_of(ours.start).contains(&theirs.start)
            })
    }

    /// Whether the words in front tell this thing from the ones before: "a public subnet and a private subnet".
    pub(super) fn differs(
        &self,
        mention: &Mention,
        start: usize,
        qualifiers: &[usize],
        known: &[NodeId],
    ) -> bool {
        let word = |i: &usize| self.intent.words.get(*i).map(|w| w.lemma.clone());
        let own: Vec<_> = qualifiers.iter().filter_map(word).collect();
        let before = self.items.iter().filter(|i| i.nodes.iter().any(|n| known.contains(n)));
        let mut any = false;
        if self.another_sort(mention, start, known) {
            return true;
        }
        for item in before {
            any = true;
            let theirs: Vec<_> = item.qualifiers.iter().filter_map(word).collect();
            if own.is_empty() || theirs.iter().any(|w| own.contains(w)) {
                return false;
            }
        }
        any
    }

    /// `a user alice`: one plain word behind a person's noun, with nothing of its phrase behind it.
    pub(super) fn person(&self, mention: &Mention) -> Option<Naming> {
        let end = mention.words.end;
        let noun =
            self.intent.words.get(end - 1).is_some_and(|w| w.is_any(&["user", "group"]) && w.text == w.lemma);
        let name = self.intent.words.get(end).filter(|w| !w.quoted && w.shape == Shape::Plain)?;
        let lower = name.text.chars().all(|c| c.is_ascii_lowercase() || c == '-') && name.text == name.lemma;
        let ends = self.intent.words.get(end + 1).is_none_or(|w| {
            matches!(w.shape, Shape::Punct(_)) || w.is_any(&["to", "and", "with", "in", "who", "that"])
        });
        let says = name.is_any(&[
            "and",
            "or",
            "with",
            "to",
            "in",
            "for",
            "that",
            "who",
            "which",
            "resource",
            "example",
            "pool",
            "account",
            "access",
            "data",
            "policy",
            "group",
            "membership",
            "login",
            "as",
            "on",
            "by",
            "from",
            "it",
            "is",
            "of",
        ]);
        (noun && lower && ends && !says).then(|| Naming {
            names: vec![name.text.clone()],
            argument: false,
            words: end..end + 1,
        })
    }

    /// Whether a number in front counts the noun: not the version in "PostgreSQL 16 database".
    pub(super) fn counts(&self, mention: &Mention, count: Count, at: usize) -> bool {
        let version =
            at.checked_sub(1).is_some_and(|i| self.items.iter().any(|item| item.mention.words.contains(&i)));
        let head = self.intent.words.get(mention.words.end - 1);
        let singular = head.is_some_and(|w| w.text.to_lowercase() == w.lemma);
        !(singular && (version || matches!(count, Count::Exactly(10..))))
    }
}
