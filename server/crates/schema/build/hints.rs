//! References, values and wiring as records.

use std::collections::BTreeMap;

use crate::blob::Blob;
use crate::facts::{Hints, Provider};
use crate::layout;
use crate::wiring::{self, Rules, Wiring};

/// The load balancer's second spelling, which examples never use.
const ALIAS: (&str, &str) = ("aws_alb", "aws_lb");

/// Writes the hints and the wiring of all providers.
pub(crate) fn write(
    blob: &mut Blob,
    providers: &BTreeMap<String, Provider>,
    mut hints: BTreeMap<String, Hints>,
    rules: &BTreeMap<String, Rules>,
) {
    for rules in rules.values() {
        rules.check(providers);
    }
    let none = (Hints::default(), Rules::default());
    let mut wired = Wiring::new();
    hints.values_mut().for_each(spread);
    for (name, facts) in providers {
        let hints = hints.get(name).unwrap_or(&none.0);
        wired.append(&mut wiring::of(name, facts, rules.get(name).unwrap_or(&none.1), hints));
    }
    for rules in rules.values() {
        rules.check_used();
    }
    let (mut references, mut values, mut allowed) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for hints in hints.into_values() {
        references.extend(hints.references);
        values.extend(hints.values);
        allowed.extend(hints.allowed);
    }
    let root = [
        table(blob, &references, counted),
        table(blob, &values, counted),
        table(blob, &allowed, |blob, values| blob.texts(values.iter().map(String::as_str))),
        table(blob, &wired, |blob, (target, basis)| {
            let words = [blob.text(&target.resource), blob.text(&target.attribute), *basis as u32];
            blob.record(&words)
        }),
    ];
    blob.set_root(layout::HINTS, &root);
}

/// What is known of one spelling is true of the other.
fn spread(hints: &mut Hints) {
    fn both<T: Clone>(map: &mut BTreeMap<String, T>) {
        let found: Vec<(String, T)> = map
            .iter()
            .flat_map(|(name, value)| {
                let (long, short) = ALIAS;
                let other = |from: &str, to: &str| Some(format!("{to}{}", name.strip_prefix(from)?));
                let names = [other(long, short), other(short, long)];
                names.into_iter().flatten().map(|name| (name, value.clone()))
            })
            .collect();
        for (name, value) in found {
            map.entry(name).or_insert(value);
        }
    }
    both(&mut hints.references);
    both(&mut hints.values);
    both(&mut hints.allowed);
}

/// A list by resource type of lists by path.
fn table<T>(
    blob: &mut Blob,
    facts: &BTreeMap<String, BTreeMap<String, T>>,
    mut write: impl FnMut(&mut Blob, &T) -> u32,
) -> u32 {
    let mut items = Vec::new();
    for (resource, paths) in facts {
        let paths: Vec<[u32; 2]> =
            paths.iter().map(|(path, fact)| [blob.text(path), write(blob, fact)]).collect();
        items.push([blob.text(resource), blob.list(&paths)]);
    }
    blob.list(&items)
}

/// A list of texts with their counts, the greatest first.
fn counted(blob: &mut Blob, seen: &BTreeMap<String, u32>) -> u32 {
    let mut seen: Vec<(&String, u32)> = seen.iter().map(|(text, count)| (text, *count)).collect();
    seen.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let items: Vec<[u32; 2]> = seen.into_iter().map(|(text, count)| [blob.text(text), count]).collect();
    blob.list(&items)
}
