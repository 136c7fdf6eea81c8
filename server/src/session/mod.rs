//! One client's session: its open documents, the snapshots of the workspace, what must be checked again, and the
//! change sets that can be undone.
//!
//! State changes are synchronous and happen before a handler's first `.await`; work happens on snapshots, off the IO
//! task, and says which revision it was done for. A lock is never held across an `.await`. Nothing here knows a
//! method of the protocol.

mod diagnose;
mod git;
mod history;
mod progress;
mod scan;
mod snapshot;
mod state;

pub(crate) use diagnose::{publish_loop, report};
pub(crate) use git::{git_changed, git_loop};
pub(crate) use history::{Entry, History, Sides, sides};
pub(crate) use progress::{Progress, Task};
pub(crate) use scan::{load_directory, reload, rescan, scan};
pub(crate) use snapshot::{OpenDocument, Snapshot};
pub(crate) use state::{FromDisk, State};

use crate::lsp::capabilities::Capabilities;
use crate::wire::{Client, Life};
use crate::wiring::Checker;
use camino::Utf8Path;
use outside::cache::Cache;
use outside::commands::Trust;
use parking_lot::{Mutex, MutexGuard};
use std::sync::{Arc, OnceLock};
use tokio::sync::{Notify, Semaphore, watch};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::notification::LogMessage;
use tower_lsp::lsp_types::{LogMessageParams, MessageType};

/// How many computations run at once; more would starve the tasks that read and write the wire.
const WORKERS: usize = 4;

/// All that one client's requests share.
#[derive(Debug)]
pub(crate) struct Session {
    /// The way to the client.
    pub(crate) client: Client,
    /// The connection's life.
    pub(crate) life: Arc<Life>,
    /// What was checked before.
    pub(crate) checker: Checker,
    /// Long work that the client shows and may cancel.
    pub(crate) progress: Progress,
    capabilities: OnceLock<Capabilities>,
    state: Mutex<State>,
    history: Mutex<History>,
    /// What the client said of the workspace; until then, what the person noted for its folders.
    trusted: Mutex<Option<bool>>,
    cache: OnceLock<Arc<Cache>>,
    /// Woken when something must be checked again.
    pub(crate) work: Notify,
    /// Woken when what git says may have changed.
    pub(crate) git: Notify,
    /// Tells those who wait for the workspace that more of it was read.
    read: watch::Sender<()>,
    workers: Arc<Semaphore>,
}

impl Session {
    /// A session that knows nothing yet.
    pub(crate) fn new(client: Client, life: Arc<Life>) -> Self {
        Self {
            client,
            life,
            checker: Checker::default(),
            progress: Progress::default(),
            capabilities: OnceLock::new(),
            state: Mutex::default(),
            history: Mutex::default(),
            trusted: Mutex::default(),
            cache: OnceLock::new(),
            work: Notify::new(),
            git: Notify::new(),
            read: watch::Sender::new(()),
            workers: Arc::new(Semaphore::new(WORKERS)),
        }
    }

    /// What the client can do; nothing before `initialize`.
    pub(crate) fn capabilities(&self) -> &Capabilities {
        static NONE: OnceLock<Capabilities> = OnceLock::new();
        self.capabilities.get().unwrap_or_else(|| NONE.get_or_init(Capabilities::default))
    }

    /// Notes what the client can do; only the first word counts.
    pub(crate) fn set_capabilities(&self, capabilities: Capabilities) {
        let _ = self.capabilities.set(capabilities);
    }

    /// Whether the workspace is trusted: without that no process starts, no provider is asked, git writes nothing and
    /// no tool's configuration is read.
    pub(crate) fn is_trusted(&self) -> bool {
        if !self.snapshot().config.trusted {
            return false;
        }
        let said = *self.trusted.lock();
        said.unwrap_or_else(|| Trust::of_person().is_some_and(|trust| trust.covers(&self.state().roots)))
    }

    /// Takes the client's word for it.
    pub(crate) fn set_trusted(&self, trusted: bool) {
        *self.trusted.lock() = Some(trusted);
    }

    /// The state, locked. Release it before any `.await`.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// The change sets, locked. Release them before any `.await`.
    pub(crate) fn history(&self) -> MutexGuard<'_, History> {
        self.history.lock()
    }

    /// The cache of answers, as the settings are when it is first used.
    pub(crate) fn cache(self: &Arc<Self>) -> Arc<Cache> {
        let session = Arc::downgrade(self);
        let tell =
            move |sentence: String| session.upgrade().into_iter().for_each(|s| s.log(sentence.as_str()));
        let open = || Arc::new(crate::keeping::open(&self.snapshot().config.cache, tell));
        self.cache.get_or_init(open).clone()
    }

    /// The workspace as of the last message.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.state().snapshot()
    }

    /// Changes the state, then has what became dirty checked.
    pub(crate) fn update<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let result = change(&mut self.state());
        self.work.notify_one();
        result
    }

    /// Waits until the files of `directory` are known; those outside every folder are read now.
    pub(crate) async fn know(self: &Arc<Self>, directory: &Utf8Path) {
        let mut read = self.read.subscribe();
        while !self.state().is_loaded(directory) || self.state().loaded.reading > 0 {
            let waits = self.state().loaded.reading > 0;
            if waits || self.state().roots.iter().any(|root| directory.starts_with(root)) {
                // The sender lives as long as the session.
                let _ = read.changed().await;
            } else {
                load_directory(self, directory.to_owned()).await;
            }
        }
    }

    /// Waits until every folder was read, and what changed in it since.
    pub(crate) async fn know_all(&self) {
        let mut read = self.read.subscribe();
        while !self.state().is_settled() {
            let _ = read.changed().await;
        }
    }

    /// Runs `work` off the IO task.
    ///
    /// # Errors
    /// `InternalError` if it panicked; the panic hook has logged where.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        // The semaphore is never closed.
        let permit = self.workers.clone().acquire_owned().await.ok();
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        done.await.map_err(|_| Error::internal_error())
    }

    /// Says `message` in the client's log and on stderr.
    pub(crate) fn log(&self, message: impl Into<String>) {
        let message = message.into();
        crate::log::info(&message);
        self.client.notify::<LogMessage>(LogMessageParams { typ: MessageType::INFO, message });
    }
}
