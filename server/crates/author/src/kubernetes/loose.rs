//! Objects that are asked for by themselves, perhaps for a workload that is already there.

use super::complete;
use super::graph::{Account, App, Isolation, Part, Port, Probe, Right, Service, Source, Workload};
use super::render::{self, Manifest};
use super::understand::{Loose, Understood};
use super::value::{Map, Value};

/// The manifests of all loose objects, and what was assumed for them.
pub(crate) fn manifests(understood: &Understood, space: Option<&str>) -> (Vec<Manifest>, Vec<String>) {
    let mut assumed = Vec::new();
    let mut out: Vec<Manifest> = Vec::new();
    for space in &understood.system.spaces {
        let made = understood.loose.iter().any(|loose| loose.concept == "Namespace");
        let system = super::graph::System { spaces: vec![space.clone()], ..Default::default() };
        out.extend(if made { render::manifests(&system) } else { render::bounds(space) });
    }
    let roles = understood.loose.iter().any(|loose| loose.concept.contains("Role"));
    if roles {
        out.extend(access(understood, space, &mut assumed));
    }
    for loose in &understood.loose {
        let known = roles
            && matches!(
                loose.concept,
                "Role" | "ClusterRole" | "RoleBinding" | "ClusterRoleBinding" | "Account"
            );
        if !known {
            let made = object(loose, understood, space, &mut assumed);
            for manifest in made {
                if !out.iter().any(|other| other.kind == manifest.kind && other.name == manifest.name) {
                    out.push(manifest);
                }
            }
        }
    }
    (out, assumed)
}

/// `metadata` of an object that belongs to no application.
fn metadata(name: &str, space: Option<&str>) -> Map {
    Map::new().with("name", name).with_some("namespace", space)
}

fn object(
    loose: &Loose,
    understood: &Understood,
    space: Option<&str>,
    assumed: &mut Vec<String>,
) -> Vec<Manifest> {
    let target = &understood.target;
    let given = loose.name.clone().or_else(|| (!target.name.is_empty()).then(|| target.name.clone()));
    let named = |usual: &str| given.clone().unwrap_or_else(|| usual.to_owned());
    let labels: Map = render::texts(&target.labels);
    match loose.concept {
        "ConfigMap" => {
            let data: Map = loose.data.iter().map(|(key, value)| (key.clone(), Value::from(value))).collect();
            let metadata = metadata(&named("config"), space).with_some("labels", labels);
            vec![Manifest::new("v1", "ConfigMap", metadata, Map::new().with_some("data", data))]
        }
        "Secret" => vec![external_secret(&named("credentials"), loose, space, assumed)],
        "Claim" | "Storage" => claim(&named("data"), target, space),
        "Account" => {
            let metadata = metadata(&named("app"), space)
                .with_some("annotations", render::texts(&target.account.annotations));
            let mount = !target.account.rules.is_empty();
            let rest = Map::new().with("automountServiceAccountToken", mount);
            let mut out = vec![Manifest::new("v1", "ServiceAccount", metadata, rest)];
            if mount {
                let name = named("app");
                out.extend(render::roles(&target.account, &name, space, self::metadata));
            }
            out
        }
        concept => part(concept, loose, understood, space, assumed),
    }
}

/// A claim of its own.
fn claim(name: &str, target: &App, space: Option<&str>) -> Vec<Manifest> {
    let usual = complete::disk_at("/data", "10Gi");
    let volume = target.volumes.iter().find(|v| matches!(v.source, Source::Claim(_))).unwrap_or(&usual);
    let Source::Claim(claim) = &volume.source else { return Vec::new() };
    let rest = Map::new().with("spec", render::claim(claim));
    vec![Manifest::new("v1", "PersistentVolumeClaim", metadata(name, space), rest)]
}

/// A Secret is filled from a store: a literal one would put credentials into a file.
fn external_secret(name: &str, loose: &Loose, space: Option<&str>, assumed: &mut Vec<String>) -> Manifest {
    assumed.push(format!("Secret {name} is filled by an ExternalSecret from the store secret-store, since a literal Secret would put credentials into a file"));
    let keys: Vec<&str> = loose.data.iter().map(|(key, _)| key.as_str()).collect();
    let data: Vec<Map> = keys
        .iter()
        .map(|key| {
            let remote = Map::new().with("key", name).with("property", *key);
            Map::new().with("secretKey", *key).with("remoteRef", remote)
        })
        .collect();
    let all = Map::new().with("extract", Map::new().with("key", name));
    let store = Map::new().with("kind", "ClusterSecretStore").with("name", "secret-store");
    let mut spec = Map::new()
        .with("refreshInterval", "1h")
        .with("secretStoreRef", store)
        .with("target", Map::new().with("name", name));
    spec = if keys.is_empty() { spec.with("dataFrom", [all]) } else { spec.with("data", data) };
    Manifest::new(
        "external-secrets.io/v1",
        "ExternalSecret",
        metadata(name, space),
        Map::new().with("spec", spec),
    )
}

/// Roles, bindings and the accounts that they name.
fn access(understood: &Understood, space: Option<&str>, assumed: &mut Vec<String>) -> Vec<Manifest> {
    let find = |names: &[&str]| understood.loose.iter().find(|loose| names.contains(&loose.concept));
    let role = find(&["Role", "ClusterRole"]);
    let binding = find(&["RoleBinding", "ClusterRoleBinding"]);
    let account = find(&["Account"]);
    let cluster = find(&["ClusterRole", "ClusterRoleBinding"]).is_some() || understood.target.account.cluster;
    let mut rules: Vec<Right> = role.map(|role| role.rights.clone()).unwrap_or_default();
    rules.extend(binding.map(|binding| binding.rights.clone()).unwrap_or_default());
    rules.extend(understood.target.account.rules.clone());
    if rules.is_empty() {
        assumed.push("no rights were named, so the role may read pods".to_owned());
        rules.push(Right {
            groups: vec![String::new()],
            resources: vec!["pods".to_owned()],
            verbs: ["get", "list", "watch"].map(str::to_owned).to_vec(),
            names: Vec::new(),
        });
    }
    let reads = rules
        .iter()
        .all(|rule| rule.verbs.iter().all(|verb| matches!(verb.as_str(), "get" | "list" | "watch")));
    let kind = rules
        .first()
        .and_then(|rule| rule.resources.first())
        .map_or("app", |r| r.trim_end_matches('s').split('/').next().unwrap_or("app"));
    let usual = format!("{kind}-{}", if reads { "reader" } else { "editor" });
    let name = role.or(binding).and_then(|loose| loose.name.clone()).unwrap_or(usual);
    let subject = account.and_then(|loose| loose.name.clone()).unwrap_or_else(|| name.clone());
    let rights = Account { rules, cluster, ..Account::default() };
    let [role_object, mut binding_object] = render::roles(&rights, &name, space, metadata);
    let mut out = vec![role_object];
    if account.is_some() || binding.is_some() {
        set_subject(&mut binding_object, &subject);
        out.push(binding_object);
    }
    if account.is_some() {
        let rest = Map::new().with("automountServiceAccountToken", true);
        out.insert(0, Manifest::new("v1", "ServiceAccount", metadata(&subject, space), rest));
    }
    out
}

fn set_subject(binding: &mut Manifest, name: &str) {
    for (key, value) in &mut binding.body.0 {
        if key == "subjects"
            && let Value::List(items) = value
            && let Some(Value::Map(subject)) = items.first_mut()
        {
            subject.set("name", Value::from(name));
        }
    }
}

/// A part of an application that is already there: Service, Ingress, HPA, PDB, NetworkPolicy, monitor.
fn part(
    concept: &str,
    loose: &Loose,
    understood: &Understood,
    space: Option<&str>,
    assumed: &mut Vec<String>,
) -> Vec<Manifest> {
    let mut app = understood.target.clone();
    if app.name.is_empty() {
        app.name = loose.name.clone().unwrap_or_else(|| "app".to_owned());
    }
    app.unseen = app.selector.is_empty();
    let Some(kinds) = equip(&mut app, concept, loose, understood) else { return Vec::new() };
    suppose(&app, concept, understood, assumed);
    app.probe = None::<Probe>;
    if app.workload.ends() {
        app.workload = Workload::Deployment;
    }
    super::settle(&mut app);
    let mut out = Vec::new();
    for kind in kinds {
        if let Some(mut manifest) = render::part(&app, space, kind) {
            if let Some(name) = loose.name.as_ref().filter(|name| **name != app.name) {
                rename(&mut manifest, name);
            }
            manifest.app = None;
            out.push(manifest);
        }
    }
    out
}

/// Gives `app` the part that `concept` names; returns the kinds of its manifests.
fn equip(
    app: &mut App,
    concept: &str,
    loose: &Loose,
    understood: &Understood,
) -> Option<&'static [&'static str]> {
    if app.ports.is_empty() {
        app.ports.push(Port { service: Some(80), ..Port::tcp("http", 8080) });
    }
    Some(match concept {
        "Service" | "NodePort" | "LoadBalancer" | "Headless" => {
            app.service.get_or_insert_with(Service::default);
            &["Service"]
        }
        "Ingress" => &["Ingress"],
        "Gateway" => &["Gateway", "HTTPRoute"],
        "HTTPRoute" => &["HTTPRoute"],
        "Scaling" => &["HorizontalPodAutoscaler"],
        "Disruption" => &["PodDisruptionBudget"],
        "Isolation" => {
            let isolation = app.isolation.get_or_insert_with(Isolation::default);
            isolation.incoming_only = !asks(understood, Part::Egress);
            if understood.target.name.is_empty() {
                isolation.everybody = true;
                let usual = if isolation.from.is_empty() { "default-deny" } else { "allow-ingress" };
                app.name = loose.name.clone().unwrap_or_else(|| usual.to_owned());
            }
            &["NetworkPolicy"]
        }
        "Metrics" | "PodMonitor" => {
            let port = app.ports.first().map_or("http", |port| port.name.as_str()).to_owned();
            app.metrics.get_or_insert_with(|| super::graph::Metrics::new(port, "/metrics"));
            app.service = (concept == "Metrics").then(Service::default);
            &["ServiceMonitor", "PodMonitor"]
        }
        _ => return None,
    })
}

/// Says what was taken for granted of a workload that nobody has seen.
fn suppose(app: &App, concept: &str, understood: &Understood, assumed: &mut Vec<String>) {
    let whole = app.isolation.as_ref().is_some_and(|isolation| isolation.everybody);
    if app.unseen && !whole && concept != "Scaling" {
        assumed.push(format!("the pods of {0} carry the label app.kubernetes.io/name={0}", app.name));
    }
    let reaches = ["Service", "NodePort", "LoadBalancer", "Headless", "Ingress", "Gateway", "HTTPRoute"];
    if understood.target.ports.is_empty() && reaches.contains(&concept) {
        assumed.push(format!("{} listens on a port named http, 8080", app.name));
    }
}

fn rename(manifest: &mut Manifest, name: &str) {
    name.clone_into(&mut manifest.name);
    for (key, value) in &mut manifest.body.0 {
        if key == "metadata"
            && let Value::Map(metadata) = value
        {
            metadata.set("name", Value::from(name));
        }
    }
}

/// Whether a part is among those asked for.
fn asks(understood: &Understood, part: Part) -> bool {
    understood.asked.contains(&part)
}

/// Objects that follow from facts about a workload that is there, unless the request asks for `others`: `expose web on node port 30080`.
pub(crate) fn imply(understood: &mut Understood, others: bool) {
    if others || !understood.system.apps.is_empty() || !understood.loose.is_empty() {
        return;
    }
    let app = &understood.target;
    let facts = [
        ("Service", app.service.is_some()),
        ("Ingress", app.exposure.as_ref().is_some_and(|exposure| exposure.gateway.is_none())),
        ("HTTPRoute", app.exposure.as_ref().is_some_and(|exposure| exposure.gateway.is_some())),
        ("Scaling", app.scaling.is_some()),
        ("Disruption", app.disruption.is_some()),
        ("Isolation", app.isolation.is_some()),
        ("Account", !app.account.rules.is_empty()),
        ("ConfigMap", !app.config.is_empty()),
    ];
    for (concept, _) in facts.iter().filter(|(_, holds)| *holds) {
        let data = if *concept == "ConfigMap" { app.config.clone() } else { Vec::new() };
        understood.loose.push(Loose { concept, data, ..Loose::default() });
    }
}
