use super::{OpenDocument, Snapshot};
use camino::{Utf8Path, Utf8PathBuf};
use check::Finding;
use outside::files::{Skipped, Stamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use text::{Change, Document};
use tower_lsp::lsp_types::Url;

/// A file as it was read; `None` where it is gone or cannot be.
pub(crate) type FromDisk = (Utf8PathBuf, Option<(Arc<str>, Stamp)>);

/// What a client's messages change, in arrival order.
#[derive(Debug, Default)]
pub(crate) struct State {
    snapshot: Arc<Snapshot>,
    /// The folders of the workspace, absolute.
    pub(crate) roots: Vec<Utf8PathBuf>,
    /// What must be checked again.
    pub(crate) dirty: Dirty,
    /// The last findings of open documents, with the version they are of.
    pub(crate) findings: HashMap<Utf8PathBuf, (i32, Arc<[Finding]>)>,
    /// What the client was last told about each file: the version it is of, and a hash of it.
    pub(crate) published: BTreeMap<Utf8PathBuf, (Option<i32>, u64)>,
    /// The files on disk as they were read.
    pub(crate) disk: HashMap<Utf8PathBuf, Stamp>,
    /// What the last walk left out.
    pub(crate) skipped: Vec<Skipped>,
    /// How much of the disk is known.
    pub(crate) loaded: Loaded,
}

/// How much of the disk is known. Until a file's neighbours are, what it refers to may only seem to be missing.
#[derive(Debug, Default)]
pub(crate) struct Loaded {
    /// Every root was walked.
    pub(crate) roots: bool,
    /// How many reads of changed files are under way.
    pub(crate) reading: usize,
    /// Directories that were read one by one.
    pub(crate) directories: BTreeSet<Utf8PathBuf>,
}

/// Files to check, in the order that a person waits for them.
#[derive(Debug, Default)]
pub(crate) struct Dirty {
    /// Changed by a person just now.
    pub(crate) changed: BTreeSet<Utf8PathBuf>,
    /// All open documents: what they refer to may have changed.
    pub(crate) open: bool,
    /// The whole workspace.
    pub(crate) all: bool,
}

impl State {
    /// The workspace now.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.clone()
    }

    /// Puts the next snapshot in place of the last.
    pub(crate) fn advance(&mut self, next: impl FnOnce(&Snapshot) -> Snapshot) {
        self.snapshot = Arc::new(next(&self.snapshot));
    }

    /// A document was opened.
    pub(crate) fn open(&mut self, url: Url, path: Utf8PathBuf, text: &str, version: i32) {
        let document = OpenDocument { url, document: Document::new(text, version) };
        self.advance(|s| s.with_document(path.clone(), document));
        self.touch(path);
    }

    /// A document was changed; false if it is not open.
    pub(crate) fn change(&mut self, path: &Utf8Path, changes: Vec<Change>, version: i32) -> bool {
        let Some(mut open) = self.snapshot.document(path).cloned() else { return false };
        open.document.change(changes, version, self.snapshot.encoding);
        self.advance(|s| s.with_document(path.to_owned(), open));
        self.touch(path.to_owned());
        true
    }

    /// A document was closed.
    pub(crate) fn close(&mut self, path: &Utf8Path) {
        self.advance(|s| s.without_document(path));
        self.findings.remove(path);
        self.dirty.changed.remove(path);
    }

    /// Files on disk were read or went away.
    pub(crate) fn disk_changed(&mut self, files: Vec<FromDisk>) {
        if files.is_empty() {
            return;
        }
        for (path, read) in &files {
            match read {
                Some((_, stamp)) => self.disk.insert(path.clone(), *stamp),
                None => self.disk.remove(path),
            };
        }
        let texts = files.into_iter().map(|(path, read)| (path, read.map(|(text, _)| text)));
        self.advance(|s| s.with_disk(texts));
        self.dirty.open = true;
        self.dirty.all = true;
    }

    /// Whether enough of the disk is known to judge the file at `path`.
    pub(crate) fn is_ready(&self, path: &Utf8Path) -> bool {
        self.is_loaded(path.parent().unwrap_or(path))
    }

    /// Whether the files of `directory` were read.
    pub(crate) fn is_loaded(&self, directory: &Utf8Path) -> bool {
        let walked = self.loaded.roots && self.roots.iter().any(|root| directory.starts_with(root));
        walked || self.loaded.directories.contains(directory)
    }

    /// Whether all is known that is to be known.
    pub(crate) fn is_settled(&self) -> bool {
        self.loaded.roots && self.loaded.reading == 0
    }

    fn touch(&mut self, path: Utf8PathBuf) {
        self.dirty.changed.insert(path);
        self.dirty.open = true;
    }
}
