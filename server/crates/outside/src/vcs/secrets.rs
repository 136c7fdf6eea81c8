use super::VcsError;
use super::diff::line_map;
use crate::redact::{Part, find_secrets};
use camino::Utf8Path;
use serde::Serialize;

/// Something that looks like a secret, where it would be committed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Secret {
    /// The file, from the worktree's root.
    pub path: String,
    /// The line, counted from one.
    pub line: u32,
    /// What it looks like, such as `aws_key`. The secret itself is not repeated.
    pub kind: &'static str,
}

/// The secrets in those lines of `new` that `old` does not have.
pub(super) fn secrets_in(path: &str, old: Option<&str>, new: &str) -> Result<Vec<Secret>, VcsError> {
    let found = find_secrets(&Part::file(Utf8Path::new(path), new))
        .map_err(|why| VcsError::Unsearched { path: path.to_owned(), why: why.to_string() })?;
    let mut secrets = Vec::new();
    for (kind, span) in found {
        let before = new.get(..span.start).unwrap_or_default();
        let line = before.bytes().filter(|&b| b == b'\n').count() as u32;
        let known = old.is_some_and(|old| line_map(old.as_bytes(), new.as_bytes(), line).is_some());
        if !known {
            secrets.push(Secret { path: path.to_owned(), line: line + 1, kind });
        }
    }
    secrets.dedup();
    Ok(secrets)
}
