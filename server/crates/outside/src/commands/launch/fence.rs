//! Files, by Landlock: what is not named here or in the wall cannot be opened.

use super::super::Wall;
use camino::Utf8Path;
use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, LandlockStatus, PathBeneath, PathFd, Ruleset, RulesetAttr,
    RulesetCreated, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
};

/// The newest version whose rights are named here; an older kernel holds those that it knows.
const NEWEST: ABI = ABI::V7;

/// Programs and libraries of the system.
const SYSTEM: [&str; 8] = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/nix/store"];

/// What programs read to find out where they run. Not all of `/etc`: there are secrets in it.
const SURROUNDINGS: [&str; 26] = [
    "/etc/alternatives",
    "/etc/ca-certificates",
    "/etc/ca-certificates.conf",
    "/etc/gai.conf",
    "/etc/group",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/nsswitch.conf",
    "/etc/os-release",
    "/etc/passwd",
    "/etc/pki/tls",
    "/etc/protocols",
    "/etc/resolv.conf",
    "/etc/services",
    "/etc/ssl/certs",
    "/etc/ssl/openssl.cnf",
    "/etc/timezone",
    "/proc",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
    "/sys/kernel/mm",
];

const DEVICES: [&str; 5] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

/// Fences this process in, and all that it becomes and starts.
pub(super) fn raise(wall: &Wall, program: &Utf8Path, home: &Utf8Path) -> Result<(), String> {
    let fence = build(wall, program, home).map_err(|e| format!("files cannot be fenced off: {e}"))?;
    let status = fence.restrict_self().map_err(|e| format!("files cannot be fenced off: {e}"))?;
    if status.ruleset == RulesetStatus::NotEnforced || !status.no_new_privs {
        return Err("files cannot be fenced off: the kernel holds no rule".to_owned());
    }
    Ok(())
}

fn build(wall: &Wall, program: &Utf8Path, home: &Utf8Path) -> Result<RulesetCreated, RulesetError> {
    let all = AccessFs::from_all(NEWEST);
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    let run = AccessFs::from_read(NEWEST);
    let write = all & !AccessFs::Execute & !AccessFs::IoctlDev;
    let mut ruleset = Ruleset::default().handle_access(all)?.scope(Scope::from_all(NEWEST))?;
    if wall.network != super::super::Network::On {
        ruleset = ruleset.handle_access(AccessNet::from_all(NEWEST))?;
    }
    let mut fence = ruleset.create()?;
    let own = program.parent().into_iter().map(Utf8Path::as_str);
    fence = allow(fence, SYSTEM.into_iter().chain(own).chain(paths(&wall.execute)), run)?;
    fence = allow(fence, SURROUNDINGS.into_iter().chain(paths(&wall.read)), read)?;
    fence = allow(fence, DEVICES.into_iter(), AccessFs::ReadFile | AccessFs::WriteFile)?;
    allow(fence, paths(&wall.write).chain([home.as_str()]), write)
}

fn paths(paths: &[camino::Utf8PathBuf]) -> impl Iterator<Item = &str> {
    paths.iter().map(|path| path.as_str())
}

/// Allows `access` to what is at and below each of `paths`; one that is not there needs no rule.
fn allow<'a>(
    mut fence: RulesetCreated,
    paths: impl Iterator<Item = &'a str>,
    access: BitFlags<AccessFs>,
) -> Result<RulesetCreated, RulesetError> {
    for path in paths {
        let Ok(opened) = PathFd::new(path) else { continue };
        let is_directory = std::path::Path::new(path).is_dir();
        let access = if is_directory { access } else { access & AccessFs::from_file(NEWEST) };
        fence = fence.add_rule(PathBeneath::new(opened, access))?;
    }
    Ok(fence)
}

/// The version of the kernel's interface. Restricts the thread that asks.
pub(super) fn version() -> Option<u32> {
    let fence = Ruleset::default().handle_access(AccessFs::MakeBlock).and_then(Ruleset::create).ok()?;
    match fence.restrict_self().ok()?.landlock {
        LandlockStatus::Available { effective_abi, .. } => u32::try_from(effective_abi as i32).ok(),
        _ => None,
    }
}
