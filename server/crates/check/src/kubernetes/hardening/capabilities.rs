//! Linux capabilities: which of root's rights a container keeps.

use super::{At, Container, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

/// What the baseline profile of the Pod Security Standards lets a container add.
const BASELINE: [&str; 14] = [
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
    "CHECKPOINT_RESTORE",
];

const DROP: &[&str] = &["securityContext", "capabilities", "drop"];
const ADD: &[&str] = &["securityContext", "capabilities", "add"];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-capabilities-kept", Info, Production, "container that keeps the runtime's default capabilities",
        ["CKV_K8S_28", "CKV_K8S_37", "kube-linter:drop-net-raw-capability", "PSS:restricted", "CIS-Kubernetes:5.2.9", "NSA"],
        "A container starts with some fourteen of root's rights, `NET_RAW` among them, with which it can pose as its \
         neighbours. Hardly any program needs one: drop all of them and add back what is missed.",
        Example::Fixed(
            pod!("      securityContext:\n        readOnlyRootFilesystem: true\n"),
            pod!("      securityContext:\n        readOnlyRootFilesystem: true\n        capabilities:\n          drop:\n            - ALL\n"),
        ),
        Look::Container(kept),
    },
    hardening! {
        "K8S-dangerous-capability", Warning, Essential, "container with a capability that gives it its node",
        ["CKV_K8S_25", "CKV_K8S_39", "PSS:baseline", "CIS-Kubernetes:5.2.8", "CIS-Kubernetes:5.2.9", "NSA"],
        "Rights such as `SYS_ADMIN`, `NET_ADMIN`, `SYS_PTRACE` or `SYS_MODULE` are a way out of the container. What the \
         container does with one only its maker knows, so nothing is taken away by itself.",
        Example::Advice(
            pod!("      securityContext:\n        capabilities:\n          add: [SYS_ADMIN]\n"),
            pod!("      securityContext:\n        capabilities:\n          drop: [ALL]\n"),
        ),
        Look::Container(dangerous),
    },
    hardening! {
        "K8S-added-capability", Info, Strict, "container that is given more capabilities",
        ["CKV_K8S_25", "PSS:restricted", "CIS-Kubernetes:5.2.8"],
        "The restricted profile lets a container add `NET_BIND_SERVICE` alone.",
        Example::Advice(
            pod!("      securityContext:\n        capabilities:\n          drop: [ALL]\n          add: [CHOWN]\n"),
            pod!("      securityContext:\n        capabilities:\n          drop: [ALL]\n"),
        ),
        Look::Container(added),
    },
];

fn kept(container: &Container<'_>, sink: &mut Sink<'_>) {
    if container.pod.is_windows() {
        return;
    }
    let dropped = match at(container.node, DROP) {
        At::Unknown => return,
        At::Missing => &[][..],
        At::Found(list) => list.items(),
    };
    if dropped.iter().any(|item| item.as_str().is_none_or(|name| name.eq_ignore_ascii_case("ALL"))) {
        return;
    }
    let message = format!("container {} keeps the runtime's default capabilities", container.name());
    let patch = Patch::new().append(container.node.span, DROP, "ALL");
    sink.report(container.head(), message).patch("Drop all capabilities", container.unit(), patch);
}

fn dangerous(container: &Container<'_>, sink: &mut Sink<'_>) {
    each_added(container, |item, name| {
        if !BASELINE.contains(&name) {
            sink.report(item.span, format!("{name} is a way out of container {}", container.name()));
        }
    });
}

fn added(container: &Container<'_>, sink: &mut Sink<'_>) {
    each_added(container, |item, name| {
        if BASELINE.contains(&name) && name != "NET_BIND_SERVICE" {
            sink.report(item.span, format!("container {} is given {name}", container.name()));
        }
    });
}

/// Calls `look` with each capability that a container adds, in capitals and without `CAP_`.
fn each_added(container: &Container<'_>, mut look: impl FnMut(&Node, &str)) {
    let At::Found(list) = at(container.node, ADD) else { return };
    for item in list.items() {
        let name = item.as_str().unwrap_or_default().to_ascii_uppercase();
        let name = name.strip_prefix("CAP_").unwrap_or(&name);
        if !name.is_empty() {
            look(item, name);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn what_is_dropped_already_stays_as_it_is_written() {
        check_fix(
            "K8S-capabilities-kept",
            "//- /a.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    securityContext:\n      capabilities:\n        drop:\n        - NET_RAW # first of all\n",
            "//- /a.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    securityContext:\n      capabilities:\n        drop:\n        - NET_RAW # first of all\n        - ALL\n",
        );
    }

    #[test]
    fn an_alias_may_hold_anything() {
        check_rule(
            "K8S-capabilities-kept",
            "//- /a.yaml\napiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - name: a\n    image: a:1\n    securityContext: &safe\n      capabilities: {drop: [all]}\n  - name: b\n    image: a:1\n    securityContext: *safe\n",
        );
    }
}
