//! Alerting and recording rules: expressions with thresholds, durations, severities, texts and runbooks.

use super::expression::{self, Frame, humanize, number, spoken, unit_of};
use super::graph::{Alert, Condition, Record, Subject, Watch};
use crate::kubernetes::value::{Map, Value};

/// Where runbooks are, unless the request says.
const RUNBOOKS: &str = "https://runbooks.example.com";

/// All rule groups, in the order of the request; objectives last.
pub(crate) fn groups(watch: &Watch, runbooks: Option<&str>) -> Vec<Map> {
    let mut out = Vec::new();
    for (index, subject) in watch.subjects.iter().enumerate() {
        let records: Vec<Map> = watch
            .records
            .iter()
            .filter(|record| record.subject == index)
            .map(|record| recording(record, subject))
            .collect();
        if !records.is_empty() {
            out.push(group(&format!("{}.records", label(subject)), records));
        }
        let mut names: Vec<String> = Vec::new();
        let alerts: Vec<Map> = watch
            .alerts
            .iter()
            .filter(|alert| alert.subject == index)
            .map(|alert| alerting(alert, subject, runbooks.unwrap_or(RUNBOOKS), &mut names))
            .collect();
        if !alerts.is_empty() {
            out.push(group(&format!("{}.alerts", label(subject)), alerts));
        }
    }
    // Subjects of the same name (an application and its pods) share a group.
    let mut merged: Vec<Map> = Vec::new();
    for group in out {
        match merged.iter_mut().find(|other| other.get("name") == group.get("name")) {
            Some(other) => join(other, &group),
            None => merged.push(group),
        }
    }
    merged.extend(super::slo::groups(watch, runbooks.unwrap_or(RUNBOOKS)));
    merged
}

fn join(group: &mut Map, more: &Map) {
    if let (Some(Value::List(rules)), Some(Value::List(new))) =
        (group.get("rules").cloned(), more.get("rules"))
    {
        group.set("rules", Value::List(rules.into_iter().chain(new.iter().cloned()).collect()));
    }
}

/// A rule group.
pub(crate) fn group(name: &str, rules: Vec<Map>) -> Map {
    Map::new().with("name", name).with("rules", rules)
}

/// The subject's name, or its kind's.
pub(crate) fn label(subject: &Subject) -> String {
    subject.name.clone().unwrap_or_else(|| match subject.source.id {
        "http" => "application".to_owned(),
        "workload" => "pods".to_owned(),
        id => id.to_owned(),
    })
}

/// `checkout-api` as `CheckoutApi`.
pub(crate) fn pascal(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
        })
        .collect()
}

/// An alert's name, unique in its group.
pub(crate) fn name(alert: &Alert, subject: &Subject) -> String {
    if let Some(name) = &alert.name {
        return pascal(name);
    }
    let general = matches!(subject.source.id, "http" | "workload" | "blackbox");
    let prefix = match &subject.name {
        Some(name) if subject.source.id != "blackbox" => pascal(name),
        _ if general => String::new(),
        _ => pascal(subject.source.id),
    };
    let what = match &alert.condition {
        Condition::Signal(signal) => signal.alert.to_owned(),
        Condition::Metric(metric) => {
            format!("{}{}", pascal(metric), if alert.op == Some("<") { "Low" } else { "High" })
        }
        Condition::Expression(_) => "ConditionMet".to_owned(),
    };
    if what.starts_with(&prefix) { what } else { format!("{prefix}{what}") }
}

/// Comparison and threshold of an alert: what was said, else the signal's own.
pub(crate) fn limit(alert: &Alert) -> (&'static str, f64) {
    match &alert.condition {
        Condition::Signal(signal) => {
            (alert.op.unwrap_or(signal.op), alert.threshold.unwrap_or(signal.threshold))
        }
        _ => (alert.op.unwrap_or(">"), alert.threshold.unwrap_or_default()),
    }
}

fn alerting(alert: &Alert, subject: &Subject, runbooks: &str, names: &mut Vec<String>) -> Map {
    let (op, threshold) = limit(alert);
    let severity = severity(alert);
    let mut name = name(alert, subject);
    if names.contains(&name) {
        name = format!("{name}{}", pascal(severity));
    }
    names.push(name.clone());
    let labels = Map::new()
        .with("severity", severity)
        .with_some("team", subject.team.as_deref())
        .with_some("service", subject.name.as_deref());
    let hold = hold(alert);
    Map::new()
        .with("alert", &name)
        .with("expr", expr(alert, subject, op, threshold))
        .with_some("for", (hold != "0m").then_some(hold))
        .with("labels", labels)
        .with("annotations", annotations(alert, subject, op, threshold, &format!("{runbooks}/{name}")))
}

/// How bad it is.
pub(crate) fn severity(alert: &Alert) -> &str {
    alert.severity.as_deref().unwrap_or(match &alert.condition {
        Condition::Signal(signal) => signal.severity,
        _ => "warning",
    })
}

fn hold(alert: &Alert) -> &str {
    alert.hold.as_deref().unwrap_or(match &alert.condition {
        Condition::Signal(signal) => signal.hold,
        _ => "5m",
    })
}

fn frame(alert: &Alert) -> Frame<'_> {
    Frame { window: alert.window.as_deref().unwrap_or("5m"), quantile: alert.quantile, variables: false }
}

fn expr(alert: &Alert, subject: &Subject, op: &str, threshold: f64) -> Value {
    let value = expression::value(&alert.condition, subject, frame(alert));
    let value = value.replace("$horizon", &number(horizon(alert)));
    if value.starts_with("absent(") {
        return fold(&value);
    }
    let compares = [" > ", " < ", " == ", " != ", " >= ", " <= "].iter().any(|op| value.contains(op));
    if matches!(alert.condition, Condition::Expression(_)) && (alert.threshold.is_none() || compares) {
        return fold(&value);
    }
    let threshold = if predicts(alert) { 0.0 } else { threshold };
    let whole = format!("{value} {op} {}", number(threshold));
    match &alert.condition {
        Condition::Signal(signal) if signal.guard.is_some() => {
            let guard = expression::fill(signal.guard.unwrap_or_default(), subject, frame(alert));
            fold(&format!("{whole} and {guard}"))
        }
        _ => fold(&whole),
    }
}

/// Whether the signal looks ahead, so that a time is how far.
pub(crate) fn predicts(alert: &Alert) -> bool {
    matches!(&alert.condition, Condition::Signal(signal) if signal.value.contains("$horizon"))
}

/// How far ahead, in seconds.
fn horizon(alert: &Alert) -> f64 {
    alert.threshold.filter(|_| predicts(alert)).unwrap_or(86_400.0)
}

/// A long expression on several lines, cut at its outermost operators.
pub(crate) fn fold(text: &str) -> Value {
    if text.len() < 100 {
        return Value::from(text);
    }
    let mut out = String::new();
    let mut depth = 0i32;
    let mut word = String::new();
    for part in text.split_inclusive(' ') {
        let bare = part.trim_end();
        let operator = matches!(bare, "/" | "and" | "or" | "unless") && depth == 0;
        let compares = matches!(bare, ">" | "<" | "==" | ">=" | "<=" | "!=") && depth == 0;
        if operator || compares {
            out.push_str(word.trim_end());
            word.clear();
            out.push('\n');
            out.push_str(bare);
            out.push(if compares { ' ' } else { '\n' });
        } else {
            word.push_str(part);
        }
        depth += bare
            .chars()
            .map(|c| match c {
                '(' | '{' => 1,
                ')' | '}' => -1,
                _ => 0,
            })
            .sum::<i32>();
    }
    out.push_str(&word);
    Value::Block(out)
}

fn annotations(alert: &Alert, subject: &Subject, op: &str, threshold: f64, runbook: &str) -> Map {
    let unit = unit_of(&alert.condition);
    let side = if op.starts_with('<') { "below" } else { "above" };
    let bound = format!("{side} {}", spoken(threshold, unit));
    let title = label(subject);
    let (summary, now) = match &alert.condition {
        Condition::Signal(signal) => {
            let who = signal.who.replace("$subject", &title).replace("$kind", subject.kind);
            let who = expression::fill(&who, subject, frame(alert));
            match (signal.noun, signal.state) {
                (Some(noun), _) => {
                    let noun = expression::fill(noun, subject, frame(alert));
                    let noun = noun.replace("$percentile", &percentile(alert.quantile));
                    (format!("{} is {bound} ({who})", sentence(&noun)), true)
                }
                (_, state) => {
                    let ahead = spoken(horizon(alert), "s");
                    (
                        format!("{} {}", sentence(&who), state.unwrap_or_default().replace("$ahead", &ahead)),
                        false,
                    )
                }
            }
        }
        Condition::Metric(metric) => match &subject.name {
            Some(name) => (format!("{metric} is {bound} ({name})"), true),
            None => (format!("{metric} is {bound}"), true),
        },
        Condition::Expression(_) => match &alert.name {
            Some(name) => (spaced(name), false),
            None => (format!("A condition of {title} holds"), false),
        },
    };
    let hold = hold(alert);
    let since = if hold == "0m" { String::new() } else { format!(" for {hold}") };
    let reading =
        if now { format!("; it is now {{{{ $value | {} }}}}", humanize(unit)) } else { String::new() };
    let description = match summary.split_once(" is ").filter(|_| now) {
        Some((what, how)) => match how.split_once(" (") {
            Some((how, who)) => format!("{what} has been {how}{since} ({who}{reading}."),
            None => format!("{what} has been {how}{since}{reading}."),
        },
        None => {
            format!("{summary}{}.", if since.is_empty() { String::new() } else { format!(" (seen{since})") })
        }
    };
    Map::new().with("summary", summary).with("description", description).with("runbook_url", runbook)
}

/// `PaymentsFailing` as `Payments failing`.
fn spaced(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push(' ');
            out.push(c.to_ascii_lowercase());
        } else {
            out.push(c);
        }
    }
    out
}

/// 0.99 as `99`.
pub(crate) fn percentile(quantile: f64) -> String {
    number(quantile * 100.0)
}

/// With a capital at the beginning, unless a template stands there.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
}

fn recording(record: &Record, subject: &Subject) -> Map {
    let frame = Frame { window: &record.window, quantile: record.quantile, variables: false };
    let expr = expression::value(&record.condition, subject, frame);
    let name = record.name.clone().unwrap_or_else(|| record_name(record));
    Map::new().with("record", name).with("expr", fold(&expr))
}

/// `level:metric:operation`, as Prometheus recommends.
fn record_name(record: &Record) -> String {
    let window = &record.window;
    match &record.condition {
        Condition::Signal(signal) => {
            let level = by(signal.value);
            match signal.id {
                "latency" => {
                    format!("{level}:request_latency_seconds:p{}_{window}", percentile(record.quantile))
                }
                "errors" => format!("{level}:request_errors:ratio_rate{window}"),
                "traffic" => format!("{level}:requests:rate{window}"),
                id => format!("{level}:{}:{window}", id.replace('-', "_")),
            }
        }
        Condition::Metric(metric) => format!("job:{}:rate{window}", metric.trim_end_matches("_total")),
        Condition::Expression(_) => format!("job:expression:{window}"),
    }
}

/// The labels that an expression aggregates by, joined.
fn by(value: &str) -> String {
    let labels = value
        .split_once("by (")
        .and_then(|(_, rest)| rest.split_once(')'))
        .map_or("instance", |(labels, _)| labels);
    let labels: Vec<&str> = labels.split(", ").filter(|label| *label != "le").collect();
    labels.join("_")
}
