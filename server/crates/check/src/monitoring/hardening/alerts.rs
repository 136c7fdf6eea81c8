//! Rules that wake people for nothing, or do not say what to do.

use super::Document;
use crate::Rule;
use crate::hardening::{Example, Look, Patch, hardening};
use crate::report::Sink;
use syntax::promql::{Expr, ExprKind, parse, walk};
use syntax::yaml::{Node, Style};
use text::Span;

/// Labels with a value for each user, request or address.
const UNBOUNDED: [&str; 17] = [
    "user_id",
    "userid",
    "user",
    "email",
    "request_id",
    "trace_id",
    "span_id",
    "session",
    "session_id",
    "url",
    "uri",
    "query",
    "ip",
    "client_ip",
    "remote_addr",
    "user_agent",
    "message",
];

/// A rule file of an example with one alert, and what follows its expression.
macro_rules! alert {
    ($rest:literal) => {
        concat!("groups:\n  - name: web\n    rules:\n      - alert: HighErrorRate\n        expr: job:errors:ratio_rate5m > 0.05\n", $rest)
    };
}

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "MON-alert-without-for", Info, Production, "alert that fires at once",
        ["pint:alerts/for"],
        "Without `for` one bad scrape wakes somebody. How long a fault may last before it is one only you know; alerts about \
         something that is gone or has happened (`absent`, `changes`, `increase`, `predict_linear`, a window of at least ten minutes) \
         need none.",
        Example::Advice(
            alert!("        labels:\n          severity: warning\n"),
            alert!("        for: 5m\n        labels:\n          severity: warning\n"),
        ),
        Look::Document(without_for),
    },
    hardening! {
        "MON-alert-without-severity", Info, Production, "alert without a severity",
        ["pint:alerts/template"],
        "Routes go by the label `severity`: an alert without it goes where nobody chose.",
        Example::Advice(
            alert!("        for: 5m\n"),
            alert!("        for: 5m\n        labels:\n          severity: warning\n"),
        ),
        Look::Document(without_severity),
    },
    hardening! {
        "MON-alert-without-summary", Info, Production, "alert that does not say what is wrong",
        ["pint:alerts/annotation"],
        "Whoever is woken reads the annotations `summary` or `description` first.",
        Example::Advice(
            alert!("        for: 5m\n        labels:\n          severity: warning\n"),
            alert!("        for: 5m\n        labels:\n          severity: warning\n        annotations:\n          summary: More than 5% of requests fail\n"),
        ),
        Look::Document(without_summary),
    },
    hardening! {
        "MON-alert-without-runbook", Info, Strict, "alert that does not say what to do",
        ["pint:alerts/annotation"],
        "The annotation `runbook_url` leads to what others did when it fired.",
        Example::Advice(
            alert!("        for: 5m\n"),
            alert!("        for: 5m\n        annotations:\n          runbook_url: https://runbooks.example.org/high-error-rate\n"),
        ),
        Look::Document(without_runbook),
    },
    hardening! {
        "MON-unbounded-label", Warning, Production, "rule with a series for each user, request or address",
        ["pint:promql/aggregate"],
        "A label whose values have no bound makes a series, or an alert, for each of them: Prometheus runs out of memory \
         and people out of patience.",
        Example::Advice(
            "groups:\n  - name: web\n    rules:\n      - record: user:requests:rate5m\n        expr: sum by (user_id) (rate(http_requests_total[5m]))\n",
            "groups:\n  - name: web\n    rules:\n      - record: job:requests:rate5m\n        expr: sum by (job) (rate(http_requests_total[5m]))\n",
        ),
        Look::Document(unbounded),
    },
];

/// Calls `look` with each rule of a document.
fn each_rule(document: &Document<'_>, mut look: impl FnMut(&Node)) {
    for group in document.document.rule_groups() {
        group.get("rules").map(Node::items).unwrap_or_default().iter().for_each(&mut look);
    }
}

/// Calls `look` with each alert, its name and where that stands.
fn each_alert(document: &Document<'_>, mut look: impl FnMut(&Node, &str, Span)) {
    each_rule(document, |rule| {
        if let Some((name, node)) = rule.get("alert").and_then(|node| Some((node.as_str()?, node))) {
            look(rule, name, node.span);
        }
    });
}

fn without_for(document: &Document<'_>, sink: &mut Sink<'_>) {
    each_alert(document, |rule, name, span| {
        if rule.get("for").is_some() || rule.get("expr").and_then(Node::as_str).is_none_or(waits) {
            return;
        }
        let patch = Patch::new().set(rule.span, &["for"], "5m");
        sink.report(span, format!("alert {name} fires at once: say how long in \"for\"")).offer(
            "Wait for five minutes",
            document.unit.unit,
            patch,
        );
    });
}

/// Whether an expression looks at so long a time, or at such a thing, that waiting adds nothing.
fn waits(expr: &str) -> bool {
    const FUNCTIONS: [&str; 8] =
        ["absent", "absent_over_time", "changes", "resets", "increase", "predict_linear", "time", "vector"];
    let mut found = false;
    walk(&parse(expr).root, &mut |expr: &Expr| match &expr.kind {
        ExprKind::Call { name, .. } => found |= FUNCTIONS.contains(&&*name.text),
        ExprKind::Number { value, is_duration: true } => found |= *value >= 600.0,
        _ => {}
    });
    found
}

fn without_severity(document: &Document<'_>, sink: &mut Sink<'_>) {
    each_alert(document, |rule, name, span| {
        if lacks(rule, "labels", &["severity", "priority", "level"]) {
            let patch = Patch::new().set(rule.span, &["labels", "severity"], "warning");
            sink.report(span, format!("alert {name} has no severity")).offer(
                "Set labels.severity to warning",
                document.unit.unit,
                patch,
            );
        }
    });
}

fn without_summary(document: &Document<'_>, sink: &mut Sink<'_>) {
    each_alert(document, |rule, name, span| {
        if lacks(rule, "annotations", &["summary", "description", "message", "title"]) {
            sink.report(span, format!("alert {name} does not say what is wrong: write a summary"));
        }
    });
}

fn without_runbook(document: &Document<'_>, sink: &mut Sink<'_>) {
    each_alert(document, |rule, name, span| {
        if lacks(rule, "annotations", &["runbook_url", "runbook", "playbook"]) {
            sink.report(span, format!("alert {name} does not say what to do: write a runbook_url"));
        }
    });
}

/// Whether the mapping `field` of a rule has none of `keys`.
fn lacks(rule: &Node, field: &str, keys: &[&str]) -> bool {
    let Some(mapping) = rule.get(field) else { return true };
    let is_known = matches!(mapping.kind, syntax::yaml::NodeKind::Mapping(_)) && mapping.get("<<").is_none();
    is_known && keys.iter().all(|key| mapping.get(key).is_none())
}

fn unbounded(document: &Document<'_>, sink: &mut Sink<'_>) {
    each_rule(document, |rule| {
        let Some(node) = rule.get("expr") else { return };
        let Some(text) = node.as_str() else { return };
        walk(&parse(text).root, &mut |expr: &Expr| {
            let ExprKind::Aggregate { grouping: Some(grouping), .. } = &expr.kind else { return };
            for label in grouping.labels.iter().filter(|_| !grouping.without) {
                if UNBOUNDED.contains(&&*label.text) {
                    let span = place(node, label.span);
                    sink.report(span, format!("the rule makes a series for each {}", label.text));
                }
            }
        });
    });
}

/// `inner` of a plain scalar's text in the document; the whole scalar where its text is not written as it is.
fn place(node: &Node, inner: Span) -> Span {
    let is_plain = matches!(node.kind, syntax::yaml::NodeKind::Scalar(_, Style::Plain));
    let is_one_line = node.as_str().is_some_and(|text| text.len() as u32 == node.span.len());
    if is_plain && is_one_line { inner + node.span.start } else { node.span }
}
