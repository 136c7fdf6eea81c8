use super::Life;
use serde::Deserialize;
use serde_json::{Value, json};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

/// The longest message that is read, in bytes.
const MAX_MESSAGE: usize = 64 * 1024 * 1024;
/// The longest block of headers.
const MAX_HEADERS: usize = 4096;
/// How much is read from the input at once.
const CHUNK: usize = 16 * 1024;

/// An input that gives out one well-formed frame at a time, and its end once `exit` was said.
///
/// tower-lsp 0.20 ends at the first message it cannot decode, so each one is decoded here first, by the same types;
/// in place of one that fails goes a [`Fault`] that the gate answers. Handing out single frames keeps what comes
/// after `exit` unread.
#[derive(Debug)]
pub(super) struct Frames<R> {
    input: R,
    life: Arc<Life>,
    /// Read and not yet framed.
    raw: Vec<u8>,
    /// Bytes of a message that is too long, still to be thrown away.
    skip: usize,
    /// The frame that goes out, and how much of it went.
    frame: Vec<u8>,
    sent: usize,
    ended: bool,
}

impl<R> Frames<R> {
    pub(super) fn new(input: R, life: Arc<Life>) -> Self {
        Self { input, life, raw: Vec::new(), skip: 0, frame: Vec::new(), sent: 0, ended: false }
    }

    /// Takes the next frame out of what was read; false if more must be read first.
    fn next(&mut self) -> bool {
        let skipped = self.skip.min(self.raw.len());
        self.raw.drain(..skipped);
        self.skip -= skipped;
        if self.skip > 0 {
            return false;
        }
        let end = find(&self.raw, b"\r\n\r\n");
        let Some(end) = end else {
            return self.raw.len() > MAX_HEADERS && self.resynchronise();
        };
        match content_length(&self.raw[..end]) {
            None => self.resynchronise(),
            Some(length) if length > MAX_MESSAGE => {
                self.raw.drain(..end + 4);
                self.skip = length;
                self.put(&Fault::too_long(length).message());
                true
            }
            Some(length) => {
                let body = end + 4..end + 4 + length;
                let Some(bytes) = self.raw.get(body.clone()) else { return false };
                let bytes = Fault::find(bytes).map_or_else(|| bytes.to_vec(), |fault| fault.message());
                self.put(&bytes);
                self.raw.drain(..body.end);
                true
            }
        }
    }

    /// Drops what is no header up to the next one that may be, and reports it.
    fn resynchronise(&mut self) -> bool {
        let from = self.raw.len().min(1);
        let next = find(&self.raw[from..], b"Content-Length").map_or(self.raw.len(), |at| at + from);
        self.raw.drain(..next);
        self.put(&Fault::parse("the header has no valid Content-Length").message());
        true
    }

    fn put(&mut self, body: &[u8]) {
        self.frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
        self.frame.extend_from_slice(body);
        self.sent = 0;
    }
}

impl<R: AsyncRead + Unpin> AsyncRead for Frames<R> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        loop {
            let left = this.frame.get(this.sent..).unwrap_or_default();
            if !left.is_empty() {
                let n = left.len().min(out.remaining());
                out.put_slice(&left[..n]);
                this.sent += n;
                return Poll::Ready(Ok(()));
            }
            if this.life.is_exited() || this.ended {
                return Poll::Ready(Ok(()));
            }
            if this.next() {
                continue;
            }
            let mut chunk = [0; CHUNK];
            let mut chunk = ReadBuf::new(&mut chunk);
            ready!(Pin::new(&mut this.input).poll_read(context, &mut chunk))?;
            this.ended = chunk.filled().is_empty();
            this.raw.extend_from_slice(chunk.filled());
        }
    }
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

/// The length that a block of headers gives; their names count in any case, other headers do not count at all.
fn content_length(headers: &[u8]) -> Option<usize> {
    let headers = std::str::from_utf8(headers).ok()?;
    let mut fields = headers.split("\r\n").filter_map(|line| line.split_once(':'));
    let (_, value) = fields.find(|(name, _)| name.trim().eq_ignore_ascii_case("content-length"))?;
    value.trim().parse().ok()
}

/// A message that is no JSON-RPC. It travels as a notification in place of the message.
#[derive(Debug)]
pub(super) struct Fault {
    code: ErrorCode,
    what: String,
    id: Id,
}

/// What tower-lsp decodes a message into.
#[derive(Deserialize)]
#[serde(untagged)]
enum Message {
    #[allow(dead_code, reason = "it is decoded for the sake of decoding it")]
    Response(Response),
    Request(Request),
}

impl Fault {
    /// No client sends it: the name is not even one of the protocol's.
    pub(super) const METHOD: &'static str = "$/omni/fault";

    fn parse(what: impl Into<String>) -> Self {
        Self { code: ErrorCode::ParseError, what: what.into(), id: Id::Null }
    }

    fn too_long(length: usize) -> Self {
        Self::parse(format!("the message is {length} bytes long, more than the {MAX_MESSAGE} that are read"))
    }

    /// What is wrong with the message `bytes`, if anything is.
    fn find(bytes: &[u8]) -> Option<Self> {
        match serde_json::from_slice(bytes) {
            Ok(Message::Response(_)) => return None,
            Ok(Message::Request(request)) if !request.method().is_empty() => return None,
            _ => {}
        }
        let value: Value = match serde_json::from_slice(bytes) {
            Ok(value) => value,
            Err(error) => return Some(Self::parse(format!("the message is not JSON: {error}"))),
        };
        let id = value.get("id").and_then(|id| serde_json::from_value(id.clone()).ok()).unwrap_or(Id::Null);
        let what = match &value {
            Value::Array(_) => "the protocol has no batches: send each message by itself",
            Value::Object(_) => "the message is neither a request nor an answer of JSON-RPC 2.0",
            _ => "the message is not an object",
        };
        Some(Self { code: ErrorCode::InvalidRequest, what: what.into(), id })
    }

    fn message(&self) -> Vec<u8> {
        let params = json!({ "code": self.code.code(), "message": self.what, "id": self.id });
        json!({ "jsonrpc": "2.0", "method": Self::METHOD, "params": params }).to_string().into_bytes()
    }

    /// The answer to a fault that arrived at the gate.
    pub(super) fn answer(request: &Request) -> Response {
        let field = |name: &str| request.params().and_then(|p| p.get(name)).cloned().unwrap_or_default();
        let code = field("code").as_i64().map_or(ErrorCode::InvalidRequest, ErrorCode::from);
        let message = field("message").as_str().unwrap_or("the message is not valid").to_owned();
        let id = serde_json::from_value(field("id")).unwrap_or(Id::Null);
        Response::from_error(id, Error { code, message: message.into(), data: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::AsyncReadExt;

    fn frame(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    async fn through(input: &[u8]) -> String {
        let mut out = Vec::new();
        Frames::new(input, Arc::default()).read_to_end(&mut out).await.unwrap();
        String::from_utf8(out).unwrap()
    }

    #[tokio::test]
    async fn well_formed_frames_pass_as_they_are() {
        let messages = [
            r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":"😀"}}"#,
            r#"{"jsonrpc":"2.0","id":"s","result":null}"#,
            r#"{"jsonrpc":"2.0","method":"exit"}"#,
        ];
        let input = messages.map(frame).concat();
        assert_eq!(through(input.as_bytes()).await, input);
        let lower =
            "content-type: application/vscode-jsonrpc\r\ncontent-length: 33\r\n\r\n".to_owned() + messages[2];
        assert_eq!(through(lower.as_bytes()).await, frame(messages[2]));
    }

    #[tokio::test]
    async fn what_cannot_be_decoded_becomes_a_fault_and_the_next_frame_passes() {
        let good = frame(r#"{"jsonrpc":"2.0","method":"b"}"#);
        let deep = "[".repeat(1000);
        let bad = [
            (frame("{nope"), -32700),
            (frame(r#"{"jsonrpc":"2.0","id":1,"params":1e999}"#), -32700),
            (frame(&format!(r#"{{"jsonrpc":"2.0","method":"a","params":{deep}"#)), -32700),
            (frame(r#"[{"jsonrpc":"2.0","method":"a"}]"#), -32600),
            (frame(r#"{"jsonrpc":"2.0"}"#), -32600),
            (frame(r#"{"jsonrpc":"1.0","id":7,"method":"a"}"#), -32600),
            (frame(r#"{"jsonrpc":"2.0","method":"a","method":"b"}"#), -32600),
            (frame("3"), -32600),
            ("Content-Length: many\r\n\r\n".to_owned(), -32700),
            (format!("Content-Length: {}\r\n\r\n{}", MAX_MESSAGE + 1, "x".repeat(MAX_MESSAGE + 1)), -32700),
        ];
        for (bad, code) in bad {
            let out = through((bad.clone() + &good).as_bytes()).await;
            let start = &bad[..bad.len().min(80)];
            assert!(out.contains(&format!("\"code\":{code}")), "{start}: {out}");
            assert!(out.ends_with(&good), "{start}: {out}");
        }
    }

    #[tokio::test]
    async fn nothing_is_read_after_exit() {
        let life = Arc::new(Life::default());
        let input = frame(r#"{"jsonrpc":"2.0","method":"exit"}"#);
        let both = input.repeat(2);
        let mut frames = Frames::new(both.as_bytes(), life.clone());
        let mut first = vec![0; input.len()];
        frames.read_exact(&mut first).await.unwrap();
        life.exit();
        assert_eq!(frames.read_to_end(&mut first).await.unwrap(), 0);
    }
}
