use super::{Failure, Outcome};
use crate::exit::ExitCode;
use tokio::sync::oneshot;

/// Runs `work` until it is done or the person interrupts it.
pub(super) fn watched(work: impl FnOnce() -> Outcome + Send + 'static) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::Said(format!("the process cannot start: {e}")))?;
    let (tell, done) = oneshot::channel();
    std::thread::spawn(move || {
        // Nobody waits any more after an interruption.
        let _ = tell.send(work());
    });
    runtime.block_on(async {
        tokio::select! {
            outcome = done => outcome.unwrap_or_else(|_| Err(Failure::Said("the work ended early; please report it".into()))),
            interrupted = tokio::signal::ctrl_c() => {
                // Without a handler the system's own ends the process.
                if interrupted.is_err() {
                    return std::future::pending().await;
                }
                Ok(ExitCode::Interrupted)
            }
        }
    })
}
