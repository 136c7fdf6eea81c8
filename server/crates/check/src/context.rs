use crate::terraform::{Cycles, Providers, Types};
use crate::{Cache, Settings};
use camino::Utf8Path;
use rustc_hash::FxHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, OnceLock};
use workspace::{File, Key, Module, SymbolKind, Unit, Workspace};

/// A unit and what a rule that sees nothing else may know about it.
pub(crate) struct UnitContext<'a> {
    pub(crate) unit: &'a Unit,
    pub(crate) settings: &'a Settings,
    /// The file is a patch of a Kustomization: its objects are parts of whole ones.
    pub(crate) is_patch: bool,
}

/// A unit with the whole workspace around it.
pub(crate) struct LinkedContext<'a> {
    pub(crate) unit: &'a Arc<Unit>,
    pub(crate) file: &'a File,
    pub(crate) workspace: &'a Workspace,
    /// The Terraform module that the file's directory is.
    pub(crate) module: Option<Module<'a>>,
    pub(crate) environment: &'a Environment<'a>,
}

/// What the units of one file have in common.
pub(crate) struct Environment<'a> {
    pub(crate) workspace: &'a Workspace,
    pub(crate) settings: &'a Settings,
    pub(crate) module: Option<Module<'a>>,
    pub(crate) providers: Providers,
    pub(crate) types: &'a Types,
    /// The file is a patch of a Kustomization.
    pub(crate) is_patch: bool,
    cache: &'a Cache,
    /// Asked for once.
    cycles: OnceLock<Arc<Cycles>>,
    /// The same as long as findings that look at one unit alone cannot change.
    pub(crate) fingerprint: u64,
}

impl<'a> Environment<'a> {
    pub(crate) fn of(
        workspace: &'a Workspace,
        path: &Utf8Path,
        settings: &'a Settings,
        cache: &'a Cache,
        types: &'a Types,
    ) -> Self {
        let module = path.parent().and_then(|dir| workspace.module(dir));
        let providers = module.map(Providers::of).unwrap_or_default();
        let patch = Key::new(SymbolKind::File, "patch", path.as_str());
        let is_patch = workspace.index().shared().references(&patch).next().is_some();
        let mut hasher = FxHasher::default();
        let explicit: Vec<_> = settings.severities.keys().collect();
        (settings.kubernetes, settings.level, explicit, providers.fingerprint(), is_patch).hash(&mut hasher);
        let (cycles, fingerprint) = (OnceLock::new(), hasher.finish());
        Self { workspace, settings, module, providers, types, is_patch, cache, cycles, fingerprint }
    }

    /// What a rule may know of a unit of the file by itself.
    pub(crate) fn unit(&self, unit: &'a Unit) -> UnitContext<'a> {
        UnitContext { unit, settings: self.settings, is_patch: self.is_patch }
    }

    /// The circles of `module`, which is the file's own.
    pub(crate) fn cycles(&self, module: Module<'_>) -> &Cycles {
        self.cycles.get_or_init(|| self.cache.cycles(self.workspace, module))
    }
}
