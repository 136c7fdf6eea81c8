//! Everything that reaches beyond the process: files, models and what is sent to them; caches, commands and version
//! control later.
//!
//! `Result` begins here, with one enum of errors at each boundary whose text is a sentence for a person. This
//! crate must never decide what is written or checked, and never speak the editor's protocol.

pub mod files;
pub mod models;
pub mod redact;
