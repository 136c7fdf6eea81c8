//! A dashboard that names one data source by its identifier.
//!
//! The identifier is another in each Grafana, so the dashboard works in one only. A variable of the type `datasource` lets
//! people choose.
//!
//! ```json
//! {"panels": [{"datasource": {"type": "prometheus", "uid": "P1809F7CD0C75ACF3"}}]}
//! ```
//!
//! Define a variable `datasource` and write `"uid": "${datasource}"`.

use crate::Severity;
use crate::monitoring::queries::each_panel;
use crate::monitoring::{DocumentContext, Hook};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::is_null;
use syntax::yaml::Node;
use text::TextEdit;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-fixed-datasource",
    title: "data source that is no variable",
    severity: Severity::Info,
    doc: manual!("fixed_datasource.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    if *context.kind != UnitKind::Dashboard {
        return;
    }
    let variables = context.root.at(&["templating", "list"]).map(Node::items).unwrap_or_default();
    let is_source = |variable: &&Node| variable.get("type").and_then(Node::as_str) == Some("datasource");
    let name = variables.iter().find(is_source).and_then(|variable| variable.get("name")?.as_str());
    each_panel(context.root, &mut |panel| {
        let targets = panel.get("targets").map(Node::items).unwrap_or_default();
        for source in targets.iter().chain([panel]).filter_map(|of| of.get("datasource")) {
            let uid = source.get("uid").unwrap_or(source);
            if !is_fixed(uid) {
                continue;
            }
            let text = uid.as_str().unwrap_or_default();
            let found =
                sink.report(uid.span, format!("\"{text}\" is a data source of one Grafana: use a variable"));
            if let Some(name) = name {
                let edit = TextEdit::replace(uid.span, format!("\"${{{name}}}\""));
                found.fix(format!("Change to ${{{name}}}"), vec![edit]);
            }
        }
    });
}

/// Whether an identifier is neither a variable nor one that every Grafana has.
fn is_fixed(uid: &Node) -> bool {
    let is_built_in = |text: &str| text.starts_with("--") || text == "grafana" || text == "default";
    !is_null(uid)
        && uid
            .as_str()
            .is_some_and(|text| !text.is_empty() && !text.contains(['$', '[']) && !is_built_in(text))
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn variables_and_the_sources_of_every_grafana_are_fine() {
        check_rule(
            "MON-fixed-datasource",
            r#"
//- /dashboard.json
{"title": "a", "panels": [
  {"id": 1, "type": "stat", "datasource": {"type": "prometheus", "uid": "P1809"}},
                                                                        ^^^^^^^ "P1809" is a data source of one Grafana: use a variable
  {"id": 2, "type": "stat", "datasource": {"type": "prometheus", "uid": "${source}"}},
  {"id": 3, "type": "stat", "datasource": "-- Mixed --"}
]}
"#,
        );
    }
}
