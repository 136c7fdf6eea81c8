//! `omni-architect generate` as a person and a program use it.

use omni_tests::{Folder, binary, omni};
use serde_json::Value;
use std::process::{Command, Output};

const REQUEST: &str = "an S3 bucket called logs";

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    omni(arguments.iter().copied()).current_dir(&folder.path).output().expect("it runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

/// The names of all files below `folder`.
fn names(folder: &Folder) -> Vec<String> {
    let listed = Command::new("find").args([".", "-type", "f"]).current_dir(&folder.path).output();
    let listed = String::from_utf8(listed.expect("find runs").stdout).expect("names are UTF-8");
    let mut names: Vec<_> = listed.lines().map(str::to_owned).collect();
    names.sort();
    names
}

#[test]
fn a_request_is_shown_as_a_diff_with_its_proof_and_written() {
    let folder = Folder::with(&[]);
    let output = run(&folder, &["generate", REQUEST, "--into", "demo"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let said = stdout(&output);
    assert!(said.contains("+++ b/demo/main.tf\n") && said.contains("\nChecked\n"), "{said}");
    assert!(said.ends_with("to demo\n") && !said.contains('\u{1b}'), "{said}");
    assert!(folder.read("demo/main.tf").is_some_and(|text| text.contains("aws_s3_bucket")));
    assert_eq!(run(&folder, &["check", "demo"]).status.code(), Some(0));
}

#[test]
fn a_dry_run_writes_nothing() {
    let folder = Folder::with(&[]);
    let output = run(&folder, &["generate", REQUEST, "--dry-run", "--yes"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains("would write"));
    assert_eq!(names(&folder), Vec::<String>::new());
}

#[test]
fn json_has_the_files_and_the_proof() {
    let folder = Folder::with(&[]);
    let output = run(&folder, &["generate", REQUEST, "--format", "json", "--yes"]);
    let made: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!((&made["request"], &made["written"]), (&REQUEST.into(), &true.into()));
    for file in made["files"].as_array().expect("files") {
        assert_eq!(file["action"], "create");
        assert_eq!(file["text"].as_str(), folder.read(file["path"].as_str().expect("a path")).as_deref());
    }
    assert!(made["proof"]["checked"].as_array().is_some_and(|checked| !checked.is_empty()));
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let (first, second) = (Folder::with(&[]), Folder::with(&[]));
    let [a, b] = [first, second].map(|folder| stdout(&run(&folder, &["generate", REQUEST])));
    assert_eq!(a, b);
}

#[test]
fn bad_requests_get_one_sentence_and_write_nothing() {
    let folder = Folder::with(&[("file", "")]);
    let huge = "x ".repeat(40_000);
    let bad = [
        vec!["generate", ""],
        vec!["generate", "   "],
        vec!["generate", "qwrtz blorf"],
        vec!["generate", "🙂🙂🙂"],
        vec!["generate", &huge],
        vec!["generate", REQUEST, "--into", "file"],
        vec!["generate", REQUEST, "--into", "file/below"],
    ];
    for arguments in bad {
        let output = run(&folder, &arguments);
        let start: String = arguments.concat().chars().take(40).collect();
        assert_eq!(output.status.code(), Some(2), "{start}");
        let said = stderr(&output);
        assert!(said.starts_with("omni-architect: ") && said.lines().count() == 1, "{start}: {said}");
    }
    assert_eq!(names(&folder), ["./file"]);
}

#[test]
fn a_full_disk_leaves_every_file_as_it_was() {
    let folder = Folder::with(&[]);
    // A limit on the size of files fails a write as a full disk does, in the middle of it.
    let script = format!("trap '' XFSZ; ulimit -f 0; exec {} generate '{REQUEST}'", binary().display());
    let output = Command::new("bash").args(["-c", &script]).current_dir(&folder.path).stdout(null()).output();
    let output = output.expect("bash runs");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    let said = stderr(&output);
    assert!(said.contains("cannot be written: file too large; nothing was written"), "{said}");
    assert_eq!(names(&folder), Vec::<String>::new());
}

fn null() -> std::process::Stdio {
    std::process::Stdio::null()
}

#[test]
fn a_file_that_is_in_the_way_is_not_overwritten() {
    let folder = Folder::with(&[]);
    std::os::unix::fs::symlink("/nowhere/at/all", folder.path.join("versions.tf")).expect("it can be linked");
    let output = run(&folder, &["generate", REQUEST]);
    assert_eq!(output.status.code(), Some(2), "{}", stdout(&output));
    assert_eq!(folder.read("main.tf"), None);
}

#[test]
fn a_person_at_a_terminal_is_asked_first() {
    let folder = Folder::with(&[]);
    // `script` gives the program a terminal and passes on its exit code.
    for (answer, written) in [("n", false), ("y", true)] {
        let command = format!("{} generate '{REQUEST}'", binary().display());
        let typed =
            format!("printf '{answer}\\n' | script --quiet --return --command \"{command}\" /dev/null");
        let output =
            Command::new("bash").args(["-c", &typed]).current_dir(&folder.path).env("TERM", "xterm").output();
        let output = output.expect("script runs");
        let said = stdout(&output);
        assert!(said.contains("[y/N]"), "{said}");
        assert!(said.contains("\u{1b}[32m+"), "a terminal gets colours: {said}");
        assert_eq!(folder.read("main.tf").is_some(), written, "{said}");
    }
}
