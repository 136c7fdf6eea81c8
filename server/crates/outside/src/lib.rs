//! Everything that reaches beyond the process: files, commands, models, what is sent to them and what is kept of their
//! answers.
//!
//! `Result` begins here, with one enum of errors at each boundary whose text is a sentence for a person. This
//! crate must never decide what is written or checked, and never speak the editor's protocol.

pub mod cache;
pub mod commands;
pub mod files;
mod hex;
pub mod homes;
pub mod metrics;
pub mod models;
pub mod redact;
pub mod vault;
pub mod vcs;
