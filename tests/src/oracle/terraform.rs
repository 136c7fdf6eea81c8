//! The real terraform, over providers that know nothing but the bundled schemas (`tests/oracles/terraform`).

use std::path::Path;

use super::{Verdict, judge};

/// `terraform validate` of each folder, about a tenth of a second each. Nothing is initialised, so a version constraint
/// that no provider meets goes unseen; nothing is written into the folders.
pub fn validate(folders: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("terraform", None, folders)
}

/// `terraform init` and `validate` of each folder, as a person would run them; no lock file is left behind.
pub fn init_and_validate(folders: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("terraform", Some("--init"), folders)
}

/// `terraform init`, `validate` and `plan` of each folder, with what only a real provider computes left unknown.
pub fn plan(folders: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("terraform", Some("--plan"), folders)
}
