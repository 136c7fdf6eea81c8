//! Slips between rules, dashboards and the configuration of Prometheus and Alertmanager, from the finding to its mending.

use omni_tests::links::{Scenario, play};

const RECORDING: &str = "\
groups:
  - name: api
    rules:
      - record: job:errors:rate5m
        expr: sum by (job) (rate(errors_total[5m]))
";

const ALERT: &str = "\
groups:
  - name: pages
    rules:
      - alert: HighErrors
        expr: job:erors:rate5m > 1 # per second
        for: 10m
";

const DASHBOARD: &str = r#"{
  "title": "API",
  "schemaVersion": 39,
  "panels": [
    { "id": 1, "type": "timeseries", "targets": [
      { "refId": "A", "expr": "max by (job) (job:errors:rat5m{job=\"$job\"})" }
    ] }
  ],
  "templating": { "list": [{ "name": "job", "type": "query" }] }
}
"#;

const SEVERITY: &str = "\
groups:
  - name: pages
    rules:
      - alert: HighErrors
        expr: job:errors:rate5m > 1
        labels:
          severity: critical
";

const ROUTES: &str = "\
route:
  receiver: team
  routes:
    - matchers:
        - severity=\"critcal\" # to whoever is on call
      receiver: team
receivers:
  - name: team
";

const RECEIVERS: &str = "\
route:
  receiver: payments
  routes:
    - matchers: [team=\"payments\"]
      receiver: paymnts-page # by night
receivers:
  - name: payments
  - name: payments-page
    webhook_configs:
      - url: http://hooks/page
";

#[test]
fn a_slip_in_the_metric_of_an_alert_is_mended_at_either_end() {
    let scenario = Scenario {
        target: RECORDING,
        source: ALERT,
        code: "MON-unknown-metric",
        slip: ("job:erors:rate5m", "job:errors:rate5m"),
        other: "job:errors:rate5m",
        other_fix: "Record it as \"job:erors:rate5m\"",
    };
    play(&scenario, ["recording.yaml", "alerts.yaml"]);
}

#[test]
fn a_slip_in_the_metric_of_a_dashboard_is_mended_at_either_end() {
    let scenario = Scenario {
        target: RECORDING,
        source: DASHBOARD,
        code: "MON-unknown-metric",
        slip: ("job:errors:rat5m", "job:errors:rate5m"),
        other: "job:errors:rate5m",
        other_fix: "Record it as \"job:errors:rat5m\"",
    };
    play(&scenario, ["recording.yaml", "dashboard.json"]);
}

#[test]
fn a_route_for_a_label_that_no_rule_sets_is_mended_at_either_end() {
    let scenario = Scenario {
        target: SEVERITY,
        source: ROUTES,
        code: "MON-unset-alert-label",
        slip: ("critcal", "critical"),
        other: "critical",
        other_fix: "Set \"critcal\" in the rule",
    };
    play(&scenario, ["alerts.yaml", "alertmanager.yml"]);
}

#[test]
fn a_slip_in_a_receiver_is_mended_at_either_end() {
    let scenario = Scenario {
        target: RECEIVERS,
        source: RECEIVERS,
        code: "MON-undefined-receiver",
        slip: ("paymnts-page", "payments-page"),
        other: "payments-page",
        other_fix: "Call the receiver \"paymnts-page\"",
    };
    play(&scenario, ["alertmanager.yml", "alertmanager.yml"]);
}
