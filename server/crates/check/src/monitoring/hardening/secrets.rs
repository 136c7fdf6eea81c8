//! Secrets in the configuration, and connections that can be listened to.

use super::Document;
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use syntax::yaml::{Node, NodeKind};
use workspace::UnitKind;

/// Deeper values are not looked at.
const DEEPEST: usize = 40;

/// Fields that hold a secret, and have a sibling that names a file instead.
const SECRETS: [&str; 20] = [
    "password",
    "bearer_token",
    "credentials",
    "client_secret",
    "secret_key",
    "api_key",
    "service_key",
    "routing_key",
    "smtp_auth_password",
    "smtp_auth_secret",
    "auth_password",
    "auth_secret",
    "slack_api_url",
    "opsgenie_api_key",
    "victorops_api_key",
    "wechat_api_secret",
    "api_secret",
    "token",
    "user_key",
    "bot_token",
];

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "MON-plain-secret", Warning, Essential, "secret written in the configuration",
        [],
        "Whoever reads the repository reads the secret. Every such field has a sibling that names a file \
         (`password_file`, `credentials_file`, `api_url_file`), which a Secret can be mounted as.",
        Example::Advice(
            "route:\n  receiver: pager\nreceivers:\n  - name: pager\n    pagerduty_configs:\n      - routing_key: 8f2c41d09b\n",
            "route:\n  receiver: pager\nreceivers:\n  - name: pager\n    pagerduty_configs:\n      - routing_key_file: /etc/alertmanager/secrets/pagerduty\n",
        ),
        Look::Document(plain),
    },
    hardening! {
        "MON-unverified-tls", Warning, Production, "connection to a server that nobody checks",
        [],
        "`insecure_skip_verify: true` takes any certificate, so that anybody in between reads and changes what is sent. Name \
         the authority in `ca_file` instead.",
        Example::Advice(
            "scrape_configs:\n  - job_name: web\n    scheme: https\n    tls_config:\n      insecure_skip_verify: true\n    static_configs:\n      - targets: [\"web:443\"]\n",
            "scrape_configs:\n  - job_name: web\n    scheme: https\n    tls_config:\n      ca_file: /etc/prometheus/ca.pem\n    static_configs:\n      - targets: [\"web:443\"]\n",
        ),
        Look::Document(unverified),
    },
];

/// Calls `look` with each key of a configuration and its value.
fn each(node: &Node, depth: usize, look: &mut impl FnMut(&str, &Node)) {
    if depth > DEEPEST {
        return;
    }
    match &node.kind {
        NodeKind::Mapping(entries) => {
            for entry in entries {
                look(entry.key.as_str().unwrap_or_default(), &entry.value);
                each(&entry.value, depth + 1, look);
            }
        }
        NodeKind::Sequence(items) => {
            for item in items {
                each(item, depth + 1, look);
            }
        }
        _ => {}
    }
}

fn root<'a>(document: &Document<'a>) -> Option<&'a Node> {
    let kind = document.document.kind;
    matches!(kind, UnitKind::AlertmanagerConfig | UnitKind::PrometheusConfig)
        .then_some(document.document.root)
}

fn plain(document: &Document<'_>, sink: &mut Sink<'_>) {
    let Some(root) = root(document) else { return };
    each(root, 0, &mut |key, value| {
        let Some(text) = value.as_str() else { return };
        let is_reference =
            text.is_empty() || text.starts_with('<') || text.contains("${") || text.contains("{{");
        let is_webhook = matches!(key, "api_url" | "webhook_url") && text.contains("hooks.");
        if !is_reference && (SECRETS.contains(&key) || is_webhook) {
            sink.report(value.span, format!("the secret {key} is written out: name a file in {key}_file"));
        }
    });
}

fn unverified(document: &Document<'_>, sink: &mut Sink<'_>) {
    let Some(root) = root(document) else { return };
    each(root, 0, &mut |key, value| {
        if key == "insecure_skip_verify" && value.as_str() == Some("true") {
            sink.report(value.span, "any certificate is taken for the server's");
        }
    });
}
