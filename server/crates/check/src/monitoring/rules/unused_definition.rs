//! A receiver or time interval that no route uses.
//!
//! Alertmanager loads it all the same. More often than not a route was forgotten.
//!
//! ```yaml
//! route:
//!   receiver: team
//! receivers:
//!   - name: team
//!   - name: on-call
//! ```
//!
//! Add a route to it, or take it away.

use crate::Severity;
use crate::context::LinkedContext;
use crate::monitoring::Hook;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use workspace::SymbolKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-unused-definition",
    title: "receiver or time interval that no route uses",
    severity: Severity::Info,
    doc: manual!("unused_definition.rs"),
    check: Check::Monitoring(&[Hook::Linked(check)]),
};

fn check(context: &LinkedContext<'_>, sink: &mut Sink<'_>) {
    let Some(names) = context.workspace.index().of_file(&context.file.path) else { return };
    for symbol in &context.unit.symbols {
        let is_named = matches!(symbol.key.kind, SymbolKind::Receiver | SymbolKind::TimeInterval);
        if is_named && names.references(&symbol.key).next().is_none() {
            let message = format!("no route uses the {} \"{}\"", symbol.key.kind.title(), symbol.key.name);
            sink.report(symbol.name_span, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn what_no_route_uses_is_told() {
        check_rule(
            "MON-unused-definition",
            r#"
//- /alertmanager.yml
route:
  receiver: team
receivers:
  - name: team
  - name: on-call
          ^^^^^^^ no route uses the receiver "on-call"
"#,
        );
    }
}
