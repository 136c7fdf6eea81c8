//! Two receivers, time intervals or jobs of one configuration with the same name.
//!
//! Prometheus and Alertmanager refuse the whole configuration.
//!
//! ```yaml
//! scrape_configs:
//!   - job_name: api
//!   - job_name: api
//! ```
//!
//! Give each a name of its own, or put them into one.

use crate::Severity;
use crate::monitoring::{DocumentContext, Hook};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use rustc_hash::FxHashMap;
use syntax::yaml::Node;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-duplicate-name",
    title: "two things of one configuration with the same name",
    severity: Severity::Error,
    doc: manual!("duplicate_name.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

/// Lists whose names must differ, by the field of the name: what people call an item, and the lists.
type Group = (&'static str, &'static str, &'static [&'static str]);

const PROMETHEUS: &[Group] = &[
    ("job", "job_name", &["scrape_configs"]),
    ("remote write", "name", &["remote_write"]),
    ("remote read", "name", &["remote_read"]),
];

const ALERTMANAGER: &[Group] = &[
    ("receiver", "name", &["receivers"]),
    ("time interval", "name", &["mute_time_intervals", "time_intervals"]),
];

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    let groups = match context.kind {
        UnitKind::PrometheusConfig => PROMETHEUS,
        UnitKind::AlertmanagerConfig => ALERTMANAGER,
        _ => return,
    };
    for (what, field, lists) in groups {
        let lists = lists.iter().filter_map(|list| context.root.get(list));
        let names = lists.flat_map(Node::items).filter_map(|item| item.get(field));
        let mut first = FxHashMap::default();
        for name in names {
            let Some(text) = name.as_str().filter(|text| !text.is_empty()) else { continue };
            if let Some(span) = first.get(text) {
                let found =
                    sink.report(name.span, format!("a {what} called \"{text}\" stands in this file already"));
                found.related(Place::Here, *span, "the first one");
            } else {
                first.insert(text, name.span);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn the_second_of_a_name_is_underlined() {
        check_rule(
            "MON-duplicate-name",
            r#"
//- /alertmanager.yml
route:
  receiver: a
receivers:
  - name: a
  - name: b
  - name: a
          ^ a receiver called "a" stands in this file already
time_intervals:
  - name: a
"#,
        );
    }
}
