//! One rule a file. A rule joins by its line in [`RULES`].

mod unknown_attribute;

use crate::Rule;

/// Every rule on Terraform files.
pub(crate) const RULES: &[&Rule] = &[&unknown_attribute::RULE];
