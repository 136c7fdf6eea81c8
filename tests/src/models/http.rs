//! As much of HTTP/1.1 as a server needs that answers once a connection.

use serde_json::Value;
use std::fmt::Write as _;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// A request as it came.
#[derive(Debug)]
pub(super) struct Received {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) text: String,
    pub(super) body: Value,
}

impl Received {
    /// The value of a header, by its name in lower case.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// One connection.
pub(super) struct Wire {
    stream: TcpStream,
}

impl Wire {
    pub(super) fn new(stream: TcpStream) -> Self {
        // Single bytes are to leave as such.
        let _ = stream.set_nodelay(true);
        Self { stream }
    }

    /// Reads the request; `None` where there is none.
    pub(super) fn request(&mut self) -> Option<Received> {
        let mut reader = BufReader::new(self.stream.try_clone().ok()?);
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let mut words = line.split_whitespace();
        let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
        let mut headers = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        let length = headers.iter().find(|(n, _)| n == "content-length").and_then(|(_, v)| v.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body).ok()?;
        let text = String::from_utf8(body).ok()?;
        let body = serde_json::from_str(&text).unwrap_or_default();
        Some(Received { method, path, headers, text, body })
    }

    /// Sends an answer of known length.
    pub(super) fn whole(&mut self, status: u16, headers: &[(&'static str, String)], media: &str, body: &str) {
        let mut head = start(status, headers, media);
        let _ = write!(head, "content-length: {}\r\n\r\n", body.len());
        // A client that is gone needs no answer.
        let _ = self.stream.write_all(head.as_bytes());
        let _ = self.stream.write_all(body.as_bytes());
    }

    /// Begins an answer in chunks.
    pub(super) fn head(&mut self, status: u16, headers: &[(&'static str, String)], media: &str) {
        let head = start(status, headers, media) + "transfer-encoding: chunked\r\n\r\n";
        let _ = self.stream.write_all(head.as_bytes());
    }

    /// Sends one chunk.
    pub(super) fn chunk(&mut self, bytes: &[u8]) -> io::Result<()> {
        write!(self.stream, "{:x}\r\n", bytes.len())?;
        self.stream.write_all(bytes)?;
        self.stream.write_all(b"\r\n")
    }

    /// Ends an answer in chunks.
    pub(super) fn end(&mut self) {
        let _ = self.stream.write_all(b"0\r\n\r\n");
    }

    /// A whole answer in chunks of `size` bytes; whether the client went away meanwhile.
    pub(super) fn body(&mut self, media: &str, bytes: &[u8], size: usize) -> bool {
        self.head(200, &[], media);
        let sent = bytes.chunks(size.min(bytes.len().max(1))).try_for_each(|chunk| self.chunk(chunk));
        self.end();
        sent.is_err()
    }

    /// Waits until the client goes away: true, if it does within 20 seconds.
    pub(super) fn await_close(&mut self) -> bool {
        let _ = self.stream.set_read_timeout(Some(Duration::from_secs(20)));
        let mut byte = [0];
        match self.stream.read(&mut byte) {
            Ok(n) => n == 0,
            Err(error) => !matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut),
        }
    }
}

fn start(status: u16, headers: &[(&'static str, String)], media: &str) -> String {
    let mut head = format!("HTTP/1.1 {status} Said\r\nconnection: close\r\ncontent-type: {media}\r\n");
    for (name, value) in headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    head
}
