//! Servers that speak the model providers' protocols strictly: every request is read field by field, and what the
//! protocol does not have is a fault. What they answer, and how badly, is written down beforehand.

mod answers;
mod http;
mod strict;

use http::{Received, Wire};
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// Whose protocol a server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are their own names")]
pub enum Protocol {
    Ollama,
    OpenAi,
    Gemini,
    Watsonx,
    Anthropic,
}

impl Protocol {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Ollama, Self::OpenAi, Self::Gemini, Self::Watsonx, Self::Anthropic];
}

/// What a server does with one request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Answers with this text, whole or streamed as it was asked.
    Say(String),
    /// The same, written so many bytes at a time.
    Split(String, usize),
    /// The same, with a pause between the pieces of the text.
    Slowly(String, Duration),
    /// Takes the request and says nothing until the client goes away.
    Silence,
    /// Begins to answer and stops in the middle until the client goes away.
    Stall(String),
    /// Ends the connection in the middle of the answer.
    Cut(String),
    /// Fails in the middle of the answer and says so.
    Fail(String),
    /// Answers with a status, headers and a body.
    Status(u16, Vec<(&'static str, String)>, String),
    /// Answers 200 with a body of this media type.
    Raw(&'static str, String),
    /// Streams text without end.
    Endless,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Request {
    /// With its query.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    /// Null for a request without one.
    pub body: Value,
}

#[derive(Default)]
struct State {
    script: VecDeque<Act>,
    requests: Vec<Request>,
    faults: Vec<String>,
    closed: Vec<Instant>,
    tokens: usize,
    life: u64,
}

/// A running server. It ends with the process.
pub struct Server {
    protocol: Protocol,
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    protocol: Protocol,
    state: Mutex<State>,
    changed: Condvar,
    running: AtomicUsize,
    most: AtomicUsize,
}

/// The key that servers take.
pub const KEY: &str = "test-key-0123456789";

impl Server {
    /// Starts one that does `script`, one act a request, and the last for ever.
    ///
    /// # Panics
    /// If the system has no port for it.
    pub fn start(protocol: Protocol, script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("it is bound");
        let state = State { script: script.into_iter().collect(), life: 3600, ..State::default() };
        let shared = Arc::new(Shared {
            protocol,
            state: Mutex::new(state),
            changed: Condvar::new(),
            running: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
        });
        let theirs = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = theirs.clone();
                std::thread::spawn(move || shared.serve(Wire::new(stream)));
            }
        });
        Self { protocol, address, shared }
    }

    /// The variables that lead a client here.
    pub fn variables(&self) -> Vec<(&'static str, String)> {
        let at = format!("http://{}", self.address);
        let key = |name| (name, KEY.to_owned());
        match self.protocol {
            Protocol::Ollama => vec![("OLLAMA_HOST", at)],
            Protocol::OpenAi => vec![("OPENAI_BASE_URL", format!("{at}/v1")), key("OPENAI_API_KEY")],
            Protocol::Gemini => vec![("GEMINI_BASE_URL", at), key("GEMINI_API_KEY")],
            Protocol::Watsonx => vec![
                ("WATSONX_IAM_URL", format!("{at}/identity/token")),
                ("WATSONX_URL", at),
                ("WATSONX_PROJECT_ID", "project-1".to_owned()),
                key("WATSONX_APIKEY"),
            ],
            Protocol::Anthropic => vec![("ANTHROPIC_BASE_URL", at), key("ANTHROPIC_API_KEY")],
        }
    }

    /// How the product calls the provider.
    pub fn name(&self) -> &'static str {
        match self.protocol {
            Protocol::Ollama => "ollama",
            Protocol::OpenAi => "openai",
            Protocol::Gemini => "gemini",
            Protocol::Watsonx => "watsonx",
            Protocol::Anthropic => "anthropic",
        }
    }

    /// A command that runs the binary with `arguments` and this server's address in its environment.
    pub fn omni<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> std::process::Command {
        let mut command = crate::omni(arguments);
        command.envs(self.variables());
        command
    }

    /// The requests for an answer so far.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// What was wrong with the requests.
    pub fn faults(&self) -> Vec<String> {
        self.shared.lock().faults.clone()
    }

    /// How many tokens were asked for.
    pub fn tokens(&self) -> usize {
        self.shared.lock().tokens
    }

    /// Lets tokens live for so many seconds.
    pub fn set_token_life(&self, seconds: u64) {
        self.shared.lock().life = seconds;
    }

    /// The most requests that were served at once.
    pub fn most_at_once(&self) -> usize {
        self.shared.most.load(Ordering::SeqCst)
    }

    /// Waits until so many requests have come.
    ///
    /// # Panics
    /// If they do not come within ten seconds.
    pub fn wait_for_requests(&self, count: usize) {
        self.wait("requests", |state| (state.requests.len() >= count).then_some(()));
    }

    /// Waits until a client has gone away while it was being served, and says when that was.
    ///
    /// # Panics
    /// If none does within ten seconds.
    pub fn wait_for_close(&self) -> Instant {
        self.wait("the client to go away", |state| state.closed.first().copied())
    }

    fn wait<T>(&self, what: &str, ready: impl Fn(&State) -> Option<T>) -> T {
        let until = Instant::now() + Duration::from_secs(10);
        let mut state = self.shared.lock();
        loop {
            if let Some(value) = ready(&state) {
                return value;
            }
            let left = until.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "waited in vain for {what}");
            state = self.shared.changed.wait_timeout(state, left).expect("no panic").0;
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no server panics with it")
    }

    fn note(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn serve(&self, mut wire: Wire) {
        let Some(received) = wire.request() else { return };
        if received.path.starts_with("/identity/token") {
            return self.give_token(&mut wire, &received);
        }
        let life = self.lock().life;
        if let Err(fault) = strict::check(self.protocol, &received, life) {
            wire.whole(400, &[], "application/json", &json!({ "error": { "message": fault } }).to_string());
            return self.note(|state| state.faults.push(fault));
        }
        if received.method == "GET" {
            return wire.whole(200, &[], "application/json", &answers::models(self.protocol).to_string());
        }
        let streamed = answers::is_streamed(self.protocol, &received);
        let running = self.running.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(running, Ordering::SeqCst);
        let mut act = Act::Silence;
        let request = Request { path: received.path, headers: received.headers, body: received.body };
        self.note(|state| {
            state.requests.push(request);
            let next =
                if state.script.len() > 1 { state.script.pop_front() } else { state.script.front().cloned() };
            act = next.unwrap_or(Act::Silence);
        });
        let gone = self.act(&mut wire, &act, streamed);
        if !matches!(act, Act::Slowly(..)) {
            self.running.fetch_sub(1, Ordering::SeqCst);
        }
        if gone {
            self.note(|state| state.closed.push(Instant::now()));
        }
    }

    fn give_token(&self, wire: &mut Wire, received: &Received) {
        let mut life = 0;
        let mut number = 0;
        self.note(|state| {
            state.tokens += 1;
            (number, life) = (state.tokens, state.life);
            if let Err(fault) = strict::token_form(received) {
                state.faults.push(fault);
            }
        });
        let token = json!({
            "access_token": format!("{}{number}.b.c", strict::TOKEN), "refresh_token": "r", "token_type": "Bearer",
            "expires_in": life, "expiration": 4_000_000_000_u64, "scope": "ibm openid",
        });
        wire.whole(200, &[], "application/json", &token.to_string());
    }

    /// Does one act; whether the client went away before it was done.
    fn act(&self, wire: &mut Wire, act: &Act, streamed: bool) -> bool {
        let protocol = self.protocol;
        let media = answers::media_type(protocol, streamed);
        let pieces = |text: &str| answers::pieces(protocol, text, streamed);
        match act {
            Act::Say(text) => wire.body(media, pieces(text).concat().as_bytes(), usize::MAX),
            Act::Split(text, size) => wire.body(media, pieces(text).concat().as_bytes(), *size),
            Act::Slowly(text, pause) => {
                wire.head(200, &[], media);
                let pieces = pieces(text);
                let _ = pieces.iter().enumerate().try_for_each(|(number, piece)| {
                    std::thread::sleep(*pause);
                    if number + 1 == pieces.len() {
                        // After the last piece the client may be back before this thread knows.
                        self.running.fetch_sub(1, Ordering::SeqCst);
                    }
                    wire.chunk(piece.as_bytes())
                });
                wire.end();
                false
            }
            Act::Silence => wire.await_close(),
            Act::Stall(text) | Act::Cut(text) => {
                wire.head(200, &[], media);
                let whole = pieces(text).concat();
                let half = whole.len() / 2;
                let _ = wire.chunk(&whole.as_bytes()[..half]);
                matches!(act, Act::Stall(_)) && wire.await_close()
            }
            Act::Fail(text) => wire.body(media, answers::failing(protocol, text).as_bytes(), usize::MAX),
            Act::Status(status, headers, body) => {
                wire.whole(*status, headers, "application/json", body);
                false
            }
            Act::Raw(media, body) => {
                wire.whole(200, &[], media, body);
                false
            }
            Act::Endless => {
                wire.head(200, &[], media);
                let pieces = answers::pieces(protocol, &"x".repeat(1 << 16), true);
                // The first pieces of some protocols hold no text.
                let begun = pieces.iter().max_by_key(|piece| piece.len()).cloned().unwrap_or_default();
                while wire.chunk(begun.as_bytes()).is_ok() {}
                true
            }
        }
    }
}
