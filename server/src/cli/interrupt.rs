use super::{Failure, Outcome};
use crate::exit::ExitCode;
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use tokio::sync::oneshot;

/// Held while files are replaced, so that an interruption comes before or after that and never in between.
#[derive(Clone, Debug, Default)]
pub(super) struct Guard(Arc<Mutex<()>>);

impl Guard {
    /// Keeps an interruption waiting until it is dropped.
    pub(super) fn hold(&self) -> MutexGuard<'_, ()> {
        self.0.lock()
    }
}

/// Runs `work` until it is done or the person interrupts it.
pub(super) fn watched(work: impl FnOnce(&Guard) -> Outcome + Send + 'static) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::Said(format!("the process cannot start: {e}")))?;
    let guard = Guard::default();
    let (tell, done) = oneshot::channel();
    let theirs = guard.clone();
    std::thread::spawn(move || {
        // Nobody waits any more after an interruption.
        let _ = tell.send(work(&theirs));
    });
    runtime.block_on(async {
        tokio::select! {
            outcome = done => outcome.unwrap_or_else(|_| Err(Failure::Said("the work ended early; please report it".into()))),
            interrupted = tokio::signal::ctrl_c() => {
                // Without a handler the system's own ends the process.
                if interrupted.is_err() {
                    return std::future::pending().await;
                }
                std::mem::forget(guard.hold());
                Ok(ExitCode::Interrupted)
            }
        }
    })
}
