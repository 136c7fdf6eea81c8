//! Monitoring configuration as seen by the graph: rule files, Prometheus and Alertmanager configuration,
//! dashboards, and the metrics, alerts and receivers they define and refer to.

mod symbols;
mod units;

pub(crate) use symbols::{names, rule_names};
pub(crate) use units::classify;
