use crate::index::ModuleNames;
use crate::path::join;
use crate::{File, Key, Names, Site, SymbolKind, Workspace};
use camino::{Utf8Path, Utf8PathBuf};
use smol_str::SmolStr;
use std::sync::Arc;

/// A Terraform module: the `*.tf` files of one directory.
#[derive(Clone, Copy)]
pub struct Module<'a> {
    workspace: &'a Workspace,
    dir: &'a Arc<Utf8Path>,
    entry: &'a ModuleNames,
}

/// Where a `module` block says its source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModuleSource {
    /// `./x` or `../x`, as an absolute directory.
    Local(Utf8PathBuf),
    /// A registry or remote address, which cannot be seen from here.
    Remote(SmolStr),
}

impl<'a> Module<'a> {
    pub(crate) fn new(workspace: &'a Workspace, dir: &'a Arc<Utf8Path>, entry: &'a ModuleNames) -> Self {
        Self { workspace, dir, entry }
    }

    pub(crate) fn of(workspace: &'a Workspace, dir: &Utf8Path) -> Option<Self> {
        let (dir, entry) = workspace.index().module(dir)?;
        (!entry.files.is_empty()).then(|| Self::new(workspace, dir, entry))
    }

    /// Its directory.
    pub fn dir(&self) -> &'a Utf8Path {
        self.dir
    }

    /// What it defines and refers to.
    pub fn names(&self) -> &'a Names {
        &self.entry.names
    }

    /// Its files, by path.
    pub fn files(&self) -> impl Iterator<Item = &'a Arc<File>> {
        let workspace = self.workspace;
        self.entry.files.iter().filter_map(|path| workspace.file(path))
    }

    /// Where `key` is defined, in the order of paths and text.
    pub fn definitions(&self, key: &Key) -> Vec<&'a Site> {
        let mut sites: Vec<_> = self.entry.names.definitions(key).collect();
        if sites.len() > 1 {
            sites.sort_by_cached_key(|s| (&s.path, self.workspace.offset_of(s), s.item));
        }
        sites
    }

    /// The first definition of `key`.
    pub fn definition(&self, key: &Key) -> Option<&'a Site> {
        self.definitions(key).into_iter().next()
    }

    /// Where the module that the call `name` names lies, if the call and its source can be read.
    pub fn source_of_call(&self, name: &str) -> Option<ModuleSource> {
        let site = self.definition(&Key::plain(SymbolKind::ModuleCall, name))?;
        let block = site.block()?;
        let source = block.body.attribute("source")?.value.as_str()?;
        Some(if source.starts_with("./") || source.starts_with("../") {
            ModuleSource::Local(join(self.dir, source))
        } else {
            ModuleSource::Remote(source.into())
        })
    }

    /// The module that the call `name` names, where its source is a local path with Terraform files.
    pub fn child(&self, name: &str) -> Option<Module<'a>> {
        match self.source_of_call(name)? {
            ModuleSource::Local(dir) => Self::of(self.workspace, &dir),
            ModuleSource::Remote(_) => None,
        }
    }
}

impl std::fmt::Debug for Module<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Module").field("dir", &self.dir).finish_non_exhaustive()
    }
}
