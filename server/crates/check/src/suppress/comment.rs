//! `# omni:ignore CODE reason`, `# omni:ignore-file CODE reason` and `#checkov:skip=ID:reason`.

use super::{Suppression, What};
use std::cell::Cell;
use syntax::hcl::{Body, Item};
use syntax::yaml::Node;
use text::Span;
use workspace::{File, Placed, Tree};

const OURS: &str = "omni:ignore";
const CHECKOV: &str = "checkov:skip=";

/// Those in the comments of `file`.
pub(super) fn suppressions(file: &File) -> Vec<Suppression> {
    let text = &*file.text;
    let mut found = Vec::new();
    if !text.contains(OURS) && !text.contains(CHECKOV) {
        return found;
    }
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::from(at..at + line.trim_end().len());
        at += line.len();
        if let Some((before, words)) = comment(line, OURS) {
            found.extend(ours(file, span, before, words));
        } else if let Some((_, words)) = comment(line, CHECKOV) {
            found.extend(checkov(file, span, words));
        }
    }
    found
}

/// The code before a comment that begins with `marker`, and what follows the marker.
fn comment<'a>(line: &'a str, marker: &str) -> Option<(&'a str, &'a str)> {
    let at = line.find(marker)?;
    let before = line.get(..at)?.trim_end();
    let code = ["#", "//", "/*"].iter().find_map(|sign| before.strip_suffix(sign))?;
    Some((code, line.get(at + marker.len()..)?.trim_end().trim_end_matches("*/")))
}

fn ours(file: &File, line: Span, before: &str, words: &str) -> Option<Suppression> {
    let (words, is_file) = words.strip_prefix("-file").map_or((words, false), |rest| (rest, true));
    let words = words.strip_prefix([' ', '\t'])?.trim_start();
    let (code, reason) = words.split_once([' ', '\t']).unwrap_or((words, ""));
    let code = code.trim_end_matches([':', ',']);
    if code.is_empty() {
        return None;
    }
    let span = Span::new(line.start + before.len() as u32, line.end);
    let covers = if is_file {
        Span::from(0..file.text.len())
    } else if before.trim().is_empty() {
        below(file, line.end)
    } else if before.trim_end().ends_with(['{', ':']) {
        item_on(file, line.start).unwrap_or(line)
    } else {
        line
    };
    let what = if is_foreign(code) { What::Mapping(code.to_owned()) } else { What::Code(code.to_owned()) };
    Some(Suppression {
        what,
        span,
        covers,
        has_reason: !reason.trim().is_empty(),
        is_ours: true,
        used: Cell::default(),
    })
}

/// Whether it is a name that another scanner has.
fn is_foreign(code: &str) -> bool {
    code.starts_with("CKV") || code.contains(':')
}

/// A comment of checkov's, which stands in the block that it is about.
fn checkov(file: &File, line: Span, words: &str) -> Option<Suppression> {
    let (id, reason) = words.split_once(':').unwrap_or((words, ""));
    let placed = file.unit_at(line.start)?;
    let covers = Span::new(placed.offset, placed.end());
    let what = What::Mapping(id.trim().to_owned());
    Some(Suppression {
        what,
        span: line,
        covers,
        has_reason: !reason.is_empty(),
        is_ours: false,
        used: Cell::default(),
    })
}

/// What stands on the first line after `offset` that is neither blank nor a comment.
fn below(file: &File, offset: u32) -> Span {
    let mut at = offset as usize;
    for line in file.text.get(at..).unwrap_or_default().split_inclusive('\n') {
        let content = line.trim();
        let is_comment = content.starts_with('#') || content.starts_with("//") || content == "---";
        if !content.is_empty() && !is_comment {
            return item_on(file, at as u32).unwrap_or(Span::from(at..at + line.len()));
        }
        at += line.len();
    }
    Span::at(offset)
}

/// The largest block, field or document that starts on the line of `offset`.
fn item_on(file: &File, offset: u32) -> Option<Span> {
    let line = file.lines.span(&file.text, file.lines.line(offset));
    // A unit may begin with the comments above it, and end in front of the line.
    let first = file.text.get(line.range())?.find(|c: char| !c.is_whitespace())? as u32 + line.start;
    let placed = file.unit_at(first)?;
    let local = Span::new(line.start.saturating_sub(placed.offset), line.end.saturating_sub(placed.offset));
    let found = match &placed.unit.tree {
        Tree::Hcl(body) => in_body(body, local),
        Tree::Yaml(root) => in_node(root, local),
        Tree::Opaque => None,
    };
    found.map(|span| grown(placed, span))
}

fn grown(placed: &Placed, span: Span) -> Span {
    span + placed.offset
}

fn starts_on(span: Span, line: Span) -> bool {
    line.start <= span.start && span.start <= line.end && !span.is_empty()
}

fn in_body(body: &Body, line: Span) -> Option<Span> {
    body.items.iter().find_map(|item| {
        let span = match item {
            Item::Attribute(attribute) => attribute.span,
            Item::Block(block) => block.span,
        };
        if starts_on(span, line) {
            return Some(span);
        }
        match item {
            Item::Block(block) if block.span.start <= line.start && line.end <= block.span.end => {
                in_body(&block.body, line)
            }
            _ => None,
        }
    })
}

/// As far down as there is something that starts on the line.
fn in_node(root: &Node, line: Span) -> Option<Span> {
    let mut node = root;
    loop {
        if starts_on(node.span, line) {
            return Some(node.span);
        }
        if let Some(entry) = node.entries().iter().find(|e| starts_on(e.span(), line)) {
            return Some(entry.span());
        }
        let below = node.entries().iter().map(|e| &e.value).chain(node.items());
        node = below.into_iter().find(|n| n.span.start <= line.end && line.start < n.span.end)?;
    }
}
