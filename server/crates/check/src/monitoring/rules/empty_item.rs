//! An item of a list with nothing in it.
//!
//! A dash with nothing behind it is easily left over from an edit. Prometheus and Alertmanager refuse it where the item is
//! needed.
//!
//! ```yaml
//! receivers:
//!   - name: team
//!     webhook_configs:
//!       -
//! ```
//!
//! Write the item, or take the dash away.

use crate::Severity;
use crate::edits::whole_lines;
use crate::monitoring::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::{Step, is_null};
use schema::SchemaType;
use text::{Span, TextEdit};
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-empty-item",
    title: "item of a list with nothing in it",
    severity: Severity::Error,
    doc: manual!("empty_item.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

/// Lists of objects in which an empty item is passed over, or counts as one with nothing but defaults.
const LENIENT: [&str; 7] =
    ["groups", "receivers", "rules", "inhibit_rules", "time_intervals", "mute_time_intervals", "times"];

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let value = context.value;
    let [.., Step::Field(list), Step::Item(_)] = value.path else { return };
    if *context.kind == UnitKind::Dashboard || value.schema.ty() != SchemaType::Object || !is_null(value.node)
    {
        return;
    }
    if LENIENT.contains(list) {
        return;
    }
    let found = sink.report(value.node.span, format!("{} is empty", value.title()));
    let before = context.text.get(..value.node.span.start as usize).unwrap_or_default();
    if let Some(dash) = before.rfind('-') {
        let lines = whole_lines(context.text, Span::new(dash as u32, value.node.span.end));
        found.fix("Remove the item", vec![TextEdit::delete(lines)]);
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn a_dash_alone_is_refused() {
        check_rule(
            "MON-empty-item",
            r"
//- /prometheus.yml
scrape_configs:
  - job_name: a
    relabel_configs:
      - ~
        ^ scrape_configs[0].relabel_configs[0] is empty
",
        );
    }
}
