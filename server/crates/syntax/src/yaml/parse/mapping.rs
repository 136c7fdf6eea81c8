use super::block::Place;
use super::line::clip;
use super::{Column, Reader};
use crate::yaml::{Entry, Node, NodeKind};
use text::Span;

impl Reader<'_> {
    /// A block mapping whose entries begin at `column`; `first` is its first key where that has been read.
    pub(super) fn mapping(&mut self, column: Column, parent: Column, first: Option<Node>) -> Node {
        let start = first.as_ref().map_or(self.pos, |key| key.span.start as usize);
        if !self.enter() {
            return self.skip_block(start, parent);
        }
        let mut entries = Vec::new();
        let mut misplaced = column;
        entries.extend(self.entry(column, first));
        while let Some(here) = self.next_content() {
            if here <= parent {
                break;
            }
            if here != column && here != misplaced {
                self.misplaced("key", column, here);
            }
            misplaced = here;
            if self.at_indicator(b'-') {
                self.stray_item(here);
            } else {
                entries.extend(self.entry(here, None));
            }
        }
        self.depth -= 1;
        let end = entries.last().map_or(start as u32, |e: &Entry| e.span().end);
        let start = entries.first().map_or(start as u32, |e| e.key.span.start);
        Node::new(Span::new(start, end.max(start)), NodeKind::Mapping(entries))
    }

    /// One entry; nothing where the line is only a template action.
    pub(super) fn entry(&mut self, column: Column, first: Option<Node>) -> Option<Entry> {
        let line = self.line;
        let key = match first {
            Some(key) => key,
            None if self.at_indicator(b'?') => return Some(self.explicit_entry(column)),
            None => self.key(),
        };
        if !self.fresh {
            self.skip_blanks();
        }
        // A template action has been read up to the line after it.
        if self.fresh || !self.at_indicator(b':') {
            return self.missing_colon(column, key);
        }
        if self.line != line || self.has_break(key.span) {
            self.error(key.span, "a key and its colon must stand on one line");
        }
        self.pos += 1;
        let value = self.value(column, Place::Key);
        Some(Entry { key, value })
    }

    fn has_break(&self, span: Span) -> bool {
        memchr::memchr2(b'\n', b'\r', &self.bytes[span.range()]).is_some()
    }

    fn key(&mut self) -> Node {
        self.fresh = false;
        let properties = self.properties();
        self.skip_blanks();
        if self.at_indicator(b':') {
            if properties.is_none() {
                self.error(Span::from(self.pos..self.pos + 1), "a key is missing before this `:`");
            }
            return Node { properties, ..Node::new(Span::at(self.pos as u32), NodeKind::Empty) };
        }
        match self.byte() {
            b'*' | b'\'' | b'"' | b'[' | b'{' => self.atom(self.column(), properties).0,
            _ => Node { properties, ..self.plain_key() },
        }
    }

    /// `? key` and, on a line of its own, `: value`.
    fn explicit_entry(&mut self, column: Column) -> Entry {
        self.fresh = false;
        self.pos += 1;
        let key = self.value(column, Place::Explicit);
        let value = if self.next_content() == Some(column) && self.at_indicator(b':') {
            self.fresh = false;
            self.pos += 1;
            self.value(column, Place::Explicit)
        } else {
            Node::new(Span::at(key.span.end), NodeKind::Empty)
        };
        Entry { key, value }
    }

    /// A key without a colon: the lines below it are still its value.
    fn missing_colon(&mut self, column: Column, key: Node) -> Option<Entry> {
        if key.as_str().is_some_and(|k| k.starts_with("{{") || k.starts_with("{%")) {
            return None;
        }
        if !self.fresh {
            self.skip_line();
        }
        let name = clip(self.slice(key.span.start as usize, key.span.end as usize));
        self.error(key.span, format!("expected `:` after the key `{name}`"));
        let value = self.value_below(column, Place::Key, key.span.end as usize);
        Some(Entry { key, value })
    }

    /// `- item` among the entries of a mapping. It is read, for the faults in it, and left out.
    fn stray_item(&mut self, here: Column) {
        self.error_at_line(
            "a list item cannot stand among the keys of a mapping: indent it under the key it belongs to",
        );
        let errors = self.errors.len();
        self.sequence(here, here);
        self.errors.truncate(errors);
    }

    /// Reports an entry or item whose indentation fits nothing above it.
    pub(super) fn misplaced(&mut self, what: &str, expected: Column, here: Column) {
        self.error_at_line(format!(
            "this {what} is indented by {here}, which fits nothing above it: use {expected} to line it up with the {what}s before it"
        ));
    }

    /// Moves over a block that is nested too deeply: the rest of its line and all lines indented more than `parent`.
    pub(super) fn skip_block(&mut self, start: usize, parent: Column) -> Node {
        if !self.fresh {
            self.skip_line();
        }
        while self.next_content().is_some_and(|column| column > parent) {
            self.skip_line();
        }
        Node::new(Span::at(start as u32), NodeKind::Empty)
    }
}
