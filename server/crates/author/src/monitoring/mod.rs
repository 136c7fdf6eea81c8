//! Monitoring: from a request to rules, Alertmanager configuration, scrape configuration and dashboards that agree.
//!
//! Words become a typed graph of subjects and signals ([`understand`]); alerts and panels of one signal are rendered
//! from one expression. Rules are objects for the Prometheus operator where the request or the workspace is about
//! Kubernetes, else plain files. It must never write text for a phrase.

mod alertmanager;
mod dashboard;
mod expression;
mod graph;
mod rules;
mod scrape;
mod signals;
mod slo;
mod understand;

use crate::intent::Intent;
use crate::kubernetes::graph::System;
use crate::kubernetes::value::{Map, json, yaml};
use crate::kubernetes::{self, Composed};
use crate::{Change, Request};
use camino::Utf8PathBuf;
pub(crate) use graph::Monitor;
use graph::Watch;
use workspace::Workspace;

/// Whether a request asks for monitoring of the open source kind at all, as a score: 0 is no.
pub(crate) fn concerns(intent: &Intent) -> u32 {
    let has = |lemmas: &[&str]| intent.words.words.iter().any(|word| word.is_any(lemmas));
    let artifacts =
        (0..intent.words.len()).filter(|at| understand::artifact(intent, *at).is_some()).count() as u32;
    let named = has(&["prometheus", "grafana", "alertmanager", "promql", "slo"]);
    let elsewhere =
        has(&["cloudwatch", "datadog", "newrelic", "alarm", "stackdriver", "sentry", "dynatrace", "splunk"])
            || has(&["budget"]) && !has(&["error"])
            || intent.words.words.iter().any(|word| {
                word.text.starts_with("aws_")
                    || word.text.starts_with("google_")
                    || word.text.starts_with("azurerm_")
            });
    let graded = has(&["warning", "critical"]) && understand::names_signal(intent);
    if elsewhere && !named { 0 } else { artifacts + u32::from(named) + u32::from(graded) }
}

/// Where a request first speaks of alerts, dashboards or the like.
pub(crate) fn first_artifact(intent: &Intent) -> Option<usize> {
    (0..intent.words.len()).find(|at| understand::artifact(intent, *at).is_some())
}

/// The length of the artefact named at a word, where there is one.
pub(crate) fn artifact_at(intent: &Intent, at: usize) -> Option<usize> {
    understand::artifact(intent, at).map(|(_, len)| len)
}

/// The rules for the applications of `system`, as objects for the Prometheus operator.
pub(crate) fn rules(intent: &Intent, system: &System) -> Vec<kubernetes::Manifest> {
    let understood = understand::understand(intent, system, true);
    let groups = rules::groups(&understood.watch, None);
    let name = file_name(&understood.watch);
    let labels = Map::new().with("app.kubernetes.io/name", &name);
    if groups.is_empty() {
        return Vec::new();
    }
    vec![kubernetes::prometheus_rule(&name, system.namespace.as_deref(), labels, groups)]
}

/// Composes the monitoring files of a request. `system` is what its Kubernetes side made.
pub(crate) fn compose(
    request: &Request,
    intent: &Intent,
    workspace: &Workspace,
    system: &System,
) -> Composed {
    let operator =
        !system.apps.is_empty() || kubernetes::concerns(intent) > 0 || kubernetes::in_use(workspace);
    let understood = understand::understand(intent, system, operator);
    let mut draft = Draft { assumed: understood.assumed, ..Draft::default() };
    let watch = &understood.watch;
    let of_subjects = watch.subjects.iter().find_map(|subject| subject.namespace.clone());
    let space = system.namespace.clone().or(of_subjects);
    let groups = rules::groups(watch, understood.runbooks.as_deref());
    draft.rules(groups, watch, system, space.as_deref().filter(|_| operator), operator);
    if system.apps.is_empty() {
        draft
            .manifests
            .extend(watch.monitors.iter().map(|monitor| kubernetes::monitor(monitor, space.as_deref())));
    }
    draft.dashboards(watch, space.as_deref());
    draft.routing(watch);
    if let Some(scraping) = &watch.scraping {
        draft.files.push(("prometheus/prometheus.yml".into(), yaml(&scrape::config(scraping))));
    }
    named_metrics(watch, &mut draft.assumed);
    let (mut changes, said) = kubernetes::lay_out(draft.manifests, workspace, &request.into);
    draft.assumed.extend(said);
    for (path, text) in draft.files {
        let path = request.into.join(path);
        if workspace.file(&path).is_some() {
            draft.assumed.push(format!("{path} is already there and was left as it is"));
        } else {
            changes.push(Change::Create { path, text });
        }
    }
    let system = System::default();
    Composed { changes, understood: understood.notes, assumed: draft.assumed, used: understood.used, system }
}

/// What is going to be written, before it has its place.
#[derive(Default)]
struct Draft {
    files: Vec<(Utf8PathBuf, String)>,
    manifests: Vec<kubernetes::Manifest>,
    assumed: Vec<String>,
}

impl Draft {
    /// Rule groups: an object for the operator, else a file that Prometheus loads.
    fn rules(
        &mut self,
        groups: Vec<Map>,
        watch: &Watch,
        system: &System,
        space: Option<&str>,
        operator: bool,
    ) {
        let name = file_name(watch);
        if groups.is_empty() {
            return;
        }
        if !operator {
            let path = format!("prometheus/rules/{name}.yaml");
            self.files.push((path.into(), yaml(&Map::new().with("groups", groups))));
            return;
        }
        let labels = Map::new().with("app.kubernetes.io/name", &name);
        let mut rule = kubernetes::prometheus_rule(&name, space, labels, groups);
        rule.app = system.apps.iter().find(|app| app.name == name).map(|app| app.name.clone());
        self.manifests.push(rule);
        let any = "the Prometheus operator selects rules and monitors by any label: set its ruleSelector, or add the label that it wants";
        self.assumed.push(any.to_owned());
    }

    fn dashboards(&mut self, watch: &Watch, space: Option<&str>) {
        for dashboard in &watch.dashboards {
            let id = dashboard::id(dashboard, watch);
            let text = json(&dashboard::render(dashboard, watch));
            if dashboard.config_map {
                self.manifests.push(kubernetes::dashboard_map(&id, space, text));
            } else {
                self.files.push((format!("grafana/dashboards/{id}.json").into(), text));
            }
        }
    }

    fn routing(&mut self, watch: &Watch) {
        let Some(routing) = &watch.routing else { return };
        let (config, secrets) = alertmanager::config(routing);
        self.files.push(("alertmanager/alertmanager.yml".into(), yaml(&config)));
        if routing.receivers.iter().any(|receiver| receiver.kind == "msteams") {
            self.assumed.push("Teams needs Alertmanager 0.28 or newer".to_owned());
        }
        if !secrets.is_empty() {
            let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
            let listed = kubernetes::listed(&secrets);
            self.assumed.push(format!(
                "the Alertmanager finds {listed} under /etc/alertmanager/secrets: no secret is written into the file"
            ));
        }
    }
}

/// The name of rules: the first subject that has one, else what is watched.
fn file_name(watch: &Watch) -> String {
    let named = watch.subjects.iter().find_map(|subject| subject.name.clone());
    let kind = watch.subjects.first().map(rules::label);
    let name = named.or(kind).unwrap_or_else(|| "rules".to_owned());
    let bare = name.trim_start_matches("https://").trim_start_matches("http://");
    kubernetes::label(bare)
}

/// Says which metric names of applications were taken for granted.
fn named_metrics(watch: &Watch, assumed: &mut Vec<String>) {
    let http = watch.subjects.iter().any(|subject| subject.source.id == "http");
    let used = watch.alerts.iter().any(|alert| {
        watch.subjects.get(alert.subject).is_some_and(|s| s.source.id == "http")
            && matches!(&alert.condition, graph::Condition::Signal(signal) if signal.value.contains("http_request"))
    });
    if http && (used || !watch.objectives.is_empty() || !watch.dashboards.is_empty()) {
        assumed.push("the application counts http_requests_total by code and times http_request_duration_seconds as a histogram".to_owned());
    }
}
