//! Hardening over the protocol: actions at the cursor, a whole file at once, and the way back.

use omni_tests::{Folder, omni};
use serde_json::{Value, json};
use testkit::lsp::Client;

const POD: &str = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: true\n  containers:\n    - {name: a, image: \"a:1\"}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: b}\nspec:\n  hostIPC: true\n  containers:\n    - {name: b, image: \"b:1\"}\n";

fn able() -> Value {
    json!({
        "workspace": { "applyEdit": true, "workspaceEdit": { "documentChanges": true } },
        "textDocument": { "codeAction": {
            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["quickfix", "source.fixAll"] } },
            "dataSupport": true,
            "resolveSupport": { "properties": ["edit"] },
        } },
    })
}

/// The action called `title` at a line of the file, resolved.
fn resolved(client: &mut Client, uri: &str, line: u32, title: &str) -> Value {
    let at = json!({ "line": line, "character": 2 });
    let params = json!({ "textDocument": { "uri": uri }, "range": { "start": at, "end": at }, "context": { "diagnostics": [] } });
    let actions = client.call("textDocument/codeAction", params);
    let action = actions.as_array().and_then(|all| all.iter().find(|a| a["title"] == title).cloned());
    let action = action.unwrap_or_else(|| panic!("no action {title} in {actions}"));
    client.call("codeAction/resolve", action)
}

fn texts(action: &Value) -> String {
    action["edit"]["documentChanges"][0]["edits"].to_string()
}

#[test]
fn a_document_or_the_whole_file_is_hardened_from_the_cursor() {
    let folder = Folder::with(&[("pod.yaml", POD)]);
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &able());
    client.ignore("textDocument/publishDiagnostics");
    let uri = format!("file://{}/pod.yaml", folder.path.display());
    client.open_document(&uri, POD);
    let here = texts(&resolved(&mut client, &uri, 4, "Harden this"));
    assert!(here.contains("hostPID: false") && !here.contains("hostIPC"), "{here}");
    let file = resolved(&mut client, &uri, 4, "Harden file");
    assert_eq!(file["kind"], "source.fixAll.omni");
    assert!(texts(&file).contains("hostPID: false") && texts(&file).contains("hostIPC: false"), "{file}");
}

#[test]
fn the_command_hardens_the_workspace_as_one_edit() {
    let folder = Folder::with(&[("pod.yaml", POD)]);
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &able());
    client.ignore("textDocument/publishDiagnostics");
    let id = client.ask("workspace/executeCommand", json!({ "command": "omni.harden", "arguments": [{}] }));
    let (asked, params) = client.asked("workspace/applyEdit");
    assert!(params["edit"].to_string().contains("hostIPC: false"), "{params}");
    client.reply(&asked, &json!({ "applied": true }));
    assert_eq!(client.answer(id)["result"]["applied"], true);
}
