use crate::UnitKind;
use camino::Utf8Path;
use syntax::yaml::Node;

/// Fields of which only a Prometheus configuration has any (Prometheus 3, `config.Config`).
const PROMETHEUS: [&str; 5] =
    ["scrape_configs", "rule_files", "remote_write", "remote_read", "scrape_config_files"];

pub(crate) fn classify(path: &Utf8Path, node: &Node) -> Option<UnitKind> {
    let has = |key: &str| node.get(key).is_some();
    let name = path.file_name().unwrap_or_default();
    let is_yaml = matches!(path.extension(), Some("yaml" | "yml"));
    if is_yaml && has("groups") && node.get("groups").is_some_and(is_rule_groups) {
        Some(UnitKind::RuleFile)
    } else if is_yaml
        && (PROMETHEUS.iter().any(|k| has(k)) || matches!(name, "prometheus.yml" | "prometheus.yaml"))
    {
        Some(UnitKind::PrometheusConfig)
    } else if is_yaml
        && (has("route") && has("receivers") || matches!(name, "alertmanager.yml" | "alertmanager.yaml"))
    {
        Some(UnitKind::AlertmanagerConfig)
    } else if has("panels") && (has("schemaVersion") || has("title") || has("templating")) {
        Some(UnitKind::Dashboard)
    } else {
        None
    }
}

/// Whether `groups` is a list of rule groups: one with rules, or (half-typed) one with a name only.
fn is_rule_groups(groups: &Node) -> bool {
    let items = groups.items();
    items.iter().any(|g| g.get("rules").is_some())
        || items.iter().all(|g| g.get("name").is_some()) && !items.is_empty()
}
