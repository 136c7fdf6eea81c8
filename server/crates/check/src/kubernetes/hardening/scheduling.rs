//! On which nodes pods run, and which go first when there is no room.

use super::{At, Field, ObjectContext, Of, Want, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-pods-on-one-node", Info, Production, "workload whose pods may all run on one node",
        ["kube-linter:no-anti-affinity", "kube-score:deployment-has-host-podantiaffinity", "kube-score:statefulset-has-host-podantiaffinity", "kube-score:pod-topology-spread-constraints"],
        "Several pods are of no use where they share a node that fails. The fix asks the scheduler to spread them, and does \
         not keep it from placing them where only one node is left.",
        Example::Fixed(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example/web:1.4\n",
            "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  selector:\n    matchLabels:\n      app: web\n  template:\n    metadata:\n      labels:\n        app: web\n    spec:\n      containers:\n        - name: web\n          image: registry.example/web:1.4\n      topologySpreadConstraints:\n        - maxSkew: 1\n          topologyKey: kubernetes.io/hostname\n          whenUnsatisfiable: ScheduleAnyway\n          labelSelector:\n            matchLabels:\n              app: web\n",
        ),
        Look::Object(spread),
    },
    hardening! {
        "K8S-no-priority-class", Info, Strict, "pod without a priority",
        ["kube-linter:priority-class-name"],
        "When nodes are full, pods of a lower priority go first; without a class all are alike.",
        Example::Advice(pod!(""), pod!("  priorityClassName: business-critical\n")),
        Look::Field(&Field {
            of: Of::Pod,
            path: &["priorityClassName"],
            want: Want::Present,
            set: None,
            says: "names no priority class",
            linux: false,
        }),
    },
    hardening! {
        "K8S-no-node-affinity", Info, Strict, "pod that may run on any node",
        ["kube-linter:no-node-affinity"],
        "Some organisations ask each pod to say which nodes it is for.",
        Example::Advice(
            pod!(""),
            pod!("  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n        nodeSelectorTerms:\n          - matchExpressions:\n              - {key: pool, operator: In, values: [general]}\n"),
        ),
        Look::Field(&Field {
            of: Of::Pod,
            path: &["affinity", "nodeAffinity"],
            want: Want::Present,
            set: None,
            says: "has no node affinity",
            linux: false,
        }),
    },
    hardening! {
        "K8S-no-dns-options", Info, Strict, "pod with the resolver's default options",
        ["kube-linter:dnsconfig-options"],
        "With the default of `ndots: 5` each name outside the cluster is first looked for in several of its domains.",
        Example::Advice(pod!(""), pod!("  dnsConfig:\n    options:\n      - {name: ndots, value: \"2\"}\n")),
        Look::Field(&Field {
            of: Of::Pod,
            path: &["dnsConfig", "options"],
            want: Want::Present,
            set: None,
            says: "has the resolver's default options",
            linux: false,
        }),
    },
];

fn spread(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if !matches!(context.kind_name, "Deployment" | "StatefulSet" | "ReplicaSet") {
        return;
    }
    let At::Found(replicas) = at(context.object, &["spec", "replicas"]) else { return };
    if replicas.as_str().and_then(|n| n.parse::<u64>().ok()).is_none_or(|n| n < 2) {
        return;
    }
    let Some(spec) = context.object.at(&["spec", "template", "spec"]) else { return };
    let is_spread = [&["topologySpreadConstraints"][..], &["affinity", "podAntiAffinity"]]
        .into_iter()
        .any(|path| !at(spec, path).is_missing());
    if is_spread || spec.get("containers").is_none() {
        return;
    }
    let message = format!("all {} pods may run on one node", replicas.as_str().unwrap_or_default());
    let found = sink.report(replicas.span, message);
    let labels =
        context.object.at(&["spec", "selector", "matchLabels"]).map(Node::entries).unwrap_or_default();
    let pairs: Option<String> = labels
        .iter()
        .map(|e| {
            Some(format!(
                "\n      {}: {}",
                syntax::yaml::quote(e.key.as_str()?),
                syntax::yaml::quote(e.value.as_str()?)
            ))
        })
        .collect();
    if let Some(pairs) = pairs.filter(|pairs| !pairs.is_empty()) {
        let item = format!(
            "maxSkew: 1\n  topologyKey: kubernetes.io/hostname\n  whenUnsatisfiable: ScheduleAnyway\n  labelSelector:\n    matchLabels:{pairs}"
        );
        let list = format!("- {item}");
        let patch = Patch::new().set(spec.span, &["topologySpreadConstraints"], list);
        found.patch("Spread the pods over nodes", context.unit.unit, patch);
    }
}
