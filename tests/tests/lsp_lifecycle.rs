//! How a session begins and ends, as a real process over pipes.

use omni_tests::{Folder, binary, omni};
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use testkit::lsp::{Client, frame};

fn client() -> Client {
    Client::spawn(&mut omni(["lsp", "--stdio"]))
}

fn initialized() -> Client {
    let mut client = client();
    client.ignore("$/progress");
    client.initialize(&json!({ "capabilities": {} }));
    client
}

#[test]
fn shutdown_and_exit_end_the_process_with_zero_while_stdin_is_held_open() {
    let mut client = initialized();
    assert_eq!(client.shut_down(), 0);
}

#[test]
fn shutdown_and_exit_in_one_write_are_answered_and_end_the_process() {
    let mut client = initialized();
    let (id, shutdown) = client.request("shutdown", Value::Null);
    let exit = Client::notification("exit", Value::Null);
    let (_, late) = client.request("omni/text", json!({}));
    client.send(&[shutdown, exit, late]);
    assert_eq!(client.answer(id)["result"], Value::Null);
    assert_eq!(client.wait(), 0);
}

#[test]
fn parameters_that_are_null_are_none() {
    let mut client = initialized();
    client.send(&[json!({ "jsonrpc": "2.0", "id": "last", "method": "shutdown", "params": null })]);
    client.send(&[json!({ "jsonrpc": "2.0", "method": "exit", "params": null })]);
    assert_eq!(client.wait(), 0);
    assert_eq!(client.answer_called("last")["result"], Value::Null);
}

#[test]
fn exit_alone_is_a_failure() {
    let mut client = initialized();
    client.notify("exit", Value::Null);
    assert_eq!(client.wait(), 1);
}

#[test]
fn exit_before_initialize_ends_the_process() {
    let mut client = client();
    client.notify("exit", Value::Null);
    assert_eq!(client.wait(), 1);
}

#[test]
fn the_end_of_stdin_ends_the_process() {
    let mut client = initialized();
    client.close();
    assert_eq!(client.wait(), 1);
}

#[test]
fn the_death_of_the_parent_ends_the_process() {
    let mut parent = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let mut client = client();
    client.ignore("$/progress");
    client.initialize(&json!({ "capabilities": {}, "processId": parent.id() }));
    parent.kill().unwrap();
    parent.wait().unwrap();
    assert_eq!(client.wait(), 1);
}

#[test]
fn a_request_before_initialize_is_refused_and_initialize_still_works() {
    let mut client = client();
    client.ignore("$/progress");
    for method in ["textDocument/hover", "no/such"] {
        let id = client.ask(method, json!({}));
        assert_eq!(client.answer(id)["error"]["code"], -32002, "{method}");
    }
    client.notify("textDocument/didOpen", json!({}));
    client.initialize(&json!({ "capabilities": {} }));
    let id = client.ask("initialize", json!({ "capabilities": {} }));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
}

#[test]
fn a_request_after_shutdown_is_refused() {
    let mut client = initialized();
    client.call("shutdown", Value::Null);
    let id = client.ask("omni/text", json!({ "uri": "file:///a.tf" }));
    assert_eq!(client.answer(id)["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.wait(), 0);
}

#[test]
fn unknown_methods_and_wrong_parameters_are_answered_by_the_protocol() {
    let mut client = initialized();
    let refused = [
        ("no/such", json!({}), -32601),
        ("$/no/such", json!({}), -32601),
        ("omni/text", json!({ "uri": 3 }), -32602),
        ("omni/text", json!([]), -32602),
        ("workspace/executeCommand", json!({ "command": "omni.nope" }), -32602),
    ];
    for (method, params, code) in refused {
        let id = client.ask(method, params);
        assert_eq!(client.answer(id)["error"]["code"], code, "{method}");
    }
    client.notify("no/such", json!({}));
    client.notify("$/no/such", json!({}));
    client.notify("textDocument/didChange", json!({ "textDocument": 1 }));
}

#[test]
fn malformed_messages_are_answered_and_do_not_end_the_session() {
    let mut client = initialized();
    let malformed = [
        ("Content-Length: 5\r\n\r\n{nope".to_owned(), -32700),
        ("Content-Length: x\r\n\r\n".to_owned(), -32700),
        ("Content-Length: 2\r\n\r\n[]".to_owned(), -32600),
        (frame(&json!({ "jsonrpc": "2.0" })), -32600),
        (frame(&json!([{ "jsonrpc": "2.0", "id": 1, "method": "shutdown" }])), -32600),
    ];
    for (bytes, code) in malformed {
        client.send_bytes(bytes.as_bytes());
        assert_eq!(client.answer_to_nobody()["error"]["code"], code, "{bytes}");
    }
    client.send(&[json!({ "jsonrpc": "1.0", "id": 77, "method": "shutdown" })]);
    assert_eq!(client.answer(77)["error"]["code"], -32600);
    client.send(&[json!({ "jsonrpc": "2.0", "id": 9999, "result": null })]);
}

#[test]
fn a_message_in_single_bytes_is_read() {
    let mut client = client();
    client.ignore("$/progress");
    let (id, message) = client.request("initialize", json!({ "capabilities": {} }));
    for byte in frame(&message).bytes() {
        client.send_bytes(&[byte]);
    }
    assert!(client.answer(id)["result"]["capabilities"].is_object());
}

#[test]
fn a_client_that_can_do_nothing_gets_diagnostics_all_the_same() {
    let folder = Folder::with(&[("a.yaml", "a: [\n")]);
    let mut client = client();
    client.initialize(&json!({ "capabilities": {}, "rootUri": folder.uri("") }));
    let told = client.notified("textDocument/publishDiagnostics");
    assert_eq!(told["uri"], folder.uri("a.yaml"));
    assert!(!told["diagnostics"].as_array().unwrap().is_empty());
}

/// The file names that a process' descriptors lead to.
fn descriptors(process: u32) -> Vec<String> {
    let directory = std::fs::read_dir(format!("/proc/{process}/fd")).expect("the process runs");
    let links = directory.filter_map(|entry| std::fs::read_link(entry.ok()?.path()).ok());
    links.map(|link| link.to_string_lossy().into_owned()).collect()
}

#[test]
fn no_socket_is_opened() {
    let folder = Folder::with(&[("a.yaml", "a: [\n")]);
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, &json!({}));
    client.notified("textDocument/publishDiagnostics");
    let sockets: Vec<_> =
        descriptors(client.process_id()).into_iter().filter(|d| d.starts_with("socket:")).collect();
    // tokio wakes itself for signals over a pair of connected sockets, which lead nowhere.
    let unix = std::fs::read_to_string(format!("/proc/{}/net/unix", client.process_id())).unwrap();
    let ours = |socket: &&String| {
        let inode = socket.trim_start_matches("socket:[").trim_end_matches(']');
        !unix.lines().any(|line| line.split_whitespace().nth(6) == Some(inode))
    };
    assert_eq!(sockets.iter().filter(ours).count(), 0, "{sockets:?}");
}

#[test]
fn listening_beyond_this_machine_must_be_asked_for() {
    let refused = Command::new(binary()).args(["lsp", "--listen", "0.0.0.0:0"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("--allow-remote"), "{said}");
}

#[test]
fn two_clients_on_a_socket_have_sessions_of_their_own() {
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpStream;

    let mut server = omni(["lsp", "--listen", "127.0.0.1:0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(server.stderr.take().unwrap()).read_line(&mut said).unwrap();
    let address = said.trim().rsplit(' ').next().unwrap().to_owned();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(&address).unwrap();
        let initialize = json!({ "capabilities": {} });
        let messages = [
            json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": initialize }),
            json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }),
            json!({ "jsonrpc": "2.0", "method": "exit" }),
        ];
        stream.write_all(messages.iter().map(frame).collect::<String>().as_bytes()).unwrap();
        let mut answers = String::new();
        stream.read_to_string(&mut answers).unwrap();
        assert!(
            answers.contains("\"positionEncoding\":\"utf-16\"") && answers.contains("\"id\":2"),
            "{answers}"
        );
    }
    server.kill().unwrap();
    server.wait().unwrap();
}

#[test]
fn work_is_shown_only_to_a_client_that_shows_it_and_can_be_cancelled() {
    let folder = Folder::with(&[("a.yaml", "a: [\n")]);
    let mut client = client();
    let folders = json!([{ "uri": folder.uri(""), "name": "root" }]);
    let capabilities = json!({ "window": { "workDoneProgress": true } });
    client.initialize(&json!({ "capabilities": capabilities, "workspaceFolders": folders }));
    let (id, created) = client.asked("window/workDoneProgress/create");
    client.notify("window/workDoneProgress/cancel", created.clone());
    client.reply(&id, &Value::Null);
    let begun = client.notified("$/progress");
    assert_eq!((&begun["token"], &begun["value"]["kind"]), (&created["token"], &json!("begin")));
    assert_eq!(
        (&begun["value"]["title"], &begun["value"]["cancellable"]),
        (&json!("Reading the workspace"), &json!(true))
    );
    while client.notified("$/progress")["value"]["kind"] != "end" {}
    client.notified("textDocument/publishDiagnostics");
    let check = json!({ "command": "omni.check", "workDoneToken": "mine" });
    let id = client.ask("workspace/executeCommand", check);
    assert_eq!(client.notified("$/progress")["token"], "mine");
    assert_eq!(client.answer(id)["result"]["files"], 1);
    assert_eq!(client.notified("$/progress")["value"]["kind"], "end");
}

#[test]
fn files_and_settings_are_registered_for_where_the_client_can() {
    let mut client = client();
    let workspace = json!({
        "didChangeWatchedFiles": { "dynamicRegistration": true },
        "didChangeConfiguration": { "dynamicRegistration": true },
    });
    client.initialize(&json!({ "capabilities": { "workspace": workspace } }));
    let (id, params) = client.asked("client/registerCapability");
    client.reply(&id, &Value::Null);
    let methods: Vec<_> =
        params["registrations"].as_array().unwrap().iter().map(|r| r["method"].clone()).collect();
    assert_eq!(methods, ["workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"]);
}
