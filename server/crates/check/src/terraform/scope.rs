//! What the names of a module stand for: the types of its variables, locals, resources and calls.

use super::constraint;
use super::evaluate::Evaluator;
use super::providers::Providers;
use super::types::{Field, Ty};
use camino::Utf8Path;
use rustc_hash::FxHashMap;
use schema::terraform::Body;
use std::sync::{Arc, Mutex, PoisonError};
use syntax::hcl::Block;
use workspace::{Key, Module, Site, SymbolKind, TerraformBlock};

/// Types found while one check runs, so that a local that many units read is evaluated once.
#[derive(Debug, Default)]
pub(crate) struct Types {
    found: Mutex<FxHashMap<(Arc<Utf8Path>, Key), Ty>>,
}

/// The names of one module.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) module: Module<'a>,
    pub(crate) providers: &'a Providers,
    pub(crate) types: &'a Types,
    /// Whether resources are values of any type, as `terraform validate` takes them.
    pub(crate) is_strict: bool,
}

/// How many instances a block makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repetition {
    Single,
    Count,
    ForEach,
}

impl Repetition {
    pub(crate) fn of(block: &Block) -> Self {
        if block.body.attribute("count").is_some() {
            Self::Count
        } else if block.body.attribute("for_each").is_some() {
            Self::ForEach
        } else {
            Self::Single
        }
    }

    /// What a block's value is when one instance is `instance`.
    pub(crate) fn of_instances(self, instance: Ty) -> Ty {
        match self {
            Self::Single => instance,
            Self::Count => Ty::list(instance),
            Self::ForEach => Ty::map(instance),
        }
    }
}

/// A resource or data source that a traversal reads.
pub(crate) struct Resource {
    pub(crate) body: Option<Body>,
    pub(crate) repetition: Repetition,
}

impl Types {
    fn get(&self, at: &(Arc<Utf8Path>, Key)) -> Option<Ty> {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).get(at).cloned()
    }

    fn put(&self, at: (Arc<Utf8Path>, Key), ty: Ty) {
        self.found.lock().unwrap_or_else(PoisonError::into_inner).insert(at, ty);
    }
}

impl Scope<'_> {
    /// The resource or data source that `key` names; `None` where nothing declares it.
    pub(crate) fn resource(&self, key: &Key) -> Option<Resource> {
        let site = self.module.definition(key)?;
        let block = site.block()?;
        let kind = match key.kind {
            SymbolKind::DataSource => TerraformBlock::Data,
            SymbolKind::Resource => TerraformBlock::Resource,
            _ => TerraformBlock::Ephemeral,
        };
        let known = kind != TerraformBlock::Ephemeral;
        let body = if known { self.providers.body(block, kind, &key.qualifier) } else { None };
        Some(Resource { body, repetition: Repetition::of(block) })
    }

    /// The type of a variable; anything where nothing declares it or it has none.
    pub(crate) fn variable(&self, name: &str) -> Ty {
        self.remembered(&Key::plain(SymbolKind::Variable, name), |site| {
            let constraint = site.block().and_then(|b| b.body.attribute("type"));
            (constraint.map_or(Ty::Any, |a| constraint::parse(&a.value).0), true)
        })
    }

    /// The value of a local, as far as it is written.
    pub(crate) fn local(&self, name: &str, evaluator: &Evaluator<'_>) -> Ty {
        let key = Key::plain(SymbolKind::Local, name);
        self.remembered(&key, |site| {
            site.attribute().map_or((Ty::Any, true), |a| evaluator.elsewhere(*self, &key, &a.value))
        })
    }

    /// The outputs of the module that the call `name` names, as one object; anything where it cannot be seen.
    pub(crate) fn call(&self, name: &str, evaluator: &Evaluator<'_>) -> Ty {
        let Some(child) = self.module.child(name) else { return Ty::Any };
        let providers = Providers::of(child);
        let scope = Scope { module: child, providers: &providers, ..*self };
        let mut fields: Vec<Field> = Vec::new();
        for (key, _) in child.names().of_kind(SymbolKind::Output) {
            if fields.last().is_none_or(|f| f.name != key.name) {
                // Validation takes each output for any value.
                let ty = if self.is_strict { Ty::Any } else { scope.output(key, evaluator) };
                fields.push(Field { name: key.name.clone(), ty, optional: false });
            }
        }
        Ty::Object { fields: fields.into(), known: false }
    }

    fn output(&self, key: &Key, evaluator: &Evaluator<'_>) -> Ty {
        self.remembered(key, |site| {
            let value = site.block().and_then(|b| b.body.attribute("value"));
            value.map_or((Ty::Any, true), |a| evaluator.elsewhere(*self, key, &a.value))
        })
    }

    /// The type that `find` gives for the first definition of `key`, kept where it says that it may be.
    fn remembered(&self, key: &Key, find: impl FnOnce(&Site) -> (Ty, bool)) -> Ty {
        let Some(site) = self.module.definition(key) else { return Ty::Any };
        let at = (Arc::from(self.module.dir()), key.clone());
        if let Some(ty) = self.types.get(&at) {
            return ty;
        }
        let (ty, keep) = find(site);
        if keep {
            self.types.put(at, ty.clone());
        }
        ty
    }

    /// How many instances the call `name` makes.
    pub(crate) fn call_repetition(&self, name: &str) -> Repetition {
        let site = self.module.definition(&Key::plain(SymbolKind::ModuleCall, name));
        site.and_then(Site::block).map_or(Repetition::Single, Repetition::of)
    }
}
