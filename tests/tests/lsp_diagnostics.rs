//! Diagnostics as clients of different abilities get them.

use omni_tests::{Folder, omni};
use serde_json::{Value, json};
use testkit::lsp::Client;

/// One fault, and nothing that hardening would ask for.
const TYPO: &str = r#"resource "aws_instance" "a" {
  ami           = "ami-1"
  instance_typ = "t3.micro"

  metadata_options {
    http_tokens = "required"
  }
  root_block_device {
    encrypted = true
  }
}
"#;
const PUBLISH: &str = "textDocument/publishDiagnostics";

fn full() -> Value {
    json!({
        "textDocument": {
            "publishDiagnostics": {
                "versionSupport": true, "relatedInformation": true, "codeDescriptionSupport": true,
                "dataSupport": true,
            },
        },
    })
}

fn pulling() -> Value {
    json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostic": { "refreshSupport": true } },
    })
}

fn codes(diagnostics: &[Value]) -> Vec<&str> {
    diagnostics.iter().filter_map(|d| d["code"].as_str()).collect()
}

#[test]
fn findings_are_pushed_with_the_version_that_they_are_of() {
    let folder = Folder::with(&[]);
    let uri = folder.uri("main.tf");
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &full());
    client.open_document(&uri, TYPO);
    let found = client.diagnostics(&uri, 1);
    assert!(codes(&found).contains(&"TF-unknown-attribute"), "{found:#?}");
    let typo = found.iter().find(|d| d["code"] == "TF-unknown-attribute").expect("it was there");
    assert_eq!(typo["range"]["start"], json!({ "line": 2, "character": 2 }));
    assert_eq!((&typo["severity"], &typo["source"]), (&json!(1), &json!("omni-architect")));
    assert!(
        typo["codeDescription"]["href"].as_str().is_some_and(|href| href.ends_with("#tf-unknown-attribute"))
    );
    assert_eq!(typo["data"]["fixes"], json!(["Change to \"instance_type\""]));
    client.replace_document(&uri, 2, &TYPO.replace("instance_typ ", "instance_type"));
    assert_eq!(codes(&client.diagnostics(&uri, 2)), Vec::<&str>::new());
    client.ignore(PUBLISH);
}

#[test]
fn what_a_client_cannot_show_is_not_sent() {
    let folder = Folder::with(&[]);
    let uri = folder.uri("main.tf");
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &json!({}));
    client.open_document(&uri, TYPO);
    let told = client.notified(PUBLISH);
    let found = &told["diagnostics"][0];
    assert!(found["message"].is_string());
    for field in ["codeDescription", "data", "relatedInformation"] {
        assert!(found.get(field).is_none(), "{field}");
    }
    assert!(told.get("version").is_none());
    client.ignore(PUBLISH);
}

#[test]
fn files_that_are_not_open_are_checked_too_and_told_when_they_are_mended() {
    let folder = Folder::with(&[("main.tf", TYPO), ("ok.tf", "")]);
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &full());
    let told = client.notified(PUBLISH);
    assert_eq!(told["uri"], folder.uri("main.tf"));
    assert!(told["version"].is_null());
    folder.write("main.tf", &TYPO.replace("instance_typ ", "instance_type"));
    let changes = json!([{ "uri": folder.uri("main.tf"), "type": 2 }]);
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    assert_eq!(client.notified(PUBLISH)["diagnostics"], json!([]));
}

#[test]
fn a_client_that_watches_nothing_gets_changes_of_the_disk_at_the_next_save() {
    let folder = Folder::with(&[("variables.tf", "")]);
    let uri = folder.uri("main.tf");
    let text = "output \"o\" {\n  value = var.name\n}\n";
    folder.write("main.tf", text);
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &full());
    client.open_document(&uri, text);
    assert_eq!(codes(&client.diagnostics(&uri, 1)), ["TF-undeclared-reference"]);
    folder.write("variables.tf", "variable \"name\" {}\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": uri } }));
    while !client.diagnostics(&uri, 1).is_empty() {}
    client.ignore(PUBLISH);
}

#[test]
fn neighbours_of_a_file_outside_every_folder_are_known() {
    let (folder, other) = (Folder::with(&[]), Folder::with(&[("variables.tf", "variable \"name\" {}\n")]));
    let uri = other.uri("main.tf");
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &full());
    client.open_document(&uri, "output \"o\" {\n  value = var.name\n}\n");
    assert_eq!(codes(&client.diagnostics(&uri, 1)), Vec::<&str>::new());
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    client.ignore(PUBLISH);
}

#[test]
fn a_client_that_pulls_gets_nothing_pushed_and_unchanged_where_nothing_changed() {
    let folder = Folder::with(&[("other.tf", TYPO)]);
    let uri = folder.uri("main.tf");
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &pulling());
    client.answer_always("workspace/diagnostic/refresh", Value::Null);
    assert_eq!(client.capabilities["diagnosticProvider"]["workspaceDiagnostics"], true);
    client.open_document(&uri, "output \"o\" {\n  value = var.name\n}\n");
    let pull = |previous: &Value| json!({ "textDocument": { "uri": uri }, "previousResultId": previous });
    let report = client.call("textDocument/diagnostic", pull(&Value::Null));
    assert_eq!(report["kind"], "full");
    assert_eq!(report["items"][0]["code"], "TF-undeclared-reference");
    let again = client.call("textDocument/diagnostic", pull(&report["resultId"]));
    assert_eq!((&again["kind"], &again["resultId"]), (&json!("unchanged"), &report["resultId"]));
    client.replace_document(&uri, 2, "");
    let clean = client.call("textDocument/diagnostic", pull(&report["resultId"]));
    assert_eq!((&clean["kind"], &clean["items"]), (&json!("full"), &json!([])));
}

#[test]
fn a_workspace_pull_reports_each_file_once() {
    let folder = Folder::with(&[("a/main.tf", TYPO), ("b/main.tf", "")]);
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &pulling());
    client.asked("workspace/diagnostic/refresh");
    let report = client.call("workspace/diagnostic", json!({ "previousResultIds": [] }));
    let items = report["items"].as_array().expect("a list").clone();
    assert_eq!(items.len(), 1, "{report:#}");
    assert_eq!(items[0]["uri"], folder.uri("a/main.tf"));
    let known = json!([{ "uri": items[0]["uri"], "value": items[0]["resultId"] }]);
    let again = client.call("workspace/diagnostic", json!({ "previousResultIds": known }));
    assert_eq!(again["items"][0]["kind"], "unchanged");
}

#[test]
fn settings_are_pulled_and_change_what_is_found() {
    let folder = Folder::with(&[]);
    let uri = folder.uri("main.tf");
    let mut capabilities = full();
    capabilities["workspace"] =
        json!({ "configuration": true, "didChangeConfiguration": { "dynamicRegistration": true } });
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &capabilities);
    client.open_document(&uri, TYPO);
    assert!(!client.diagnostics(&uri, 1).is_empty());
    let off =
        json!([{ "check": { "severity": { "TF-unknown-attribute": "off", "TF-missing-argument": "off" } } }]);
    client.answer_always("workspace/configuration", off);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    while !client.diagnostics(&uri, 1).is_empty() {}
    client.answer_always("workspace/configuration", json!([{ "check": { "severity": { "nope": "off" } } }]));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    let said = client.notified("window/showMessage");
    assert_eq!(said["message"], "the settings are not valid: no check is called nope");
    client.ignore(PUBLISH);
}

#[test]
fn folders_come_and_go() {
    let (first, second) = (Folder::with(&[]), Folder::with(&[("main.tf", TYPO)]));
    let mut capabilities = full();
    capabilities["workspace"] = json!({ "workspaceFolders": true });
    let mut client = Client::open(&mut omni(["lsp"]), &first.path, &capabilities);
    let folder = json!([{ "uri": second.uri(""), "name": "second" }]);
    let change = |added: &Value, removed: &Value| json!({ "event": { "added": added, "removed": removed } });
    client.notify("workspace/didChangeWorkspaceFolders", change(&folder, &json!([])));
    let told = client.notified(PUBLISH);
    assert_eq!(told["uri"], second.uri("main.tf"));
    client.notify("workspace/didChangeWorkspaceFolders", change(&json!([]), &folder));
    assert_eq!(client.notified(PUBLISH)["diagnostics"], json!([]));
}

#[test]
fn positions_count_in_the_units_that_were_agreed() {
    for (encoding, column) in [("utf-8", 11), ("utf-16", 9), ("utf-32", 8)] {
        let folder = Folder::with(&[]);
        let uri = folder.uri("main.tf");
        let mut capabilities = full();
        capabilities["general"] = json!({ "positionEncodings": [encoding] });
        let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &capabilities);
        client.open_document(&uri, "/* 😀 */ nope {}\n");
        let found = client.diagnostics(&uri, 1);
        assert_eq!(
            found[0]["range"]["start"],
            json!({ "line": 0, "character": column }),
            "{encoding} {found:#?}"
        );
        client.ignore(PUBLISH);
    }
}
