//! Kubernetes: from a request to manifests that agree with each other and with the open workspace.
//!
//! Words become facts of a typed graph ([`understand`]), the graph is completed with what production needs
//! ([`complete`]), rendered ([`render`]) and laid beside what the workspace has ([`layout`]). It must never write
//! text for a phrase: every line comes from the graph or from a schema.

mod complement;
mod complete;
mod facts;
pub(crate) mod graph;
mod kinds;
mod layout;
mod lexicon;
mod loose;
mod render;
mod sample;
mod software;
mod understand;
pub(crate) mod value;

use crate::intent::Intent;
use crate::{Change, Note, Request};
pub use complement::{Complement, complement, complements};
pub(crate) use complete::{listed, secret_name};
use graph::{App, Part, Scaling, System};
pub(crate) use lexicon::list as word_list;
pub(crate) use render::{Manifest, prometheus_rule};
pub(crate) use understand::{clock, label};
use value::Map;
use workspace::Workspace;

/// What became of the Kubernetes side of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Composed {
    /// Files to create and to edit.
    pub(crate) changes: Vec<Change>,
    /// What was understood, with the words.
    pub(crate) understood: Vec<Note>,
    /// What was decided without being asked.
    pub(crate) assumed: Vec<String>,
    /// For each word of the intent, whether something was made of it.
    pub(crate) used: Vec<bool>,
    /// The applications, for whoever watches them.
    pub(crate) system: System,
}

/// Composes the manifests of a request. With `watched`, applications get a metrics port and a monitor.
pub(crate) fn compose(request: &Request, intent: &Intent, workspace: &Workspace, watched: bool) -> Composed {
    let asked = kinds::read(intent);
    let mut understood = understand::understand(intent, &asked);
    let objects = facts::objects(workspace);
    let mut assumed = Vec::new();
    adopt(&mut understood, &objects);
    loose::imply(&mut understood, !asked.is_empty());
    let known = facts::namespace(&objects);
    let space = place(&mut understood.system, known, &mut assumed);
    for app in &mut understood.system.apps {
        settle(app);
    }
    assumed.extend(complete::complete(&mut understood.system, watched));
    secure(&mut understood.system);
    let mut manifests = render::manifests(&understood.system);
    if understood.system.apps.is_empty() {
        let (loose, more) = loose::manifests(&understood, space.as_deref());
        manifests = loose;
        assumed.extend(more);
    }
    let mut used: Vec<std::ops::Range<usize>> = Vec::new();
    for object in &asked {
        let text = format!("a {}", object.kind.kind());
        understood.notes.push(Note { text, request: Some(intent.words.span(object.words.clone())) });
        manifests.push(kinds::manifest(object, intent, space.as_deref(), &mut used, &mut understood.notes));
        used.push(object.words.clone());
        used.extend(intent.naming(object.words.start, object.words.end).map(|naming| naming.words));
    }
    for words in used {
        if let Some(flags) = understood.used.get_mut(words) {
            flags.fill(true);
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    assumed.retain(|text| seen.insert(text.clone()));
    let (changes, said) = layout::place(manifests, workspace, &request.into, understood.kustomize);
    assumed.extend(said);
    Composed {
        changes,
        understood: understood.notes,
        assumed,
        used: understood.used,
        system: understood.system,
    }
}

/// Facts of the workload that the request refers to, from the workspace.
fn adopt(understood: &mut understand::Understood, objects: &[facts::Existing]) {
    let target = &understood.target;
    let found =
        objects.iter().find(|object| object.name == target.name && facts::workload(object.kind).is_some());
    let Some(known) = found.and_then(|object| facts::app(object, objects).map(|app| (object, app))) else {
        return;
    };
    let (object, app) = known;
    let target = &mut understood.target;
    target.workload = app.workload;
    target.selector = app.selector;
    if target.ports.is_empty() {
        target.ports = app.ports;
    }
    target.replicas = target.replicas.or(app.replicas);
    if target.metrics.is_none() {
        target.metrics = app.metrics;
    }
    if understood.system.namespace.is_none() {
        understood.system.namespace = object.namespace.map(str::to_owned);
    }
}

/// The namespace of a system: the one said, the workspace's, or one made for the application.
fn place(system: &mut System, known: Option<String>, assumed: &mut Vec<String>) -> Option<String> {
    if system.namespace.is_none() {
        system.namespace = known;
    }
    let refused = system.apps.iter().any(|app| app.without.contains(&Part::Namespace));
    if system.namespace.is_none()
        && !refused
        && let Some(app) = system.apps.first()
    {
        let name = if system.apps.len() > 1 { "apps".to_owned() } else { app.name.clone() };
        assumed.push(format!("the objects go to a namespace of their own, {name}"));
        system.namespace = Some(name.clone());
        system.spaces.push(graph::Space { name, ..graph::Space::default() });
    }
    let name = system.namespace.clone();
    for space in &mut system.spaces {
        bound(space, assumed);
        if space.name.is_empty() {
            space.name = name.clone().unwrap_or_else(|| "default".to_owned());
        }
    }
    name
}

/// A quota or limits that were asked for without a number.
fn bound(space: &mut graph::Space, assumed: &mut Vec<String>) {
    let pairs = |list: &[(&str, &str)]| {
        list.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
    };
    if space.quota_asked && space.quota.is_empty() {
        space.quota = pairs(&[
            ("requests.cpu", "10"),
            ("requests.memory", "20Gi"),
            ("limits.cpu", "20"),
            ("limits.memory", "40Gi"),
            ("pods", "50"),
        ]);
        assumed.push("the quota is 10 CPUs and 20Gi requested, twice that at most, and 50 pods, since no number was said".to_owned());
    }
    if space.limits_asked && space.limits.is_none() {
        space.limits = Some(graph::Limits {
            default: pairs(&[("cpu", "500m"), ("memory", "512Mi")]),
            request: pairs(&[("cpu", "100m"), ("memory", "128Mi")]),
            ..graph::Limits::default()
        });
        assumed.push(
            "containers get 100m and 128Mi, and 500m and 512Mi at most, where they say nothing".to_owned(),
        );
    }
}

/// The strictest Pod Security level that the applications of a namespace pass.
fn secure(system: &mut System) {
    let node = |app: &App| {
        let host = app.volumes.iter().any(|volume| matches!(volume.source, graph::Source::Host(_)));
        host || app.user.host_network || app.user.privileged
    };
    let level = if system.apps.iter().any(node) {
        "privileged"
    } else if system.apps.iter().any(|app| app.user.id == 0) {
        "baseline"
    } else {
        "restricted"
    };
    for space in &mut system.spaces {
        space.security.get_or_insert_with(|| level.to_owned());
    }
}

/// Settles what depends on several facts: bounds of scaling, names of TLS secrets.
fn settle(app: &mut App) {
    if let Some(Scaling { min, max, cpu, memory }) = &mut app.scaling {
        *max = (*max).max(*min);
        if cpu.is_none() && memory.is_none() {
            *cpu = Some(70);
        }
    }
    let name = app.name.clone();
    if let Some(exposure) = &mut app.exposure {
        if exposure.class.is_none() && exposure.gateway.is_none() {
            exposure.class = Some("nginx".to_owned());
        }
        if let Some(tls) = &mut exposure.tls
            && tls.secret.is_empty()
        {
            tls.secret = format!("{name}-tls");
        }
        exposure.paths.dedup();
        if app.without.contains(&Part::Tls) {
            exposure.tls = None;
        }
    }
    if app.without.contains(&Part::Exposure) {
        app.exposure = None;
    }
    if app.without.contains(&Part::Service) {
        app.service = None;
    }
    if app.without.contains(&Part::Scaling) {
        app.scaling = None;
    }
    if app.without.contains(&Part::Disruption) {
        app.disruption = None;
    }
    if app.without.contains(&Part::Isolation) {
        app.isolation = None;
    }
    if app.without.contains(&Part::Metrics) {
        app.metrics = None;
    }
}

/// Whether a request asks for Kubernetes at all, as a score: 0 is no.
pub(crate) fn concerns(intent: &Intent) -> u32 {
    let words = &intent.words.words;
    if words.iter().any(|word| word.is("terraform") || is_resource(&word.text)) {
        return 0;
    }
    let cloud = words.iter().any(|word| word.is_any(CLOUDS));
    let mut score = 0;
    let mut at = 0;
    while at < words.len() {
        let platform =
            words.get(at).is_some_and(|word| word.is_any(&["kubernetes", "k8s", "kubectl", "helm"]));
        let managed = words.get(at + 1).is_some_and(|word| {
            word.is_any(&["cluster", "version", "engine", "service", "provider", "node", "control"])
        });
        score += u32::from(platform && !managed);
        let Some(mention) = lexicon::mention(&intent.words, at) else {
            at += 1;
            continue;
        };
        let concept = mention.concept.name();
        score += u32::from(STRONG.contains(&concept) || !cloud && ALONE.contains(&concept));
        at = mention.end;
    }
    let kinds = kinds::read(intent).iter().filter(|asked| !cloud || kinds::plain(asked)).count() as u32;
    let images = !cloud && runs_images(intent);
    score + kinds + u32::from(images)
}

/// Words of clouds and of machines: next to them, words that both worlds use mean theirs.
const CLOUDS: &[&str] = &[
    "aws",
    "amazon",
    "azure",
    "gcp",
    "google",
    "ecs",
    "fargate",
    "lambda",
    "ec2",
    "rds",
    "cloud",
    "vm",
    "docker",
    "region",
    "vpc",
    "subnet",
    "bucket",
    "s3",
    "server",
    "instance",
    "heroku",
    "beanstalk",
    "lightsail",
    "acl",
    "iam",
    "elb",
    "alb",
    "redshift",
    "dynamodb",
    "sns",
    "sqs",
    "cloudfront",
    "waf",
    "kinesis",
    "sagemaker",
    "eventbridge",
    "security",
    "53",
    "elastic",
    "aurora",
    "glue",
    "athena",
    "kms",
    "appsync",
    "amplify",
    "codebuild",
    "lex",
    "neptune",
    "msk",
    "dax",
    "eks",
    "gke",
    "aks",
    "digitalocean",
    "cloudflare",
];

/// Whether a request speaks of containers without naming a cloud: an image with a job, or an application with what
/// stands behind it.
fn runs_images(intent: &Intent) -> bool {
    let words = &intent.words.words;
    let deploys = words.iter().any(|word| word.is_any(&["deploy", "run", "host", "launch", "ship"]));
    if crate::monitoring::first_artifact(intent).is_some() && !deploys {
        return false;
    }
    let mentions: Vec<lexicon::Concept> = (0..words.len())
        .filter_map(|at| lexicon::mention(&intent.words, at))
        .map(|mention| mention.concept)
        .collect();
    let image = words.iter().any(|word| !word.quoted && understand::is_image(&word.text));
    let runs = mentions.iter().any(|concept| concept.workload().is_some() || concept.role().is_some());
    let backs = mentions
        .iter()
        .any(|concept| matches!(concept, lexicon::Concept::Software(software) if software.backs()));
    runs && (image || backs)
}

/// Concepts that only Kubernetes has.
const STRONG: &[&str] = &[
    "StatefulSet",
    "DaemonSet",
    "NodePort",
    "HTTPRoute",
    "Disruption",
    "ConfigMap",
    "Claim",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "LimitRange",
    "Kustomization",
    "PodMonitor",
];

/// Concepts that only Kubernetes has where no cloud is named.
const ALONE: &[&str] = &[
    "Deployment",
    "CronJob",
    "Pod",
    "Headless",
    "Ingress",
    "Scaling",
    "Isolation",
    "Account",
    "Namespace",
    "Quota",
];

fn is_resource(text: &str) -> bool {
    ["aws_", "google_", "azurerm_", "kubernetes_", "helm_"].iter().any(|prefix| text.starts_with(prefix))
}

/// Whether a request names workloads only to watch them: `alert when a pod restarts`, `a dashboard for the web deployment`.
pub(crate) fn only_watched(intent: &Intent) -> bool {
    let Some(artifact) = crate::monitoring::first_artifact(intent) else { return false };
    let first = (0..intent.words.len()).find(|at| {
        lexicon::mention(&intent.words, *at).is_some()
            && crate::monitoring::artifact_at(intent, *at).is_none()
    });
    let about = |from: usize, to: usize| {
        (from..to).any(|i| {
            intent.words.get(i).is_some_and(|w| {
                w.is_any(&["when", "if", "for", "on", "of", "about", "that", "whenever", "scraping"])
            })
        })
    };
    first.is_none_or(|first| artifact < first && about(artifact, first))
}

/// Whether the workspace holds manifests.
pub(crate) fn in_use(workspace: &Workspace) -> bool {
    !facts::objects(workspace).is_empty()
}

/// The name of the software that an image runs.
pub(crate) fn software_of(image: &str) -> Option<&'static str> {
    software::of_image(image).map(software::Software::name)
}

/// Files for manifests that another dialect made.
pub(crate) fn lay_out(
    manifests: Vec<Manifest>,
    workspace: &Workspace,
    into: &camino::Utf8Path,
) -> (Vec<Change>, Vec<String>) {
    layout::place(manifests, workspace, into, false)
}

/// A ServiceMonitor or PodMonitor for an application that is there.
pub(crate) fn monitor(monitor: &crate::monitoring::Monitor, space: Option<&str>) -> Manifest {
    let app = App { name: monitor.name.clone(), ..App::default() };
    let metrics = graph::Metrics {
        port: monitor.port.clone(),
        path: monitor.path.clone(),
        interval: monitor.interval.clone(),
    };
    if monitor.kind == "PodMonitor" {
        render::pod_monitor(&app, &metrics, space)
    } else {
        render::service_monitor(&app, &metrics, space)
    }
}

/// A dashboard as a ConfigMap that Grafana's sidecar loads.
pub(crate) fn dashboard_map(id: &str, space: Option<&str>, text: String) -> Manifest {
    let metadata = Map::new()
        .with("name", format!("{id}-dashboard"))
        .with_some("namespace", space)
        .with("labels", Map::new().with("grafana_dashboard", "1"));
    let data = Map::new().with(format!("{id}.json"), value::Value::Block(text));
    Manifest::new("v1", "ConfigMap", metadata, Map::new().with("data", data))
}
