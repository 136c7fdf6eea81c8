//! Ends the server with the process that started it, so that an editor that crashed leaves nothing behind.

use super::Life;
use std::sync::Arc;

/// Watches the process `id` and ends `life` when it is gone.
pub(crate) fn watch(id: u32, life: Arc<Life>) {
    // A thread of its own: it sleeps in the kernel until there is something to do, once.
    let thread = std::thread::Builder::new().name("parent".into()).stack_size(64 * 1024);
    let watched = thread.spawn(move || {
        if wait(id) {
            life.orphan();
        }
    });
    if let Err(error) = watched {
        crate::log::info(&format!("the parent process is not watched: {error}"));
    }
}

/// Returns true once process `id` is gone, false if it cannot be watched.
#[cfg(target_os = "linux")]
fn wait(id: u32) -> bool {
    use rustix::event::{PollFd, PollFlags, poll};
    use rustix::io::Errno;
    use rustix::process::{Pid, PidfdFlags, pidfd_open};

    let Some(pid) = i32::try_from(id).ok().and_then(Pid::from_raw) else { return false };
    let process = match pidfd_open(pid, PidfdFlags::empty()) {
        Ok(process) => process,
        // Kernels before 5.3 have no such descriptor; the end of stdin still ends the server.
        Err(error) => return error == Errno::SRCH,
    };
    loop {
        match poll(&mut [PollFd::new(&process, PollFlags::IN)], None) {
            Err(Errno::INTR) => {}
            result => return result.is_ok(),
        }
    }
}

/// Elsewhere the end of stdin has to do.
#[cfg(not(target_os = "linux"))]
fn wait(_: u32) -> bool {
    false
}
