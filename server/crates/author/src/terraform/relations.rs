//! Resources that only join two others, where the request joins them by a verb: `associate the options with the
//! VPC`, `attach the policy to the role`.

use super::complete::schema_of;
use super::graph::{Graph, Mode, NodeId, Origin};
use super::instances::Item;
use crate::intent::Intent;
use schema::hints;
use schema::terraform::Type;

const VERBS: &[&str] = &[
    "associate",
    "associates",
    "associated",
    "associating",
    "attach",
    "attaches",
    "attached",
    "attaching",
    "join",
    "joins",
    "link",
    "linked",
    "association",
    "attachment",
];
const TAILS: &[&str] = &["_association", "_attachment", "_membership"];

/// Adds the joints that the request asks for.
pub(crate) fn join(intent: &Intent, items: &[Item], graph: &mut Graph) {
    for at in 0..intent.words.len() {
        if !intent.words.get(at).is_some_and(|w| w.is_any(VERBS)) {
            continue;
        }
        let sentence = intent.sentence_of(at);
        let near: Vec<&Item> = items
            .iter()
            .filter(|i| {
                sentence.contains(&i.mention.words.start)
                    && i.mention.mode == Mode::Resource
                    && !i.nodes.is_empty()
            })
            .collect();
        let before: Vec<&Item> = near.iter().rev().filter(|i| i.mention.words.start < at).copied().collect();
        let behind: Vec<&Item> = near.iter().filter(|i| i.mention.words.start > at).copied().collect();
        let pairs: Vec<(&Item, &Item)> = match (before.as_slice(), behind.as_slice()) {
            ([a, earlier @ ..], [b, ..]) => vec![(*a, *b)]
                .into_iter()
                .chain(behind.get(1).map(|c| (*b, *c)))
                // "attach it to ...": what is meant can stand further back.
                .chain(earlier.iter().map(|a| (*a, *b)))
                .collect(),
            ([], [a, b, ..]) => vec![(*a, *b)],
            _ => Vec::new(),
        };
        let span = intent.words.get(at).map(|w| w.span).unwrap_or_default();
        for (a, b) in pairs {
            if let Some(kind) = joint(a.mention.kind, b.mention.kind) {
                add(graph, kind, a, b, Origin::Asked(span));
                break;
            }
        }
    }
}

fn add(graph: &mut Graph, kind: &'static str, a: &Item, b: &Item, origin: Origin) {
    if graph.of_kind(kind).next().is_some() {
        return;
    }
    let many: &[NodeId] = if a.nodes.len() > b.nodes.len() { &a.nodes } else { &b.nodes };
    for node in many {
        let named = if many.len() > 1 { *node } else { a.nodes.first().copied().unwrap_or(*node) };
        let label = graph.nodes[named].label.clone();
        graph.add(Mode::Resource, kind, &label, origin);
    }
}

/// The type that joins two types, where neither refers to the other itself.
fn joint(a: &'static str, b: &'static str) -> Option<&'static str> {
    if a == b || takes(a, b) || takes(b, a) {
        return None;
    }
    let (provider, _) = schema::terraform::resource(a)?;
    let mut best: Option<(usize, &'static str)> = None;
    for (kind, body) in provider.resources() {
        if kind.starts_with("aws_alb") || !TAILS.iter().any(|t| kind.ends_with(t)) {
            continue;
        }
        let reaches =
            |target: &str| body.attrs().any(|attr| !attr.read_only() && refers(kind, attr.name(), target));
        if !reaches(a) || !reaches(b) {
            continue;
        }
        let required = body
            .attrs()
            .filter(|attr| attr.required())
            .filter(|attr| refers(kind, attr.name(), a) || refers(kind, attr.name(), b))
            .count();
        let cost = (2usize.saturating_sub(required)) * 100 + body.attrs().len();
        if best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, kind));
        }
    }
    best.map(|(_, kind)| kind)
}

fn refers(kind: &str, attr: &str, target: &str) -> bool {
    hints::wiring(kind, attr).is_some_and(|w| w.target_type == target)
}

fn is_single(ty: Type) -> bool {
    !matches!(ty, Type::List(_) | Type::Set(_))
}

/// Whether a top-level argument of `kind` takes one `target`.
fn takes(kind: &str, target: &str) -> bool {
    schema_of(kind, Mode::Resource).is_some_and(|body| {
        body.attrs().any(|attr| {
            !attr.read_only()
                && is_single(attr.ty())
                && !attr.name().ends_with("boundary")
                && refers(kind, attr.name(), target)
        })
    })
}
