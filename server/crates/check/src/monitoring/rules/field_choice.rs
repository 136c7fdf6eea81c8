//! Fields that exclude each other, or a choice of fields of which none is there.
//!
//! Many settings can be written in two ways, in the file or in another one that it names. Prometheus and Alertmanager
//! refuse a configuration with both, and where one is needed, with neither.
//!
//! ```yaml
//! webhook_configs:
//!   - url: http://hooks/alert
//!     url_file: /etc/alertmanager/url
//! ```
//!
//! Keep one of them.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext, choices};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-field-choice",
    title: "fields that exclude each other, or a choice that is not made",
    severity: Severity::Error,
    doc: manual!("field_choice.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    // `MON-rule-shape` knows more of rules.
    if *context.kind != UnitKind::RuleFile {
        choices::choices(context.value, context.head(), sink);
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn one_of_the_fields_is_needed_and_only_one() {
        check_rule(
            "MON-field-choice",
            r#"
//- /alertmanager.yml
route:
  receiver: a
receivers:
  - name: a
    webhook_configs:
      - url: http://a
        url_file: /a
        ^^^^^^^^ receivers[0].webhook_configs[0] takes either "url" or "url_file", not both
      - max_alerts: 5
        ^^^^^^^^^^ receivers[0].webhook_configs[1] needs one of the fields "url", "url_file"
    telegram_configs:
      - bot_token: a
        bot_token_file: ""
        chat_id: 5
"#,
        );
    }
}
