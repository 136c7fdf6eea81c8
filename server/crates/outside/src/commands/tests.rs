//! The runner without a launcher: what the process that starts a command sees to by itself. The wall and the limits
//! of single processes are tried on the real program, in `tests/tests/commands_wall.rs`.
#![cfg(unix)]

use super::*;
use camino::Utf8PathBuf;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::Duration;

struct Scratch {
    _directory: tempfile::TempDir,
    path: Utf8PathBuf,
}

fn scratch() -> Scratch {
    let directory = tempfile::tempdir().unwrap();
    let path = Utf8PathBuf::from_path_buf(directory.path().canonicalize().unwrap()).unwrap();
    Scratch { _directory: directory, path }
}

/// A shell script as the program: the product itself never runs one.
fn script(text: &str) -> (Scratch, Invocation) {
    let place = scratch();
    let path = place.path.join("tool");
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    let places = Places { named: [("tool".to_owned(), path)].into(), ..Places::default() };
    let program = places.find("tool").unwrap();
    let invocation = Invocation::new(program, Vec::new(), place.path.clone());
    (place, invocation)
}

fn run_with(invocation: &Invocation, stop: &Stop) -> (Result<Finished, CommandError>, Vec<Heard>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut heard = Vec::new();
    let runner = Runner::with_launcher(None);
    let finished = runtime.block_on(runner.run(invocation, stop, &mut |line| heard.push(line)));
    (finished, heard)
}

fn run(invocation: &Invocation) -> Finished {
    run_with(invocation, &Stop::default()).0.unwrap()
}

#[test]
fn output_and_exit_code_are_told() {
    let (_place, mut invocation) = script("printf 'one\\ntwo'; echo three >&2; exit 7");
    invocation.arguments = vec!["a b".into(), "$HOME".into()];
    let (finished, heard) = run_with(&invocation, &Stop::default());
    let finished = finished.unwrap();
    assert_eq!(finished.ended, Ended::Code(7));
    assert_eq!((finished.stdout.as_slice(), finished.stderr.as_slice()), (&b"one\ntwo"[..], &b"three\n"[..]));
    let of =
        |source| heard.iter().filter(|h| h.source == source).map(|h| h.line.as_str()).collect::<Vec<_>>();
    assert_eq!((of(Source::Output), of(Source::Errors)), (vec!["one", "two"], vec!["three"]));
}

#[test]
fn nothing_is_expanded_and_nothing_of_ours_is_passed_on() {
    let (_place, mut invocation) = script("printf '%s\\n' \"$@\"; env; cat");
    invocation.arguments = ["*", "$HOME", "~", "a;b", "`id`"].map(str::to_owned).to_vec();
    let output = plain(&run(&invocation).stdout);
    assert!(output.starts_with("*\n$HOME\n~\na;b\n`id`\n"), "{output}");
    assert!(!output.contains("CARGO"), "{output}");
    assert!(output.contains("TERM=dumb"), "{output}");
}

#[test]
fn input_is_ours_or_nothing() {
    let (_place, mut invocation) = script("cat");
    assert_eq!(run(&invocation).stdout, b"");
    invocation.input = Some(b"said".to_vec());
    assert_eq!(run(&invocation).stdout, b"said");
}

#[test]
fn a_control_character_in_an_argument_is_refused() {
    let (_place, mut invocation) = script("touch ran");
    for bad in ["a\nb", "a\0b", "\r", "\x1b[0m", "\u{85}"] {
        invocation.arguments = vec!["fine".into(), bad.into()];
        let (refused, _) = run_with(&invocation, &Stop::default());
        assert_eq!(refused.unwrap_err(), CommandError::ControlCharacter { number: 2 });
    }
    assert!(!invocation.directory.join("ran").exists());
}

#[test]
fn a_program_in_the_workspace_or_leading_there_is_never_found() {
    let (inside, outside) = (scratch(), scratch());
    let tool = inside.path.join("terraform");
    std::fs::write(&tool, "#!/bin/sh\n").unwrap();
    std::fs::set_permissions(&tool, PermissionsExt::from_mode(0o755)).unwrap();
    symlink(&tool, outside.path.join("terraform")).unwrap();
    for directory in [&inside.path, &outside.path] {
        let places = Places {
            directories: vec![directory.clone()],
            workspaces: vec![inside.path.clone()],
            ..Places::default()
        };
        let path = directory.join("terraform");
        assert_eq!(places.find("terraform").unwrap_err(), CommandError::InWorkspace { path });
    }
    assert!(matches!(Places::default().find("../terraform"), Err(CommandError::NotFound { .. })));
}

#[test]
fn a_program_that_everyone_can_write_or_nobody_can_run_is_refused() {
    let place = scratch();
    let tool = place.path.join("tool");
    std::fs::write(&tool, "").unwrap();
    let places = Places { directories: vec![place.path.clone()], ..Places::default() };
    for (mode, reason) in [(0o644, "not executable"), (0o777, "writable by everyone")] {
        std::fs::set_permissions(&tool, PermissionsExt::from_mode(mode)).unwrap();
        assert!(matches!(places.find("tool"), Err(CommandError::Unfit { why, .. }) if why == reason));
    }
}

#[test]
fn a_program_that_was_replaced_is_not_run() {
    let (place, invocation) = script("touch ran");
    let other = place.path.join("other");
    std::fs::write(&other, "#!/bin/sh\ntouch ran\n").unwrap();
    std::fs::set_permissions(&other, PermissionsExt::from_mode(0o755)).unwrap();
    std::fs::rename(&other, place.path.join("tool")).unwrap();
    let (refused, _) = run_with(&invocation, &Stop::default());
    assert!(matches!(refused, Err(CommandError::Replaced { .. })));
    assert!(!place.path.join("ran").exists());
}

#[test]
fn a_group_that_ignores_being_asked_is_ended_by_force() {
    let (place, mut invocation) =
        script("trap '' TERM; (trap '' TERM; sleep 60) & echo $! > child; while :; do :; done");
    invocation.limits.wall = Duration::from_millis(400);
    invocation.limits.grace = Duration::from_millis(200);
    let finished = run(&invocation);
    assert_eq!(finished.ended, Ended::Limit(Limit::Wall));
    let child = std::fs::read_to_string(place.path.join("child")).unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
    assert!(stat.is_empty() || stat.contains(") Z "), "{stat}");
}

#[test]
fn what_a_command_leaves_running_ends_with_it() {
    let (place, invocation) = script("sleep 60 & echo $! > child; echo done");
    let finished = run(&invocation);
    assert_eq!((finished.ended, finished.stdout.as_slice()), (Ended::Code(0), &b"done\n"[..]));
    assert!(finished.took < Duration::from_secs(20));
    let child = std::fs::read_to_string(place.path.join("child")).unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
    assert!(stat.is_empty() || stat.contains(") Z "), "{stat}");
}

#[test]
fn a_stop_on_request_ends_it() {
    let (_place, invocation) = script("echo on; sleep 60");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let stop = Stop::default();
    let theirs = stop.clone();
    let runner = Runner::with_launcher(None);
    let finished = runtime.block_on(runner.run(&invocation, &stop, &mut move |_| theirs.now())).unwrap();
    assert_eq!(finished.ended, Ended::Stopped);
}

#[test]
fn a_flood_of_output_is_cut_off() {
    let (_place, mut invocation) = script("while :; do echo flood; done");
    invocation.limits.output = 100_000;
    let finished = run(&invocation);
    assert_eq!(finished.ended, Ended::Limit(Limit::Output));
    assert!(finished.stdout.len() < 1_000_000);
}

#[test]
fn lines_are_plain_text_however_they_are_cut() {
    let text = "\x1b[31mred\x1b[0m \x1b]0;title\x07after\n\u{9b}1mx\u{202e}y\u{200b}z é\r\n10%\r20%\r\n\x1bPq\x1b\\end\n";
    let whole = plain(text.as_bytes());
    assert_eq!(whole, "red after\nx\u{fffd}y\u{fffd}z é\n10%\n20%\nend\n");
    for cut in 0..text.len() {
        let mut lines = Lines::default();
        let (before, after) = text.as_bytes().split_at(cut);
        let mut all = lines.push(before);
        all.extend(lines.push(after));
        all.extend(lines.finish());
        assert_eq!(all.join("\n") + "\n", whole, "cut at {cut}");
    }
    assert_eq!(plain(b"a\xffb\xe2\x82"), "a\u{fffd}b\u{fffd}");
    assert_eq!(plain(b"\x1b]never ended\nnext"), "\nnext");
}
