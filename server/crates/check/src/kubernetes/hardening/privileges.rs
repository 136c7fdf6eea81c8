//! What a container may do on its node: privileges, users and the profiles that confine system calls.

use super::{At, Container, Field, Of, Pod, Role, Want, pod};
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-privileged-container", Warning, Essential, "privileged container",
        ["CKV_K8S_16", "kube-linter:privileged-container", "kube-score:container-security-context-privileged", "PSS:baseline", "CIS-Kubernetes:5.2.2", "NSA",],
        "A privileged container has every capability and all devices of its node: who gets into it has the node.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Container,
            path: &["securityContext", "privileged"],
            want: Want::IsNot(&["true"]),
            set: Some("false"),
            says: "is privileged: it has all of its node's devices and capabilities",
            linux: true,
        }),
    },
    hardening! {
        "K8S-privilege-escalation", Info, Production, "container whose processes may gain privileges",
        ["CKV_K8S_20", "kube-linter:privilege-escalation-container", "PSS:restricted", "CIS-Kubernetes:5.2.6", "NSA",],
        "Without `allowPrivilegeEscalation: false` a process can gain more rights than its parent through a setuid \
              binary such as `sudo`. The default is to allow it.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Container,
            path: &["securityContext", "allowPrivilegeEscalation"],
            want: Want::Is(&["false"]),
            set: Some("false"),
            says: "allows its processes to gain privileges",
            linux: true,
        }),
    },
    hardening! {
        "K8S-run-as-root", Info, Production, "container that may run as root",
        ["CKV_K8S_23", "CKV_K8S_29", "CKV_K8S_30", "kube-linter:run-as-non-root", "PSS:restricted", "CIS-Kubernetes:5.2.7", "NSA",],
        "A process that is root in its container is root on the node when it breaks out. `runAsNonRoot: true` makes \
              the kubelet refuse images whose user is root; the fix asks for it once, for all containers of the pod.",
        Example::Fixed(
                pod!(""),
                pod!("  securityContext:\n    runAsNonRoot: true\n"),
            ),
        Look::Container(run_as_root),
    },
    hardening! {
        "K8S-root-user", Warning, Essential, "container told to run as user 0",
        ["CKV_K8S_23", "PSS:restricted", "CIS-Kubernetes:5.2.7", "NSA"],
        "`runAsUser: 0` runs the container as root whatever its image says. Name a user of the image instead, or \
              leave it to the image.",
        Example::Advice(
                pod!("      securityContext:\n        runAsUser: 0\n"),
                pod!("      securityContext:\n        runAsUser: 10001\n"),
            ),
        Look::Container(root_user),
    },
    hardening! {
        "K8S-low-user-id", Info, Strict, "container without a high user and group id",
        ["CKV_K8S_40", "kube-score:container-security-context-user-group-id"],
        "An id above 10,000 does not collide with an account of the node, so that a process that breaks out owns \
              nothing there. Which ids an image can run with only its maker knows: the fix is offered, not taken.",
        Example::Advice(
                pod!(""),
                "
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    runAsUser: 10001
    runAsGroup: 10001
  containers:
    - name: web
      image: registry.example/web:1.4
",
            ),
        Look::Container(low_id),
    },
    hardening! {
        "K8S-writable-root-filesystem", Info, Production, "container that can write to its own file system",
        ["CKV_K8S_22", "kube-linter:no-read-only-root-fs", "kube-score:container-security-context-readonlyrootfilesystem", "NSA",],
        "With `readOnlyRootFilesystem: true` an intruder cannot leave a program behind or change one. What the \
              container must write goes to a volume, such as an `emptyDir` on `/tmp`.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Container,
            path: &["securityContext", "readOnlyRootFilesystem"],
            want: Want::Is(&["true"]),
            set: Some("true"),
            says: "can write to its own file system",
            linux: true,
        }),
    },
    hardening! {
        "K8S-no-seccomp-profile", Info, Production, "container without a seccomp profile",
        ["CKV_K8S_31", "kube-score:container-seccomp-profile", "PSS:restricted", "CIS-Kubernetes:5.7.2", "NSA"],
        "`seccompProfile.type: RuntimeDefault` keeps system calls that hardly any program needs from the container. \
              Without it all of the kernel's are open, unless the kubelet says otherwise.",
        Example::Fixed(
                "
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    fsGroup: 2000
  containers:
    - name: web
      image: registry.example/web:1.4
",
                "
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  securityContext:
    fsGroup: 2000
    seccompProfile:
      type: RuntimeDefault
  containers:
    - name: web
      image: registry.example/web:1.4
",
            ),
        Look::Container(seccomp),
    },
    hardening! {
        "K8S-unconfined-profile", Warning, Essential, "container whose confinement is turned off",
        ["PSS:baseline", "CIS-Kubernetes:5.7.2", "NSA"],
        "`Unconfined` takes the seccomp or AppArmor profile away that the runtime would set.",
        Example::Fixed(
                pod!("      securityContext:\n        seccompProfile:\n          type: Unconfined # for strace\n"),
                pod!("      securityContext:\n        seccompProfile:\n          type: RuntimeDefault # for strace\n"),
            ),
        Look::Pod(unconfined),
    },
    hardening! {
        "K8S-unmasked-proc", Warning, Essential, "container that sees all of /proc",
        ["kube-linter:unsafe-proc-mount", "PSS:baseline"],
        "`procMount: Unmasked` shows the container what the runtime hides of `/proc`.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Container,
            path: &["securityContext", "procMount"],
            want: Want::IsNot(&["Unmasked"]),
            set: Some("Default"),
            says: "sees all of its node's /proc",
            linux: true,
        }),
    },
    hardening! {
        "K8S-host-process", Warning, Essential, "Windows container that runs as a process of its host",
        ["PSS:baseline"],
        "A HostProcess container has the rights of its node.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Container,
            path: &["securityContext", "windowsOptions", "hostProcess"],
            want: Want::IsNot(&["true"]),
            set: Some("false"),
            says: "runs as a process of its node",
            linux: false,
        }),
    },
];

fn run_as_root(container: &Container<'_>, sink: &mut Sink<'_>) {
    if container.pod.is_windows() {
        return;
    }
    let asked = container.security("runAsNonRoot");
    // A user that is not 0 is as good, but for the images that override it: the API server takes either.
    let user = container.security("runAsUser").text().and_then(|user| user.parse::<u64>().ok());
    let is_unknown = matches!(asked, At::Unknown) || matches!(container.security("runAsUser"), At::Unknown);
    if asked.text() == Some("true") || is_unknown || user.is_some() {
        return;
    }
    let message = format!("container {} may run as root", container.name());
    let own = super::at(container.node, &["securityContext", "runAsNonRoot"]);
    let (span, owner) = match own {
        At::Found(value) => (value.span, container.node.span),
        _ => (container.head(), container.pod.spec.span),
    };
    let patch = Patch::new().set(owner, &["securityContext", "runAsNonRoot"], "true");
    sink.report(span, message).patch("Set securityContext.runAsNonRoot to true", container.unit(), patch);
}

fn root_user(container: &Container<'_>, sink: &mut Sink<'_>) {
    let At::Found(user) = container.security("runAsUser") else { return };
    if user.as_str() == Some("0") && !container.pod.is_windows() {
        sink.report(user.span, format!("container {} runs as root: name a user above 0", container.name()));
    }
}

fn low_id(container: &Container<'_>, sink: &mut Sink<'_>) {
    if container.pod.is_windows() || container.role == Role::Init {
        return;
    }
    let is_low = |field| match container.security(field) {
        At::Unknown => false,
        At::Missing => true,
        At::Found(id) => id.as_str().and_then(|id| id.parse::<u64>().ok()).is_some_and(|id| id <= 10_000),
    };
    let low: Vec<_> = ["runAsUser", "runAsGroup"].into_iter().filter(|field| is_low(field)).collect();
    if low.is_empty() {
        return;
    }
    let message = format!("container {} has no {} above 10000", container.name(), low.join(" and no "));
    let missing = low.iter().filter(|field| container.security(field).is_missing());
    let patch = missing.fold(Patch::new(), |patch, field| {
        patch.set(container.pod.spec.span, if *field == "runAsUser" { USER } else { GROUP }, "10001")
    });
    sink.report(container.head(), message).offer("Run as user and group 10001", container.unit(), patch);
}

const USER: &[&str] = &["securityContext", "runAsUser"];
const GROUP: &[&str] = &["securityContext", "runAsGroup"];

fn seccomp(container: &Container<'_>, sink: &mut Sink<'_>) {
    if container.pod.is_windows() || !container.security("seccompProfile").is_missing() {
        return;
    }
    let message = format!("container {} has no seccomp profile", container.name());
    let path = &["securityContext", "seccompProfile", "type"];
    let patch = Patch::new().set(container.pod.spec.span, path, "RuntimeDefault");
    sink.report(container.head(), message).patch(
        "Set securityContext.seccompProfile.type to RuntimeDefault",
        container.unit(),
        patch,
    );
}

fn unconfined(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let nodes: Vec<_> = std::iter::once(pod.spec).chain(pod.containers().map(|c| c.node)).collect();
    for node in nodes {
        for profile in ["seccompProfile", "appArmorProfile"] {
            let path: &[&'static str] = if profile == "seccompProfile" { SECCOMP } else { APPARMOR };
            let At::Found(kind) = super::at(node, path) else { continue };
            if kind.as_str() == Some("Unconfined") {
                let patch = Patch::new().set(node.span, path, "RuntimeDefault");
                sink.report(kind.span, format!("{profile} is turned off")).patch(
                    "Change to RuntimeDefault",
                    pod.unit(),
                    patch,
                );
            }
        }
    }
}

const SECCOMP: &[&str] = &["securityContext", "seccompProfile", "type"];
const APPARMOR: &[&str] = &["securityContext", "appArmorProfile", "type"];
