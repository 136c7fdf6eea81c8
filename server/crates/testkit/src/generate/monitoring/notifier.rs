use super::Random;
use super::prometheus::client;
use super::tree::{Slot, Tree, free, map, raw, scalar};

/// A receiver with one or two ways to tell people.
pub(super) fn receiver(number: usize, random: &mut Random) -> Tree {
    let mut receiver = map("receiver").with("name", scalar(Slot::Text, format!("team-{number}")));
    let first = random.below(KINDS.len());
    for kind in [first, (first + 1) % KINDS.len()].into_iter().take(random.between(1, 2)) {
        let (name, make) = KINDS[kind];
        let config = make();
        let config = if name == "webex_configs" || name == "email_configs" {
            config
        } else {
            config.maybe(random.chance(30), "http_config", || client(map("http"), random))
        };
        let config = config.maybe(random.chance(30), "send_resolved", || raw(true));
        receiver = receiver.with(name, Tree::List(vec![config]));
    }
    receiver
}

type Kind = (&'static str, fn() -> Tree);

const KINDS: &[Kind] = &[
    ("webhook_configs", || {
        let webhook = map("webhook").with("url", scalar(Slot::Url, "http://hook:8080/x"));
        webhook.with("timeout", scalar(Slot::GoDuration, "1.5s"))
    }),
    ("email_configs", || {
        let headers = free(Slot::Text, [("Subject", "{{ .CommonLabels.alertname }}")]);
        map("email").with("to", scalar(Slot::Text, "team@example.com")).with("headers", headers)
    }),
    ("slack_configs", || {
        let field =
            map("slack_field").with("title", scalar(Slot::Text, "t")).with("value", scalar(Slot::Text, "v"));
        let action = map("slack_action")
            .with("type", scalar(Slot::Text, "button"))
            .with("text", scalar(Slot::Text, "Open"))
            .with("url", scalar(Slot::Text, "https://x"));
        map("slack")
            .with("channel", scalar(Slot::Text, "#alerts"))
            .with("title", scalar(Slot::Text, "{{ .Status }}"))
            .with("fields", Tree::List(vec![field]))
            .with("actions", Tree::List(vec![action]))
    }),
    ("pagerduty_configs", || {
        map("pagerduty")
            .with("routing_key", scalar(Slot::Text, "k"))
            .with("severity", scalar(Slot::Text, "critical"))
    }),
    ("opsgenie_configs", || {
        let responder =
            map("responder").with("name", scalar(Slot::Text, "x")).with("type", scalar(Slot::Choice, "team"));
        map("opsgenie")
            .with("priority", scalar(Slot::Text, "P1"))
            .with("responders", Tree::List(vec![responder]))
    }),
    ("pushover_configs", || {
        map("pushover")
            .with("user_key", scalar(Slot::Text, "u"))
            .with("token", scalar(Slot::Text, "t"))
            .with("retry", scalar(Slot::GoDuration, "1m"))
    }),
    ("victorops_configs", || map("victorops").with("routing_key", scalar(Slot::Text, "team"))),
    ("telegram_configs", || {
        map("telegram")
            .with("bot_token", scalar(Slot::Text, "t"))
            .with("chat_id", raw(-1001))
            .with("parse_mode", scalar(Slot::Choice, "HTML"))
    }),
    ("discord_configs", || {
        map("discord").with("webhook_url", scalar(Slot::Url, "https://discord.com/api/x"))
    }),
    ("msteams_configs", || map("msteams").with("webhook_url", scalar(Slot::Url, "https://teams/x"))),
    ("msteamsv2_configs", || map("msteamsv2").with("webhook_url", scalar(Slot::Url, "https://teams/x"))),
    ("sns_configs", || {
        let sigv4 = map("sigv4").with("region", scalar(Slot::Text, "eu-west-1"));
        map("sns").with("topic_arn", scalar(Slot::Text, "arn:aws:sns:eu-west-1:1:t")).with("sigv4", sigv4)
    }),
    ("webex_configs", || {
        let authorization = map("authorization").with("credentials", scalar(Slot::Text, "t"));
        map("webex")
            .with("room_id", scalar(Slot::Text, "r"))
            .with("http_config", map("http").with("authorization", authorization))
    }),
    ("wechat_configs", || {
        map("wechat")
            .with("api_secret", scalar(Slot::Text, "s"))
            .with("corp_id", scalar(Slot::Text, "c"))
            .with("message_type", scalar(Slot::Choice, "markdown"))
    }),
    ("jira_configs", || {
        map("jira")
            .with("api_url", scalar(Slot::Url, "https://jira.example.com"))
            .with("project", scalar(Slot::Text, "OPS"))
            .with("issue_type", scalar(Slot::Text, "Bug"))
            .with("reopen_duration", scalar(Slot::Duration, "1h"))
    }),
    ("rocketchat_configs", || {
        map("rocketchat").with("token", scalar(Slot::Text, "t")).with("token_id", scalar(Slot::Text, "i"))
    }),
    ("mattermost_configs", || map("mattermost").with("webhook_url", scalar(Slot::Url, "https://chat/x"))),
    ("incidentio_configs", || {
        map("incidentio")
            .with("url", scalar(Slot::Url, "https://api.incident.io/x"))
            .with("alert_source_token", scalar(Slot::Text, "t"))
    }),
];
