//! Settings of Prometheus that contradict each other, or a path or target that cannot be.
//!
//! A path may have a `*` in its last part only. A target is a host and a port: scheme and path have fields of their own.
//!
//! ```yaml
//! static_configs:
//!   - targets: ["http://web:9100/metrics"]
//! ```
//!
//! Write `web:9100`, and `scheme` and `metrics_path` on the job.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext, head};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::{Step, is_null};
use syntax::promql::parse_duration;
use syntax::yaml::Node;

pub(crate) static RULE: Rule = Rule {
    code: "MON-prometheus-setting",
    title: "settings of Prometheus that contradict each other",
    severity: Severity::Error,
    doc: manual!("prometheus_setting.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let node = context.value.node;
    match context.value.path {
        [Step::Field("rule_files" | "scrape_config_files"), Step::Item(_)] => path(node, false, sink),
        [.., Step::Field("file_sd_configs"), Step::Item(_), Step::Field("files"), Step::Item(_)] => {
            path(node, true, sink);
        }
        [.., Step::Field("file_sd_configs"), Step::Item(_)] => some(node, "files", "a path", sink),
        [.., Step::Field("dns_sd_configs"), Step::Item(_)] => dns(node, sink),
        [.., Step::Field("kubernetes_sd_configs"), Step::Item(_)] => kubernetes(node, sink),
        [Step::Field("remote_write"), Step::Item(_), Step::Field("queue_config")] => queue(node, sink),
        [Step::Field("remote_write"), Step::Item(_)] => authentication(node, sink),
        [Step::Field("storage"), Step::Field("tsdb"), Step::Field("retention")] => size(node, sink),
        [Step::Field("otlp")] => otlp(node, sink),
        [Step::Field("global")] => escaping(node, None, sink),
        [Step::Field("scrape_configs"), Step::Item(_)] => {
            escaping(node, context.document.get("global"), sink);
        }
        [Step::Field("global"), Step::Field("external_labels")]
        | [.., Step::Field("static_configs"), Step::Item(_), Step::Field("labels")] => labels(context, sink),
        [.., Step::Field("static_configs"), Step::Item(_), Step::Field("targets"), Step::Item(_)] => {
            target(context, sink);
        }
        _ => {}
    }
}

fn text<'a>(node: &'a Node, name: &str) -> Option<&'a str> {
    node.get(name).filter(|node| !is_null(node)).and_then(Node::as_str)
}

fn path(node: &Node, is_target_file: bool, sink: &mut Sink<'_>) {
    let Some(path) = node.as_str() else { return };
    let behind = path.split_once('*').map(|(_, behind)| behind);
    if behind.is_some_and(|behind| behind.contains(['/', '*'])) {
        sink.report(
            node.span,
            format!("\"{path}\" has a * before its last part, which Prometheus does not expand"),
        );
    } else if is_target_file {
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        if !["json", "yml", "yaml", "JSON", "YML", "YAML"].contains(&ending) {
            sink.report(node.span, "a file with targets ends in .json, .yml or .yaml");
        }
    }
}

fn some(node: &Node, name: &str, what: &str, sink: &mut Sink<'_>) {
    if !is_null(node) && node.get(name).is_none_or(|list| list.items().is_empty()) {
        sink.report(head(node), format!("\"{name}\" needs {what} at least"));
    }
}

fn dns(node: &Node, sink: &mut Sink<'_>) {
    some(node, "names", "a name", sink);
    let kind = node
        .get("type")
        .map_or("SRV", |kind| if is_null(kind) { "" } else { kind.as_str().unwrap_or_default() });
    let kind = kind.to_uppercase();
    if let Some(written) =
        node.get("type").filter(|_| !["A", "AAAA", "MX", "NS", "SRV"].contains(&kind.as_str()))
    {
        sink.report(
            written.span,
            format!("\"{kind}\" is no type of records that is asked for: A, AAAA, MX, NS or SRV"),
        );
    } else if kind != "SRV" && node.get("port").and_then(Node::as_f64).is_none_or(|port| port == 0.0) {
        sink.report(head(node), format!("records of the type {kind} say no port, so \"port\" is needed"));
    }
}

fn kubernetes(node: &Node, sink: &mut Sink<'_>) {
    const CLIENT: [&str; 13] = [
        "basic_auth",
        "authorization",
        "oauth2",
        "bearer_token",
        "bearer_token_file",
        "tls_config",
        "proxy_url",
        "no_proxy",
        "proxy_from_environment",
        "proxy_connect_header",
        "http_headers",
        "follow_redirects",
        "enable_http2",
    ];
    let is_default = |name: &str, node: &Node| {
        is_null(node) || matches!(name, "follow_redirects" | "enable_http2") && node.as_bool() == Some(true)
    };
    let client =
        CLIENT.iter().find_map(|name| node.entry(name).filter(|entry| !is_default(name, &entry.value)));
    let (server, file) =
        (text(node, "api_server"), text(node, "kubeconfig_file").filter(|file| !file.is_empty()));
    let own = node.at(&["namespaces", "own_namespace"]).filter(|node| node.as_bool() == Some(true));
    match (server, file, client) {
        (Some(_), Some(_), _) => {
            sink.report(
                head(node),
                "either \"api_server\" or \"kubeconfig_file\" says where the cluster is, not both",
            );
        }
        (_, Some(_), Some(client)) => {
            sink.report(client.key.span, "with \"kubeconfig_file\" the client is set up in that file");
        }
        (None, None, Some(client)) => {
            sink.report(client.key.span, "a client of one's own needs \"api_server\"");
        }
        _ => {}
    }
    if let Some(own) = own.filter(|_| server.is_some() || file.is_some()) {
        sink.report(own.span, "the own namespace is known only inside the cluster, without \"api_server\" and \"kubeconfig_file\"");
    }
    selectors(node, sink);
}

fn selectors(node: &Node, sink: &mut Sink<'_>) {
    let role = text(node, "role").unwrap_or_default();
    let allowed: &[&str] = match role {
        "pod" => &["pod", "node"],
        "endpoints" => &["pod", "service", "endpoints"],
        "endpointslice" => &["pod", "service", "endpointslice"],
        "service" | "node" | "ingress" => &[role],
        _ => return,
    };
    let mut seen: Vec<&str> = Vec::new();
    for role_node in
        node.get("selectors").map(Node::items).unwrap_or_default().iter().filter_map(|s| s.get("role"))
    {
        let Some(of) = role_node.as_str() else { continue };
        if !allowed.contains(&of) {
            let allowed = allowed.join(", ");
            sink.report(
                role_node.span,
                format!("the role {role} takes selectors of {allowed} only, not \"{of}\""),
            );
        } else if seen.contains(&of) {
            sink.report(role_node.span, format!("there is a selector of {of} already"));
        }
        seen.push(of);
    }
}

fn size(node: &Node, sink: &mut Sink<'_>) {
    if let Some(size) =
        node.get("size").filter(|size| size.as_str().is_some_and(|size| size.starts_with('-')))
    {
        sink.report(size.span, "a size cannot be negative");
    }
}

fn queue(node: &Node, sink: &mut Sink<'_>) {
    for name in ["capacity", "max_shards", "min_shards", "max_samples_per_send"] {
        if let Some(entry) = node.entry(name).filter(|entry| is_null(&entry.value)) {
            sink.report(entry.key.span, format!("\"{name}\" without a value counts as zero"));
        }
    }
    let number = |name: &str, default: f64| node.get(name).and_then(Node::as_f64).unwrap_or(default);
    let seconds = |name: &str, default: f64| text(node, name).and_then(parse_duration).unwrap_or(default);
    if number("min_shards", 1.0) > number("max_shards", 50.0) {
        sink.report(head(node), "\"min_shards\" (1 by default) is above \"max_shards\" (50 by default)");
    }
    if seconds("min_backoff", 0.03) > seconds("max_backoff", 5.0) {
        sink.report(head(node), "\"min_backoff\" (30ms by default) is above \"max_backoff\" (5s by default)");
    }
}

fn authentication(node: &Node, sink: &mut Sink<'_>) {
    const WAYS: [&str; 6] = ["basic_auth", "authorization", "oauth2", "sigv4", "azuread", "google_iam"];
    let mut written = WAYS.iter().filter_map(|name| node.entry(name).filter(|entry| !is_null(&entry.value)));
    if let (Some(_), Some(second)) = (written.next(), written.next()) {
        sink.report(second.key.span, format!("only one of {} can be set", WAYS.join(", ")));
    }
}

fn otlp(node: &Node, sink: &mut Sink<'_>) {
    let all = node.get("promote_all_resource_attributes").and_then(Node::as_bool) == Some(true);
    let list = |name: &str| node.entry(name).filter(|entry| !entry.value.items().is_empty());
    if let Some(ignored) = list("ignore_resource_attributes").filter(|_| !all) {
        sink.report(
            ignored.key.span,
            "\"ignore_resource_attributes\" needs \"promote_all_resource_attributes: true\"",
        );
    }
    let lists = ["ignore_resource_attributes", "promote_resource_attributes"];
    for items in lists.iter().filter_map(|name| list(name)).map(|entry| entry.value.items()) {
        let mut seen: Vec<&str> = Vec::new();
        for item in items {
            let name = item.as_str().unwrap_or_default().trim();
            if name.is_empty() || seen.contains(&name) {
                sink.report(item.span, "an attribute has a name and stands here once");
            }
            seen.push(name);
        }
    }
}

fn escaping(node: &Node, global: Option<&Node>, sink: &mut Sink<'_>) {
    let of = |name: &str| text(node, name).or_else(|| global.and_then(|global| text(global, name)));
    let (validation, escaping) = ("metric_name_validation_scheme", "metric_name_escaping_scheme");
    let is_own = node.get(validation).is_some() || node.get(escaping).is_some();
    // A job that sets the one alone gets a fitting value for the other.
    let written = if node.get(validation).is_some() { text(node, escaping) } else { of(escaping) };
    if is_own && of(validation) == Some("legacy") && written == Some("allow-utf-8") {
        let span =
            node.entry(escaping).or_else(|| node.entry(validation)).map_or(node.span, |entry| entry.key.span);
        sink.report(span, "names in UTF-8 cannot be asked for under the legacy scheme of names");
    }
}

fn labels(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let is_legacy = context.document.at(&["global", "metric_name_validation_scheme"]).and_then(Node::as_str)
        == Some("legacy")
        && context.value.path.first() == Some(&Step::Field("global"));
    for entry in context.value.node.entries() {
        let Some(name) = entry.key.as_str() else { continue };
        let is_plain = !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if name.is_empty() || is_legacy && !is_plain {
            sink.report(entry.key.span, format!("\"{name}\" is no name that a label can have"));
        }
    }
}

fn target(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let node = context.value.node;
    let [list @ .., _, _, _, _] = context.value.path else { return };
    let job = list.iter().try_fold(context.document, |node, step| match step {
        Step::Field(name) => node.get(name),
        Step::Item(index) => node.items().get(*index),
    });
    // Relabelling can make an address of anything.
    if job.and_then(|job| job.get("relabel_configs")).is_some_and(|steps| !steps.items().is_empty()) {
        return;
    }
    let address = if is_null(node) { "" } else { node.as_str().unwrap_or_default() };
    if address.is_empty() && context.value.path.first() == Some(&Step::Field("scrape_configs")) {
        sink.report(node.span, "a target needs an address, such as web:9100");
    } else if address.contains('/') {
        sink.report(
            node.span,
            format!("\"{address}\" is no host and port: scheme and path are fields of the job"),
        );
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn settings_fit_each_other() {
        check_rule(
            "MON-prometheus-setting",
            r#"
//- /prometheus.yml
rule_files: ["*/rules.yml", "rules/*.yml"]
             ^^^^^^^^^^^^^ "*/rules.yml" has a * before its last part, which Prometheus does not expand
scrape_configs:
  - job_name: a
    static_configs:
      - targets: ["http://web:9100", "web:9100"]
                  ^^^^^^^^^^^^^^^^^ "http://web:9100" is no host and port: scheme and path are fields of the job
    dns_sd_configs:
      - names: [web]
        ^^^^^ records of the type A say no port, so "port" is needed
        type: A
    kubernetes_sd_configs:
      - role: pod
        tls_config: {insecure_skip_verify: true}
        ^^^^^^^^^^ a client of one's own needs "api_server"
"#,
        );
    }
}
