//! Two panels of a dashboard with the same id.
//!
//! Grafana finds panels by their id: links, repeats and alerts go to one of the two.
//!
//! ```json
//! {"panels": [{"id": 1, "title": "Requests"}, {"id": 1, "title": "Errors"}]}
//! ```
//!
//! Give each panel an id of its own.

use crate::Severity;
use crate::monitoring::queries::each_panel;
use crate::monitoring::{DocumentContext, Hook};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use rustc_hash::FxHashMap;
use text::TextEdit;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-duplicate-panel",
    title: "two panels with the same id",
    severity: Severity::Warning,
    doc: manual!("duplicate_panel.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    if *context.kind != UnitKind::Dashboard {
        return;
    }
    let mut ids = Vec::new();
    each_panel(context.root, &mut |panel| {
        ids.extend(panel.get("id").and_then(|id| Some((id, id.as_i64()?))));
    });
    let free = ids.iter().map(|(_, id)| *id).max().unwrap_or_default() + 1;
    let mut first = FxHashMap::default();
    for (free, (node, id)) in (free..).zip(ids) {
        if let Some(span) = first.get(&id) {
            let found = sink.report(node.span, format!("another panel has the id {id}"));
            found.related(Place::Here, *span, "the other panel");
            found.fix(format!("Change to {free}"), vec![TextEdit::replace(node.span, free.to_string())]);
        } else {
            first.insert(id, node.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn ids_are_unique_in_rows_too() {
        check_rule(
            "MON-duplicate-panel",
            r#"
//- /dashboard.json
{"title": "a", "panels": [
  {"id": 1, "type": "row", "panels": [{"id": 2, "type": "stat"}]},
  {"id": 2, "type": "stat"}
         ^ another panel has the id 2
]}
"#,
        );
    }
}
