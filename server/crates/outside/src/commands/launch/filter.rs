//! System calls, by seccomp: what no tool of ours needs and what would lead round the wall is refused.

use super::super::{Network, Wall};
use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    apply_filter,
};
use std::collections::BTreeMap;

/// Other processes' memory, mounts, namespaces, keys, the kernel itself, and `io_uring`, which opens sockets without
/// asking for one.
const NEVER: [c_long; 29] = [
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_kexec_load,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_reboot,
    libc::SYS_swapon,
    libc::SYS_acct,
    libc::SYS_quotactl,
];

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Filters the system calls of this process, and of all that it becomes and starts.
pub(super) fn raise(wall: &Wall) -> Result<(), String> {
    let failed = |e: &dyn std::fmt::Display| format!("system calls cannot be filtered: {e}");
    let rules = refused(wall).map_err(|e| failed(&e))?;
    apply(rules, libc::EPERM).map_err(|e| failed(&e))?;
    // Its flags lie in memory, out of a filter's sight; who is told that it does not exist uses `clone`.
    apply([(libc::SYS_clone3, Vec::new())].into(), libc::ENOSYS).map_err(|e| failed(&e))
}

fn refused(wall: &Wall) -> Result<Rules, seccompiler::BackendError> {
    let mut rules: Rules = NEVER.into_iter().map(|call| (call, Vec::new())).collect();
    if !wall.leaves_group {
        rules.extend([(libc::SYS_setsid, Vec::new()), (libc::SYS_setpgid, Vec::new())]);
    }
    match wall.network {
        Network::On => {}
        Network::Off => drop(rules.insert(libc::SYS_socket, Vec::new())),
        Network::Local => {
            let not_local = compared(0, SeccompCmpOp::Ne, libc::AF_UNIX.unsigned_abs().into())?;
            rules.insert(libc::SYS_socket, vec![SeccompRule::new(vec![not_local])?]);
        }
    }
    // A namespace of its own would give a process rights over it.
    let namespaces = libc::CLONE_NEWUSER | libc::CLONE_NEWNS | libc::CLONE_NEWNET | libc::CLONE_NEWPID;
    let mut own = Vec::new();
    for bit in (0..31).map(|bit| 1_i32 << bit).filter(|bit| namespaces & bit != 0) {
        let bit = u64::from(bit.unsigned_abs());
        own.push(SeccompRule::new(vec![compared(0, SeccompCmpOp::MaskedEq(bit), bit)?])?);
    }
    rules.insert(libc::SYS_clone, own);
    // A terminal that somebody types into would take what is pushed into it for typed.
    let push = compared(1, SeccompCmpOp::Eq, libc::TIOCSTI)?;
    rules.insert(libc::SYS_ioctl, vec![SeccompRule::new(vec![push])?]);
    Ok(rules)
}

fn compared(
    argument: u8,
    how: SeccompCmpOp,
    value: u64,
) -> Result<SeccompCondition, seccompiler::BackendError> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, how, value)
}

fn apply(rules: Rules, answer: i32) -> Result<(), String> {
    let architecture =
        std::env::consts::ARCH.try_into().map_err(|e: seccompiler::BackendError| e.to_string())?;
    let refusal = SeccompAction::Errno(answer.unsigned_abs());
    let filter =
        SeccompFilter::new(rules, SeccompAction::Allow, refusal, architecture).map_err(|e| e.to_string())?;
    let program: BpfProgram = filter.try_into().map_err(|e: seccompiler::BackendError| e.to_string())?;
    apply_filter(&program).map_err(|e| e.to_string())
}

/// Whether the kernel takes a filter. Restricts the thread that asks.
pub(super) fn works() -> bool {
    apply([(libc::SYS_kexec_load, Vec::new())].into(), libc::EPERM).is_ok()
}
