//! What a pod shares with its node: namespaces, ports and kernel settings.

use super::{Container, Field, Of, Pod, Want, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

/// Kernel settings that are the pod's own, by the Pod Security Standards.
const SAFE: [&str; 10] = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-host-pid", Warning, Essential, "pod among the processes of its node",
        ["CKV_K8S_17", "kube-linter:host-pid", "PSS:baseline", "CIS-Kubernetes:5.2.3", "NSA"],
        "With `hostPID` a container sees, and with the right user kills or traces, every process of the node.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Pod,
            path: &["hostPID"],
            want: Want::IsNot(&["true"]),
            set: Some("false"),
            says: "sees every process of its node",
            linux: true,
        }),
    },
    hardening! {
        "K8S-host-ipc", Warning, Essential, "pod in the shared memory of its node",
        ["CKV_K8S_18", "kube-linter:host-ipc", "PSS:baseline", "CIS-Kubernetes:5.2.4", "NSA"],
        "With `hostIPC` a container reads and writes the shared memory of the node's processes.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Pod,
            path: &["hostIPC"],
            want: Want::IsNot(&["true"]),
            set: Some("false"),
            says: "shares memory with its node's processes",
            linux: true,
        }),
    },
    hardening! {
        "K8S-host-network", Warning, Essential, "pod on the network of its node",
        ["CKV_K8S_19", "kube-linter:host-network", "PSS:baseline", "CIS-Kubernetes:5.2.5", "NSA"],
        "With `hostNetwork` a container reaches what listens on the node's own addresses, and no NetworkPolicy holds it \
         back. Without it the pod listens elsewhere, so it is not taken away by itself.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Pod,
            path: &["hostNetwork"],
            want: Want::IsNot(&["true"]),
            set: None,
            says: "is on the network of its node, where no NetworkPolicy holds",
            linux: false,
        }),
    },
    hardening! {
        "K8S-shared-process-namespace", Info, Strict, "pod whose containers see each other's processes",
        ["NSA"],
        "With `shareProcessNamespace` each container sees the processes, environments and files of the others.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Pod,
            path: &["shareProcessNamespace"],
            want: Want::IsNot(&["true"]),
            set: None,
            says: "shows its containers each other's processes",
            linux: true,
        }),
    },
    hardening! {
        "K8S-host-port", Info, Production, "container on a port of its node",
        ["CKV_K8S_26", "PSS:baseline", "CIS-Kubernetes:5.2.12"],
        "A `hostPort` opens the container on every address of its node and keeps a second pod from it. Use a Service. \
         Clients may use the port, so it is not taken away by itself.",
        Example::Advice(
            pod!("      ports:\n        - containerPort: 8080\n          hostPort: 80\n"),
            pod!("      ports:\n        - containerPort: 8080\n"),
        ),
        Look::Container(host_port),
    },
    hardening! {
        "K8S-unsafe-sysctl", Warning, Essential, "pod that changes the kernel of its node",
        ["kube-linter:unsafe-sysctls", "PSS:baseline"],
        "Kernel settings other than a few are the node's, so that a change is one for every pod on it.",
        Example::Advice(
            pod!("  securityContext:\n    sysctls:\n      - name: kernel.msgmax\n        value: \"65536\"\n"),
            pod!("  securityContext:\n    sysctls:\n      - name: net.ipv4.tcp_syncookies\n        value: \"1\"\n"),
        ),
        Look::Pod(sysctl),
    },
];

fn host_port(container: &Container<'_>, sink: &mut Sink<'_>) {
    let ports = container.node.get("ports").map(Node::items).unwrap_or_default();
    for port in ports.iter().filter_map(|port| port.get("hostPort")) {
        if let Some(number) = port.as_str().filter(|number| *number != "0") {
            let message = format!("container {} takes port {number} of its node", container.name());
            sink.report(port.span, message);
        }
    }
}

fn sysctl(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let super::At::Found(list) = at(pod.spec, &["securityContext", "sysctls"]) else { return };
    for name in list.items().iter().filter_map(|item| item.get("name")) {
        if let Some(text) = name.as_str().filter(|text| !SAFE.contains(text)) {
            sink.report(name.span, format!("{text} changes the kernel for all pods of the node"));
        }
    }
}
