//! Ports, hosts, paths, TLS, classes of ingresses and gateways.

use super::super::graph::{Metrics, Port, Probe, Tls};
use super::Reader;
use super::mentions::{exposure, service};
use crate::intent::Shape;

/// `node port 30080`
pub(super) fn node_port(reader: &mut Reader, at: usize) -> Option<usize> {
    let two = reader.is(at, &["node"]) && reader.is(at + 1, &["port"]);
    let one = reader.is(at, &["nodeport"]);
    if !one && !two {
        return None;
    }
    let start = at + 1 + usize::from(two);
    let value = reader.skip(start, &["of", "is", "service", "on", "at", "exposed", "number", "port"]);
    let number = reader.port(value).filter(|number| (30_000..=32_767).contains(number))?;
    service(reader).kind = super::super::graph::ServiceKind::NodePort;
    service(reader).node_port = Some(number);
    reader.note(at..value + 1, format!("node port {number}"));
    Some(value + 1 - at)
}

/// `port 8080`, `ports 80 and 443`, `port 80 to 8080`, `target port 8080`, `listening on 8080`, `:8080`, `80:8080`
pub(super) fn ports(reader: &mut Reader, at: usize) -> Option<usize> {
    if let Some((outer, inner)) = mapped(reader, at) {
        reader.note(at..at + 1, format!("port {outer} to {inner}"));
        add(reader, at, inner, Some(outer), None);
        return Some(1);
    }
    if let Some(number) = reader.word(at).and_then(|w| w.text.strip_prefix(':')).and_then(|n| n.parse().ok())
    {
        return Some(place(reader, at, at + 1, number));
    }
    let joined = reader.is(at, &["targetport", "containerport", "port"]);
    let verbs = [
        "listen",
        "listens",
        "listening",
        "serve",
        "serves",
        "serving",
        "expose",
        "exposes",
        "exposing",
        "exposed",
    ];
    let value = if joined {
        reader.skip(at + 1, &["of", "is", "to", "on", "at", "number", "the"])
    } else if reader.is(at, &verbs) {
        reader.skip(
            at + 1,
            &[
                "on", "at", "http", "tcp", "traffic", "metric", "grpc", "request", "it", "itself", "the",
                "api",
            ],
        )
    } else if reader.is(at, &["on", "at", "via"])
        && reader.count(at + 1).is_some_and(|n| n > 79)
        && plain_port(reader, at + 1)
    {
        at + 1
    } else {
        return None;
    };
    let number = reader.port(value)?;
    let end = value + 1;
    if reader.is(end, &["to", "->"]) || (reader.punct(end, '-') && reader.punct(end + 1, '>')) {
        let next = reader.skip(end + 1, &["container", "port", "target", "targetport", ">", "pod"]);
        let next = if reader.punct(next, '>') { next + 1 } else { next };
        if let Some(inner) = reader.port(next) {
            reader.note(at..next + 1, format!("port {number} to {inner}"));
            add(reader, at, inner, Some(number), None);
            return Some(next + 1 - at);
        }
    }
    Some(place(reader, at, end, number))
}

/// `80:8080`
fn mapped(reader: &Reader, at: usize) -> Option<(u16, u16)> {
    let (outer, inner) = reader.word(at)?.text.split_once(':')?;
    let (outer, inner): (u16, u16) = (outer.parse().ok()?, inner.parse().ok()?);
    // `03:15` is a time.
    (outer > 23 || inner > 59).then_some((outer, inner))
}

/// Whether a bare number is a port: no unit, no noun that it counts.
fn plain_port(reader: &Reader, at: usize) -> bool {
    !reader.is(at + 1, &["replica", "pod", "percent", "time", "node", "copy", "instance", "core", "cpu"])
}

/// Puts a port where its words say: container, Service, metrics or probe.
fn place(reader: &mut Reader, at: usize, end: usize, number: u16) -> usize {
    let before: Vec<bool> = [
        &["target", "container", "targetport", "containerport", "backend"][..],
        &["metric", "prometheus"],
        &["service"],
    ]
    .iter()
    .map(|words| (at.saturating_sub(3)..=at).any(|i| reader.is(i, words)))
    .collect();
    let (inner, metrics, outer) = (before[0], before[1] || reader.is(end, &["metric"]), before[2]);
    let name = ["http", "https", "grpc", "metric", "admin"]
        .iter()
        .find(|name| reader.is(end, &[name]) || at > 0 && reader.is(at - 1, &[name]));
    let name = name.map(|name| if *name == "metric" { "metrics" } else { name });
    reader.note(at..end, format!("port {number}"));
    if metrics {
        add(reader, at, number, None, Some("metrics"));
        reader.app().metrics = Some(Metrics::new("metrics".to_owned(), "/metrics".to_owned()));
    } else if inner {
        // "port 80, target port 8080": the first one was the Service's.
        let app = reader.app();
        match app.ports.last_mut().filter(|port| port.service.is_none() && port.number != number) {
            Some(port) => (port.service, port.number) = (Some(port.number), number),
            None => add(reader, at, number, None, name),
        }
    } else if (outer || serves(reader)) && !reader.app().ports.is_empty() {
        let known = reader.app().ports.iter().position(|port| port.service.is_none());
        match known {
            Some(index) if reader.app().ports.iter().all(|port| port.number != number) => {
                reader.app().ports[index].service = Some(number);
            }
            _ => add(reader, at, number, None, name),
        }
    } else if outer || serves(reader) {
        let inner = super::super::software::of_image(&reader.app().image)
            .and_then(|s| s.ports.first())
            .map(|(_, port)| *port);
        let inner = inner.filter(|_| reader.creates).unwrap_or(number);
        add(reader, at, inner, Some(number), name);
    } else {
        add(reader, at, number, None, name);
    }
    let mut next = end;
    while (reader.is(next, &["and"]) || reader.punct(next, ','))
        && reader.port(next + 1).is_some()
        && plain_port(reader, next + 1)
    {
        let Some(more) = reader.port(next + 1) else { break };
        reader.note(next..next + 2, format!("port {more}"));
        add(reader, at, more, None, None);
        next += 2;
    }
    let tail = reader.is(next, &["http", "https", "grpc", "metric", "port"]);
    reader.mark(next..next + usize::from(tail));
    next + usize::from(tail) - at
}

/// Whether the Service was spoken of last.
fn serves(reader: &Reader) -> bool {
    matches!(reader.focus, "Service" | "NodePort" | "LoadBalancer" | "Headless" | "Ingress")
}

fn add(reader: &mut Reader, at: usize, number: u16, service: Option<u16>, name: Option<&str>) {
    let udp = reader.near(at, 3, &["udp"]);
    let known = super::super::software::of_image(&reader.app().image)
        .and_then(|software| software.ports.iter().find(|(_, port)| *port == number).map(|(name, _)| *name));
    let app = reader.app();
    if let Some(port) = app.ports.iter_mut().find(|port| port.number == number) {
        port.service = service.or(port.service);
        return;
    }
    let usual = match number {
        443 | 8443 => "https",
        50051 => "grpc",
        9100..=9999 if !app.ports.is_empty() => "metrics",
        53 => "dns",
        _ => "http",
    };
    let mut name = name.or(known).unwrap_or(usual).to_owned();
    if app.ports.iter().any(|port| port.name == name) {
        name = format!("port-{number}");
    }
    app.ports.push(Port { name, number, service, udp });
}

/// `example.com`, as the host of an ingress or a route.
pub(super) fn host(reader: &mut Reader, at: usize) -> Option<usize> {
    let word = reader.word(at)?;
    let bare = word.text.strip_prefix("https://").or_else(|| word.text.strip_prefix("http://"));
    let domain =
        word.shape == Shape::Domain || bare.is_some_and(|host| host.contains('.') && !host.contains(':'));
    if !domain || word.text.contains('@') || word.text.ends_with(".local") {
        return None;
    }
    let (host, path) = bare
        .unwrap_or(&word.text)
        .split_once('/')
        .map_or((bare.unwrap_or(&word.text).to_owned(), None), |(h, p)| {
            (h.to_owned(), Some(format!("/{p}")))
        });
    let secure = word.text.starts_with("https://");
    reader.note(at..at + 1, format!("host {host}"));
    let secret = format!("{}-tls", super::label(host.split('.').next().unwrap_or("web")));
    let exposure = exposure(reader);
    if !exposure.hosts.contains(&host) {
        exposure.hosts.push(host);
    }
    exposure.paths.extend(path);
    if secure && exposure.tls.is_none() {
        exposure.tls = Some(Tls { secret, issuer: None });
    }
    Some(1)
}

/// `/healthz`, `/metrics`, `/api`: by the words around it.
pub(super) fn path(reader: &mut Reader, at: usize) -> Option<usize> {
    let word = reader.word(at).filter(|word| word.text.starts_with('/'))?;
    let path = word.text.to_string();
    let back = |words: &[&str]| (at.saturating_sub(6)..at).rev().any(|i| reader.is(i, words));
    let health = ["health", "healthz", "livez", "readyz", "ready", "live", "ping", "status"]
        .iter()
        .any(|w| path.trim_matches('/').ends_with(w));
    let probes =
        back(&["probe", "health", "healthcheck", "liveness", "readiness", "live", "ready"]) || health;
    if path == "/metrics" || back(&["metric"]) && !back(&["probe"]) {
        reader.note(at..at + 1, format!("metrics at {path}"));
        let ports = &reader.app().ports;
        let port = ports
            .iter()
            .find(|p| p.name == "metrics")
            .or(ports.first())
            .map_or("http".to_owned(), |p| p.name.clone());
        reader.app().metrics = Some(Metrics::new(port, path));
        return Some(1);
    }
    if probes {
        reader.note(at..at + 1, format!("health at {path}"));
        let readiness = back_first(reader, at, &["readiness", "ready"], &["liveness", "live"]);
        let port = reader.app().ports.first().map_or("http".to_owned(), |p| p.name.clone());
        let app = reader.app();
        match (&mut app.probe, readiness) {
            (Some(Probe::Http { ready, .. }), Some(true)) => *ready = path,
            (Some(Probe::Http { live, .. }), Some(false)) => *live = path,
            (probe, _) => *probe = Some(Probe::Http { live: path.clone(), ready: path, port }),
        }
        return Some(1);
    }
    let routed = back(&["path", "route", "ingress", "under", "prefix", "host", "url"])
        || reader.app().exposure.is_some();
    if !routed {
        return None;
    }
    reader.note(at..at + 1, format!("path {path}"));
    exposure(reader).paths.push(path);
    Some(1)
}

/// Which of two groups of words stands nearer before `at`: true for the first.
fn back_first(reader: &Reader, at: usize, first: &[&str], second: &[&str]) -> Option<bool> {
    (at.saturating_sub(6)..at).rev().find_map(|i| {
        if reader.is(i, first) {
            Some(true)
        } else if reader.is(i, second) {
            Some(false)
        } else {
            None
        }
    })
}

/// `with TLS`, `https`, `letsencrypt`, `cluster issuer letsencrypt-prod`, `tls secret web-tls`
pub(super) fn tls(reader: &mut Reader, at: usize) -> Option<usize> {
    if reader.intent.is_negated(at) {
        return None;
    }
    let encrypt = reader.is(at, &["let's"]) && reader.is(at + 1, &["encrypt"]);
    let issuer = if encrypt || reader.is(at, &["letsencrypt", "lets-encrypt", "let'sencrypt"]) {
        Some(("letsencrypt".to_owned(), 1 + usize::from(encrypt)))
    } else if reader.is(at, &["letsencrypt-prod", "letsencrypt-staging", "letsencrypt-production"]) {
        Some((reader.text(at), 1))
    } else if reader.is(at, &["issuer", "cluster-issuer", "clusterissuer"]) && reader.app().exposure.is_some()
    {
        let value = reader.skip(at + 1, &["named", "called", "is"]);
        reader.nameable(value).then(|| (super::label(&reader.text(value)), value + 1 - at))
    } else if reader.is(at, &["cert-manager", "certmanager"]) {
        Some(("letsencrypt".to_owned(), 1))
    } else {
        None
    };
    let plain = reader.is(at, &["tls", "https", "ssl"])
        && (reader.app().exposure.is_some() || reader.near(at, 8, &["ingress", "host", "gateway", "route"]));
    if issuer.is_none() && !plain {
        return None;
    }
    let named = reader.skip(at + 1, &["certificate", "from", "secret", "in", "using", "the"]);
    let secret = (plain && named > at + 1 && reader.is(named - 1, &["secret"]) && reader.nameable(named))
        .then(|| super::label(&reader.text(named)));
    let len = if secret.is_some() { named + 1 - at } else { issuer.as_ref().map_or(1, |(_, len)| *len) };
    reader.note(at..at + len, "TLS");
    let tls = exposure(reader).tls.get_or_insert(Tls { secret: String::new(), issuer: None });
    if let Some(secret) = secret {
        tls.secret = secret;
    }
    if let Some((issuer, _)) = issuer {
        tls.issuer.get_or_insert(issuer);
    }
    Some(len)
}

/// `ingress class traefik`, `gateway class envoy`, `attached to gateway public in namespace infra`
pub(super) fn class(reader: &mut Reader, at: usize) -> Option<usize> {
    let ingress = reader.is(at, &["ingressclass", "ingressclassname"])
        || reader.is(at, &["ingress"]) && reader.is(at + 1, &["class"]);
    let gateway = reader.is(at, &["gatewayclass", "gatewayclassname"])
        || reader.is(at, &["gateway"]) && reader.is(at + 1, &["class"]);
    if reader.is(at, &["alb", "gce", "kong", "contour", "haproxy", "traefik"])
        && reader.is(at + 1, &["ingress"])
    {
        let class = reader.text(at).to_ascii_lowercase();
        reader.note(at..at + 1, format!("ingress class {class}"));
        exposure(reader).class = Some(class);
        return Some(1);
    }
    if ingress || gateway {
        let value = reader.skip(at + 1, &["class", "named", "called", "is", "name"]);
        let word =
            reader.word(value).filter(|word| matches!(word.shape, Shape::Plain | Shape::Identifier))?;
        let class = word.text.to_string();
        reader.note(at..value + 1, format!("class {class}"));
        if ingress {
            exposure(reader).class = Some(class);
        } else if let Some(gateway) = &mut exposure(reader).gateway {
            gateway.create = Some(class);
        } else {
            exposure(reader).gateway = Some(super::super::graph::Gateway {
                name: "gateway".to_owned(),
                namespace: None,
                create: Some(class),
            });
        }
        return Some(value + 1 - at);
    }
    parent(reader, at)
}

/// `attached to the gateway public`, `gateway named public`
fn parent(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.is(at, &["gateway"]) || reader.is(at + 1, &["api"]) {
        return None;
    }
    let value = reader.skip(at + 1, &["named", "called"]);
    let after = reader.takes_name(value).then_some(value);
    let referred = ["to", "the", "attached", "through", "via", "by", "on", "behind", "existing", "our", "my"];
    let new = reader.before(at).is_none_or(|w| !w.is_any(&referred)) && after.is_some();
    let before = at
        .checked_sub(1)
        .filter(|i| after.is_none() && !reader.used.get(*i).copied().unwrap_or(true) && reader.nameable(*i));
    let name = after.or(before)?;
    let text = super::label(&reader.text(name));
    reader.note(at.min(name)..at.max(name) + 1, format!("gateway {text}"));
    let (namespace, end) = elsewhere(reader, at.max(name) + 1);
    let create = new.then(|| "istio".to_owned());
    reader.focus = "Gateway";
    if !reader.creates && !reader.loose.iter().any(|l| l.concept == "Gateway" || l.concept == "HTTPRoute") {
        reader
            .loose
            .push(super::Loose { concept: if new { "Gateway" } else { "HTTPRoute" }, ..Default::default() });
    }
    exposure(reader).gateway = Some(super::super::graph::Gateway { name: text, namespace, create });
    Some(end - at)
}

/// `in the infra namespace`, of a gateway that is not in the route's.
fn elsewhere(reader: &mut Reader, at: usize) -> (Option<String>, usize) {
    if !reader.is(at, &["in"]) {
        return (None, at);
    }
    let start = reader.skip(at + 1, &["the"]);
    let (name, end) =
        if reader.is(start, &["namespace"]) { (start + 1, start + 2) } else { (start, start + 2) };
    if !(reader.is(start, &["namespace"]) || reader.is(start + 1, &["namespace"])) || !reader.nameable(name) {
        return (None, at);
    }
    reader.mark(at..end);
    (Some(super::label(&reader.text(name))), end)
}
