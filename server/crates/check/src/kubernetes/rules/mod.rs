//! One rule a file. A rule joins by its line in [`RULES`].

mod selector_matches_nothing;
mod unknown_field;
mod unknown_kind;

use crate::Rule;

/// Every rule on Kubernetes manifests.
pub(crate) const RULES: &[&Rule] =
    &[&selector_matches_nothing::RULE, &unknown_field::RULE, &unknown_kind::RULE];
