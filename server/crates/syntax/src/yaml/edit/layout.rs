/// How a text is laid out.
pub(super) struct Layout {
    /// `\n` or `\r\n`, whichever its first line ends with.
    pub newline: &'static str,
    /// Blanks per level.
    pub indent: usize,
    /// Whether a list is indented under its key.
    pub indented_lists: bool,
}

/// How many lines tell the style of a text; each edit asks anew.
const MOST_LINES: usize = 1000;

impl Layout {
    /// The style of `text`, told by its first nested mapping and its first list under a key; two blanks and an
    /// indented list where it has none.
    pub(super) fn of(text: &str) -> Self {
        let newline =
            if text.split('\n').next().is_some_and(|line| line.ends_with('\r')) { "\r\n" } else { "\n" };
        let mut layout = Self { newline, indent: 2, indented_lists: true };
        let mut found = (false, false);
        let mut opened: Option<usize> = None;
        for line in text.lines().take(MOST_LINES) {
            let content = line.trim_start_matches(' ');
            if content.is_empty() || content.starts_with('#') {
                continue;
            }
            let here = line.len() - content.len();
            let is_item = content == "-" || content.starts_with("- ");
            if let Some(key) = opened.filter(|key| here >= *key) {
                if is_item && !found.1 {
                    layout.indented_lists = here > key;
                    found.1 = true;
                } else if !is_item && here > key && !found.0 {
                    layout.indent = here - key;
                    found.0 = true;
                }
            }
            if found == (true, true) {
                break;
            }
            let key = content.trim_start_matches("- ");
            opened = content
                .split(" #")
                .next()
                .is_some_and(|c| c.trim_end().ends_with(':'))
                .then_some(line.len() - key.len());
        }
        layout
    }

    /// How much deeper than its key a value stands.
    pub(super) fn step(&self, is_list: bool) -> usize {
        if is_list && !self.indented_lists { 0 } else { self.indent }
    }
}

/// The offset of the first byte of the line that `at` lies on.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind(['\n', '\r']).map_or(0, |i| i + 1)
}

/// The offset of the line break after `at`, or of the end of the text.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text[at..].find(['\n', '\r']).map_or(text.len(), |i| at + i)
}

/// The offset just after the line break that stands at `at`; `at` if none does.
pub(super) fn after_break(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + if rest.starts_with("\r\n") { 2 } else { usize::from(rest.starts_with(['\n', '\r'])) }
}

/// The column of `at`, in bytes.
pub(super) fn column(text: &str, at: usize) -> usize {
    at - line_start(text, at)
}

/// The column of the key that the line of `at` begins with, behind the dashes of lists.
pub(super) fn key_column(text: &str, at: usize) -> usize {
    let line = &text[line_start(text, at)..at];
    line.len() - line.trim_start_matches([' ', '-', '?']).len()
}

pub(super) fn indentation(columns: usize) -> String {
    " ".repeat(columns)
}
