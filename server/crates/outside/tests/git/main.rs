//! Version control against the real `git`: what it says of a repository, we say too, and what either writes, the other
//! reads.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod commit;
mod equality;
mod hostile;
mod places;
mod program;
mod remotes;
mod support;
