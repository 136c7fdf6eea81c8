//! Settings of a notification or a time interval that contradict each other.
//!
//! ```yaml
//! slack_configs:
//!   - api_url: https://hooks.slack.com/services/...
//!     app_token: xoxb-...
//! ```
//!
//! Keep the webhook or the token.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext, formats, head};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::structure::{Step, is_null};
use rustc_hash::FxHashMap;
use syntax::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    code: "MON-notification",
    title: "notification or time interval that contradicts itself",
    severity: Severity::Error,
    doc: manual!("notification.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let node = context.value.node;
    match context.value.path {
        [Step::Field("global")] => slack(
            node,
            ["slack_api_url", "slack_api_url_file"],
            ["slack_app_token", "slack_app_token_file"],
            sink,
        ),
        [Step::Field("receivers"), Step::Item(_)] => receiver(node, sink),
        [Step::Field("receivers"), Step::Item(_), Step::Field(kind), Step::Item(_)] => match *kind {
            "email_configs" => email(node, sink),
            "slack_configs" => {
                slack(node, ["api_url", "api_url_file"], ["app_token", "app_token_file"], sink);
                update(node, sink);
            }
            "victorops_configs" => custom_fields(node, sink),
            "incidentio_configs" => incident(node, sink),
            "webex_configs" if authorization(node).is_none() => {
                sink.report(head(node), "Webex needs a token: http_config.authorization");
            }
            _ => {}
        },
        [.., Step::Field("responders"), Step::Item(_)] => responder(node, sink),
        [.., Step::Field("times"), Step::Item(_)] => times(node, sink),
        [.., Step::Field("equal" | "group_by"), Step::Item(_)] if is_null(node) => {
            sink.report(node.span, "a label's name cannot be empty");
        }
        [.., Step::Field("mute_time_intervals" | "active_time_intervals"), Step::Item(_)]
            if is_null(node) =>
        {
            sink.report(node.span, "the name of a time interval cannot be empty");
        }
        _ => {}
    }
}

/// The field, where it has a value.
fn written<'a>(node: &'a Node, name: &str) -> Option<&'a Entry> {
    node.entry(name).filter(|entry| !is_null(&entry.value) && entry.value.as_str() != Some(""))
}

fn authorization(node: &Node) -> Option<&Node> {
    node.at(&["http_config", "authorization"]).filter(|node| !is_null(node))
}

fn receiver(node: &Node, sink: &mut Sink<'_>) {
    let (Some(label), Some(name)) = (node.at(&["labels", "name"]), node.get("name")) else { return };
    if label.as_str() != name.as_str() {
        let name = name.as_str().unwrap_or_default();
        sink.report(label.span, format!("the label \"name\" of a receiver is its name, \"{name}\""))
            .meant(label.span, Some(name));
    }
}

fn email(node: &Node, sink: &mut Sink<'_>) {
    let mut first: FxHashMap<String, &Entry> = FxHashMap::default();
    let threads = node.at(&["threading", "enabled"]).and_then(Node::as_bool) == Some(true);
    for entry in node.get("headers").map(Node::entries).unwrap_or_default() {
        let Some(name) = entry.key.as_str() else { continue };
        if threads && ["references", "in-reply-to"].iter().any(|set| set.eq_ignore_ascii_case(name)) {
            sink.report(entry.key.span, format!("threading sets the header \"{name}\" itself"));
        }
        if let Some(earlier) = first.insert(name.to_ascii_lowercase(), entry) {
            let found = sink
                .report(entry.key.span, format!("the header \"{name}\" is set already: case does not count"));
            found.related(Place::Here, earlier.key.span, "the first time");
        }
    }
    if threads
        && written(node, "threading").and_then(|threading| threading.value.get("thread_by_date")).is_none()
    {
        let span = node.get("threading").map_or(node.span, head);
        sink.report(span, "threading needs \"thread_by_date\": none or daily");
    }
}

/// A webhook and a token for one notification.
fn slack(node: &Node, webhook: [&str; 2], token: [&str; 2], sink: &mut Sink<'_>) {
    let of = |names: [&str; 2]| names.iter().find_map(|name| written(node, name));
    if let (Some(webhook), Some(token)) = (of(webhook), of(token)) {
        let (first, second) =
            if webhook.key.span < token.key.span { (webhook, token) } else { (token, webhook) };
        let found =
            sink.report(second.key.span, "Slack takes either a webhook's URL or an app's token, not both");
        found.related(Place::Here, first.key.span, "the other one");
    }
}

fn update(node: &Node, sink: &mut Sink<'_>) {
    let Some(update) = node.entry("update_message").filter(|e| e.value.as_bool() == Some(true)) else {
        return;
    };
    if node.get("api_url").and_then(Node::as_str) != Some("https://slack.com/api/chat.postMessage") {
        let message =
            "only an app can update messages: api_url has to be https://slack.com/api/chat.postMessage";
        sink.report(update.key.span, message);
    }
}

fn custom_fields(node: &Node, sink: &mut Sink<'_>) {
    const OWN: [&str; 7] = [
        "routing_key",
        "message_type",
        "state_message",
        "entity_display_name",
        "monitoring_tool",
        "entity_id",
        "entity_state",
    ];
    for entry in node.get("custom_fields").map(Node::entries).unwrap_or_default() {
        if let Some(name) = entry.key.as_str().filter(|name| OWN.contains(name)) {
            sink.report(entry.key.span, format!("\"{name}\" is a field of VictorOps itself"));
        }
    }
}

fn incident(node: &Node, sink: &mut Sink<'_>) {
    let tokens: Vec<_> = ["alert_source_token", "alert_source_token_file"]
        .iter()
        .filter_map(|name| written(node, name))
        .collect();
    match (tokens.as_slice(), authorization(node)) {
        ([], None) => {
            sink.report(
                head(node),
                "incident.io needs a token: \"alert_source_token\" or \"alert_source_token_file\"",
            );
        }
        ([token, ..], Some(_)) => {
            sink.report(
                token.key.span,
                "incident.io takes the token here or in http_config.authorization, not both",
            );
        }
        ([_, second], None) => {
            let message =
                "incident.io takes either \"alert_source_token\" or \"alert_source_token_file\", not both";
            sink.report(second.key.span, message);
        }
        _ => {}
    }
}

fn responder(node: &Node, sink: &mut Sink<'_>) {
    const KINDS: [&str; 5] = ["team", "teams", "user", "escalation", "schedule"];
    let Some(kind) = node.get("type") else { return };
    let text = kind.as_str().unwrap_or_default();
    if !text.is_empty() && !text.contains("{{") && !KINDS.contains(&text.to_lowercase().as_str()) {
        let message = format!("a responder is one of {}, not \"{text}\"", KINDS.join(", "));
        sink.report(kind.span, message).meant(kind.span, crate::nearest(text, KINDS));
    }
}

fn times(node: &Node, sink: &mut Sink<'_>) {
    let minutes = |name: &str| node.get(name).and_then(Node::as_str).and_then(formats::minutes);
    if let (Some(start), Some(end), Some(node)) =
        (minutes("start_time"), minutes("end_time"), node.get("end_time"))
        && start >= end
    {
        sink.report(
            node.span,
            "a time ends after it starts: one over midnight is written as two, up to 24:00 and from 00:00",
        );
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn contradictions_are_told_where_they_are() {
        check_rule(
            "MON-notification",
            r#"
//- /alertmanager.yml
route:
  receiver: a
time_intervals:
  - name: nights
    time_intervals:
      - times:
          - start_time: "22:00"
            end_time: "06:00"
                      ^^^^^^^ a time ends after it starts: one over midnight is written as two, up to 24:00 and from 00:00
receivers:
  - name: a
    slack_configs:
      - api_url: https://a
        app_token: b
        ^^^^^^^^^ Slack takes either a webhook's URL or an app's token, not both
    opsgenie_configs:
      - api_key: a
        responders:
          - {id: a, type: tem}
                          ^^^ a responder is one of team, teams, user, escalation, schedule, not "tem"; did you mean "team"?
"#,
        );
    }
}
