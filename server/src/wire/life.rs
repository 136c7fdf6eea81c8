use crate::exit::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

/// How far a connection has come in its life: what the gate sees, and what the framing and the end ask for.
#[derive(Debug, Default)]
pub(crate) struct Life {
    initialized: AtomicBool,
    shutdown: AtomicBool,
    exited: AtomicBool,
    orphan: Notify,
}

impl Life {
    /// `initialize` was answered.
    pub(super) fn initialize(&self) {
        self.initialized.store(true, Ordering::SeqCst);
    }

    /// `shutdown` was asked for.
    pub(super) fn shut_down(&self) {
        self.shutdown.store(true, Ordering::SeqCst);
    }

    /// `exit` was said.
    pub(super) fn exit(&self) {
        self.exited.store(true, Ordering::SeqCst);
    }

    /// The process that started the server is gone, and nobody will say `exit`.
    pub(crate) fn orphan(&self) {
        self.orphan.notify_one();
    }

    pub(super) fn is_initialized(&self) -> bool {
        self.initialized.load(Ordering::SeqCst)
    }

    pub(super) fn is_shut_down(&self) -> bool {
        self.shutdown.load(Ordering::SeqCst)
    }

    pub(super) fn is_exited(&self) -> bool {
        self.exited.load(Ordering::SeqCst)
    }

    pub(super) async fn orphaned(&self) {
        self.orphan.notified().await;
    }

    /// LSP 3.17, `exit`: success only after `shutdown`.
    pub(super) fn exit_code(&self) -> ExitCode {
        if self.is_shut_down() { ExitCode::Clean } else { ExitCode::Findings }
    }
}
