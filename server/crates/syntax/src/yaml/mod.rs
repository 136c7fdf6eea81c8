//! YAML as Kubernetes, Prometheus and Alertmanager read it: documents, their trees with spans, and edits that
//! keep the layout.
//!
//! The grammar and its verdicts are those of the official tools' reader (go-yaml, a port of libyaml), which is
//! YAML 1.1 with parts of 1.2. This module must never expand an alias: a tree is never larger than its text.

mod anchors;
mod edit;
mod parse;
mod scalar;
mod source;
mod template;
mod tree;
mod units;

#[cfg(test)]
mod tests;

pub use anchors::Anchors;
pub use edit::{append_item, insert_entry, quote, remove_entry, remove_item, replace_scalar};
pub use parse::parse;
pub use scalar::ScalarType;
pub use template::is_template;
pub use tree::*;
pub use units::units;
