//! Rights that come to the whole cluster, and identities that every pod has.

use super::{At, Field, ObjectContext, Of, Pod, Want, at, pod};
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

/// A ClusterRole of an example with one rule.
macro_rules! role {
    ($groups:literal, $resources:literal, $verbs:literal) => {
        concat!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: reader\nrules:\n  - apiGroups: ",
            $groups, "\n    resources: ", $resources, "\n    verbs: ", $verbs, "\n"
        )
    };
}

/// A ClusterRoleBinding of an example.
macro_rules! binding {
    ($role:literal, $subject:literal) => {
        concat!(
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata:\n  name: bot\nroleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: ClusterRole\n  name: ",
            $role, "\nsubjects:\n", $subject
        )
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-wildcard-role", Warning, Essential, "role with a wildcard",
        ["CKV_K8S_49", "kube-linter:wildcard-in-rules", "CIS-Kubernetes:5.1.3", "NSA"],
        "A `*` gives rights to what is added tomorrow too. Name the verbs and resources that are used.",
        Example::Advice(role!("[\"\"]", "[\"*\"]", "[get]"), role!("[\"\"]", "[configmaps]", "[get]")),
        Look::Object(wildcard),
    },
    hardening! {
        "K8S-cluster-admin", Warning, Essential, "binding to cluster-admin",
        ["kube-linter:cluster-admin-role-binding", "CIS-Kubernetes:5.1.1", "NSA"],
        "Whoever has `cluster-admin` has the cluster. Bind a role with the rights that are used.",
        Example::Advice(
            binding!("cluster-admin", "  - {kind: ServiceAccount, name: bot, namespace: ci}\n"),
            binding!("deployer", "  - {kind: ServiceAccount, name: bot, namespace: ci}\n"),
        ),
        Look::Object(cluster_admin),
    },
    hardening! {
        "K8S-anonymous-binding", Warning, Essential, "binding for everybody",
        ["NSA"],
        "`system:anonymous` and `system:unauthenticated` are whoever reaches the API server; `system:authenticated` is every \
         account there is.",
        Example::Advice(
            binding!("view", "  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: \"system:unauthenticated\"}\n"),
            binding!("view", "  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: developers}\n"),
        ),
        Look::Object(anonymous),
    },
    hardening! {
        "K8S-default-account-binding", Warning, Production, "binding for a namespace's default account",
        ["CKV_K8S_42", "CIS-Kubernetes:5.1.5"],
        "Every pod that names no account runs as `default`, so that all of them get the rights.",
        Example::Advice(
            binding!("view", "  - {kind: ServiceAccount, name: default, namespace: ci}\n"),
            binding!("view", "  - {kind: ServiceAccount, name: bot, namespace: ci}\n"),
        ),
        Look::Object(default_binding),
    },
    hardening! {
        "K8S-role-escalation", Warning, Essential, "role that can give itself more rights",
        ["CKV_K8S_155", "CKV_K8S_156", "CKV_K8S_157", "CKV_K8S_158", "CIS-Kubernetes:5.1.8", "NSA"],
        "`escalate` and `bind` on roles, `impersonate` on users, and the approval of certificates each come to \
         cluster-admin.",
        Example::Advice(
            role!("[rbac.authorization.k8s.io]", "[clusterroles]", "[get, escalate]"),
            role!("[rbac.authorization.k8s.io]", "[clusterroles]", "[get]"),
        ),
        Look::Object(escalation),
    },
    hardening! {
        "K8S-role-reads-secrets", Info, Strict, "role that reads secrets",
        ["kube-linter:access-to-secrets", "CIS-Kubernetes:5.1.2"],
        "`list` and `watch` on secrets show all of them, with their contents.",
        Example::Advice(role!("[\"\"]", "[secrets]", "[get, list]"), role!("[\"\"]", "[configmaps]", "[get, list]")),
        Look::Object(secrets),
    },
    hardening! {
        "K8S-role-creates-pods", Info, Strict, "role that creates pods",
        ["kube-linter:access-to-create-pods", "CIS-Kubernetes:5.1.4"],
        "Who may create a pod may mount any secret and use any account of the namespace.",
        Example::Advice(role!("[\"\"]", "[pods]", "[create]"), role!("[\"\"]", "[pods]", "[get]")),
        Look::Object(pods),
    },
    hardening! {
        "K8S-default-service-account", Info, Strict, "pod that runs as its namespace's default account",
        ["CKV_K8S_41", "kube-linter:default-service-account", "CIS-Kubernetes:5.1.5"],
        "An account of its own can be given rights, and have them taken away, without touching other pods.",
        Example::Row,
        Look::Field(&Field {
            of: Of::Pod,
            path: &["serviceAccountName"],
            want: Want::Present,
            set: None,
            says: "runs as its namespace's default account",
            linux: false,
        }),
    },
    hardening! {
        "K8S-service-account-token", Info, Production, "pod with a token for the API that it did not ask for",
        ["CKV_K8S_38", "CIS-Kubernetes:5.1.6", "NSA"],
        "Every pod gets a token of its account, whether it talks to the API or not; an intruder has it too. A pod that names \
         an account may need the token: for it the fix is offered, not taken.",
        Example::Fixed(pod!(""), pod!("  automountServiceAccountToken: false\n")),
        Look::Pod(token),
    },
    hardening! {
        "K8S-deprecated-account-field", Info, Production, "pod with the old name of the field for its account",
        ["kube-linter:deprecated-service-account-field"],
        "`serviceAccount` is deprecated: the name is `serviceAccountName`.",
        Example::Fixed(pod!("  serviceAccount: web\n"), pod!("  serviceAccountName: web\n")),
        Look::Pod(old_field),
    },
];

fn is_role(context: &ObjectContext<'_>) -> bool {
    matches!(context.kind_name, "Role" | "ClusterRole")
}

/// The lists `key` of each rule of a role.
fn each_rule<'a>(context: &ObjectContext<'a>) -> &'a [Node] {
    let rules = context.object.get("rules").filter(|_| is_role(context));
    rules.map(Node::items).unwrap_or_default()
}

fn list<'a>(rule: &'a Node, key: &str) -> &'a [Node] {
    rule.get(key).map(Node::items).unwrap_or_default()
}

fn has(rule: &Node, key: &str, words: &[&str]) -> bool {
    list(rule, key).iter().any(|item| item.as_str().is_some_and(|text| words.contains(&text)))
}

fn wildcard(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    for rule in each_rule(context) {
        for key in ["resources", "verbs"] {
            if let Some(star) = list(rule, key).iter().find(|item| item.as_str() == Some("*")) {
                sink.report(star.span, format!("the role has all {key}, those that are added tomorrow too"));
            }
        }
    }
}

fn is_binding(context: &ObjectContext<'_>) -> bool {
    matches!(context.kind_name, "RoleBinding" | "ClusterRoleBinding")
}

fn cluster_admin(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    let name = context.object.at(&["roleRef", "name"]).filter(|_| is_binding(context));
    if let Some(node) = name.filter(|node| node.as_str() == Some("cluster-admin")) {
        sink.report(node.span, "whoever has cluster-admin has the cluster");
    }
}

fn each_subject(context: &ObjectContext<'_>, mut look: impl FnMut(&Node, &str, &str)) {
    let subjects = context.object.get("subjects").filter(|_| is_binding(context));
    for subject in subjects.map(Node::items).unwrap_or_default() {
        let kind = subject.get("kind").and_then(Node::as_str).unwrap_or_default();
        if let Some(name) = subject.get("name") {
            look(name, kind, name.as_str().unwrap_or_default());
        }
    }
}

fn anonymous(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    each_subject(context, |node, _, name| {
        if matches!(name, "system:anonymous" | "system:unauthenticated" | "system:authenticated") {
            sink.report(node.span, format!("{name} is everybody who reaches the API server"));
        }
    });
}

fn default_binding(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    each_subject(context, |node, kind, name| {
        if kind == "ServiceAccount" && name == "default" {
            sink.report(node.span, "every pod that names no account gets these rights");
        }
    });
}

fn escalation(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    const POWERS: [(&[&str], &[&str]); 4] = [
        (&["roles", "clusterroles", "*"], &["escalate", "bind"]),
        (&["rolebindings", "clusterrolebindings"], &["escalate", "bind"]),
        (&["users", "groups", "serviceaccounts", "*"], &["impersonate"]),
        (&["certificatesigningrequests/approval"], &["update", "patch"]),
    ];
    for rule in each_rule(context) {
        for (resources, verbs) in POWERS {
            if !has(rule, "resources", resources) {
                continue;
            }
            let verb =
                list(rule, "verbs").iter().find(|v| v.as_str().is_some_and(|text| verbs.contains(&text)));
            if let Some(verb) = verb {
                let text = verb.as_str().unwrap_or_default();
                sink.report(verb.span, format!("with {text} the role can give itself every right"));
            }
        }
    }
}

fn secrets(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    for rule in each_rule(context).iter().filter(|rule| rule.get("resourceNames").is_none()) {
        if let Some(node) = list(rule, "resources").iter().find(|item| item.as_str() == Some("secrets"))
            && has(rule, "verbs", &["get", "list", "watch", "*"])
        {
            sink.report(node.span, "the role reads every secret that it reaches");
        }
    }
}

fn pods(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    for rule in each_rule(context).iter().filter(|rule| has(rule, "resources", &["pods"])) {
        if let Some(verb) = list(rule, "verbs").iter().find(|v| v.as_str() == Some("create")) {
            sink.report(verb.span, "who may create a pod may use every secret and account of the namespace");
        }
    }
}

fn token(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let path = &["automountServiceAccountToken"];
    let found = at(pod.spec, path);
    let is_mounted = match &found {
        At::Unknown => false,
        At::Missing => true,
        At::Found(value) => value.as_str() != Some("false"),
    };
    let account =
        ["serviceAccountName", "serviceAccount"].into_iter().find_map(|key| pod.spec.get(key)?.as_str());
    // An account of its own is there for the API, as a rule; then only a pod that says `true` has decided.
    let is_default = account.is_none_or(|name| name == "default");
    let has_decided = matches!(found, At::Found(_));
    if !is_mounted || has_decided || !is_default {
        return;
    }
    let message = format!("{} has a token for the API of its namespace's default account", pod.title());
    let patch = Patch::new().set(pod.spec.span, path, "false");
    sink.report(pod.head(), message).patch("Set automountServiceAccountToken to false", pod.unit(), patch);
}

fn old_field(pod: &Pod<'_>, sink: &mut Sink<'_>) {
    let Some(entry) = pod.spec.entry("serviceAccount") else { return };
    let found = sink.report(entry.key.span, "the field is called serviceAccountName");
    if pod.spec.get("serviceAccountName").is_none() {
        let edit = text::TextEdit::replace(entry.key.span, "serviceAccountName");
        found.fix("Change to serviceAccountName", vec![edit]);
    }
}
