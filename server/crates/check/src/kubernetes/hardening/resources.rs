//! How much of its node a container asks for, and takes.

use super::{Container, Role, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;

/// A pod whose container has every request and limit.
macro_rules! sized {
    () => {
        pod!(
            "      resources:\n        requests:\n          cpu: 100m\n          memory: 128Mi\n          ephemeral-storage: 64Mi\n        limits:\n          cpu: 500m\n          memory: 128Mi\n          ephemeral-storage: 512Mi\n"
        )
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-no-memory-limit", Info, Production, "container that may take all memory of its node",
        ["CKV_K8S_13", "kube-linter:unset-memory-requirements", "kube-score:container-resources", "NSA"],
        "Without a memory limit one leak takes its neighbours down with it. How much the container needs is for you to \
         measure: a value is offered, not taken.",
        Example::Advice(pod!(""), sized!()),
        Look::Container(memory_limit),
    },
    hardening! {
        "K8S-no-memory-request", Info, Production, "container that asks for no memory",
        ["CKV_K8S_12", "kube-linter:unset-memory-requirements", "kube-score:container-resources"],
        "The scheduler places a pod by its requests: without one it may stand on a node that has nothing left, and is the \
         first to be evicted.",
        Example::Advice(pod!(""), sized!()),
        Look::Container(memory_request),
    },
    hardening! {
        "K8S-no-cpu-request", Info, Production, "container that asks for no CPU",
        ["CKV_K8S_10", "kube-linter:unset-cpu-requirements", "kube-score:container-resources"],
        "Without a CPU request a pod gets what its neighbours leave, and an autoscaler has nothing to go by.",
        Example::Advice(pod!(""), sized!()),
        Look::Container(cpu_request),
    },
    hardening! {
        "K8S-no-cpu-limit", Info, Strict, "container that may take all CPUs of its node",
        ["CKV_K8S_11", "kube-linter:unset-cpu-requirements", "kube-score:container-resources"],
        "A CPU limit keeps a runaway from its neighbours; it also slows a container down that could use an idle CPU, which \
         is why many do without.",
        Example::Advice(pod!(""), sized!()),
        Look::Container(cpu_limit),
    },
    hardening! {
        "K8S-no-ephemeral-storage", Info, Strict, "container that may fill the disk of its node",
        ["kube-score:container-ephemeral-storage-request-and-limit"],
        "Logs and files that a container writes fill the node's disk, and then all its pods are evicted, unless a request \
         and a limit for `ephemeral-storage` stand against it.",
        Example::Advice(pod!(""), sized!()),
        Look::Container(ephemeral_storage),
    },
];

fn memory_limit(container: &Container<'_>, sink: &mut Sink<'_>) {
    missing(container, &["resources", "limits", "memory"], "has no memory limit", "128Mi", sink);
}

fn memory_request(container: &Container<'_>, sink: &mut Sink<'_>) {
    // A limit without a request is its request too.
    if at(container.node, &["resources", "limits", "memory"]).is_missing() {
        missing(container, &["resources", "requests", "memory"], "asks for no memory", "128Mi", sink);
    }
}

fn cpu_request(container: &Container<'_>, sink: &mut Sink<'_>) {
    if at(container.node, &["resources", "limits", "cpu"]).is_missing() {
        missing(container, &["resources", "requests", "cpu"], "asks for no CPU", "100m", sink);
    }
}

fn cpu_limit(container: &Container<'_>, sink: &mut Sink<'_>) {
    missing(container, &["resources", "limits", "cpu"], "has no CPU limit", "500m", sink);
}

fn ephemeral_storage(container: &Container<'_>, sink: &mut Sink<'_>) {
    missing(
        container,
        &["resources", "requests", "ephemeral-storage"],
        "asks for no ephemeral storage",
        "64Mi",
        sink,
    );
    missing(
        container,
        &["resources", "limits", "ephemeral-storage"],
        "has no limit of ephemeral storage",
        "512Mi",
        sink,
    );
}

fn missing(
    container: &Container<'_>,
    path: &'static [&'static str],
    says: &str,
    value: &str,
    sink: &mut Sink<'_>,
) {
    // What runs to its end before the pod starts takes from nobody for long; a pod as a whole may have limits too.
    let whole = at(container.pod.spec, path);
    if container.role == Role::Init || !whole.is_missing() || !at(container.node, path).is_missing() {
        return;
    }
    let patch = Patch::new().set(container.node.span, path, value);
    sink.report(container.head(), format!("container {} {says}", container.name())).offer(
        format!("Set {} to {value}", path.join(".")),
        container.unit(),
        patch,
    );
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn an_init_container_and_a_sized_pod_are_left_alone() {
        check_rule(
            "K8S-no-memory-limit",
            "//- /a.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  resources: {limits: {memory: 1Gi}}\n  containers: [{name: a, image: \"a:1\"}]\n  initContainers: [{name: b, image: \"a:1\"}]\n",
        );
    }
}
