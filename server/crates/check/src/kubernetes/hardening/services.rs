//! What a Service or a port opens to others.

use super::{Container, ObjectContext, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

/// A Service of an example, and what stands before its selector.
macro_rules! service {
    ($before:literal) => {
        concat!(
            "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\nspec:\n",
            $before,
            "  selector:\n    app: web\n  ports:\n    - port: 80\n      targetPort: http\n"
        )
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-node-port", Info, Strict, "Service on a port of every node",
        ["kube-linter:exposed-services", "kube-score:service-type"],
        "A NodePort is open on every node, past the load balancer and its rules.",
        Example::Advice(service!("  type: NodePort\n"), service!("  type: ClusterIP\n")),
        Look::Object(node_port),
    },
    hardening! {
        "K8S-open-load-balancer", Info, Strict, "load balancer that takes connections from anywhere",
        ["kube-linter:exposed-services"],
        "A Service of type LoadBalancer has a public address with most providers, unless an annotation or \
         `loadBalancerSourceRanges` says otherwise. Who may connect is your choice.",
        Example::Advice(
            service!("  type: LoadBalancer\n"),
            service!("  type: LoadBalancer\n  loadBalancerSourceRanges:\n    - 203.0.113.0/24\n"),
        ),
        Look::Object(load_balancer),
    },
    hardening! {
        "K8S-external-ips", Warning, Essential, "Service that takes the traffic to addresses of others",
        ["CKV2_K8S_4", "CVE-2020-8554", "NSA"],
        "`externalIPs` are not checked against anything: who may create a Service can have the cluster's traffic to any \
         address.",
        Example::Advice(service!("  externalIPs:\n    - 203.0.113.10\n"), service!("")),
        Look::Object(external_ips),
    },
    hardening! {
        "K8S-ssh-port", Warning, Production, "container that listens for SSH",
        ["kube-linter:ssh-port"],
        "A container with an SSH server is a way in that no role or audit log of the cluster sees: use `kubectl exec`.",
        Example::Advice(
            pod!("      ports:\n        - containerPort: 22\n"),
            pod!("      ports:\n        - containerPort: 8080\n"),
        ),
        Look::Container(ssh),
    },
    hardening! {
        "K8S-privileged-port", Info, Strict, "container on a port below 1024",
        ["kube-linter:privileged-ports"],
        "Only root, or a process with `NET_BIND_SERVICE`, can listen there: let the program listen above and the Service \
         translate.",
        Example::Advice(
            pod!("      ports:\n        - containerPort: 80\n"),
            pod!("      ports:\n        - containerPort: 8080\n"),
        ),
        Look::Container(low_port),
    },
    hardening! {
        "K8S-dashboard", Warning, Production, "Kubernetes dashboard in the cluster",
        ["CKV_K8S_33"],
        "The dashboard has been the way into more than one cluster: do without, or keep it off the network.",
        Example::Advice(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: ui\nspec:\n  containers:\n    - name: ui\n      image: kubernetesui/dashboard:v2.7.0\n",
            pod!(""),
        ),
        Look::Container(dashboard),
    },
    hardening! {
        "K8S-tiller", Warning, Essential, "server of Helm 2 in the cluster",
        ["CKV_K8S_34", "CKV_K8S_44", "CKV_K8S_45"],
        "Tiller does what anybody who reaches it asks, with the rights of the whole cluster. Helm 3 has no server.",
        Example::Advice(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: tiller\nspec:\n  containers:\n    - name: tiller\n      image: gcr.io/kubernetes-helm/tiller:v2.16.1\n",
            pod!(""),
        ),
        Look::Container(tiller),
    },
];

fn of_type<'a>(context: &ObjectContext<'a>, wanted: &str) -> Option<&'a Node> {
    let kind = context.object.at(&["spec", "type"])?;
    (context.kind_name == "Service" && kind.as_str() == Some(wanted)).then_some(kind)
}

fn node_port(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if let Some(node) = of_type(context, "NodePort") {
        sink.report(node.span, "a NodePort is open on every node");
    }
}

fn load_balancer(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let Some(node) = of_type(context, "LoadBalancer") else { return };
    let annotations = context.object.at(&["metadata", "annotations"]).map(Node::entries).unwrap_or_default();
    let is_internal = annotations.iter().any(|e| {
        let (key, value) = (e.key.as_str().unwrap_or_default(), e.value.as_str().unwrap_or_default());
        key.to_ascii_lowercase().contains("internal") || value.to_ascii_lowercase().contains("internal")
    });
    if !is_internal && at(context.object, &["spec", "loadBalancerSourceRanges"]).is_missing() {
        sink.report(
            node.span,
            "the load balancer takes connections from anywhere: say from where in loadBalancerSourceRanges",
        );
    }
}

fn external_ips(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = context.object.get("spec").and_then(|spec| spec.entry("externalIPs")) else { return };
    if context.kind_name == "Service" && !entry.value.items().is_empty() {
        sink.report(entry.key.span, "the Service takes the traffic to addresses that nobody checks");
    }
}

/// Calls `look` with each port that a container listens on.
fn each_port(container: &Container<'_>, mut look: impl FnMut(&Node, u16)) {
    for port in container.node.get("ports").map(Node::items).unwrap_or_default() {
        let Some(node) = port.get("containerPort") else { continue };
        if let Some(number) = node.as_str().and_then(|text| text.parse().ok()) {
            look(node, number);
        }
    }
}

fn ssh(container: &Container<'_>, sink: &mut Sink<'_>) {
    each_port(container, |node, number| {
        if number == 22 {
            sink.report(node.span, format!("container {} listens for SSH", container.name()));
        }
    });
}

fn low_port(container: &Container<'_>, sink: &mut Sink<'_>) {
    each_port(container, |node, number| {
        if number < 1024 && number > 0 {
            sink.report(node.span, format!("only a privileged process can listen on port {number}"));
        }
    });
}

fn image<'a>(container: &Container<'a>) -> Option<(&'a Node, &'a str)> {
    let node = container.node.get("image")?;
    node.as_str().map(|text| (node, text))
}

fn dashboard(container: &Container<'_>, sink: &mut Sink<'_>) {
    if let Some((node, text)) = image(container)
        && (text.contains("kubernetes-dashboard") || text.contains("kubernetesui/dashboard"))
    {
        sink.report(node.span, "the Kubernetes dashboard gives the cluster to whoever gets past its login");
    }
}

fn tiller(container: &Container<'_>, sink: &mut Sink<'_>) {
    if let Some((node, _)) = image(container).filter(|(_, text)| text.contains("kubernetes-helm/tiller")) {
        sink.report(node.span, "Tiller does what anybody who reaches it asks: use Helm 3");
    }
}
