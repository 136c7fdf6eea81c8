//! Service, Ingress, Gateway, HTTPRoute and NetworkPolicy of an application.

use super::super::graph::{App, Exposure, Gateway, Isolation, Peer, Port, Service, ServiceKind, Workload};
use super::super::value::{Map, Value};
use super::{Manifest, metadata, selector};

/// What reaches `app` and what may, where it has them.
pub(super) fn manifests(app: &App, space: Option<&str>) -> Vec<Manifest> {
    let mut out: Vec<Manifest> =
        app.service.iter().map(|service| self::service(app, service, space)).collect();
    if let Some(exposure) = &app.exposure {
        match &exposure.gateway {
            Some(gateway) => out.extend(route(app, exposure, gateway, space)),
            None => out.push(ingress(app, exposure, space)),
        }
    }
    out.extend(app.isolation.iter().map(|isolation| policy(app, isolation, space)));
    out
}

fn service(app: &App, service: &Service, space: Option<&str>) -> Manifest {
    let mut spec = Map::new();
    spec = match service.kind {
        ServiceKind::ClusterIp => spec.with("type", "ClusterIP"),
        ServiceKind::NodePort => spec.with("type", "NodePort"),
        ServiceKind::LoadBalancer => spec.with("type", "LoadBalancer"),
        ServiceKind::Headless => spec.with("clusterIP", "None"),
    };
    let ports: Vec<Map> = app
        .ports
        .iter()
        .enumerate()
        .map(|(index, port)| {
            Map::new()
                .with("name", &port.name)
                .with("port", port.outer())
                .with("targetPort", reference(app, port))
                .with("protocol", if port.udp { "UDP" } else { "TCP" })
                .with_some("nodePort", service.node_port.filter(|_| index == 0))
        })
        .collect();
    // The members of a set must find each other before they are ready.
    let early = service.kind == ServiceKind::Headless && app.workload == Workload::StatefulSet;
    spec = spec
        .with_some("publishNotReadyAddresses", early.then_some(true))
        .with("selector", selector(app))
        .with("ports", ports);
    let metadata = metadata(app, &app.name, space, &service.annotations);
    Manifest::new("v1", "Service", metadata, Map::new().with("spec", spec))
}

/// A port of the pods: by name, or by number where nobody has seen the names.
fn reference(app: &App, port: &Port) -> Value {
    if app.unseen { Value::from(port.number) } else { Value::from(&port.name) }
}

/// The port that traffic from outside goes to.
fn main_port(app: &App) -> (&str, u16) {
    app.ports.first().map_or(("http", 80), |port| (port.name.as_str(), port.outer()))
}

fn paths(exposure: &Exposure) -> Vec<&str> {
    if exposure.paths.is_empty() { vec!["/"] } else { exposure.paths.iter().map(String::as_str).collect() }
}

fn ingress(app: &App, exposure: &Exposure, space: Option<&str>) -> Manifest {
    let port = Map::new().with("port", Map::new().with("name", main_port(app).0));
    let backend = Map::new().with("service", Map::new().with("name", &app.name).and(port));
    let paths: Vec<Map> = paths(exposure)
        .into_iter()
        .map(|path| Map::new().with("path", path).with("pathType", "Prefix").with("backend", backend.clone()))
        .collect();
    let http = Map::new().with("http", Map::new().with("paths", paths));
    let rules: Vec<Map> = if exposure.hosts.is_empty() {
        vec![http]
    } else {
        exposure.hosts.iter().map(|host| Map::new().with("host", host).and(http.clone())).collect()
    };
    let tls: Vec<Map> = exposure
        .tls
        .iter()
        .map(|tls| Map::new().with_some("hosts", exposure.hosts.clone()).with("secretName", &tls.secret))
        .collect();
    let mut annotations = exposure.annotations.clone();
    if let Some(issuer) = exposure.tls.as_ref().and_then(|tls| tls.issuer.clone()) {
        annotations.insert(0, ("cert-manager.io/cluster-issuer".to_owned(), issuer));
    }
    let spec = Map::new()
        .with_some("ingressClassName", exposure.class.as_deref())
        .with_some("tls", tls)
        .with("rules", rules);
    let metadata = metadata(app, &app.name, space, &annotations);
    Manifest::new("networking.k8s.io/v1", "Ingress", metadata, Map::new().with("spec", spec))
}

fn route(app: &App, exposure: &Exposure, gateway: &Gateway, space: Option<&str>) -> Vec<Manifest> {
    let version = "gateway.networking.k8s.io/v1";
    let matches: Vec<Map> = paths(exposure)
        .into_iter()
        .map(|path| Map::new().with("path", Map::new().with("type", "PathPrefix").with("value", path)))
        .collect();
    let backend = Map::new().with("name", &app.name).with("port", main_port(app).1);
    let parent = Map::new().with("name", &gateway.name).with_some("namespace", gateway.namespace.as_deref());
    let rule = Map::new().with("matches", matches).with("backendRefs", [backend]);
    let spec = Map::new()
        .with("parentRefs", [parent])
        .with_some("hostnames", exposure.hosts.clone())
        .with("rules", [rule]);
    let mut out = Vec::new();
    if let Some(class) = &gateway.create {
        let place = gateway.namespace.as_deref().or(space);
        let issuer = exposure.tls.as_ref().and_then(|tls| tls.issuer.clone());
        let annotations: Vec<_> =
            issuer.map(|issuer| ("cert-manager.io/cluster-issuer".to_owned(), issuer)).into_iter().collect();
        let spec = Map::new().with("gatewayClassName", class).with("listeners", listeners(exposure));
        let metadata = metadata(app, &gateway.name, place, &annotations);
        out.push(Manifest::new(version, "Gateway", metadata, Map::new().with("spec", spec)));
    }
    out.push(Manifest::new(
        version,
        "HTTPRoute",
        metadata(app, &app.name, space, &[]),
        Map::new().with("spec", spec),
    ));
    out
}

fn listeners(exposure: &Exposure) -> Vec<Map> {
    let hosts: Vec<Option<&str>> = if exposure.hosts.is_empty() {
        vec![None]
    } else {
        exposure.hosts.iter().map(|host| Some(host.as_str())).collect()
    };
    let same = Map::new().with("namespaces", Map::new().with("from", "Same"));
    let listener = |(index, host): (usize, Option<&str>)| {
        let (scheme, number) = if exposure.tls.is_some() { ("https", 443) } else { ("http", 80) };
        let name = if index == 0 { scheme.to_owned() } else { format!("{scheme}-{}", index + 1) };
        let tls = exposure.tls.as_ref().map(|tls| {
            let certificate = Map::new().with("kind", "Secret").with("name", &tls.secret);
            Map::new().with("mode", "Terminate").with("certificateRefs", [certificate])
        });
        Map::new()
            .with("name", name)
            .with("protocol", scheme.to_ascii_uppercase())
            .with("port", number)
            .with_some("hostname", host)
            .with_some("tls", tls)
            .with("allowedRoutes", same.clone())
    };
    hosts.into_iter().enumerate().map(listener).collect()
}

fn policy(app: &App, isolation: &Isolation, space: Option<&str>) -> Manifest {
    let types: &[&str] = if isolation.incoming_only { &["Ingress"] } else { &["Ingress", "Egress"] };
    let pods = if isolation.everybody { Map::new() } else { Map::new().with("matchLabels", selector(app)) };
    let mut spec = Map::new()
        .with("podSelector", pods)
        .with("policyTypes", types.to_vec())
        .with("ingress", incoming(app, isolation));
    if !isolation.incoming_only {
        let outgoing = if isolation.everybody { vec![dns()] } else { outgoing(app, isolation) };
        spec = spec.with("egress", outgoing);
    }
    let labelled = if isolation.everybody {
        Map::new().with("name", &app.name).with_some("namespace", space)
    } else {
        metadata(app, &app.name, space, &[])
    };
    let metadata = labelled;
    Manifest::new("networking.k8s.io/v1", "NetworkPolicy", metadata, Map::new().with("spec", spec))
}

fn incoming(app: &App, isolation: &Isolation) -> Vec<Map> {
    let metrics = app.metrics.as_ref().map(|metrics| metrics.port.as_str());
    let shared =
        app.ports.len() == 1 || app.ports.first().is_some_and(|port| Some(port.name.as_str()) == metrics);
    let port = |port: &Port| {
        Map::new().with("port", reference(app, port)).with("protocol", if port.udp { "UDP" } else { "TCP" })
    };
    let serving: Vec<Map> =
        app.ports.iter().filter(|p| shared || Some(p.name.as_str()) != metrics).map(port).collect();
    let mut rules = Vec::new();
    if !isolation.closed && !serving.is_empty() && !app.workload.ends() {
        let peers: Vec<Map> = sources(app, isolation).iter().map(peer).collect();
        let serving = if isolation.everybody { Vec::new() } else { serving };
        rules.push(Map::new().with_some("from", peers).with_some("ports", serving));
    }
    if let Some(scraped) = app.ports.iter().find(|port| Some(port.name.as_str()) == metrics) {
        let from = peer(&Peer::Namespace("monitoring".to_owned()));
        rules.push(Map::new().with("from", [from]).with("ports", [port(scraped)]));
    }
    rules
}

/// Who is let in: those named, else whoever the exposure implies; none means everybody.
fn sources(app: &App, isolation: &Isolation) -> Vec<Peer> {
    if !isolation.from.is_empty() {
        return isolation.from.clone();
    }
    let outside = app
        .service
        .as_ref()
        .is_some_and(|s| matches!(s.kind, ServiceKind::NodePort | ServiceKind::LoadBalancer));
    match &app.exposure {
        _ if outside => Vec::new(),
        None => vec![Peer::SameNamespace],
        Some(Exposure { gateway: Some(_), .. }) => Vec::new(),
        Some(Exposure { class, .. }) if class.as_deref() == Some("nginx") => {
            vec![Peer::Namespace("ingress-nginx".to_owned())]
        }
        Some(Exposure { class, .. }) if class.as_deref() == Some("traefik") => {
            vec![Peer::Namespace("traefik".to_owned())]
        }
        Some(_) => Vec::new(),
    }
}

fn outgoing(app: &App, isolation: &Isolation) -> Vec<Map> {
    let mut rules = vec![dns()];
    for backend in &app.backends {
        let to = if backend.outside { None } else { Some(peer(&Peer::App(backend.name.clone()))) };
        let port = Map::new().with("port", backend.port).with("protocol", "TCP");
        rules.push(Map::new().with_some("to", to.into_iter().collect::<Vec<_>>()).with("ports", [port]));
    }
    if app.workload == Workload::StatefulSet && app.replicas.is_some_and(|n| n > 1) {
        rules.push(Map::new().with("to", [peer(&Peer::App(app.name.clone()))]));
    }
    if isolation.to.is_empty() {
        if matches!(app.component.as_deref(), None | Some("frontend" | "api" | "worker")) {
            rules.push(web());
        }
    } else {
        rules.push(Map::new().with("to", isolation.to.iter().map(peer).collect::<Vec<_>>()));
    }
    rules
}

/// Name look-ups by the cluster's DNS.
pub(super) fn dns() -> Map {
    let space = Map::new().with("matchLabels", Map::new().with("kubernetes.io/metadata.name", "kube-system"));
    let pods = Map::new().with("matchLabels", Map::new().with("k8s-app", "kube-dns"));
    let to = Map::new().with("namespaceSelector", space).with("podSelector", pods);
    let port = |protocol: &str| Map::new().with("port", 53).with("protocol", protocol);
    Map::new().with("to", [to]).with("ports", [port("UDP"), port("TCP")])
}

/// HTTPS to anywhere but the cloud's metadata address.
fn web() -> Map {
    let block = Map::new().with("cidr", "0.0.0.0/0").with("except", ["169.254.169.254/32"]);
    let port = Map::new().with("port", 443).with("protocol", "TCP");
    Map::new().with("to", [Map::new().with("ipBlock", block)]).with("ports", [port])
}

fn peer(peer: &Peer) -> Map {
    let pods = |key: &str, value: &str| {
        let labels = Map::new().with(key, Value::Text(value.to_owned()));
        Map::new().with("podSelector", Map::new().with("matchLabels", labels))
    };
    match peer {
        Peer::App(name) => pods("app.kubernetes.io/name", name),
        Peer::Label(key, value) => pods(key, value),
        Peer::SameNamespace => Map::new().with("podSelector", Map::new()),
        Peer::Namespace(name) => {
            let labels = Map::new().with("kubernetes.io/metadata.name", name);
            Map::new().with("namespaceSelector", Map::new().with("matchLabels", labels))
        }
        Peer::Block(cidr) => Map::new().with("ipBlock", Map::new().with("cidr", cidr)),
    }
}
