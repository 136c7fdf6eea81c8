//! Whether a workload survives the loss of a node, an upgrade and its own autoscaler.

use super::template::head;
use super::{At, ObjectContext, at, metadata};
use crate::Rule;
use crate::context::LinkedContext;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;
use syntax::yaml::Node;
use workspace::UnitKind;
use workspace::kubernetes::namespace_of;

const PDB: &str = "PodDisruptionBudget";

/// A Deployment of an example, from its replicas on.
macro_rules! deployment {
    ($replicas:literal) => {
        concat!(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: shop\nspec:\n",
            $replicas,
            "  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n",
            "    spec:\n      containers:\n        - name: web\n          image: registry.example/web:1.4\n"
        )
    };
}

/// A PodDisruptionBudget of an example, from its policy on.
macro_rules! budget {
    ($policy:literal) => {
        concat!(
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n",
            $policy,
            "  selector:\n    matchLabels:\n      app: web\n"
        )
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-no-disruption-budget", Info, Production, "workload of several pods without a disruption budget",
        ["kube-score:deployment-has-poddisruptionbudget", "kube-score:statefulset-has-poddisruptionbudget"],
        "When nodes are drained, for an upgrade say, all pods of the workload may go at once, unless a PodDisruptionBudget \
         says how many may.",
        Example::Fixed(
            deployment!("  replicas: 2\n"),
            concat!(
                deployment!("  replicas: 2\n"),
                "---\napiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n"
            ),
        ),
        Look::Manifest(budget_missing),
    },
    hardening! {
        "K8S-budget-without-policy", Warning, Production, "disruption budget that says no number",
        ["kube-score:poddisruptionbudget-has-policy"],
        "A PodDisruptionBudget with neither `minAvailable` nor `maxUnavailable` protects nothing.",
        Example::Fixed(budget!(""), "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  selector:\n    matchLabels:\n      app: web\n  maxUnavailable: 1\n"),
        Look::Object(budget_policy),
    },
    hardening! {
        "K8S-budget-blocks-drains", Warning, Production, "disruption budget that lets no pod go",
        ["kube-linter:pdb-max-unavailable", "kube-linter:pdb-min-available"],
        "With `maxUnavailable: 0` or `minAvailable: 100%` no node with such a pod can be drained, so that upgrades hang \
         until somebody takes the budget away.",
        Example::Fixed(budget!("  maxUnavailable: 0\n"), budget!("  maxUnavailable: 1\n")),
        Look::Object(budget_blocks),
    },
    hardening! {
        "K8S-budget-keeps-broken-pods", Info, Strict, "disruption budget that protects pods that never became ready",
        ["kube-linter:pdb-unhealthy-pod-eviction-policy"],
        "Pods that crash count as unavailable, so that the budget keeps them from being evicted and a drain waits for them. \
         `unhealthyPodEvictionPolicy: AlwaysAllow` lets them go.",
        Example::Fixed(
            budget!("  maxUnavailable: 1\n"),
            "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n  unhealthyPodEvictionPolicy: AlwaysAllow\n",
        ),
        Look::Object(budget_broken),
    },
    hardening! {
        "K8S-single-replica", Info, Strict, "Deployment of fewer than three pods",
        ["kube-linter:minimum-three-replicas", "kube-score:deployment-replicas"],
        "One pod is none while it is replaced; two are one while a node is drained and the other fails.",
        Example::Advice(deployment!("  replicas: 1\n"), deployment!("  replicas: 3\n")),
        Look::Object(replicas),
    },
    hardening! {
        "K8S-recreate-strategy", Info, Strict, "Deployment that stops all pods before it starts new ones",
        ["kube-linter:no-rolling-update-strategy", "kube-score:deployment-strategy"],
        "With `Recreate` nothing answers during each rollout. Programs that cannot run twice at once need it, so it is not \
         changed by itself.",
        Example::Advice(
            deployment!("  strategy:\n    type: Recreate\n"),
            deployment!("  strategy:\n    type: RollingUpdate\n"),
        ),
        Look::Object(strategy),
    },
    hardening! {
        "K8S-autoscaler-minimum", Info, Production, "autoscaler that goes down to one pod",
        ["kube-linter:hpa-minimum-three-replicas", "kube-score:horizontalpodautoscaler-replicas"],
        "With `minReplicas: 1`, which is also the default, a quiet night leaves one pod, and its node's next drain none.",
        Example::Fixed(
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  minReplicas: 1\n  maxReplicas: 5\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n",
            "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\nspec:\n  minReplicas: 2\n  maxReplicas: 5\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n",
        ),
        Look::Object(autoscaler),
    },
    hardening! {
        "K8S-replicas-beside-autoscaler", Info, Production, "workload with a number of pods and an autoscaler",
        ["kube-score:deployment-targeted-by-hpa-does-not-have-replicas-configured"],
        "Each time the manifest is applied its `replicas` undo what the autoscaler has decided. Leave the field out.",
        Example::Advice(
            concat!(
                deployment!("  replicas: 2\n"),
                "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata:\n  name: web\n  namespace: shop\nspec:\n  minReplicas: 2\n  maxReplicas: 5\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: web\n"
            ),
            deployment!(""),
        ),
        Look::Manifest(replicas_beside_autoscaler),
    },
];

fn is_of(context: &ObjectContext<'_>, kind: &str) -> bool {
    context.kind_name == kind
}

fn number(node: &Node, path: &[&str]) -> Option<u64> {
    at(node, path).text().and_then(|text| text.parse().ok())
}

/// The manifests of the namespace `namespace` that are of the kind `kind`.
pub(super) fn neighbours<'a>(
    context: &'a LinkedContext<'_>,
    kind: &'a str,
    namespace: &'a str,
) -> impl Iterator<Item = &'a Node> {
    let names = context.workspace.index().shared();
    let all = format!("{namespace}/");
    let sites = names.of_prefix(workspace::SymbolKind::Object, kind, &all);
    sites.filter_map(|(_, site)| match &site.unit.kind {
        UnitKind::Manifest(_) => site.unit.yaml(),
        _ => None,
    })
}

/// Whether every label that `selector` asks for is one of `labels`; what cannot be judged is taken for a match.
pub(super) fn selects(selector: Option<&Node>, labels: Option<&Node>) -> bool {
    let Some(selector) = selector else { return false };
    if selector.get("matchExpressions").is_some()
        || !matches!(selector.kind, syntax::yaml::NodeKind::Mapping(_))
    {
        return true;
    }
    let wanted = selector.get("matchLabels").map(Node::entries).unwrap_or_default();
    wanted.iter().all(|entry| {
        let key = entry.key.as_str().unwrap_or_default();
        let label = labels.and_then(|labels| labels.get(key)).and_then(Node::as_str);
        label.is_some() && label == entry.value.as_str()
    })
}

fn budget_missing(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(manifest), Some(object)) = (context.unit.manifest(), context.unit.yaml()) else { return };
    let is_asked = matches!(manifest.kind.as_str(), "Deployment" | "StatefulSet");
    // Without a number another manifest or an autoscaler has it; without images this is a patch.
    if !is_asked || number(object, &["spec", "replicas"]).is_none_or(|n| n < 2) {
        return;
    }
    let At::Found(labels) = at(object, &["spec", "template", "metadata", "labels"]) else { return };
    let is_patch = object.at(&["spec", "template", "spec", "containers"]).is_none();
    let namespace = namespace_of(object);
    let covered = neighbours(context, PDB, namespace)
        .any(|budget| selects(budget.at(&["spec", "selector"]), Some(labels)));
    if covered || is_patch {
        return;
    }
    let Some(name) = object.at(&["metadata", "name"]).filter(|name| name.as_str().is_some()) else { return };
    let message = format!("{} {} has no disruption budget", manifest.kind, name.as_str().unwrap_or_default());
    let found = sink.report(name.span, message);
    let Some(selector) = object.at(&["spec", "selector", "matchLabels"]) else { return };
    let pairs = selector.entries().iter().filter_map(|e| {
        Some(format!(
            "      {}: {}\n",
            syntax::yaml::quote(e.key.as_str()?),
            syntax::yaml::quote(e.value.as_str()?)
        ))
    });
    let body = format!(
        "apiVersion: policy/v1\nkind: {PDB}\n{}spec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n{}",
        metadata(object),
        pairs.collect::<String>()
    );
    let patch = Patch::new().after(body.trim_end());
    found.patch("Add a PodDisruptionBudget", context.unit, patch);
}

fn budget_policy(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let has = |field: &'static str| !at(context.object, &["spec", field]).is_missing();
    if !is_of(context, PDB)
        || context.object.get("spec").is_none()
        || has("minAvailable")
        || has("maxUnavailable")
    {
        return;
    }
    let patch = Patch::new().set(context.object.span, &["spec", "maxUnavailable"], "1");
    sink.report(head(context), "the disruption budget has neither minAvailable nor maxUnavailable").patch(
        "Set spec.maxUnavailable to 1",
        context.unit.unit,
        patch,
    );
}

fn budget_blocks(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if !is_of(context, PDB) {
        return;
    }
    if let At::Found(node) = at(context.object, &["spec", "maxUnavailable"])
        && matches!(node.as_str(), Some("0" | "0%"))
    {
        let patch = Patch::new().set(context.object.span, &["spec", "maxUnavailable"], "1");
        sink.report(node.span, "no pod may go, so that no node can be drained").patch(
            "Change to 1",
            context.unit.unit,
            patch,
        );
    }
    if let At::Found(node) = at(context.object, &["spec", "minAvailable"])
        && node.as_str() == Some("100%")
    {
        sink.report(node.span, "all pods must stay, so that no node can be drained");
    }
}

fn budget_broken(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let path = &["spec", "unhealthyPodEvictionPolicy"];
    if !is_of(context, PDB)
        || context.object.get("spec").is_none()
        || at(context.object, path).text() == Some("AlwaysAllow")
    {
        return;
    }
    let patch = Patch::new().set(context.object.span, path, "AlwaysAllow");
    sink.report(head(context), "the disruption budget keeps pods that never became ready").patch(
        "Set spec.unhealthyPodEvictionPolicy to AlwaysAllow",
        context.unit.unit,
        patch,
    );
}

fn replicas(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if !is_of(context, "Deployment") || context.object.at(&["spec", "template", "spec"]).is_none() {
        return;
    }
    let At::Found(node) = at(context.object, &["spec", "replicas"]) else { return };
    if number(context.object, &["spec", "replicas"]).is_some_and(|n| n > 0 && n < 3) {
        sink.report(node.span, format!("{} is fewer than three pods", node.as_str().unwrap_or_default()));
    }
}

fn strategy(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if let At::Found(node) = at(context.object, &["spec", "strategy", "type"])
        && is_of(context, "Deployment")
        && node.as_str() == Some("Recreate")
    {
        sink.report(node.span, "nothing answers during a rollout");
    }
}

fn autoscaler(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if !is_of(context, "HorizontalPodAutoscaler")
        || number(context.object, &["spec", "maxReplicas"]).is_none_or(|n| n < 2)
    {
        return;
    }
    let found = at(context.object, &["spec", "minReplicas"]);
    if matches!(found, At::Unknown)
        || number(context.object, &["spec", "minReplicas"]).is_some_and(|n| n != 1)
    {
        return;
    }
    let span = if let At::Found(node) = found { node.span } else { head(context) };
    let patch = Patch::new().set(context.object.span, &["spec", "minReplicas"], "2");
    sink.report(span, "the autoscaler goes down to one pod").patch(
        "Set spec.minReplicas to 2",
        context.unit.unit,
        patch,
    );
}

fn replicas_beside_autoscaler(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (Some(manifest), Some(object)) = (context.unit.manifest(), context.unit.yaml()) else { return };
    let Some(replicas) = object.at(&["spec", "replicas"]) else { return };
    if !matches!(manifest.kind.as_str(), "Deployment" | "StatefulSet") {
        return;
    }
    let name = object.at(&["metadata", "name"]).and_then(Node::as_str);
    let targets = |hpa: &Node| {
        let target = |key: &'static str| hpa.at(&["spec", "scaleTargetRef", key]).and_then(Node::as_str);
        target("kind") == Some(manifest.kind.as_str()) && name.is_some() && target("name") == name
    };
    if neighbours(context, "HorizontalPodAutoscaler", namespace_of(object)).any(targets) {
        sink.report(replicas.span, "the number undoes what the autoscaler decides each time it is applied");
    }
}
