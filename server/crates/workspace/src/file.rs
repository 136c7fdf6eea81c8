use crate::{Unit, read};
use camino::Utf8Path;
use rustc_hash::FxHashMap;
use std::sync::{Arc, OnceLock};
use text::{LineIndex, Span};

/// How a file is written, by its name alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// `*.tf`, `*.tfvars`, `*.tftest.hcl`, `.terraform.lock.hcl`, `*.hcl`
    Hcl,
    /// `*.yaml`, `*.yml`
    Yaml,
    /// `*.json`
    Json,
    /// Anything else: kept for references by path, never parsed.
    Other,
}

impl Format {
    /// The format that `path` names.
    pub fn of(path: &Utf8Path) -> Self {
        match path.extension() {
            Some("tf" | "tfvars" | "hcl" | "tofu") => Self::Hcl,
            Some("yaml" | "yml") => Self::Yaml,
            Some("json") => Self::Json,
            _ => Self::Other,
        }
    }
}

/// Whether a directory called `name` holds nothing that a person wrote here, so that a walk should not enter it.
pub fn is_skipped_directory(name: &str) -> bool {
    matches!(name, ".terraform" | ".git" | "node_modules" | ".terragrunt-cache" | "cdktf.out")
}

/// A file of the workspace: its text, where lines start, and its units in order.
#[derive(Debug)]
pub struct File {
    /// Absolute.
    pub path: Arc<Utf8Path>,
    /// The whole text.
    pub text: Arc<str>,
    /// Line starts of `text`.
    pub lines: LineIndex,
    /// By the file's name.
    pub format: Format,
    /// In text order; they tile the text.
    pub units: Vec<Placed>,
    places: OnceLock<FxHashMap<usize, u32>>,
}

/// A unit at its place in a file. Spans inside the unit are relative to `offset`.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Byte offset of the unit's text in the file.
    pub offset: u32,
    /// The unit, shared with other snapshots that have the same text.
    pub unit: Arc<Unit>,
}

impl Placed {
    /// One past its last byte in the file.
    pub fn end(&self) -> u32 {
        self.offset + self.unit.text.len() as u32
    }
}

impl File {
    /// Reads `text`, taking over from `old` the units at both ends whose text is the same.
    pub fn read(path: Arc<Utf8Path>, text: Arc<str>, old: Option<&Self>) -> Self {
        let format = Format::of(&path);
        let spans = read::split(format, &text);
        let old = old.map_or(&[][..], |f| &f.units);
        let same = |span: &Span, placed: &Placed| span.text(&text) == &*placed.unit.text;
        let front = spans.iter().zip(old).take_while(|(s, p)| same(s, p)).count();
        let rest = spans.len().min(old.len()) - front;
        let back =
            spans.iter().rev().zip(old.iter().rev()).take(rest).take_while(|(s, p)| same(s, p)).count();
        let fresh = front..spans.len() - back;
        let units = spans.iter().enumerate().map(|(i, span)| {
            let unit = if i < fresh.start {
                old.get(i)
            } else if i >= fresh.end {
                old.get(i + old.len() - spans.len())
            } else {
                None
            };
            let unit = unit
                .map_or_else(|| Arc::new(read::unit(&path, format, span.text(&text))), |p| p.unit.clone());
            Placed { offset: span.start, unit }
        });
        let units = units.collect();
        Self { lines: LineIndex::new(&text), path, text, format, units, places: OnceLock::new() }
    }

    /// Where `unit` stands in this file, if it does.
    pub fn offset_of(&self, unit: &Arc<Unit>) -> Option<u32> {
        let places = self
            .places
            .get_or_init(|| self.units.iter().map(|p| (Arc::as_ptr(&p.unit) as usize, p.offset)).collect());
        places.get(&(Arc::as_ptr(unit) as usize)).copied()
    }

    /// The unit that `offset` lies in; at a border it is the later one, past the end the last.
    pub fn unit_at(&self, offset: u32) -> Option<&Placed> {
        let after = self.units.partition_point(|p| p.offset <= offset);
        self.units.get(after.saturating_sub(1))
    }

    /// The units of `self` that `old` does not have, at either end of what changed. Both share the rest.
    pub(crate) fn units_not_in<'a>(&'a self, old: &'a Self) -> impl Iterator<Item = &'a Arc<Unit>> {
        let same = |(a, b): (&Placed, &Placed)| Arc::ptr_eq(&a.unit, &b.unit);
        let front = self.units.iter().zip(&old.units).take_while(|(a, b)| same((a, b))).count();
        let rest = self.units.len().min(old.units.len()) - front;
        let (mine, theirs) = (self.units.iter().rev(), old.units.iter().rev());
        let back = mine.zip(theirs).take(rest).take_while(|(a, b)| same((a, b))).count();
        self.units.iter().take(self.units.len() - back).skip(front).map(|p| &p.unit)
    }
}
