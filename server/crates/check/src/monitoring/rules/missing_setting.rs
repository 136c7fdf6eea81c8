//! A notification without what it needs, neither in its own settings nor in `global`.
//!
//! Mail needs a server and a sender, Slack a webhook or a token, OpsGenie a key. They may stand once under `global` or in
//! each notification.
//!
//! ```yaml
//! receivers:
//!   - name: team
//!     email_configs:
//!       - to: team@example.com
//! ```
//!
//! Add `smtp_smarthost` and `smtp_from` to `global`.

use crate::Severity;
use crate::monitoring::{DocumentContext, Hook, head};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::is_null;
use syntax::yaml::Node;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-missing-setting",
    title: "notification without what it needs",
    severity: Severity::Error,
    doc: manual!("missing_setting.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

/// What a kind of notification needs: one of its own fields, or one of those under `global`.
type Need = (&'static str, &'static [&'static str], &'static [&'static str]);

const NEEDS: &[Need] = &[
    ("email_configs", &["smarthost"], &["smtp_smarthost"]),
    ("email_configs", &["from"], &["smtp_from"]),
    (
        "slack_configs",
        &["api_url", "api_url_file", "app_token", "app_token_file"],
        &["slack_api_url", "slack_api_url_file", "slack_app_token", "slack_app_token_file"],
    ),
    ("opsgenie_configs", &["api_key", "api_key_file"], &["opsgenie_api_key", "opsgenie_api_key_file"]),
    ("victorops_configs", &["api_key", "api_key_file"], &["victorops_api_key", "victorops_api_key_file"]),
    ("wechat_configs", &["api_secret", "api_secret_file"], &["wechat_api_secret", "wechat_api_secret_file"]),
    ("wechat_configs", &["corp_id"], &["wechat_api_corp_id"]),
    (
        "telegram_configs",
        &["bot_token", "bot_token_file"],
        &["telegram_bot_token", "telegram_bot_token_file"],
    ),
    ("jira_configs", &["api_url"], &["jira_api_url"]),
    ("rocketchat_configs", &["token", "token_file"], &["rocketchat_token", "rocketchat_token_file"]),
    (
        "rocketchat_configs",
        &["token_id", "token_id_file"],
        &["rocketchat_token_id", "rocketchat_token_id_file"],
    ),
    (
        "mattermost_configs",
        &["webhook_url", "webhook_url_file"],
        &["mattermost_webhook_url", "mattermost_webhook_url_file"],
    ),
];

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    if *context.kind != UnitKind::AlertmanagerConfig {
        return;
    }
    let has = |of: Option<&Node>, names: &[&str]| {
        let is_set = |node: &Node| !is_null(node) && node.as_str() != Some("");
        of.is_some_and(|of| names.iter().any(|name| of.get(name).is_some_and(is_set)))
    };
    let global = context.root.get("global");
    for receiver in context.root.get("receivers").map(Node::items).unwrap_or_default() {
        for entry in receiver.entries() {
            let Some(kind) = entry.key.as_str() else { continue };
            for config in entry.value.items() {
                for (_, own, shared) in NEEDS.iter().filter(|(of, ..)| *of == kind) {
                    // An empty token is a token to Rocket.Chat.
                    let is_written = kind == "rocketchat_configs"
                        && own.iter().any(|name| config.get(name).is_some_and(|node| !is_null(node)));
                    if !is_written
                        && !has(Some(config), own)
                        && !has(global, shared)
                        && config.entry("<<").is_none()
                    {
                        let (own, shared) = (own.join("\" or \""), shared.join("\" or \""));
                        let message = format!("this needs \"{own}\" here, or \"{shared}\" under global");
                        sink.report(head(config), message);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn a_setting_may_stand_under_global() {
        check_rule(
            "MON-missing-setting",
            r#"
//- /alertmanager.yml
global:
  smtp_from: a@b
route:
  receiver: a
receivers:
  - name: a
    email_configs:
      - to: c@d
        ^^ this needs "smarthost" here, or "smtp_smarthost" under global
    opsgenie_configs:
      - api_key: x
"#,
        );
    }
}
