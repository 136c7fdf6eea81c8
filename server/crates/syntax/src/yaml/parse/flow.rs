use super::{Column, Reader};
use crate::yaml::{Entry, Node, NodeKind};
use text::Span;

impl Reader<'_> {
    /// `[...]` or `{...}` in a block collection at column `parent`.
    ///
    /// libyaml lets it run past lines that are indented less. Only when that fails is it read again, bounded by
    /// its indentation, so that a missing bracket does not swallow the rest of the document.
    pub(super) fn flow(&mut self, parent: Column) -> Node {
        let mark = self.mark();
        if !self.bounded {
            let node = self.flow_collection(None);
            if !self.failed {
                return node;
            }
            self.back_to(mark);
            self.failed = false;
            self.bounded = true;
        }
        let node = self.flow_collection(Some(parent));
        self.failed = false;
        node
    }

    /// Reports a fault; without a bound it is only noted, since the text will be read again with one.
    fn fault(&mut self, bound: Option<Column>, span: Span, message: impl Into<String>) {
        if bound.is_none() {
            self.failed = true;
        } else {
            self.error(span, message);
        }
    }

    fn flow_collection(&mut self, bound: Option<Column>) -> Node {
        let start = self.pos;
        let is_mapping = self.byte() == b'{';
        if !self.enter() {
            self.skip_flow();
            return Node::new(Span::from(start..self.pos), NodeKind::Empty);
        }
        self.pos += 1;
        let close = if is_mapping { b'}' } else { b']' };
        let (mut entries, mut items) = (Vec::new(), Vec::new());
        let mut end = self.pos;
        loop {
            if !self.flow_space(bound) {
                self.unclosed(bound, start, close);
                break;
            }
            match self.byte() {
                b if b == close => {
                    self.pos += 1;
                    end = self.pos;
                    break;
                }
                b']' | b'}' => {
                    self.wrong_bracket(bound, close);
                    end = self.pos;
                    break;
                }
                b',' => self.stray_comma(bound),
                _ if is_mapping => {
                    let (key, value) = self.flow_pair(bound);
                    let value = value.unwrap_or_else(|| self.nothing());
                    end = self.pos.max(value.span.end as usize);
                    entries.push(Entry { key, value });
                    self.separator(bound, close);
                }
                _ => {
                    let item = self.flow_item(bound);
                    end = self.pos.max(item.span.end as usize);
                    items.push(item);
                    self.separator(bound, close);
                }
            }
            if self.failed {
                break;
            }
        }
        self.depth = self.depth.saturating_sub(1);
        let kind = if is_mapping { NodeKind::Mapping(entries) } else { NodeKind::Sequence(items) };
        Node::new(Span::from(start..end.max(start + 1)), kind)
    }

    fn nothing(&self) -> Node {
        Node::new(Span::at(self.pos as u32), NodeKind::Empty)
    }

    /// An item of `[...]`, which may be a single `key: value`.
    fn flow_item(&mut self, bound: Option<Column>) -> Node {
        let start = self.pos;
        let (key, value) = self.flow_pair(bound);
        match value {
            None => key,
            Some(value) => {
                let end = value.span.end.max(key.span.end);
                let span = Span::new(start as u32, end);
                Node::new(span, NodeKind::Mapping(vec![Entry { key, value }]))
            }
        }
    }

    /// A node, and what follows its colon if there is one.
    fn flow_pair(&mut self, bound: Option<Column>) -> (Node, Option<Node>) {
        let explicit = self.byte() == b'?';
        if explicit {
            self.pos += 1;
            self.flow_space(bound);
        }
        let line = self.line;
        let start = self.pos;
        let is_empty = explicit && matches!(self.byte(), b':' | b',' | b']' | b'}');
        let key = if is_empty { self.nothing() } else { self.flow_node(bound) };
        let after = self.mark();
        if !self.failed && self.flow_space(bound) && self.byte() == b':' {
            if self.line != line && !explicit {
                let span = Span::from(start..after.pos);
                self.fault(bound, span, "a key and its colon must stand on one line");
            }
            self.pos += 1;
            return (key, Some(self.flow_value(bound)));
        }
        if !self.failed {
            self.back_to(after);
        }
        (key, explicit.then(|| self.nothing()))
    }

    fn flow_value(&mut self, bound: Option<Column>) -> Node {
        let after = self.mark();
        if self.flow_space(bound) && !matches!(self.byte(), b',' | b']' | b'}') {
            return self.flow_node(bound);
        }
        self.back_to(after);
        self.empty_after(self.pos)
    }

    fn flow_node(&mut self, bound: Option<Column>) -> Node {
        let properties = self.properties();
        if properties.is_some()
            && (!self.flow_space(bound) || matches!(self.byte(), b',' | b']' | b'}' | b':'))
        {
            return Node { properties, ..self.nothing() };
        }
        let mut node = match self.byte() {
            b'[' | b'{' => self.flow_collection(bound),
            b'\'' | b'"' => self.quoted_in_flow(bound),
            b'*' => self.alias(properties.as_deref()),
            _ => {
                if let Some(fault) = self.bad_plain_start(true) {
                    self.fault(bound, Span::from(self.pos..self.pos + 1), fault);
                    self.pos += 1;
                    self.skip_blanks();
                }
                self.plain(bound, true).0
            }
        };
        node.properties = properties;
        node
    }

    /// What must follow an item: a comma, or the bracket, which is left to the caller.
    fn separator(&mut self, bound: Option<Column>, close: u8) {
        if self.failed || !self.flow_space(bound) {
            return;
        }
        match self.byte() {
            b',' => self.pos += 1,
            b']' | b'}' => {}
            _ => {
                let span = self.next_word();
                let word = self.slice(self.pos, span.end as usize);
                let message = format!("expected `,` or `{}` before `{word}`", char::from(close));
                self.fault(bound, span, message);
                // Something that no item can begin with would be met again and again.
                if matches!(self.byte(), b':' | b'?') {
                    self.pos += 1;
                }
            }
        }
    }

    /// From here to the next blank, but not far: a fault on a long line must not cost the whole line.
    fn next_word(&self) -> Span {
        const FAR: usize = 40;
        let rest = self.text.get(self.pos..).unwrap_or_default();
        let word = rest.char_indices().take(FAR).find(|(i, c)| *i > 0 && c.is_whitespace());
        let end = word.or_else(|| rest.char_indices().nth(FAR)).map_or(rest.len(), |(i, _)| i);
        Span::from(self.pos..self.pos + end)
    }

    fn stray_comma(&mut self, bound: Option<Column>) {
        self.fault(bound, Span::from(self.pos..self.pos + 1), "a value is missing before this comma");
        self.pos += 1;
    }

    fn wrong_bracket(&mut self, bound: Option<Column>, close: u8) {
        let (found, close) = (char::from(self.byte()), char::from(close));
        self.fault(
            bound,
            Span::from(self.pos..self.pos + 1),
            format!("expected `{close}` but found `{found}`"),
        );
        self.pos += 1;
    }

    fn unclosed(&mut self, bound: Option<Column>, start: usize, close: u8) {
        if !self.failed {
            let (open, close) = (char::from(self.byte_at(start)), char::from(close));
            self.fault(
                bound,
                Span::from(start..start + 1),
                format!("this `{open}` is never closed: add a closing `{close}`"),
            );
        }
        self.failed = true;
    }

    /// Moves over blanks, line breaks and comments; false at the end of what the collection may cover, where the
    /// position stays on the last line that does.
    fn flow_space(&mut self, bound: Option<Column>) -> bool {
        self.skip_blanks();
        while self.at_rest() {
            let mark = self.mark();
            self.pos = self.line_end_after(self.pos);
            if self.pos >= self.bytes.len() {
                return false;
            }
            self.skip_break();
            self.skip_blanks();
            let closes = matches!(self.byte(), b']' | b'}');
            let outside = bound.is_some_and(|bound| self.column() <= bound) && !closes && !self.at_rest();
            if outside || self.at_any_marker() {
                self.back_to(mark);
                return false;
            }
        }
        true
    }

    /// Moves over a flow collection that is nested too deeply to be read.
    fn skip_flow(&mut self) {
        let mut open = 0_usize;
        while self.pos < self.bytes.len() {
            match self.byte() {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                b'\n' | b'\r' => {
                    self.skip_break();
                    if self.at_any_marker() {
                        return;
                    }
                    continue;
                }
                _ => {}
            }
            self.pos += 1;
            if open == 0 {
                return;
            }
        }
    }
}
