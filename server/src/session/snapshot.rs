use crate::config::Config;
use camino::{Utf8Path, Utf8PathBuf};
use imbl::OrdMap;
use std::sync::{Arc, OnceLock};
use text::{Document, Encoding};
use tower_lsp::lsp_types::Url;
use workspace::Workspace;

/// A document that the client holds open.
#[derive(Clone, Debug)]
pub(crate) struct OpenDocument {
    /// As the client spells it.
    pub(crate) url: Url,
    /// Its text and version.
    pub(crate) document: Document,
}

/// A text that the workspace does not have yet.
#[derive(Clone, Debug)]
enum Pending {
    Open(Document),
    Disk(Arc<str>),
    Gone,
}

/// The workspace at one moment. Making the next one costs nothing; the first that asks for the workspace parses
/// what changed since the last one that did.
#[derive(Debug, Default)]
pub(crate) struct Snapshot {
    /// Counts every change of anything.
    pub(crate) revision: u64,
    /// The settings.
    pub(crate) config: Arc<Config>,
    /// How the client counts columns.
    pub(crate) encoding: Encoding,
    documents: OrdMap<Utf8PathBuf, OpenDocument>,
    base: Workspace,
    pending: OrdMap<Utf8PathBuf, Pending>,
    resolved: OnceLock<Workspace>,
}

impl Snapshot {
    /// The files, parsed. Call it off the IO task.
    pub(crate) fn workspace(&self) -> &Workspace {
        self.resolved.get_or_init(|| {
            let mut workspace = self.base.clone();
            for (path, pending) in &self.pending {
                match pending {
                    Pending::Open(document) => workspace.set(path, document.text()),
                    Pending::Disk(text) => workspace.set(path, text.clone()),
                    Pending::Gone => workspace.remove(path),
                }
            }
            workspace
        })
    }

    /// The open document at `path`.
    pub(crate) fn document(&self, path: &Utf8Path) -> Option<&OpenDocument> {
        self.documents.get(path)
    }

    /// The version of `path` that the client knows; `None` where it is not open.
    pub(crate) fn version(&self, path: &Utf8Path) -> Option<i32> {
        self.document(path).map(|d| d.document.version())
    }

    /// The open documents by path.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&Utf8PathBuf, &OpenDocument)> {
        self.documents.iter()
    }

    /// The same workspace, to change it.
    fn next(&self) -> Self {
        let (base, pending) = match self.resolved.get() {
            Some(workspace) => (workspace.clone(), OrdMap::new()),
            None => (self.base.clone(), self.pending.clone()),
        };
        Self {
            revision: self.revision + 1,
            config: self.config.clone(),
            encoding: self.encoding,
            documents: self.documents.clone(),
            base,
            pending,
            resolved: OnceLock::new(),
        }
    }

    /// With `document` open at `path`, new or changed.
    pub(crate) fn with_document(&self, path: Utf8PathBuf, document: OpenDocument) -> Self {
        let mut next = self.next();
        next.pending.insert(path.clone(), Pending::Open(document.document.clone()));
        next.documents.insert(path, document);
        next
    }

    /// Without the document at `path`; its text stays until the disk's is known.
    pub(crate) fn without_document(&self, path: &Utf8Path) -> Self {
        let mut next = self.next();
        next.documents.remove(path);
        next
    }

    /// With these texts of the disk, `None` for a file that is gone. Open documents keep their own.
    pub(crate) fn with_disk(&self, files: impl IntoIterator<Item = (Utf8PathBuf, Option<Arc<str>>)>) -> Self {
        let mut next = self.next();
        for (path, text) in files {
            if !next.documents.contains_key(&path) {
                next.pending.insert(path, text.map_or(Pending::Gone, Pending::Disk));
            }
        }
        next
    }

    /// With `workspace` in place of all that was read; open documents are laid over it.
    pub(crate) fn with_workspace(&self, workspace: Workspace) -> Self {
        let mut next = self.next();
        next.base = workspace;
        let open = next.documents.iter().map(|(path, d)| (path.clone(), Pending::Open(d.document.clone())));
        next.pending = open.collect();
        next
    }

    /// With other settings.
    pub(crate) fn with_config(&self, config: Config) -> Self {
        Self { config: Arc::new(config), ..self.next() }
    }

    /// With another way to count columns.
    pub(crate) fn with_encoding(&self, encoding: Encoding) -> Self {
        Self { encoding, ..self.next() }
    }
}
