//! A process group: what it uses, and its end.

#[cfg(unix)]
use rustix::process::{Pid, Signal, kill_process_group};

/// What the processes of a group use together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) processes: usize,
    /// Resident memory in bytes.
    pub(super) memory: u64,
    /// Processor time in seconds, that of ended children included.
    pub(super) cpu: u64,
}

/// The group that the process `leader` was started as the first of. Dropped, it is ended by force.
#[derive(Debug)]
pub(super) struct Group {
    leader: u32,
}

impl Group {
    pub(super) fn led_by(leader: u32) -> Self {
        Self { leader }
    }

    /// Asks all its processes to end.
    pub(super) fn ask(&self) {
        #[cfg(unix)]
        self.signal(Signal::TERM);
    }

    /// Ends all its processes.
    pub(super) fn end(&self) {
        #[cfg(unix)]
        self.signal(Signal::KILL);
    }

    #[cfg(unix)]
    fn signal(&self, signal: Signal) {
        // The first process of all would stand for everyone.
        let leader = i32::try_from(self.leader).ok().filter(|leader| *leader > 1).and_then(Pid::from_raw);
        // None left is what was wanted.
        let _ = leader.map(|leader| kill_process_group(leader, signal));
    }

    /// What it uses now; nothing where the system does not tell.
    #[cfg(target_os = "linux")]
    pub(super) fn usage_of(leader: u32) -> Usage {
        let Ok(processes) = std::fs::read_dir("/proc") else { return Usage::default() };
        let numbers = processes.flatten().filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
        let (mut usage, mut ticks) = (Usage::default(), 0);
        for process in numbers {
            let Ok(stat) = std::fs::read_to_string(format!("/proc/{process}/stat")) else { continue };
            if let Some((memory, used)) = member(leader, &stat) {
                usage.processes += 1;
                usage.memory += memory;
                ticks += used;
            }
        }
        usage.cpu = ticks / rustix::param::clock_ticks_per_second().max(1);
        usage
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn usage_of(_: u32) -> Usage {
        Usage::default()
    }

    pub(super) fn leader(&self) -> u32 {
        self.leader
    }
}

/// Memory in bytes and processor ticks of the process that `stat` (proc_pid_stat(5)) is of, if it is in the group
/// of `leader`.
#[cfg(target_os = "linux")]
fn member(leader: u32, stat: &str) -> Option<(u64, u64)> {
    // The name of the program may hold anything, blanks and parentheses too.
    let fields = stat.rsplit_once(") ")?.1.split(' ');
    let fields: Vec<u64> = fields.map(|field| field.parse().unwrap_or_default()).collect();
    let field = |number: usize| fields.get(number - 3).copied().unwrap_or_default();
    let used = (field(24) * rustix::param::page_size() as u64, (14..=17).map(field).sum());
    (field(5) == u64::from(leader)).then_some(used)
}

impl Drop for Group {
    fn drop(&mut self) {
        self.end();
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_program_can_have_any_name() {
        let stat = "7 (a) b (c)) S 1 42 42 0 -1 0 0 0 0 0 100 50 25 25 20 0 1 0 5 9999 3";
        let page = rustix::param::page_size() as u64;
        assert_eq!(member(42, stat), Some((3 * page, 200)));
        assert_eq!(member(43, stat), None);
    }
}
