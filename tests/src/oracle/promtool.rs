//! promtool of Prometheus 3 (`tests/oracles/monitoring`).

use std::path::Path;

use super::{Verdict, judge};

/// `promtool check rules` of each rule file.
pub fn check_rules(files: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("monitoring", Some("--rules"), files)
}

/// `promtool check rules` of the spec of each `PrometheusRule` manifest, which must be in block style.
pub fn check_prometheus_rules(manifests: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("monitoring", Some("--prometheus-rule"), manifests)
}

/// `promtool check config` of each `prometheus.yml`, the rule files it names included.
pub fn check_config(files: &[impl AsRef<Path>]) -> Vec<Verdict> {
    judge("monitoring", Some("--config"), files)
}
