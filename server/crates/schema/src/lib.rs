//! What may be written: Terraform providers, Kubernetes kinds, monitoring formats, and hints on how they fit
//! together.
//!
//! The data is made from the fact files under `data/` when the crate is built and lies in the binary as two
//! static runs of bytes (see `layout`). Every handle here is a position in them: `Copy`, a few bytes, and all
//! texts are `&'static str`. Nothing is decoded or allocated at start, and only what is looked up is touched.
//! Handles compare equal when what they describe is equal.
//!
//! This crate must never do IO, never judge what was written (that is `check`) and never panic: a lookup of an
//! unknown name answers `None`.

mod data;
pub mod hints;
pub mod kubernetes;
#[allow(dead_code, reason = "some words are only written, by the build step")]
mod layout;
pub mod monitoring;
mod schema;
pub mod terraform;

pub use schema::{Schema, SchemaType};
