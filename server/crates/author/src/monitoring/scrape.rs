//! `prometheus.yml`: scrape jobs, discovery in Kubernetes, probes, alertmanagers, rule files.

use super::graph::{Job, Scraping};
use crate::kubernetes::value::{Map, Value};

/// The configuration. Rule files are listed by the pattern that this author writes them to.
pub(crate) fn config(scraping: &Scraping) -> Map {
    let interval = scraping.interval.as_deref().unwrap_or("30s");
    let labels: Map = scraping.labels.iter().map(|(key, value)| (key.clone(), Value::from(value))).collect();
    let global = Map::new()
        .with("scrape_interval", interval)
        .with("evaluation_interval", interval)
        .with_some("external_labels", labels);
    let managers: Vec<&str> = scraping.alertmanagers.iter().map(String::as_str).collect();
    let alerting = (!managers.is_empty()).then(|| {
        let list = Map::new().with("static_configs", [Map::new().with("targets", managers)]);
        Map::new().with("alertmanagers", [list])
    });
    let write: Vec<Map> = scraping.remote_write.iter().map(|url| Map::new().with("url", url)).collect();
    Map::new()
        .with("global", global)
        .with_some("alerting", alerting)
        .with("rule_files", ["rules/*.yaml"])
        .with("scrape_configs", scraping.jobs.iter().map(job).collect::<Vec<_>>())
        .with_some("remote_write", write)
}

fn job(job: &Job) -> Map {
    let map = Map::new().with("job_name", &job.name);
    if job.probe {
        return probe(map, job);
    }
    let map = map.with_some("metrics_path", job.path.as_deref());
    if let Some(role) = job.discover {
        let map = map.with("kubernetes_sd_configs", [Map::new().with("role", role)]);
        return map.with_some("relabel_configs", relabel(role));
    }
    map.with("static_configs", [Map::new().with("targets", job.targets.clone())])
}

/// Only annotated pods, with their namespace and name as labels.
fn relabel(role: &str) -> Vec<Map> {
    let meta = |label: &str| format!("__meta_kubernetes_{label}");
    let keep = |label: &str, regex: &str| {
        Map::new()
            .with("source_labels", [meta(label)])
            .with("action", "keep")
            .with("regex", Value::Text(regex.to_owned()))
    };
    let copy = |label: &str, target: &str| {
        Map::new().with("source_labels", [meta(label)]).with("target_label", target)
    };
    match role {
        "pod" => vec![
            keep("pod_annotation_prometheus_io_scrape", "true"),
            Map::new()
                .with("source_labels", [meta("pod_annotation_prometheus_io_path")])
                .with("action", "replace")
                .with("target_label", "__metrics_path__")
                .with("regex", "(.+)"),
            Map::new()
                .with("source_labels", ["__address__".to_owned(), meta("pod_annotation_prometheus_io_port")])
                .with("action", "replace")
                .with("regex", "([^:]+)(?::\\d+)?;(\\d+)")
                .with("replacement", "$1:$2")
                .with("target_label", "__address__"),
            copy("namespace", "namespace"),
            copy("pod_name", "pod"),
        ],
        "service" | "endpoints" => vec![copy("namespace", "namespace"), copy("service_name", "service")],
        "node" => vec![copy("node_name", "node")],
        _ => Vec::new(),
    }
}

fn probe(map: Map, job: &Job) -> Map {
    let relabel = [
        Map::new().with("source_labels", ["__address__"]).with("target_label", "__param_target"),
        Map::new().with("source_labels", ["__param_target"]).with("target_label", "instance"),
        Map::new().with("target_label", "__address__").with("replacement", "blackbox-exporter:9115"),
    ];
    map.with("metrics_path", "/probe")
        .with("params", Map::new().with("module", ["http_2xx"]))
        .with("static_configs", [Map::new().with("targets", job.targets.clone())])
        .with("relabel_configs", relabel)
}
