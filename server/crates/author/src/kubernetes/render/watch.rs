//! ServiceMonitor, PodMonitor and PrometheusRule: how the Prometheus operator learns of an application.

use super::super::graph::{App, Metrics};
use super::super::value::{Map, Value};
use super::{Manifest, metadata, selector};

const VERSION: &str = "monitoring.coreos.com/v1";

/// Scrapes the Service of `app`; `job` becomes the application's name.
pub(crate) fn service_monitor(app: &App, metrics: &Metrics, space: Option<&str>) -> Manifest {
    let spec = Map::new()
        .with_some("jobLabel", job_label(app))
        .with("selector", Map::new().with("matchLabels", selector(app)))
        .with("endpoints", [endpoint(metrics)]);
    Manifest::new(
        VERSION,
        "ServiceMonitor",
        metadata(app, &app.name, space, &[]),
        Map::new().with("spec", spec),
    )
}

/// Scrapes the pods of `app`, which has no Service.
pub(crate) fn pod_monitor(app: &App, metrics: &Metrics, space: Option<&str>) -> Manifest {
    let spec = Map::new()
        .with_some("jobLabel", job_label(app))
        .with("selector", Map::new().with("matchLabels", selector(app)))
        .with("podMetricsEndpoints", [endpoint(metrics)]);
    Manifest::new(VERSION, "PodMonitor", metadata(app, &app.name, space, &[]), Map::new().with("spec", spec))
}

/// The label whose value is the application's name, so that `job` is that name.
fn job_label(app: &App) -> Option<String> {
    let labels = selector(app).0;
    let named = labels.into_iter().find(|(_, value)| *value == Value::from(&app.name));
    named.map(|(label, _)| label)
}

fn endpoint(metrics: &Metrics) -> Map {
    Map::new().with("port", &metrics.port).with("path", &metrics.path).with("interval", &metrics.interval)
}

/// Rule groups as an object for the operator.
pub(crate) fn prometheus_rule(name: &str, space: Option<&str>, labels: Map, groups: Vec<Map>) -> Manifest {
    let metadata = Map::new().with("name", name).with_some("namespace", space).with_some("labels", labels);
    let spec = Map::new().with("groups", groups);
    Manifest::new(VERSION, "PrometheusRule", metadata, Map::new().with("spec", spec))
}
