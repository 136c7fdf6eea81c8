//! What tests share: fixtures of several files in one text, assertions on what the checks find in them, and a
//! language client that drives the server as a process.
//!
//! Development only: nothing here may be linked into the product.

mod checking;
mod fixture;
pub mod generate;
pub mod lsp;
pub mod manifests;

pub use checking::{check_fix, check_fix_titled, check_fixture, check_rule};
pub use fixture::{Annotation, Fixture, FixtureFile};
