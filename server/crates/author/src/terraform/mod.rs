//! Terraform: from a request to resources that can be planned.
//!
//! Words become mentions of types, mentions become nodes of a graph, the graph is completed by curated blocks,
//! schemas and reference facts, rendered, and laid beside the files that are there. It must never write text
//! for a phrase: every line comes from a schema, a fact or a curated block of a type.

mod apply;
mod bind;
mod blocks;
mod complete;
mod context;
mod defaults;
mod existing;
mod files;
mod graph;
mod handover;
mod instances;
mod lexicon;
mod managed;
mod mentions;
mod network;
mod regions;
mod relations;
mod render;
mod settings;
mod targets;
mod trust;
mod vocabulary;

use crate::intent::Intent;
use crate::{Change, Note, Request};
use complete::Composer;
use context::Context;
use existing::Existing;
use graph::{Graph, Mode, Origin};
pub(crate) use handover::Handover;
use rustc_hash::FxHashSet;
use workspace::Workspace;

/// What became of the Terraform side of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Composed {
    /// Files to create and to edit.
    pub(crate) changes: Vec<Change>,
    /// What was understood, with the words.
    pub(crate) understood: Vec<Note>,
    /// What was decided without being asked.
    pub(crate) assumed: Vec<String>,
    /// For each word of the intent, whether something was made of it.
    pub(crate) used: Vec<bool>,
    /// What no check can see.
    pub(crate) not_checked: Vec<String>,
}

/// Composes the Terraform files of a request. Words that are `claimed` belong to another dialect;
/// `handovers` are what its applications need from here.
pub(crate) fn compose(
    request: &Request,
    intent: &Intent,
    workspace: &Workspace,
    claimed: &[bool],
    handovers: &[Handover],
) -> Composed {
    let existing = Existing::read(workspace, &request.into);
    let fallback = request.provider.clone().or_else(|| existing.usual_provider());
    let context = Context::read(intent, fallback.as_deref());
    let mut mentions = mentions::mentions(intent, &context);
    mentions.retain(|m| !claimed.get(m.words.start).copied().unwrap_or(false));
    if mentions.is_empty() {
        return Composed { used: vec![false; intent.words.len()], ..Composed::default() };
    }
    let mut graph = Graph::default();
    existing.enter(&mut graph);
    let mut used = vec![false; intent.words.len()];
    let items = instances::instances(intent, mentions, &mut graph);
    relations::join(intent, &items, &mut graph);
    managed::attach(intent, &items, &mut graph, &mut used);
    let regions = regions::read(intent, &context, &items, &mut graph, &mut used);
    for item in &items {
        mark(&mut used, item.mention.words.clone());
        item.naming.iter().for_each(|n| mark(&mut used, n.words.clone()));
    }
    let mut composer = Composer {
        intent,
        context: &context,
        items: &items,
        graph,
        unwanted: FxHashSet::default(),
        merged: 0,
        assumed: regions,
    };
    settings::read(&mut composer, &mut used);
    composer.complete();
    composer.lay_out_networks();
    composer.trust_users();
    composer.order();
    let understood = understood(&composer.graph);
    let handed = handover::hand_over(&mut composer.graph, handovers);
    let mut assumed = assumed(&composer);
    assumed.extend(handed);
    let changes = files::lay_out(&composer.graph, workspace, &request.into, &existing);
    Composed { changes, understood, assumed, used, not_checked: not_checked(&composer.graph) }
}

fn mark(used: &mut [bool], words: std::ops::Range<usize>) {
    if let Some(flags) = used.get_mut(words) {
        flags.fill(true);
    }
}

fn understood(graph: &Graph) -> Vec<Note> {
    let mut notes = Vec::new();
    for (id, node) in graph.nodes.iter().enumerate() {
        if let Origin::Asked(span) = node.origin {
            let many = node.count.map(|n| format!("{n} of ")).unwrap_or_default();
            notes.push(Note {
                text: format!("{many}{}", graph.address(id).replace("[0]", "")),
                request: Some(span),
            });
        }
    }
    notes
}

fn assumed(composer: &Composer) -> Vec<String> {
    let mut out = composer.assumed.clone();
    for (id, node) in composer.graph.nodes.iter().enumerate() {
        if node.origin == Origin::Companion {
            let what = if node.mode == Mode::Data { "reads" } else { "adds" };
            out.push(format!(
                "{what} {}, which is needed or sensible beside what was asked for",
                composer.graph.address(id)
            ));
        }
    }
    out
}

fn not_checked(graph: &Graph) -> Vec<String> {
    if graph.nodes.is_empty() {
        return Vec::new();
    }
    vec!["Credentials, quotas and names taken in the account: only terraform plan against the provider sees them".to_owned()]
}

/// The types whose names are nearest to the words of a request, for a refusal.
pub(crate) fn nearest(intent: &Intent) -> Vec<String> {
    lexicon::Lexicon::nearest(&intent.words.text).into_iter().map(ToOwned::to_owned).collect()
}
