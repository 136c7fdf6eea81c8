//! Secrets where everybody can read them.

use super::{At, Container, ObjectContext, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-secret-in-environment", Warning, Essential, "secret written in the environment of a container",
        ["kube-linter:env-var-secret", "NSA"],
        "Whoever reads the repository or the object reads the secret. Put it in a Secret and refer to that.",
        Example::Advice(
            pod!("      env:\n        - name: DB_PASSWORD\n          value: hunter2\n"),
            pod!("      env:\n        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: db\n              key: password\n"),
        ),
        Look::Container(environment),
    },
    hardening! {
        "K8S-secret-in-config-map", Warning, Essential, "secret in a ConfigMap",
        ["NSA"],
        "A ConfigMap is for everybody to read; a Secret can be kept from most and encrypted at rest.",
        Example::Advice(
            "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\ndata:\n  DB_PASSWORD: hunter2\n",
            "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\nstringData:\n  DB_PASSWORD: hunter2\n",
        ),
        Look::Object(config_map),
    },
    hardening! {
        "K8S-secret-by-environment", Info, Strict, "container that gets a secret by its environment",
        ["CKV_K8S_35", "kube-linter:read-secret-from-env-var", "CIS-Kubernetes:5.4.1"],
        "An environment is seen by every process of the container and ends up in crash dumps; a mounted file is not.",
        Example::Advice(
            pod!("      env:\n        - name: DB_PASSWORD\n          valueFrom:\n            secretKeyRef:\n              name: db\n              key: password\n"),
            pod!("      volumeMounts:\n        - name: db\n          mountPath: /etc/db\n          readOnly: true\n  volumes:\n    - name: db\n      secret:\n        secretName: db\n"),
        ),
        Look::Container(by_environment),
    },
];

/// Whether what is called `name` is a secret by its last words.
pub(crate) fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace(['-', '.'], "_");
    let words = [
        "password",
        "passwd",
        "passphrase",
        "secret",
        "token",
        "api_key",
        "apikey",
        "private_key",
        "access_key",
        "secret_key",
        "credentials",
    ];
    words.iter().any(|word| {
        name == *word
            || name.ends_with(&format!("_{word}"))
            || name.ends_with(word) && *word != "secret" && *word != "token"
    })
}

/// Whether `value` may be a secret: not empty, no reference to one, no path, no placeholder.
pub(crate) fn is_secret_value(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    let is_plain = !value.is_empty() && !value.contains(['$', '{', '<', ' ', '/']);
    let is_word = matches!(
        &*lower,
        "true" | "false" | "none" | "null" | "yes" | "no" | "changeme" | "change-me" | "replace-me"
    );
    is_plain
        && !is_word
        && !value.bytes().all(|b| b.is_ascii_digit() && value.len() < 4)
        && !lower.starts_with("vault:")
}

fn environment(container: &Container<'_>, sink: &mut Sink<'_>) {
    for variable in container.node.get("env").map(Node::items).unwrap_or_default() {
        let name = variable.get("name").and_then(Node::as_str).unwrap_or_default();
        let At::Found(value) = at(variable, &["value"]) else { continue };
        if is_secret_name(name) && value.as_str().is_some_and(is_secret_value) {
            sink.report(value.span, format!("the secret {name} is written out: refer to a Secret"));
        }
    }
}

fn config_map(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if context.kind_name != "ConfigMap" {
        return;
    }
    for entry in context.object.get("data").map(Node::entries).unwrap_or_default() {
        let name = entry.key.as_str().unwrap_or_default();
        let Some(value) = entry.value.as_str() else { continue };
        let is_key = value.contains("-----BEGIN") && value.contains("PRIVATE KEY-----");
        if is_key || is_secret_name(name) && is_secret_value(value) {
            sink.report(
                entry.key.span,
                format!("{name} is a secret for everybody to read: put it in a Secret"),
            );
        }
    }
}

fn by_environment(container: &Container<'_>, sink: &mut Sink<'_>) {
    for variable in container.node.get("env").map(Node::items).unwrap_or_default() {
        if let At::Found(reference) = at(variable, &["valueFrom", "secretKeyRef"]) {
            let name = variable.get("name").and_then(Node::as_str).unwrap_or_default();
            let span = reference.entries().first().map_or(reference.span, |e| e.key.span);
            sink.report(
                span,
                format!("container {} gets the secret {name} by its environment", container.name()),
            );
        }
    }
    for source in container.node.get("envFrom").map(Node::items).unwrap_or_default() {
        if let Some(entry) = source.entry("secretRef") {
            let message = format!("container {} gets all of a Secret by its environment", container.name());
            sink.report(entry.key.span, message);
        }
    }
}
