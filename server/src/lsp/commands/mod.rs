//! One file a command. Arguments and answers are typed in `protocol.rs`.

mod applied;
mod batch;
mod cache;
mod check;
mod generate;
mod git;
mod harden;
mod preview;
mod run;
mod undo;

pub(super) use generate::{make, whole};

use super::protocol;
use crate::session::Session;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{ExecuteCommandParams, ProgressToken};

/// The commands, prefixed so that no other server's are called the same.
pub(super) const NAMES: [&str; 15] = [
    GENERATE,
    PREVIEW,
    BATCH,
    CHECK,
    HARDEN,
    UNDO,
    APPLIED,
    RUN,
    GIT_STATUS,
    GIT_DIFF,
    GIT_LOG,
    GIT_BLAME,
    GIT_COMMIT,
    CACHE_STATS,
    CACHE_PURGE,
];

pub(super) const GENERATE: &str = "omni.generate";
const BATCH: &str = "omni.batch";
const PREVIEW: &str = "omni.preview";
const CHECK: &str = "omni.check";
pub(super) const HARDEN: &str = "omni.harden";
const UNDO: &str = "omni.undo";
const RUN: &str = "omni.run";
const GIT_STATUS: &str = "omni.git.status";
const GIT_DIFF: &str = "omni.git.diff";
const GIT_LOG: &str = "omni.git.log";
const GIT_BLAME: &str = "omni.git.blame";
const GIT_COMMIT: &str = "omni.git.commitChangeSet";
const CACHE_STATS: &str = "omni.cache.stats";
const CACHE_PURGE: &str = "omni.cache.purge";
/// Run by clients after the edit of a code action, so that it can be undone like any other.
pub(super) const APPLIED: &str = "omni.applied";

/// Runs a command.
///
/// # Errors
/// `InvalidParams` for a command or an argument that there is not; what a command could not do is in its answer.
pub(super) async fn run(session: &Arc<Session>, params: ExecuteCommandParams) -> Result<Value> {
    let token = params.work_done_progress_params.work_done_token;
    let argument = params.arguments.into_iter().next().unwrap_or_default();
    match params.command.as_str() {
        GENERATE => answer(generate::run(session, read(argument)?, token).await?),
        PREVIEW => answer(preview::run(session, read(argument)?, token).await?),
        BATCH => answer(batch::run(session, read(argument)?, token).await?),
        CHECK => answer(check::run(session, read(argument)?, token).await?),
        HARDEN => answer(harden::run(session, read(argument)?, token).await?),
        UNDO => answer(undo::run(session, read(argument)?).await?),
        RUN => answer(run::run(session, read(argument)?, token).await?),
        APPLIED => answer(applied::run(session, &read(argument)?)),
        GIT_STATUS => answer(git::status(session, read(argument)?).await?),
        GIT_DIFF => answer(git::diff(session, read(argument)?).await?),
        GIT_LOG => answer(git::log(session, read(argument)?).await?),
        GIT_BLAME => answer(git::blame(session, read(argument)?).await?),
        GIT_COMMIT => answer(git::commit(session, read(argument)?).await?),
        CACHE_STATS => answer(cache::stats(session).await),
        CACHE_PURGE => answer(cache::purge(session).await),
        other => Err(Error::invalid_params(format!("no command is called {other}: {}", NAMES.join(", ")))),
    }
}

/// The one argument of a command; none is as good as an empty one.
fn read<T: DeserializeOwned>(argument: Value) -> Result<T> {
    let argument = if argument.is_null() { Value::Object(serde_json::Map::new()) } else { argument };
    serde_json::from_value(argument)
        .map_err(|e| Error::invalid_params(format!("the argument is not valid: {e}")))
}

fn answer(answer: impl serde::Serialize) -> Result<Value> {
    serde_json::to_value(answer).map_err(|_| Error::internal_error())
}

type Token = Option<ProgressToken>;
