use super::content::Contents;
use super::diff::line_map;
use super::{Commit, Reading, Repository, VcsError};
use gix::ObjectId;
use gix::bstr::ByteSlice;
use serde::Serialize;

/// Who last changed a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Blame {
    /// The line, counted from one, in the file as it is in the worktree.
    pub line: u32,
    /// The commit; `None` for a line that is not committed yet.
    pub commit: Option<Commit>,
    /// The line's number in that commit.
    pub original_line: Option<u32>,
    /// What the file was called in that commit.
    pub original_path: Option<String>,
}

/// A line of a file in a commit.
struct Place {
    commit: ObjectId,
    path: String,
    text: Vec<u8>,
    /// Counted from zero.
    line: u32,
}

impl Repository {
    /// Who last changed `line`, counted from one, of the file at `path`, from the worktree's root. Where a history was
    /// cut off, its first commit answers for all that came before.
    ///
    /// # Errors
    /// Where the file is not there or has fewer lines, and where the history cannot be read.
    pub fn blame(&self, path: &str, line: u32) -> Result<Blame, VcsError> {
        let now = Contents::new(self)?.worktree(path.into())?;
        let now = now.and_then(|content| content.bytes).ok_or_else(|| VcsError::NoPath(path.to_owned()))?;
        let lines = u32::try_from(now.lines().count()).unwrap_or(u32::MAX);
        if line == 0 || line > lines {
            return Err(VcsError::NoLine { path: path.to_owned(), lines });
        }
        let new = Blame { line, commit: None, original_line: None, original_path: None };
        let Some(mut place) = self.committed(path, &now, line - 1)? else { return Ok(new) };
        while let Some(before) = self.before(&place)? {
            place = before;
        }
        Ok(Blame {
            commit: Some(self.show(&place.commit.to_string())?),
            original_line: Some(place.line + 1),
            original_path: Some(place.path),
            ..new
        })
    }

    /// A line of the worktree in what is checked out, or in what is being merged into it.
    fn committed(&self, path: &str, now: &[u8], line: u32) -> Result<Option<Place>, VcsError> {
        for name in ["HEAD", "MERGE_HEAD"] {
            let Ok(commit) = self.commit_called(name).map(gix::Id::detach) else { continue };
            let Some(text) = self.text_at(commit, path)? else { continue };
            if let Some(line) = line_map(&text, now, line) {
                return Ok(Some(Place { commit, path: path.to_owned(), text, line }));
            }
        }
        Ok(None)
    }

    /// The same line in the first parent that has it; `None` where `place` brought it in.
    fn before(&self, place: &Place) -> Result<Option<Place>, VcsError> {
        for parent in self.parents(place.commit)? {
            let mut path = place.path.clone();
            let mut text = self.text_at(parent, &path)?;
            if text.is_none()
                && let Some(renamed) = self.renamed_from(parent, place)?
            {
                text = self.text_at(parent, &renamed)?;
                path = renamed;
            }
            let Some(text) = text else { continue };
            let same = text == place.text;
            let line = if same { Some(place.line) } else { line_map(&text, &place.text, place.line) };
            if let Some(line) = line {
                return Ok(Some(Place { commit: parent, path, text, line }));
            }
        }
        Ok(None)
    }

    fn renamed_from(&self, parent: ObjectId, place: &Place) -> Result<Option<String>, VcsError> {
        let pairs = self.between(Some(parent), place.commit)?;
        let renamed = pairs.into_iter().find(|pair| pair.path == place.path.as_str());
        Ok(renamed.and_then(|pair| pair.original).map(|(name, _)| name.to_str_lossy().into_owned()))
    }

    /// The file at `path` of a commit.
    fn text_at(&self, commit: ObjectId, path: &str) -> Result<Option<Vec<u8>>, VcsError> {
        let tree = self.inner.find_commit(commit).and_then(|commit| commit.tree()).reading("a commit")?;
        let entry = tree.lookup_entry_by_path(path).reading("a tree")?;
        let Some(entry) = entry.filter(|entry| entry.mode().is_blob()) else { return Ok(None) };
        Ok(Some(entry.object().reading("an object")?.detach().data))
    }

    /// The commits before one; none where the history was cut off.
    pub(super) fn parents(&self, commit: ObjectId) -> Result<Vec<ObjectId>, VcsError> {
        if self.inner.shallow_commits().ok().flatten().is_some_and(|cut| cut.contains(&commit)) {
            return Ok(Vec::new());
        }
        let commit = self.inner.find_commit(commit).reading("a commit")?;
        Ok(commit.parent_ids().map(gix::Id::detach).collect())
    }
}
