use super::{Column, Reader};
use crate::yaml::{Node, NodeKind, Style};
use text::Span;

/// What the header of a block scalar says about the line breaks at its end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Chomp {
    Clip,
    Strip,
    Keep,
}

/// `|2-` and the like.
struct Header {
    style: Style,
    chomp: Chomp,
    /// The indentation of the content relative to the parent, if it is given.
    indent: Option<Column>,
}

impl Reader<'_> {
    /// A literal or folded scalar in a collection at column `parent`.
    pub(super) fn block_scalar(&mut self, parent: Column) -> Node {
        let start = self.pos;
        let header = self.header();
        let header_end = self.pos;
        self.skip_line();
        let line_end = self.pos;
        self.skip_break();
        let indent = match header.indent {
            Some(indent) => parent.max(0) + indent,
            None => self.detect_indent(parent),
        };
        let first = self.pos;
        let (value, end) = self.block_lines(indent.unsigned_abs() as usize, &header);
        if end <= first {
            // Nothing belongs to it: the next line is read by the caller.
            self.pos = line_end;
            self.line = self.line_start(start);
        }
        let end = end.max(header_end);
        Node::new(Span::from(start..end), NodeKind::Scalar(value.into(), header.style))
    }

    fn line_start(&self, at: usize) -> usize {
        memchr::memrchr2(b'\n', b'\r', &self.bytes[..at]).map_or(0, |i| i + 1)
    }

    fn header(&mut self) -> Header {
        let style = if self.byte() == b'|' { Style::Literal } else { Style::Folded };
        self.pos += 1;
        let mut header = Header { style, chomp: Chomp::Clip, indent: None };
        for _ in 0..2 {
            match self.byte() {
                b'+' if header.chomp == Chomp::Clip => header.chomp = Chomp::Keep,
                b'-' if header.chomp == Chomp::Clip => header.chomp = Chomp::Strip,
                digit @ b'1'..=b'9' if header.indent.is_none() => {
                    header.indent = Some(Column::from(digit - b'0'));
                }
                _ => break,
            }
            self.pos += 1;
        }
        let end = self.pos;
        self.skip_blanks();
        if !self.at_rest() {
            self.error_at_line(
                "after `|` or `>` only `+`, `-`, a digit and a comment may follow: put the text on the next line",
            );
        }
        self.pos = end;
        header
    }

    /// The indentation of the first line with content; at least one more than the parent's.
    fn detect_indent(&mut self, parent: Column) -> Column {
        let mark = self.mark();
        let mut widest = 0;
        let mut widest_line = self.pos;
        let found = loop {
            while self.byte() == b' ' {
                self.pos += 1;
            }
            if !self.at_line_end() || self.pos >= self.bytes.len() {
                break self.column();
            }
            if self.column() > widest {
                widest = self.column();
                widest_line = self.pos;
            }
            self.skip_break();
        };
        let holds_nothing =
            self.pos >= self.bytes.len() || found <= parent || (self.byte() == b'#' && widest > found);
        let is_tab = self.byte() == b'\t';
        let at = self.pos;
        self.pos = mark.pos;
        self.line = mark.line;
        if holds_nothing {
            return found.max(widest).max(parent + 1).max(1);
        }
        if widest > found {
            let span = Span::from(widest_line - (widest - found).unsigned_abs() as usize..widest_line);
            self.error(
                span,
                "this blank line is indented more than the text that follows: remove its blanks",
            );
        } else if is_tab {
            self.error(Span::from(at..at + 1), "a tab cannot indent YAML: use spaces");
        }
        found.max(1)
    }

    /// The value of the lines indented by `indent` or more, and where the last of them that is not blank ends.
    /// The position is left there, or at the start of the first line if there is none.
    fn block_lines(&mut self, indent: usize, header: &Header) -> (String, usize) {
        let literal = header.style == Style::Literal;
        let mut text = String::new();
        let mut end = self.pos;
        let mut end_line = self.line;
        let (mut breaks, mut last_broken, mut started, mut after_more) = (0, false, false, false);
        while self.pos < self.bytes.len() && !self.at_any_marker() {
            let content = self.bytes[self.pos..].iter().take(indent).take_while(|b| **b == b' ').count();
            self.pos += content;
            if self.at_line_end() {
                if self.pos < self.bytes.len() {
                    breaks += 1;
                }
                self.skip_break();
                continue;
            }
            if content < indent {
                break;
            }
            let more = matches!(self.byte(), b' ' | b'\t');
            if started {
                if literal || more || after_more {
                    text.push('\n');
                } else if breaks == 0 {
                    text.push(' ');
                }
            }
            text.extend(std::iter::repeat_n('\n', breaks));
            let line_end = self.line_end_after(self.pos);
            text.push_str(self.slice(self.pos, line_end));
            self.pos = line_end;
            (end, end_line) = (line_end, self.line);
            last_broken = line_end < self.bytes.len();
            (started, after_more, breaks) = (true, more, 0);
            self.skip_break();
        }
        if last_broken && header.chomp != Chomp::Strip {
            text.push('\n');
        }
        if header.chomp == Chomp::Keep {
            text.extend(std::iter::repeat_n('\n', breaks));
        }
        self.pos = end;
        self.line = end_line;
        (text, end)
    }
}
