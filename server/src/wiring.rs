//! Where the shell meets the core: which files count, and the calls to the checks and the author with what they
//! need of a session.

use crate::session::Snapshot;
use author::{ChangeSet, CommitMessage, Complement, Outcome, Refusal, Request};
use camino::Utf8Path;
use check::{Cache, Finding};
use schema::kubernetes::Version;
use workspace::{Format, Workspace};

/// Whether the file at `path` is one that is read.
pub(crate) fn is_ours(path: &Utf8Path) -> bool {
    Format::of(path) != Format::Other
}

/// The checks, with what they found before.
#[derive(Debug, Default)]
pub(crate) struct Checker {
    cache: Cache,
}

impl Checker {
    /// The findings of one file. Call it off the IO task.
    pub(crate) fn check_file(&self, snapshot: &Snapshot, path: &Utf8Path) -> Vec<Finding> {
        check::check_file(snapshot.workspace(), path, &snapshot.config.check, &self.cache)
    }

    /// The findings of every file, by path. Call it off the IO task.
    pub(crate) fn check_all(&self, snapshot: &Snapshot) -> Vec<Finding> {
        check::check_all(snapshot.workspace(), &snapshot.config.check, &self.cache)
    }
}

/// The Kubernetes release called `name`.
///
/// # Errors
/// One sentence that names the releases there are.
pub(crate) fn kubernetes_version(name: &str) -> Result<Version, String> {
    Version::find(name).ok_or_else(|| {
        let known: Vec<_> = Version::all().map(Version::name).collect();
        format!("Kubernetes {name} is not known: {}", known.join(", "))
    })
}

/// What the author makes of `request`. Call it off the IO task.
pub(crate) fn generate(workspace: &Workspace, request: &Request) -> Outcome {
    author::generate(workspace, request)
}

/// The message for a commit of `changes`, whose files are named from `root`.
pub(crate) fn commit_draft(changes: &ChangeSet, root: &Utf8Path) -> CommitMessage {
    author::commit_message(changes, root)
}

/// `message` with a line that says what made the change, if it is `wanted`.
pub(crate) fn with_trailer(message: String, wanted: bool) -> String {
    if !wanted {
        return message;
    }
    format!("{}\n\nGenerated-by: omni-architect {}\n", message.trim_end(), crate::cli::VERSION)
}

/// A refusal in one sentence, with the nearest things that can be asked for.
pub(crate) fn refusal_sentence(refusal: &Refusal) -> String {
    match refusal.suggestions.as_slice() {
        [] => refusal.message.clone(),
        near => format!("{}; the nearest: {}", refusal.message, near.join(", ")),
    }
}

/// A refusal of the shell's own.
pub(crate) fn refused(message: &str) -> Outcome {
    Outcome::Refused(Refusal { message: message.to_owned(), suggestions: Vec::new() })
}

/// What can be added to the workload at byte `at` of `path`.
pub(crate) fn complements(workspace: &Workspace, path: &Utf8Path, at: u32) -> Vec<Complement> {
    author::complements(workspace, path, at)
}

/// The complement called `name`.
pub(crate) fn complement_called(name: &str) -> Option<Complement> {
    Complement::ALL.into_iter().find(|complement| complement.name() == name)
}

/// Adds `what` to the workload at byte `at` of `path`. Call it off the IO task.
pub(crate) fn complement(workspace: &Workspace, path: &Utf8Path, at: u32, what: Complement) -> Outcome {
    author::complement(workspace, path, at, what)
}
