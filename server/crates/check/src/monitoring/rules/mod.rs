//! One rule a file. A rule joins by its line in [`RULES`].

mod duplicate_field;
mod duplicate_group;
mod format;
mod invalid_value;
mod missing_field;
mod rule_shape;
mod undefined_receiver;
mod unknown_field;
mod wrong_type;

use crate::Rule;

/// Every rule on monitoring configuration.
pub(crate) const RULES: &[&Rule] = &[
    &duplicate_field::RULE,
    &duplicate_group::RULE,
    &format::RULE,
    &invalid_value::RULE,
    &missing_field::RULE,
    &rule_shape::RULE,
    &undefined_receiver::RULE,
    &unknown_field::RULE,
    &wrong_type::RULE,
];
