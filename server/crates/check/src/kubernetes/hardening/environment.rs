//! What a container is told by its environment, and what an object says of itself.

use super::template::head;
use super::{Container, ObjectContext, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use std::collections::BTreeSet;
use syntax::yaml::Node;

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-duplicate-environment-variable", Warning, Production, "environment variable that is set twice",
        ["kube-linter:duplicate-env-var", "kube-score:environment-variable-key-duplication"],
        "The last value wins, whatever the first says, and some clients drop one of the two when they apply a change.",
        Example::Advice(
            pod!("      env:\n        - {name: MODE, value: a}\n        - {name: MODE, value: b}\n"),
            pod!("      env:\n        - {name: MODE, value: b}\n"),
        ),
        Look::Container(duplicate),
    },
    hardening! {
        "K8S-default-namespace", Info, Strict, "object in the namespace default",
        ["CKV_K8S_21", "kube-linter:use-namespace", "CIS-Kubernetes:5.7.4"],
        "In `default` nothing keeps one application's quotas, roles and policies from another's.",
        Example::Advice(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: default\n",
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  namespace: shop\n",
        ),
        Look::Object(default_namespace),
    },
    hardening! {
        "K8S-no-owner-label", Info, Strict, "workload that does not say whose it is",
        ["kube-linter:required-label-owner"],
        "A label `owner` tells whom to call.",
        Example::Advice(
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n",
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n  labels:\n    owner: platform\n",
        ),
        Look::Object(owner),
    },
    hardening! {
        "K8S-no-email-annotation", Info, Strict, "workload without an address to write to",
        ["kube-linter:required-annotation-email"],
        "An annotation `email` tells whom to write to.",
        Example::Advice(
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n",
            "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: agent\n  annotations:\n    email: platform@example.org\n",
        ),
        Look::Object(email),
    },
];

const WORKLOADS: [&str; 6] = ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "ReplicaSet"];

fn duplicate(container: &Container<'_>, sink: &mut Sink<'_>) {
    let mut seen = BTreeSet::new();
    for variable in container.node.get("env").map(Node::items).unwrap_or_default() {
        let Some(name) = variable.get("name") else { continue };
        let Some(text) = name.as_str() else { continue };
        if !seen.insert(text) {
            sink.report(name.span, format!("container {} has {text} twice", container.name()));
        }
    }
}

fn default_namespace(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if let Some(node) =
        context.object.at(&["metadata", "namespace"]).filter(|n| n.as_str() == Some("default"))
    {
        sink.report(node.span, "in the namespace default nothing parts one application from another");
    }
}

fn owner(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    says(context, &["metadata", "labels", "owner"], "has no label owner", sink);
}

fn email(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    says(context, &["metadata", "annotations", "email"], "has no annotation email", sink);
}

fn says(context: &ObjectContext<'_>, path: &[&str], what: &str, sink: &mut Sink<'_>) {
    if WORKLOADS.contains(&context.kind_name) && at(context.object, path).is_missing() {
        sink.report(head(context), format!("the {} {what}", context.kind_name));
    }
}
