//! A language client for tests: it drives a server as a real process over pipes.
//!
//! Every wait ends at a deadline, no wait is a sleep. When it is dropped it ends the server and fails the test if the
//! server said something that the test did not look at, so duplicate and stale messages show by themselves.

#![allow(clippy::missing_panics_doc, reason = "a test fails by a panic: every wait does at its deadline")]
#![allow(clippy::needless_pass_by_value, reason = "tests pass what `json!` makes")]

mod process;

use process::Process;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// How long a message may take. Far more than any takes, so that a slow machine fails no test.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// A client with its server.
#[derive(Debug)]
pub struct Client {
    process: Process,
    unread: VecDeque<Value>,
    requests: i64,
    answers: HashMap<&'static str, Value>,
    ignored: BTreeSet<&'static str>,
    /// What the server answered to `initialize`.
    pub capabilities: Value,
}

impl Client {
    /// Starts `command` and says nothing yet.
    pub fn spawn(command: &mut Command) -> Self {
        Self {
            process: Process::start(command),
            unread: VecDeque::new(),
            requests: 0,
            answers: HashMap::new(),
            ignored: BTreeSet::from(["window/logMessage"]),
            capabilities: Value::Null,
        }
    }

    /// Starts `command` and opens the folder `root` with a client that can do what `capabilities` says.
    pub fn open(command: &mut Command, root: &Path, capabilities: &Value) -> Self {
        let mut client = Self::spawn(command);
        client.answer_always("client/registerCapability", Value::Null);
        client.answer_always("window/workDoneProgress/create", Value::Null);
        client.answer_always("workspace/configuration", json!([null]));
        client.ignore("$/progress");
        let folders = json!([{ "uri": uri(root), "name": "root" }]);
        client.initialize(&json!({ "capabilities": capabilities, "workspaceFolders": folders }));
        client
    }

    /// Says `initialize` and `initialized`.
    pub fn initialize(&mut self, params: &Value) {
        let result = self.call("initialize", params.clone());
        self.capabilities = result["capabilities"].clone();
        self.notify("initialized", json!({}));
    }

    /// From now on, answers every request of the server for `method` by itself.
    pub fn answer_always(&mut self, method: &'static str, result: Value) {
        self.answers.insert(method, result);
    }

    /// From now on, does not care for notifications of `method`.
    pub fn ignore(&mut self, method: &'static str) {
        self.ignored.insert(method);
        self.unread.retain(|message| message["method"] != method);
    }

    /// Sends bytes as they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.process.write(bytes);
    }

    /// Sends messages in one write.
    pub fn send(&mut self, messages: &[Value]) {
        let frames: String = messages.iter().map(frame).collect();
        self.send_bytes(frames.as_bytes());
    }

    /// A notification to send.
    pub fn notification(method: &str, params: Value) -> Value {
        json!({ "jsonrpc": "2.0", "method": method, "params": params })
    }

    /// A request to send, with the number its answer will have.
    pub fn request(&mut self, method: &str, params: Value) -> (i64, Value) {
        self.requests += 1;
        let id = self.requests;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        (id, message)
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: Value) {
        self.send(&[Self::notification(method, params)]);
    }

    /// Sends a request and returns its number.
    pub fn ask(&mut self, method: &str, params: Value) -> i64 {
        let (id, message) = self.request(method, params);
        self.send(&[message]);
        id
    }

    /// Sends a request and returns its result.
    pub fn call(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        let answer = self.answer(id);
        assert!(answer.get("error").is_none(), "{method} failed: {answer}");
        answer["result"].clone()
    }

    /// Waits for the answer to request `id`, whole.
    pub fn answer(&mut self, id: i64) -> Value {
        self.take(&format!("the answer to request {id}"), |m| m.get("method").is_none() && m["id"] == id)
    }

    /// Waits for the answer to a request whose id is a text.
    pub fn answer_called(&mut self, id: &str) -> Value {
        self.take(&format!("the answer to request {id}"), |m| m.get("method").is_none() && m["id"] == id)
    }

    /// Waits for an answer without a number: the server could not read one.
    pub fn answer_to_nobody(&mut self) -> Value {
        self.take("an answer to nobody", |m| m.get("method").is_none() && m["id"].is_null())
    }

    /// Waits for a notification and returns its parameters.
    pub fn notified(&mut self, method: &str) -> Value {
        let message = self.take(method, |m| m["method"] == method && m.get("id").is_none());
        message["params"].clone()
    }

    /// Waits for a request of the server and returns its number and parameters.
    pub fn asked(&mut self, method: &str) -> (Value, Value) {
        let message = self.take(method, |m| m["method"] == method && m.get("id").is_some());
        (message["id"].clone(), message["params"].clone())
    }

    /// Answers a request of the server.
    pub fn reply(&mut self, id: &Value, result: &Value) {
        self.send(&[json!({ "jsonrpc": "2.0", "id": id, "result": result })]);
    }

    /// Opens a document.
    pub fn open_document(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the whole text of a document.
    pub fn replace_document(&mut self, uri: &str, version: i32, text: &str) {
        let document = json!({ "uri": uri, "version": version });
        let changes = json!([{ "text": text }]);
        self.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
    }

    /// The server's text of an open document, with its version.
    pub fn text(&mut self, uri: &str) -> (String, i64) {
        let answer = self.call("omni/text", json!({ "uri": uri }));
        (answer["text"].as_str().unwrap_or_default().to_owned(), answer["version"].as_i64().unwrap_or(-1))
    }

    /// Waits for pushed diagnostics of version `version` of `uri`; earlier ones are passed over.
    pub fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<Value> {
        loop {
            let wanted = |m: &Value| m["params"]["uri"] == uri;
            let message = self.take(&format!("diagnostics of {uri}"), wanted);
            if message["params"]["version"] == version {
                return message["params"]["diagnostics"].as_array().cloned().unwrap_or_default();
            }
        }
    }

    /// Closes the server's input.
    pub fn close(&mut self) {
        self.process.close();
    }

    /// Waits for the process to end by itself and returns its exit code; -1 if a signal ended it.
    pub fn wait(&mut self) -> i32 {
        self.process.wait(Instant::now() + PATIENCE)
    }

    /// The number of the server's process.
    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Says `shutdown` and `exit`, and waits for the end.
    pub fn shut_down(&mut self) -> i32 {
        self.call("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        self.wait()
    }

    fn take(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + PATIENCE;
        let mut looked_at = 0;
        loop {
            if let Some(at) = self.unread.iter().skip(looked_at).position(&wanted) {
                return self.unread.remove(looked_at + at).unwrap_or_default();
            }
            looked_at = self.unread.len();
            match self.process.next(deadline) {
                Some(message) => self.receive(message),
                None => panic!(
                    "{what} did not come; unread: {:#?}; stderr: {}",
                    self.unread,
                    self.process.stderr()
                ),
            }
        }
    }

    /// Answers, forgets or keeps a message.
    fn receive(&mut self, message: Value) {
        let method = message["method"].as_str().unwrap_or_default();
        let id = message.get("id").cloned();
        match (self.answers.get(method).cloned(), id) {
            (Some(answer), Some(id)) => self.reply(&id, &answer),
            (_, None) if self.ignored.contains(method) => {}
            _ => self.unread.push_back(message),
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return self.process.kill();
        }
        if self.process.is_running() {
            let code = self.shut_down();
            assert_eq!(code, 0, "the server did not end well: {}", self.process.stderr());
        }
        let deadline = Instant::now() + PATIENCE;
        while let Some(message) = self.process.next(deadline) {
            self.receive(message);
        }
        assert!(self.unread.is_empty(), "the server said more than was read: {:#?}", self.unread);
    }
}

/// A message with its header.
pub fn frame(message: &Value) -> String {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// The URI of a file: for the plain paths of tests only.
pub fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
