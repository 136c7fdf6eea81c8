//! From a request in plain language to proven changes: understand, compose, overlay, check, repair, prove.
//!
//! The embedded author needs no key and no network and gives the same bytes each time; a model's draft takes
//! the same way through the same checks. This crate must never do IO and never hand out a draft that was not
//! checked: the only way out is a [`ChangeSet`] with its [`Proof`].

mod batch;
mod changeset;
mod commit;
mod dialects;
mod generate;
pub mod intent;
mod kubernetes;
pub mod model;
mod monitoring;
mod proof;
mod prove;
mod request;
mod terraform;

pub use batch::Batch;
pub use changeset::{Change, ChangeSet};
pub use commit::{CommitMessage, commit_message};
pub use generate::generate;
pub use kubernetes::{Complement, complement, complements};
pub use proof::{Note, Proof};
pub use request::{Dialect, Outcome, Refusal, Request};
