//! Commands: every process that the product starts goes through [`Runner`], under the same rules.
//!
//! A program is found once, outside every workspace, and is what it was when it starts. It gets an argument vector and
//! never a shell, an environment built from nothing, no input but ours, a process group and limits of its own, and a
//! wall of what it may touch. Its output is data. This module must never start a process in any other way, and never
//! let the wall or a workspace allow what the rules refuse.

mod audit;
mod environment;
mod error;
pub mod grammar;
mod group;
mod launch;
mod limits;
mod lines;
mod policy;
mod program;
pub mod reports;
mod run;
mod stop;
mod trust;
mod wall;

pub use audit::{Audit, AuditEntry, AuditEvent, Broken};
pub use environment::{Environment, SEARCH_PATH};
pub use error::CommandError;
pub use launch::{LAUNCH, launch};
pub use limits::{Limit, Limits};
pub use lines::{Lines, plain};
pub use policy::{Plan, Policy};
pub use program::{Places, Program};
pub use run::{Ended, Finished, Heard, Invocation, Runner, Source};
pub use stop::Stop;
pub use trust::Trust;
pub use wall::{Network, Protection, Wall};

#[cfg(test)]
mod tests;
