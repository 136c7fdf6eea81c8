use super::{Column, Reader};
use crate::yaml::{Node, NodeKind, Style};
use smol_str::SmolStr;
use text::Span;

/// The bytes at which reading a plain scalar must look closer, in block and in flow collections.
const BLOCK_STOPS: [bool; 256] = stops(b":#\n\r");
const FLOW_STOPS: [bool; 256] = stops(b":#\n\r,?[]{}");

const fn stops(bytes: &[u8]) -> [bool; 256] {
    let mut table = [false; 256];
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
}

/// Why a plain scalar ends where it does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// By a colon, a bracket, a comment, or a line that does not belong to it.
    Regular,
    /// By a line that is indented to continue it but is `key: value`.
    BeforeKey,
}

impl Reader<'_> {
    /// A plain scalar in a block collection; what cannot be one is reported and read as one up to the line's end.
    pub(super) fn plain_value(&mut self, parent: Column) -> (Node, bool) {
        if let Some(fault) = self.bad_plain_start(false) {
            let span = self.rest_of_line();
            self.error(span, fault);
            self.pos = span.end as usize;
            return (self.plain_node(span.start as usize, self.pos), false);
        }
        let (node, end) = self.plain(Some(parent), false);
        (node, end == End::BeforeKey)
    }

    /// A plain scalar of one line, as a key is.
    pub(super) fn plain_key(&mut self) -> Node {
        let start = self.pos;
        if let Some(fault) = self.bad_plain_start(false) {
            self.error(Span::from(start..start + 1), fault);
        }
        let end = self.plain_line(false);
        self.plain_node(start, end)
    }

    pub(super) fn plain_node(&self, start: usize, end: usize) -> Node {
        Node::new(Span::from(start..end), NodeKind::Scalar(self.smol(start, end), Style::Plain))
    }

    /// Why no plain scalar can begin here, if so (libyaml's scanner; YAML 1.2.2, section 7.3.3).
    pub(super) fn bad_plain_start(&self, flow: bool) -> Option<String> {
        let first = self.byte();
        let bad = match first {
            b'\t' | b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'&' | b'*' | b'!' | b'|' | b'>' | b'\''
            | b'"' | b'%' | b'@' | b'`' => true,
            b'-' => self.is_blank_or_break(self.pos + 1),
            b'?' | b':' => flow || self.is_blank_or_break(self.pos + 1),
            _ => false,
        };
        bad.then(|| match first {
            b'\t' => "a tab cannot stand here: use spaces".to_owned(),
            b']' | b'}' | b',' => format!(
                "`{}` closes or separates nothing here: remove it, or quote the value",
                char::from(first)
            ),
            _ => format!("a plain value cannot begin with `{}`: quote it", char::from(first)),
        })
    }

    /// A plain scalar, with the lines that continue it; these must be indented more than `bound` if there is one.
    pub(super) fn plain(&mut self, bound: Option<Column>, flow: bool) -> (Node, End) {
        let start = self.pos;
        let mut end = self.plain_line(flow);
        if !self.at_line_end() || self.pos >= self.bytes.len() {
            self.pos = end.max(start);
            return (self.plain_node(start, end), End::Regular);
        }
        let mut folded: Option<String> = None;
        let mut line = self.line;
        let mut why = End::Regular;
        let mut rest = end;
        while let Some(breaks) = self.continuation(bound, flow, &mut rest) {
            let from = self.pos;
            let to = self.plain_line(flow);
            if to == from {
                break;
            }
            if !flow && self.at_indicator(b':') {
                why = End::BeforeKey;
                break;
            }
            let text = folded.get_or_insert_with(|| self.slice(start, end).to_owned());
            fold(text, breaks);
            text.push_str(self.slice(from, to));
            (end, rest) = (to, to);
            line = self.line;
            if !self.at_line_end() {
                break;
            }
        }
        self.pos = rest;
        self.line = line;
        let value = folded.map_or_else(|| self.smol(start, end), SmolStr::from);
        (Node::new(Span::from(start..end), NodeKind::Scalar(value, Style::Plain)), why)
    }

    /// Moves over the rest of the line up to what ends a plain scalar; where its last character ends.
    fn plain_line(&mut self, flow: bool) -> usize {
        let start = self.pos;
        let table = if flow { &FLOW_STOPS } else { &BLOCK_STOPS };
        loop {
            let rest = self.bytes.get(self.pos..).unwrap_or_default();
            let Some(found) = rest.iter().position(|b| table[usize::from(*b)]) else {
                self.pos = self.bytes.len();
                break;
            };
            self.pos += found;
            let is_text = match self.byte() {
                b':' => !self.is_blank_or_break(self.pos + 1),
                b'#' => self.pos > start && !matches!(self.byte_at(self.pos - 1), b' ' | b'\t'),
                _ => false,
            };
            if !is_text {
                break;
            }
            self.pos += 1;
        }
        let read = &self.bytes[start..self.pos];
        start + read.len() - read.iter().rev().take_while(|b| matches!(b, b' ' | b'\t')).count()
    }

    /// From the end of a line to the first character of the line that continues a scalar, with the number of line
    /// breaks between; `None` where no line does. `rest` becomes the end of the last blank line between: libyaml
    /// lets those hold tabs, which it takes nowhere else.
    fn continuation(&mut self, bound: Option<Column>, flow: bool, rest: &mut usize) -> Option<usize> {
        let mut breaks = 0;
        let mut tab = None;
        while self.at_line_end() && self.pos < self.bytes.len() {
            self.skip_break();
            breaks += 1;
            while self.byte() == b' ' {
                self.pos += 1;
            }
            if self.byte() == b'\t' && bound.is_some_and(|bound| self.column() <= bound) {
                tab = tab.or(Some(self.pos));
            }
            self.skip_blanks();
            if self.at_line_end() && tab.is_none() {
                *rest = self.pos;
            }
        }
        let belongs = bound.is_none_or(|bound| self.column() > bound) && !self.at_any_marker();
        if self.pos >= self.bytes.len() || !belongs || self.byte() == b'#' {
            return None;
        }
        if let Some(at) = tab.filter(|_| !flow) {
            self.error(Span::from(at..at + 1), "a tab cannot indent YAML: use spaces");
        }
        Some(breaks)
    }
}

/// Joins lines as YAML folds them: one break becomes a blank, more become one fewer.
pub(super) fn fold(text: &mut String, breaks: usize) {
    if breaks == 1 {
        text.push(' ');
    }
    text.extend(std::iter::repeat_n('\n', breaks.saturating_sub(1)));
}
