use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A server's process with its three streams.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    ended: Receiver<()>,
    stderr: Arc<Mutex<String>>,
}

impl Process {
    pub(super) fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|e| panic!("the server does not start: {e}"));
        let (tell, messages) = channel();
        let (end, ended) = channel();
        let output = child.stdout.take().expect("stdout is a pipe");
        thread::spawn(move || {
            read_messages(output, &tell);
            drop(end);
        });
        let stderr = Arc::new(Mutex::new(String::new()));
        let (mut errors, log) = (child.stderr.take().expect("stderr is a pipe"), stderr.clone());
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = errors.read(&mut bytes) {
                log.lock()
                    .expect("no thread panics with the log")
                    .push_str(&String::from_utf8_lossy(&bytes[..n]));
            }
        });
        let input = child.stdin.take();
        Self { child, input, messages, ended, stderr }
    }

    pub(super) fn id(&self) -> u32 {
        self.child.id()
    }

    /// A server that has ended takes nothing any more, and the test finds out by what it waits for.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        if let Some(input) = &mut self.input {
            let _ = input.write_all(bytes).and_then(|()| input.flush());
        }
    }

    pub(super) fn close(&mut self) {
        self.input = None;
    }

    /// The next message; `None` at the end of the output or at the deadline.
    pub(super) fn next(&mut self, deadline: Instant) -> Option<Value> {
        self.messages.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()
    }

    pub(super) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits for the end of the process, which is seen by the end of its output.
    pub(super) fn wait(&mut self, deadline: Instant) -> i32 {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let ended = self.ended.recv_timeout(left);
        assert!(
            ended != Err(std::sync::mpsc::RecvTimeoutError::Timeout),
            "the server did not end; stderr: {}",
            self.stderr()
        );
        self.child.wait().ok().and_then(|status| status.code()).unwrap_or(-1)
    }

    pub(super) fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub(super) fn stderr(&self) -> String {
        self.stderr.lock().map(|log| log.clone()).unwrap_or_default()
    }
}

/// Reads frames until the output ends. Anything that is no frame is a fault of the server.
fn read_messages(output: ChildStdout, tell: &Sender<Value>) {
    let mut output = BufReader::new(output);
    loop {
        let mut length = None;
        loop {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap_or_default() == 0 {
                return;
            }
            let line = line.trim_end();
            if line.is_empty() {
                break;
            }
            let (name, value) = line.split_once(": ").unwrap_or_else(|| panic!("not a header: {line:?}"));
            if name == "Content-Length" {
                length = value.parse().ok();
            }
        }
        let mut body = vec![0; length.expect("a frame has a length")];
        if output.read_exact(&mut body).is_err() {
            return;
        }
        let message = serde_json::from_slice(&body).expect("a message is JSON");
        if tell.send(message).is_err() {
            return;
        }
    }
}
