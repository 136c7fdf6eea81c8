//! What of its node's disk a pod sees.

use super::{Pod, pod};
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

/// Directories with which a container has its node, or what is on it.
const SENSITIVE: [&str; 12] = [
    "/",
    "/boot",
    "/dev",
    "/etc",
    "/lib",
    "/proc",
    "/root",
    "/sys",
    "/usr",
    "/var/lib/docker",
    "/var/lib/kubelet",
    "/var/lib/etcd",
];

/// What the restricted profile of the Pod Security Standards lets a volume be.
const RESTRICTED: [&str; 8] = [
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "persistentVolumeClaim",
    "projected",
    "secret",
];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-runtime-socket", Warning, Essential, "pod with the socket of the container runtime",
        ["CKV_K8S_27", "kube-linter:docker-sock", "CIS-Docker:5.31", "NSA"],
        "Through the runtime's socket a container starts any other, a privileged one too: it is root on the node.",
        Example::Advice(
            pod!("  volumes:\n    - name: run\n      hostPath:\n        path: /var/run/docker.sock\n"),
            pod!("  volumes:\n    - name: run\n      emptyDir: {}\n"),
        ),
        Look::Pod(socket),
    },
    hardening! {
        "K8S-sensitive-host-path", Warning, Essential, "pod with a directory that belongs to its node's system",
        ["kube-linter:sensitive-host-mounts", "PSS:baseline", "NSA"],
        "Whoever reads `/etc`, `/proc` or the kubelet's directory of a node reads its secrets; whoever writes there owns \
         it.",
        Example::Advice(
            pod!("  volumes:\n    - name: config\n      hostPath:\n        path: /etc\n"),
            pod!("  volumes:\n    - name: config\n      configMap:\n        name: config\n"),
        ),
        Look::Pod(sensitive),
    },
    hardening! {
        "K8S-host-path", Info, Strict, "pod with a directory of its node",
        ["PSS:baseline", "CIS-Kubernetes:5.2.11", "NSA"],
        "A `hostPath` ties the pod to what is on one node, and lets it see or leave there what others see.",
        Example::Advice(
            pod!("  volumes:\n    - name: logs\n      hostPath:\n        path: /var/log\n"),
            pod!("  volumes:\n    - name: logs\n      emptyDir: {}\n"),
        ),
        Look::Pod(host_path),
    },
    hardening! {
        "K8S-writable-host-path", Info, Production, "container that can write to a directory of its node",
        ["kube-linter:writable-host-mount", "NSA"],
        "A container that only reads a directory of its node should not be able to write there. Whether it writes only \
         its maker knows: the fix is offered, not taken.",
        Example::Advice(
            pod!("      volumeMounts:\n        - name: logs\n          mountPath: /var/log\n  volumes:\n    - name: logs\n      hostPath:\n        path: /var/log\n"),
            pod!("      volumeMounts:\n        - name: logs\n          mountPath: /var/log\n          readOnly: true\n  volumes:\n    - name: logs\n      hostPath:\n        path: /var/log\n"),
        ),
        Look::Pod(writable),
    },
    hardening! {
        "K8S-volume-type", Info, Strict, "pod with a volume of a type that the restricted profile refuses",
        ["PSS:restricted"],
        "The restricted profile takes volumes that are the cluster's own (`configMap`, `csi`, `downwardAPI`, `emptyDir`, \
         `ephemeral`, `persistentVolumeClaim`, `projected`, `secret`), not those that name a server or a disk.",
        Example::Advice(
            pod!("  volumes:\n    - name: data\n      nfs:\n        server: nfs.example\n        path: /data\n"),
            pod!("  volumes:\n    - name: data\n      persistentVolumeClaim:\n        claimName: data\n"),
        ),
        Look::Pod(volume_type),
    },
];

/// Calls `look` with each directory of the node and the name of its volume.
fn each_host_path(pod: &Pod<'_>, mut look: impl FnMut(&Node, &str, &str)) {
    for volume in pod.spec.get("volumes").map(Node::items).unwrap_or_default() {
        let name = volume.get("name").and_then(Node::as_str).unwrap_or_default();
        let Some(path) = volume.at(&["hostPath", "path"]) else { continue };
        if let Some(text) = path.as_str() {
            look(path, text, name);
        }
    }
}

fn is_socket(path: &str) -> bool {
    ["docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock"]
        .iter()
        .any(|name| path.ends_with(name))
}

fn is_sensitive(path: &str) -> bool {
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    SENSITIVE.contains(&path)
}

fn socket(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    each_host_path(pod, |node, path, _| {
        if is_socket(path) {
            sink.report(node.span, format!("{path} makes {} root on its node", pod.title()));
        }
    });
}

fn sensitive(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    each_host_path(pod, |node, path, _| {
        if is_sensitive(path) {
            sink.report(node.span, format!("{} has {path} of its node", pod.title()));
        }
    });
}

fn host_path(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    each_host_path(pod, |node, path, _| {
        if !is_sensitive(path) && !is_socket(path) {
            sink.report(node.span, format!("{} has {path} of its node", pod.title()));
        }
    });
}

fn writable(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let mut names = Vec::new();
    each_host_path(pod, |_, path, name| names.push((name.to_owned(), path.to_owned())));
    if names.is_empty() {
        return;
    }
    for container in pod.containers() {
        for mount in container.node.get("volumeMounts").map(Node::items).unwrap_or_default() {
            let volume = mount.get("name").and_then(Node::as_str).unwrap_or_default();
            let Some((_, path)) = names.iter().find(|(name, _)| name == volume) else { continue };
            if mount.get("readOnly").and_then(Node::as_str) != Some("true") {
                let span = mount.get("name").map_or(mount.span, |name| name.span);
                let message = format!("container {} can write to {path} of its node", container.name());
                let patch = Patch::new().set(mount.span, &["readOnly"], "true");
                sink.report(span, message).offer("Mount it read-only", pod.unit(), patch);
            }
        }
    }
}

fn volume_type(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    for volume in pod.spec.get("volumes").map(Node::items).unwrap_or_default() {
        let source = volume.entries().iter().find(|e| !matches!(e.key.as_str(), Some("name" | "<<") | None));
        let Some(source) = source else { continue };
        let kind = source.key.as_str().unwrap_or_default();
        if kind != "hostPath" && !RESTRICTED.contains(&kind) {
            sink.report(source.key.span, format!("a volume of type {kind} is not in the restricted profile"));
        }
    }
}
