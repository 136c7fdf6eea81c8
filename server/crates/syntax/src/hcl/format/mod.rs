//! The layout that `terraform fmt` gives a file (compared with 1.11.4), as the fewest edits that lead to it.
//!
//! Blanks change, and what Terraform spells anew: interpolations that are the whole value, quoted types of
//! variables, labels without quotes. It must never change what a file means or lose a comment, so it departs
//! from Terraform in four places: a value is unwrapped as often as it can be, not once; one with a line
//! comment in it gets parentheses (Terraform writes text that no longer parses); a comment between labels
//! stays (Terraform drops it); and units with syntax errors are left alone while the rest is formatted.

mod layout;
mod pieces;
mod respell;
mod spacing;

use super::parser::parse;
use super::tree::Body;
use super::units::units;
use text::{Span, TextEdit};

/// The edits that format `text`, in text order; none where nothing has to change.
pub fn format(text: &str) -> Vec<TextEdit> {
    let mut edits = Vec::new();
    let mut run = Run::default();
    for unit in units(text) {
        let parsed = parse(unit.text(text));
        if parsed.errors.is_empty() {
            run.extend(unit, parsed.root);
        } else {
            run.finish(text, &mut edits);
        }
    }
    run.finish(text, &mut edits);
    edits
}

/// Units without errors that follow one another, and so are aligned with one another.
#[derive(Default)]
struct Run {
    span: Span,
    /// Each with the offset that its spans are relative to.
    bodies: Vec<(u32, Body)>,
}

impl Run {
    fn extend(&mut self, unit: Span, body: Body) {
        self.span = if self.bodies.is_empty() { unit } else { self.span.cover(unit) };
        self.bodies.push((unit.start - self.span.start, body));
    }

    fn finish(&mut self, text: &str, edits: &mut Vec<TextEdit>) {
        if self.bodies.is_empty() {
            return;
        }
        let source = self.span.text(text);
        let mut pieces = pieces::pieces(source);
        for (offset, body) in self.bodies.drain(..) {
            respell::unit(&body, offset, &mut pieces);
        }
        pieces.retain(|p| !p.text.is_empty());
        layout::layout(&mut pieces);
        for edit in pieces::edits(source, &pieces) {
            edits.push(TextEdit::replace(edit.span + self.span.start, edit.text));
        }
    }
}
