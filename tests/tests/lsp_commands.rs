//! Generating, previewing and undoing over the protocol, with clients of different abilities.

use omni_tests::{Folder, omni};
use serde_json::{Value, json};
use testkit::lsp::Client;

const REQUEST: &str = "an S3 bucket called logs";

fn able() -> Value {
    json!({
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": {
                "documentChanges": true,
                "resourceOperations": ["create", "rename", "delete"],
                "changeAnnotationSupport": { "groupsOnLabel": true },
            },
        },
        "textDocument": {
            "codeAction": {
                "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "refactor"] } },
                "isPreferredSupport": true,
                "dataSupport": true,
                "resolveSupport": { "properties": ["edit"] },
            },
        },
    })
}

fn open(folder: &Folder, capabilities: &Value) -> Client {
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, capabilities);
    client.ignore("textDocument/publishDiagnostics");
    client
}

fn command(name: &str, argument: &Value) -> Value {
    json!({ "command": name, "arguments": [argument] })
}

/// Applies an edit of documents that are not open to the disk, as an editor that saves would.
fn apply(folder: &Folder, edit: &Value) {
    for operation in edit["documentChanges"].as_array().expect("versioned edits") {
        let uri = |v: &Value| v.as_str().unwrap_or_default().trim_start_matches("file://").to_owned();
        match operation["kind"].as_str() {
            Some("create") => {
                assert_eq!(operation["options"], json!({ "overwrite": false, "ignoreIfExists": false }));
                let path = uri(&operation["uri"]);
                let name = path.strip_prefix(&format!("{}/", folder.path.display())).expect("inside");
                folder.write(name, "");
            }
            Some("delete") => std::fs::remove_file(uri(&operation["uri"])).expect("it was there"),
            _ => {
                let path = uri(&operation["textDocument"]["uri"]);
                let mut text = std::fs::read_to_string(&path).expect("it is there");
                let edits = operation["edits"].as_array().expect("edits");
                let lines = text::LineIndex::new(&text);
                let position = |p: &Value| text::Position {
                    line: p["line"].as_u64().unwrap_or_default() as u32,
                    column: p["character"].as_u64().unwrap_or_default() as u32,
                };
                let one = |e: &Value| {
                    let at = |p| lines.offset(&text, position(&e["range"][p]), text::Encoding::Utf16);
                    let new = e["newText"].as_str().unwrap_or_default();
                    text::TextEdit::replace(text::Span::new(at("start"), at("end")), new)
                };
                let edits: Vec<_> = edits.iter().map(one).collect();
                text = text::apply(&text, &edits).expect("edits that fit");
                std::fs::write(path, text).expect("it can be written");
            }
        }
    }
}

/// Has `name` run and applies the edit that the server sends; the answer to the command.
fn run_and_apply(client: &mut Client, folder: &Folder, name: &str, argument: &Value) -> (Value, Value) {
    let id = client.ask("workspace/executeCommand", command(name, argument));
    let (asked, params) = client.asked("workspace/applyEdit");
    apply(folder, &params["edit"]);
    client.reply(&asked, &json!({ "applied": true }));
    (client.answer(id)["result"].clone(), params)
}

#[test]
fn a_generation_is_one_edit_and_is_undone_as_one() {
    let folder = Folder::with(&[("variables.tf", "variable \"x\" {}\n")]);
    let mut client = open(&folder, &able());
    let (made, params) = run_and_apply(&mut client, &folder, "omni.generate", &json!({ "request": REQUEST }));
    assert_eq!(made["applied"], true, "{made}");
    assert!(params["label"].as_str().is_some_and(|label| label.contains(REQUEST)));
    let annotations = params["edit"]["changeAnnotations"].as_object().expect("annotations").clone();
    assert!(annotations.values().any(|a| a["label"] == "Create main.tf"), "{annotations:?}");
    assert!(folder.read("main.tf").is_some_and(|text| text.contains("aws_s3_bucket")));
    let (undone, _) = run_and_apply(&mut client, &folder, "omni.undo", &json!({}));
    assert_eq!(undone["undone"], true, "{undone}");
    assert_eq!((folder.read("main.tf"), folder.read("versions.tf")), (None, None));
    let again = client.call("workspace/executeCommand", command("omni.undo", &json!({})));
    assert_eq!(again, json!({ "undone": false, "message": "there is no generation to undo" }));
}

#[test]
fn undoing_refuses_when_a_file_has_moved_on() {
    let folder = Folder::with(&[]);
    let mut client = open(&folder, &able());
    run_and_apply(&mut client, &folder, "omni.generate", &json!({ "request": REQUEST }));
    let mine = folder.read("main.tf").expect("it was made") + "# mine\n";
    folder.write("main.tf", &mine);
    let undone = client.call("workspace/executeCommand", command("omni.undo", &json!({})));
    assert_eq!(undone["undone"], false);
    assert!(undone["message"].as_str().is_some_and(|m| m.contains("main.tf has moved on")), "{undone}");
    assert_eq!(folder.read("main.tf"), Some(mine));
}

#[test]
fn a_preview_changes_nothing_and_what_it_showed_is_what_is_applied() {
    let folder = Folder::with(&[("infra/mine.txt", "")]);
    let mut client = open(&folder, &able());
    let argument = json!({ "request": REQUEST, "uri": folder.uri("infra") });
    let preview = client.call("workspace/executeCommand", command("omni.preview", &argument));
    assert!(preview["proof"].as_str().is_some_and(|proof| proof.contains("## Checked")), "{preview:#}");
    assert!(
        preview["diff"].as_str().is_some_and(|diff| diff.contains("+resource \"aws_s3_bucket\" \"logs\""))
    );
    assert_eq!(folder.read("infra/main.tf"), None);
    let id = json!({ "id": preview["id"] });
    run_and_apply(&mut client, &folder, "omni.generate", &id);
    for file in preview["files"].as_array().expect("files") {
        let path = file["uri"].as_str().expect("a uri").trim_start_matches("file://").to_owned();
        let text = std::fs::read_to_string(path).expect("it is there");
        assert_eq!(file["after"], text);
    }
    let again = client.call("workspace/executeCommand", command("omni.generate", &id));
    assert_eq!(again["message"], "it is applied already");
    run_and_apply(&mut client, &folder, "omni.undo", &json!({}));
    assert_eq!(folder.read("infra/main.tf"), None);
}

#[test]
fn a_file_changed_between_preview_and_apply_refuses_the_whole() {
    let folder = Folder::with(&[]);
    let mut client = open(&folder, &able());
    let preview =
        client.call("workspace/executeCommand", command("omni.preview", &json!({ "request": REQUEST })));
    for file in preview["files"].as_array().expect("files") {
        let name = file["uri"].as_str().and_then(|uri| uri.rsplit('/').next()).expect("a name");
        folder.write(name, "# changed\n");
    }
    let id = json!({ "id": preview["id"] });
    let made = client.call("workspace/executeCommand", command("omni.generate", &id));
    assert_eq!(made["applied"], false);
    assert!(made["message"].as_str().is_some_and(|m| m.contains("was changed meanwhile")), "{made}");
}

#[test]
fn what_the_editor_refuses_to_apply_is_said_with_its_reason() {
    let folder = Folder::with(&[]);
    let mut client = open(&folder, &able());
    let id = client.ask("workspace/executeCommand", command("omni.generate", &json!({ "request": REQUEST })));
    let (asked, _) = client.asked("workspace/applyEdit");
    client.reply(&asked, &json!({ "applied": false, "failureReason": "the person said no" }));
    let made = client.answer(id)["result"].clone();
    assert_eq!(made["applied"], false);
    assert_eq!(made["message"], "the editor did not apply the edit: the person said no");
}

#[test]
fn a_client_without_versioned_edits_gets_plain_ones() {
    let folder = Folder::with(&[]);
    let mut client = open(&folder, &json!({ "workspace": { "applyEdit": true } }));
    let id = client.ask("workspace/executeCommand", command("omni.generate", &json!({ "request": REQUEST })));
    let (asked, params) = client.asked("workspace/applyEdit");
    assert!(params["edit"]["changes"][folder.uri("main.tf")][0]["newText"].is_string(), "{params:#}");
    assert!(
        params["edit"].get("documentChanges").is_none() && params["edit"].get("changeAnnotations").is_none()
    );
    client.reply(&asked, &json!({ "applied": true }));
    client.answer(id);
}

#[test]
fn a_client_that_applies_nothing_is_told_so() {
    let folder = Folder::with(&[]);
    let mut client = open(&folder, &json!({}));
    let made =
        client.call("workspace/executeCommand", command("omni.generate", &json!({ "request": REQUEST })));
    assert_eq!(made["applied"], false);
    assert!(made["message"].as_str().is_some_and(|m| m.contains("does not apply edits")), "{made}");
}

#[test]
fn what_cannot_be_understood_is_refused_in_one_sentence() {
    let folder = Folder::with(&[]);
    let mut client = open(&folder, &able());
    for request in ["", "qwrtz", "😀"] {
        let made =
            client.call("workspace/executeCommand", command("omni.generate", &json!({ "request": request })));
        assert_eq!((&made["id"], &made["applied"]), (&Value::Null, &json!(false)), "{request}");
        assert!(made["message"].as_str().is_some_and(|m| !m.is_empty() && !m.contains('\n')), "{made}");
    }
    for argument in [json!({}), json!({ "request": 3 }), json!({ "id": "change-99" }), json!([])] {
        let id = client.ask("workspace/executeCommand", command("omni.generate", &argument));
        assert_eq!(client.answer(id)["error"]["code"], -32602, "{argument}");
    }
}

#[test]
fn checking_counts_what_was_found() {
    let folder = Folder::with(&[("a.tf", "nope {}\n"), ("b.tf", "")]);
    let mut client = open(&folder, &able());
    let checked = client.call("workspace/executeCommand", command("omni.check", &Value::Null));
    assert_eq!((&checked["files"], &checked["errors"]), (&json!(2), &json!(1)), "{checked}");
    let below = json!({ "uri": folder.uri("b.tf") });
    let checked = client.call("workspace/executeCommand", command("omni.check", &below));
    assert_eq!(checked["message"], "0 errors and 0 warnings in 1 file");
}

/// The actions at a line of `uri`, by title.
fn actions(client: &mut Client, uri: &str, line: u32, only: &Value) -> Vec<Value> {
    let position = json!({ "line": line, "character": 3 });
    let context = json!({ "diagnostics": [], "only": only });
    let range = json!({ "start": position, "end": position });
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
    client.call("textDocument/codeAction", params).as_array().cloned().unwrap_or_default()
}

fn called(actions: &[Value], title: &str) -> Value {
    let found = actions.iter().find(|a| a["title"] == title);
    found.unwrap_or_else(|| panic!("no action {title}: {actions:#?}")).clone()
}

#[test]
fn a_quick_fix_is_made_when_it_is_chosen() {
    let folder = Folder::with(&[]);
    let uri = folder.uri("main.tf");
    let mut client = open(&folder, &able());
    client.open_document(&uri, "resource \"aws_s3_bucket\" \"b\" {\n  buckte = \"x\"\n}\n");
    let all = actions(&mut client, &uri, 1, &Value::Null);
    let fix = called(&all, "Change to \"bucket\"");
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    assert!(fix.get("edit").is_none());
    assert_eq!(actions(&mut client, &uri, 1, &json!(["refactor"])), Vec::<Value>::new());
    let resolved = client.call("codeAction/resolve", fix.clone());
    let edit = &resolved["edit"]["documentChanges"][0];
    assert_eq!(
        (&edit["textDocument"]["version"], &edit["edits"][0]["newText"]),
        (&json!(1), &json!("bucket"))
    );
    client.replace_document(&uri, 2, "\n");
    let id = client.ask("codeAction/resolve", fix);
    assert_eq!(client.answer(id)["error"]["code"], -32801);
}

#[test]
fn required_arguments_are_filled_in_together() {
    let folder = Folder::with(&[]);
    let uri = folder.uri("main.tf");
    let mut client = open(&folder, &able());
    client.open_document(&uri, "resource \"aws_iam_role_policy\" \"p\" {\n}\n");
    let all = actions(&mut client, &uri, 0, &Value::Null);
    let resolved = client.call("codeAction/resolve", called(&all, "Fill required arguments"));
    let edits = resolved["edit"]["documentChanges"][0]["edits"].as_array().expect("edits").clone();
    let text: String = edits.iter().filter_map(|e| e["newText"].as_str()).collect();
    assert!(text.contains("policy") && text.contains("role"), "{text}");
}

#[test]
fn a_comment_is_an_offer_and_its_generation_can_be_undone() {
    let folder = Folder::with(&[]);
    let uri = folder.uri("ask.tf");
    let mut client = open(&folder, &able());
    let text = "# omni: an S3 bucket\n#   called logs\n";
    folder.write("ask.tf", text);
    client.open_document(&uri, text);
    let all = actions(&mut client, &uri, 1, &Value::Null);
    let resolved = client.call("codeAction/resolve", called(&all, "Generate from this comment"));
    apply(&folder, &resolved["edit"]);
    assert!(folder.read("main.tf").is_some_and(|text| text.contains("logs")), "{resolved:#}");
    client.call("workspace/executeCommand", command("omni.applied", &resolved["command"]["arguments"][0]));
    let (undone, _) = run_and_apply(&mut client, &folder, "omni.undo", &json!({}));
    assert_eq!((undone["undone"].clone(), folder.read("main.tf")), (json!(true), None));
}

#[test]
fn a_client_that_resolves_nothing_gets_the_command_or_the_edit_at_once() {
    let folder = Folder::with(&[]);
    let uri = folder.uri("ask.tf");
    let mut capabilities = able();
    capabilities["textDocument"]["codeAction"]["resolveSupport"] = Value::Null;
    let mut client = open(&folder, &capabilities);
    client.open_document(
        &uri,
        "# omni: an S3 bucket\nresource \"aws_s3_bucket\" \"b\" {\n  buckte = \"x\"\n}\n",
    );
    let all = actions(&mut client, &uri, 0, &Value::Null);
    let action = called(&all, "Generate from this comment");
    assert_eq!(action["command"]["command"], "omni.generate");
    assert_eq!(action["command"]["arguments"], json!([{ "request": "an S3 bucket", "uri": uri }]));
    let all = actions(&mut client, &uri, 2, &Value::Null);
    assert!(called(&all, "Change to \"bucket\"")["edit"]["documentChanges"].is_array());
}

const WORKLOAD: &str = "apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:1.29
          ports:
            - name: http
              containerPort: 8080
";

#[test]
fn a_workload_is_offered_what_it_lacks_and_what_is_made_fits_it() {
    let folder = Folder::with(&[("k8s/web.yaml", WORKLOAD)]);
    let uri = folder.uri("k8s/web.yaml");
    let mut client = open(&folder, &able());
    client.open_document(&uri, WORKLOAD);
    let all = actions(&mut client, &uri, 3, &json!(["refactor"]));
    for what in ["Service", "HorizontalPodAutoscaler", "PodDisruptionBudget", "NetworkPolicy", "monitoring"] {
        called(&all, &format!("Add {what} for this workload"));
    }
    let resolved = client.call("codeAction/resolve", called(&all, "Add Service for this workload"));
    apply(&folder, &resolved["edit"]);
    let operations = resolved["edit"]["documentChanges"].as_array().expect("versioned edits").clone();
    let made = operations.iter().find_map(|o| o["edits"][0]["newText"].as_str()).expect("a new text");
    for part in ["kind: Service", "namespace: shop", "app: web", "targetPort: http"] {
        assert!(made.contains(part), "{part} in {made}");
    }
    let created = operations[0]["uri"].as_str().expect("a uri");
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": created, "type": 1 }] }));
    let checked = client.call("workspace/executeCommand", command("omni.check", &Value::Null));
    assert_eq!((&checked["files"], &checked["errors"]), (&json!(2), &json!(0)), "{checked}");
}
