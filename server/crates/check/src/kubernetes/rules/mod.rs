//! One rule a file. A rule joins by its line in [`RULES`].

mod conflicting_fields;
mod deprecated_version;
mod duplicate_field;
mod duplicate_item;
mod exclusive_fields;
mod invalid_chart_value;
mod invalid_label;
mod invalid_name;
mod invalid_port;
mod invalid_schedule;
mod invalid_value;
mod missing_field;
mod patch_matches_nothing;
mod request_above_limit;
mod restart_policy;
mod selector_matches_nothing;
mod selector_mismatch;
mod unknown_field;
mod unknown_file;
mod unknown_key;
mod unknown_kind;
mod unknown_object;
mod unknown_port;
mod unknown_volume;
mod wrong_type;

use crate::Rule;

/// Every rule on Kubernetes manifests.
pub(crate) const RULES: &[&Rule] = &[
    &conflicting_fields::RULE,
    &deprecated_version::RULE,
    &duplicate_field::RULE,
    &duplicate_item::RULE,
    &exclusive_fields::RULE,
    &invalid_chart_value::RULE,
    &invalid_label::RULE,
    &invalid_name::RULE,
    &invalid_port::RULE,
    &invalid_schedule::RULE,
    &invalid_value::RULE,
    &missing_field::RULE,
    &patch_matches_nothing::RULE,
    &request_above_limit::RULE,
    &restart_policy::RULE,
    &selector_matches_nothing::RULE,
    &selector_mismatch::RULE,
    &unknown_field::RULE,
    &unknown_file::RULE,
    &unknown_key::RULE,
    &unknown_kind::RULE,
    &unknown_object::RULE,
    &unknown_port::RULE,
    &unknown_volume::RULE,
    &wrong_type::RULE,
];
