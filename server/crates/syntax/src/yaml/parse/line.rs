use super::{Column, Reader};
use smol_str::SmolStr;
use text::Span;

impl Reader<'_> {
    /// The byte at `pos`; zero at the end of the text.
    pub(super) fn byte(&self) -> u8 {
        self.byte_at(self.pos)
    }

    pub(super) fn byte_at(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    /// Whether `at` is a blank, a line break or the end.
    pub(super) fn is_blank_or_break(&self, at: usize) -> bool {
        is_blank_or_break(self.byte_at(at))
    }

    /// Whether `indicator` stands here with a blank, a break or the end after it.
    pub(super) fn at_indicator(&self, indicator: u8) -> bool {
        self.byte() == indicator && self.is_blank_or_break(self.pos + 1)
    }

    pub(super) fn at_line_end(&self) -> bool {
        self.pos >= self.bytes.len() || matches!(self.byte(), b'\n' | b'\r')
    }

    /// Whether nothing but a comment is left of the line. In libyaml a comment needs no blank before it here.
    pub(super) fn at_rest(&self) -> bool {
        self.at_line_end() || self.byte() == b'#'
    }

    pub(super) fn column(&self) -> Column {
        Column::try_from(self.pos - self.line).unwrap_or(Column::MAX)
    }

    /// Whether the document marker `marker` stands here.
    pub(super) fn at_marker(&self, marker: &[u8]) -> bool {
        self.pos == self.line
            && self.bytes.get(self.pos..self.pos + 3) == Some(marker)
            && self.is_blank_or_break(self.pos + 3)
    }

    pub(super) fn at_any_marker(&self) -> bool {
        self.at_marker(b"---") || self.at_marker(b"...")
    }

    pub(super) fn skip_blanks(&mut self) {
        while matches!(self.byte(), b' ' | b'\t') {
            self.pos += 1;
        }
    }

    /// The offset of the line break (or the end of the text) after `at`.
    pub(super) fn line_end_after(&self, at: usize) -> usize {
        let rest = self.bytes.get(at..).unwrap_or_default();
        memchr::memchr2(b'\n', b'\r', rest).map_or(self.bytes.len(), |i| at + i)
    }

    /// Moves to the end of the line.
    pub(super) fn skip_line(&mut self) {
        self.fresh = false;
        self.pos = self.line_end_after(self.pos);
    }

    /// Moves over one line break, if there is one.
    pub(super) fn skip_break(&mut self) {
        match self.byte() {
            b'\r' if self.byte_at(self.pos + 1) == b'\n' => self.pos += 2,
            b'\r' | b'\n' => self.pos += 1,
            _ => return,
        }
        self.line = self.pos;
    }

    /// From here to the last character of the line that is not blank.
    pub(super) fn rest_of_line(&self) -> Span {
        let line = &self.bytes[self.pos..self.line_end_after(self.pos)];
        Span::from(self.pos..self.pos + line.trim_ascii_end().len())
    }

    /// The text of `start..end`, which the caller keeps on character boundaries.
    pub(super) fn slice(&self, start: usize, end: usize) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn smol(&self, start: usize, end: usize) -> SmolStr {
        SmolStr::new(self.slice(start, end))
    }

    /// At the start of the text: moves to the first character of its first line with content.
    pub(super) fn first_content(&mut self) -> Option<Column> {
        self.skip_to_content();
        self.here()
    }

    /// Moves to the first character of the next line with content and tells its column; `None` at the end of the
    /// document. What is left of the line at hand is reported. Does nothing on a line that is not begun.
    pub(super) fn next_content(&mut self) -> Option<Column> {
        if !self.fresh {
            self.finish_line();
            self.skip_break();
            self.skip_to_content();
        }
        self.here()
    }

    fn here(&self) -> Option<Column> {
        (self.pos < self.bytes.len() && !self.at_any_marker()).then(|| self.column())
    }

    fn finish_line(&mut self) {
        self.skip_blanks();
        if !self.at_rest() {
            let span = self.rest_of_line();
            let rest = clip(self.slice(self.pos, span.end as usize));
            self.error(span, format!("unexpected `{rest}` after the value"));
        }
        self.skip_line();
    }

    /// From the start of a line over blank lines, comments and lines that hold only template actions.
    fn skip_to_content(&mut self) {
        self.fresh = true;
        while self.pos < self.bytes.len() {
            while self.byte() == b' ' {
                self.pos += 1;
            }
            match self.byte() {
                b'\n' | b'\r' => {}
                b'#' => self.pos = self.line_end_after(self.pos),
                b'\t' => self.tab_in_indentation(),
                b'{' if self.at_template_line() => self.pos = self.line_end_after(self.pos),
                _ => return,
            }
            if !self.at_line_end() {
                return;
            }
            self.skip_break();
        }
    }

    fn tab_in_indentation(&mut self) {
        let start = self.pos;
        self.skip_blanks();
        self.error(Span::from(start..self.pos), "a tab cannot indent YAML: use spaces");
        if self.byte() == b'#' {
            self.pos = self.line_end_after(self.pos);
        }
    }

    /// Whether the line holds nothing but template actions (`{{- if .Values.x }}`, `{% if x %}`), which are
    /// reported once for the document.
    fn at_template_line(&mut self) -> bool {
        let span = self.rest_of_line();
        let line = self.slice(self.pos, span.end as usize);
        let is_actions = |open, close| line.starts_with(open) && line.ends_with(close);
        let found = is_actions("{{", "}}") || is_actions("{%", "%}") || is_actions("{#", "#}");
        if found {
            self.template_action(span);
        }
        found
    }

    /// Reports, once for the document, that the text is a template.
    pub(super) fn template_action(&mut self, span: Span) {
        if !self.reported.template {
            self.reported.template = true;
            self.error(span, "this is a template, not yet YAML: render it first, or quote the value if it is meant literally");
        }
    }
}

pub(super) fn is_blank_or_break(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0)
}

/// The beginning of `text`, short enough for a message.
pub(super) fn clip(text: &str) -> String {
    const SHOWN: usize = 40;
    let text = text.trim();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.to_owned(),
    }
}
