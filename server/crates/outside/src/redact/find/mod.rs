//! Where a text has secrets. Each file here knows one way to tell one; none changes the text.

mod assignments;
mod documents;
mod names;
mod prefix;
mod tfvars;
mod value;

pub(super) use tfvars::Declared;

use super::{Part, placeholder};
use std::ops::Range;

/// A secret in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its bytes.
    pub(super) span: Range<usize>,
    /// The label for its placeholders, such as `aws_key`.
    pub(super) kind: &'static str,
}

/// The secrets of `part` in order, none overlapping another; `None` where the search itself does not work, and
/// the text must not leave.
pub(super) fn find(part: &Part<'_>, declared: &Declared) -> Option<Vec<Found>> {
    let mut found = Vec::new();
    if !prefix::find(part.text, &mut found) || !assignments::find(part, &mut found) {
        return None;
    }
    documents::find(part.text, &mut found);
    tfvars::find(part, declared, &mut found);
    Some(settle(part.text, found))
}

/// `found` in order, with overlapping ones joined and without what is no secret: placeholders, references, blanks.
pub(super) fn settle(text: &str, found: Vec<Found>) -> Vec<Found> {
    let bare = found.into_iter().flat_map(|one| without_placeholders(text, one));
    let mut sorted: Vec<_> = bare.filter(|one| !value::is_harmless(&text[one.span.clone()])).collect();
    sorted.sort_by_key(|one| (one.span.start, std::cmp::Reverse(one.span.end)));
    let mut joined: Vec<Found> = Vec::with_capacity(sorted.len());
    for one in sorted {
        match joined.last_mut() {
            Some(last) if one.span.start < last.span.end => last.span.end = last.span.end.max(one.span.end),
            _ => joined.push(one),
        }
    }
    joined
}

/// `found` cut where placeholders stand in it: what was replaced before is not replaced again.
fn without_placeholders(text: &str, found: Found) -> Vec<Found> {
    let Found { span, kind } = found;
    let inside: Vec<_> = placeholder::spans(text)
        .skip_while(|p| p.end <= span.start)
        .take_while(|p| p.start < span.end)
        .collect();
    // A placeholder's own words are no name with a value.
    if inside.first().is_some_and(|held| held.start < span.start) {
        return Vec::new();
    }
    let mut pieces = Vec::new();
    let mut start = span.start;
    for held in inside {
        pieces.push(start..held.start.max(start));
        start = held.end;
    }
    pieces.push(start..span.end.max(start));
    pieces.into_iter().filter(|s| !s.is_empty()).map(|span| Found { span, kind }).collect()
}
