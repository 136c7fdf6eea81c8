use super::Random;
use super::tree::{Slot, Tree, free, list, map, raw, scalar};

/// A `prometheus.yml`.
pub(super) fn file(random: &mut Random) -> Tree {
    let jobs = (0..random.between(1, 4)).map(|number| job(number, random)).collect();
    map("prometheus")
        .maybe(random.chance(80), "global", global)
        .maybe(random.chance(20), "storage", storage)
        .with("scrape_configs", Tree::List(jobs))
        .maybe(random.chance(50), "alerting", alerting)
        .maybe(random.chance(40), "remote_write", remote_write)
        .maybe(random.chance(20), "remote_read", || {
            Tree::List(vec![
                map("read")
                    .with("url", scalar(Slot::Path, "http://store:9090/read"))
                    .with("read_recent", raw(true)),
            ])
        })
        .maybe(random.chance(15), "tracing", || {
            map("tracing")
                .with("endpoint", scalar(Slot::Text, "otel:4317"))
                .with("client_type", scalar(Slot::Choice, "grpc"))
        })
}

fn global() -> Tree {
    map("global")
        .with("scrape_interval", scalar(Slot::Duration, "30s"))
        .with("scrape_timeout", scalar(Slot::Duration, "10s"))
        .with("evaluation_interval", scalar(Slot::Duration, "30s"))
        .with("external_labels", free(Slot::Text, [("cluster", "eu-1")]))
        .with("body_size_limit", scalar(Slot::Bytes, "50MB"))
        .with("scrape_protocols", list(Slot::Choice, ["OpenMetricsText1.0.0", "PrometheusText0.0.4"]))
}

fn storage() -> Tree {
    let retention = map("retention")
        .with("time", scalar(Slot::Duration, "15d"))
        .with("size", scalar(Slot::Bytes, "10GB"));
    map("storage").with(
        "tsdb",
        map("tsdb")
            .with("out_of_order_time_window", scalar(Slot::Duration, "30m"))
            .with("retention", retention),
    )
}

fn job(number: usize, random: &mut Random) -> Tree {
    let job = map("job")
        .with("job_name", scalar(Slot::Text, format!("job-{number}")))
        .maybe(random.chance(40), "scrape_interval", || scalar(Slot::Duration, "1m"))
        .maybe(random.chance(30), "scrape_timeout", || scalar(Slot::Duration, "10s"))
        .maybe(random.chance(30), "metrics_path", || scalar(Slot::Text, "/metrics"))
        .maybe(random.chance(30), "scheme", || scalar(Slot::Choice, "https"))
        .maybe(random.chance(20), "honor_labels", || raw(true))
        .maybe(random.chance(20), "sample_limit", || raw(1000))
        .maybe(random.chance(15), "params", || {
            Tree::Map("", vec![("module".to_owned(), list(Slot::Text, ["http_2xx"]))])
        })
        .maybe(random.chance(15), "fallback_scrape_protocol", || scalar(Slot::Choice, "PrometheusText0.0.4"));
    let job = client(job, random);
    let relabel = random.chance(40).then(|| relabelling(random));
    let job = discovery(job, random, relabel.is_some());
    let job = if let Some(relabel) = relabel { job.with("relabel_configs", relabel) } else { job };
    job.maybe(random.chance(20), "metric_relabel_configs", || {
        Tree::List(vec![
            map("relabel")
                .with("source_labels", list(Slot::Label, ["__name__"]))
                .with("regex", scalar(Slot::Regex, "go_.*"))
                .with("action", scalar(Slot::Choice, "drop")),
        ])
    })
}

/// The fields of an HTTP client.
pub(super) fn client(of: Tree, random: &mut Random) -> Tree {
    let of = match random.below(6) {
        0 => of.with(
            "basic_auth",
            map("basic_auth")
                .with("username", scalar(Slot::Text, "u"))
                .with("password", scalar(Slot::Text, "p")),
        ),
        1 => of.with("authorization", map("authorization").with("credentials", scalar(Slot::Text, "token"))),
        2 => {
            let oauth = map("oauth2")
                .with("client_id", scalar(Slot::Text, "id"))
                .with("client_secret", scalar(Slot::Text, "s"))
                .with("token_url", scalar(Slot::Text, "https://login/token"));
            of.with("oauth2", oauth)
        }
        _ => of,
    };
    of.maybe(random.chance(20), "tls_config", || {
        map("tls").with("insecure_skip_verify", raw(true)).with("min_version", scalar(Slot::Choice, "TLS12"))
    })
    .maybe(random.chance(15), "proxy_url", || scalar(Slot::Path, "http://proxy:3128"))
    .maybe(random.chance(10), "follow_redirects", || raw(false))
}

fn discovery(job: Tree, random: &mut Random, relabelled: bool) -> Tree {
    match random.below(5) {
        0 => {
            let sd = map("kubernetes_sd")
                .with("role", scalar(Slot::Choice, "pod"))
                .maybe(random.chance(40), "namespaces", || {
                    map("namespaces").with("names", list(Slot::Text, ["web"]))
                })
                .maybe(random.chance(20), "selectors", || {
                    Tree::List(vec![
                        map("selector")
                            .with("role", scalar(Slot::Choice, "pod"))
                            .with("label", scalar(Slot::Text, "app=web")),
                    ])
                });
            job.with("kubernetes_sd_configs", Tree::List(vec![sd]))
        }
        1 => {
            let sd = map("file_sd")
                .with("files", list(Slot::Path, ["targets/*.json"]))
                .with("refresh_interval", scalar(Slot::Duration, "5m"));
            job.with("file_sd_configs", Tree::List(vec![sd]))
        }
        2 => {
            let sd = map("dns_sd")
                .with("names", list(Slot::Text, ["web.local"]))
                .with("type", scalar(Slot::Choice, "A"))
                .with("port", raw(9100));
            job.with("dns_sd_configs", Tree::List(vec![sd]))
        }
        _ => {
            let targets = if relabelled { Slot::Text } else { Slot::Target };
            let group = map("static").with("targets", list(targets, ["web-1:9100", "web-2:9100"])).maybe(
                random.chance(40),
                "labels",
                || free(Slot::Text, [("env", "prod")]),
            );
            job.with("static_configs", Tree::List(vec![group]))
        }
    }
}

fn relabelling(random: &mut Random) -> Tree {
    let one = |random: &mut Random| match random.below(7) {
        0 => map("keep")
            .with("source_labels", list(Slot::Label, ["__meta_kubernetes_pod_label_app"]))
            .with("regex", scalar(Slot::Regex, "web|api"))
            .with("action", scalar(Slot::Choice, "keep")),
        1 => map("replace")
            .with("source_labels", list(Slot::Label, ["__address__", "__meta_port"]))
            .with("separator", scalar(Slot::Text, ";"))
            .with("regex", scalar(Slot::Regex, "([^:]+)(?::\\d+)?;(\\d+)"))
            .with("replacement", scalar(Slot::Text, "$1:$2"))
            .with("target_label", scalar(Slot::Label, "host")),
        2 => map("labelmap")
            .with("regex", scalar(Slot::Regex, "__meta_(.+)"))
            .with("action", scalar(Slot::Choice, "labelmap")),
        3 => map("hashmod")
            .with("source_labels", list(Slot::Label, ["__address__"]))
            .with("modulus", raw(4))
            .with("target_label", scalar(Slot::Label, "__tmp_hash"))
            .with("action", scalar(Slot::Choice, "hashmod")),
        4 => map("labeldrop")
            .with("regex", scalar(Slot::Regex, "tmp_.*"))
            .with("action", scalar(Slot::Choice, "labeldrop")),
        5 => map("lowercase")
            .with("source_labels", list(Slot::Label, ["env"]))
            .with("target_label", scalar(Slot::Label, "env"))
            .with("action", scalar(Slot::Choice, "lowercase")),
        _ => map("keepequal")
            .with("source_labels", list(Slot::Label, ["a"]))
            .with("target_label", scalar(Slot::Label, "b"))
            .with("action", scalar(Slot::Choice, "keepequal")),
    };
    Tree::List((0..random.between(1, 3)).map(|_| one(random)).collect())
}

fn alerting() -> Tree {
    let targets = map("static").with("targets", list(Slot::Target, ["alertmanager:9093"]));
    let one = map("alertmanagers")
        .with("scheme", scalar(Slot::Choice, "http"))
        .with("timeout", scalar(Slot::Duration, "10s"))
        .with("api_version", scalar(Slot::Choice, "v2"))
        .with("static_configs", Tree::List(vec![targets]));
    map("alerting").with("alertmanagers", Tree::List(vec![one]))
}

fn remote_write() -> Tree {
    let queue = map("queue")
        .with("capacity", raw(2500))
        .with("max_shards", raw(50))
        .with("min_backoff", scalar(Slot::Duration, "30ms"));
    let one = map("write")
        .with("url", scalar(Slot::Path, "https://store/write"))
        .with("name", scalar(Slot::Text, "store"))
        .with("remote_timeout", scalar(Slot::Duration, "30s"))
        .with("headers", free(Slot::Text, [("X-Scope", "a")]))
        .with("queue_config", queue);
    Tree::List(vec![one])
}
