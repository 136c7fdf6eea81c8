use super::args::Lsp;
use crate::exit::ExitCode;
use crate::{log, wire};
use tokio::runtime::Builder;

/// Threads that run tasks: one reads and writes, one computes what is due at once.
const TASK_THREADS: usize = 2;
/// Threads for blocking work: the session's own limit, stdin, stdout, and some to spare.
const BLOCKING_THREADS: usize = 12;

pub(super) fn run(arguments: &Lsp) -> ExitCode {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(TASK_THREADS).max_blocking_threads(BLOCKING_THREADS).enable_all();
    let runtime = match builder.build() {
        Ok(runtime) => runtime,
        Err(error) => {
            log::info(&format!("the server cannot start: {error}"));
            return ExitCode::Failure;
        }
    };
    let code = match arguments.listen {
        None => runtime.block_on(wire::stdio()),
        Some(address) => match runtime.block_on(wire::listen::listen(address, arguments.allow_remote)) {
            Ok(code) => code,
            Err(error) => {
                log::info(&format!("the server cannot listen: {error}"));
                ExitCode::Failure
            }
        },
    };
    // A thread may be waiting for stdin, which need not end.
    std::process::exit(code.number())
}
