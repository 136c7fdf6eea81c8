use super::{FileDiff, lossy};
use gix::bstr::BString;
use gix::diff::blob::{Algorithm, InternedInput, diff_with_slider_heuristics, sources::byte_lines};
use serde::Serialize;
use std::ops::Range;

/// Lines shown round a change.
const CONTEXT: u32 = 3;

/// The longest part of a line that names a hunk's section, in bytes, as git cuts it.
const SECTION: usize = 80;

/// Changed lines that lie close together, with the lines round them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hunk {
    /// The first line before, counted from one; the line that it follows where there is none.
    pub old_start: u32,
    /// How many lines before.
    pub old_lines: u32,
    /// The first line after.
    pub new_start: u32,
    /// How many lines after.
    pub new_lines: u32,
    /// The line above that begins the section, such as `resource "aws_s3_bucket" "logs" {`.
    #[serde(serialize_with = "lossy")]
    pub section: BString,
    /// All lines, the ones around included.
    pub lines: Vec<Line>,
}

/// One line of a hunk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Line {
    /// On which side it is.
    pub origin: Origin,
    /// Its text with its line break; the last line of a file may have none.
    #[serde(serialize_with = "lossy")]
    pub text: BString,
}

/// On which side a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Origin {
    /// On both.
    Context,
    /// Before only.
    Removed,
    /// After only.
    Added,
}

/// Where the lines of `old` and `new` differ, as git finds it.
pub(super) fn hunks(old: &[u8], new: &[u8], algorithm: Algorithm) -> Vec<Hunk> {
    let input = InternedInput::new(byte_lines(old), byte_lines(new));
    let (before, after): (Vec<_>, Vec<_>) = (byte_lines(old).collect(), byte_lines(new).collect());
    let diff = diff_with_slider_heuristics(algorithm, &input);
    let mut groups: Vec<Vec<(Range<u32>, Range<u32>)>> = Vec::new();
    for change in diff.hunks() {
        let near = |group: &Vec<(Range<u32>, Range<u32>)>| {
            group.last().is_some_and(|(last, _)| change.before.start - last.end <= 2 * CONTEXT)
        };
        match groups.last_mut().filter(|group| near(group)) {
            Some(group) => group.push((change.before, change.after)),
            None => groups.push(vec![(change.before, change.after)]),
        }
    }
    let mut section = Section { searched: 0, found: BString::default() };
    groups.iter().filter_map(|group| hunk(group, &before, &after, &mut section)).collect()
}

fn hunk(
    group: &[(Range<u32>, Range<u32>)],
    before: &[&[u8]],
    after: &[&[u8]],
    section: &mut Section,
) -> Option<Hunk> {
    let ((first, first_new), (last, last_new)) = (group.first()?, group.last()?);
    let (all, all_new) = (before.len() as u32, after.len() as u32);
    let lead = first.start.min(first_new.start).min(CONTEXT);
    let trail = (all - last.end).min(all_new - last_new.end).min(CONTEXT);
    let old = first.start - lead..last.end + trail;
    let new = first_new.start - lead..last_new.end + trail;
    let mut lines = Vec::new();
    let mut push = |origin, from: &[&[u8]], range: Range<u32>| {
        let range = from.get(range.start as usize..range.end as usize).unwrap_or_default();
        lines.extend(range.iter().map(|text| Line { origin, text: BString::from(*text) }));
    };
    let mut at = old.start;
    for (removed, added) in group {
        push(Origin::Context, before, at..removed.start);
        push(Origin::Removed, before, removed.clone());
        push(Origin::Added, after, added.clone());
        at = removed.end;
    }
    push(Origin::Context, before, at..old.end);
    // An empty side is named by the line that it follows.
    let start = |range: &Range<u32>| if range.is_empty() { range.start } else { range.start + 1 };
    Some(Hunk {
        old_start: start(&old),
        old_lines: old.end - old.start,
        new_start: start(&new),
        new_lines: new.end - new.start,
        section: section.above(before, old.start as usize),
        lines,
    })
}

/// The last line that begins with a letter, `_` or `$`: what git takes for the head of a section.
struct Section {
    searched: usize,
    found: BString,
}

impl Section {
    fn above(&mut self, lines: &[&[u8]], start: usize) -> BString {
        let heads =
            |line: &&[u8]| line.first().is_some_and(|&b| b.is_ascii_alphabetic() || b == b'_' || b == b'$');
        let new = lines.get(self.searched..start).unwrap_or_default();
        if let Some(line) = new.iter().rev().find(|line| heads(line)) {
            let line = line.get(..line.len().min(SECTION)).unwrap_or_default();
            self.found = BString::from(line.trim_ascii_end());
        }
        self.searched = self.searched.max(start);
        self.found.clone()
    }
}

/// `old` with those hunks of `diff` that `keep` takes by number; `None` where the hunks are not of `old`.
pub(in crate::vcs) fn apply(old: &[u8], diff: &FileDiff, keep: impl Fn(usize) -> bool) -> Option<Vec<u8>> {
    let mut lines = byte_lines(old);
    let mut out = Vec::with_capacity(old.len());
    let mut at = 1;
    for (n, hunk) in diff.hunks.iter().enumerate() {
        // An empty side is named by the line that it follows.
        let start = if hunk.old_lines == 0 { hunk.old_start + 1 } else { hunk.old_start };
        while at < start {
            out.extend_from_slice(lines.next()?);
            at += 1;
        }
        for line in &hunk.lines {
            if line.origin != Origin::Added {
                let text = lines.next().filter(|text| line.text == *text)?;
                at += 1;
                if line.origin == Origin::Context || !keep(n) {
                    out.extend_from_slice(text);
                }
            } else if keep(n) {
                out.extend_from_slice(&line.text);
            }
        }
    }
    lines.for_each(|line| out.extend_from_slice(line));
    Some(out)
}

/// Where line `line` of `new`, counted from zero, is in `old`; `None` for a line that is new.
pub(in crate::vcs) fn line_map(old: &[u8], new: &[u8], line: u32) -> Option<u32> {
    let input = InternedInput::new(byte_lines(old), byte_lines(new));
    let diff = diff_with_slider_heuristics(Algorithm::Myers, &input);
    let (mut old_end, mut new_end) = (0, 0);
    for change in diff.hunks() {
        if line < change.after.start {
            break;
        }
        if change.after.contains(&line) {
            return None;
        }
        (old_end, new_end) = (change.before.end, change.after.end);
    }
    Some(old_end + (line - new_end))
}
