//! `alertmanager.yml`: receivers with their secrets in files, a tree of routes, inhibition, quiet times.

use super::graph::{Quiet, Receiver, Routing};
use crate::kubernetes::value::{Map, Value};

/// Where secrets are mounted: the place that the Prometheus operator and the Helm chart use.
const SECRETS: &str = "/etc/alertmanager/secrets";

/// The configuration, and the files that it expects.
pub(crate) fn config(routing: &Routing) -> (Map, Vec<String>) {
    let mut files = Vec::new();
    let names = names(&routing.receivers);
    let receivers: Vec<Map> =
        routing.receivers.iter().zip(&names).fold(Vec::new(), |mut out: Vec<Map>, (receiver, name)| {
            if !out.iter().any(|other| other.get("name") == Some(&Value::from(name))) {
                out.push(render(receiver, name, &mut files));
            }
            out
        });
    let mut global = Map::new().with("resolve_timeout", "5m");
    if routing.receivers.iter().any(|receiver| receiver.kind == "email") {
        files.push("smtp-password".to_owned());
        global = global
            .with("smtp_smarthost", routing.smarthost.as_deref().unwrap_or("smtp.example.com:587"))
            .with("smtp_from", "alertmanager@example.com")
            .with("smtp_auth_username", "alertmanager@example.com")
            .with("smtp_auth_password_file", format!("{SECRETS}/smtp-password"))
            .with("smtp_require_tls", true);
    }
    let map = Map::new()
        .with("global", global)
        .with("route", route(routing, &names))
        .with_some("inhibit_rules", inhibition(routing))
        .with_some("time_intervals", routing.quiet.iter().map(interval).collect::<Vec<_>>())
        .with("receivers", receivers);
    files.sort();
    files.dedup();
    (map, files)
}

/// Names of receivers: kind, and channel or team or severity where that tells them apart.
pub(crate) fn names(receivers: &[Receiver]) -> Vec<String> {
    let many = |receiver: &Receiver| receivers.iter().filter(|other| other.kind == receiver.kind).count() > 1;
    receivers
        .iter()
        .map(|receiver| {
            let target = receiver.target.as_deref().unwrap_or_default();
            let tail = match receiver.kind {
                "slack" | "msteams" | "discord" => target.trim_start_matches('#'),
                "email" => target.split('@').next().unwrap_or_default(),
                _ => "",
            };
            let tail = if tail.is_empty() && many(receiver) {
                receiver
                    .team
                    .as_deref()
                    .or(receiver.matchers.first().map(|(_, value)| value.as_str()))
                    .unwrap_or_default()
            } else {
                tail
            };
            if tail.is_empty() { receiver.kind.to_owned() } else { format!("{}-{tail}", receiver.kind) }
        })
        .collect()
}

fn default_receiver(routing: &Routing) -> usize {
    let all = &routing.receivers;
    let rest =
        all.iter().position(|receiver| receiver.rest).or(all.iter().position(|r| r.matchers.is_empty()));
    // Nobody takes the rest: better a channel than somebody's pager.
    rest.or(all.iter().rposition(|r| !matches!(r.kind, "pagerduty" | "opsgenie" | "victorops"))).unwrap_or(0)
}

fn route(routing: &Routing, names: &[String]) -> Map {
    let default = default_receiver(routing);
    let usual = ["alertname", "namespace", "service"].map(str::to_owned).to_vec();
    let group_by = if routing.group_by.is_empty() { usual } else { routing.group_by.clone() };
    let routes: Vec<Map> = routing
        .receivers
        .iter()
        .zip(names)
        .filter(|(receiver, _)| !receiver.matchers.is_empty())
        .map(|(receiver, name)| child(routing, receiver, name))
        .collect();
    let text = |value: &Option<String>, usual: &str| value.clone().unwrap_or_else(|| usual.to_owned());
    let root = Map::new()
        .with("receiver", names.get(default).map_or("default", String::as_str))
        .with("group_by", group_by)
        .with("group_wait", text(&routing.group_wait, "30s"))
        .with("group_interval", text(&routing.group_interval, "5m"))
        .with("repeat_interval", text(&routing.repeat, "4h"));
    // The root route takes no quiet times, so a child for everything carries them.
    let quiet = routing
        .receivers
        .get(default)
        .filter(|r| r.quiet && r.matchers.is_empty())
        .zip(routing.quiet.as_ref());
    let muted = quiet.map(|(_, quiet)| {
        mute(Map::new().with("receiver", names.get(default).map_or("default", String::as_str)), quiet)
    });
    let routes: Vec<Map> = routes.into_iter().chain(muted).collect();
    root.with_some("routes", routes)
}

fn mute(map: Map, quiet: &Quiet) -> Map {
    map.with(
        if quiet.active { "active_time_intervals" } else { "mute_time_intervals" },
        [quiet.name.as_str()],
    )
}

fn child(routing: &Routing, receiver: &Receiver, name: &str) -> Map {
    let mut grouped: Vec<(String, Vec<String>)> = Vec::new();
    for (label, value) in &receiver.matchers {
        match grouped.iter_mut().find(|(known, _)| known == label) {
            Some((_, values)) => values.push(value.clone()),
            None => grouped.push((label.clone(), vec![value.clone()])),
        }
    }
    let matchers: Vec<String> = grouped
        .into_iter()
        .map(|(label, values)| match values.as_slice() {
            [one] => format!("{label}=\"{one}\""),
            many => format!("{label}=~\"{}\"", many.join("|")),
        })
        .collect();
    let critical = receiver.matchers.iter().any(|(label, value)| label == "severity" && value == "critical");
    let fast = critical && matches!(receiver.kind, "pagerduty" | "opsgenie" | "victorops");
    let mut map = Map::new().with("receiver", name).with("matchers", matchers);
    if fast {
        map = map.with("group_wait", "10s");
    }
    map = map.with_some("repeat_interval", receiver.repeat.as_deref().or(fast.then_some("1h")));
    // Somebody of the same team may have to hear of it as well.
    let shared = routing.receivers.iter().filter(|other| other.matchers == receiver.matchers).count() > 1;
    let last = routing.receivers.iter().rposition(|other| other.matchers == receiver.matchers);
    let me = routing.receivers.iter().position(|other| std::ptr::eq(other, receiver));
    if shared && me != last {
        map = map.with("continue", true);
    }
    match &routing.quiet {
        Some(quiet) if receiver.quiet => mute(map, quiet),
        _ => map,
    }
}

/// Criticals silence warnings and infos of the same thing.
fn inhibition(routing: &Routing) -> Vec<Map> {
    if !routing.inhibit {
        return Vec::new();
    }
    let rule = Map::new()
        .with("source_matchers", ["severity=\"critical\""])
        .with("target_matchers", ["severity=~\"warning|info\""])
        .with("equal", ["alertname", "namespace", "service"]);
    vec![rule]
}

fn interval(quiet: &Quiet) -> Map {
    let intervals: Vec<Map> = quiet
        .intervals
        .iter()
        .map(|interval| {
            let times: Vec<Map> = interval
                .times
                .iter()
                .map(|(start, end)| {
                    Map::new()
                        .with("start_time", Value::Text(start.clone()))
                        .with("end_time", Value::Text(end.clone()))
                })
                .collect();
            Map::new()
                .with_some("times", times)
                .with_some("weekdays", interval.days.iter().map(String::as_str).collect::<Vec<_>>())
                .with_some("location", quiet.zone.as_deref())
        })
        .collect();
    Map::new().with("name", &quiet.name).with("time_intervals", intervals)
}

fn render(receiver: &Receiver, name: &str, files: &mut Vec<String>) -> Map {
    let team = receiver.team.as_ref().map(|team| format!("{team}-")).unwrap_or_default();
    let mut file = |secret: &str| {
        let secret = format!("{team}{secret}");
        files.push(secret.clone());
        Value::Text(format!("{SECRETS}/{secret}"))
    };
    let target = receiver.target.as_deref();
    let (key, config) = pager(receiver.kind, target, &mut file)
        .or_else(|| chat(receiver.kind, target, &mut file))
        .unwrap_or_else(|| webhook(target, &mut file));
    Map::new().with("name", name).with(key, [config.with("send_resolved", true)])
}

const TITLE: &str = "[{{ .Status | toUpper }}] {{ .CommonLabels.alertname }} ({{ .CommonLabels.severity }})";
const SUMMARIES: &str = "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ end }}";

/// Receivers that wake people; `file` names the file of a secret.
fn pager(
    kind: &str,
    target: Option<&str>,
    file: &mut dyn FnMut(&str) -> Value,
) -> Option<(&'static str, Map)> {
    let map = Map::new();
    Some(match kind {
        "pagerduty" => (
            "pagerduty_configs",
            map.with("routing_key_file", file("pagerduty-routing-key"))
                .with("severity", "{{ .CommonLabels.severity }}"),
        ),
        "opsgenie" => {
            let priority = "{{ if eq .CommonLabels.severity \"critical\" }}P1{{ else }}P3{{ end }}";
            (
                "opsgenie_configs",
                map.with("api_key_file", file("opsgenie-api-key")).with("priority", priority),
            )
        }
        "victorops" => {
            let key = target.unwrap_or("default");
            (
                "victorops_configs",
                map.with("api_key_file", file("victorops-api-key")).with("routing_key", key),
            )
        }
        "pushover" => (
            "pushover_configs",
            map.with("user_key_file", file("pushover-user-key")).with("token_file", file("pushover-token")),
        ),
        "sns" => {
            let region = target.and_then(|arn| arn.split(':').nth(3)).unwrap_or("us-east-1");
            let topic = target.unwrap_or("arn:aws:sns:us-east-1:123456789012:alerts");
            ("sns_configs", map.with("topic_arn", topic).with("sigv4", Map::new().with("region", region)))
        }
        "email" => ("email_configs", map.with("to", target.unwrap_or("oncall@example.com"))),
        _ => return None,
    })
}

/// Receivers that are channels.
fn chat(
    kind: &str,
    target: Option<&str>,
    file: &mut dyn FnMut(&str) -> Value,
) -> Option<(&'static str, Map)> {
    let title = || Value::Text(TITLE.to_owned());
    let map = Map::new();
    Some(match kind {
        "slack" => (
            "slack_configs",
            map.with("api_url_file", file("slack-api-url"))
                .with("channel", target.unwrap_or("#alerts"))
                .with("title", title())
                .with("text", Value::Text(SUMMARIES.to_owned())),
        ),
        "msteams" => (
            "msteamsv2_configs",
            map.with("webhook_url_file", file("teams-webhook-url")).with("title", title()),
        ),
        "telegram" => {
            let chat = target.and_then(|id| id.parse::<i64>().ok()).unwrap_or(-1_000_000_000_000);
            ("telegram_configs", map.with("bot_token_file", file("telegram-bot-token")).with("chat_id", chat))
        }
        "discord" => ("discord_configs", map.with("webhook_url_file", file("discord-webhook-url"))),
        "webex" => {
            let token = Map::new().with("type", "Bearer").with("credentials_file", file("webex-token"));
            let http = Map::new().with("authorization", token);
            ("webex_configs", map.with("room_id", target.unwrap_or("alerts")).with("http_config", http))
        }
        _ => return None,
    })
}

fn webhook(target: Option<&str>, file: &mut dyn FnMut(&str) -> Value) -> (&'static str, Map) {
    let map = match target {
        Some(url) => Map::new().with("url", url),
        None => Map::new().with("url_file", file("webhook-url")),
    };
    ("webhook_configs", map)
}
