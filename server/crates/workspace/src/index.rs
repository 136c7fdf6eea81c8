use crate::{File, Key, Reach, Reference, Symbol, SymbolKind, Unit};
use camino::Utf8Path;
use imbl::{OrdMap, OrdSet};
use rustc_hash::FxHasher;
use smol_str::SmolStr;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher as _};
use std::sync::Arc;
use syntax::hcl::{Attribute, Block};

/// A unit that defines or refers to a name, and which of its symbols or references it is.
#[derive(Clone, Debug)]
pub struct Site {
    /// The file.
    pub path: Arc<Utf8Path>,
    /// The unit.
    pub unit: Arc<Unit>,
    /// Index into the unit's symbols or references.
    pub item: u32,
}

impl Site {
    /// The symbol, where the site is a definition.
    pub fn symbol(&self) -> Option<&Symbol> {
        self.unit.symbols.get(self.item as usize)
    }

    /// The reference, where the site is one.
    pub fn reference(&self) -> Option<&Reference> {
        self.unit.references.get(self.item as usize)
    }

    /// The HCL block that the site's symbol spans.
    pub fn block(&self) -> Option<&Block> {
        let span = self.symbol()?.span;
        let mut blocks = self.unit.hcl()?.blocks();
        blocks.find_map(|b| {
            if b.span == span { Some(b) } else { b.body.blocks().find(|inner| inner.span == span) }
        })
    }

    /// The HCL attribute that the site's symbol spans.
    pub fn attribute(&self) -> Option<&Attribute> {
        let span = self.symbol()?.span;
        let block = self.unit.hcl()?.blocks().find(|b| b.span.contains(span))?;
        let nested = block.body.blocks().filter(|b| b.span.contains(span));
        let mut attributes = block.body.attributes().chain(nested.flat_map(|b| b.body.attributes()));
        attributes.find(|a| a.span == span)
    }

    /// A unit's address tells it from every other one that is alive, and the index keeps its units alive.
    fn id(&self) -> (usize, u32) {
        (Arc::as_ptr(&self.unit) as usize, self.item)
    }
}

impl PartialEq for Site {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Site {}

impl PartialOrd for Site {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Site {
    fn cmp(&self, other: &Self) -> Ordering {
        self.path.cmp(&other.path).then_with(|| self.id().cmp(&other.id()))
    }
}

/// An entry of a table: a name with one of its sites. Without a site it comes before all of the same name.
type Entry = (Key, Option<Site>);

/// Names with where they are defined and referred to, in one reach. Changing one unit costs its own names only.
#[derive(Clone, Debug, Default)]
pub struct Names {
    definitions: OrdSet<Entry>,
    references: OrdSet<Entry>,
}

impl Names {
    /// Where `key` is defined. The order is the same as long as nothing changes, but it is not that of the text.
    pub fn definitions(&self, key: &Key) -> impl Iterator<Item = &Site> {
        sites(&self.definitions, key)
    }

    /// Where `key` is referred to, in no order to rely on.
    pub fn references(&self, key: &Key) -> impl Iterator<Item = &Site> {
        sites(&self.references, key)
    }

    /// Whether anything defines `key`.
    pub fn defines(&self, key: &Key) -> bool {
        self.definitions(key).next().is_some()
    }

    /// All definitions of a kind by qualifier and name.
    pub fn of_kind(&self, kind: SymbolKind) -> impl Iterator<Item = (&Key, &Site)> {
        let from = (Key::plain(kind, ""), None);
        let all = self.definitions.range(from..).take_while(move |(k, _)| k.kind == kind);
        all.filter_map(|(key, site)| Some((key, site.as_ref()?)))
    }

    /// All definitions of a kind under a qualifier, by name.
    pub fn of_qualifier(&self, kind: SymbolKind, qualifier: &str) -> impl Iterator<Item = (&Key, &Site)> {
        let qualifier = SmolStr::new(qualifier);
        let from = (Key::new(kind, qualifier.clone(), ""), None);
        let all = self.definitions.range(from..);
        let all = all.take_while(move |(k, _)| k.kind == kind && k.qualifier == qualifier);
        all.filter_map(|(key, site)| Some((key, site.as_ref()?)))
    }

    /// The definitions of a kind under a qualifier whose name begins with `prefix`, by name.
    pub fn of_prefix<'a>(
        &'a self,
        kind: SymbolKind,
        qualifier: &str,
        prefix: &str,
    ) -> impl Iterator<Item = (&'a Key, &'a Site)> + use<'a> {
        let (qualifier, prefix) = (SmolStr::new(qualifier), SmolStr::new(prefix));
        let from = (Key::new(kind, qualifier.clone(), prefix.clone()), None);
        let all = self.definitions.range(from..);
        let all = all.take_while(move |(k, _)| {
            k.kind == kind && k.qualifier == qualifier && k.name.starts_with(prefix.as_str())
        });
        all.filter_map(|(key, site)| Some((key, site.as_ref()?)))
    }

    fn is_empty(&self) -> bool {
        self.definitions.is_empty() && self.references.is_empty()
    }
}

fn sites<'a>(table: &'a OrdSet<Entry>, key: &Key) -> impl Iterator<Item = &'a Site> {
    let key = key.clone();
    let from = (key.clone(), None);
    table.range(from..).take_while(move |(k, _)| *k == key).filter_map(|(_, site)| site.as_ref())
}

/// Every name of a workspace by its reach.
#[derive(Clone, Debug, Default)]
pub struct Index {
    shared: Names,
    modules: OrdMap<Arc<Utf8Path>, ModuleNames>,
    files: OrdMap<Arc<Utf8Path>, Names>,
    interface: u64,
    dependencies: u64,
}

/// The names of one Terraform module and the files it is made of.
#[derive(Clone, Debug, Default)]
pub(crate) struct ModuleNames {
    pub(crate) names: Names,
    pub(crate) files: OrdSet<Arc<Utf8Path>>,
}

/// A file that came, went or was written anew.
pub(crate) struct Change<'a> {
    pub(crate) path: &'a Arc<Utf8Path>,
    pub(crate) old: Option<&'a File>,
    pub(crate) new: Option<&'a File>,
}

impl Index {
    /// Names known in the whole workspace.
    pub fn shared(&self) -> &Names {
        &self.shared
    }

    /// Names known in the file at `path` only.
    pub fn of_file(&self, path: &Utf8Path) -> Option<&Names> {
        self.files.get(path)
    }

    /// The same number as long as no unit changes what others can see of it. Findings that depend on other units hold
    /// that long.
    pub fn interface(&self) -> u64 {
        self.interface
    }

    /// The same number as long as the same names depend on the same names.
    pub fn dependencies(&self) -> u64 {
        self.dependencies
    }

    pub(crate) fn module(&self, dir: &Utf8Path) -> Option<(&Arc<Utf8Path>, &ModuleNames)> {
        self.modules.get_key_value(dir)
    }

    pub(crate) fn modules(&self) -> impl Iterator<Item = (&Arc<Utf8Path>, &ModuleNames)> {
        self.modules.iter().filter(|(_, module)| !module.files.is_empty())
    }

    /// Takes out the names of units that went and puts in those of units that came.
    pub(crate) fn apply(&mut self, change: &Change<'_>) {
        let dir: Arc<Utf8Path> = match change.path.parent() {
            Some(parent) => self.module(parent).map_or_else(|| parent.into(), |(dir, _)| dir.clone()),
            None => return,
        };
        // Sums of hashes, so that an edit costs what it changes and the order of files does not count.
        let presence = hash(change.path);
        match (change.old, change.new) {
            (Some(_), None) => self.interface = self.interface.wrapping_sub(presence),
            (None, Some(_)) => self.interface = self.interface.wrapping_add(presence),
            _ => {}
        }
        match (change.old, change.new) {
            (Some(old), Some(new)) => {
                old.units_not_in(new).for_each(|unit| self.unit(change.path, &dir, unit, false));
                new.units_not_in(old).for_each(|unit| self.unit(change.path, &dir, unit, true));
            }
            (Some(old), None) => {
                old.units.iter().for_each(|p| self.unit(change.path, &dir, &p.unit, false));
                if let Some(module) = self.modules.get_mut(&*dir) {
                    module.files.remove(change.path);
                }
            }
            (None, Some(new)) => {
                new.units.iter().for_each(|p| self.unit(change.path, &dir, &p.unit, true));
                if crate::terraform::is_configuration(change.path) {
                    self.modules.entry(dir.clone()).or_default().files.insert(change.path.clone());
                }
            }
            (None, None) => {}
        }
        if self.modules.get(&*dir).is_some_and(|m| m.files.is_empty() && m.names.is_empty()) {
            self.modules.remove(&*dir);
        }
    }

    /// Puts in (or takes out) the names of one unit.
    fn unit(&mut self, path: &Arc<Utf8Path>, dir: &Arc<Utf8Path>, unit: &Arc<Unit>, insert: bool) {
        let (seen, needs) = (hash(&(path, unit.interface)), hash(&(path, unit.dependencies)));
        if insert {
            self.interface = self.interface.wrapping_add(seen);
            self.dependencies = self.dependencies.wrapping_add(needs);
        } else {
            self.interface = self.interface.wrapping_sub(seen);
            self.dependencies = self.dependencies.wrapping_sub(needs);
        }
        let definitions = unit.symbols.iter().map(|s| &s.key).enumerate();
        let references = unit.references.iter().map(|r| &r.key).enumerate();
        let all = definitions.map(|(i, k)| (i, k, true)).chain(references.map(|(i, k)| (i, k, false)));
        for (item, key, is_definition) in all {
            let names = match key.kind.reach() {
                Reach::Workspace => &mut self.shared,
                Reach::Module => &mut self.modules.entry(dir.clone()).or_default().names,
                Reach::File => self.files.entry(path.clone()).or_default(),
            };
            let table = if is_definition { &mut names.definitions } else { &mut names.references };
            let site = Site { path: path.clone(), unit: unit.clone(), item: item as u32 };
            let entry = (key.clone(), Some(site));
            if insert {
                table.insert(entry);
            } else {
                table.remove(&entry);
            }
        }
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = FxHasher::default();
    value.hash(&mut hasher);
    hasher.finish()
}
