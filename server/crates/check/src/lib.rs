//! Findings: what is wrong or risky in a workspace, and the edits that mend it.
//!
//! One rule is one file: a doc comment that becomes the manual, its code, its check, its fix, its tests.
//! The same rules run on every keystroke, over every draft of an author and in the CLI. This crate must
//! never read a file or the clock, and never depend on who wrote the text it checks.

mod finding;

pub use finding::{FileEdit, Finding, Fix, Related, Severity};
