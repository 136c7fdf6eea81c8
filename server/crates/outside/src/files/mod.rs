//! Files on disk: the walk that finds a workspace, reading within limits, and writes that are all or nothing.
//!
//! Nothing here follows a link out of the directories it was given, and no failure leaves a file half written.

mod read;
mod stage;
mod walk;
mod write;

pub use read::{MAX_BYTES, Skip, Skipped, read, read_below};
pub use walk::{Found, Rules, Stamp, Walk, walk};
pub use write::{WriteError, write};

pub(crate) use read::reason;

#[cfg(test)]
mod tests;
