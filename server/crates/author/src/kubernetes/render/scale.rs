//! HorizontalPodAutoscaler and PodDisruptionBudget.

use super::super::graph::{App, Budget};
use super::super::value::{Map, Value};
use super::{Manifest, metadata, selector};

/// What scales `app` and what keeps it up, where it has them.
pub(super) fn manifests(app: &App, space: Option<&str>) -> Vec<Manifest> {
    let budget = app.disruption.as_ref().map(|budget| {
        let (key, value) = match budget {
            Budget::Available(value) => ("minAvailable", value),
            Budget::Unavailable(value) => ("maxUnavailable", value),
        };
        let spec = Map::new()
            .with(key, count(value))
            .with("unhealthyPodEvictionPolicy", "AlwaysAllow")
            .with("selector", Map::new().with("matchLabels", selector(app)));
        let metadata = metadata(app, &app.name, space, &[]);
        Manifest::new("policy/v1", "PodDisruptionBudget", metadata, Map::new().with("spec", spec))
    });
    autoscaler(app, space).into_iter().chain(budget).collect()
}

fn autoscaler(app: &App, space: Option<&str>) -> Option<Manifest> {
    let scaling = app.scaling.as_ref()?;
    let targets = [("cpu", scaling.cpu), ("memory", scaling.memory)];
    let metrics: Vec<Map> = targets
        .into_iter()
        .filter_map(|(name, percent)| {
            let target = Map::new().with("type", "Utilization").with("averageUtilization", percent?);
            let resource = Map::new().with("name", name).with("target", target);
            Some(Map::new().with("type", "Resource").with("resource", resource))
        })
        .collect();
    let target =
        Map::new().with("apiVersion", "apps/v1").with("kind", app.workload.kind()).with("name", &app.name);
    let spec = Map::new()
        .with("scaleTargetRef", target)
        .with("minReplicas", scaling.min)
        .with("maxReplicas", scaling.max)
        .with("metrics", metrics);
    let metadata = metadata(app, &app.name, space, &[]);
    Some(Manifest::new("autoscaling/v2", "HorizontalPodAutoscaler", metadata, Map::new().with("spec", spec)))
}

/// A number or a percentage.
fn count(value: &str) -> Value {
    value.parse::<i64>().map_or_else(|_| Value::from(value), Value::from)
}
