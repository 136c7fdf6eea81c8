//! A route or inhibition for a label or value that no alert has.
//!
//! The alert that was meant goes on to the next route, and nobody hears of it. Only slips are told: values and labels that are
//! near one which a rule of the workspace sets, since alerts may come from elsewhere.
//!
//! ```yaml
//! routes:
//!   - matchers: [severity="critcal"]
//!     receiver: on-call
//! ```
//!
//! Write `critical`, or set that value in the rule.

use crate::Severity;
use crate::context::LinkedContext;
use crate::monitoring::Hook;
use crate::monitoring::catalogue::is_sibling;
use crate::monitoring::routes::{Condition, each_route, inhibitions};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::promql::MatchOp;
use text::TextEdit;
use workspace::{Key, Names, Site, SymbolKind, UnitKind};

pub(crate) static RULE: Rule = Rule {
    code: "MON-unset-alert-label",
    title: "route for a label that no alert has",
    severity: Severity::Warning,
    doc: manual!("unset_alert_label.rs"),
    check: Check::Monitoring(&[Hook::Linked(check)]),
};

/// More labels than that are not compared with one.
const MOST: usize = 5000;

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let (UnitKind::AlertmanagerConfig, Some(root)) = (&context.unit.kind, context.unit.yaml()) else {
        return;
    };
    let names = context.workspace.index().shared();
    let mut judge = |condition: &Condition| one(names, condition, sink);
    each_route(&context.unit.text, root, &mut |route| route.conditions.iter().for_each(&mut judge));
    inhibitions(&context.unit.text, root).iter().for_each(judge);
}

fn one(names: &Names, condition: &Condition, sink: &mut Sink<'_>) {
    if condition.op != MatchOp::Equal || condition.value.is_empty() {
        return;
    }
    let label = condition.label.as_str();
    if label == "alertname" {
        let alerts = names.of_kind(SymbolKind::Alert).take(MOST);
        value(
            condition,
            alerts,
            names.defines(&Key::plain(SymbolKind::Alert, condition.value.as_str())),
            "alert",
            sink,
        );
        return;
    }
    let mut set = names.of_qualifier(SymbolKind::AlertLabel, label).take(MOST).peekable();
    if set.peek().is_none() {
        self::label(names, condition, sink);
        return;
    }
    let is_set = names.defines(&Key::new(SymbolKind::AlertLabel, label, condition.value.as_str()));
    value(condition, set, is_set, "rule", sink);
}

/// Reports a value that is nearly one of those set.
fn value<'a>(
    condition: &Condition,
    set: impl Iterator<Item = (&'a Key, &'a Site)>,
    is_set: bool,
    what: &str,
    sink: &mut Sink<'_>,
) {
    let known: Vec<_> = set.collect();
    // What a template makes is not known.
    if is_set || known.iter().any(|(key, _)| key.name.contains("{{")) {
        return;
    }
    let near = nearest(&condition.value, known.iter().map(|(key, site)| (key.name.as_str(), *site)));
    let Some((meant, site)) = near else { return };
    let (label, value) = (&condition.label, &condition.value);
    let message = format!("no {what} of this workspace sets {label} to \"{value}\"");
    let found = sink.report(condition.written_span, message).meant(condition.written_span, Some(meant));
    if let Some(symbol) = site.symbol() {
        found.related(site, symbol.name_span, format!("the value \"{meant}\" is set here"));
        let edit = TextEdit::replace(symbol.name_span, value.as_str());
        found.fix_at(format!("Set \"{value}\" in the rule"), vec![(site.into(), edit)]);
    }
}

/// Reports a label that nothing sets and that is nearly one which something sets.
fn label(names: &Names, condition: &Condition, sink: &mut Sink<'_>) {
    const OF_TARGETS: [&str; 7] = ["job", "instance", "namespace", "service", "cluster", "node", "pod"];
    let written = condition.label.as_str();
    if OF_TARGETS.contains(&written) {
        return;
    }
    let all = names.of_kind(SymbolKind::AlertLabel).take(MOST);
    let Some((meant, site)) = nearest(written, all.map(|(key, site)| (key.qualifier.as_str(), site))) else {
        return;
    };
    let message = format!("no rule of this workspace sets a label \"{written}\"");
    let found = sink.report(condition.label_span, message).meant(condition.label_span, Some(meant));
    if let Some(symbol) = site.symbol() {
        found.related(site, symbol.span, format!("the label \"{meant}\" is set here"));
    }
}

/// What a text misspells.
fn nearest<'a>(text: &str, known: impl Iterator<Item = (&'a str, &'a Site)>) -> Option<(&'a str, &'a Site)> {
    let limit = if text.len() < 4 { 0 } else { (text.len() / 4).min(2) };
    let near = known.map(|(name, site)| (strsim::osa_distance(name, text), name, site));
    let near =
        near.filter(|(distance, name, _)| *distance > 0 && *distance <= limit && !is_sibling(text, name));
    let best = near.min_by_key(|(distance, ..)| *distance);
    best.map(|(_, name, site)| (name, site))
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn slips_are_told_and_the_rest_is_left_alone() {
        check_rule(
            "MON-unset-alert-label",
            r#"
//- /rules.yaml
groups:
  - name: a
    rules:
      - alert: HighLatency
        expr: up == 0
        labels: {severity: critical, team: core}
//- /alertmanager.yml
route:
  receiver: a
  routes:
    - matchers: [severity="critcal", team=web]
                           ^^^^^^^ no rule of this workspace sets severity to "critcal"; did you mean "critical"?
    - match: {severty: critical, alertname: HighLatncy}
              ^^^^^^^ no rule of this workspace sets a label "severty"; did you mean "severity"?
                                            ^^^^^^^^^^ no alert of this workspace sets alertname to "HighLatncy"; did you mean "HighLatency"?
    - matchers: [severity="info", region=eu, team="core"]
receivers:
  - name: a
"#,
        );
    }
}
