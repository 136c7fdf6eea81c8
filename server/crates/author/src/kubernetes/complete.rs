//! What experts add to an application without being asked: health, limits, isolation, spreading, accounts.
//!
//! Nothing that was said is overridden, and everything that is added is noted. It must never read words.

use super::graph::{
    App, Backend, Budget, Claim, Env, EnvValue, Exporter, Isolation, Metrics, Part, Port, Probe, Service,
    ServiceKind, Source, System, Volume, Workload,
};
use super::software::{self, Software};

/// Completes every application of `system`, makes the applications of its backends, and says what was assumed.
pub(crate) fn complete(system: &mut System, watched: bool) -> Vec<String> {
    let mut assumed = Vec::new();
    let mut backends: Vec<App> = Vec::new();
    for app in &mut system.apps {
        identify(app, &mut assumed);
        backends.extend(connect(app, &mut assumed));
    }
    for backend in backends {
        if !system.apps.iter().any(|app| app.name == backend.name) {
            system.apps.push(backend);
        }
    }
    for app in &mut system.apps {
        furnish(app, watched, &mut assumed);
    }
    admit(system);
    assumed
}

/// Image, name and schedule.
fn identify(app: &mut App, assumed: &mut Vec<String>) {
    if let Workload::CronJob { schedule, .. } = &mut app.workload
        && schedule.is_empty()
    {
        assumed.push(format!("no schedule was named for {}, so it runs at 02:00 every night", app.name));
        "0 2 * * *".clone_into(schedule);
    }
    if app.image.is_empty() {
        let known = software::named(&app.name).filter(|software| !software.role.is_empty());
        app.image = match known {
            Some(software) => software.image.to_owned(),
            None if app.workload.ends() && app.command.is_empty() && app.args.is_empty() => {
                assumed.push(format!(
                    "no image was named for {0}, so registry.example.com/{0}:1.0.0 stands in its place",
                    app.name
                ));
                format!("registry.example.com/{}:1.0.0", app.name)
            }
            None if app.workload.ends() => "busybox:1.37".to_owned(),
            None => {
                assumed.push(format!(
                    "no image was named for {0}, so registry.example.com/{0}:1.0.0 stands in its place",
                    app.name
                ));
                format!("registry.example.com/{}:1.0.0", app.name)
            }
        };
    }
    pin(app, assumed);
}

/// A tag that says which version runs: never `latest`, never none.
fn pin(app: &mut App, assumed: &mut Vec<String>) {
    let last = app.image.rsplit('/').next().unwrap_or(&app.image);
    let tag = last.split_once([':', '@']).map(|(_, tag)| tag);
    if tag.is_some_and(|tag| tag != "latest") {
        return;
    }
    let bare = app.image.trim_end_matches(":latest").to_owned();
    let tag = match software::of_image(&bare) {
        Some(software) => software.image.rsplit_once(':').map_or("1.0.0", |(_, tag)| tag),
        None => "1.0.0",
    };
    assumed.push(format!("{bare} is pinned to {tag}, since a moving tag cannot be rolled back"));
    app.image = format!("{bare}:{tag}");
}

/// Tells `app` where its backends are; returns the applications of those that run in the cluster.
fn connect(app: &mut App, assumed: &mut Vec<String>) -> Vec<App> {
    let mut made = Vec::new();
    for backend in app.backends.clone() {
        let Some(software) = software::named(&backend.software) else { continue };
        let secret = secret_name(&backend.name);
        for (name, value) in &software.client {
            let outside = match *value {
                "{host}" => Some("host"),
                "{port}" => Some("port"),
                "{name}" => Some("database"),
                _ => None,
            };
            let key = value.strip_prefix('<').or(outside.filter(|_| backend.outside));
            let value = match key {
                Some(key) => EnvValue::Secret(secret.clone(), key.to_owned()),
                None => EnvValue::Text(place(value, &backend, database(&backend.name, &app.name))),
            };
            if !app.env.iter().any(|env| env.name == *name) {
                app.env.push(Env { name: (*name).to_owned(), value });
            }
        }
        if backend.outside {
            assumed.push(format!(
                "{} reads the address and credentials of its {} from Secret {secret}",
                app.name,
                software.name()
            ));
            continue;
        }
        app.part_of.get_or_insert_with(|| app.name.clone());
        made.push(App {
            name: backend.name.clone(),
            part_of: app.part_of.clone(),
            image: software.image.to_owned(),
            workload: kind(software),
            ..App::default()
        });
    }
    made
}

/// Name of the Secret that holds the credentials of an application.
pub(crate) fn secret_name(app: &str) -> String {
    format!("{app}-credentials")
}

/// The name of a database: its only user's, or `app` where several share it.
fn database<'a>(server: &str, user: &'a str) -> &'a str {
    if server.starts_with(user) { user } else { "app" }
}

fn place(value: &str, backend: &Backend, name: &str) -> String {
    value
        .replace("{host}", &backend.name)
        .replace("{port}", &backend.port.to_string())
        .replace("{name}", &name.replace('-', "_"))
}

/// The workload that suits a piece of software.
pub(crate) fn kind(software: &Software) -> Workload {
    match software.kind {
        Some("StatefulSet") => Workload::StatefulSet,
        Some("DaemonSet") => Workload::DaemonSet,
        _ => Workload::Deployment,
    }
}

/// Everything that one application needs to run in production.
fn furnish(app: &mut App, watched: bool, assumed: &mut Vec<String>) {
    let software = software::of_image(&app.image);
    if let Some(software) = software {
        equip(app, software, assumed);
    }
    listen(app, software, watched, assumed);
    store(app, software);
    size(app, software);
    if !app.without.contains(&Part::Probes) && app.probe.is_none() {
        app.probe = health(app, software);
    }
    if app.workload.scales() && app.replicas.is_none() && app.scaling.is_none() {
        let several = app.workload == Workload::Deployment && !disk(app);
        app.replicas = Some(if several { 2 } else { 1 });
        if several {
            assumed.push(format!("{} runs 2 replicas, so that one can be moved without an outage", app.name));
        }
    }
    let split = software.is_some_and(|software| software.role == "database" && !software.cluster);
    if split && app.replicas.is_some_and(|n| n > 1) && matches!(app.workload, Workload::StatefulSet) {
        assumed.push(format!(
            "the {} pods of {} are databases of their own: replication between them needs an operator or settings of your own",
            app.replicas.unwrap_or(2),
            app.name
        ));
    }
    protect(app);
}

/// Credentials, arguments and settings of known software.
fn equip(app: &mut App, software: &Software, assumed: &mut Vec<String>) {
    if let Some(user) = software.user {
        app.user.id = user;
    }
    app.user.read_only &= !software.writable;
    if app.component.is_none() && !software.role.is_empty() {
        app.component = Some(software.role.to_owned());
    }
    let myself = Backend { software: String::new(), name: app.name.clone(), port: 0, outside: false };
    if app.args.is_empty() && app.command.is_empty() {
        app.args = software.args.iter().map(|arg| place(arg, &myself, &app.name)).collect();
    }
    let secret = app.credentials.clone().unwrap_or_else(|| secret_name(&app.name));
    let owner = app.part_of.clone().unwrap_or_else(|| app.name.clone());
    let name = database(&app.name, &owner).to_owned();
    let known: Vec<String> = app.env.iter().map(|env| env.name.clone()).collect();
    let secrets = software
        .secret
        .iter()
        .map(|(name, key)| (*name, EnvValue::Secret(secret.clone(), (*key).to_owned())));
    let copies = app.replicas.unwrap_or(1);
    let fixed = software.env.iter().map(|(key, value)| {
        let value = match value.strip_prefix('^') {
            Some(field) => EnvValue::Field(field.to_owned()),
            None => EnvValue::Text(place(&members(value, &app.name, copies), &myself, &name)),
        };
        (*key, value)
    });
    for (name, value) in secrets.chain(fixed) {
        if !known.iter().any(|other| other == name) {
            app.env.push(Env { name: name.to_owned(), value });
        }
    }
    let keys: Vec<&str> = software.secret.iter().map(|(_, key)| *key).collect();
    let ours = app.env.iter().any(|env| matches!(&env.value, EnvValue::Secret(name, _) if *name == secret));
    if ours && !keys.is_empty() {
        assumed.push(format!(
            "Secret {secret} must hold {}: no credential is written into a file",
            listed(&keys)
        ));
    }
}

/// Fills in what depends on the number of members.
fn members(value: &str, app: &str, copies: u32) -> String {
    let voters: Vec<String> = (0..copies).map(|n| format!("{n}@{app}-{n}.{app}:9093")).collect();
    value.replace("{voters}", &voters.join(",")).replace("{copies}", &copies.min(3).to_string())
}

/// `a`, `a and b`, `a, b and c`
pub(crate) fn listed(items: &[&str]) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// Ports, Service and metrics.
fn listen(app: &mut App, software: Option<&Software>, watched: bool, assumed: &mut Vec<String>) {
    let serves = !app.workload.ends() && app.component.as_deref() != Some("worker");
    if app.ports.is_empty() && serves {
        match software.filter(|software| !software.ports.is_empty()) {
            Some(software) => {
                let main = if app.image.starts_with("nginx:") { Some(80) } else { None };
                app.ports = software
                    .ports
                    .iter()
                    .map(|(name, number)| Port::tcp(name, main.unwrap_or(*number)))
                    .collect();
            }
            None if app.workload != Workload::DaemonSet || app.service.is_some() => {
                app.ports.push(Port::tcp("http", 8080));
                assumed.push(format!("{} listens on port 8080", app.name));
            }
            None => {}
        }
    }
    let batch = app.workload.ends() || app.workload == Workload::DaemonSet || app.workload == Workload::Pod;
    if app.service.is_none() && !batch && !app.ports.is_empty() && !app.without.contains(&Part::Service) {
        // A StatefulSet's own Service has no address: each pod has a name of its own.
        let headless = app.workload == Workload::StatefulSet;
        let kind = if headless { ServiceKind::Headless } else { ServiceKind::ClusterIp };
        app.service = Some(Service { kind, ..Service::default() });
    }
    for port in &mut app.ports {
        let web = matches!(port.number, 8080 | 8000 | 3000 | 5000) && port.name == "http";
        if port.service.is_none() && web {
            port.service = Some(80);
        }
    }
    if app.metrics.is_none() && watched && !app.workload.ends() && !app.without.contains(&Part::Metrics) {
        measure(app, software, assumed);
    }
}

/// Where Prometheus reads the metrics of `app`: its own port, or that of an exporter beside it.
fn measure(app: &mut App, software: Option<&Software>, assumed: &mut Vec<String>) {
    let secret = app.credentials.clone().unwrap_or_else(|| secret_name(&app.name));
    if let Some((software, (image, port))) =
        software.and_then(|software| Some((software, software.exporter?)))
    {
        let env = |(name, value): &(&str, &str)| {
            let value = match value.strip_prefix('<') {
                Some(key) => EnvValue::Secret(secret.clone(), key.to_owned()),
                None => EnvValue::Text((*value).to_owned()),
            };
            Env { name: (*name).to_owned(), value }
        };
        app.exporter = Some(Exporter {
            image: image.to_owned(),
            port,
            args: software.exporter_args.iter().map(|arg| (*arg).to_owned()).collect(),
            env: software.exporter_env.iter().map(env).collect(),
        });
        app.ports.push(Port::tcp("metrics", port));
        app.metrics = Some(Metrics::new("metrics".to_owned(), "/metrics".to_owned()));
        return;
    }
    let (path, number) = match software {
        Some(Software { metrics: Some((path, number)), .. }) => ((*path).to_owned(), *number),
        Some(software) if !software.role.is_empty() => return,
        _ => ("/metrics".to_owned(), None),
    };
    let port =
        number.and_then(|number| app.ports.iter().find(|port| port.number == number)).or(app.ports.first());
    let Some(port) = port.map(|port| port.name.clone()) else { return };
    if software.is_none() {
        assumed.push(format!("{} serves its metrics on {path} of port {port}", app.name));
    }
    app.metrics = Some(Metrics::new(port, path));
}

/// Writable directories and disks of known software.
fn store(app: &mut App, software: Option<&Software>) {
    let mut dirs: Vec<&str> = software.map(|software| software.writes.clone()).unwrap_or_default();
    if app.image.starts_with("nginx:") {
        dirs = vec!["/var/cache/nginx", "/var/run", "/tmp"];
    } else if software.is_none() && app.user.read_only {
        dirs.push("/tmp");
    }
    if let Some((path, size)) = software.and_then(|software| software.data) {
        let have = app.volumes.iter().any(|v| v.path == path);
        // A disk that was asked for without a directory goes where the software keeps its data.
        let loose =
            app.volumes.iter_mut().find(|v| v.path.is_empty() && matches!(v.source, Source::Claim(_)));
        if let Some(volume) = loose {
            path.clone_into(&mut volume.path);
        } else if !have && app.without.contains(&Part::Storage) {
            dirs.push(path);
        } else if !have {
            app.volumes.push(disk_at(path, size));
        }
    }
    if let Some((mount, path)) = software.and_then(|software| software.host) {
        let name = path.trim_matches('/').replace('/', "-");
        let name = if name.is_empty() { "root".to_owned() } else { name };
        app.volumes.push(Volume { name, path: mount.to_owned(), source: Source::Host(path.to_owned()) });
    }
    for volume in &mut app.volumes {
        if volume.path.is_empty() {
            volume.path = format!("/{}", volume.name);
        }
    }
    for dir in dirs {
        if !app.volumes.iter().any(|v| v.path == dir) {
            let name = dir.trim_matches('/').replace(['/', '.', '_'], "-");
            let source = Source::Scratch(Some("64Mi".to_owned()));
            app.volumes.push(Volume { name, path: dir.to_owned(), source });
        }
    }
}

/// A disk of `size` at `path`.
pub(crate) fn disk_at(path: &str, size: &str) -> Volume {
    let claim = Claim {
        name: "data".to_owned(),
        size: size.to_owned(),
        class: None,
        mode: "ReadWriteOnce".to_owned(),
        exists: false,
    };
    Volume { name: "data".to_owned(), path: path.to_owned(), source: Source::Claim(claim) }
}

fn disk(app: &App) -> bool {
    app.volumes.iter().any(|v| matches!(&v.source, Source::Claim(claim) if claim.mode == "ReadWriteOnce"))
}

/// CPU and memory: what was said, what the software needs, else a small web service's.
fn size(app: &mut App, software: Option<&Software>) {
    if app.without.contains(&Part::Resources) {
        app.resources.unset = true;
        return;
    }
    let (memory, memory_limit) = software.and_then(|software| software.memory).unwrap_or(("128Mi", "256Mi"));
    let resources = &mut app.resources;
    let same = |value: &Option<String>, usual: &str| value.clone().unwrap_or_else(|| usual.to_owned());
    if resources.memory.is_none() && resources.memory_limit.is_none() {
        resources.memory = Some(memory.to_owned());
        resources.memory_limit = Some(memory_limit.to_owned());
    }
    if resources.cpu.is_none() && resources.cpu_limit.is_none() {
        let (cpu, limit) = if memory.ends_with("Gi") { ("500m", "2") } else { ("100m", "500m") };
        resources.cpu = Some(cpu.to_owned());
        resources.cpu_limit = Some(limit.to_owned());
    }
    resources.memory = Some(same(&resources.memory, resources.memory_limit.as_deref().unwrap_or(memory)));
    resources.memory_limit =
        Some(same(&resources.memory_limit, resources.memory.as_deref().unwrap_or(memory)));
    resources.cpu = Some(same(&resources.cpu, resources.cpu_limit.as_deref().unwrap_or("100m")));
    resources.cpu_limit = Some(same(&resources.cpu_limit, resources.cpu.as_deref().unwrap_or("500m")));
}

fn health(app: &App, software: Option<&Software>) -> Option<Probe> {
    if app.workload.ends() {
        return None;
    }
    let port = app.ports.first();
    let words: Vec<&str> = software.map(|software| software.health.split(' ').collect()).unwrap_or_default();
    match words.as_slice() {
        ["http", live, ready] => port.map(|port| Probe::Http {
            live: (*live).to_owned(),
            ready: (*ready).to_owned(),
            port: port.name.clone(),
        }),
        ["exec", command @ ..] => Some(Probe::Exec(command.iter().map(|word| (*word).to_owned()).collect())),
        ["tcp"] => port.map(|port| Probe::Tcp(port.name.clone())),
        _ => port.map(|port| {
            if port.name.starts_with("http") {
                Probe::Http {
                    live: "/healthz".to_owned(),
                    ready: "/ready".to_owned(),
                    port: port.name.clone(),
                }
            } else if port.name == "grpc" {
                Probe::Grpc(port.number)
            } else {
                Probe::Tcp(port.name.clone())
            }
        }),
    }
}

/// Budget, isolation, node agents.
fn protect(app: &mut App) {
    let several = app.replicas.is_some_and(|n| n > 1) || app.scaling.as_ref().is_some_and(|s| s.max > 1);
    if app.disruption.is_none()
        && several
        && app.workload.scales()
        && !app.without.contains(&Part::Disruption)
    {
        app.disruption = Some(Budget::Unavailable("1".to_owned()));
    }
    if app.isolation.is_none() && !app.user.host_network && !app.without.contains(&Part::Isolation) {
        app.isolation = Some(Isolation::default());
    }
    app.account.unset |= app.without.contains(&Part::Account);
    app.placement.everywhere |= app.workload == Workload::DaemonSet
        && app.placement.tolerations.is_empty()
        && app.placement.nodes.is_empty();
}

/// Backends let in only those who talk to them.
fn admit(system: &mut System) {
    let talks: Vec<(String, String)> = system
        .apps
        .iter()
        .flat_map(|app| app.backends.iter().map(|backend| (app.name.clone(), backend.name.clone())))
        .collect();
    for app in &mut system.apps {
        let name = app.name.clone();
        let Some(isolation) = &mut app.isolation else { continue };
        for (from, _) in talks.iter().filter(|(_, to)| *to == name) {
            let peer = super::graph::Peer::App(from.clone());
            if !isolation.from.contains(&peer) {
                isolation.from.push(peer);
            }
        }
    }
}
