//! Models over the protocol: progress while a model writes, cancelling, trust and batches.

use omni_tests::Folder;
use omni_tests::models::{Act, Protocol, Server};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::lsp::Client;

const REQUEST: &str = "an SNS topic called orders";

fn answer() -> String {
    let content = "resource \"aws_sns_topic\" \"orders\" {\n  name = \"orders\"\n}\n";
    json!({ "files": [{ "path": "main.tf", "content": content }] }).to_string()
}

fn open(server: &Server, folder: &Folder) -> Client {
    let mut client = Client::open(&mut server.omni(["lsp"]), &folder.path, &json!({}));
    client.ignore("textDocument/publishDiagnostics");
    client.call("omni/trust", json!({ "trusted": true }));
    client
}

fn preview(token: Option<&str>) -> Value {
    let argument = json!({ "request": REQUEST, "modelProvider": "openai", "model": "small" });
    let mut params = json!({ "command": "omni.preview", "arguments": [argument] });
    if let Some(token) = token {
        params["workDoneToken"] = token.into();
    }
    params
}

#[test]
fn what_a_model_writes_is_told_line_by_line_and_shown_once_proven() {
    let server = Server::start(Protocol::OpenAi, [Act::Slowly(answer(), Duration::from_millis(40))]);
    let folder = Folder::with(&[]);
    let mut client = Client::spawn(&mut server.omni(["lsp"]));
    let folders = json!([{ "uri": folder.uri(""), "name": "root" }]);
    let options = json!({ "trusted": true });
    client.initialize(
        &json!({ "capabilities": {}, "workspaceFolders": folders, "initializationOptions": options }),
    );
    let id = client.ask("workspace/executeCommand", preview(Some("mine")));
    let begun = client.notified("$/progress");
    assert_eq!((&begun["token"], &begun["value"]["title"]), (&json!("mine"), &json!("Generating")));
    let told = client.notified("$/progress");
    assert!(told["value"]["message"].as_str().is_some_and(|line| !line.is_empty()), "{told}");
    client.ignore("$/progress");
    let shown = client.answer(id)["result"].clone();
    assert!(
        shown["proof"].as_str().is_some_and(|proof| proof.contains("## Written by\n\n- openai/small")),
        "{shown:#}"
    );
    assert!(shown["diff"].as_str().is_some_and(|diff| diff.contains("aws_sns_topic")));
    assert_eq!(server.faults(), Vec::<String>::new());
}

#[test]
fn a_cancelled_request_closes_the_connection_within_100_ms() {
    let ways: [fn(&mut Client, i64); 2] = [
        |client, id| client.notify("$/cancelRequest", json!({ "id": id })),
        |client, _| client.notify("window/workDoneProgress/cancel", json!({ "token": "mine" })),
    ];
    for way in ways {
        let server = Server::start(Protocol::OpenAi, [Act::Stall(answer())]);
        let folder = Folder::with(&[]);
        let mut client = open(&server, &folder);
        client.ignore("$/progress");
        let id = client.ask("workspace/executeCommand", preview(Some("mine")));
        server.wait_for_requests(1);
        let cancelled = Instant::now();
        way(&mut client, id);
        let took = server.wait_for_close().saturating_duration_since(cancelled);
        assert!(took < Duration::from_millis(100), "{took:?}");
        client.answer(id);
        assert_eq!(folder.read("main.tf"), None);
    }
}

#[test]
fn in_a_workspace_that_is_not_trusted_nobody_is_asked() {
    let server = Server::start(Protocol::OpenAi, [Act::Say(answer())]);
    let folder = Folder::with(&[]);
    let mut command = server.omni(["lsp"]);
    command.env("OMNI_PROVIDER", "openai").env("OMNI_MODEL", "small");
    let mut client = Client::open(&mut command, &folder.path, &json!({}));
    client.ignore("textDocument/publishDiagnostics");
    client.notify(
        "workspace/didChangeConfiguration",
        json!({ "settings": { "omni-architect": { "trusted": false } } }),
    );
    let refused = client.call("workspace/executeCommand", preview(None));
    assert!(refused["message"].as_str().is_some_and(|m| m.contains("not trusted")), "{refused}");
    let plain = json!({ "command": "omni.preview", "arguments": [{ "request": REQUEST }] });
    let shown = client.call("workspace/executeCommand", plain);
    assert!(shown["diff"].as_str().is_some_and(|diff| diff.contains("aws_sns_topic")), "{shown}");
    assert_eq!(server.requests().len(), 0);
}

#[test]
fn what_was_asked_and_proven_before_is_proven_again_without_asking() {
    let server = Server::start(Protocol::OpenAi, [Act::Say(answer())]);
    let folder = Folder::with(&[]);
    let mut client = open(&server, &folder);
    client.ignore("$/progress");
    let first = client.call("workspace/executeCommand", preview(None));
    let second = client.call("workspace/executeCommand", preview(None));
    assert_eq!(first["diff"], second["diff"]);
    let proof = second["proof"].as_str().unwrap_or_default();
    assert!(proof.contains("openai/small") && proof.contains("from the cache"), "{proof}");
    assert_eq!(server.requests().len(), 1);
    let stats = client.call("workspace/executeCommand", json!({ "command": "omni.cache.stats" }));
    assert_eq!(
        (&stats["memoryHits"], &stats["misses"], &stats["savedCalls"]),
        (&json!(1), &json!(1), &json!(1)),
        "{stats}"
    );
    client.call("workspace/executeCommand", json!({ "command": "omni.cache.purge" }));
    client.call("workspace/executeCommand", preview(None));
    assert_eq!(server.requests().len(), 2);
}

#[test]
fn a_batch_is_previewed_as_one_with_each_request_told() {
    let server = Server::start(Protocol::OpenAi, [Act::Say(answer())]);
    let folder = Folder::with(&[]);
    let mut client = open(&server, &folder);
    client.ignore("$/progress");
    let requests = json!([REQUEST, { "request": "an SQS queue called jobs", "into": "jobs" }, "qwrtz blorf"]);
    let argument = json!({ "requests": requests, "modelProvider": "embedded" });
    let made =
        client.call("workspace/executeCommand", json!({ "command": "omni.batch", "arguments": [argument] }));
    let done: Vec<_> =
        made["items"].as_array().expect("items").iter().map(|item| item["done"].clone()).collect();
    assert_eq!(done, [true, true, false], "{made:#}");
    assert!(
        made["message"].as_str().is_some_and(|m| m.starts_with("2 of 3 requests done. Would change")),
        "{made:#}"
    );
    assert!(
        made["id"].is_string()
            && made["diff"].as_str().is_some_and(|diff| diff.contains("+++ b/jobs/main.tf"))
    );
}
