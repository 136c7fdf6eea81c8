use super::layout::{after_break, indentation, line_end, line_start};
use super::parts;
use crate::yaml::Node;
use text::{Span, TextEdit};

/// Removes the entry at `index` of `mapping` with its lines and the comments on them; comments on lines of their own
/// stay. The only entry leaves `{}`. Nothing is removed where there is no such entry.
pub fn remove_entry(text: &str, mapping: &Node, index: usize) -> TextEdit {
    remove(text, mapping, index, "{}", 0)
}

/// Removes the item at `index` of `sequence`, as [`remove_entry`] does; the only item leaves `[]`.
pub fn remove_item(text: &str, sequence: &Node, index: usize) -> TextEdit {
    remove(text, sequence, index, "[]", 1)
}

/// `lead` is the length of what stands before a part of a block collection: the dash.
fn remove(text: &str, collection: &Node, index: usize, empty: &str, lead: usize) -> TextEdit {
    let parts = parts(collection);
    let Some(part) = parts.get(index).copied() else {
        return TextEdit::insert(collection.span.start, String::new());
    };
    if collection.span.text(text).starts_with(['{', '[']) {
        return remove_flow(text, collection, &parts, index);
    }
    let start = if lead == 0 { part.start as usize } else { dash_before(text, collection, &parts, index) };
    let part = Span::from(start..part.end as usize);
    if parts.len() == 1 {
        return leave_empty(text, part, empty);
    }
    let line = line_start(text, start);
    let end = line_end(text, part.end as usize);
    if !text[line..start].trim().is_empty() {
        return remove_compact(
            text,
            start,
            end,
            parts.get(index + 1).map(|next| next.start as usize - lead_of(text, *next, lead)),
        );
    }
    let after = after_break(text, end);
    if after > end || line == 0 {
        return TextEdit::delete(Span::from(line..after));
    }
    // The last line of a text without a final line break: the break before it goes.
    let before =
        text[..line].strip_suffix('\n').map_or(line - 1, |t| t.strip_suffix('\r').unwrap_or(t).len());
    TextEdit::delete(Span::from(before..end))
}

/// How far before its content an item begins on the same line.
fn lead_of(text: &str, part: Span, lead: usize) -> usize {
    if lead == 0 {
        return 0;
    }
    let line = &text[line_start(text, part.start as usize)..part.start as usize];
    line.len() - line.rfind("- ").unwrap_or(line.len())
}

/// The offset of the dash of the item at `index`.
fn dash_before(text: &str, collection: &Node, parts: &[Span], index: usize) -> usize {
    let from = match index.checked_sub(1).and_then(|i| parts.get(i)) {
        None => return collection.span.start as usize,
        Some(previous) => line_end(text, previous.end as usize),
    };
    // Comments stand between; the dash is the first on a line.
    let mut at = after_break(text, from);
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        if line.trim_start().starts_with('-') {
            return at + line.len() - line.trim_start().len();
        }
        let next = after_break(text, end);
        if next == end {
            break;
        }
        at = next;
    }
    parts[index].start as usize
}

/// The only part of a block collection goes.
fn leave_empty(text: &str, part: Span, empty: &str) -> TextEdit {
    let before = text[..part.start as usize].trim_end();
    if before.ends_with(':') {
        return TextEdit::replace(Span::new(before.len() as u32, part.end), format!(" {empty}"));
    }
    // A list may stand at the column of its key; brackets may not.
    let deeper = if empty == "[]" { indentation(2) } else { String::new() };
    TextEdit::replace(part, format!("{deeper}{empty}"))
}

/// The first part of a collection that begins on the line of a dash; `next` is where the second begins.
fn remove_compact(text: &str, start: usize, end: usize, next: Option<usize>) -> TextEdit {
    match next {
        Some(next) if text[end..next].trim().is_empty() => TextEdit::delete(Span::from(start..next)),
        _ => {
            let before = text[..start].trim_end_matches(' ').len();
            TextEdit::delete(Span::from(before..end))
        }
    }
}

fn remove_flow(text: &str, collection: &Node, parts: &[Span], index: usize) -> TextEdit {
    let part = parts[index];
    let has_comment = |span: Span| span.text(text).contains('#');
    if let Some(next) = parts.get(index + 1) {
        let through_next = Span::new(part.start, next.start);
        let gap = Span::new(part.end, next.start);
        let comma = gap.text(text).find(',').map_or(part.end, |i| part.end + i as u32 + 1);
        return TextEdit::delete(if has_comment(gap) { Span::new(part.start, comma) } else { through_next });
    }
    let closing = Span::new(part.end, collection.span.end - 1);
    let trailing = closing.text(text).find(',').map_or(part.end, |i| part.end + i as u32 + 1);
    let from = index.checked_sub(1).map_or(part.start, |i| parts[i].end);
    let gap = Span::new(from, part.start);
    let start = if has_comment(gap) { part.start } else { from };
    TextEdit::delete(Span::new(
        start,
        if has_comment(closing) || index == 0 { part.end.max(trailing) } else { trailing },
    ))
}
