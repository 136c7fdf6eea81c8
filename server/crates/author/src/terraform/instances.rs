//! From mentions to nodes: which mentions speak of one thing, how many things there are, and their names.

use super::graph::{Graph, Mode, NodeId, Origin, identifier};
use super::mentions::Mention;
use crate::intent::{Count, Intent, Naming, Shape};
use std::collections::BTreeSet;
use std::ops::Range;

mod apart;

/// Things that one mention speaks of, with the words that describe them.
#[derive(Clone, Debug)]
pub(crate) struct Item {
    /// The type's mention.
    pub(crate) mention: Mention,
    /// The nodes; several for "two subnets".
    pub(crate) nodes: Vec<NodeId>,
    /// Words in front of the noun: `public`, `internal`.
    pub(crate) qualifiers: Vec<usize>,
    /// The words that give names.
    pub(crate) naming: Option<Naming>,
    /// Whether all of it was spoken of before.
    pub(crate) again: bool,
}

/// The most resources that are written out one by one; more are one block with `count`.
const WRITTEN_OUT: u32 = 6;

/// Adds a node for each thing that the mentions speak of.
pub(crate) fn instances(intent: &Intent, mentions: Vec<Mention>, graph: &mut Graph) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for mention in mentions {
        if intent.is_negated(mention.words.start) {
            continue;
        }
        let item = Reader { intent, graph, items: &items }.read(mention);
        items.push(item);
    }
    items
}

struct Reader<'a> {
    intent: &'a Intent,
    graph: &'a mut Graph,
    items: &'a [Item],
}

impl Reader<'_> {
    fn read(&mut self, mention: Mention) -> Item {
        let start = noun_start(self.intent, mention.words.start);
        let qualifiers = self.qualifiers(start..mention.words.start);
        let count = self
            .intent
            .count_before(mention.words.start)
            .filter(|(count, at)| self.counts(&mention, *count, *at));
        let count = count.map(|(count, _)| count);
        let naming = self.naming(&mention);
        let names = naming.as_ref().map_or(&[][..], |n| n.names.as_slice()).to_vec();
        let mode = self.mode(&mention);
        let given = mention.implies.iter().find(|(k, _)| *k == ".label").map(|(_, v)| *v);
        let known = self.known(&mention, mode, given, &names, start);
        let definite = self.is_definite(&mention, start);
        if !known.is_empty()
            && let Some(nodes) = self.same(&mention, start, &known, &names, count, definite, &qualifiers)
        {
            return Item { mention, nodes, qualifiers, naming, again: true };
        }
        let nodes = self.make(&mention, mode, count, &qualifiers, naming.as_ref());
        Item { mention, nodes, qualifiers, naming, again: false }
    }

    /// The nodes of the mention's type that were spoken of before, or that the workspace has.
    fn known(
        &self,
        mention: &Mention,
        mode: Mode,
        given: Option<&str>,
        names: &[smol_str::SmolStr],
        start: usize,
    ) -> Vec<NodeId> {
        let same = self.items.iter().filter(|i| i.mention.kind == mention.kind && i.mention.mode == mode);
        let spoken: BTreeSet<NodeId> = same.flat_map(|i| i.nodes.iter().copied()).collect();
        let known = if spoken.is_empty() {
            self.existing(mention.kind, names, mention, start)
        } else {
            spoken.into_iter().collect()
        };
        let fits = |n: &NodeId| given.is_none_or(|label| self.graph.nodes[*n].label.starts_with(label));
        known.into_iter().filter(fits).collect()
    }

    /// New nodes, as many as the mention speaks of.
    fn make(
        &mut self,
        mention: &Mention,
        mode: Mode,
        count: Option<Count>,
        qualifiers: &[usize],
        naming: Option<&Naming>,
    ) -> Vec<NodeId> {
        let names = naming.map_or(&[][..], |n| n.names.as_slice()).to_vec();
        let given = mention.implies.iter().find(|(k, _)| *k == ".label").map(|(_, v)| *v);
        let sides = self.sides(mention, count, &names);
        let wanted = match count {
            _ if sides.is_some() => 2,
            Some(Count::Exactly(n)) => n.max(names.len() as u32),
            Some(Count::Several) => 2.max(names.len() as u32),
            _ => (names.len() as u32).max(1),
        };
        let origin = Origin::Asked(self.intent.words.span(mention.words.clone()));
        let written = if wanted > WRITTEN_OUT { 1 } else { wanted };
        let more = naming.and_then(|n| self.intent.name_argument(n.words.end)).filter(|_| written == 1);
        let mut nodes = Vec::new();
        for index in 0..written {
            let name = names.get(index as usize);
            let side = sides.and_then(|sides| sides.get(index as usize)).copied();
            let label = match (name, side.or(given)) {
                (Some(name), _) => identifier(&name.replace(['.', ' ', '/', ':'], "_")),
                (None, Some(label)) => label.to_owned(),
                (None, None) => self.label(mention, qualifiers, index, written),
            };
            let id = self.graph.add(mode, mention.kind, &label, origin);
            let node = &mut self.graph.nodes[id];
            node.name = name.map(ToString::to_string);
            if let Some(more) = &more {
                node.name = more.names.first().map(ToString::to_string);
            }
            node.count = (wanted > WRITTEN_OUT).then_some(wanted);
            nodes.push(id);
        }
        nodes
    }

    /// What the workspace has, where the mention points at it: `the VPC`, `the existing queue`, by name or as the
    /// only one.
    fn existing(
        &self,
        kind: &str,
        names: &[smol_str::SmolStr],
        mention: &Mention,
        start: usize,
    ) -> Vec<NodeId> {
        let all: Vec<NodeId> =
            self.graph.of_kind(kind).filter(|n| self.graph.nodes[*n].origin == Origin::Existing).collect();
        let named = |n: &&NodeId| names.iter().any(|name| self.graph.nodes[**n].label == name.as_str());
        if let Some(id) = all.iter().find(named) {
            return vec![*id];
        }
        let near = start.saturating_sub(1)..mention.words.start;
        let pointed = near
            .filter_map(|i| self.intent.words.get(i))
            .any(|w| w.is_any(&["the", "this", "existing", "our", "my", "current"]));
        if pointed && names.is_empty() { all.into_iter().take(1).collect() } else { Vec::new() }
    }

    /// The known nodes that the mention speaks of again.
    #[expect(clippy::too_many_arguments, reason = "what one mention says, read once")]
    fn same(
        &mut self,
        mention: &Mention,
        start: usize,
        known: &[NodeId],
        names: &[smol_str::SmolStr],
        count: Option<Count>,
        definite: bool,
        qualifiers: &[usize],
    ) -> Option<Vec<NodeId>> {
        if let Some(Count::Place(n)) = count {
            let place = known.get(n as usize - 1).copied();
            if let (Some(id), Some(name)) = (place, names.first()) {
                self.graph.relabel(id, &name.replace(['.', ' ', '/', ':'], "_"));
                self.graph.nodes[id].name = Some(name.to_string());
            }
            return place.map(|id| vec![id]);
        }
        if !names.is_empty() {
            let named: Vec<NodeId> = known
                .iter()
                .copied()
                .filter(|id| {
                    self.graph.nodes[*id].name.as_deref().is_some_and(|n| names.iter().any(|m| m == n))
                })
                .collect();
            if !named.is_empty() {
                return Some(named);
            }
            let unnamed: Vec<NodeId> =
                known.iter().copied().filter(|id| self.graph.nodes[*id].name.is_none()).collect();
            if unnamed.len() < names.len() || count == Some(Count::Another) {
                return None;
            }
            for (id, name) in unnamed.iter().zip(names) {
                self.graph.relabel(*id, &name.replace(['.', ' ', '/', ':'], "_"));
                self.graph.nodes[*id].name = Some(name.to_string());
            }
            return Some(unnamed.into_iter().take(names.len()).collect());
        }
        match count {
            Some(Count::Another) if !definite || known.len() == 1 => None,
            Some(Count::Another) => known.last().map(|id| vec![*id]),
            Some(Count::Exactly(_)) if !definite && self.differs(mention, start, qualifiers, known) => None,
            Some(Count::Exactly(n)) if n as usize == known.len() => Some(known.to_vec()),
            Some(Count::Exactly(n)) if n > 1 && !definite => None,
            Some(Count::Exactly(n)) if n as usize <= known.len() => Some(known[..n as usize].to_vec()),
            _ if !definite && self.differs(mention, start, qualifiers, known) => None,
            _ => Some(known.to_vec()),
        }
    }

    fn naming(&self, mention: &Mention) -> Option<Naming> {
        let naming = self.intent.naming(mention.words.start, mention.words.end);
        let naming = naming.or_else(|| self.person(mention))?;
        let value_like = naming.names.iter().any(|n| {
            let shape = self.intent.words.words.iter().find(|w| w.text == *n).map(|w| &w.shape);
            matches!(shape, Some(Shape::Cidr | Shape::Machine | Shape::Schedule | Shape::Number(_)))
        });
        (!value_like).then_some(naming)
    }

    fn mode(&self, mention: &Mention) -> Mode {
        if mention.mode == Mode::Data {
            return Mode::Data;
        }
        let after = mention.words.end;
        let data_source = self.intent.words.get(after).is_some_and(|w| w.is("data"))
            && self.intent.words.get(after + 1).is_some_and(|w| w.is("source"));
        let has_data = schema::terraform::data_source(mention.kind).is_some();
        if has_data && data_source && !mention.kind.ends_with("data_source") {
            Mode::Data
        } else {
            Mode::Resource
        }
    }

    fn is_definite(&self, mention: &Mention, start: usize) -> bool {
        let before = start.checked_sub(1).and_then(|i| self.intent.words.get(i));
        let first = self.intent.words.get(start);
        let is_the = |w: &crate::intent::Word| {
            w.is_any(&[
                "the",
                "this",
                "that",
                "these",
                "those",
                "its",
                "their",
                "said",
                "same",
                "each",
                "such",
                "both",
                "specified",
                "given",
            ])
        };
        let plural_or_bare =
            self.intent.words.get(mention.words.end - 1).is_some_and(|w| w.lemma.len() < w.text.len());
        let given = (start..mention.words.start)
            .filter_map(|i| self.intent.words.get(i))
            .any(|w| w.is_any(&["specified", "given", "existing", "same"]));
        given
            || before.is_some_and(is_the)
            || first.is_some_and(is_the)
            || !plural_or_bare && !self.is_indefinite(start)
    }

    fn is_indefinite(&self, start: usize) -> bool {
        let near = [start.checked_sub(1), Some(start)];
        near.into_iter()
            .flatten()
            .filter_map(|i| self.intent.words.get(i))
            .any(|w| w.is_any(&["a", "an", "one"]))
    }

    fn qualifiers(&self, range: Range<usize>) -> Vec<usize> {
        range
            .filter(|i| {
                self.intent.words.get(*i).is_some_and(|w| {
                    !w.quoted
                        && w.shape == Shape::Plain
                        && !w.is_any(&[
                            "a",
                            "an",
                            "the",
                            "aws",
                            "amazon",
                            "google",
                            "azure",
                            "new",
                            "specific",
                            "following",
                            "basic",
                            "simple",
                            "example",
                            "sample",
                            "certain",
                            "another",
                            "other",
                            "second",
                            "first",
                        ])
                })
            })
            .collect()
    }

    /// What a data source looks up, from the words in front: `latest_amazon_linux_2`.
    fn looked_up(&self, mention: &Mention, qualifiers: &[usize]) -> Option<String> {
        if mention.mode != Mode::Data {
            return None;
        }
        let start = qualifiers.first()?;
        let words = (*start..mention.words.start).filter_map(|i| self.intent.words.get(i));
        Some(words.map(|w| w.lemma.to_string()).collect::<Vec<_>>().join("_"))
    }

    /// What a thing is for: `a bucket for logs`.
    fn purpose(&self, mention: &Mention) -> Option<String> {
        let words = &self.intent.words;
        words.get(mention.words.end).filter(|w| w.is("for"))?;
        let noun = words.get(mention.words.end + 1).filter(|w| !w.quoted && w.shape == Shape::Plain)?;
        let next = words.get(mention.words.end + 2);
        let ends = next
            .is_none_or(|w| matches!(w.shape, Shape::Punct(_)) || w.is_any(&["and", "with", "in", "that"]));
        let says = !noun.is_any(&["the", "a", "an", "each", "this", "it", "my", "our", "their", "me", "all"]);
        (ends && says && noun.text.is_ascii()).then(|| noun.text.to_lowercase().replace('-', "_"))
    }

    /// A label from the words in front and the place in the row.
    fn label(&self, mention: &Mention, qualifiers: &[usize], index: u32, of: u32) -> String {
        let useful = [
            "public",
            "private",
            "internal",
            "external",
            "primary",
            "secondary",
            "main",
            "web",
            "app",
            "backend",
            "frontend",
            "source",
            "destination",
        ];
        let word = qualifiers
            .iter()
            .filter_map(|i| self.intent.words.get(*i))
            .map(|w| w.lemma.as_str())
            .find(|w| useful.contains(w));
        let base = word
            .map(ToOwned::to_owned)
            .or_else(|| self.looked_up(mention, qualifiers))
            .or_else(|| self.purpose(mention));
        let base = base.unwrap_or_else(|| "main".to_owned());
        if of > 1 { format!("{base}_{}", index + 1) } else { base }
    }
}

/// Where the noun phrase begins whose head is at `head`: after an article, a preposition or punctuation.
fn noun_start(intent: &Intent, head: usize) -> usize {
    let mut start = head;
    while start > 0 {
        let Some(word) = intent.words.get(start - 1) else { break };
        let stops = word.quoted
            || matches!(word.shape, Shape::Punct(_))
            || word.is_any(&[
                "and",
                "or",
                "with",
                "to",
                "from",
                "in",
                "on",
                "for",
                "of",
                "that",
                "into",
                "by",
                "is",
                "are",
                "create",
                "generate",
                "provision",
                "add",
                "configure",
                "define",
                "set",
                "up",
                "using",
                "has",
                "have",
                "via",
                "be",
                "deploy",
                "build",
                "make",
                "use",
                "each",
                "having",
                "including",
                "named",
                "called",
                "as",
                "between",
            ]);
        if stops || head - start >= 5 {
            break;
        }
        start -= 1;
        if word.is_any(&["a", "an", "the", "its", "this", "these", "another", "both"]) {
            break;
        }
    }
    start
}
