//! One rule a file. A rule joins by its line in [`RULES`].

mod conflicting_fields;
mod duplicate_field;
mod duplicate_item;
mod invalid_value;
mod missing_field;
mod selector_matches_nothing;
mod unknown_field;
mod unknown_kind;
mod wrong_type;

use crate::Rule;

/// Every rule on Kubernetes manifests.
pub(crate) const RULES: &[&Rule] = &[
    &conflicting_fields::RULE,
    &duplicate_field::RULE,
    &duplicate_item::RULE,
    &invalid_value::RULE,
    &missing_field::RULE,
    &selector_matches_nothing::RULE,
    &unknown_field::RULE,
    &unknown_kind::RULE,
    &wrong_type::RULE,
];
