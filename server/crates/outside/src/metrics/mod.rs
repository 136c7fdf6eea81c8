//! What the process counts about itself.
//!
//! A number is all that is kept: never a request, a path or a secret.

mod histogram;

pub use histogram::{BOUNDS, Histogram, Observed};
