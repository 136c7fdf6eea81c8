//! `omni-architect git` and the git side of the protocol, against the real program.

use omni_tests::{Folder, omni};
use serde_json::{Value, json};
use std::process::Command;
use testkit::lsp::Client;

fn git(folder: &Folder, arguments: &[&str]) -> String {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]).args(arguments);
    let output = command.current_dir(&folder.path).output().expect("git is installed by tests/install");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

/// A repository with one commit and someone named to commit, which the person of a state directory of its own trusts.
struct Desk {
    folder: Folder,
    home: Folder,
}

impl Desk {
    fn omni<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = omni(arguments);
        command.current_dir(&self.folder.path).stdin(std::process::Stdio::null());
        command
            .env("XDG_CONFIG_HOME", self.home.path.join("config"))
            .env("XDG_STATE_HOME", self.home.path.join("state"));
        command
    }

    fn says(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let output = self.omni(arguments.iter().copied()).output().expect("it runs");
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }

    /// What the command line prints; it must succeed.
    fn run(&self, arguments: &[&str]) -> String {
        let (code, out, error) = self.says(arguments);
        assert_eq!(code, Some(0), "{arguments:?}: {error}");
        out
    }
}

fn repository() -> Desk {
    let folder = begun();
    let desk = Desk { folder, home: Folder::with(&[]) };
    let path = desk.folder.path.display().to_string();
    desk.run(&["trust", &path]);
    desk
}

fn begun() -> Folder {
    let folder = Folder::with(&[("notes.txt", "a\n")]);
    git(&folder, &["init", "-q", "-b", "main"]);
    git(&folder, &["config", "user.name", "Ada"]);
    git(&folder, &["config", "user.email", "ada@example.com"]);
    git(&folder, &["add", "-A"]);
    git(&folder, &["commit", "-qm", "feat: begin"]);
    folder
}

#[test]
fn the_command_line_reads_and_changes_a_repository_behind_the_wall() {
    let desk = repository();
    let folder = &desk.folder;
    folder.write("notes.txt", "b\n");
    folder.write("new.tf", "x\n");
    let status: Value = serde_json::from_str(&desk.run(&["git", "status", "--json"])).expect("it is JSON");
    assert_eq!(status["head"]["branch"], "main");
    assert_eq!(status["entries"][1]["unstaged"], "modified");
    assert!(desk.run(&["git", "diff"]).ends_with("@@ -1 +1 @@\n-a\n+b\n"));
    desk.run(&["git", "stage", "notes.txt"]);
    assert!(desk.run(&["git", "status"]).contains("staged:\n  changed          notes.txt\n"));
    assert!(desk.run(&["git", "commit", "-m", "fix: b"]).ends_with("no hook ran\n"));
    assert_eq!(git(folder, &["log", "--format=%s"]), "fix: b\nfeat: begin\n");
    desk.run(&["git", "branch", "create", "topic"]);
    desk.run(&["git", "switch", "topic"]);
    assert!(desk.run(&["git", "branch"]).contains("* topic"));
    assert!(desk.run(&["git", "blame", "notes.txt", "1"]).contains("fix: b"));
}

#[test]
fn a_repository_that_nobody_trusts_is_read_and_not_changed() {
    let desk = Desk { folder: begun(), home: Folder::with(&[]) };
    desk.folder.write("notes.txt", "b\n");
    assert!(desk.run(&["git", "status"]).contains("notes.txt"));
    let (code, _, error) = desk.says(&["git", "stage", "notes.txt"]);
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("is not trusted"), "{error}");
    let (code, _, error) = desk.says(&["generate", "an S3 bucket called logs", "--commit"]);
    assert_eq!(code, Some(2), "{error}");
    assert!(error.contains("is not trusted"), "{error}");
    assert_eq!(git(&desk.folder, &["branch", "--format=%(refname:short)"]), "main\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_repository_with_a_pipe_in_place_of_a_file_holds_nobody_up() {
    for name in [".git/commondir", ".git/HEAD", ".git/config", ".git"] {
        let desk = Desk { folder: begun(), home: Folder::with(&[]) };
        let path = desk.folder.path.join(name);
        if path.is_dir() {
            std::fs::remove_dir_all(&path).expect("it was there");
        } else {
            let _ = std::fs::remove_file(&path);
        }
        assert!(Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
        let (code, _, error) = desk.says(&["git", "status"]);
        assert_eq!(code, Some(2), "{name}: {error}");
        assert!(error.contains("is not a file"), "{name}: {error}");
    }
}

#[test]
fn a_generation_is_committed_on_a_branch_of_its_own_and_no_file_is_written() {
    let desk = repository();
    let folder = &desk.folder;
    desk.run(&["generate", "an S3 bucket called logs", "--commit", "--trailer"]);
    assert_eq!(git(folder, &["status", "--porcelain"]), "");
    let branches = git(folder, &["branch", "--list", "--format=%(refname:short)", "omni/*"]);
    let message = git(folder, &["log", "-1", "--format=%B", branches.trim()]);
    assert!(message.starts_with("feat(terraform): add aws_s3_bucket"), "{message}");
    assert!(message.contains("\nGenerated-by: omni-architect "), "{message}");
    assert!(!message.contains("an S3 bucket called logs"), "{message}");
}

#[test]
fn a_client_is_told_how_its_repository_stands_and_commits_a_change_set() {
    let desk = repository();
    let folder = &desk.folder;
    let capabilities = json!({ "experimental": { "omni": { "git": true } } });
    let mut client = Client::open(&mut desk.omni(["lsp"]), &folder.path, &capabilities);
    client.ignore("textDocument/publishDiagnostics");
    let state = client.notified("omni/git");
    assert_eq!((state["branch"].as_str(), state["unstaged"].as_u64()), (Some("main"), Some(0)));
    folder.write("notes.txt", "b\n");
    let document = json!({ "textDocument": { "uri": folder.uri("notes.txt") } });
    client.notify("textDocument/didSave", document);
    assert_eq!(client.notified("omni/git")["unstaged"], 1);
    let command = |name: &str, argument: Value| json!({ "command": name, "arguments": [argument] });
    let preview = command("omni.preview", json!({ "request": "an S3 bucket called logs" }));
    let id = client.call("workspace/executeCommand", preview)["id"].clone();
    let commit = command("omni.git.commitChangeSet", json!({ "id": id, "branch": "omni/logs" }));
    let answer = client.call("workspace/executeCommand", commit);
    assert_eq!(answer["message"], Value::Null, "{answer}");
    assert_eq!(git(folder, &["rev-parse", "omni/logs"]).trim(), answer["result"]["commit"]);
    let status = client.call("workspace/executeCommand", command("omni.git.status", json!({})));
    assert_eq!(status["result"]["entries"].as_array().map(Vec::len), Some(1), "{status}");
    let blame = json!({ "uri": folder.uri("notes.txt"), "line": 0 });
    let blame = client.call("workspace/executeCommand", command("omni.git.blame", blame));
    assert_eq!(blame["result"]["commit"], Value::Null, "{blame}");
    assert_eq!(client.shut_down(), 0);
}
