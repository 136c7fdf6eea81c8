//! Settings of an HTTP client that do not go together.
//!
//! A client certificate needs its key and the other way round; `no_proxy` needs a proxy; some headers are set by the client
//! itself.
//!
//! ```yaml
//! tls_config:
//!   cert_file: /etc/tls/tls.crt
//! ```
//!
//! Add `key_file`.

use crate::Severity;
use crate::monitoring::choices::is_zero;
use crate::monitoring::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::{Step, Value};
use syntax::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    code: "MON-http-client",
    title: "settings of an HTTP client that do not go together",
    severity: Severity::Error,
    doc: manual!("http_client.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

/// Headers that the client or its authentication sets (`prometheus/common`, `config/headers.go`).
const RESERVED: [&str; 18] = [
    "authorization",
    "host",
    "content-encoding",
    "content-length",
    "content-type",
    "user-agent",
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "www-authenticate",
    "accept-encoding",
    "x-prometheus-remote-write-version",
    "x-prometheus-remote-read-version",
    "x-prometheus-scrape-timeout-seconds",
    "x-amz-date",
    "x-amz-security-token",
    "x-amz-content-sha256",
];

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let value = context.value;
    match value.path {
        [.., Step::Field("authorization")] => authorization(value.node, sink),
        [.., Step::Field("http_headers")]
        | [Step::Field("remote_write" | "remote_read"), Step::Item(_), Step::Field("headers")]
        | [Step::Field("tracing"), Step::Field("headers")] => headers(value.node, sink),
        _ => {}
    }
    if value.schema.property("cert_file").is_some() && value.schema.property("key_file").is_some() {
        certificate(value, sink);
    }
    if value.schema.property("proxy_url").is_some() {
        proxy(value, sink);
    }
}

/// The field, where it has a value.
fn written<'a>(value: Value<'a>, name: &str) -> Option<&'a Entry> {
    let schema = value.schema.property(name)?;
    value.node.entry(name).filter(|entry| !is_zero(&entry.value, schema))
}

fn authorization(node: &Node, sink: &mut Sink<'_>) {
    let Some(kind) = node.get("type") else { return };
    if kind.as_str().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("basic")) {
        sink.report(
            kind.span,
            "basic authentication stands under \"basic_auth\", with \"username\" and \"password\"",
        );
    }
}

fn headers(node: &Node, sink: &mut Sink<'_>) {
    for entry in node.entries() {
        let Some(name) = entry.key.as_str() else { continue };
        if RESERVED.iter().any(|reserved| reserved.eq_ignore_ascii_case(name)) {
            sink.report(
                entry.key.span,
                format!("the header \"{name}\" is set by the client and cannot be set here"),
            );
        }
    }
}

fn certificate(value: Value<'_>, sink: &mut Sink<'_>) {
    let first = |names: [&str; 3]| names.into_iter().find_map(|name| written(value, name));
    match (first(["cert", "cert_file", "cert_ref"]), first(["key", "key_file", "key_ref"])) {
        (Some(certificate), None) => {
            sink.report(certificate.key.span, "a client certificate needs its key: add \"key_file\"");
        }
        (None, Some(key)) => {
            sink.report(key.key.span, "a client key needs its certificate: add \"cert_file\"");
        }
        _ => {}
    }
}

fn proxy(value: Value<'_>, sink: &mut Sink<'_>) {
    let (url, environment) = (written(value, "proxy_url"), written(value, "proxy_from_environment"));
    if let Some(exceptions) = written(value, "no_proxy") {
        if environment.is_some() {
            sink.report(
                exceptions.key.span,
                "\"proxy_from_environment\" takes the exceptions from there too, not \"no_proxy\"",
            );
        } else if url.is_none() {
            sink.report(exceptions.key.span, "\"no_proxy\" needs a \"proxy_url\"");
        }
    }
    if let (Some(url), Some(_)) = (url, environment) {
        sink.report(
            url.key.span,
            "a client takes either \"proxy_url\" or \"proxy_from_environment\", not both",
        );
    }
    if let Some(header) =
        written(value, "proxy_connect_header").filter(|_| url.is_none() && environment.is_none())
    {
        sink.report(header.key.span, "\"proxy_connect_header\" needs a \"proxy_url\"");
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn settings_need_each_other() {
        check_rule(
            "MON-http-client",
            r#"
//- /prometheus.yml
scrape_configs:
  - job_name: a
    no_proxy: localhost
    ^^^^^^^^ "no_proxy" needs a "proxy_url"
    tls_config:
      cert_file: a
      ^^^^^^^^^ a client certificate needs its key: add "key_file"
    authorization:
      type: Basic
            ^^^^^ basic authentication stands under "basic_auth", with "username" and "password"
    http_headers:
      Host: {values: [a]}
      ^^^^ the header "Host" is set by the client and cannot be set here
"#,
        );
    }
}
