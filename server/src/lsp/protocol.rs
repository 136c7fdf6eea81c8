//! What the commands take and answer, as JSON. `editors/vscode/src/protocol.ts` and
//! `editors/nvim/lua/omni_architect/protocol.lua` mirror it.

use crate::batch::Item;
use serde::{Deserialize, Serialize};
use tower_lsp::lsp_types::Url;

/// The request that tells the server's text of a document: for tests, and for people who look into a fault.
pub(super) const TEXT: &str = "omni/text";

/// The request that says, or asks, whether the workspace is trusted.
pub(super) const TRUST: &str = "omni/trust";

/// What `omni/trust` takes and answers.
#[derive(Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct TrustWord {
    /// Whether commands may run, providers be asked and git written; without it, only what holds is told.
    pub(super) trusted: Option<bool>,
}

/// What `omni.run` takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the protocol")]
pub(super) struct Run {
    /// The tool and its arguments.
    pub(super) command: Vec<String>,
    /// The directory to run in, or a file in it; the first folder of the workspace if left out.
    pub(super) uri: Option<Url>,
    /// Say what would run, and run nothing.
    #[serde(default)]
    pub(super) dry_run: bool,
}

/// What `omni.run` answers.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "the names of the protocol")]
pub(super) struct Ran {
    /// Whether it was started and has ended.
    pub(super) ran: bool,
    /// One sentence for a person: how it ended, or why it was refused and what is nearest.
    pub(super) message: String,
    /// As it runs; null where it was refused.
    pub(super) command_line: Option<String>,
    /// What it does.
    pub(super) sentence: Option<String>,
    /// `read` or `write`.
    pub(super) class: Option<String>,
    /// Its exit code, where it ended by itself.
    pub(super) code: Option<i32>,
    /// The lines that it wrote, as plain text, secrets masked.
    pub(super) output: Vec<String>,
    /// How long it took.
    pub(super) milliseconds: u64,
}

impl Ran {
    /// Refused, and why.
    pub(super) fn not(message: String) -> Self {
        let (command_line, sentence, class, code) = (None, None, None, None);
        Self { ran: false, message, command_line, sentence, class, code, output: Vec::new(), milliseconds: 0 }
    }

    /// What `plan` would do; nothing ran yet.
    pub(super) fn about(plan: &outside::commands::Plan) -> Self {
        Self {
            command_line: Some(plan.command_line()),
            sentence: Some(plan.sentence.clone()),
            class: Some(plan.class.to_string()),
            ..Self::not(String::new())
        }
    }
}

/// What `omni/text` takes.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TextQuestion {
    /// An open document.
    pub(super) uri: Url,
}

/// What `omni/text` answers.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TextAnswer {
    /// The whole text.
    pub(super) text: String,
    /// Its version.
    pub(super) version: i32,
}

/// What `omni.preview` takes, and `omni.generate` too.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::lsp) struct Asked {
    /// What to build, in plain language.
    pub(super) request: String,
    /// The directory to build it in, or a file in it; the first folder of the workspace if left out.
    pub(super) uri: Option<Url>,
    /// The Terraform provider where the words leave it open; the one of the settings if left out.
    pub(super) provider: Option<String>,
    /// Who writes: `embedded`, `ollama`, `openai/MODEL` ..., several by commas; what the settings say if left out.
    pub(super) model_provider: Option<String>,
    /// The model to ask; the one of the settings if left out.
    pub(super) model: Option<String>,
}

/// What `omni.batch` takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Batch {
    /// Requests, each a text or `{request, into}`.
    pub(super) requests: Vec<Item>,
    /// The directory to build in, or a file in it; the first folder of the workspace if left out.
    pub(super) uri: Option<Url>,
    /// The Terraform provider where the words leave it open; the one of the settings if left out.
    pub(super) provider: Option<String>,
    /// As for `omni.generate`.
    pub(super) model_provider: Option<String>,
    /// As for `omni.generate`.
    pub(super) model: Option<String>,
}

/// What `omni.batch` answers: a preview of all of it, which `omni.generate` applies by its id.
#[derive(Debug, Serialize)]
pub(super) struct Batched {
    /// The changes together.
    #[serde(flatten)]
    pub(super) preview: Preview,
    /// What became of each request, in order.
    pub(super) items: Vec<BatchedItem>,
}

/// What became of one request.
#[derive(Debug, Serialize)]
pub(super) struct BatchedItem {
    /// As it was asked.
    pub(super) request: String,
    /// Whether its changes are part of the whole.
    pub(super) done: bool,
    /// One sentence for a person.
    pub(super) message: String,
}

/// What `omni.generate` takes.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Generate {
    /// What a preview showed.
    Shown {
        /// The preview's name.
        id: String,
    },
    /// Something new.
    New(Wish),
}

/// Something to be made.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(in crate::lsp) enum Wish {
    /// In plain language.
    Asked(Asked),
    /// For a workload.
    Complement(Complement),
    /// For what is there already.
    Harden {
        /// What of it.
        harden: Harden,
    },
}

/// What `omni.harden` takes.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(in crate::lsp) struct Harden {
    /// A file or directory; the whole workspace if left out.
    pub(super) uri: Option<Url>,
    /// A byte of the only block or document of the file to look at.
    pub(super) at: Option<u32>,
}

/// Something to add to a workload.
#[derive(Debug, Deserialize)]
pub(in crate::lsp) struct Complement {
    /// `Service`, `HorizontalPodAutoscaler`, `PodDisruptionBudget`, `NetworkPolicy` or `monitoring`.
    #[serde(rename = "complement")]
    pub(super) what: String,
    /// The document.
    pub(super) uri: Url,
    /// A byte of the workload.
    pub(super) at: u32,
}

/// What `omni.undo` takes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Undo {
    /// Which generation; the last one if left out.
    pub(super) id: Option<String>,
}

/// What `omni.check` takes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Check {
    /// A file or directory; the whole workspace if left out.
    pub(super) uri: Option<Url>,
}

/// What `omni.applied` takes: the client has applied the edit of a code action.
#[derive(Debug, Deserialize)]
pub(super) struct Applied {
    /// The change set's name.
    pub(super) id: String,
}

/// What `omni.preview` answers.
#[derive(Debug, Serialize)]
pub(super) struct Preview {
    /// Names the change set for `omni.generate`; null where nothing could be made.
    pub(super) id: Option<String>,
    /// One sentence for a person.
    pub(super) message: String,
    /// The files that would change.
    pub(super) files: Vec<PreviewFile>,
    /// The changes as a unified diff.
    pub(super) diff: String,
    /// The proof as Markdown.
    pub(super) proof: String,
}

/// A file as it is and as it would be.
#[derive(Debug, Serialize)]
pub(super) struct PreviewFile {
    /// The file.
    pub(super) uri: Url,
    /// Null where it does not exist yet.
    pub(super) before: Option<String>,
    /// Its new text.
    pub(super) after: String,
}

/// What `omni.generate` answers.
#[derive(Debug, Serialize)]
pub(super) struct Generated {
    /// Names the change set for `omni.undo`; null where nothing could be made.
    pub(super) id: Option<String>,
    /// Whether the client has it.
    pub(super) applied: bool,
    /// One sentence for a person; where it was not applied, why.
    pub(super) message: String,
    /// The files that are new. A client that keeps them in memory alone should write them now.
    pub(super) created: Vec<Url>,
}

impl Generated {
    /// Nothing was applied, and why.
    pub(super) fn not(id: Option<String>, message: String) -> Self {
        Self { id, applied: false, message, created: Vec::new() }
    }
}

/// What `omni.undo` answers.
#[derive(Debug, Serialize)]
pub(super) struct Undone {
    /// Whether the files are as they were.
    pub(super) undone: bool,
    /// One sentence for a person.
    pub(super) message: String,
}

/// What `omni.check` answers.
#[derive(Debug, Serialize)]
pub(super) struct Checked {
    /// How many files were checked.
    pub(super) files: usize,
    /// Findings of each severity.
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) infos: usize,
    pub(super) hints: usize,
    /// What was left out, a sentence each.
    pub(super) skipped: Vec<String>,
    /// One sentence for a person.
    pub(super) message: String,
}

/// What the commands on a repository answer.
#[derive(Debug, Serialize)]
pub(super) struct GitAnswer<T> {
    /// Why there is no result, in one sentence for a person.
    pub(super) message: Option<String>,
    /// What was asked for.
    pub(super) result: Option<T>,
}

impl<T> GitAnswer<T> {
    /// No result, and why.
    pub(super) fn not(message: String) -> Self {
        Self { message: Some(message), result: None }
    }
}

/// What `omni.git.status` takes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GitPlace {
    /// A file or directory of the repository; the first folder if left out.
    pub(super) uri: Option<Url>,
}

/// What `omni.git.diff` takes: without anything, the changes that are not staged.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GitDiff {
    /// Only this file or directory.
    pub(super) uri: Option<Url>,
    /// What would be committed.
    pub(super) staged: bool,
    /// What this commit changed.
    pub(super) commit: Option<String>,
    /// From this commit ...
    pub(super) from: Option<String>,
    /// ... to this one, `HEAD` if left out.
    pub(super) to: Option<String>,
}

/// What `omni.git.log` takes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct GitLog {
    /// Only commits that change this file or directory.
    pub(super) uri: Option<Url>,
    /// How many at most.
    pub(super) limit: Option<usize>,
}

/// What `omni.git.blame` takes.
#[derive(Debug, Deserialize)]
pub(super) struct GitBlame {
    /// A file.
    pub(super) uri: Url,
    /// A line of it, from zero.
    pub(super) line: u32,
}

/// What `omni.git.commitChangeSet` takes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct GitChangeSet {
    /// The change set's name.
    pub(super) id: String,
    /// The new branch; one after what changes if left out.
    pub(super) branch: Option<String>,
    /// The message; drafted from what changes if left out.
    pub(super) message: Option<String>,
    /// Whether a `Generated-by:` line ends the message.
    #[serde(default)]
    pub(super) trailer: bool,
    /// Why what looks like a secret may be committed.
    pub(super) allow_secrets: Option<String>,
}

/// What `omni.git.commitChangeSet` answers.
#[derive(Debug, Serialize)]
pub(super) struct GitCommitted {
    /// The branch that was made.
    pub(super) branch: String,
    /// The commit.
    pub(super) commit: String,
    /// Its message.
    pub(super) message: String,
}

/// What `omni.git.diff` answers.
#[derive(Debug, Serialize)]
pub(super) struct GitDiffed {
    /// The files that differ.
    pub(super) files: Vec<outside::vcs::FileDiff>,
    /// All of it as `git diff` writes it.
    pub(super) unified: String,
}
/// What `omni.cache.stats` answers: counts since the cache was first used.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CacheStats {
    /// Answers from memory, from Redis, and taken over from somebody who was asking the same.
    pub(super) memory_hits: u64,
    pub(super) redis_hits: u64,
    pub(super) joined: u64,
    /// Questions that had to be asked, and those that had not.
    pub(super) misses: u64,
    pub(super) saved_calls: u64,
    /// Entries that made room or grew too old.
    pub(super) evictions: u64,
    /// Entries in Redis that were not the team's own.
    pub(super) rejected: u64,
    /// What memory holds.
    pub(super) entries: u64,
    pub(super) bytes: u64,
    /// `off`, `connecting`, `up` or `down`, and how often it was given up.
    pub(super) redis: &'static str,
    pub(super) trips: u64,
    /// What 99 of 100 took no longer than, in milliseconds.
    pub(super) redis_p99_ms: Option<f64>,
    pub(super) make_p99_ms: Option<f64>,
}

/// What `omni.cache.purge` answers.
#[derive(Debug, Serialize)]
pub(super) struct CachePurged {
    /// How many were removed from memory.
    pub(super) memory: u64,
    /// How many from Redis; null where it was not reached or none is set.
    pub(super) redis: Option<u64>,
    /// One sentence for a person.
    pub(super) message: String,
}
