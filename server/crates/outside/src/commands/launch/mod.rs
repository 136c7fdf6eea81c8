//! The launcher: our own program, started again in the command's place. It takes the limits and the wall upon itself
//! and then becomes the command, so that nothing of the command runs before they hold.

#[cfg(target_os = "linux")]
mod fence;
#[cfg(target_os = "linux")]
mod filter;

use super::program::Identity;
use super::{Limits, Protection, Wall};
use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use std::ffi::OsString;

/// The first argument that makes our program the launcher.
pub const LAUNCH: &str = "__launch";
/// The exit code of a launcher that could not become the command.
pub(super) const FAILED: i32 = 125;
/// What its reason begins with, on stderr.
pub(super) const COMPLAINT: &str = "omni-architect __launch: ";

/// What the launcher is told, as JSON in its first argument.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    /// Who started it: it ends when that process does.
    pub(super) parent: u32,
    /// Which file the program must be.
    pub(super) identity: Identity,
    pub(super) limits: Limits,
    /// None where this machine cannot hold one up.
    pub(super) wall: Option<Wall>,
    /// The command's own directory.
    pub(super) home: Utf8PathBuf,
}

/// Becomes the command that `arguments` order: what is there, the program, what it is called and its arguments.
/// Comes back only where that failed, with the reason and the exit code to end with.
pub fn launch(arguments: impl IntoIterator<Item = OsString>) -> (String, i32) {
    let Err(why) = become_command(arguments.into_iter());
    (format!("{COMPLAINT}{why}"), FAILED)
}

#[cfg(unix)]
fn become_command(mut arguments: impl Iterator<Item = OsString>) -> Result<std::convert::Infallible, String> {
    use std::os::unix::process::CommandExt;
    let order = arguments.next().and_then(|order| order.into_string().ok()).ok_or("no order was given")?;
    let order: Order = serde_json::from_str(&order).map_err(|e| e.to_string())?;
    let program =
        arguments.next().and_then(|program| program.into_string().ok()).ok_or("no program was given")?;
    let called = arguments.next().ok_or("no name was given")?;
    stay_with_parent(order.parent)?;
    limit(&order.limits)?;
    let program = Utf8Path::new(&program);
    order.identity.check(program).map_err(|e| e.to_string())?;
    #[cfg(target_os = "linux")]
    if let Some(wall) = &order.wall {
        give_up_powers();
        fence::raise(wall, program, &order.home)?;
        filter::raise(wall)?;
    }
    let error = std::process::Command::new(program).arg0(called).args(arguments).exec();
    Err(format!("{program}: {}", crate::files::reason(&error)))
}

#[cfg(not(unix))]
fn become_command(_: impl Iterator<Item = OsString>) -> Result<std::convert::Infallible, String> {
    Err("this system has no launcher".to_owned())
}

/// Ends when the process that started it does.
#[cfg(unix)]
fn stay_with_parent(parent: u32) -> Result<(), String> {
    use rustix::process;
    #[cfg(target_os = "linux")]
    process::set_parent_process_death_signal(Some(process::Signal::KILL)).map_err(|e| e.to_string())?;
    let now = process::getppid().map(|pid| pid.as_raw_nonzero().get().unsigned_abs());
    if now == Some(parent) { Ok(()) } else { Err("the process that started it has ended".to_owned()) }
}

/// Gives up what root may do beyond its own files (capabilities(7)): reading other processes, raising limits and the
/// like would lead round the wall. Anybody else has nothing to give up.
#[cfg(target_os = "linux")]
fn give_up_powers() {
    use rustix::thread::{CapabilitySet, remove_capability_from_bounding_set};
    let files =
        CapabilitySet::CHOWN | CapabilitySet::DAC_OVERRIDE | CapabilitySet::FOWNER | CapabilitySet::FSETID;
    // The one that allows the giving up goes last.
    let others = CapabilitySet::all() - files - CapabilitySet::SETPCAP;
    for power in others.iter().chain([CapabilitySet::SETPCAP]) {
        // Refused to whoever has none, and by kernels that do not know it.
        let _ = remove_capability_from_bounding_set(power);
    }
}

/// Takes on the limits that hold for a single process; the whole group is watched by whoever started it.
#[cfg(unix)]
fn limit(limits: &Limits) -> Result<(), String> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let processor = limits.cpu.as_secs().max(1);
    let each = [
        (Resource::Core, 0),
        (Resource::Cpu, processor),
        (Resource::Fsize, limits.file),
        (Resource::Data, limits.memory.saturating_mul(2)),
        (Resource::Nofile, 4096),
    ];
    for (resource, most) in each {
        let most = getrlimit(resource).maximum.map_or(most, |maximum| maximum.min(most));
        // The first signal for processor time can be caught, the last one cannot.
        let last = if matches!(resource, Resource::Cpu) { most.saturating_add(1) } else { most };
        let limit = Rlimit { current: Some(most), maximum: Some(last) };
        let lower = Rlimit { current: Some(most), maximum: Some(most) };
        setrlimit(resource, limit)
            .or_else(|_| setrlimit(resource, lower))
            .map_err(|e| format!("{resource:?}: {e}"))?;
    }
    Ok(())
}

/// What this machine can hold up, tried on a thread that ends with the answer.
#[cfg(target_os = "linux")]
pub(super) fn protection() -> Protection {
    let tried = std::thread::spawn(|| Protection { landlock: fence::version(), seccomp: filter::works() });
    tried.join().unwrap_or(Protection { landlock: None, seccomp: false })
}

#[cfg(not(target_os = "linux"))]
pub(super) fn protection() -> Protection {
    Protection { landlock: None, seccomp: false }
}
