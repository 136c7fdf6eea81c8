//! Monitoring formats, PromQL and the metric catalogue.

use omni_schema::monitoring::{self, MetricType, ValueType};
use omni_schema::{Schema, SchemaType};

fn field(schema: Schema, path: &str) -> Schema {
    path.split('.').fold(schema, |schema, name| {
        let found = if name == "[]" { schema.items() } else { schema.property(name) };
        found.unwrap_or_else(|| panic!("no {name} of {path}"))
    })
}

#[test]
fn a_rule_has_an_expression_and_is_an_alert_or_a_recording() {
    let rule = field(monitoring::rules(), "groups.[].rules.[]");
    assert!(rule.is_required("expr"));
    assert_eq!(field(rule, "expr").format(), Some("promql"));
    assert_eq!(field(rule, "for").format(), Some("duration"));
    let kinds: Vec<_> = rule.one_of().map(|one| one.required().collect::<Vec<_>>()).collect();
    assert_eq!(kinds, [["alert"], ["record"]]);
    assert!(!rule.preserve_unknown() && rule.additional().is_none());
}

#[test]
fn scrape_and_alertmanager_configurations_share_http_settings() {
    let scrape = field(monitoring::prometheus(), "scrape_configs.[]");
    assert!(scrape.is_required("job_name"));
    assert_eq!(field(scrape, "kubernetes_sd_configs.[].role").enums().len(), 6);
    let slack = field(monitoring::alertmanager(), "receivers.[].slack_configs.[]");
    assert_eq!(field(slack, "http_config.tls_config"), field(scrape, "tls_config"));
    assert_eq!(field(slack, "http_config.tls_config.min_version").enums().count(), 4);
    let route = field(monitoring::alertmanager(), "route");
    assert_eq!(field(route, "routes.[].routes.[]"), route);
}

#[test]
fn a_dashboard_keeps_unknown_fields_and_knows_its_panels() {
    let panel = field(monitoring::dashboard(), "panels.[]");
    assert!(panel.preserve_unknown() && panel.is_required("type"));
    assert_eq!(field(panel, "targets.[].expr").format(), Some("promql"));
    assert_eq!(field(panel, "gridPos.h").ty(), SchemaType::Number);
    assert_eq!(field(panel, "panels.[]"), panel);
}

#[test]
fn functions_tell_their_arguments() {
    let rate = monitoring::function("rate").unwrap();
    assert_eq!(rate.args().collect::<Vec<_>>(), [ValueType::Matrix]);
    assert_eq!((rate.returns(), rate.min_args(), rate.max_args()), (ValueType::Vector, 1, Some(1)));
    let round = monitoring::function("round").unwrap();
    assert_eq!((round.min_args(), round.max_args()), (1, Some(2)));
    let join = monitoring::function("label_join").unwrap();
    assert_eq!((join.min_args(), join.max_args()), (3, None));
    assert!(monitoring::function("sum").is_none());
    assert_eq!(monitoring::aggregation("topk").unwrap().parameter(), Some(ValueType::Scalar));
    assert_eq!(monitoring::aggregation("sum").unwrap().parameter(), None);
    assert!(monitoring::functions().len() > 80);
}

#[test]
fn a_series_leads_to_its_metric() {
    let up = monitoring::metric("up").unwrap();
    assert_eq!((up.ty(), up.exporter()), (MetricType::Gauge, "prometheus"));
    let bucket = monitoring::metric("apiserver_request_duration_seconds_bucket").unwrap();
    assert_eq!((bucket.name(), bucket.ty()), ("apiserver_request_duration_seconds", MetricType::Histogram));
    assert_eq!(bucket.unit(), Some("seconds"));
    assert!(bucket.labels().any(|label| label == "verb"));
    let sum = monitoring::metric("go_gc_duration_seconds_sum").unwrap();
    assert_eq!(sum.ty(), MetricType::Summary);
    assert!(monitoring::metric("go_gc_duration_seconds_bucket").is_none());
    assert!(monitoring::metric("up_sum").is_none());
    assert!(monitoring::metric("").is_none());
}

#[test]
fn the_catalogue_follows_the_conventions_of_names() {
    for metric in monitoring::metrics() {
        let name = metric.name();
        assert!(metric.help().is_none_or(|help| !help.ends_with('.')), "{name}");
        assert!(metric.labels().is_sorted(), "{name}");
        assert!(!name.ends_with("_bucket"), "{name}");
        let counted = name.ends_with("_seconds_total") || name.ends_with("_bytes_total");
        assert!(!counted || metric.unit().is_some(), "{name}");
    }
    let exporters: std::collections::BTreeSet<_> =
        monitoring::metrics().map(monitoring::Metric::exporter).collect();
    assert_eq!(exporters.len(), 25);
    let unit = |name| monitoring::metric(name).unwrap().unit();
    assert_eq!(unit("node_cpu_seconds_total"), Some("seconds"));
    assert_eq!(unit("envoy_cluster_upstream_rq_time"), Some("milliseconds"));
    assert_eq!(unit("node_load1"), None);
}
