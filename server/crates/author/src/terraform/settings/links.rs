//! Arguments that the words link to something else of the request: `a location being the bucket`, `source_arn
//! linking to the rule`.

use super::index::Slot;
use super::{Reader, is_list};
use crate::terraform::complete::{dotted, schema_of};
use crate::terraform::graph::{NodeId, Value};
use schema::hints;
use schema::terraform::Type;
use std::ops::Range;

const LINKS: &[&str] = &[
    "linking",
    "linked",
    "link",
    "links",
    "being",
    "referencing",
    "references",
    "refer",
    "referring",
    "pointing",
    "point",
    "set",
    "equal",
    "from",
    "of",
    "=",
];

impl Reader<'_, '_> {
    /// The reference that the words behind `phrase` give an argument.
    pub(super) fn link(
        &self,
        kind: &str,
        slot: &Slot,
        phrase: &Range<usize>,
        nodes: &[NodeId],
    ) -> Option<Value> {
        if !matches!(slot.ty?, Type::String | Type::List(_) | Type::Set(_)) {
            return None;
        }
        let words = &self.composer.intent.words;
        let linked = (phrase.end..phrase.end + 4).any(|i| words.get(i).is_some_and(|w| w.is_any(LINKS)));
        let item = self.composer.items.iter().find(|i| {
            let start = i.mention.words.start;
            (phrase.end..phrase.end + 8).contains(&start)
                && (phrase.end..start).all(|w| {
                    words.get(w).is_some_and(|w| !w.quoted && !w.is_punct(',') && !w.ends_sentence())
                })
        })?;
        if !linked || item.nodes.iter().any(|n| nodes.contains(n)) {
            return None;
        }
        let full = dotted(&slot.path, slot.name);
        let target = item.mention.kind;
        let attr = match hints::wiring(kind, &full) {
            Some(wiring) if wiring.target_type == target => wiring.target_attr,
            Some(_) => return None,
            None => attribute(slot.name, target, item)?,
        };
        let refs: Vec<Value> = item.nodes.iter().map(|n| Value::Ref(*n, format!(".{attr}"))).collect();
        if is_list(slot) { Some(Value::List(refs)) } else { refs.into_iter().next() }
    }
}

/// The attribute of a type that an argument's name asks for.
fn attribute(argument: &str, target: &str, item: &crate::terraform::instances::Item) -> Option<&'static str> {
    let body = schema_of(target, item.mention.mode)?;
    let has = |name: &'static str| body.attr(name).map(|_| name);
    if argument.ends_with("arn") {
        return has("arn");
    }
    let own = target.rsplit('_').next().unwrap_or_default();
    if argument == "location" || argument.contains(own) {
        return if own == "bucket" { has("bucket") } else { has("name").or_else(|| has("id")) };
    }
    None
}
