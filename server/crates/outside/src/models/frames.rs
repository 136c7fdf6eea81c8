use std::mem;

/// The longest line of a stream, in bytes.
const LONGEST: usize = 1 << 20;

/// How a stream is cut into messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// Server-sent events (WHATWG HTML, 9.2.6).
    Events,
    /// One JSON object a line.
    Lines,
}

/// One message of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Event {
    /// Its name; empty where it has none.
    pub(super) name: String,
    /// Its data, lines joined.
    pub(super) data: String,
}

/// Cuts the bytes of a stream into messages, wherever the network cut them.
#[derive(Debug)]
pub(super) struct Frames {
    framing: Framing,
    line: Vec<u8>,
    event: Event,
    has_data: bool,
    bare: String,
}

/// A line is longer than any message may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl Frames {
    pub(super) fn new(framing: Framing) -> Self {
        Self { framing, line: Vec::new(), event: Event::default(), has_data: false, bare: String::new() }
    }

    /// Takes the next bytes and gives the messages that are whole now.
    ///
    /// # Errors
    /// [`TooLong`] where no message can be that long.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<Vec<Event>, TooLong> {
        let mut out = Vec::new();
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|b| *b == b'\n') {
            let (line, after) = rest.split_at(at);
            rest = after.get(1..).unwrap_or_default();
            self.line.extend_from_slice(line);
            let line = mem::take(&mut self.line);
            self.take_line(&line, &mut out);
        }
        self.line.extend_from_slice(rest);
        let waiting = self.line.len() + self.event.data.len() + self.bare.len();
        if waiting > LONGEST { Err(TooLong) } else { Ok(out) }
    }

    /// The message that the end of the stream completes.
    pub(super) fn finish(mut self) -> Vec<Event> {
        let mut out = Vec::new();
        let line = mem::take(&mut self.line);
        self.take_line(&line, &mut out);
        self.dispatch(&mut out);
        if !self.bare.trim().is_empty() {
            out.push(Event { name: String::new(), data: mem::take(&mut self.bare) });
        }
        out
    }

    fn take_line(&mut self, line: &[u8], out: &mut Vec<Event>) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = String::from_utf8_lossy(line);
        match self.framing {
            Framing::Lines if line.trim().is_empty() => {}
            Framing::Lines => out.push(Event { name: String::new(), data: line.into_owned() }),
            Framing::Events => self.take_field(&line, out),
        }
    }

    fn take_field(&mut self, line: &str, out: &mut Vec<Event>) {
        if line.is_empty() && self.bare.is_empty() {
            return self.dispatch(out);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            _ if !self.bare.is_empty() => self.take_bare(line, out),
            "data" => {
                if mem::replace(&mut self.has_data, true) {
                    self.event.data.push('\n');
                }
                self.event.data.push_str(value);
            }
            "event" => value.clone_into(&mut self.event.name),
            // A server that fails may write its error as plain JSON between the events.
            _ if line.trim_start().starts_with(['{', '[']) => self.take_bare(line, out),
            _ => {}
        }
    }

    fn take_bare(&mut self, line: &str, out: &mut Vec<Event>) {
        self.bare.push_str(line);
        self.bare.push('\n');
        if is_balanced(&self.bare) {
            out.push(Event { name: String::new(), data: mem::take(&mut self.bare) });
        }
    }

    fn dispatch(&mut self, out: &mut Vec<Event>) {
        let event = mem::take(&mut self.event);
        if mem::take(&mut self.has_data) {
            out.push(event);
        }
    }
}

/// Whether every brace and bracket outside of strings is closed.
fn is_balanced(json: &str) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_i64, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth -= 1,
            _ => {}
        }
    }
    depth <= 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str =
        ": hello\r\ndata: {\"a\":\"ü🙂\"}\r\n\r\nevent: error\ndata:x\ndata: y\n\nid: 3\n\ndata: last";

    fn event(name: &str, data: &str) -> Event {
        Event { name: name.to_owned(), data: data.to_owned() }
    }

    fn read(framing: Framing, pieces: &[&[u8]]) -> Vec<Event> {
        let mut frames = Frames::new(framing);
        let mut out: Vec<_> = pieces.iter().flat_map(|p| frames.push(p).unwrap()).collect();
        out.extend(frames.finish());
        out
    }

    fn expected() -> Vec<Event> {
        vec![event("", "{\"a\":\"ü🙂\"}"), event("error", "x\ny"), event("", "last")]
    }

    #[test]
    fn a_stream_split_at_any_byte_reads_the_same() {
        for at in 0..=STREAM.len() {
            let (a, b) = STREAM.as_bytes().split_at(at);
            assert_eq!(read(Framing::Events, &[a, b]), expected(), "at {at}");
        }
        let single: Vec<&[u8]> = STREAM.as_bytes().chunks(1).collect();
        assert_eq!(read(Framing::Events, &single), expected());
    }

    #[test]
    fn an_error_written_as_plain_json_over_lines_is_one_message() {
        let text = b"data: 1\n\n{\n  \"error\": {\n\n    \"message\": \"a } b\"\n  }\n}\n";
        let read = read(Framing::Events, &[text]);
        assert_eq!(read.len(), 2);
        assert!(read.last().is_some_and(|e| e.data.contains("a } b") && e.data.ends_with("}\n")));
    }

    #[test]
    fn lines_are_messages_and_blank_ones_are_none() {
        assert_eq!(
            read(Framing::Lines, &[b"{}\r\n\n{\"a\"", b":1}"]),
            [event("", "{}"), event("", "{\"a\":1}")]
        );
    }

    #[test]
    fn a_line_without_end_is_refused() {
        let mut frames = Frames::new(Framing::Lines);
        assert_eq!(frames.push(&vec![b'x'; LONGEST + 1]), Err(TooLong));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0_usize..300) {
            let (a, b) = bytes.split_at(at.min(bytes.len()));
            prop_assert_eq!(read(Framing::Events, &[a, b]), read(Framing::Events, &[&bytes]));
        }
    }
}
