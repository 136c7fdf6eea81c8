use crate::File;
use camino::{Utf8Path, Utf8PathBuf};
use imbl::OrdMap;
use std::sync::Arc;

/// A snapshot of all files under some roots, with unsaved text in place of what is on disk.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    roots: Vec<Utf8PathBuf>,
    files: OrdMap<Utf8PathBuf, Arc<File>>,
}

impl Workspace {
    /// An empty workspace over `roots` (absolute directories).
    pub fn new(roots: Vec<Utf8PathBuf>) -> Self {
        Self { roots, files: OrdMap::new() }
    }

    /// The directories it covers.
    pub fn roots(&self) -> &[Utf8PathBuf] {
        &self.roots
    }

    /// The file at `path`.
    pub fn file(&self, path: &Utf8Path) -> Option<&Arc<File>> {
        self.files.get(path)
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = &Arc<File>> {
        self.files.values()
    }
}
