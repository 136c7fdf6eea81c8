//! What the open workspace already says about Kubernetes: its objects with their names, labels and ports, its
//! kustomizations, and how its files are laid out. It reads trees and must never change one.

use super::graph::{App, Metrics, Port, Service, ServiceKind, Workload};
use camino::{Utf8Path, Utf8PathBuf};
use syntax::yaml::Node;
use workspace::{Format, Tree, Workspace};

/// An object of the workspace.
#[derive(Clone, Debug)]
pub(crate) struct Existing<'a> {
    /// The file.
    pub(crate) path: &'a Utf8Path,
    /// Byte offset of its document in the file.
    pub(crate) offset: u32,
    /// Length of its document in bytes.
    pub(crate) len: u32,
    /// `kind`
    pub(crate) kind: &'a str,
    /// `metadata.name`
    pub(crate) name: &'a str,
    /// `metadata.namespace`
    pub(crate) namespace: Option<&'a str>,
    /// The whole object.
    pub(crate) root: &'a Node,
}

/// All objects with a kind and a name, by path.
pub(crate) fn objects(workspace: &Workspace) -> Vec<Existing<'_>> {
    let mut out = Vec::new();
    for file in workspace.files().filter(|file| file.format == Format::Yaml) {
        for placed in &file.units {
            let Tree::Yaml(root) = &placed.unit.tree else { continue };
            let kind = root.get("kind").and_then(Node::as_str);
            let name = root.at(&["metadata", "name"]).and_then(Node::as_str);
            if let (Some(kind), Some(name)) = (kind, name) {
                out.push(Existing {
                    path: &file.path,
                    offset: placed.offset,
                    len: placed.unit.text.len() as u32,
                    kind,
                    name,
                    namespace: root.at(&["metadata", "namespace"]).and_then(Node::as_str),
                    root,
                });
            }
        }
    }
    out
}

/// The kustomization files, by path.
pub(crate) fn kustomizations(workspace: &Workspace) -> Vec<&Utf8Path> {
    let named =
        |path: &Utf8Path| matches!(path.file_name(), Some("kustomization.yaml" | "kustomization.yml"));
    workspace.files().map(|file| &*file.path).filter(|path| named(path)).collect()
}

/// The kind of workload that `kind` names.
pub(crate) fn workload(kind: &str) -> Option<Workload> {
    Some(match kind {
        "Deployment" => Workload::Deployment,
        "StatefulSet" => Workload::StatefulSet,
        "DaemonSet" => Workload::DaemonSet,
        "Job" => Workload::Job,
        "CronJob" => Workload::CronJob { schedule: String::new(), zone: None },
        "Pod" => Workload::Pod,
        _ => return None,
    })
}

/// An application as a workload of the workspace describes it: labels, ports, replicas.
pub(crate) fn app(object: &Existing, all: &[Existing]) -> Option<App> {
    let workload = workload(object.kind)?;
    let template = object.root.at(&["spec", "template"]).unwrap_or(object.root);
    let select = object.root.at(&["spec", "selector", "matchLabels"]);
    let labels = select.or(template.at(&["metadata", "labels"]));
    let selector = labels.map(pairs).unwrap_or_default();
    let containers = template.at(&["spec", "containers"]).map(Node::items).unwrap_or_default();
    let ports = containers.iter().flat_map(|c| c.get("ports").map(Node::items).unwrap_or_default());
    let ports: Vec<Port> = ports.filter_map(port).collect();
    let image = containers.first().and_then(|c| c.get("image")).and_then(Node::as_str).unwrap_or_default();
    let replicas = object.root.at(&["spec", "replicas"]).and_then(Node::as_str).and_then(|n| n.parse().ok());
    let mut app = App {
        name: object.name.to_owned(),
        image: image.to_owned(),
        workload,
        ports,
        replicas,
        selector,
        ..App::default()
    };
    app.service = service(&app, object, all);
    let metrics = app.ports.iter().find(|port| port.name.contains("metric"));
    app.metrics = metrics.map(|port| Metrics::new(port.name.clone(), "/metrics".to_owned()));
    Some(app)
}

/// The Service that selects the pods of `app`; its port names win over the container's.
fn service(app: &App, object: &Existing, all: &[Existing]) -> Option<Service> {
    let found = all.iter().find(|other| {
        let selector = other.root.at(&["spec", "selector"]).map(pairs).unwrap_or_default();
        other.kind == "Service"
            && other.namespace == object.namespace
            && !selector.is_empty()
            && selector.iter().all(|pair| app.selector.contains(pair))
    })?;
    let headless = found.root.at(&["spec", "clusterIP"]).and_then(Node::as_str) == Some("None");
    Some(Service {
        kind: if headless { ServiceKind::Headless } else { ServiceKind::ClusterIp },
        ..Service::default()
    })
}

fn port(node: &Node) -> Option<Port> {
    let number: u16 = node.get("containerPort")?.as_str()?.parse().ok()?;
    let name = node.get("name").and_then(Node::as_str).map_or_else(|| "http".to_owned(), str::to_owned);
    Some(Port {
        name,
        number,
        service: None,
        udp: node.get("protocol").and_then(Node::as_str) == Some("UDP"),
    })
}

fn pairs(node: &Node) -> Vec<(String, String)> {
    let entries = node.entries().iter();
    entries.filter_map(|e| Some((e.key.as_str()?.to_owned(), e.value.as_str()?.to_owned()))).collect()
}

/// The namespace that all objects of the workspace agree on.
pub(crate) fn namespace(objects: &[Existing]) -> Option<String> {
    let mut found: Option<&str> = None;
    for object in objects {
        let name = if object.kind == "Namespace" { Some(object.name) } else { object.namespace };
        match (found, name) {
            (None, name) => found = name,
            (Some(old), Some(new)) if old != new => return None,
            _ => {}
        }
    }
    found.map(str::to_owned)
}

/// How the files of a workspace are laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Habit {
    /// The directory that manifests are in.
    pub(crate) directory: Utf8PathBuf,
    /// Whether a directory is made for each application.
    pub(crate) per_app: bool,
    /// Whether one file holds all objects of an application.
    pub(crate) one_file: bool,
    /// `yaml` or `yml`
    pub(crate) ending: &'static str,
}

/// The layout of the workspace's manifests under `into`; the usual one where there are none.
pub(crate) fn habit(objects: &[Existing], kustomizations: &[&Utf8Path], into: &Utf8Path) -> Habit {
    let ours: Vec<&Existing> = objects.iter().filter(|object| object.path.starts_with(into)).collect();
    let Some(first) = ours.first() else {
        return Habit { directory: into.join("kubernetes"), per_app: true, one_file: false, ending: "yaml" };
    };
    let several = ours.windows(2).any(|pair| pair[0].path == pair[1].path);
    let listed =
        kustomizations.iter().filter(|path| path.starts_with(into)).min_by_key(|path| path.as_str().len());
    let parents: std::collections::BTreeSet<_> =
        ours.iter().filter_map(|object| object.path.parent()).collect();
    let shared = parents.iter().map(|path| path.components().count()).min().unwrap_or(0);
    let apart = parents.len() > 1 && listed.is_none();
    let base = first.path.parent().unwrap_or(into);
    let directory = match listed.and_then(|path| path.parent()) {
        Some(parent) => parent.to_owned(),
        None if apart => base
            .ancestors()
            .find(|path| path.components().count() < shared.max(1))
            .filter(|path| path.starts_with(into))
            .unwrap_or(into)
            .to_owned(),
        None => base.to_owned(),
    };
    let ending = if first.path.extension() == Some("yml") { "yml" } else { "yaml" };
    Habit { directory, per_app: apart, one_file: several, ending }
}
