//! Asking models from the command line: a runtime for the calls, and what the person sees meanwhile.

use super::Failure;
use super::terminal::Terminal;
use crate::asking::News;
use parking_lot::Mutex;

/// The longest piece of an answer that is shown, in characters.
const SHOWN: usize = 70;

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
    state: Mutex<(&'a mut Terminal, String)>,
}

impl<'a> Told<'a> {
    pub(super) fn new(terminal: &'a mut Terminal) -> Self {
        Self { state: Mutex::new((terminal, String::new())) }
    }

    pub(super) fn take(&self, news: News<'_>) {
        let mut state = self.state.lock();
        let (terminal, line) = &mut *state;
        match news {
            News::Said(piece) => line.push_str(piece),
            News::Void(why) => why.clone_into(line),
        }
        if let Some(at) = line.trim_end().rfind('\n') {
            line.drain(..=at);
        }
        let shown: String = line.trim_end().chars().filter(|c| !c.is_control()).take(SHOWN).collect();
        terminal.progress(&shown);
    }
}
