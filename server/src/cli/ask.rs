//! Asking models from the command line: a runtime for the calls, and what the person sees meanwhile.

use super::Failure;
use super::terminal::Terminal;
use crate::asking::{Line, News};
use parking_lot::Mutex;

/// Runs `work` until it is done.
pub(super) fn blocking<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|e| Failure::Said(format!("the process cannot start: {e}")))?;
    let done = runtime.block_on(work);
    // What is still under way belongs to calls that were dropped.
    runtime.shutdown_background();
    Ok(done)
}

/// Shows the line that a model is writing.
pub(super) struct Told<'a> {
    state: Mutex<(&'a mut Terminal, Line)>,
}

impl<'a> Told<'a> {
    pub(super) fn new(terminal: &'a mut Terminal) -> Self {
        Self { state: Mutex::new((terminal, Line::default())) }
    }

    pub(super) fn take(&self, news: News<'_>) {
        let mut state = self.state.lock();
        let (terminal, line) = &mut *state;
        line.take(news);
        terminal.progress(&line.shown());
    }
}
