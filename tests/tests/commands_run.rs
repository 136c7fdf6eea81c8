//! Running commands over the command line and the protocol: trust, refusals, questions, the audit log.
#![cfg(unix)]

use omni_tests::{Folder, omni};
use serde_json::{Value, json};
use std::process::{Command, Output};
use testkit::lsp::Client;

const MAIN: &str = "resource \"aws_s3_bucket\" \"logs\" {\n}\n";

/// A workspace, and a home whose settings and state are its own.
struct Desk {
    workspace: Folder,
    home: Folder,
}

impl Desk {
    fn new() -> Self {
        let home = Folder::with(&[]);
        let workspace = Folder::with(&[("main.tf", MAIN)]);
        // A tool of the person's own, so that no test needs one installed.
        home.write("bin/opa", "#!/bin/sh\necho \"said $*\"\necho \"to $TERM\" >&2\nexit 3\n");
        home.write("bin/hang", "#!/bin/sh\necho on\nsleep 60\n");
        for tool in ["opa", "hang"] {
            let path = home.path.join("bin").join(tool);
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755))
                .expect("executable");
        }
        let bin = home.path.join("bin");
        let forms = format!(
            "tool opa\nprogram {0}/opa\nread check [--strict] <path>...\n  Checks policies\nwrite mend <path>\n  Mends policies\n  needs writes\n\
             tool hang\nprogram {0}/hang\nread now\n  Takes long\n",
            bin.display()
        );
        home.write("config/omni-architect/commands.forms", &forms);
        Self { workspace, home }
    }

    fn omni<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = omni(arguments);
        command.current_dir(&self.workspace.path).stdin(std::process::Stdio::null());
        command
            .env("XDG_CONFIG_HOME", self.home.path.join("config"))
            .env("XDG_STATE_HOME", self.home.path.join("state"));
        command
    }

    fn says<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> (Option<i32>, String) {
        let Output { status, stdout, stderr } = self.omni(arguments).output().expect("it runs");
        (status.code(), String::from_utf8_lossy(&stdout).into_owned() + &String::from_utf8_lossy(&stderr))
    }

    fn open(&self) -> Client {
        let mut client = Client::open(&mut self.omni(["lsp"]), &self.workspace.path, &json!({}));
        client.ignore("textDocument/publishDiagnostics");
        client
    }
}

fn command(words: &[&str]) -> Value {
    json!({ "command": "omni.run", "arguments": [{ "command": words }] })
}

#[test]
fn nothing_runs_in_a_folder_that_is_not_trusted() {
    let desk = Desk::new();
    let (code, said) = desk.says(["run", "--", "opa", "check", "main.tf"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("is not trusted, so nothing runs in it") && !said.contains("said check"), "{said}");
    assert_eq!(desk.says(["trust"]).0, Some(0));
    let (code, said) = desk.says(["run", "--", "opa", "check", "main.tf"]);
    assert_eq!(code, Some(1), "{said}");
    let file = desk.workspace.path.join("main.tf");
    assert!(
        said.contains(&format!("said check {}\n", file.display())) && said.contains("to dumb\n"),
        "{said}"
    );
    assert!(said.contains("opa: it ended with exit code 3"), "{said}");
    assert_eq!(desk.says(["trust", "--remove"]).0, Some(0));
    assert_eq!(desk.says(["run", "--", "opa", "check", "main.tf"]).0, Some(2));
}

#[test]
fn what_no_form_allows_is_refused_with_exit_code_2() {
    let desk = Desk::new();
    for refused in [
        ["opa", "eval", "x"],
        ["rm", "-rf", "/"],
        ["opa", "check", "../x"],
        ["terraform", "destroy", "-auto-approve"],
    ] {
        let (code, said) = desk.says(["run", "--trust", "--yes", "--"].into_iter().chain(refused));
        assert_eq!(code, Some(2), "{said}");
        assert!(!said.contains("said "), "{said}");
    }
    let (_, said) = desk.says(["run", "--trust", "--", "opa", "chek", "main.tf"]);
    assert!(said.contains("the nearest allowed form: opa check [--strict] <path>..."), "{said}");
}

#[test]
fn what_changes_something_is_not_run_where_nobody_can_be_asked() {
    let desk = Desk::new();
    let (code, said) = desk.says(["run", "--trust", "--", "opa", "mend", "main.tf"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("nobody is there to be asked") && said.contains("Mends policies: opa mend"),
        "{said}"
    );
    assert!(desk.says(["run", "--trust", "--yes", "--", "opa", "mend", "main.tf"]).1.contains("said mend"));
}

#[test]
fn a_dry_run_tells_all_and_runs_nothing() {
    let desk = Desk::new();
    let (code, said) = desk.says(["run", "--dry-run", "--", "opa", "mend", "main.tf"]);
    assert_eq!(code, Some(0), "{said}");
    for part in [
        "Mends policies (write)",
        "variable   PATH=/usr/local/bin:/usr/bin:/bin",
        "network    off",
        "limits     120 s",
    ] {
        assert!(said.contains(part), "{part} is not in\n{said}");
    }
    assert!(!said.contains("said mend"), "{said}");
}

#[test]
fn every_run_is_in_the_log_and_a_changed_log_is_told() {
    let desk = Desk::new();
    let key = ["AKIA", "QX7RZ3LMN5TVW2YB"].concat();
    desk.workspace.write(&key, "");
    desk.says(["run", "--trust", "--", "opa", "check", "main.tf", &key]);
    let (code, said) = desk.says(["audit"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(
        said.contains("bin/opa check") && said.contains("exit code 3") && said.contains("the chain is whole"),
        "{said}"
    );
    assert!(!said.contains(&key), "{said}");
    let log = desk.home.read("state/omni-architect/audit.jsonl").expect("a log");
    desk.home.write("state/omni-architect/audit.jsonl", &log.replace("main.tf", "other.tf"));
    let (code, said) = desk.says(["audit"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("line 1 of the audit log was changed") && said.contains("BROKEN"), "{said}");
    let (_, second) = log.split_once('\n').expect("more than one line");
    desk.home.write("state/omni-architect/audit.jsonl", second);
    assert!(desk.says(["audit"]).1.contains("does not follow the line before it"));
}

#[test]
fn the_doctor_says_what_this_kernel_gives() {
    let desk = Desk::new();
    let (_, said) = desk.says(["doctor"]);
    assert!(
        said.contains("Landlock") && said.contains("seccomp") && said.contains("is not trusted"),
        "{said}"
    );
    assert!(said.contains("bin/opa"), "{said}");
}

#[test]
fn a_workspace_may_forbid_and_never_allow() {
    let desk = Desk::new();
    desk.workspace
        .write(".omni-architect/commands.forms", "tool opa\nnever check\n  The pipeline does that\n");
    let (code, said) = desk.says(["run", "--trust", "--", "opa", "check", "main.tf"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("opa check never runs: the pipeline does that"), "{said}");
    desk.workspace.write(".omni-architect/commands.forms", "tool sh\nread run\n  Runs\n");
    let (code, said) = desk.says(["run", "--trust", "--", "opa", "check", "main.tf"]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("they may only forbid"), "{said}");
}

#[test]
fn a_client_says_whether_the_workspace_is_trusted() {
    let desk = Desk::new();
    let mut client = desk.open();
    assert_eq!(client.call("omni/trust", json!({})), json!({ "trusted": false }));
    let answer = client.call("workspace/executeCommand", command(&["opa", "check", "main.tf"]));
    assert_eq!((&answer["ran"], &answer["class"]), (&json!(false), &json!("read")), "{answer}");
    assert_eq!(answer["message"], "the workspace is not trusted, so nothing runs in it");
    assert_eq!(client.call("omni/trust", json!({ "trusted": true })), json!({ "trusted": true }));
    let answer = client.call("workspace/executeCommand", command(&["opa", "check", "main.tf"]));
    assert_eq!((&answer["ran"], &answer["code"]), (&json!(true), &json!(3)), "{answer}");
    assert!(answer["output"].to_string().contains("said check"), "{answer}");
    let answer = client.call("workspace/executeCommand", command(&["opa", "eval", "x"]));
    assert!(answer["message"].as_str().is_some_and(|m| m.contains("nearest allowed form")), "{answer}");
    client.shut_down();
}

#[test]
fn a_workspace_that_its_person_does_not_trust_is_not_trusted_whatever_the_client_says() {
    let desk = Desk::new();
    desk.home.write("config/omni-architect/config.toml", "trusted = false\n");
    for theirs in ["", "[", "trusted = true\n", "[models]\nproviders = 5\n"] {
        desk.workspace.write("omni-architect.toml", theirs);
        let mut client = desk.open();
        client.ignore("window/logMessage");
        assert_eq!(
            client.call("omni/trust", json!({ "trusted": true })),
            json!({ "trusted": false }),
            "{theirs}"
        );
        let answer = client.call("workspace/executeCommand", command(&["opa", "check", "main.tf"]));
        assert_eq!(answer["ran"], json!(false), "{theirs}: {answer}");
        client.shut_down();
    }
}

#[test]
fn what_writes_asks_the_person_with_the_command_line() {
    let desk = Desk::new();
    let mut client = desk.open();
    client.call("omni/trust", json!({ "trusted": true }));
    for (word, ran) in [("Cancel", false), ("Run it", true)] {
        let id = client.ask("workspace/executeCommand", command(&["opa", "mend", "main.tf"]));
        let (asked, params) = client.asked("window/showMessageRequest");
        let file = desk.workspace.path.join("main.tf");
        assert_eq!(params["message"], format!("Mends policies:\nopa mend {}", file.display()));
        client.reply(&asked, &json!({ "title": word }));
        assert_eq!(client.answer(id)["result"]["ran"], ran);
    }
    client.shut_down();
}

#[test]
fn a_command_that_hangs_ends_when_it_is_cancelled_and_the_server_lives() {
    let desk = Desk::new();
    let mut client = Client::spawn(&mut desk.omni(["lsp"]));
    let folders = json!([{ "uri": desk.workspace.uri(""), "name": "root" }]);
    client.initialize(&json!({ "capabilities": {}, "workspaceFolders": folders }));
    client.ignore("textDocument/publishDiagnostics");
    client.call("omni/trust", json!({ "trusted": true }));
    let hang = json!({ "command": "omni.run", "arguments": [{ "command": ["hang", "now"] }], "workDoneToken": "mine" });
    let id = client.ask("workspace/executeCommand", hang);
    // It has begun, and then it has said something.
    while client.notified("$/progress")["value"]["message"] != "on" {}
    client.ignore("$/progress");
    client.notify("window/workDoneProgress/cancel", json!({ "token": "mine" }));
    let answer = client.answer(id)["result"].clone();
    assert!(
        answer["message"] == "hang: it was stopped" || answer["message"] == "hang: it was ended by signal 15",
        "{answer}"
    );
    assert_eq!(client.call("omni/trust", json!({})), json!({ "trusted": true }));
    client.shut_down();
    assert!(desk.says(["audit"]).1.contains("the chain is whole"));
}

#[test]
fn the_real_terraform_says_on_which_line_a_fault_is() {
    let desk = Desk::new();
    desk.workspace.write("main.tf", "variable \"a\" {}\n\noutput \"b\" {\n  value = var.c\n}\n");
    let (code, said) = desk.says(["validate", "--trust", "--yes"]);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("main.tf:4:11: error: Reference to undeclared input variable"), "{said}");
    desk.workspace.write("main.tf", "variable \"a\" {}\n");
    let (code, said) = desk.says(["validate", "--trust", "--yes"]);
    assert_eq!((code, said.contains("0 errors")), (Some(0), true), "{said}");
}

#[test]
fn a_kept_plan_is_told_in_a_few_lines() {
    let desk = Desk::new();
    desk.workspace.write("main.tf", "resource \"terraform_data\" \"one\" {\n  input = \"hunter2\"\n}\n");
    for words in [["init", "-backend=false", "-lockfile=readonly"].as_slice(), &["plan", "-out=kept.plan"]] {
        let (code, said) =
            desk.says(["run", "--trust", "--yes", "--", "terraform"].iter().chain(words).copied());
        assert_eq!(code, Some(0), "{said}");
    }
    let (code, said) = desk.says(["plan", "--trust", "kept.plan"]);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(said, "1 to create; 0 to look at first\ncreate   terraform_data.one\n");
}
