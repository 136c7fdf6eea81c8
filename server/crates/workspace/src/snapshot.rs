use crate::{File, Index, Module, Site, index::Change};
use camino::{Utf8Path, Utf8PathBuf};
use imbl::OrdMap;
use rayon::prelude::*;
use std::ops::Bound;
use std::sync::Arc;

/// A snapshot of all files under some roots, with unsaved text in place of what is on disk.
///
/// A clone costs nothing and shares everything; [`Workspace::set`] on the clone makes it an overlay.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    roots: Vec<Utf8PathBuf>,
    files: OrdMap<Arc<Utf8Path>, Arc<File>>,
    index: Index,
}

impl Workspace {
    /// An empty workspace over `roots` (absolute directories).
    pub fn new(roots: Vec<Utf8PathBuf>) -> Self {
        Self { roots, ..Self::default() }
    }

    /// A workspace with many files at once, read on all cores.
    pub fn load(roots: Vec<Utf8PathBuf>, files: Vec<(Utf8PathBuf, Arc<str>)>) -> Self {
        let read = files.into_par_iter().map(|(path, text)| Arc::new(File::read(path.into(), text, None)));
        let mut workspace = Self::new(roots);
        for file in read.collect::<Vec<_>>() {
            workspace.put(&file);
        }
        workspace
    }

    /// The directories it covers.
    pub fn roots(&self) -> &[Utf8PathBuf] {
        &self.roots
    }

    /// Gives the file at `path` (absolute) a text. Only units whose text changed are read again, and only their
    /// names change the index.
    pub fn set(&mut self, path: &Utf8Path, text: impl Into<Arc<str>>) {
        let old = self.files.get(path);
        let name = old.map_or_else(|| Arc::from(path), |f| f.path.clone());
        let file = File::read(name, text.into(), old.map(|f| &**f));
        self.put(&Arc::new(file));
    }

    fn put(&mut self, file: &Arc<File>) {
        let old = self.files.insert(file.path.clone(), file.clone());
        let change = Change { path: &file.path, old: old.as_deref(), new: Some(file) };
        self.index.apply(&change);
    }

    /// Forgets the file at `path`.
    pub fn remove(&mut self, path: &Utf8Path) {
        if let Some(old) = self.files.remove(path) {
            self.index.apply(&Change { path: &old.path, old: Some(&old), new: None });
        }
    }

    /// The file at `path`.
    pub fn file(&self, path: &Utf8Path) -> Option<&Arc<File>> {
        self.files.get(path)
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = &Arc<File>> {
        self.files.values()
    }

    /// The files in `dir` and in the directories under it, by path.
    pub fn files_under<'a>(&'a self, dir: &'a Utf8Path) -> impl Iterator<Item = &'a Arc<File>> {
        let from = self.files.range::<_, Utf8Path>((Bound::Included(dir), Bound::Unbounded));
        from.take_while(move |(path, _)| path.starts_with(dir)).map(|(_, file)| file)
    }

    /// The names that are known in the whole workspace: Kubernetes objects, labels, metrics, alerts.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The Terraform module in directory `dir`, if a Terraform file lies in it.
    pub fn module<'a>(&'a self, dir: &Utf8Path) -> Option<Module<'a>> {
        Module::of(self, dir)
    }

    /// The directories that are Terraform modules, in order.
    pub fn modules(&self) -> impl Iterator<Item = Module<'_>> {
        self.index.modules().map(|(dir, names)| Module::new(self, dir, names))
    }

    /// Where the definition or reference of `site` starts, in bytes of its file.
    pub fn offset_of(&self, site: &Site) -> Option<u32> {
        self.file(&site.path)?.offset_of(&site.unit)
    }
}
