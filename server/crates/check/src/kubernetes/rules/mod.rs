//! One rule a file. A rule joins by its line in [`RULES`].

mod unknown_field;

use crate::Rule;

/// Every rule on Kubernetes manifests.
pub(crate) const RULES: &[&Rule] = &[&unknown_field::RULE];
