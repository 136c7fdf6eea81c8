//! Edits that leave the layout of a text as its writer had it.

use text::{Span, TextEdit};

/// `span` with the blanks before it and the line ending after it, where nothing else stands on its lines.
pub(crate) fn whole_lines(text: &str, span: Span) -> Span {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let after = text.get(span.end as usize..).unwrap_or_default();
    let line = before.trim_end_matches([' ', '\t']);
    let rest = after.trim_start_matches([' ', '\t']);
    let newline = if rest.starts_with("\r\n") { 2 } else { 1 };
    if (line.is_empty() || line.ends_with('\n')) && rest.starts_with(['\n', '\r']) {
        Span::from(line.len()..text.len() - rest.len() + newline)
    } else {
        span
    }
}

/// The blanks at the start of the line that `offset` lies on.
pub(crate) fn indent_at(text: &str, offset: u32) -> &str {
    let before = text.get(..offset as usize).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..).unwrap_or_default();
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..blanks).unwrap_or_default()
}

/// Puts `lines` (without indentation of their own level, each ending in a line feed) before the closing brace of a
/// block whose inside is `body`; `outer` is the block's own indentation.
pub(crate) fn insert_in_block(text: &str, body: Span, outer: &str, lines: &str) -> Vec<TextEdit> {
    let indent = format!("{outer}  ");
    let lines: String = lines
        .lines()
        .map(|line| if line.is_empty() { "\n".into() } else { format!("{indent}{line}\n") })
        .collect();
    let inside = body.text(text);
    let before_brace = inside.trim_end_matches([' ', '\t']);
    if before_brace.ends_with('\n') {
        return vec![TextEdit::insert(body.start + before_brace.len() as u32, lines)];
    }
    // Everything stands on one line: what there is gets a line of its own.
    let kept = inside.trim();
    let kept = if kept.is_empty() { String::new() } else { format!("{indent}{kept}\n") };
    vec![TextEdit::replace(body, format!("\n{kept}{lines}{outer}"))]
}
