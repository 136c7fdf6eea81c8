use super::Session;
use outside::commands::Stop;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::Notify;
use tower_lsp::lsp_types::notification::Progress as ProgressNotification;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    NumberOrString, ProgressParams, ProgressParamsValue, ProgressToken, WorkDoneProgress,
    WorkDoneProgressBegin, WorkDoneProgressCreateParams, WorkDoneProgressEnd, WorkDoneProgressReport,
};

/// Work that the client shows and may cancel, by token.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    running: Mutex<HashMap<ProgressToken, Cancel>>,
    made: AtomicU64,
}

/// How work is told to end: a flag for threads, a bell for tasks, a stop for commands.
#[derive(Clone, Debug, Default)]
struct Cancel {
    flag: Arc<AtomicBool>,
    bell: Arc<Notify>,
    stop: Stop,
}

/// One piece of work in progress. Dropped, it ends in the client too.
#[derive(Debug)]
pub(crate) struct Task {
    session: Arc<Session>,
    token: Option<ProgressToken>,
    cancel: Cancel,
}

impl Progress {
    /// The client wants the work called `token` to end.
    pub(crate) fn cancel(&self, token: &ProgressToken) {
        if let Some(cancel) = self.running.lock().get(token) {
            cancel.flag.store(true, Ordering::Relaxed);
            cancel.bell.notify_one();
            cancel.stop.now();
        }
    }
}

impl Task {
    /// Begins work called `title`, under the client's own token if it gave one.
    pub(crate) async fn begin(session: &Arc<Session>, title: &str, token: Option<ProgressToken>) -> Self {
        let token = match token {
            Some(token) => Some(token),
            None if session.capabilities().work_done_progress => create(session).await,
            None => None,
        };
        let task = Self { session: session.clone(), token, cancel: Cancel::default() };
        if let Some(token) = &task.token {
            session.progress.running.lock().insert(token.clone(), task.cancel.clone());
        }
        task.say(WorkDoneProgress::Begin(WorkDoneProgressBegin {
            title: title.to_owned(),
            cancellable: Some(true),
            message: None,
            percentage: None,
        }));
        task
    }

    /// Says how far it is.
    pub(crate) fn report(&self, message: String) {
        let report =
            WorkDoneProgressReport { cancellable: Some(true), message: Some(message), percentage: None };
        self.say(WorkDoneProgress::Report(report));
    }

    /// Set once the client wants it to end.
    pub(crate) fn cancelled(&self) -> Arc<AtomicBool> {
        self.cancel.flag.clone()
    }

    /// Waits until the client wants it to end.
    pub(crate) async fn until_cancelled(&self) {
        self.cancel.bell.notified().await;
    }

    /// Stops a command once the client wants it to end.
    pub(crate) fn stop(&self) -> Stop {
        self.cancel.stop.clone()
    }

    fn say(&self, value: WorkDoneProgress) {
        if let Some(token) = self.token.clone() {
            let value = ProgressParamsValue::WorkDone(value);
            self.session.client.notify::<ProgressNotification>(ProgressParams { token, value });
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        // Whoever waits for it is gone; the work need not go on.
        self.cancel.flag.store(true, Ordering::Relaxed);
        self.say(WorkDoneProgress::End(WorkDoneProgressEnd { message: None }));
        if let Some(token) = &self.token {
            self.session.progress.running.lock().remove(token);
        }
    }
}

async fn create(session: &Session) -> Option<ProgressToken> {
    let number = session.progress.made.fetch_add(1, Ordering::Relaxed);
    let token = NumberOrString::String(format!("omni-{number}"));
    let params = WorkDoneProgressCreateParams { token: token.clone() };
    session.client.request::<WorkDoneProgressCreate>(params).await.ok().map(|()| token)
}
