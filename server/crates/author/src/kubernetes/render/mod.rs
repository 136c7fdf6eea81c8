//! From the graph to manifests: every name, label, selector and port is read from the graph, never written twice.

mod access;
mod network;
mod pod;
mod scale;
mod space;
mod storage;
mod watch;
mod workload;

use super::graph::{App, System};
use super::value::{Map, Value};

pub(crate) use access::roles;
pub(crate) use space::bounds;
pub(crate) use storage::spec as claim;
pub(crate) use watch::{pod_monitor, prometheus_rule, service_monitor};

/// An object of Kubernetes, ready to be written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Manifest {
    /// `apiVersion`
    pub(crate) version: String,
    /// `kind`
    pub(crate) kind: String,
    /// `metadata.name`
    pub(crate) name: String,
    /// The application it belongs to, for the layout of files.
    pub(crate) app: Option<String>,
    /// The whole object.
    pub(crate) body: Map,
}

impl Manifest {
    /// An object with `metadata` and the fields of `rest` after it.
    pub(crate) fn new(version: &str, kind: &str, metadata: Map, rest: Map) -> Self {
        let name = match metadata.get("name") {
            Some(Value::Text(name)) => name.clone(),
            _ => String::new(),
        };
        let body =
            Map::new().with("apiVersion", version).with("kind", kind).with("metadata", metadata).and(rest);
        Self { version: version.to_owned(), kind: kind.to_owned(), name, app: None, body }
    }

    fn of(mut self, app: &App) -> Self {
        self.app = Some(app.name.clone());
        self
    }
}

/// All manifests of a system, in the order in which they can be applied.
pub(crate) fn manifests(system: &System) -> Vec<Manifest> {
    let mut out: Vec<Manifest> = system.spaces.iter().flat_map(space::manifests).collect();
    let space = system.namespace.as_deref();
    for app in &system.apps {
        out.extend(app_manifests(app, space));
    }
    out
}

/// The manifests of one application.
pub(crate) fn app_manifests(app: &App, space: Option<&str>) -> Vec<Manifest> {
    let mut out = access::manifests(app, space);
    out.extend(storage::manifests(app, space));
    out.push(workload::manifest(app, space));
    out.extend(network::manifests(app, space));
    out.extend(scale::manifests(app, space));
    if let Some(metrics) = &app.metrics {
        out.push(if app.service.is_some() {
            service_monitor(app, metrics, space)
        } else {
            pod_monitor(app, metrics, space)
        });
    }
    out.into_iter().map(|manifest| manifest.of(app)).collect()
}

/// One part of an application as a manifest, where the application has it.
pub(crate) fn part(app: &App, space: Option<&str>, kind: &str) -> Option<Manifest> {
    app_manifests(app, space).into_iter().find(|manifest| manifest.kind == kind)
}

/// `metadata` of an object that belongs to `app`.
pub(crate) fn metadata(app: &App, name: &str, space: Option<&str>, annotations: &[(String, String)]) -> Map {
    Map::new()
        .with("name", name)
        .with_some("namespace", space)
        .with("labels", labels(app))
        .with_some("annotations", texts(annotations))
}

/// The standard labels of everything that belongs to `app`.
pub(crate) fn labels(app: &App) -> Map {
    let component = app.component.as_deref();
    selector(app)
        .with_some("app.kubernetes.io/component", component)
        .with_some("app.kubernetes.io/part-of", app.part_of.as_deref())
        .and(texts(&app.labels))
}

/// The labels that select the pods of `app`.
pub(crate) fn selector(app: &App) -> Map {
    if app.selector.is_empty() {
        return Map::new().with("app.kubernetes.io/name", &app.name);
    }
    texts(&app.selector)
}

/// Pairs of strings as a map.
pub(crate) fn texts(pairs: &[(String, String)]) -> Map {
    pairs.iter().map(|(key, value)| (key.clone(), Value::from(value))).collect()
}
