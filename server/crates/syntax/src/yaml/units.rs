use memchr::memmem;
use text::Span;

/// The documents of `text`, as spans that tile it; an empty text is one empty document.
///
/// A line `---` opens a unit and belongs to it, with the comments and directives before the first one; a line
/// `...` closes the unit it ends. Both count wherever they stand, since they end quoted and block scalars too
/// (YAML 1.2.2, section 9.1.2).
pub fn units(text: &str) -> Vec<Span> {
    let mut starts = vec![0];
    let mut prelude = true;
    for (at, opens) in markers(text) {
        if opens {
            let last = starts.last().copied().unwrap_or_default();
            let empty = prelude && is_prelude(&text[last..at]);
            if !empty && at > last {
                starts.push(at);
            }
            prelude = false;
        } else {
            let end = line_end(text, at);
            if end < text.len() {
                starts.push(end);
            }
            prelude = true;
        }
    }
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).map(|(start, end)| Span::from(*start..end)).collect()
}

/// The document markers at the start of lines, in text order: their offset, and whether they open a document.
fn markers(text: &str) -> Vec<(usize, bool)> {
    let bytes = text.as_bytes();
    let is_marker = |at: &usize| {
        let starts_line =
            *at == 0 || matches!(bytes.get(at - 1), Some(b'\n' | b'\r')) || text[..*at] == *"\u{feff}";
        starts_line && matches!(bytes.get(at + 3), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
    };
    let opening = memmem::find_iter(bytes, "---").filter(is_marker).map(|at| (at, true));
    let closing = memmem::find_iter(bytes, "...").filter(is_marker).map(|at| (at, false));
    let mut all: Vec<_> = opening.chain(closing).collect();
    all.sort_unstable();
    all
}

/// Whether `text` holds nothing but blanks, comments and directives.
fn is_prelude(text: &str) -> bool {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines()
        .all(|line| line.starts_with('%') || matches!(line.trim_start().bytes().next(), None | Some(b'#')))
}

/// The offset just after the line that `at` lies on.
fn line_end(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    match memchr::memchr2(b'\n', b'\r', rest) {
        Some(i) if rest[i] == b'\r' && rest.get(i + 1) == Some(&b'\n') => at + i + 2,
        Some(i) => at + i + 1,
        None => text.len(),
    }
}
