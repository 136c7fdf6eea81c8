//! Patches of Terraform blocks to edits. Arguments go below the last argument before the first nested block, lined up
//! with it where that moves nothing else; new blocks go before the closing brace.

use super::{Patch, Step};
use crate::edits::indent_at;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use syntax::hcl::{Attribute, Block, Body, Item};
use text::{Span, TextEdit};

/// What is added to one body that is there.
#[derive(Default)]
struct Added {
    arguments: Vec<(&'static str, String)>,
    blocks: Vec<(&'static str, Added)>,
}

impl Added {
    fn put(&mut self, path: &[&'static str], name: &'static str, value: &str) {
        match path.split_first() {
            None => {
                if !self.arguments.iter().any(|(known, _)| *known == name) {
                    self.arguments.push((name, value.to_owned()));
                }
            }
            Some((block, rest)) => {
                let at = self.blocks.iter().position(|(known, _)| known == block).unwrap_or_else(|| {
                    self.blocks.push((block, Self::default()));
                    self.blocks.len() - 1
                });
                if let Some((_, inner)) = self.blocks.get_mut(at) {
                    inner.put(rest, name, value);
                }
            }
        }
    }

    /// The lines of a body that holds nothing else, each with `indent` in front.
    fn lines(&self, indent: &str) -> String {
        let widest = self.arguments.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        let mut out = String::new();
        for (name, value) in &self.arguments {
            let _ = writeln!(out, "{indent}{name:widest$} = {}", nested(value, indent));
        }
        for (name, inner) in &self.blocks {
            if !out.is_empty() {
                out.push('\n');
            }
            let lines = inner.lines(&format!("{indent}  "));
            let _ = writeln!(out, "{indent}{name} {{\n{lines}{indent}}}");
        }
        out
    }
}

/// A value of several lines, moved to the right.
fn nested(value: &str, indent: &str) -> String {
    value.replace('\n', &format!("\n{indent}"))
}

/// The edits that make `patch` true of the blocks `root` of `text`.
pub(crate) fn hcl_edits(text: &str, root: &Body, patch: &Patch) -> Vec<TextEdit> {
    let mut edits: Vec<TextEdit> = Vec::new();
    let mut all: BTreeMap<(Reverse<u32>, u32), (&Block, Added)> = BTreeMap::new();
    for step in &patch.steps {
        let Step::Argument { at, path, name, value } = step else { continue };
        let Some(block) = root.blocks().find_map(|b| locate(b, *at)) else { continue };
        let (block, rest) = descend(block, path);
        if let Some(there) = block.body.attribute(name).filter(|_| rest.is_empty()) {
            let span = there.value.span;
            if !edits.iter().any(|edit| edit.span == span) {
                edits.push(TextEdit::replace(span, nested(value, indent_at(text, block.span.start))));
            }
        } else {
            let key = (Reverse(block.span.start), block.span.end);
            all.entry(key).or_insert_with(|| (block, Added::default())).1.put(rest, name, value);
        }
    }
    edits.extend(all.into_values().flat_map(|(block, added)| insertions(text, block, &added)));
    let end = root.blocks().last().map_or(text.len(), |b| line_end(text, b.span.end as usize));
    for step in &patch.steps {
        if let Step::After(body) = step {
            edits.push(TextEdit::insert(end as u32, format!("\n\n{body}")));
        }
    }
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if newline == "\r\n" {
        for edit in &mut edits {
            edit.text = edit.text.replace('\n', newline);
        }
    }
    edits
}

fn insertions(text: &str, block: &Block, added: &Added) -> Vec<TextEdit> {
    let outer = indent_at(text, block.span.start);
    let indent = format!("{outer}  ");
    let body = block.body.span;
    let inside = body.text(text);
    let before_brace = inside.trim_end_matches([' ', '\t']);
    if !before_brace.ends_with('\n') {
        // Everything stands on one line: what there is gets a line of its own.
        let kept = inside.trim();
        let kept = if kept.is_empty() { String::new() } else { format!("{indent}{kept}\n") };
        return vec![TextEdit::replace(body, format!("\n{kept}{}{outer}", added.lines(&indent)))];
    }
    let mut edits = Vec::new();
    if !added.arguments.is_empty() {
        edits.push(arguments(text, &block.body, added, &indent));
    }
    let brace = body.start + before_brace.len() as u32;
    for (name, inner) in &added.blocks {
        let alone = block.body.items.is_empty() && added.arguments.is_empty() && edits.is_empty();
        let blank = if alone { "" } else { "\n" };
        let lines = inner.lines(&format!("{indent}  "));
        edits.push(TextEdit::insert(brace, format!("{blank}{indent}{name} {{\n{lines}{indent}}}\n")));
    }
    edits
}

/// New arguments below the last one before the first nested block.
fn arguments(text: &str, body: &Body, added: &Added, indent: &str) -> TextEdit {
    let leading = body.items.iter().map_while(|i| if let Item::Attribute(a) = i { Some(a) } else { None });
    let Some(last) = leading.last() else {
        let only = Added { arguments: added.arguments.clone(), blocks: Vec::new() };
        let inside = body.span.text(text);
        let at = body.span.start + inside.find('\n').map_or(0, |at| at as u32 + 1);
        let blank = if body.items.is_empty() { "" } else { "\n" };
        return TextEdit::insert(at, format!("{}{blank}", only.lines(indent)));
    };
    let widest = added.arguments.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    let column = equals_column(text, last);
    // `terraform fmt` lines up neighbours: a longer name would move all of them, and a blank line parts it from them.
    let (blank, width) = match column {
        Some(column) if widest <= column => ("", column),
        _ => ("\n", widest),
    };
    let at = line_end(text, last.span.end as usize) as u32;
    let mut out = String::from(blank);
    for (name, value) in &added.arguments {
        let _ = write!(out, "\n{indent}{name:width$} = {}", nested(value, indent));
    }
    TextEdit::insert(at, out)
}

/// How wide the names are that `last` is lined up with; nothing where its value has several lines, which ends a group.
fn equals_column(text: &str, last: &Attribute) -> Option<usize> {
    let gap = Span::new(last.name.span.start, last.value.span.start).text(text);
    let equals = gap.find('=')?;
    (!last.value.span.text(text).contains('\n')).then_some(equals.saturating_sub(1))
}

fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.find(['\n', '\r']).map_or(text.len(), |found| at + found)
}

fn locate(block: &Block, at: Span) -> Option<&Block> {
    let mut block = block;
    while block.span != at {
        block = block.body.blocks().find(|b| b.span.start <= at.start && at.end <= b.span.end)?;
    }
    Some(block)
}

/// As deep along `path` as there are blocks.
fn descend<'a, 'p>(mut block: &'a Block, path: &'p [&'static str]) -> (&'a Block, &'p [&'static str]) {
    let mut rest = path;
    while let Some((name, further)) = rest.split_first() {
        let Some(inner) = block.body.blocks_named(name).next() else { break };
        (block, rest) = (inner, further);
    }
    (block, rest)
}
