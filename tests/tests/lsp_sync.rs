//! Messages out of order, interleaved, cancelled and late: the server's text stays the client's.

use omni_tests::{Folder, omni};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use testkit::lsp::Client;
use text::{Encoding, LineIndex, Position};

fn open(folder: &Folder, capabilities: &Value) -> Client {
    let mut client = Client::open(&mut omni(["lsp"]), &folder.path, capabilities);
    client.ignore("textDocument/publishDiagnostics");
    client
}

/// A small generator of numbers that is the same on each run (Marsaglia, xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }

    /// A character boundary of `text` that a client can address.
    fn boundary(&mut self, text: &str) -> u32 {
        let inside = |at: usize| text[..at].ends_with('\r') && text[at..].starts_with('\n');
        let all: Vec<_> = (0..=text.len()).filter(|at| text.is_char_boundary(*at) && !inside(*at)).collect();
        all[self.below(all.len())] as u32
    }
}

const PIECES: [&str; 12] = [
    "",
    "x",
    "é",
    "😀",
    "\n",
    "\r\n",
    "a = 1\n",
    "}",
    "resource \"aws_vpc\" \"v\" {\n",
    "---\n",
    "k: v\n",
    "\t",
];

/// One edit as the protocol says it, and done to `text`.
fn random_edit(numbers: &mut Numbers, text: &mut String, encoding: Encoding) -> Value {
    if numbers.below(20) == 0 {
        *text = PIECES.concat();
        return json!({ "text": text });
    }
    let (a, b) = (numbers.boundary(text), numbers.boundary(text));
    let (start, end) = if numbers.below(2) == 0 { (a, a) } else { (a.min(b), a.max(b)) };
    let piece = PIECES[numbers.below(PIECES.len())];
    let lines = LineIndex::new(text);
    let position = |at| {
        let Position { line, column } = lines.position(text, at, encoding);
        json!({ "line": line, "character": column })
    };
    let change = json!({ "range": { "start": position(start), "end": position(end) }, "text": piece });
    text.replace_range(start as usize..end as usize, piece);
    change
}

#[test]
fn a_hundred_scripts_of_random_edits_leave_the_text_of_the_reference() {
    let encodings = [("utf-8", Encoding::Utf8), ("utf-16", Encoding::Utf16), ("utf-32", Encoding::Utf32)];
    for (name, encoding) in encodings {
        let folder = Folder::with(&[]);
        let mut client = open(&folder, &json!({ "general": { "positionEncodings": [name] } }));
        assert_eq!(client.capabilities["positionEncoding"], name);
        for seed in 1..=34 {
            let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
            let uri = folder.uri(&format!("{seed}.{}", ["tf", "yaml"][numbers.below(2)]));
            let mut text = "variable \"x\" {}\r\n# é😀\nend\n".to_owned();
            client.open_document(&uri, &text);
            let mut messages = Vec::new();
            for version in 2..=30 {
                let changes: Vec<_> =
                    (0..=numbers.below(3)).map(|_| random_edit(&mut numbers, &mut text, encoding)).collect();
                let params = json!({
                    "textDocument": { "uri": uri, "version": version }, "contentChanges": changes,
                });
                messages.push(Client::notification("textDocument/didChange", params));
            }
            client.send(&messages);
            assert_eq!(client.text(&uri), (text, 30), "{name}, seed {seed}");
        }
    }
}

#[test]
fn edits_and_requests_in_one_write_are_taken_in_their_order() {
    let folder = Folder::with(&[]);
    let uri = folder.uri("a.tf");
    let mut client = open(&folder, &json!({}));
    client.open_document(&uri, "0");
    let (mut messages, mut asked) = (Vec::new(), Vec::new());
    for version in 2..=100 {
        let document = json!({ "uri": uri, "version": version });
        let changes = json!([{ "text": version.to_string() }]);
        let params = json!({ "textDocument": document, "contentChanges": changes });
        messages.push(Client::notification("textDocument/didChange", params));
        let (id, question) = client.request("omni/text", json!({ "uri": uri }));
        messages.push(question);
        asked.push((id, version));
    }
    client.send(&messages);
    for (id, version) in asked {
        let answer = client.answer(id);
        assert_eq!(answer["result"], json!({ "text": version.to_string(), "version": version }));
    }
}

#[test]
fn a_hundred_and_fifty_pipelined_requests_that_ask_the_client_are_all_answered() {
    let folder = Folder::with(&[]);
    let capabilities = json!({ "workspace": { "applyEdit": true } });
    let mut client = open(&folder, &capabilities);
    client.answer_always("workspace/applyEdit", json!({ "applied": false, "failureReason": "busy" }));
    let argument = json!({ "request": "an S3 bucket called logs" });
    let params = json!({ "command": "omni.generate", "arguments": [argument] });
    let requests: Vec<_> =
        (0..150).map(|_| client.request("workspace/executeCommand", params.clone())).collect();
    client.send(&requests.iter().map(|(_, request)| request.clone()).collect::<Vec<_>>());
    for (id, _) in requests {
        let answer = client.answer(id);
        let message = answer["result"]["message"].as_str().unwrap_or_default().to_owned();
        assert_eq!(message, "the editor did not apply the edit: busy", "{answer}");
    }
}

#[test]
fn a_cancelled_request_is_answered_at_once_and_a_late_answer_of_the_client_kills_nothing() {
    let folder = Folder::with(&[]);
    let mut client = open(&folder, &json!({ "workspace": { "applyEdit": true } }));
    let argument = json!({ "request": "an S3 bucket called logs" });
    let id = client
        .ask("workspace/executeCommand", json!({ "command": "omni.generate", "arguments": [argument] }));
    let (apply, _) = client.asked("workspace/applyEdit");
    let cancelled = Instant::now();
    client.notify("$/cancelRequest", json!({ "id": id }));
    assert_eq!(client.answer(id)["error"]["code"], -32800);
    assert!(cancelled.elapsed() < Duration::from_millis(100), "it took {:?}", cancelled.elapsed());
    client.reply(&apply, &json!({ "applied": true }));
    client.reply(&apply, &json!({ "applied": true }));
    client.notify("$/cancelRequest", json!({ "id": 12345 }));
    assert_eq!(client.call("workspace/executeCommand", json!({ "command": "omni.check" }))["files"], 0);
}

#[test]
fn a_document_closed_and_opened_again_starts_anew() {
    let folder = Folder::with(&[("a.tf", "disk")]);
    let uri = folder.uri("a.tf");
    let mut client = open(&folder, &json!({}));
    client.open_document(&uri, "one");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    let id = client.ask("omni/text", json!({ "uri": uri }));
    assert_eq!(client.answer(id)["error"]["code"], -32602);
    client.open_document(&uri, "two");
    assert_eq!(client.text(&uri), ("two".to_owned(), 1));
}

#[test]
fn a_change_of_a_document_that_is_not_open_is_ignored() {
    let folder = Folder::with(&[]);
    let mut client = open(&folder, &json!({}));
    client.replace_document(&folder.uri("a.tf"), 2, "x");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": "untitled:Untitled-1" } }));
    client.open_document("untitled:Untitled-1", "x");
}
