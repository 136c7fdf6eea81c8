//! Checks of monitoring configuration: rule files, Prometheus and Alertmanager configuration, dashboards.

mod context;
mod grafana;
pub(crate) mod rules;

pub(crate) use context::{DocumentContext, Hook, ValueContext, check_linked, check_local};
