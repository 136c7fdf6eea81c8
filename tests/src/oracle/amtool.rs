//! amtool of Alertmanager (`tests/oracles/monitoring`).

use std::path::Path;

use super::{Verdict, judge};

/// `amtool check-config` of each Alertmanager configuration.
pub fn check_config(files: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("monitoring", Some("--alertmanager"), files)
}
