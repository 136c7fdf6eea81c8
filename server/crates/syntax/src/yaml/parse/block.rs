use super::line::clip;
use super::{Column, Reader};
use crate::yaml::{Node, NodeKind, Properties, Style};
use smol_str::SmolStr;
use text::Span;

/// What a value stands after; it decides which block collections may begin there.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// `key:`: collections begin on a later line, and a list may be indented no more than the key.
    Key,
    /// `- `: collections may begin on the same line.
    Dash,
    /// `? ` and its `: `: both.
    Explicit,
    /// `---`: collections begin on a later line.
    Marker,
}

impl Place {
    fn allows_compact(self) -> bool {
        matches!(self, Self::Dash | Self::Explicit)
    }

    fn allows_level_list(self) -> bool {
        matches!(self, Self::Key | Self::Explicit)
    }
}

impl Reader<'_> {
    /// The value after an indicator that has just been read; `parent` is the column of the collection it is in.
    pub(super) fn value(&mut self, parent: Column, place: Place) -> Node {
        let after = self.pos;
        self.skip_blanks();
        if place.allows_compact() {
            if let Some(tab) = memchr::memchr(b'\t', &self.bytes[after..self.pos]) {
                self.error(Span::from(after + tab..self.pos), "a tab cannot indent YAML: use spaces");
            }
            if !self.at_rest() {
                return self.block_node(self.column(), parent);
            }
        } else if !self.at_rest() {
            return self.value_on_line(parent, place);
        }
        self.value_below(parent, place, after)
    }

    /// The value that begins on a line below; empty where that line does not belong to it.
    /// `after` is the end of what the value belongs to.
    pub(super) fn value_below(&mut self, parent: Column, place: Place, after: usize) -> Node {
        match self.next_content() {
            Some(column) if column > parent => self.block_node(column, parent),
            Some(column) if column == parent && place.allows_level_list() && self.at_indicator(b'-') => {
                self.sequence(column, parent)
            }
            _ => self.empty_after(after),
        }
    }

    /// The value below a line that ends with its tag and anchor.
    fn value_below_properties(
        &mut self,
        parent: Column,
        place: Place,
        properties: Option<Box<Properties>>,
    ) -> Node {
        let span = properties.as_ref().map_or(Span::at(self.pos as u32), |p| p.span);
        let mut node = self.value_below(parent, place, span.end as usize);
        node.properties = match (properties, node.properties) {
            (Some(above), Some(below)) => {
                let is_double = |a: &Option<SmolStr>, b: &Option<SmolStr>| a.is_some() && b.is_some();
                if is_double(&above.tag, &below.tag) || is_double(&above.anchor, &below.anchor) {
                    self.error(span, "one value cannot have two tags or two anchors");
                }
                Some(Box::new(Properties {
                    span: above.span.cover(below.span),
                    tag: above.tag.or(below.tag),
                    anchor: above.anchor.or(below.anchor),
                }))
            }
            (above, below) => above.or(below),
        };
        node
    }

    /// Nothing, where the value would stand: one blank after `after` if there is one.
    pub(super) fn empty_after(&self, after: usize) -> Node {
        let at = if self.byte_at(after) == b' ' { after + 1 } else { after };
        Node::new(Span::at(at as u32), NodeKind::Empty)
    }

    /// A value on the line of its key, where no block collection may begin.
    fn value_on_line(&mut self, parent: Column, place: Place) -> Node {
        let properties = self.properties();
        self.skip_blanks();
        if properties.is_some() && self.at_rest() {
            return self.value_below_properties(parent, place, properties);
        }
        let start = self.pos;
        let (line, column) = (self.line, self.column());
        let mut node = match self.byte() {
            b'|' | b'>' => Node { properties, ..self.block_scalar(parent) },
            b'-' | b'?' if self.is_blank_or_break(self.pos + 1) => {
                self.error_at_line(
                    "a list or mapping cannot begin on the line of its key: put it on the next line",
                );
                return self.block_node(column, parent);
            }
            _ => self.atom(parent, properties).0,
        };
        if self.line == line {
            self.skip_blanks();
            if self.at_indicator(b':') {
                node = self.colon_in_value(start);
            }
        }
        node
    }

    /// `key: a: b`; the value is read as the plain text to the end of the line, which is most likely meant.
    fn colon_in_value(&mut self, start: usize) -> Node {
        let colon = self.pos;
        let line_end = self.line_end_after(start);
        let end = (start..line_end)
            .find(|at| self.byte_at(*at) == b'#' && matches!(self.byte_at(at - 1), b' ' | b'\t'))
            .unwrap_or(line_end);
        let value = self.slice(start, end).trim_end();
        let span = Span::from(start..start + value.len());
        let kind = NodeKind::Scalar(value.into(), Style::Plain);
        self.error(
            Span::from(colon..colon + 1),
            format!("`: ` cannot stand inside a plain value: quote `{}`", clip(value)),
        );
        self.pos = span.end as usize;
        Node::new(span, kind)
    }

    /// A node whose first character is here, where a block collection may begin.
    pub(super) fn block_node(&mut self, column: Column, parent: Column) -> Node {
        self.fresh = false;
        if self.is_blank_or_break(self.pos + 1) {
            match self.byte() {
                b'-' => return self.sequence(column, parent),
                b'?' | b':' => return self.mapping(column, parent, None),
                _ => {}
            }
        }
        let properties = self.properties();
        self.skip_blanks();
        if properties.is_some() && self.at_rest() {
            return self.value_below_properties(parent, Place::Dash, properties);
        }
        if matches!(self.byte(), b'|' | b'>') {
            return Node { properties, ..self.block_scalar(parent) };
        }
        let (node, before_key) = if properties.is_some() && self.at_indicator(b':') {
            (Node { properties, ..Node::new(Span::at(self.pos as u32), NodeKind::Empty) }, false)
        } else {
            self.atom(parent, properties)
        };
        if !before_key {
            self.skip_blanks();
        }
        if before_key || self.at_indicator(b':') {
            return self.mapping(column, parent, Some(node));
        }
        node
    }

    /// A scalar, an alias or a flow collection. The flag tells that a plain scalar ended because the next line is
    /// an entry of a mapping, as it does where a colon is missing.
    pub(super) fn atom(&mut self, parent: Column, properties: Option<Box<Properties>>) -> (Node, bool) {
        let (mut node, before_key) = match self.byte() {
            b'*' => (self.alias(properties.as_deref()), false),
            b'\'' | b'"' => (self.quoted(parent), false),
            b'{' if self.at_template_value() => self.template_value(parent),
            b'[' | b'{' => (self.flow(parent), false),
            _ => self.plain_value(parent),
        };
        node.properties = properties;
        (node, before_key)
    }

    /// Whether `{{ ... }}` or `{% ... %}` stands here.
    pub(super) fn at_template_value(&self) -> bool {
        let rest = self.rest_of_line();
        let line = self.slice(self.pos, rest.end as usize);
        (line.starts_with("{{") && line.contains("}}")) || (line.starts_with("{%") && line.contains("%}"))
    }

    /// `{{ ... }}` and what follows it up to a colon or the end of the line, kept as a plain scalar.
    fn template_value(&mut self, parent: Column) -> (Node, bool) {
        let start = self.pos;
        let line_end = self.line_end_after(start);
        while self.pos < line_end && !self.at_indicator(b':') {
            let rest = self.slice(self.pos, line_end);
            let action = if rest.starts_with("{{") { rest.find("}}") } else { None };
            let step = action.map(|end| end + 2).or(rest.chars().next().map(char::len_utf8));
            self.pos += step.unwrap_or(1);
        }
        let value = self.slice(start, self.pos).trim_end();
        let span = Span::from(start..start + value.len());
        let node = Node::new(span, NodeKind::Scalar(value.into(), Style::Plain));
        self.template_action(span);
        let is_statement = self.at_line_end() && self.next_content().is_some_and(|column| column > parent);
        (node, is_statement)
    }
}
