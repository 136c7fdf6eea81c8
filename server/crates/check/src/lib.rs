//! Findings: what is wrong or risky in a workspace, and the edits that mend it.
//!
//! One rule is one file: a doc comment that becomes the manual, its code, its check, its fix, its tests.
//! The same rules run on every keystroke, over every draft of an author and in the CLI. This crate must
//! never read a file or the clock, and never depend on who wrote the text it checks.

mod cache;
mod context;
mod edits;
mod engine;
mod finding;
mod hardening;
mod kubernetes;
mod monitoring;
mod nearest;
mod registry;
mod report;
mod rule;
mod settings;
mod structure;
mod suppress;
mod syntax_error;
mod terraform;

pub use cache::Cache;
pub use engine::{check_all, check_file};
pub use finding::{FileEdit, Finding, Fix, Related, Severity};
pub use hardening::{Hardened, Hardening, Level, Shown, harden};
pub use nearest::nearest;
pub use registry::{explain, rules};
pub use rule::Rule;
pub use settings::Settings;
pub use terraform::{CheckedProvider, checked_providers, placeholder_of};

use rule::Check;
