//! What a request says before any dialect looks at it: words with their bytes, sentences and clauses,
//! names that are given, numbers that count, and what is negated.
//!
//! Nothing here may know a resource type, a kind or a metric: that is for the dialects.

mod grammar;
mod lemma;
mod schedule;
mod shape;
mod words;

pub use grammar::{Count, Intent, Naming};
pub use lemma::lemma;
pub use schedule::{Schedule, schedule};
pub use shape::{Shape, Unit};
pub use words::{Word, Words};
