//! What tools say, read for a person: faults with their places, and plans with the risky changes first.
//!
//! Output is data. Nothing of it is obeyed, and no value that may be secret is shown.

mod helm;
mod plan;
mod validate;

pub use helm::helm_faults;
pub use plan::{Action, PlannedChange, Risk, Summary, plan_summary};
pub use validate::terraform_faults;

use camino::Utf8PathBuf;

/// A fault that a tool told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: a path as the tool wrote it, relative to the directory it ran in, and a line from one. None where the
    /// tool named no place.
    pub place: Option<FaultPlace>,
    /// Whether it is an error and not only a warning.
    pub is_error: bool,
    /// One sentence.
    pub message: String,
}

/// The place of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FaultPlace {
    /// The file.
    pub path: Utf8PathBuf,
    /// The first line, from one.
    pub line: u32,
    /// The first column, from one, in characters; one where the tool named none.
    pub column: u32,
    /// The last line, from one.
    pub end_line: u32,
    /// The column after the last one.
    pub end_column: u32,
}

#[cfg(test)]
mod tests;
