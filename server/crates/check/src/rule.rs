use crate::hardening::Hardening;
use crate::{Severity, kubernetes, monitoring, terraform};
use crate::{context::UnitContext, report::Sink};
use std::fmt::Write as _;

/// A thing that is looked for. Each is one file, whose first comment is its page in the manual.
pub struct Rule {
    /// `TF-`, `K8S-` or `MON-` and what it finds, in the singular: `TF-unknown-attribute`.
    pub code: &'static str,
    /// What it finds, in a few words.
    pub title: &'static str,
    /// How bad its findings are, unless the settings say otherwise.
    pub severity: Severity,
    /// Why it matters and how to mend it, in Markdown with an example.
    pub doc: &'static str,
    /// How it looks.
    pub(crate) check: Check,
}

/// What a rule looks at. The engine walks each unit once and calls every rule at the places that it asks for.
pub(crate) enum Check {
    /// Every unit of every file.
    Unit(fn(&UnitContext<'_>, &mut Sink<'_>)),
    /// Places in Terraform files.
    Terraform(&'static [terraform::Hook]),
    /// Places in Kubernetes manifests.
    Kubernetes(&'static [kubernetes::Hook]),
    /// Places in monitoring configuration.
    Monitoring(&'static [monitoring::Hook]),
    /// Where the rule's [`Hardening`] says.
    Hardening(&'static Hardening),
}

impl Rule {
    /// Its page of the manual, in Markdown: why it matters, and for a rule of hardening how much it is asked for, what
    /// others call it, and an example.
    pub fn page(&self) -> String {
        let doc = self.doc.trim();
        let Some(hardening) = self.hardening() else { return doc.to_owned() };
        let mut out = format!("{doc}\n\nAsked for from the level `{}` on.", hardening.level.name());
        if !hardening.mappings.is_empty() {
            let names: Vec<_> = hardening.mappings.iter().map(|name| format!("`{name}`")).collect();
            let _ = write!(out, " Others call it {}.", names.join(", "));
        }
        let shown = hardening.example();
        let _ = write!(out, "\n\n```{}\n{}```", shown.language, shown.bad);
        if shown.bad != shown.good {
            let how =
                if shown.is_fixed { "The fix makes of it" } else { "Write instead, with values of yours" };
            let _ = write!(out, "\n\n{how}:\n\n```{}\n{}```", shown.language, shown.good);
        }
        out
    }

    /// What makes it a rule of hardening, if it is one.
    pub fn hardening(&self) -> Option<&'static Hardening> {
        if let Check::Hardening(hardening) = self.check { Some(hardening) } else { None }
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rule").field("code", &self.code).finish_non_exhaustive()
    }
}

/// The first comment (`//!`) of a rule's own file, without the comment signs: `manual!("unknown_attribute.rs")`.
macro_rules! manual {
    ($file:literal) => {{
        const SOURCE: &str = include_str!($file);
        const LENGTH: usize = $crate::rule::comment_length(SOURCE);
        // Only the comment ends up in the binary.
        const COMMENT: [u8; LENGTH] = $crate::rule::comment(SOURCE);
        match ::std::str::from_utf8(&COMMENT) {
            Ok(text) => text,
            Err(_) => "",
        }
    }};
}
pub(crate) use manual;

/// Bytes of the leading `//!` comment of `source` without its comment signs.
pub(crate) const fn comment_length(source: &str) -> usize {
    copy_comment::<0>(source).1
}

/// The leading `//!` comment of `source` without its comment signs.
pub(crate) const fn comment<const N: usize>(source: &str) -> [u8; N] {
    copy_comment::<N>(source).0
}

const fn copy_comment<const N: usize>(source: &str) -> ([u8; N], usize) {
    let bytes = source.as_bytes();
    let (mut out, mut length, mut at) = ([0; N], 0, 0);
    while at + 2 < bytes.len() && bytes[at] == b'/' && bytes[at + 1] == b'/' && bytes[at + 2] == b'!' {
        at += 3;
        if at < bytes.len() && bytes[at] == b' ' {
            at += 1;
        }
        while at < bytes.len() {
            if length < N {
                out[length] = bytes[at];
            }
            length += 1;
            at += 1;
            if bytes[at - 1] == b'\n' {
                break;
            }
        }
    }
    (out, length)
}
