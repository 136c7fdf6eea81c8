//! A text that its reader cannot read: a query, a template, a duration, a pattern, a name.
//!
//! Prometheus reads the queries and templates of rule files when it loads them and refuses the file where one is wrong.
//! Durations are whole numbers with units, `1h30m`; patterns are regular expressions in RE2's syntax.
//!
//! ```yaml
//! - alert: Errors
//!   expr: rate(http_requests_total[5m]
//!   for: 5 minutes
//! ```
//!
//! Close the bracket, and write `5m`.

use crate::Severity;
use crate::monitoring::grafana::without_variables;
use crate::monitoring::{Hook, ValueContext};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use syntax::promql::{self, Features, check_regex, parse_duration};
use syntax::template::{self, Dialect};
use text::Span;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-format",
    title: "query, template, duration or pattern that cannot be read",
    severity: Severity::Error,
    doc: manual!("format.rs"),
    check: Check::Monitoring(&[Hook::Text(check)]),
};

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let value = context.value;
    let (Some(text), Some(format)) = (value.node.as_str(), value.schema.format()) else { return };
    let whole = Span::new(0, text.len() as u32);
    let faults: Vec<(Span, String)> = match format {
        "promql" if *context.kind == UnitKind::Dashboard => panel_query(text),
        "promql" => query(text, true),
        "template" => {
            let dialect = if *context.kind == UnitKind::AlertmanagerConfig {
                Dialect::Alertmanager
            } else {
                Dialect::Prometheus
            };
            let parsed = template::parse(text, dialect);
            parsed.errors.into_iter().map(|e| (e.span, e.message)).collect()
        }
        "duration" if !text.is_empty() && parse_duration(text).is_none() => {
            vec![(whole, format!("\"{text}\" is no duration, such as 30s, 5m or 1h30m"))]
        }
        "regex" => check_regex(text).err().map(|message| (whole, message)).into_iter().collect(),
        "label-name" if !is_name(text) => vec![(whole, format!("\"{text}\" is no name of a label"))],
        _ => Vec::new(),
    };
    for (span, message) in faults {
        sink.report(value.node.source_span(context.text, span), message);
    }
}

/// Faults of syntax, and where there are none and `with_types`, of types.
fn query(text: &str, with_types: bool) -> Vec<(Span, String)> {
    let parsed = promql::parse(text);
    let faults = if parsed.errors.is_empty() && with_types {
        promql::check(&parsed.root, Features::default())
    } else {
        parsed.errors
    };
    faults.into_iter().map(|e| (e.span, e.message)).collect()
}

/// A variable can stand for anything, so that types are known only where there is none.
fn panel_query(text: &str) -> Vec<(Span, String)> {
    let (plain, has_variables) = without_variables(text);
    query(&plain, !has_variables)
}

fn is_name(text: &str) -> bool {
    let is_first = |c: char| c.is_ascii_alphabetic() || c == '_';
    text.chars().next().is_some_and(is_first) && text.chars().all(|c| is_first(c) || c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use testkit::check_fixture;

    #[test]
    fn queries_are_underlined_inside_their_scalars() {
        check_fixture(
            r#"
//- /rules.yaml
groups:
  - name: api
    rules:
      - alert: Errors
        expr: |
          sum by (job) (
            rate(http_requests_total[5m])
          ) > "x"
              ^^^ MON-format: `>` needs scalars or instant vectors, but this is a string
        for: 5 minutes
             ^^^^^^^^^ MON-format: "5 minutes" is no duration, such as 30s, 5m or 1h30m
"#,
        );
    }
}
