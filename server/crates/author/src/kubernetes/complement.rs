//! What a workload of the workspace lacks, for code actions: Service, autoscaler, budget, policy, monitoring.
//!
//! Labels and ports are read from the workload itself. It must never change the workload, nor make what is there.

use super::facts::{self, Existing};
use super::graph::{App, Budget, Isolation, Metrics, Part, Scaling, Service, System};
use super::layout;
use super::render::{self, Manifest};
use crate::intent::Intent;
use crate::prove::prove;
use crate::{Change, ChangeSet, Note, Outcome, Proof, Refusal, monitoring};
use camino::Utf8Path;
use workspace::Workspace;

/// What can be added to a workload.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Complement {
    /// A Service in front of its ports.
    Service,
    /// A HorizontalPodAutoscaler.
    Hpa,
    /// A PodDisruptionBudget.
    Pdb,
    /// A NetworkPolicy.
    NetworkPolicy,
    /// A ServiceMonitor or PodMonitor, and alerts.
    Monitoring,
}

impl Complement {
    /// Each of them, in the order of a menu.
    pub const ALL: [Self; 5] = [Self::Service, Self::Hpa, Self::Pdb, Self::NetworkPolicy, Self::Monitoring];

    /// Its name in a sentence: `Service`, `monitoring`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Service => "Service",
            Self::Hpa => "HorizontalPodAutoscaler",
            Self::Pdb => "PodDisruptionBudget",
            Self::NetworkPolicy => "NetworkPolicy",
            Self::Monitoring => "monitoring",
        }
    }
}

/// The complements that make sense for the workload at byte `offset` of `path`; none where there is no workload.
pub fn complements(workspace: &Workspace, path: &Utf8Path, offset: u32) -> Vec<Complement> {
    let objects = facts::objects(workspace);
    let Some((_, app)) = workload(&objects, path, offset) else { return Vec::new() };
    Complement::ALL.into_iter().filter(|what| sensible(*what, &app)).collect()
}

/// Adds `what` to the workload at byte `offset` of `path` (absolute).
pub fn complement(workspace: &Workspace, path: &Utf8Path, offset: u32, what: Complement) -> Outcome {
    let objects = facts::objects(workspace);
    let Some((object, app)) = workload(&objects, path, offset) else {
        return refused(
            "There is no workload here: put the cursor into a Deployment, StatefulSet or DaemonSet",
        );
    };
    if !sensible(what, &app) {
        return refused(&format!("A {} has no use for a {}", object.kind, what.name()));
    }
    let request = format!("add {} for {} {}", what.name(), object.kind, object.name);
    let mut assumed = Vec::new();
    let manifests = manifests(&app, object, what, &mut assumed);
    let (changes, said) = layout::beside(manifests, workspace, object);
    assumed.extend(said);
    let note = |text: String| Note { text, request: None };
    let mut proof = Proof {
        understood: vec![note(format!("{} for {} {}", what.name(), object.kind, object.name))],
        assumed: assumed.into_iter().map(note).collect(),
        ..Proof::default()
    };
    let changes: Vec<Change> = prove(workspace, changes, &mut proof);
    if changes.is_empty() {
        return refused(&format!("{} has its {} already", object.name, what.name()));
    }
    Outcome::Proposed(ChangeSet { request, changes, proof })
}

fn refused(message: &str) -> Outcome {
    Outcome::Refused(Refusal { message: message.to_owned(), suggestions: Vec::new() })
}

/// The workload whose document holds `offset`, and what it says of itself.
fn workload<'a, 'w>(
    objects: &'a [Existing<'w>],
    path: &Utf8Path,
    offset: u32,
) -> Option<(&'a Existing<'w>, App)> {
    let inside = |object: &&Existing| {
        object.path == path && (object.offset..=object.offset + object.len).contains(&offset)
    };
    let object = objects.iter().find(inside)?;
    Some((object, facts::app(object, objects)?))
}

fn sensible(what: Complement, app: &App) -> bool {
    match what {
        Complement::Service => !app.workload.ends() && !app.ports.is_empty(),
        Complement::Hpa | Complement::Pdb => app.workload.scales(),
        Complement::NetworkPolicy => true,
        Complement::Monitoring => !app.workload.ends(),
    }
}

fn manifests(app: &App, object: &Existing, what: Complement, assumed: &mut Vec<String>) -> Vec<Manifest> {
    let mut app = app.clone();
    let space = object.namespace;
    let kinds: &[&str] = match what {
        Complement::Service => {
            app.service = Some(Service::default());
            &["Service"]
        }
        Complement::Hpa => {
            let min = app.replicas.unwrap_or(2).max(2);
            app.scaling = Some(Scaling { min, max: min * 5, cpu: Some(70), memory: None });
            assumed.push(format!(
                "scales between {min} and {} pods at 70% CPU; take replicas out of the workload",
                min * 5
            ));
            &["HorizontalPodAutoscaler"]
        }
        Complement::Pdb => {
            app.disruption = Some(Budget::Unavailable("1".to_owned()));
            &["PodDisruptionBudget"]
        }
        Complement::NetworkPolicy => {
            app.isolation = Some(Isolation { incoming_only: true, ..Isolation::default() });
            assumed.push("pods of the same namespace may reach it; what goes out is left alone".to_owned());
            &["NetworkPolicy"]
        }
        Complement::Monitoring => return watched(app, object, assumed),
    };
    kinds.iter().filter_map(|kind| render::part(&app, space, kind)).collect()
}

/// A monitor for the metrics port, and the usual alerts.
fn watched(mut app: App, object: &Existing, assumed: &mut Vec<String>) -> Vec<Manifest> {
    if app.metrics.is_none()
        && let Some(port) = app.ports.first()
    {
        app.metrics = Some(Metrics::new(port.name.clone(), "/metrics"));
        assumed.push(format!("metrics are at /metrics of port {}", port.name));
    }
    app.without.push(Part::Service);
    let space = object.namespace;
    let kind = if app.service.is_some() { "ServiceMonitor" } else { "PodMonitor" };
    let mut out: Vec<Manifest> = render::part(&app, space, kind).into_iter().collect();
    let system = System { apps: vec![app], namespace: space.map(str::to_owned), ..System::default() };
    out.extend(monitoring::rules(&Intent::read("alerts"), &system));
    out
}

#[cfg(test)]
mod tests;
