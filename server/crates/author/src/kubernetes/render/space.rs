//! Namespace, ResourceQuota, LimitRange and the policies that close a namespace.

use super::super::graph::{Limits, Space};
use super::super::value::Map;
use super::{Manifest, texts};

/// A namespace and what bounds it.
pub(super) fn manifests(space: &Space) -> Vec<Manifest> {
    let mut labels = Map::new();
    if let Some(level) = &space.security {
        for mode in ["enforce", "audit", "warn"] {
            labels = labels.with(format!("pod-security.kubernetes.io/{mode}"), level);
        }
    }
    let metadata = Map::new().with("name", &space.name).with_some("labels", labels.and(texts(&space.labels)));
    let mut out = vec![Manifest::new("v1", "Namespace", metadata, Map::new())];
    out.extend(bounds(space));
    out
}

/// Quota, limits and isolation of a namespace that may exist already.
pub(crate) fn bounds(space: &Space) -> Vec<Manifest> {
    let place = |name: &str| Map::new().with("name", name).with("namespace", &space.name);
    let mut out = Vec::new();
    if !space.quota.is_empty() {
        let spec = Map::new().with("hard", texts(&space.quota));
        out.push(Manifest::new("v1", "ResourceQuota", place(&space.name), Map::new().with("spec", spec)));
    }
    if let Some(limits) = &space.limits {
        let spec = Map::new().with("limits", [limit(limits)]);
        out.push(Manifest::new("v1", "LimitRange", place(&space.name), Map::new().with("spec", spec)));
    }
    if space.isolated {
        out.extend(closed(place));
    }
    out
}

fn limit(limits: &Limits) -> Map {
    Map::new()
        .with("type", "Container")
        .with_some("default", texts(&limits.default))
        .with_some("defaultRequest", texts(&limits.request))
        .with_some("max", texts(&limits.max))
        .with_some("min", texts(&limits.min))
}

/// Nothing comes in or goes out but name look-ups.
fn closed(place: impl Fn(&str) -> Map) -> [Manifest; 2] {
    let version = "networking.k8s.io/v1";
    let deny = Map::new().with("podSelector", Map::new()).with("policyTypes", ["Ingress", "Egress"]);
    let dns = Map::new()
        .with("podSelector", Map::new())
        .with("policyTypes", ["Egress"])
        .with("egress", [super::network::dns()]);
    [
        Manifest::new(version, "NetworkPolicy", place("default-deny"), Map::new().with("spec", deny)),
        Manifest::new(version, "NetworkPolicy", place("allow-dns"), Map::new().with("spec", dns)),
    ]
}
