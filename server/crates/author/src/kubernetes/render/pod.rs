//! The pod template: containers, probes, security, placement, volumes.

use super::super::graph::{App, Claim, Env, EnvValue, Exporter, Probe, Resources, Source, Workload};
use super::super::value::{Map, Value};
use super::{labels, selector, texts};

/// `template` of a workload.
pub(super) fn template(app: &App) -> Map {
    let mut metadata = Map::new().with("labels", labels(app));
    if app.workload == Workload::DaemonSet && app.placement.everywhere {
        let keep = Map::new().with("cluster-autoscaler.kubernetes.io/enable-ds-eviction", "false");
        metadata = metadata.with("annotations", keep);
    }
    Map::new().with("metadata", metadata).with("spec", spec(app))
}

/// `spec` of a pod.
pub(super) fn spec(app: &App) -> Map {
    let account = app.account.name.as_deref().unwrap_or(&app.name);
    let placement = &app.placement;
    let nodes = texts(&placement.nodes);
    let mut spec = Map::new();
    if !app.account.unset {
        spec = spec.with("serviceAccountName", account);
    }
    spec = spec.with("automountServiceAccountToken", !app.account.rules.is_empty());
    if app.user.host_network {
        spec = spec.with("hostNetwork", true).with("dnsPolicy", "ClusterFirstWithHostNet");
    }
    let pulls: Vec<Map> = placement.pull_secrets.iter().map(|name| Map::new().with("name", name)).collect();
    spec = spec
        .with("securityContext", pod_security(app))
        .with_some("imagePullSecrets", pulls)
        .with_some("priorityClassName", placement.priority.as_deref())
        .with_some("nodeSelector", nodes)
        .with_some("tolerations", tolerations(app))
        .and(spreading(app))
        .with_some("terminationGracePeriodSeconds", placement.grace);
    if app.workload.ends() {
        spec = spec.with("restartPolicy", "Never");
    }
    spec.with("containers", containers(app)).with_some("volumes", volumes(app))
}

fn pod_security(app: &App) -> Map {
    if app.user.id == 0 {
        return Map::new().with("seccompProfile", Map::new().with("type", "RuntimeDefault"));
    }
    let disks = app.volumes.iter().any(|volume| matches!(volume.source, Source::Claim(_)));
    Map::new()
        .with("runAsNonRoot", true)
        .with("runAsUser", app.user.id)
        .with("runAsGroup", app.user.id)
        .with_some("fsGroup", disks.then_some(app.user.id))
        .with_some("fsGroupChangePolicy", disks.then_some("OnRootMismatch"))
        .with("seccompProfile", Map::new().with("type", "RuntimeDefault"))
}

fn tolerations(app: &App) -> Vec<Map> {
    if app.placement.everywhere {
        return vec![Map::new().with("operator", "Exists")];
    }
    let toleration = |(key, value, effect): &(String, String, String)| {
        let map = Map::new().with("key", key);
        let map = if value.is_empty() {
            map.with("operator", "Exists")
        } else {
            map.with("operator", "Equal").with("value", value)
        };
        if effect.is_empty() { map } else { map.with("effect", effect) }
    };
    app.placement.tolerations.iter().map(toleration).collect()
}

/// Replicas apart: on different nodes and zones where there are any.
fn spreading(app: &App) -> Map {
    let several = app.replicas.is_some_and(|n| n > 1) || app.scaling.as_ref().is_some_and(|s| s.max > 1);
    if !several || !app.workload.scales() {
        return Map::new();
    }
    let select = Map::new().with("matchLabels", selector(app));
    let term = Map::new().with("labelSelector", select.clone()).with("topologyKey", "kubernetes.io/hostname");
    let preferred = Map::new().with("weight", 100).with("podAffinityTerm", term);
    let apart = Map::new().with("preferredDuringSchedulingIgnoredDuringExecution", [preferred]);
    let zones = Map::new()
        .with("maxSkew", 1)
        .with("topologyKey", "topology.kubernetes.io/zone")
        .with("whenUnsatisfiable", "ScheduleAnyway")
        .with("labelSelector", select);
    Map::new()
        .with("affinity", Map::new().with("podAntiAffinity", apart))
        .with("topologySpreadConstraints", [zones])
}

fn containers(app: &App) -> Vec<Map> {
    let mut out = vec![container(app)];
    out.extend(app.exporter.as_ref().map(exporter));
    out
}

fn container(app: &App) -> Map {
    let ports: Vec<Map> = app
        .ports
        .iter()
        .map(|port| {
            Map::new()
                .with("name", &port.name)
                .with("containerPort", port.number)
                .with("protocol", if port.udp { "UDP" } else { "TCP" })
        })
        .filter(|port| !exported(app, port))
        .collect();
    let mounts: Vec<Map> = app
        .volumes
        .iter()
        .map(|volume| {
            let fixed = matches!(volume.source, Source::Config(_) | Source::Secret(_) | Source::Host(_));
            Map::new()
                .with("name", &volume.name)
                .with("mountPath", &volume.path)
                .with_some("readOnly", fixed.then_some(true))
        })
        .collect();
    Map::new()
        .with("name", &app.name)
        .with("image", &app.image)
        .with("imagePullPolicy", "Always")
        .with_some("command", app.command.clone())
        .with_some("args", app.args.clone())
        .with_some("ports", ports)
        .with_some("envFrom", env_from(app))
        .with_some("env", app.env.iter().map(env).collect::<Vec<_>>())
        .and(probes(app))
        .with_some("resources", resources(&app.resources))
        .with("securityContext", container_security(app))
        .with_some("volumeMounts", mounts)
}

/// Whether the exporter beside the main container listens on this port.
fn exported(app: &App, port: &Map) -> bool {
    let number = app.exporter.as_ref().map(|exporter| Value::from(exporter.port));
    number.is_some() && port.get("containerPort") == number.as_ref()
}

fn exporter(exporter: &Exporter) -> Map {
    let port =
        Map::new().with("name", "metrics").with("containerPort", exporter.port).with("protocol", "TCP");
    let probe =
        |path: &str| Map::new().with("httpGet", Map::new().with("path", path).with("port", "metrics"));
    let small = Resources {
        cpu: Some("10m".into()),
        cpu_limit: Some("100m".into()),
        memory: Some("32Mi".into()),
        memory_limit: Some("64Mi".into()),
        ..Resources::default()
    };
    Map::new()
        .with("name", "metrics")
        .with("image", &exporter.image)
        .with("imagePullPolicy", "Always")
        .with_some("args", exporter.args.clone())
        .with("ports", [port])
        .with_some("env", exporter.env.iter().map(env).collect::<Vec<_>>())
        .with("livenessProbe", probe("/").with("periodSeconds", 20))
        .with("readinessProbe", probe("/").with("periodSeconds", 10))
        .with("resources", resources(&small))
        .with("securityContext", locked(true))
}

fn env(env: &Env) -> Map {
    let map = Map::new().with("name", &env.name);
    let from = |kind: &str, name: &str, key: &str| {
        Map::new().with(kind, Map::new().with("name", name).with("key", key))
    };
    match &env.value {
        EnvValue::Text(text) => map.with("value", text),
        EnvValue::Secret(name, key) => map.with("valueFrom", from("secretKeyRef", name, key)),
        EnvValue::Field(path) => {
            map.with("valueFrom", Map::new().with("fieldRef", Map::new().with("fieldPath", path)))
        }
    }
}

fn env_from(app: &App) -> Vec<Map> {
    let own = (!app.config.is_empty()).then(|| super::storage::config_name(app));
    let maps = own.iter().chain(&app.config_maps);
    let maps = maps.map(|name| Map::new().with("configMapRef", Map::new().with("name", name)));
    let secrets = app.secrets.iter().map(|name| Map::new().with("secretRef", Map::new().with("name", name)));
    maps.chain(secrets).collect()
}

fn probes(app: &App) -> Map {
    let Some(probe) = app.probe.as_ref().filter(|_| !app.workload.ends()) else { return Map::new() };
    let http =
        |path: &str, port: &str| Map::new().with("httpGet", Map::new().with("path", path).with("port", port));
    let socket = |port: &str| Map::new().with("tcpSocket", Map::new().with("port", port));
    let (live, ready) = match probe {
        Probe::Http { live, ready, port } => (http(live, port), http(ready, port)),
        Probe::Tcp(port) => (socket(port), socket(port)),
        Probe::Grpc(port) => {
            let grpc = Map::new().with("grpc", Map::new().with("port", *port));
            (grpc.clone(), grpc)
        }
        Probe::Exec(command) => {
            let exec = Map::new().with("exec", Map::new().with("command", command.clone()));
            (exec.clone(), exec)
        }
    };
    // One sign for both would restart what is only busy: a listening socket is alive.
    let live = if live == ready { app.ports.first().map_or(live, |port| socket(&port.name)) } else { live };
    let slow = !matches!(app.workload, Workload::Deployment);
    Map::new()
        .with_some(
            "startupProbe",
            slow.then(|| live.clone().with("periodSeconds", 5).with("failureThreshold", 30)),
        )
        .with(
            "livenessProbe",
            live.with("periodSeconds", 10).with("timeoutSeconds", 3).with("failureThreshold", 3),
        )
        .with(
            "readinessProbe",
            ready.with("periodSeconds", 5).with("timeoutSeconds", 3).with("failureThreshold", 2),
        )
}

fn resources(resources: &Resources) -> Map {
    let requests = quantities(&[
        ("cpu", resources.cpu.as_deref()),
        ("memory", resources.memory.as_deref()),
        ("ephemeral-storage", (!resources.unset).then_some("64Mi")),
    ]);
    let limits = quantities(&[
        ("cpu", resources.cpu_limit.as_deref()),
        ("memory", resources.memory_limit.as_deref()),
        ("ephemeral-storage", (!resources.unset).then_some("512Mi")),
    ])
    .and(texts(&resources.devices));
    Map::new().with_some("requests", requests).with_some("limits", limits)
}

/// The quantities that are set, by name.
fn quantities(pairs: &[(&str, Option<&str>)]) -> Map {
    pairs.iter().filter_map(|(name, value)| Some((*name, Value::from((*value)?)))).collect()
}

fn container_security(app: &App) -> Map {
    if app.user.privileged {
        return Map::new().with("privileged", true);
    }
    locked(app.user.read_only)
}

/// The restricted Pod Security level for one container.
fn locked(read_only: bool) -> Map {
    Map::new()
        .with("allowPrivilegeEscalation", false)
        .with("readOnlyRootFilesystem", read_only)
        .with("capabilities", Map::new().with("drop", ["ALL"]))
}

/// Volumes of the pod; disks of a StatefulSet come from its claim templates.
fn volumes(app: &App) -> Vec<Map> {
    let mut out: Vec<Map> = Vec::new();
    for volume in &app.volumes {
        let map = Map::new().with("name", &volume.name);
        let known = out.iter().any(|other| other.get("name") == map.get("name"));
        if known {
            continue;
        }
        out.push(match &volume.source {
            Source::Claim(claim) if !claim.exists && app.workload == Workload::StatefulSet => continue,
            Source::Claim(claim) => {
                map.with("persistentVolumeClaim", Map::new().with("claimName", claim_name(app, claim)))
            }
            Source::Scratch(limit) => {
                map.with("emptyDir", Map::new().with_some("sizeLimit", limit.as_deref()))
            }
            Source::Config(name) => map.with("configMap", Map::new().with("name", name)),
            Source::Secret(name) => map.with("secret", Map::new().with("secretName", name)),
            Source::Host(path) => map.with("hostPath", Map::new().with("path", path)),
        });
    }
    out
}

/// The claim's name as an object of its own.
pub(super) fn claim_name(app: &App, claim: &Claim) -> String {
    if claim.exists || claim.name.starts_with(&app.name) {
        claim.name.clone()
    } else {
        format!("{}-{}", app.name, claim.name)
    }
}
