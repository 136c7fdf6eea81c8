//! A route that no alert reaches, because one before it takes them all.
//!
//! An alert goes to the first route that matches it, and on to the next ones only if that has `continue: true`.
//!
//! ```yaml
//! routes:
//!   - receiver: team
//!   - matchers: [severity="critical"]
//!     receiver: on-call
//! ```
//!
//! Put the route with more conditions first.

use crate::Severity;
use crate::monitoring::routes::{Route, each_siblings};
use crate::monitoring::{DocumentContext, Hook, head};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-unreachable-route",
    title: "route that no alert reaches",
    severity: Severity::Warning,
    doc: manual!("unreachable_route.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

/// More routes of one list than that are not compared with a route.
const MOST: usize = 200;

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    if *context.kind != UnitKind::AlertmanagerConfig {
        return;
    }
    each_siblings(context.text, context.root, &mut |routes| {
        for (index, route) in routes.iter().enumerate() {
            let mut before = routes.iter().take(index.min(MOST));
            if let Some(earlier) = before.find(|earlier| !earlier.continues() && earlier.covers(route)) {
                report(route, earlier, sink);
            }
        }
    });
}

fn report(route: &Route<'_>, earlier: &Route<'_>, sink: &mut Sink<'_>) {
    let found = sink.report(
        head(route.node),
        "no alert comes here: a route before takes every alert that this one matches",
    );
    found.related(Place::Here, head(earlier.node), "the route before, which does not continue");
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn a_route_with_fewer_conditions_takes_all() {
        check_rule(
            "MON-unreachable-route",
            r#"
//- /alertmanager.yml
route:
  receiver: a
  routes:
    - matchers: [severity="critical"]
      receiver: a
    - matchers: [severity="critical", team="core"]
      ^^^^^^^^ no alert comes here: a route before takes every alert that this one matches
      receiver: a
    - matchers: [team="core"]
      receiver: a
      continue: true
    - matchers: [team="core", x="y"]
      receiver: a
receivers:
  - name: a
"#,
        );
    }
}
