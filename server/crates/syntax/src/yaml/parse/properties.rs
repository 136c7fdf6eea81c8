use super::Reader;
use crate::yaml::{Node, NodeKind, Properties};
use text::Span;

impl Reader<'_> {
    /// The tag and anchor that stand here, in either order.
    pub(super) fn properties(&mut self) -> Option<Box<Properties>> {
        if !matches!(self.byte(), b'!' | b'&') {
            return None;
        }
        let start = self.pos;
        let mut properties = Properties::default();
        let mut end = start;
        loop {
            match self.byte() {
                b'!' if properties.tag.is_none() => {
                    end = self.tag_end();
                    properties.tag = Some(self.smol(self.pos, end));
                    self.pos = end;
                }
                b'&' if properties.anchor.is_none() => {
                    end = self.name_end("an anchor");
                    properties.anchor = Some(self.smol(self.pos + 1, end));
                    self.pos = end;
                }
                _ => break,
            }
            self.skip_blanks();
        }
        self.pos = end;
        properties.span = Span::from(start..end);
        Some(Box::new(properties))
    }

    /// Where the tag here ends.
    fn tag_end(&mut self) -> usize {
        let rest = &self.bytes[self.pos..];
        let is_uri = |b: &u8| b.is_ascii_alphanumeric() || b"_-;/?:@&=+$,.!~*'()[]%".contains(b);
        let length = if rest.starts_with(b"!<") {
            rest.iter()
                .position(|b| matches!(b, b'>' | b'\n' | b'\r'))
                .map_or(rest.len(), |i| if rest[i] == b'>' { i + 1 } else { i })
        } else {
            rest.iter().position(|b| !is_uri(b)).unwrap_or(rest.len())
        };
        let end = self.pos + length;
        let tag = self.slice(self.pos, end);
        let fault = if !self.is_blank_or_break(end) {
            Some("expected a blank after the tag")
        } else if tag == "!!" || !has_valid_escapes(tag) {
            Some("this is no tag: write `!!str`, `!name` or the like")
        } else if self.directives == 0 && has_named_handle(tag) {
            Some("the part between the two `!` of a tag must be declared by a `%TAG` directive")
        } else {
            None
        };
        if let Some(fault) = fault {
            self.error(Span::from(self.pos..end), fault);
        }
        end
    }

    /// Where the name of the anchor or alias here ends.
    fn name_end(&mut self, what: &str) -> usize {
        let start = self.pos + 1;
        let is_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
        let end = start + self.bytes.get(start..).unwrap_or_default().iter().take_while(is_name).count();
        let follows =
            self.is_blank_or_break(end) || matches!(self.byte_at(end), b'?' | b':' | b',' | b']' | b'}');
        if end == start || !follows {
            let span = Span::from(self.pos..end);
            self.error(span, format!("the name of {what} is made of letters, digits, `-` and `_`"));
        }
        end
    }

    /// `*name`
    pub(super) fn alias(&mut self, properties: Option<&Properties>) -> Node {
        let start = self.pos;
        if let Some(properties) = properties {
            self.error(properties.span, "an alias takes no tag or anchor");
        }
        self.aliases += 1;
        let end = self.name_end("an alias");
        self.pos = end;
        Node::new(Span::from(start..end), NodeKind::Alias(self.smol(start + 1, end)))
    }
}

/// Whether each `%` is followed by two hexadecimal digits.
fn has_valid_escapes(tag: &str) -> bool {
    let is_hex = |s: &[u8]| s.len() >= 2 && s[..2].iter().all(u8::is_ascii_hexdigit);
    tag.bytes().enumerate().all(|(i, b)| b != b'%' || is_hex(&tag.as_bytes()[i + 1..]))
}

/// Whether the tag is written `!handle!suffix`.
fn has_named_handle(tag: &str) -> bool {
    let handle =
        tag[1..].bytes().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')).count();
    handle > 0 && tag[1 + handle..].starts_with('!')
}
