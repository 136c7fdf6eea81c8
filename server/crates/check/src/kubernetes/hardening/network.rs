//! Who may talk to a pod.

use super::availability::{neighbours, selects};
use super::template::head;
use super::{At, ObjectContext, at};
use crate::Rule;
use crate::context::LinkedContext;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::yaml::Node;
use workspace::SymbolKind;
use workspace::kubernetes::{namespace_of, pod_template};

/// A pod with a label, and a policy for pods that `$selector` picks.
macro_rules! with_policy {
    ($selector:literal) => {
        concat!(
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  namespace: shop\n  labels:\n    app: web\nspec:\n  containers:\n    - name: web\n      image: registry.example/web:1.4\n",
            "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  podSelector:\n    matchLabels:\n      app: ",
            $selector,
            "\n  policyTypes: [Ingress]\n"
        )
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-no-network-policy", Info, Production, "pods that everybody in the cluster may talk to",
        ["CKV2_K8S_6", "kube-linter:non-isolated-pod", "kube-score:pod-networkpolicy", "CIS-Kubernetes:5.3.2", "NSA"],
        "Without a NetworkPolicy that selects it a pod takes connections from every other pod and may connect anywhere. \
         Whom it talks to only you know, so that no policy is made up; the workspace must hold one for the pod to count.",
        Example::Advice(with_policy!("other"), with_policy!("web")),
        Look::Manifest(isolated),
    },
    hardening! {
        "K8S-policy-selects-nothing", Warning, Production, "network policy for pods that are not there",
        ["kube-linter:dangling-networkpolicy", "kube-score:networkpolicy-targets-pod"],
        "No workload of the namespace has the labels that the policy asks for: it protects nothing.",
        Example::Fixed(with_policy!("wep"), with_policy!("web")),
        Look::Manifest(selects_nothing),
    },
    hardening! {
        "K8S-policy-allows-all", Info, Strict, "network policy that lets everybody in",
        ["NSA"],
        "An empty rule (`ingress: [{}]`) lets every connection through.",
        Example::Advice(
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: {}\n  ingress:\n    - {}\n",
            "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: web\nspec:\n  podSelector: {}\n  ingress:\n    - from:\n        - podSelector: {}\n",
        ),
        Look::Object(allows_all),
    },
    hardening! {
        "K8S-namespace-without-pod-security", Info, Production, "namespace without a Pod Security profile",
        ["CIS-Kubernetes:5.2.1", "NSA"],
        "Without the label `pod-security.kubernetes.io/enforce` the namespace takes privileged pods too. A profile may \
         refuse pods that run today, so that one is offered, not set.",
        Example::Advice(
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n",
            "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n  labels:\n    pod-security.kubernetes.io/enforce: restricted\n",
        ),
        Look::Object(pod_security),
    },
];

fn isolated(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(manifest), Some(object)) = (context.unit.manifest(), context.unit.yaml()) else { return };
    let Some(template) = pod_template(&manifest.kind, object) else { return };
    let containers = template.at(&["spec", "containers"]).map(Node::items).unwrap_or_default();
    if containers.is_empty() || containers.iter().any(|c| c.get("image").is_none()) {
        return;
    }
    // No policy holds there, or for a debug or migration Job that ends.
    if template.at(&["spec", "hostNetwork"]).and_then(Node::as_str) == Some("true") {
        return;
    }
    let namespace = namespace_of(object);
    let labels = template.at(&["metadata", "labels"]);
    let by = |policy: &Node| selects(policy.at(&["spec", "podSelector"]), labels);
    let mut policies = neighbours(context, "NetworkPolicy", namespace);
    let others = ["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy", "GlobalNetworkPolicy"];
    let names = context.workspace.index().shared();
    let has_others = others.iter().any(|kind| names.of_qualifier(SymbolKind::Object, kind).next().is_some());
    if has_others || policies.any(by) {
        return;
    }
    if let Some(name) = object.at(&["metadata", "name"]).filter(|name| name.as_str().is_some()) {
        let title = name.as_str().unwrap_or_default();
        let message =
            format!("no network policy of the workspace selects the pods of {} {title}", manifest.kind);
        sink.report(name.span, message);
    }
}

fn selects_nothing(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(manifest), Some(object)) = (context.unit.manifest(), context.unit.yaml()) else { return };
    if manifest.kind != "NetworkPolicy" {
        return;
    }
    let Some(selector) = object.at(&["spec", "podSelector"]) else { return };
    let labels = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
    if labels.is_empty() || selector.get("matchExpressions").is_some() {
        return;
    }
    let namespace = namespace_of(object);
    let names = context.workspace.index().shared();
    // In a workspace without a workload in that namespace the pods are somebody else's.
    let known: Vec<_> = names.of_qualifier(SymbolKind::PodLabel, namespace).collect();
    let pair =
        |e: &syntax::yaml::Entry| Some(workspace::kubernetes::label_pair(e.key.as_str()?, e.value.as_str()?));
    let is_known = |wanted: &str| known.iter().any(|(key, _)| key.name == wanted);
    let missing = labels.iter().find(|e| pair(e).is_some_and(|wanted| !is_known(&wanted)));
    if let (false, Some(entry)) = (known.is_empty(), missing) {
        let (key, value) = (entry.key.as_str().unwrap_or_default(), entry.value.as_str().unwrap_or_default());
        let prefix = format!("{key}=");
        let values = known.iter().filter_map(|(k, _)| k.name.strip_prefix(&*prefix));
        let Some(meant) = crate::nearest(value, values) else { return };
        sink.report(entry.value.span, format!("no pod of the namespace has the label {key}: {value}"))
            .meant(entry.value.span, Some(meant));
    }
}

fn allows_all(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if context.kind_name != "NetworkPolicy" {
        return;
    }
    for rule in context.object.at(&["spec", "ingress"]).map(Node::items).unwrap_or_default() {
        let names_nobody = rule.get("from").is_none_or(|from| from.items().is_empty());
        if names_nobody
            && rule.get("ports").is_none()
            && !matches!(rule.kind, syntax::yaml::NodeKind::Alias(_))
        {
            sink.report(rule.span, "the rule lets every connection in");
        }
    }
}

fn pod_security(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let path = &["metadata", "labels", "pod-security.kubernetes.io/enforce"];
    let system = |name: &str| name.starts_with("kube-") || name == "default";
    let name = context.object.at(&["metadata", "name"]).and_then(Node::as_str).unwrap_or_default();
    if context.kind_name != "Namespace" || system(name) || !matches!(at(context.object, path), At::Missing) {
        return;
    }
    let patch = crate::hardening::Patch::new().set(context.object.span, path, "baseline");
    sink.report(head(context), format!("namespace {name} takes privileged pods")).offer(
        "Enforce the baseline profile",
        context.unit.unit,
        patch,
    );
}
