//! One rule a file. A rule joins by its line in [`RULES`].

mod alert_condition;
mod dropped_label;
mod duplicate_field;
mod duplicate_group;
mod duplicate_name;
mod duplicate_panel;
mod duplicate_rule;
mod empty_item;
mod field_choice;
mod fixed_datasource;
mod fixed_range;
mod format;
mod http_client;
mod invalid_value;
mod missing_field;
mod missing_setting;
mod notification;
mod panel_unit;
mod prometheus_setting;
mod rate_of_gauge;
mod rate_of_sum;
mod regex_matcher;
mod relabelling;
mod route_shape;
mod rule_shape;
mod scrape_timing;
mod short_range;
mod template_use;
mod undefined_receiver;
mod undefined_variable;
mod unknown_field;
mod unknown_job;
mod unknown_label;
mod unknown_metric;
mod unreachable_route;
mod unset_alert_label;
mod unused_definition;
mod vector_matching;
mod wrong_type;

use crate::Rule;

/// Every rule on monitoring configuration.
pub(crate) const RULES: &[&Rule] = &[
    &alert_condition::RULE,
    &dropped_label::RULE,
    &duplicate_field::RULE,
    &duplicate_group::RULE,
    &duplicate_name::RULE,
    &duplicate_panel::RULE,
    &duplicate_rule::RULE,
    &empty_item::RULE,
    &field_choice::RULE,
    &fixed_datasource::RULE,
    &fixed_range::RULE,
    &format::RULE,
    &http_client::RULE,
    &invalid_value::RULE,
    &missing_field::RULE,
    &missing_setting::RULE,
    &notification::RULE,
    &panel_unit::RULE,
    &prometheus_setting::RULE,
    &rate_of_gauge::RULE,
    &rate_of_sum::RULE,
    &regex_matcher::RULE,
    &relabelling::RULE,
    &route_shape::RULE,
    &rule_shape::RULE,
    &scrape_timing::RULE,
    &short_range::RULE,
    &template_use::RULE,
    &undefined_receiver::RULE,
    &undefined_variable::RULE,
    &unknown_field::RULE,
    &unknown_job::RULE,
    &unknown_label::RULE,
    &unknown_metric::RULE,
    &unreachable_route::RULE,
    &unset_alert_label::RULE,
    &unused_definition::RULE,
    &vector_matching::RULE,
    &wrong_type::RULE,
];
