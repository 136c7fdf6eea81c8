//! The arguments of a type by the words that name them.

use crate::intent::lemma;
use crate::terraform::complete::schema_of;
use crate::terraform::graph::Mode;
use rustc_hash::FxHashMap;
use schema::terraform::{Attr, Body, Nesting, Type};

const SAID: &str = include_str!("../../../data/lists/attributes.txt");

const REPLACED: &str = include_str!("../../../data/lists/deprecated.txt");

/// How deep nested blocks are looked into.
const DEEPEST: usize = 4;

/// An argument or a nested block of a type.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// The blocks on the way to it.
    pub(super) path: Vec<&'static str>,
    /// Its name.
    pub(super) name: &'static str,
    /// The type of an argument; `None` for a block.
    pub(super) ty: Option<Type>,
    /// Whether the name spells the argument in full (not an abbreviation or another way to say it).
    pub(super) exact: bool,
}

/// Slots by squashed words, the outermost first.
#[derive(Debug, Default)]
pub(super) struct Index {
    slots: FxHashMap<String, Vec<Slot>>,
}

impl Index {
    /// The index of a type.
    pub(super) fn of(kind: &str, mode: Mode) -> Self {
        let mut index = Self::default();
        let Some(body) = schema_of(kind, mode) else { return index };
        let mut paths: Vec<(String, Slot)> = Vec::new();
        collect(body, &mut Vec::new(), &mut paths);
        paths.retain(|(path, _)| !is_replaced(kind, path));
        for (_, slot) in &paths {
            index.add(slot);
        }
        for line in SAID.lines().filter(|l| !l.starts_with('#')) {
            let Some((said, names)) = line.split_once("->") else { continue };
            let target = names.split(',').map(str::trim).find_map(|name| {
                let found = paths.iter().filter(|(path, slot)| path == name || slot.name == name);
                found.min_by_key(|(path, slot)| (path != name, slot.path.len())).map(|(_, slot)| slot)
            });
            let Some(slot) = target else { continue };
            for phrase in said.split('|') {
                let key: String = phrase.split_whitespace().map(lemma).collect();
                index.put(key, Slot { exact: false, ..slot.clone() });
            }
        }
        for slots in index.slots.values_mut() {
            slots.sort_by_key(|s| (!s.exact, s.path.len()));
        }
        index
    }

    fn add(&mut self, slot: &Slot) {
        let words: Vec<String> = slot.name.split('_').map(lemma).collect();
        self.put(words.concat(), slot.clone());
        if let Some(last) = slot.path.last() {
            let outer: String = last.split('_').map(lemma).collect();
            self.put(format!("{outer}{}", words.concat()), slot.clone());
        }
        let inner: Vec<&str> = words.iter().map(String::as_str).collect();
        let short = match inner.as_slice() {
            ["num" | "number", "of", rest @ ..]
            | ["enable" | "is" | "has" | "allow" | "num", rest @ ..]
            | [rest @ .., "enabled" | "enable"] => rest,
            [rest @ .., "id" | "arn" | "gb" | "second"] if rest.len() > 1 => rest,
            [rest @ .., "in", "day" | "hour" | "second" | "minute"] => rest,
            _ => return,
        };
        if !short.is_empty() {
            self.put(short.concat(), Slot { exact: false, ..slot.clone() });
        }
    }

    fn put(&mut self, key: String, slot: Slot) {
        self.slots.entry(key).or_default().push(slot);
    }

    /// What the squashed words name.
    pub(super) fn get(&self, key: &str) -> &[Slot] {
        self.slots.get(key).map_or(&[], Vec::as_slice)
    }
}

/// Whether the provider has put a resource of its own in the place of an argument.
fn is_replaced(kind: &str, path: &str) -> bool {
    let line = REPLACED.lines().find_map(|l| l.split_once('|').filter(|(k, _)| k.trim() == kind));
    line.is_some_and(|(_, names)| {
        names
            .split_whitespace()
            .any(|n| path == n || path.strip_prefix(n).is_some_and(|rest| rest.starts_with('.')))
    })
}

fn collect(body: Body, path: &mut Vec<&'static str>, out: &mut Vec<(String, Slot)>) {
    let full = |path: &[&str], name: &str| crate::terraform::complete::dotted(path, name);
    for attr in body.attrs().filter(|a: &Attr| !a.read_only()) {
        let slot = Slot { path: path.clone(), name: attr.name(), ty: Some(attr.ty()), exact: true };
        out.push((full(path, attr.name()), slot));
    }
    for block in body.blocks().filter(|b| b.nesting() != Nesting::Map && b.name() != "timeouts") {
        out.push((
            full(path, block.name()),
            Slot { path: path.clone(), name: block.name(), ty: None, exact: true },
        ));
        if path.len() < DEEPEST && out.len() < 4000 {
            path.push(block.name());
            collect(block.body(), path, out);
            path.pop();
        }
    }
}
