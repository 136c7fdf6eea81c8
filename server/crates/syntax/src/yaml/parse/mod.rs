//! The reader of one document: recursive descent over bytes, led by indentation. It goes on after a fault with
//! the next line that can be placed, and never reads a stretch of text more than twice.

mod block;
mod block_scalar;
mod flow;
mod line;
mod mapping;
mod plain;
mod properties;
mod quoted;
mod sequence;

use super::{Node, NodeKind, anchors};
use crate::{Parsed, SyntaxError};
use text::Span;

/// A column counted in bytes from the start of a line; -1 stands for "outside the document".
type Column = i32;

/// How deep collections may be nested; deeper ones are reported and left out.
const MAX_DEPTH: u32 = 200;

/// The tree of one document, as [`super::units`] cuts it.
///
/// All faults of syntax are reported, in text order, among them unknown aliases; duplicate keys are kept and left
/// to the caller. What stands after a second document marker is not read.
pub fn parse(text: &str) -> Parsed<Node> {
    let mut reader = Reader::new(text);
    reader.control_characters();
    let root = reader.document();
    if reader.aliases > 0 {
        anchors::check(&root, &mut reader.errors);
    }
    reader.errors.sort_by_key(|e| e.span);
    Parsed { root, errors: reader.errors }
}

struct Reader<'t> {
    text: &'t str,
    bytes: &'t [u8],
    /// The next byte to read.
    pos: usize,
    /// The first byte of the line that `pos` is on.
    line: usize,
    /// Whether `pos` is at the first character of a line and nothing of it has been read.
    fresh: bool,
    depth: u32,
    /// How many `%` lines the document begins with.
    directives: usize,
    /// Set once a quote or bracket turned out never to close: from then on none may run past a line that is
    /// indented no more than its parent. Until then they may, as in libyaml.
    bounded: bool,
    /// Whether the flow collection at hand cannot be read without a bound.
    failed: bool,
    /// How many aliases have been read.
    aliases: usize,
    reported: Reported,
    errors: Vec<SyntaxError>,
}

/// What is reported once for a document.
#[derive(Clone, Copy, Default)]
struct Reported {
    template: bool,
    depth: bool,
}

/// A place to go back to.
#[derive(Clone, Copy)]
struct Mark {
    pos: usize,
    line: usize,
    depth: u32,
    errors: usize,
    reported: Reported,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self {
            text,
            bytes: text.as_bytes(),
            pos: start,
            line: start,
            fresh: false,
            depth: 0,
            directives: 0,
            bounded: false,
            failed: false,
            aliases: 0,
            reported: Reported::default(),
            errors: Vec::new(),
        }
    }

    fn document(&mut self) -> Node {
        let mut content = self.first_content();
        while content == Some(0) && self.byte() == b'%' {
            self.directives += 1;
            self.skip_line();
            content = self.next_content();
        }
        let mut root = if self.at_marker(b"---") {
            self.pos += 3;
            self.fresh = false;
            self.value(-1, block::Place::Marker)
        } else {
            if self.directives > 0 {
                self.error(Span::at(self.pos as u32), "expected `---` after the directives");
            }
            match content {
                Some(column) => self.block_node(column, -1),
                None => Node::new(Span::at(self.pos as u32), NodeKind::Empty),
            }
        };
        while self.next_content().is_some() {
            let column = self.column();
            self.error_at_line(
                "this line belongs to nothing above it: line it up with the first key or item",
            );
            let more = self.block_node(column, -1);
            merge(&mut root, more);
        }
        self.end_of_document();
        root
    }

    /// What follows the document's last line: nothing, or `...`.
    fn end_of_document(&mut self) {
        if self.at_marker(b"...") {
            self.pos += 3;
            self.fresh = false;
            if self.next_content().is_none() && self.pos >= self.bytes.len() {
                return;
            }
        }
        if self.pos < self.bytes.len() {
            self.error_at_line("a second document starts here");
        }
    }

    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(SyntaxError::new(span, message));
    }

    /// An error from here to the end of the line.
    fn error_at_line(&mut self, message: impl Into<String>) {
        let span = self.rest_of_line();
        self.error(span, message);
    }

    /// Goes one collection deeper; false (with one error) where that is too deep.
    fn enter(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            if !self.reported.depth {
                self.reported.depth = true;
                self.error_at_line(format!(
                    "nested deeper than {MAX_DEPTH} levels, so this part is not read"
                ));
            }
            return false;
        }
        self.depth += 1;
        true
    }

    fn mark(&self) -> Mark {
        Mark {
            pos: self.pos,
            line: self.line,
            depth: self.depth,
            errors: self.errors.len(),
            reported: self.reported,
        }
    }

    fn back_to(&mut self, mark: Mark) {
        self.pos = mark.pos;
        self.line = mark.line;
        self.depth = mark.depth;
        self.errors.truncate(mark.errors);
        self.reported = mark.reported;
    }

    /// Reports the characters that no YAML reader takes (YAML 1.2.2, section 5.1).
    fn control_characters(&mut self) {
        let is_control = |b: u8| (b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) || b == 0x7f;
        // One pass that the compiler can vectorise; the slow one runs only where something was found.
        if !self.bytes.iter().fold(false, |found, b| found | is_control(*b)) {
            return;
        }
        if let Some(at) = self.bytes.iter().position(|b| is_control(*b)) {
            let code = self.bytes[at];
            self.error(
                Span::from(at..at + 1),
                format!("the control character U+{code:04X} is not allowed: write it as \"\\x{code:02x}\" in double quotes"),
            );
        }
    }
}

/// Adds what stood apart by wrong indentation to the tree it most likely belongs to.
fn merge(root: &mut Node, more: Node) {
    match (&mut root.kind, more.kind) {
        (NodeKind::Mapping(entries), NodeKind::Mapping(new)) => entries.extend(new),
        (NodeKind::Sequence(items), NodeKind::Sequence(new)) => items.extend(new),
        (
            kind @ (NodeKind::Empty | NodeKind::Scalar(..)),
            new @ (NodeKind::Mapping(_) | NodeKind::Sequence(_)),
        ) => {
            *kind = new;
            root.span = more.span;
            return;
        }
        _ => return,
    }
    root.span = root.span.cover(more.span);
}
