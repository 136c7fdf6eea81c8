//! A port that the other side does not have.
//!
//! A Service sends traffic to a port of the pods that it selects; an Ingress, a route or a monitor names a port of a
//! Service or of pods; a probe may name a port of its container. Where the other side stands in the workspace its ports
//! are all there is, so one that is not among them leads nowhere. A number may be open though the container does not
//! declare it; that is told only where the container declares other ports.
//!
//! ```yaml
//! kind: Service
//! spec:
//!   selector: {app: web}
//!   ports:
//!     - port: 80
//!       targetPort: htpp
//! ---
//! kind: Deployment
//! spec:
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers:
//!         - name: web
//!           ports: [{name: http, containerPort: 8080}]
//! ```
//!
//! Write `http`, or give the container's port the name.

use crate::context::LinkedContext;
use crate::kubernetes::links::{Target, objects_named, pairs, selected};
use crate::kubernetes::{Hook, ObjectContext, containers, items, objects, pod_spec};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::structure::is_placeholder;
use crate::{Severity, nearest};
use syntax::yaml::{Node, ScalarType, insert_entry, replace_scalar};
use workspace::SymbolKind;
use workspace::kubernetes::{namespace_of, pod_template};

pub(crate) static RULE: Rule = Rule {
    code: "K8S-unknown-port",
    title: "port that the other side does not have",
    severity: Severity::Warning,
    doc: manual!("unknown_port.rs"),
    check: Check::Kubernetes(&[Hook::Linked(check), Hook::Object(probes)]),
};

/// What the other side has.
#[derive(Default)]
struct Ports<'a> {
    /// What messages call it.
    title: &'static str,
    named: Vec<(Target<'a>, &'a Node)>,
    numbers: Vec<(Target<'a>, &'a Node)>,
}

impl<'a> Ports<'a> {
    fn add(&mut self, owner: Target<'a>, list: Option<&'a Node>, number: &str) {
        for port in items(list) {
            self.named.extend(port.get("name").map(|name| (owner, name)));
            self.numbers.extend(port.get(number).map(|number| (owner, number)));
        }
    }

    /// The ports of the containers that `workloads` run.
    fn of_pods(workloads: Vec<Target<'a>>) -> Self {
        let mut ports = Self { title: "container of the selected pods", ..Self::default() };
        for workload in workloads {
            let spec = pod_template(workload.kind(), workload.object).and_then(|pod| pod.get("spec"));
            for container in spec.into_iter().flat_map(containers) {
                ports.add(workload, container.get("ports"), "containerPort");
            }
        }
        ports
    }

    /// The ports of Services.
    fn of_services(services: impl IntoIterator<Item = Target<'a>>) -> Self {
        let mut ports = Self { title: "Service behind it", ..Self::default() };
        for service in services {
            ports.add(service, service.object.at(&["spec", "ports"]), "port");
        }
        ports
    }

    fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Reports `port`, a name or a number, where nothing has it.
    fn look_up(&self, port: &Node, sink: &mut Sink<'_>) {
        let Some(wanted) = port.as_str().filter(|text| !self.is_empty() && !is_placeholder(text)) else {
            return;
        };
        let is_number = port.scalar_type() == Some(ScalarType::Int);
        let known = if is_number { &self.numbers } else { &self.named };
        if known.iter().any(|(_, node)| node.as_str() == Some(wanted)) {
            return;
        }
        let what = if is_number { format!("port {wanted}") } else { format!("port named \"{wanted}\"") };
        let found = sink.report(port.span, format!("no {} has a {what}", self.title));
        let names = known.iter().filter_map(|(_, node)| node.as_str());
        let only =
            self.numbers.first().filter(|_| self.numbers.len() == 1).and_then(|(_, node)| node.as_str());
        let meant = if is_number { only } else { nearest(wanted, names) };
        let near = known.iter().find(|(_, node)| meant.is_some() && node.as_str() == meant);
        if let (Some(meant), Some((owner, node))) = (meant, near) {
            found.meant(port.span, Some(meant));
            found.related(owner.site, node.span, "the port that is nearest");
            let edit = replace_scalar(&owner.site.unit.text, node, wanted);
            found.fix_at(
                format!("Change the other side's port to \"{wanted}\""),
                vec![(owner.site.into(), edit)],
            );
        } else {
            for (owner, node) in known.iter().take(3) {
                found.related(owner.site, node.span, "a port that it has");
            }
        }
    }
}

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    for object in objects(context.unit) {
        let namespace = namespace_of(object);
        match object.get("kind").and_then(Node::as_str).unwrap_or_default() {
            "Service" => service(context, namespace, object, sink),
            "Ingress" => ingress(context, namespace, object, sink),
            "HTTPRoute" | "GRPCRoute" => route(context, namespace, object, sink),
            "ServiceMonitor" if object.at(&["spec", "namespaceSelector"]).is_none() => {
                let services = selected_by(context, SymbolKind::ServiceLabel, namespace, object);
                let ports = Ports::of_services(services);
                let endpoints = items(object.at(&["spec", "endpoints"])).iter();
                endpoints.filter_map(|e| e.get("port")).for_each(|port| ports.look_up(port, sink));
            }
            "PodMonitor" if object.at(&["spec", "namespaceSelector"]).is_none() => {
                let ports = Ports::of_pods(selected_by(context, SymbolKind::PodLabel, namespace, object));
                let endpoints = items(object.at(&["spec", "podMetricsEndpoints"])).iter();
                endpoints.filter_map(|e| e.get("port")).for_each(|port| ports.look_up(port, sink));
            }
            _ => {}
        }
    }
}

fn selected_by<'a>(
    context: &LinkedContext<'a>,
    kind: SymbolKind,
    namespace: &str,
    object: &Node,
) -> Vec<Target<'a>> {
    let labels = object.at(&["spec", "selector", "matchLabels"]).map(pairs).unwrap_or_default();
    selected(context.workspace, kind, namespace, &labels)
}

fn service(context: &LinkedContext<'_>, namespace: &str, object: &Node, sink: &mut Sink<'_>) {
    let labels = object.at(&["spec", "selector"]).map(pairs).unwrap_or_default();
    let pods = Ports::of_pods(selected(context.workspace, SymbolKind::PodLabel, namespace, &labels));
    let text = &context.unit.text;
    for port in items(object.at(&["spec", "ports"])) {
        match (port.get("targetPort"), port.get("port")) {
            (Some(target), _) => pods.look_up(target, sink),
            (None, Some(number)) => implied(&pods, port, number, text, sink),
            (None, None) => {}
        }
    }
}

/// Without a target port, traffic goes to the port of the same number.
fn implied(pods: &Ports<'_>, port: &Node, number: &Node, text: &str, sink: &mut Sink<'_>) {
    let has = |node: &Node| node.as_str() == number.as_str();
    if pods.is_empty() || pods.numbers.iter().any(|(_, node)| has(node)) {
        return;
    }
    let wanted = number.as_str().unwrap_or_default();
    let message = format!("no {} has a port {wanted}, where traffic goes without a targetPort", pods.title);
    let found = sink.report(number.span, message);
    for (owner, node) in pods.numbers.iter().take(3) {
        found.related(owner.site, node.span, "a port that it has");
        if let Some(target) = node.as_str() {
            found.fix(
                format!("Add \"targetPort: {target}\""),
                vec![insert_entry(text, port, "targetPort", target)],
            );
        }
    }
}

fn ingress(context: &LinkedContext<'_>, namespace: &str, object: &Node, sink: &mut Sink<'_>) {
    let rules = items(object.at(&["spec", "rules"])).iter();
    let paths = rules.flat_map(|rule| items(rule.at(&["http", "paths"])));
    let backends = paths.filter_map(|path| path.get("backend"));
    for backend in backends.chain(object.at(&["spec", "defaultBackend"])) {
        let Some(service) = backend.get("service") else { continue };
        let port = service.at(&["port", "number"]).or_else(|| service.at(&["port", "name"]));
        behind(context, namespace, service.get("name"), port, sink);
    }
}

fn route(context: &LinkedContext<'_>, namespace: &str, object: &Node, sink: &mut Sink<'_>) {
    let rules = items(object.at(&["spec", "rules"])).iter();
    for backend in rules.flat_map(|rule| items(rule.get("backendRefs"))) {
        let is_service = backend.get("kind").and_then(Node::as_str).is_none_or(|kind| kind == "Service");
        let namespace = backend.get("namespace").and_then(Node::as_str).unwrap_or(namespace);
        if is_service {
            behind(context, namespace, backend.get("name"), backend.get("port"), sink);
        }
    }
}

/// Looks up a port of the Service called `name`.
fn behind(
    context: &LinkedContext<'_>,
    namespace: &str,
    name: Option<&Node>,
    port: Option<&Node>,
    sink: &mut Sink<'_>,
) {
    let name = name.and_then(Node::as_str);
    if let (Some(name), Some(port)) = (name, port) {
        let services = objects_named(context.workspace, "Service", namespace, name);
        Ports::of_services(services).look_up(port, sink);
    }
}

/// A probe's named port is one of its own container.
fn probes(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let Some(spec) = pod_spec(context) else { return };
    for container in containers(spec) {
        let known: Vec<_> =
            items(container.get("ports")).iter().filter_map(|port| port.get("name")).collect();
        for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
            let handlers = ["httpGet", "tcpSocket"].into_iter();
            let ports = handlers.filter_map(|handler| container.at(&[probe, handler, "port"]));
            for port in ports.filter(|port| port.scalar_type() == Some(ScalarType::String)) {
                let Some(wanted) = port.as_str().filter(|text| !is_placeholder(text)) else { continue };
                if wanted.bytes().all(|b| b.is_ascii_digit())
                    || known.iter().any(|n| n.as_str() == Some(wanted))
                {
                    continue;
                }
                let meant = nearest(wanted, known.iter().filter_map(|name| name.as_str()));
                let found = sink.report(port.span, format!("the container has no port named \"{wanted}\""));
                found.meant(port.span, meant).severity(Severity::Error);
                for name in known.iter().filter(|name| meant.is_some() && name.as_str() == meant) {
                    found.related(Place::Here, name.span, "the port that is nearest");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
