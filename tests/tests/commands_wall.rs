//! The wall and the limits round a command, tried on this kernel by the real launcher: each test is what a hostile
//! tool would do. They fail where the kernel has no Landlock or seccomp, since nothing would hold there.
#![cfg(target_os = "linux")]

use camino::{Utf8Path, Utf8PathBuf};
use omni_tests::{Folder, binary};
use outside::commands::{
    CommandError, Ended, Finished, Invocation, Limit, Network, Places, Protection, Runner, Stop, plain,
};
use std::net::TcpListener;
use std::time::Duration;

fn bash(folder: &Folder, text: &str) -> Invocation {
    let places = Places::of_system(vec![path(folder)]);
    let arguments = ["-c", text, "bash"].map(str::to_owned).to_vec();
    Invocation::new(places.find("bash").expect("bash is installed"), arguments, path(folder))
}

fn path(folder: &Folder) -> Utf8PathBuf {
    Utf8PathBuf::from_path_buf(folder.path.clone()).expect("a plain name")
}

fn run(invocation: &Invocation) -> Finished {
    try_run(invocation).expect("it starts")
}

fn try_run(invocation: &Invocation) -> Result<Finished, CommandError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let launcher = Utf8Path::from_path(binary()).map(Utf8Path::to_owned);
    runtime.block_on(Runner::with_launcher(launcher).run(invocation, &Stop::default(), &mut |_| {}))
}

/// What `text`, run in bash behind the wall, says; it must end by itself.
fn says(invocation: &Invocation) -> String {
    let finished = run(invocation);
    assert!(matches!(finished.ended, Ended::Code(_)), "{finished:?}");
    plain(&finished.stdout) + &plain(&finished.stderr)
}

#[test]
fn this_kernel_holds_the_wall_up() {
    assert!(Protection::of_machine().is_whole(), "{}", Protection::of_machine());
}

#[test]
fn files_outside_cannot_be_read() {
    let folder = Folder::with(&[("here", "fine\n")]);
    let home = Folder::with(&[(".ssh/id_ed25519", "SECRET\n")]);
    let key = home.path.join(".ssh/id_ed25519");
    let text =
        format!("cat here; cat {0}; ls {1}; cat /etc/shadow; cat < {0}", key.display(), home.path.display());
    let said = says(&bash(&folder, &text));
    assert!(said.starts_with("fine\n"), "{said}");
    assert!(!said.contains("SECRET") && !said.contains("root:"), "{said}");
    assert_eq!(said.matches("Permission denied").count(), 4, "{said}");
}

#[test]
fn a_link_out_of_the_workspace_leads_nowhere() {
    let (folder, outside) = (Folder::with(&[]), Folder::with(&[("secret", "SECRET")]));
    std::os::unix::fs::symlink(outside.path.join("secret"), folder.path.join("link")).expect("a link");
    let said = says(&bash(&folder, "cat link"));
    assert!(!said.contains("SECRET") && said.contains("Permission denied"), "{said}");
}

#[test]
fn other_processes_cannot_be_looked_into() {
    let folder = Folder::with(&[]);
    let said = says(&bash(&folder, "cat /proc/$PPID/environ; cat /proc/$PPID/maps; ulimit -Hc 5"));
    assert_eq!(said.matches("ermission denied").count() + said.matches("not permitted").count(), 3, "{said}");
}

#[test]
fn nothing_is_written_outside_of_its_home_unless_allowed() {
    let (folder, outside) = (Folder::with(&[("file", "old")]), Folder::with(&[("file", "old")]));
    let place = outside.path.display();
    let text = format!(
        "echo new > file; rm file; touch new; echo new > {place}/file; mkdir {place}/new; echo home > ~/x && cat ~/x"
    );
    let mut invocation = bash(&folder, &text);
    let said = says(&invocation);
    assert_eq!((folder.read("file"), folder.read("new")), (Some("old".into()), None), "{said}");
    assert_eq!(
        (outside.read("file"), outside.path.join("new").exists()),
        (Some("old".into()), false),
        "{said}"
    );
    assert!(said.starts_with("home\n"), "{said}");
    invocation.wall.write.push(path(&folder));
    let said = says(&invocation);
    assert_eq!((folder.read("file"), folder.read("new")), (None, Some(String::new())), "{said}");
    assert_eq!(outside.read("file"), Some("old".into()), "{said}");
}

#[test]
fn a_program_of_the_workspace_cannot_be_run() {
    let folder = Folder::with(&[("tool", "#!/bin/sh\necho RAN\n")]);
    let mut invocation = bash(&folder, "chmod +x tool; ./tool; cp tool ~/tool && chmod +x ~/tool; ~/tool");
    invocation.wall.write.push(path(&folder));
    let said = says(&invocation);
    assert!(!said.contains("RAN"), "{said}");
}

#[test]
fn the_network_is_off_unless_allowed() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("its address").port();
    let folder = Folder::with(&[]);
    let connect = format!(
        "echo hello > /dev/tcp/127.0.0.1/{port} && echo CONNECTED; echo x > /dev/udp/127.0.0.1/{port} && echo SENT"
    );
    let mut invocation = bash(&folder, &connect);
    for network in [Network::Off, Network::Local] {
        invocation.wall.network = network;
        let said = says(&invocation);
        assert!(!said.contains("CONNECTED") && !said.contains("SENT"), "{network:?}: {said}");
    }
    invocation.wall.network = Network::On;
    assert!(says(&invocation).contains("CONNECTED"));
}

#[test]
fn a_process_cannot_leave_its_group_or_get_a_namespace() {
    let folder = Folder::with(&[]);
    let said = says(&bash(&folder, "setsid sleep 60 & unshare -Ur id; wait; kill -0 $PPID && echo REACHED"));
    assert!(
        said.matches("not permitted").count() >= 2 && !said.contains("uid=") && !said.contains("REACHED"),
        "{said}"
    );
}

#[test]
fn a_memory_eater_is_stopped() {
    let folder = Folder::with(&[]);
    let mut invocation = bash(&folder, "for i in 1 2 3 4; do tail /dev/zero & done; wait; sleep 60");
    invocation.limits.memory = 200 * 1024 * 1024;
    assert_eq!(run(&invocation).ended, Ended::Limit(Limit::Memory));
}

#[test]
fn a_process_that_forks_without_end_is_stopped() {
    let folder = Folder::with(&[]);
    let mut invocation = bash(&folder, "trap '' TERM; while :; do sleep 60 & done");
    invocation.limits.processes = 50;
    assert_eq!(run(&invocation).ended, Ended::Limit(Limit::Processes));
}

#[test]
fn processor_time_and_file_size_are_limited() {
    let folder = Folder::with(&[]);
    let mut invocation = bash(&folder, "while :; do :; done");
    invocation.limits.cpu = Duration::from_secs(1);
    assert_eq!(run(&invocation).ended, Ended::Limit(Limit::Cpu));
    let mut invocation = bash(&folder, "exec head -c 10000000 /dev/zero > ~/large");
    invocation.limits.file = 1_000_000;
    assert_eq!(run(&invocation).ended, Ended::Limit(Limit::File));
}

#[test]
fn a_directory_that_is_not_there_is_told() {
    let folder = Folder::with(&[]);
    let mut invocation = bash(&folder, "sleep 60");
    invocation.directory = folder.path.join("nowhere").try_into().expect("a plain name");
    let refused = try_run(&invocation).expect_err("there is no such directory");
    assert!(refused.to_string().starts_with("the command cannot be run: "), "{refused}");
}
