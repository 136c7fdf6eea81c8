use super::content::Contents;
use super::secrets::{Secret, secrets_in};
use super::{Reading, Repository, VcsError};
use author::Change;
use gix::bstr::{BString, ByteSlice};
use gix::index::entry::Mode;
use gix::objs::tree::EntryKind;
use gix::refs::transaction::PreviousValue;
use serde::Serialize;

/// A change set as a commit on a branch of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Committed {
    /// The branch that was made.
    pub branch: String,
    /// The commit's hash.
    pub commit: String,
    /// What the branch began at; `None` where there was no commit yet.
    pub base: Option<String>,
}

/// A file of a change set, ready to be stored.
struct Stored {
    path: String,
    kind: EntryKind,
    id: gix::ObjectId,
}

impl Repository {
    /// Commits `changes` on the new branch `branch`, which begins at what is checked out. Neither the index nor any
    /// file of the worktree is touched; no hook runs and nothing is signed. Killed at any point, it leaves the branch
    /// whole or not there.
    ///
    /// # Errors
    /// Where the branch exists or has a name that git refuses, where a file is not as the change set found it in the
    /// last commit, where nobody is named as the committer, and where secrets are found that `allow_secrets` does not
    /// allow.
    pub fn commit_changes(
        &self,
        changes: &[Change],
        branch: &str,
        message: &str,
        allow_secrets: bool,
    ) -> Result<Committed, VcsError> {
        if self.is_foreign() {
            return Err(VcsError::Foreign(self.root().to_owned()));
        }
        let name = self.new_branch(branch)?;
        let base = match self.inner.head().reading("HEAD")?.try_into_peeled_id().reading("HEAD")? {
            Some(id) => Some(id.object().and_then(gix::Object::peel_to_commit).reading("HEAD")?),
            None => None,
        };
        let tree = match &base {
            Some(commit) => commit.tree().reading("a commit")?,
            None => self.inner.empty_tree(),
        };
        let mut contents = Contents::new(self)?;
        let (mut stored, mut secrets) = (Vec::new(), Vec::new());
        for change in changes {
            let (file, found) = self.store(change, &tree, &mut contents)?;
            stored.push(file);
            secrets.extend(found);
        }
        if !allow_secrets && !secrets.is_empty() {
            return Err(VcsError::Secrets(secrets));
        }
        let mut editor = tree.edit().reading("a tree")?;
        for file in &stored {
            editor.upsert(file.path.as_str(), file.kind, file.id).writing("a tree")?;
        }
        let tree = editor.write().writing("a tree")?;
        let parents: Vec<_> = base.iter().map(|commit| commit.id).collect();
        self.identity()?;
        let commit = self.inner.new_commit(message, tree, parents).writing("the commit")?.id;
        let log = format!(
            "branch: Created by omni-architect from {}",
            self.head()?.branch.as_deref().unwrap_or("HEAD")
        );
        self.inner.reference(name, commit, PreviousValue::MustNotExist, log).writing("the branch")?;
        let base = base.map(|commit| commit.id.to_string());
        Ok(Committed { branch: branch.to_owned(), commit: commit.to_string(), base })
    }

    /// The full name of a branch that does not exist yet.
    pub(super) fn new_branch(&self, branch: &str) -> Result<gix::refs::FullName, VcsError> {
        let full = format!("refs/heads/{branch}");
        let plain = !branch.starts_with('-') && branch != "HEAD";
        let name = gix::refs::FullName::try_from(full.as_str()).ok().filter(|_| plain);
        let name = name.ok_or_else(|| VcsError::BranchName(branch.to_owned()))?;
        match self.inner.try_find_reference(name.as_ref()).reading("the branches")? {
            Some(_) => Err(VcsError::BranchExists(branch.to_owned())),
            None => Ok(name),
        }
    }

    /// Whether it is known who commits.
    pub(super) fn identity(&self) -> Result<(), VcsError> {
        let known =
            matches!(self.inner.committer(), Some(Ok(_))) && matches!(self.inner.author(), Some(Ok(_)));
        if known { Ok(()) } else { Err(VcsError::NoIdentity) }
    }

    /// Puts the new text of one file into the object database, if it is in `tree` as the change found it.
    fn store(
        &self,
        change: &Change,
        tree: &gix::Tree<'_>,
        contents: &mut Contents<'_>,
    ) -> Result<(Stored, Vec<Secret>), VcsError> {
        let (path, before, after) = match change {
            Change::Create { path, text } => (path, None, text.clone()),
            Change::Edit { path, before, edits } => {
                let after = text::apply(before, edits).map_err(|_| VcsError::Moved(path.to_string()))?;
                (path, Some(before), after)
            }
        };
        let path = self.relative(path)?;
        if contents.filter(path.as_str().into())?.is_some() {
            return Err(VcsError::Filtered(path));
        }
        let entry = tree.lookup_entry_by_path(&path).reading("a tree")?;
        let now = entry.as_ref().map(gix::object::tree::Entry::object_id);
        let expected = match before {
            Some(before) => Some(contents.cleaned(path.as_str().into(), Mode::FILE, before.as_bytes())?.id),
            None => None,
        };
        if now != expected {
            return Err(VcsError::Moved(path));
        }
        let new = contents.cleaned(path.as_str().into(), Mode::FILE, after.as_bytes())?;
        let id = self.inner.write_blob(new.bytes.unwrap_or_default()).writing("a file")?.detach();
        let kind = entry.map_or(EntryKind::Blob, |entry| entry.mode().kind());
        let secrets = secrets_in(&path, before.map(|text| &**text), &after)?;
        Ok((Stored { path, kind, id }, secrets))
    }

    /// The secrets in what would be committed: in lines that are new in the index.
    ///
    /// # Errors
    /// Where the index cannot be read, or a file cannot be searched.
    pub fn staged_secrets(&self) -> Result<Vec<Secret>, VcsError> {
        let mut secrets = Vec::new();
        for pair in self.staged()? {
            let text = |side: Option<&super::content::Content>| {
                let bytes: BString = side?.bytes.clone()?.into();
                Some(bytes.to_str().ok()?.to_owned())
            };
            let Some(new) = text(pair.new.as_ref()) else { continue };
            let old = text(pair.old.as_ref());
            secrets.extend(secrets_in(&pair.path.to_str_lossy(), old.as_deref(), &new)?);
        }
        Ok(secrets)
    }
}
