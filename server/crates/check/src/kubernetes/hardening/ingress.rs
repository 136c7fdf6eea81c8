//! What an Ingress lets through, and how.

use super::template::head;
use super::{ObjectContext, at};
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::yaml::Node;

/// An Ingress of an example: its annotations, what stands before its rules, and its host.
macro_rules! ingress {
    ($annotations:literal, $before:literal, $host:literal) => {
        concat!(
            "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: web\n", $annotations, "spec:\n", $before,
            "  rules:\n    - host: ", $host,
            "\n      http:\n        paths:\n          - path: /\n            pathType: Prefix\n            backend:\n              service:\n                name: web\n                port:\n                  name: http\n"
        )
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "K8S-ingress-without-tls", Info, Production, "Ingress without TLS",
        ["trivy:KSV-0036", "NSA"],
        "Without `spec.tls` passwords and cookies cross the network in the open. Which certificate is meant only you know.",
        Example::Advice(
            ingress!("", "", "shop.example.org"),
            ingress!("", "  tls:\n    - hosts: [shop.example.org]\n      secretName: shop-tls\n", "shop.example.org"),
        ),
        Look::Object(tls),
    },
    hardening! {
        "K8S-ingress-snippet", Warning, Essential, "Ingress that writes into the proxy's configuration",
        ["CKV_K8S_152", "CKV_K8S_153", "CKV_K8S_154", "CVE-2021-25742"],
        "A snippet annotation is configuration of the shared nginx: with it whoever may create an Ingress reads the secrets \
         of all of them.",
        Example::Advice(
            ingress!("  annotations:\n    nginx.ingress.kubernetes.io/server-snippet: \"location /x { return 200; }\"\n", "  tls:\n    - hosts: [shop.example.org]\n      secretName: shop-tls\n", "shop.example.org"),
            ingress!("", "  tls:\n    - hosts: [shop.example.org]\n      secretName: shop-tls\n", "shop.example.org"),
        ),
        Look::Object(snippet),
    },
    hardening! {
        "K8S-ingress-wildcard-host", Info, Strict, "Ingress for every host",
        [],
        "An Ingress rule without a host answers for every name that points to the proxy, other teams' too.",
        Example::Advice(ingress!("", "", "\"*.example.org\""), ingress!("", "", "shop.example.org")),
        Look::Object(wildcard),
    },
];

fn is_ingress(context: &ObjectContext<'_>) -> bool {
    context.kind_name == "Ingress" && context.object.get("spec").is_some()
}

fn annotations<'a>(context: &ObjectContext<'a>) -> &'a [syntax::yaml::Entry] {
    context.object.at(&["metadata", "annotations"]).map(Node::entries).unwrap_or_default()
}

fn tls(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if !is_ingress(context) || !at(context.object, &["spec", "tls"]).is_missing() {
        return;
    }
    // Load balancers of the clouds take their certificates from an annotation.
    let has_certificate = annotations(context).iter().any(|e| {
        let key = e.key.as_str().unwrap_or_default();
        key.contains("certificate") || key.contains("ssl-cert") || key.contains("pre-shared-cert")
    });
    if !has_certificate {
        sink.report(head(context), "the Ingress has no TLS: name a certificate in spec.tls");
    }
}

fn snippet(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if !is_ingress(context) {
        return;
    }
    for entry in annotations(context) {
        let key = entry.key.as_str().unwrap_or_default();
        if key.starts_with("nginx.ingress.kubernetes.io/") && key.ends_with("-snippet") {
            sink.report(entry.key.span, format!("{key} writes into the configuration of every Ingress"));
        }
    }
}

fn wildcard(context: &ObjectContext<'_>, sink: &mut Sink<'_>) {
    if !is_ingress(context) {
        return;
    }
    for rule in context.object.at(&["spec", "rules"]).map(Node::items).unwrap_or_default() {
        let host = rule.get("host");
        if host.is_none_or(|h| h.as_str().is_some_and(|text| text.is_empty() || text.starts_with('*'))) {
            let span =
                host.map_or_else(|| rule.entries().first().map_or(rule.span, |e| e.key.span), |h| h.span);
            sink.report(span, "the rule answers for names that may be others'");
        }
    }
}
