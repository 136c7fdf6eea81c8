//! The open workspace as an immutable, versioned snapshot: files, their units, what each unit defines and
//! refers to, and the graph between them across files and dialects.
//!
//! Cloning is cheap (shared structure), so an overlay is a clone with changes on top. Setting a file's text
//! re-reads only the units whose text changed. This crate must never judge (that is `check`) and never do IO:
//! whoever calls it has read the files.

mod file;
mod index;
pub mod kubernetes;
mod monitoring;
mod path;
mod read;
mod snapshot;
mod symbol;
pub mod terraform;
mod unit;

pub use file::{File, Format, Placed, is_skipped_directory};
pub use index::{Index, Names, Site};
pub use snapshot::Workspace;
pub use symbol::{Key, Reach, Reference, Symbol, SymbolKind};
pub use terraform::{Module, TerraformBlock};
pub use unit::{Tree, Unit, UnitKind};
