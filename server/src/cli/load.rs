use super::terminal::Terminal;
use crate::wiring;
use camino::{Utf8Path, Utf8PathBuf};
use outside::files::{Found, Rules, Skipped, read, walk};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;
use workspace::Workspace;

/// From this many files on, a person is told that there is work to do.
const MANY: usize = 500;

/// Files that were read.
pub(super) struct Loaded {
    /// All of them, parsed.
    pub(super) workspace: Workspace,
    /// What was left out.
    pub(super) skipped: Vec<Skipped>,
}

/// Reads every file of ours below `roots`, and those right in `beside`.
pub(super) fn load(terminal: &Terminal, roots: Vec<Utf8PathBuf>, beside: &BTreeSet<Utf8PathBuf>) -> Loaded {
    let rules = |depth| Rules {
        wanted: wiring::is_ours,
        is_skipped: workspace::is_skipped_directory,
        depth,
        cancelled: Arc::default(),
    };
    let mut walked = walk(&roots, &rules(None));
    let near: Vec<_> = beside.iter().filter(|d| !roots.iter().any(|r| d.starts_with(r))).cloned().collect();
    let more = walk(&near, &rules(Some(1)));
    walked.found.extend(more.found);
    if walked.found.len() >= MANY {
        terminal.progress(&format!("reading {} files", walked.found.len()));
    }
    let read: Vec<_> = walked.found.into_par_iter().map(read_one).collect();
    let (mut texts, mut skipped) = (Vec::new(), walked.skipped);
    for result in read {
        match result {
            Ok(file) => texts.push(file),
            Err(left) => skipped.push(left),
        }
    }
    skipped.sort_by(|a, b| a.path.cmp(&b.path));
    let loaded = Loaded { workspace: Workspace::load(roots, texts), skipped };
    terminal.progress("");
    loaded
}

fn read_one(found: Found) -> Result<(Utf8PathBuf, Arc<str>), Skipped> {
    match read(&found.path) {
        Ok(text) => Ok((found.path, text.into())),
        Err(why) => Err(Skipped { path: found.path, why }),
    }
}

/// `path` from the root of the file system, without `.` and `..`; it need not exist.
///
/// # Errors
/// One sentence.
pub(super) fn absolute(path: &Utf8Path) -> Result<Utf8PathBuf, String> {
    let whole = std::path::absolute(path).map_err(|e| format!("{path} is not a path: {e}"))?;
    let there = whole.ancestors().find(|p| p.exists()).unwrap_or(&whole);
    let rest = whole.strip_prefix(there).unwrap_or(std::path::Path::new(""));
    let real = there.canonicalize().map_err(|e| format!("{path} cannot be reached: {e}"))?;
    let real = if rest.as_os_str().is_empty() { real } else { real.join(rest) };
    Utf8PathBuf::from_path_buf(real).map_err(|p| format!("{} has a name that is not UTF-8", p.display()))
}

/// `path` as the person would name it: from the current directory if it lies below it.
pub(super) fn shown(path: &Utf8Path) -> &Utf8Path {
    use std::sync::OnceLock;
    static HERE: OnceLock<Option<Utf8PathBuf>> = OnceLock::new();
    let here = HERE.get_or_init(|| absolute(Utf8Path::new(".")).ok());
    here.as_ref().and_then(|here| path.strip_prefix(here).ok()).unwrap_or(path)
}
