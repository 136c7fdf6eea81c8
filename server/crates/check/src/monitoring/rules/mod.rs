//! One rule a file. A rule joins by its line in [`RULES`].

mod duplicate_group;
mod undefined_receiver;

use crate::Rule;

/// Every rule on monitoring configuration.
pub(crate) const RULES: &[&Rule] = &[&duplicate_group::RULE, &undefined_receiver::RULE];
