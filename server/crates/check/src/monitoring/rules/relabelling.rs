//! A relabelling step whose action lacks what it needs, or has what it does not take.
//!
//! `replace`, `hashmod`, `lowercase`, `uppercase`, `keepequal` and `dropequal` write to or compare with a `target_label`;
//! `hashmod` needs a `modulus`; `labeldrop` and `labelkeep` take a `regex` only.
//!
//! ```yaml
//! relabel_configs:
//!   - source_labels: [__address__]
//!     action: hashmod
//! ```
//!
//! Add `modulus` and `target_label`.

use crate::Severity;
use crate::monitoring::{Hook, ValueContext, head};
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};
use crate::structure::{Step, is_null};
use syntax::yaml::{Entry, Node};

pub(crate) static RULE: Rule = Rule {
    code: "MON-relabelling",
    title: "relabelling step that does not fit its action",
    severity: Severity::Error,
    doc: manual!("relabelling.rs"),
    check: Check::Monitoring(&[Hook::Value(check)]),
};

/// Fields with the values that count as not written.
const DEFAULTS: [(&str, &str); 5] =
    [("regex", "(.*)"), ("modulus", "0"), ("separator", ";"), ("replacement", "$1"), ("target_label", "")];

fn check(context: &ValueContext<'_>, sink: &mut Sink<'_>) {
    let [.., Step::Field(list), Step::Item(_)] = context.value.path else { return };
    if !list.ends_with("relabel_configs") || context.value.node.entries().is_empty() {
        return;
    }
    let step = context.value.node;
    let action = match step.get("action") {
        Some(action) if is_null(action) => String::new(),
        action => action.and_then(Node::as_str).unwrap_or("replace").to_lowercase(),
    };
    let text = |name: &str| step.get(name).and_then(Node::as_str).unwrap_or_default();
    let target = text("target_label");
    match action.as_str() {
        "" => {
            sink.report(head(step), "an action cannot be empty");
        }
        "hashmod" if step.get("modulus").and_then(Node::as_f64).is_none_or(|modulus| modulus == 0.0) => {
            sink.report(head(step), "hashmod needs a \"modulus\" above zero");
        }
        "replace" | "hashmod" | "lowercase" | "uppercase" | "keepequal" | "dropequal"
            if target.is_empty() =>
        {
            sink.report(head(step), format!("{action} needs a \"target_label\""));
        }
        "labelmap"
            if step.get("replacement").is_some_and(|node| !is_null(node))
                && text("replacement").is_empty() =>
        {
            sink.report(head(step), "labelmap needs a \"replacement\" that names a label");
        }
        _ => {}
    }
    let not_taken: &[&str] = match action.as_str() {
        "lowercase" | "uppercase" => &["replacement"],
        "keepequal" | "dropequal" => &["regex", "modulus", "separator", "replacement"],
        "labeldrop" | "labelkeep" => {
            &["source_labels", "target_label", "modulus", "separator", "replacement"]
        }
        _ => &[],
    };
    for entry in step.entries().iter().filter(|entry| !is_null(&entry.value)) {
        let name = entry.key.as_str().unwrap_or_default();
        // A pattern counts as written whatever it is.
        if not_taken.contains(&name) && (name == "regex" || is_written(entry)) {
            sink.report(entry.key.span, format!("{action} takes no \"{name}\""));
        }
    }
    if let Some(scheme) = scheme(context).filter(|scheme| *scheme == "legacy") {
        legacy(scheme, &action, step, sink);
    }
}

fn is_written(entry: &Entry) -> bool {
    let default =
        DEFAULTS.iter().find(|(name, _)| entry.key.as_str() == Some(name)).map(|(_, default)| *default);
    entry.value.as_str().is_none_or(|text| Some(text) != default)
}

/// How strictly names are judged, by the job or for all of them.
fn scheme<'a>(context: &ValueContext<'a>) -> Option<&'a str> {
    const NAME: &str = "metric_name_validation_scheme";
    let own = match context.value.path {
        [Step::Field("scrape_configs"), Step::Item(job), ..] => context
            .document
            .get("scrape_configs")
            .and_then(|jobs| jobs.items().get(*job))
            .and_then(|job| job.get(NAME)),
        _ => None,
    };
    own.or_else(|| context.document.at(&["global", NAME])).and_then(Node::as_str)
}

fn legacy(scheme: &str, action: &str, step: &Node, sink: &mut Sink<'_>) {
    let field = if action == "labelmap" { "replacement" } else { "target_label" };
    let Some(node) =
        step.get(field).filter(|_| !matches!(action, "keep" | "drop" | "labeldrop" | "labelkeep"))
    else {
        return;
    };
    let name = node.as_str().unwrap_or_default();
    let takes_variables = matches!(action, "labelmap" | "replace");
    let is_name =
        |c: char| c.is_ascii_alphanumeric() || c == '_' || takes_variables && matches!(c, '$' | '{' | '}');
    if name.starts_with(|c: char| c.is_ascii_digit()) || !name.chars().all(is_name) {
        sink.report(
            node.span,
            format!("\"{name}\" is no name of a label under the {scheme} scheme for names"),
        );
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn each_action_takes_its_own_fields() {
        check_rule(
            "MON-relabelling",
            r#"
//- /prometheus.yml
scrape_configs:
  - job_name: a
    relabel_configs:
      - source_labels: [a]
        ^^^^^^^^^^^^^ replace needs a "target_label"
      - action: labeldrop
        regex: a
        separator: ","
        ^^^^^^^^^ labeldrop takes no "separator"
      - action: hashmod
        ^^^^^^ hashmod needs a "modulus" above zero
        source_labels: [a]
        target_label: b
      - action: keep
        source_labels: [a]
        regex: b
"#,
        );
    }
}
