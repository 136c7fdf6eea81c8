//! Version control: what a git repository holds, read without starting a program, and changes to it by the one that
//! people use.
//!
//! Reading goes through `gix`, with everything in a repository's configuration that could start a program taken out
//! first, so that a folder that nobody trusts yet can be looked at. Nothing here follows a repository out of its
//! worktree, and a read never writes: not even a refreshed index.

mod blame;
mod commit;
mod content;
mod diff;
mod error;
mod index;
mod log;
mod open;
mod program;
mod refs;
mod secrets;
mod status;
mod submodule;

pub use blame::Blame;
pub use commit::Committed;
pub use diff::{Compared, FileDiff, Hunk, Line, Origin};
pub use error::VcsError;
pub use log::{Commit, Signature};
pub use open::Repository;
pub use program::{CommitOptions, Git, Person, Pull};
pub use refs::{Branch, LinkedWorktree, Remote, Stash, Tag, Upstream};
pub use secrets::Secret;
pub use status::{Conflict, Entry, Head, Kind, Operation, Status, SubmoduleState};

use error::Reading;
