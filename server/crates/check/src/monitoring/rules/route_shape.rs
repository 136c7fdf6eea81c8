//! A route that Alertmanager refuses: a root with conditions, a grouping that contradicts itself, an interval of zero.
//!
//! The root route takes every alert that no other route takes, so it has a receiver and neither matchers nor times at which
//! it is mute. `group_by: ["..."]` groups by all labels and stands alone.
//!
//! ```yaml
//! route:
//!   receiver: team
//!   matchers: [severity="critical"]
//! ```
//!
//! Put the conditions on a route under `routes`.

use crate::Severity;
use crate::edits::whole_lines;
use crate::monitoring::{DocumentContext, Hook, head};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use crate::structure::is_null;
use rustc_hash::FxHashMap;
use syntax::promql::parse_duration;
use syntax::yaml::{Entry, Node};
use text::TextEdit;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-route-shape",
    title: "route that Alertmanager refuses",
    severity: Severity::Error,
    doc: manual!("route_shape.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

/// Deeper routes are not looked at.
const DEEPEST: u32 = 50;

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    if *context.kind != UnitKind::AlertmanagerConfig {
        return;
    }
    for rule in context.root.get("inhibit_rules").map(Node::items).unwrap_or_default() {
        for field in ["source_match", "source_match_re", "target_match", "target_match_re"] {
            names(rule.get(field), sink);
        }
    }
    let Some(root) = context.root.get("route").filter(|route| !route.entries().is_empty()) else { return };
    for entry in root.entries() {
        let (Some(name), value) = (entry.key.as_str(), &entry.value) else { continue };
        let is_wrong = match name {
            "matchers" | "match" | "match_re" | "mute_time_intervals" | "active_time_intervals" => {
                !value.items().is_empty() || !value.entries().is_empty()
            }
            "continue" => value.as_bool() == Some(true),
            _ => false,
        };
        if is_wrong {
            let message = format!("the root route takes every alert, so it cannot have \"{name}\"");
            let lines = whole_lines(context.text, entry.span());
            sink.report(entry.key.span, message)
                .fix(format!("Remove \"{name}\""), vec![TextEdit::delete(lines)]);
        }
    }
    if root.get("receiver").is_none_or(|name| is_null(name) || name.as_str() == Some("")) {
        sink.report(head(root), "the root route takes every alert, so it needs a receiver");
    }
    route(root, DEEPEST, sink);
}

fn route(route: &Node, depth: u32, sink: &mut Sink<'_>) {
    grouping(route.get("group_by").map(Node::items).unwrap_or_default(), sink);
    names(route.get("match"), sink);
    names(route.get("match_re"), sink);
    for name in ["group_interval", "repeat_interval"] {
        let Some(value) = route.get(name) else { continue };
        if value.as_str().and_then(parse_duration) == Some(0.0) {
            sink.report(value.span, format!("\"{name}\" cannot be zero"));
        }
    }
    for entry in route.get("labels").map(Node::entries).unwrap_or_default() {
        if entry.key.as_str() == Some("") {
            sink.report(entry.key.span, "a label's name cannot be empty");
        }
    }
    let inner = route.get("routes").filter(|_| depth > 0).map(Node::items).unwrap_or_default();
    for inner in inner {
        self::route(inner, depth - 1, sink);
    }
}

fn grouping(labels: &[Node], sink: &mut Sink<'_>) {
    let all = labels.iter().find(|label| label.as_str() == Some("..."));
    let mut first = FxHashMap::default();
    for label in labels.iter().filter(|label| label.as_str() != Some("...")) {
        let Some(name) = label.as_str() else { continue };
        if let Some(all) = all {
            let found = sink.report(all.span, "\"...\" groups by all labels, so it stands alone");
            found.related(Place::Here, label.span, "another label");
            return;
        }
        if let Some(span) = first.insert(name, label.span) {
            let found = sink.report(label.span, format!("\"{name}\" is grouped by already"));
            found.related(Place::Here, span, "the first time");
        }
    }
}

/// The labels of `match` and its kin have names of the old kind.
fn names(of: Option<&Node>, sink: &mut Sink<'_>) {
    for Entry { key, value } in of.map(Node::entries).unwrap_or_default() {
        let Some(name) = key.as_str() else { continue };
        let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
        if !name.starts_with(is_first) || !name.chars().all(|c| is_first(c) || c.is_ascii_digit()) {
            let message =
                format!("\"{name}\" is no name of a label here: only matchers take names that need quotes");
            sink.report(key.span, message);
        }
        if is_null(value) {
            sink.report(key.span, format!("\"{name}\" needs a value to match"));
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::{check_fix, check_rule};

    #[test]
    fn the_root_has_no_conditions() {
        check_rule(
            "MON-route-shape",
            r#"
//- /alertmanager.yml
route:
  group_by: ["...", job]
             ^^^^^ "..." groups by all labels, so it stands alone
  ^^^^^^^^ the root route takes every alert, so it needs a receiver
  matchers: [a=b]
  ^^^^^^^^ the root route takes every alert, so it cannot have "matchers"
  routes:
    - matchers: [a=b]
      group_by: [job, job]
                      ^^^ "job" is grouped by already
      repeat_interval: 0s
                       ^^ "repeat_interval" cannot be zero
receivers:
  - name: a
"#,
        );
        check_fix(
            "MON-route-shape",
            "//- /alertmanager.yml\nroute:\n  receiver: a\n  continue: true\nreceivers:\n  - name: a\n",
            "//- /alertmanager.yml\nroute:\n  receiver: a\nreceivers:\n  - name: a\n",
        );
    }
}
