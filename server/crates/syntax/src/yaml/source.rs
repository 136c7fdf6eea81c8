use super::{Node, NodeKind, Style};
use text::Span;

impl Node {
    /// Where in `text` the bytes `part` of a scalar's value are written: `text` is what the node was read from, and
    /// `part` counts in [`Node::as_str`]. So what is found in a query or a template can be underlined in its file.
    /// The node's own span for anything but a scalar.
    pub fn source_span(&self, text: &str, part: Span) -> Span {
        let NodeKind::Scalar(value, style) = &self.kind else { return self.span };
        let written = self.span.text(text);
        let quote = u32::from(matches!(style, Style::Single | Style::Double));
        let body = written.get(quote as usize..).unwrap_or_default();
        if body.starts_with(value.as_str()) {
            return part + (self.span.start + quote);
        }
        let mut walker = Walker::new(self, text, *style);
        let (mut start, mut end) = (None, None);
        while let Some(step) = walker.step() {
            if start.is_none() && step.value.end > part.start {
                start = Some(step.source.start);
            }
            if step.value.start < part.end {
                end = Some(step.source.end);
            }
            if step.value.end >= part.end && start.is_some() {
                break;
            }
        }
        let start = start.unwrap_or(self.span.end);
        Span::new(start, end.unwrap_or(start).max(start))
    }
}

/// A character of a value, or the breaks between two lines, and what is written for it.
struct Step {
    value: Span,
    source: Span,
}

/// Walks over a scalar's source and counts the bytes of its value.
struct Walker<'t> {
    bytes: &'t [u8],
    style: Style,
    /// The indentation of a block scalar's lines.
    indent: usize,
    pos: usize,
    end: usize,
    value: u32,
    /// Whether the line at hand of a folded scalar is indented more than the others.
    more: bool,
}

impl<'t> Walker<'t> {
    fn new(node: &Node, text: &'t str, style: Style) -> Self {
        let written = node.span.text(text);
        let is_block = matches!(style, Style::Literal | Style::Folded);
        let start = node.span.start as usize;
        let quote = match style {
            Style::Single => "'",
            Style::Double => "\"",
            _ => "",
        };
        let is_closed = written.len() > quote.len() && written.ends_with(quote);
        let end = node.span.end as usize - if is_closed { quote.len() } else { 0 };
        let mut walker =
            Self { bytes: text.as_bytes(), style, indent: 0, pos: start, end, value: 0, more: false };
        if is_block {
            let header = written.split(['\n', '\r']).next().unwrap_or_default();
            walker.indent = block_indent(written, node.as_str().unwrap_or_default());
            walker.pos += header.len();
            walker.leading_breaks();
        } else {
            walker.pos += usize::from(style != Style::Plain);
        }
        walker
    }

    fn byte(&self) -> u8 {
        if self.pos < self.end { self.bytes.get(self.pos).copied().unwrap_or(0) } else { 0 }
    }

    fn at_break(&self) -> bool {
        matches!(self.byte(), b'\n' | b'\r')
    }

    fn skip_break(&mut self) {
        let is_pair = self.byte() == b'\r' && self.bytes.get(self.pos + 1) == Some(&b'\n');
        self.pos += 1 + usize::from(is_pair);
    }

    /// Moves over the header's line break; the blank lines behind it are breaks of the value.
    fn leading_breaks(&mut self) {
        if self.at_break() {
            self.skip_break();
        }
        self.skip_indent();
        self.more = matches!(self.byte(), b' ' | b'\t');
    }

    fn skip_indent(&mut self) {
        let blanks = self.bytes[self.pos..].iter().take(self.indent).take_while(|b| **b == b' ').count();
        self.pos += blanks;
    }

    fn step(&mut self) -> Option<Step> {
        if self.pos >= self.end {
            return None;
        }
        let start = self.pos;
        let length = match self.style {
            Style::Literal | Style::Folded if self.at_break() => self.block_breaks(),
            Style::Literal | Style::Folded => self.character(),
            _ if self.at_folded_break() => folded(self.flow_breaks()),
            Style::Double if self.byte() == b'\\' => self.escape(),
            Style::Single if self.byte() == b'\'' => {
                self.pos += 2;
                1
            }
            _ => self.character(),
        };
        let value = Span::new(self.value, self.value + length);
        self.value += length;
        Some(Step { value, source: Span::from(start..self.pos) })
    }

    fn character(&mut self) -> u32 {
        let start = self.pos;
        self.pos += 1;
        while self.bytes.get(self.pos).is_some_and(|b| *b & 0xc0 == 0x80) {
            self.pos += 1;
        }
        (self.pos - start) as u32
    }

    /// The breaks between two lines of a block scalar; how long they are in the value.
    fn block_breaks(&mut self) -> u32 {
        let mut breaks = 0;
        while self.at_break() {
            self.skip_break();
            breaks += 1;
            self.skip_indent();
        }
        let (was_more, is_more) = (self.more, matches!(self.byte(), b' ' | b'\t'));
        self.more = is_more;
        let folds = self.style == Style::Folded && !was_more && !is_more && self.value > 0;
        if folds { folded(breaks) } else { breaks }
    }

    /// Whether a line of a plain or quoted scalar ends here, perhaps with blanks.
    fn at_folded_break(&self) -> bool {
        let rest = self.bytes.get(self.pos..self.end).unwrap_or_default();
        let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
        matches!(rest.get(blanks), Some(b'\n' | b'\r'))
    }

    /// Moves over the breaks between two lines of a plain or quoted scalar; how many there are.
    fn flow_breaks(&mut self) -> u32 {
        let mut breaks = 0;
        self.skip_blanks();
        while self.at_break() {
            self.skip_break();
            breaks += 1;
            self.skip_blanks();
        }
        breaks
    }

    fn skip_blanks(&mut self) {
        while matches!(self.byte(), b' ' | b'\t') {
            self.pos += 1;
        }
    }

    /// An escape of a double-quoted scalar; how long its character is in the value.
    fn escape(&mut self) -> u32 {
        let code = self.bytes.get(self.pos + 1).copied().unwrap_or(0);
        if matches!(code, b'\n' | b'\r') {
            self.pos += 1;
            return self.flow_breaks().saturating_sub(1);
        }
        let digits = match code {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => {
                self.pos += 2;
                return if matches!(code, b'N' | b'_') {
                    2
                } else if matches!(code, b'L' | b'P') {
                    3
                } else {
                    1
                };
            }
        };
        let number = self.hex(self.pos + 2, digits);
        self.pos += 2 + digits;
        // JSON writes a character beyond U+FFFF as two escapes.
        if matches!(number, Some(0xd800..0xdc00)) && matches!(self.hex(self.pos + 2, 4), Some(0xdc00..0xe000))
        {
            self.pos += 6;
            return 4;
        }
        number.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER).len_utf8() as u32
    }

    fn hex(&self, at: usize, digits: usize) -> Option<u32> {
        let written = self.bytes.get(at..at + digits)?;
        u32::from_str_radix(std::str::from_utf8(written).ok()?, 16).ok()
    }
}

/// How long `breaks` line breaks are once they are folded.
fn folded(breaks: u32) -> u32 {
    if breaks == 1 { 1 } else { breaks.saturating_sub(1) }
}

/// The indentation that a block scalar's lines have in the text and not in the value.
fn block_indent(written: &str, value: &str) -> usize {
    let indent = |line: &str| line.len() - line.trim_start_matches(' ').len();
    let first =
        |text: &str, skip: usize| text.lines().skip(skip).find(|line| !line.trim().is_empty()).map(indent);
    first(written, 1).unwrap_or_default().saturating_sub(first(value, 0).unwrap_or_default())
}
