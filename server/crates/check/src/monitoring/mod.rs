//! Checks of monitoring configuration: rule files, Prometheus and Alertmanager configuration, dashboards.

mod catalogue;
mod choices;
mod context;
mod formats;
mod grafana;
pub(crate) mod hardening;
mod labels;
mod queries;
mod routes;
pub(crate) mod rules;

pub(crate) use context::{DocumentContext, Hook, ValueContext, check_linked, check_local, head};
pub(crate) use hardening::DocumentRule;
pub(crate) use queries::{Origin, QueryContext};
