//! A variable in a panel's query that the dashboard does not define.
//!
//! Grafana sends its name as it is, so that the query asks for a job called `$jobb` and finds nothing.
//!
//! ```json
//! {"templating": {"list": [{"name": "job"}]}, "panels": [{"targets": [{"expr": "up{job=\"$jobb\"}"}]}]}
//! ```
//!
//! Write `$job`, or define the variable.

use crate::Severity;
use crate::monitoring::grafana::variables;
use crate::monitoring::queries::each_panel;
use crate::monitoring::{DocumentContext, Hook};
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::yaml::Node;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-undefined-variable",
    title: "variable that the dashboard does not define",
    severity: Severity::Warning,
    doc: manual!("undefined_variable.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

/// Variables of Grafana itself without the underscores that the others start with.
const BUILT_IN: [&str; 4] = ["interval", "timeFilter", "from", "to"];

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    if *context.kind != UnitKind::Dashboard {
        return;
    }
    let list = context.root.at(&["templating", "list"]).map(Node::items).unwrap_or_default();
    let defined: Vec<&str> = list.iter().filter_map(|variable| variable.get("name")?.as_str()).collect();
    each_panel(context.root, &mut |panel| {
        for node in
            panel.get("targets").map(Node::items).unwrap_or_default().iter().filter_map(|t| t.get("expr"))
        {
            for (span, name) in variables(node.as_str().unwrap_or_default()) {
                // `$1` stands for a part of what a pattern matched.
                let is_known = name.starts_with("__") || name.starts_with(|c: char| c.is_ascii_digit());
                if is_known || BUILT_IN.contains(&name) || defined.contains(&name) {
                    continue;
                }
                let span = node.source_span(context.text, span);
                let message = format!("the dashboard defines no variable \"{name}\"");
                sink.report(span, message).meant(span, nearest(name, defined.iter().copied()));
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn variables_are_those_of_the_dashboard_and_of_grafana() {
        check_rule(
            "MON-undefined-variable",
            r#"
//- /dashboard.json
{"title": "a", "templating": {"list": [{"name": "job", "type": "query"}]}, "panels": [
  {"id": 1, "type": "stat", "targets": [
    {"refId": "A", "expr": "rate(up{job=~\"${job:regex}\", a=\"$jobb\"}[$__rate_interval])"},
                                                                ^^^^ the dashboard defines no variable "jobb"; did you mean "job"?
    {"refId": "B", "expr": "label_replace(up, \"a\", \"$1\", \"b\", \"(.*)\")"}
  ]}
]}
"#,
        );
    }
}
