//! `omni-architect check`, `explain` and `schema` as a person and a program use them.

use omni_tests::{Folder, omni};
use serde_json::Value;
use std::process::{Output, Stdio};

const TYPO: &str = "resource \"aws_s3_bucket\" \"b\" {\n  buckte = \"é😀\" # ok\n}\n";

fn run(folder: &Folder, arguments: &[&str]) -> Output {
    omni(arguments.iter().copied()).current_dir(&folder.path).output().expect("it runs")
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is UTF-8")
}

#[test]
fn findings_are_shown_with_the_line_they_are_about() {
    let folder = Folder::with(&[("main.tf", TYPO), ("k8s/a.yaml", "a: [1\n")]);
    let output = run(&folder, &["check"]);
    assert_eq!(output.status.code(), Some(1));
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn json_has_the_positions_of_the_protocol_and_says_what_was_checked() {
    let folder = Folder::with(&[("main.tf", "a = \"😀\" nope\n")]);
    let output = run(&folder, &["check", "--format", "json"]);
    insta::assert_snapshot!(stdout(&output));
}

#[test]
fn the_locked_provider_version_is_told_beside_the_one_checked_against() {
    let lock = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.80.0\"\n}\n";
    let main = "resource \"aws_sqs_queue\" \"q\" {}\n";
    let folder = Folder::with(&[("main.tf", main), (".terraform.lock.hcl", lock)]);
    let output = run(&folder, &["check"]);
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output));
    let output = run(&folder, &["check", "--format", "json"]);
    let report: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    let provider = &report["checked"]["providers"][0];
    assert_eq!((&provider["source"], &provider["locked"]), (&"hashicorp/aws".into(), &"5.80.0".into()));
}

#[test]
fn sarif_has_a_rule_and_a_place_for_each_finding() {
    let folder = Folder::with(&[("a b/main.tf", TYPO)]);
    let output = run(&folder, &["check", "--format", "sarif"]);
    let sarif: Value = serde_json::from_str(&stdout(&output)).expect("SARIF is JSON");
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    let results = run["results"].as_array().expect("results");
    assert!(results.iter().all(|result| rules.iter().any(|rule| rule["id"] == result["ruleId"])));
    let typo = results.iter().find(|result| result["ruleId"] == "TF-unknown-attribute").expect("the slip");
    let place = &typo["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a%20b/main.tf");
    assert_eq!((&place["region"]["startLine"], &place["region"]["startColumn"]), (&2.into(), &3.into()));
}

#[test]
fn the_exit_code_says_whether_something_was_found() {
    let folder = Folder::with(&[("ok.tf", ""), ("bad/main.tf", TYPO)]);
    for (arguments, code) in [
        (&["check", "ok.tf"][..], 0),
        (&["check", "bad"], 1),
        (&["check", "bad/main.tf", "ok.tf"], 1),
        (&["check", "ok.tf", "--fail-on", "info"], 0),
        (&["check", "none"], 2),
        (&["check", "--fail-on", "nope"], 2),
        (&["nope"], 2),
        (&["--version"], 0),
        (&["help"], 0),
    ] {
        assert_eq!(run(&folder, arguments).status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn what_cannot_be_checked_gets_one_sentence() {
    let folder = Folder::with(&[("notes.txt", "")]);
    std::fs::write(folder.path.join("latin1.tf"), b"caf\xe9").expect("it can be written");
    let huge = std::fs::File::create(folder.path.join("huge.yaml")).expect("it can be made");
    huge.set_len(1 << 30).expect("it can be sparse");
    for (path, sentence) in [
        ("nowhere", "omni-architect: nowhere does not exist\n"),
        ("latin1.tf", "omni-architect: latin1.tf is not UTF-8 at byte 3\n"),
        ("huge.yaml", "omni-architect: huge.yaml is 1024 MiB, more than the 5 MiB that are read\n"),
    ] {
        let output = run(&folder, &["check", path]);
        assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(2), sentence));
    }
    assert!(
        stderr(&run(&folder, &["check", "notes.txt"]))
            .starts_with("omni-architect: notes.txt is no kind of file")
    );
}

#[test]
fn a_directory_is_checked_without_what_cannot_be_read() {
    let folder = Folder::with(&[("ok.tf", ""), (".terraform/x.tf", "{"), ("node_modules/y.tf", "{")]);
    std::fs::write(folder.path.join("latin1.tf"), b"caf\xe9").expect("it can be written");
    std::os::unix::fs::symlink(&folder.path, folder.path.join("loop")).expect("it can be linked");
    let output = run(&folder, &["check", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stdout(&output));
    let report: Value = serde_json::from_str(&stdout(&output)).expect("it is JSON");
    assert_eq!(report["checked"]["files"], 1);
    let skipped = report["skipped"].as_array().expect("a list");
    let paths: Vec<_> = skipped.iter().filter_map(|s| s["path"].as_str()).collect();
    assert_eq!(paths, ["latin1.tf", "loop"]);
}

#[test]
fn a_named_file_is_judged_with_its_neighbours() {
    let folder = Folder::with(&[
        ("main.tf", "output \"o\" {\n  value = var.x\n}\n"),
        ("variables.tf", "variable \"x\" {}\nnope {}\n"),
    ]);
    assert_eq!(run(&folder, &["check", "main.tf"]).status.code(), Some(0));
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = Folder::with(&[]);
    let mut child = omni(["schema", "aws"])
        .current_dir(&folder.path)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[test]
fn a_finding_is_explained_by_its_code() {
    let folder = Folder::with(&[]);
    let explained = run(&folder, &["explain", "tf-unknown-attribute"]);
    assert_eq!(explained.status.code(), Some(0));
    assert!(stdout(&explained).starts_with("TF-unknown-attribute: "));
    let unknown = run(&folder, &["explain", "TF-unknown-atribute"]);
    assert_eq!(unknown.status.code(), Some(2));
    let said =
        "omni-architect: no finding has the code TF-unknown-atribute; did you mean TF-unknown-attribute?\n";
    assert_eq!(stderr(&unknown), said);
    assert!(stdout(&run(&folder, &["explain"])).lines().count() > 10);
}

#[test]
fn schemas_are_found_by_words_and_shown_by_name() {
    let folder = Folder::with(&[]);
    let shown = stdout(&run(&folder, &["schema", "aws_sqs_queue_policy"]));
    insta::assert_snapshot!(shown);
    let found = stdout(&run(&folder, &["schema", "sqs", "redrive"]));
    assert!(found.contains("resource aws_sqs_queue_redrive_policy"), "{found}");
    let nothing = run(&folder, &["schema", "aws_s3_bukket"]);
    assert_eq!(nothing.status.code(), Some(2));
    assert!(stderr(&nothing).contains("did you mean aws_s3_bucket?"), "{}", stderr(&nothing));
}

#[test]
fn an_interruption_ends_it_with_130() {
    let folder = Folder::with(&[]);
    for number in 0..2000 {
        folder.write(&format!("{number}.yaml"), &"a: b\n".repeat(2000));
    }
    let child = omni(["check"]).current_dir(&folder.path).stdout(Stdio::null()).spawn().expect("it runs");
    let status = format!("/proc/{}/status", child.id());
    // The handler is there once the process catches signal 2.
    let catches = |status: String| {
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:\t").map(str::to_owned));
        mask.and_then(|mask| u64::from_str_radix(&mask, 16).ok()).is_some_and(|mask| mask & 2 != 0)
    };
    while !std::fs::read_to_string(&status).is_ok_and(catches) {
        std::thread::yield_now();
    }
    let pid = child.id().to_string();
    std::process::Command::new("kill").args(["-INT", &pid]).status().expect("kill runs");
    assert_eq!(child.wait_with_output().expect("it ends").status.code(), Some(130));
}
