use super::{Reading, Repository, VcsError};
use gix::ObjectId;
use gix::attrs::StateRef;
use gix::bstr::{BStr, ByteSlice};
use gix::filter::plumbing::pipeline::convert::ToGitOutcome;
use gix::index::entry::Mode;
use gix::objs::Kind;
use std::fs;
use std::io::Read;

/// The largest file that is compared line by line, in bytes; a larger one only differs.
pub(super) const MAX_TEXT: u64 = 16 * 1024 * 1024;

/// Files of the worktree as git would store them, without a filter of the configuration's being run.
pub(super) struct Contents<'a> {
    repository: &'a Repository,
    pipeline: gix::filter::Pipeline<'a>,
    index: gix::worktree::IndexPersistedOrInMemory,
    attributes: gix::AttributeStack<'a>,
    found: gix::attrs::search::Outcome,
}

/// One side of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Content {
    /// What kind of file it is.
    pub(super) mode: Mode,
    /// What git calls these bytes.
    pub(super) id: ObjectId,
    /// The bytes; `None` for one that is too large to show.
    pub(super) bytes: Option<Vec<u8>>,
}

impl<'a> Contents<'a> {
    pub(super) fn new(repository: &'a Repository) -> Result<Self, VcsError> {
        let (pipeline, index) = repository.inner.filter_pipeline(None).reading("the attributes")?;
        let source = gix::worktree::stack::state::attributes::Source::WorktreeThenIdMapping;
        let attributes = repository.inner.attributes_only(&index, source).reading("the attributes")?;
        let found = attributes.selected_attribute_matches(["filter", "diff"]);
        Ok(Self { repository, pipeline, index, attributes, found })
    }

    /// The filter that the attributes name for `path`.
    pub(super) fn filter(&mut self, path: &BStr) -> Result<Option<String>, VcsError> {
        Ok(match self.attribute(path, "filter")? {
            Some(StateRef::Value(name)) => Some(name.as_bstr().to_str_lossy().into_owned()),
            _ => None,
        })
    }

    /// Whether the attributes say that `path` is not to be compared line by line.
    pub(super) fn is_opaque(&mut self, path: &BStr) -> Result<bool, VcsError> {
        Ok(matches!(self.attribute(path, "diff")?, Some(StateRef::Unset)))
    }

    fn attribute(&mut self, path: &BStr, name: &str) -> Result<Option<StateRef<'_>>, VcsError> {
        let platform = self.attributes.at_entry(path, None).reading("the attributes")?;
        platform.matching_attributes(&mut self.found);
        let mut selected = self.found.iter_selected();
        let found = selected.find(|found| found.assignment.name.as_str() == name);
        Ok(found.map(|found| found.assignment.state))
    }

    /// The file at `path` of the worktree; `None` where there is none that git could store.
    pub(super) fn worktree(&mut self, path: &BStr) -> Result<Option<Content>, VcsError> {
        let Ok(name) = path.to_path() else { return Ok(None) };
        let full = self.repository.root().as_std_path().join(name);
        let Ok(metadata) = fs::symlink_metadata(&full) else { return Ok(None) };
        if metadata.is_symlink() {
            let target = fs::read_link(&full).reading("a file of the worktree")?;
            let bytes = gix::path::into_bstr(target).reading("a file of the worktree")?.into_owned().into();
            return self.content(Mode::SYMLINK, bytes).map(Some);
        }
        if !metadata.is_file() {
            return Ok(None);
        }
        let mode = if is_executable(&metadata) { Mode::FILE_EXECUTABLE } else { Mode::FILE };
        if self.filter(path)?.as_deref() == Some("lfs") {
            return self.content(mode, pointer(&full).reading("a file of the worktree")?).map(Some);
        }
        let file = fs::File::open(&full).reading("a file of the worktree")?;
        self.cleaned(path, mode, file).map(Some)
    }

    /// What git would store of a file at `path` that reads as `file`: line ends and encodings are converted, filters
    /// are not run.
    pub(super) fn cleaned(&mut self, path: &BStr, mode: Mode, file: impl Read) -> Result<Content, VcsError> {
        let name = path.to_path().map_err(|_| VcsError::NameNotUtf8)?;
        let mut bytes = Vec::new();
        let reading = |read: std::io::Result<usize>| read.reading("a file of the worktree");
        match self.pipeline.convert_to_git(file, name, &self.index).reading("a file of the worktree")? {
            ToGitOutcome::Unchanged(mut file) => reading(file.read_to_end(&mut bytes))?,
            ToGitOutcome::Buffer(buffer) => {
                bytes.extend_from_slice(buffer);
                bytes.len()
            }
            ToGitOutcome::Process(mut read) => reading(read.read_to_end(&mut bytes))?,
        };
        self.content(mode, bytes)
    }

    fn content(&self, mode: Mode, bytes: Vec<u8>) -> Result<Content, VcsError> {
        let hash = self.repository.inner.object_hash();
        let id = gix::objs::compute_hash(hash, Kind::Blob, &bytes).reading("a file")?;
        let bytes = (bytes.len() as u64 <= MAX_TEXT).then_some(bytes);
        Ok(Content { mode, id, bytes })
    }
}

impl Repository {
    /// The bytes of the blob with the hash `id`.
    pub(super) fn blob(&self, id: &str) -> Result<Vec<u8>, VcsError> {
        let id = ObjectId::from_hex(id.as_bytes()).reading("an object")?;
        Ok(self.inner.find_blob(id).reading("an object")?.detach().data)
    }

    /// What is stored as `id`; a submodule's is the sentence that git makes of it.
    pub(super) fn stored(&self, mode: Mode, id: ObjectId) -> Result<Content, VcsError> {
        if mode == Mode::COMMIT {
            return Ok(Content { mode, id, bytes: Some(format!("Subproject commit {id}\n").into_bytes()) });
        }
        let header = self.inner.find_header(id).reading("an object")?;
        if header.size() > MAX_TEXT {
            return Ok(Content { mode, id, bytes: None });
        }
        let blob = self.inner.find_blob(id).reading("an object")?;
        Ok(Content { mode, id, bytes: Some(blob.detach().data) })
    }
}

/// What git-lfs stores in place of a file (the pointer of its specification, version 1); a file that is one already
/// is left as it is.
fn pointer(path: &std::path::Path) -> std::io::Result<Vec<u8>> {
    const VERSION: &str = "version https://git-lfs.github.com/spec/v1\n";
    let mut hasher = gix::hash::hasher(gix::hash::Kind::Sha256);
    let mut file = fs::File::open(path)?;
    let (mut buffer, mut start, mut size) = (vec![0; 64 * 1024], Vec::new(), 0u64);
    loop {
        let n = file.read(&mut buffer)?;
        let Some(part) = buffer.get(..n).filter(|part| !part.is_empty()) else { break };
        hasher.update(part);
        if start.len() < 1024 {
            start.extend_from_slice(part);
        }
        size += n as u64;
    }
    if size == 0 || (size < 1024 && start.starts_with(VERSION.as_bytes())) {
        return Ok(start);
    }
    let oid = hasher.try_finalize().map_err(std::io::Error::other)?;
    Ok(format!("{VERSION}oid sha256:{oid}\nsize {size}\n").into_bytes())
}

#[cfg(unix)]
fn is_executable(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_metadata: &fs::Metadata) -> bool {
    false
}
