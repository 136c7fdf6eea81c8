//! A route to a receiver or time interval that the configuration does not define.
//!
//! Alertmanager refuses such a configuration and keeps the one it had, or does not start.
//!
//! ```yaml
//! route:
//!   receiver: tem
//! receivers:
//!   - name: team
//! ```
//!
//! Write `team`, or add the receiver.

use crate::Severity;
use crate::context::LinkedContext;
use crate::monitoring::Hook;
use crate::nearest;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use text::TextEdit;
use workspace::{Key, SymbolKind};

pub(crate) static RULE: Rule = Rule {
    code: "MON-undefined-receiver",
    title: "route to what is not defined",
    severity: Severity::Error,
    doc: manual!("undefined_receiver.rs"),
    check: Check::Monitoring(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let Some(names) = context.workspace.index().of_file(&context.file.path) else { return };
    for reference in &context.unit.references {
        let key = &reference.key;
        // A route without a receiver has the one of the route around it.
        let is_inherited = key.kind == SymbolKind::Receiver && key.name.is_empty();
        if !matches!(key.kind, SymbolKind::Receiver | SymbolKind::TimeInterval)
            || is_inherited
            || names.defines(key)
        {
            continue;
        }
        let known = names.of_kind(key.kind).map(|(key, _)| key.name.as_str());
        let meant = nearest(&key.name, known);
        let message = format!("no {} \"{}\" is defined", key.kind.title(), key.name);
        let found = sink.report(reference.span, message).meant(reference.span, meant);
        let site = meant.and_then(|name| names.definitions(&Key::plain(key.kind, name)).next());
        if let Some((site, symbol)) = site.and_then(|site| Some((site, site.symbol()?))) {
            found.related(site, symbol.name_span, "this one is");
            let edit = TextEdit::replace(symbol.name_span, key.name.as_str());
            found
                .fix_at(format!("Call the {} \"{}\"", key.kind.title(), key.name), vec![(site.into(), edit)]);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn receivers_and_intervals_are_looked_up_in_their_own_file() {
        check_rule(
            "MON-undefined-receiver",
            r#"
//- /alertmanager.yml
route:
  receiver: team
  routes:
    - receiver: tem
                ^^^ no receiver "tem" is defined; did you mean "team"?
      mute_time_intervals: [nights]
                            ^^^^^^ no time interval "nights" is defined
receivers:
  - name: team
//- /other/alertmanager.yml
route:
  receiver: tem
receivers:
  - name: tem
"#,
        );
    }
}
