//! One rule a file. A rule joins by its line in [`RULES`].

mod address;
mod allowed_value;
mod block_count;
mod block_form;
mod block_labels;
mod condition;
mod context;
mod duplicate_argument;
mod duplicate_definition;
mod dynamic_block;
mod function_call;
mod iteration;
mod literal_only;
mod locked_version;
mod meta_argument;
mod missing_argument;
mod module_argument;
mod operand;
mod provider_source;
mod provisioner;
mod read_only_argument;
mod reference_cycle;
mod sensitive_output;
mod type_constraint;
mod undeclared_reference;
mod unknown_attribute;
mod unknown_block;
mod unknown_reference_attribute;
mod unknown_type;
mod version_constraint;
mod wrong_type;

use crate::Rule;

/// Every rule on Terraform files.
pub(crate) const RULES: &[&Rule] = &[
    &address::RULE,
    &allowed_value::RULE,
    &block_count::RULE,
    &block_form::RULE,
    &block_labels::RULE,
    &condition::RULE,
    &context::RULE,
    &duplicate_argument::RULE,
    &duplicate_definition::RULE,
    &dynamic_block::RULE,
    &function_call::RULE,
    &iteration::RULE,
    &literal_only::RULE,
    &locked_version::RULE,
    &meta_argument::RULE,
    &missing_argument::RULE,
    &module_argument::RULE,
    &operand::RULE,
    &provider_source::RULE,
    &provisioner::RULE,
    &read_only_argument::RULE,
    &reference_cycle::RULE,
    &sensitive_output::RULE,
    &type_constraint::RULE,
    &undeclared_reference::RULE,
    &unknown_attribute::RULE,
    &unknown_block::RULE,
    &unknown_reference_attribute::RULE,
    &unknown_type::RULE,
    &version_constraint::RULE,
    &wrong_type::RULE,
];
