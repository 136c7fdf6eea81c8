use super::{FileDiff, Hunk, Origin, Side};
use crate::vcs::Kind;
use gix::bstr::{BString, ByteSlice, ByteVec};
use std::fmt::Write as _;

impl FileDiff {
    /// The change as `git diff --full-index` writes it, without the percentage of a rename.
    pub fn unified(&self) -> BString {
        let mut out = BString::default();
        let old_name = self.original.as_ref().unwrap_or(&self.path);
        let (a, b) = (quoted("a/", old_name), quoted("b/", &self.path));
        line(&mut out, &[b"diff --git ", &a, b" ", &b]);
        self.header(&mut out, old_name);
        let a = if self.old.is_some() { a } else { "/dev/null".into() };
        let b = if self.new.is_some() { b } else { "/dev/null".into() };
        if self.binary {
            line(&mut out, &[b"Binary files ", &a, b" and ", &b, b" differ"]);
        } else if !self.hunks.is_empty() {
            let tab = |name: &BString| if name.contains(&b' ') { "\t" } else { "" };
            line(&mut out, &[b"--- ", &a, tab(&a).as_bytes()]);
            line(&mut out, &[b"+++ ", &b, tab(&b).as_bytes()]);
            for hunk in &self.hunks {
                write_hunk(&mut out, hunk);
            }
        }
        out
    }

    fn header(&self, out: &mut BString, old_name: &BString) {
        let mut same_mode = None;
        match (&self.old, &self.new) {
            (None, Some(new)) => line(out, &[b"new file mode ", new.mode.as_bytes()]),
            (Some(old), None) => line(out, &[b"deleted file mode ", old.mode.as_bytes()]),
            (Some(old), Some(new)) if old.mode != new.mode => {
                line(out, &[b"old mode ", old.mode.as_bytes()]);
                line(out, &[b"new mode ", new.mode.as_bytes()]);
            }
            (_, new) => same_mode = new.as_ref().map(|new| new.mode.as_str()),
        }
        if self.original.is_some() {
            let word = if self.kind == Kind::Copied { "copy" } else { "rename" };
            line(out, &[word.as_bytes(), b" from ", &quoted("", old_name)]);
            line(out, &[word.as_bytes(), b" to ", &quoted("", &self.path)]);
        }
        let id = |side: &Option<Side>| side.as_ref().map(|side| side.id.clone());
        let (old, new) = (id(&self.old), id(&self.new));
        let none = "0".repeat(old.as_ref().or(new.as_ref()).map_or(40, String::len));
        let (old, new) = (old.unwrap_or_else(|| none.clone()), new.unwrap_or(none));
        // A submodule with changed files stays at its commit.
        if old != new {
            let mode = same_mode.map(|mode| format!(" {mode}")).unwrap_or_default();
            line(out, &[format!("index {old}..{new}{mode}").as_bytes()]);
        }
    }
}

fn write_hunk(out: &mut BString, hunk: &Hunk) {
    let range =
        |start: u32, lines: u32| if lines == 1 { start.to_string() } else { format!("{start},{lines}") };
    let (old, new) = (range(hunk.old_start, hunk.old_lines), range(hunk.new_start, hunk.new_lines));
    let space = if hunk.section.is_empty() { "" } else { " " };
    line(out, &[format!("@@ -{old} +{new} @@{space}").as_bytes(), &hunk.section]);
    for one in &hunk.lines {
        out.push(match one.origin {
            Origin::Context => b' ',
            Origin::Removed => b'-',
            Origin::Added => b'+',
        });
        out.push_str(&one.text);
        if !one.text.ends_with(b"\n") {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

fn line(out: &mut BString, parts: &[&[u8]]) {
    for part in parts {
        out.push_str(part);
    }
    out.push(b'\n');
}

/// A name as git writes it: in quotes with escapes, if it has bytes that are not plain ASCII.
fn quoted(prefix: &str, name: &BString) -> BString {
    let plain = |b: u8| (0x20..0x7f).contains(&b) && b != b'"' && b != b'\\';
    let mut whole = BString::from(prefix);
    whole.push_str(name);
    if name.bytes().all(plain) {
        return whole;
    }
    let mut out = String::from("\"");
    for b in whole.bytes() {
        let short = match b {
            b'"' => Some('"'),
            b'\\' => Some('\\'),
            b'\n' => Some('n'),
            b'\t' => Some('t'),
            b'\r' => Some('r'),
            7 => Some('a'),
            8 => Some('b'),
            11 => Some('v'),
            12 => Some('f'),
            _ => None,
        };
        match short {
            Some(short) => out.extend(['\\', short]),
            None if plain(b) => out.push(char::from(b)),
            None => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\{b:03o}");
            }
        }
    }
    out.push('"');
    out.into()
}
