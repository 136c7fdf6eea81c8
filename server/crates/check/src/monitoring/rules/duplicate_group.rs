//! Two rule groups of one file with the same name.
//!
//! Prometheus refuses the whole file, and with it every rule in it.
//!
//! ```yaml
//! groups:
//!   - name: api
//!     rules: []
//!   - name: api
//!     rules: []
//! ```
//!
//! Give each group a name of its own, or put the rules into one group.

use crate::Severity;
use crate::monitoring::{DocumentContext, Hook};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use rustc_hash::FxHashMap;

pub(crate) static RULE: Rule = Rule {
    code: "MON-duplicate-group",
    title: "two rule groups with the same name",
    severity: Severity::Error,
    doc: manual!("duplicate_group.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    let mut first = FxHashMap::default();
    for name in context.rule_groups().iter().filter_map(|group| group.get("name")) {
        let Some(text) = name.as_str() else { continue };
        if let Some(span) = first.get(text) {
            let found =
                sink.report(name.span, format!("a group called \"{text}\" stands in this file already"));
            found.related(Place::Here, *span, "the first one");
        } else {
            first.insert(text, name.span);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn the_second_group_of_a_name_is_underlined() {
        check_rule(
            "MON-duplicate-group",
            r#"
//- /rules.yaml
groups:
  - name: api
    rules: []
  - name: web
    rules: []
  - name: api
          ^^^ a group called "api" stands in this file already
    rules: []
"#,
        );
    }
}
