//! Service level objectives: error ratios over seven windows, burn-rate alerts over pairs of them, the budget left.
//!
//! The pairs and shares are those of the Site Reliability Workbook, chapter 5: 2% of the budget in an hour and 5% in
//! six hours page somebody; 10% in a day and 10% in three days open a ticket.

use super::expression::{self, Frame, number};
use super::graph::{Objective, Subject, Watch};
use super::rules::{group, label, pascal};
use crate::kubernetes::value::{Map, Value};

/// The windows that ratios are recorded for.
const WINDOWS: [&str; 7] = ["5m", "30m", "1h", "2h", "6h", "1d", "3d"];

/// Two windows that must both burn, the share of the budget that is gone by then, and hours of the long one.
struct Burn {
    short: &'static str,
    long: &'static str,
    share: f64,
    hours: f64,
}

const PAGE: [Burn; 2] = [
    Burn { short: "5m", long: "1h", share: 0.02, hours: 1.0 },
    Burn { short: "30m", long: "6h", share: 0.05, hours: 6.0 },
];
const TICKET: [Burn; 2] = [
    Burn { short: "2h", long: "1d", share: 0.1, hours: 24.0 },
    Burn { short: "6h", long: "3d", share: 0.1, hours: 72.0 },
];

/// The name of an objective, as the `slo` label has it.
pub(crate) fn id(objective: &Objective, subject: &Subject) -> String {
    format!("{}-{}", label(subject), if objective.latency.is_some() { "latency" } else { "availability" })
}

/// The series of the error ratio over `window`, selected for one objective.
pub(crate) fn series(id: &str, window: &str) -> String {
    format!("slo:sli_error:ratio_rate{window}{{slo=\"{id}\"}}")
}

/// The share of errors that the objective allows.
pub(crate) fn budget(objective: &Objective) -> f64 {
    (100.0 - objective.target) / 100.0
}

/// Rule groups of all objectives.
pub(crate) fn groups(watch: &Watch, runbooks: &str) -> Vec<Map> {
    let mut out = Vec::new();
    for objective in &watch.objectives {
        let Some(subject) = watch.subjects.get(objective.subject) else { continue };
        let id = id(objective, subject);
        let mut records: Vec<Map> =
            WINDOWS.iter().filter_map(|window| ratio(objective, subject, &id, window)).collect();
        if records.is_empty() {
            continue;
        }
        records.push(remaining(objective, &id));
        out.push(group(&format!("slo.{id}.records"), records));
        out.push(group(&format!("slo.{id}.alerts"), alerts(objective, subject, &id, runbooks)));
    }
    out
}

/// The share of bad requests in a window.
fn ratio(objective: &Objective, subject: &Subject, id: &str, window: &str) -> Option<Map> {
    let frame = Frame { window, quantile: 0.99, variables: false };
    let expr = match objective.latency {
        None => expression::fill(&good(subject.source.signal("errors")?.value), subject, frame),
        Some(seconds) => slow(subject, seconds, frame)?,
    };
    let labels = Map::new().with("slo", id);
    let record = format!("slo:sli_error:ratio_rate{window}");
    Some(Map::new().with("record", record).with("expr", super::rules::fold(&expr)).with("labels", labels))
}

/// An error ratio by what went well: it has a value even where nothing ever failed.
fn good(value: &str) -> String {
    if value.contains("=~\"5..\"") {
        return format!("1 - {}", value.replace("=~\"5..\"", "!~\"5..\""));
    }
    format!("1 - {}", value.replace("rcode=\"SERVFAIL\"", "rcode!=\"SERVFAIL\""))
}

/// The share of requests slower than `seconds`, by the histogram's bucket of that bound.
fn slow(subject: &Subject, seconds: f64, frame: Frame) -> Option<String> {
    let value = subject.source.signal("latency")?.value;
    let (_, rest) = value.split_once("sum by (")?;
    let (labels, rest) = rest.split_once(')')?;
    let (_, rest) = rest.split_once("rate(")?;
    let (name, rest) = rest.split_once("_bucket{")?;
    let (matchers, _) = rest.split_once('}')?;
    let by = labels.replace(", le", "");
    let bound = if name.contains("milliseconds") { number(seconds * 1000.0) } else { number(seconds) };
    let fast = format!("sum by ({by}) (rate({name}_bucket{{le=\"{bound}\",{matchers}}}[$window]))");
    let all = format!("sum by ({by}) (rate({name}_count{{{matchers}}}[$window]))");
    Some(expression::fill(&format!("1 - {fast} / {all}"), subject, frame))
}

fn remaining(objective: &Objective, id: &str) -> Map {
    let mean = format!("avg_over_time(slo:sli_error:ratio_rate5m{{slo=\"{id}\"}}[{}d])", objective.days);
    let expr = format!("1 - {mean} / {}", number(budget(objective)));
    let labels = Map::new().with("slo", id);
    Map::new()
        .with("record", "slo:error_budget_remaining:ratio")
        .with("expr", super::rules::fold(&expr))
        .with("labels", labels)
}

fn alerts(objective: &Objective, subject: &Subject, id: &str, runbooks: &str) -> Vec<Map> {
    let name = pascal(id);
    let what = match objective.latency {
        Some(seconds) => format!("requests under {}", expression::spoken(seconds, "s")),
        None => "successful requests".to_owned(),
    };
    let target = format!("{}% {what} over {} days", number(objective.target), objective.days);
    let labels = |severity: &str| {
        Map::new()
            .with("severity", severity)
            .with_some("team", subject.team.as_deref())
            .with_some("service", subject.name.as_deref())
            .with("slo", id)
    };
    let burning = |alert: &str, severity: &str, pairs: &[Burn], speed: &str, hold: &str| {
        let name = format!("{name}{alert}");
        let annotations = Map::new()
            .with("summary", format!("{} burns its error budget {speed}", label(subject)))
            .with("description", format!("The objective of {target} is at risk: the error ratio is {{{{ $value | humanizePercentage }}}}."))
            .with("runbook_url", format!("{runbooks}/{name}"));
        Map::new()
            .with("alert", name)
            .with("expr", Value::Block(burn(objective, id, pairs)))
            .with("for", hold)
            .with("labels", labels(severity))
            .with("annotations", annotations)
    };
    let absent = format!("{name}MetricsAbsent");
    vec![
        burning("BudgetBurnFast", "critical", &PAGE, "fast", "2m"),
        burning("BudgetBurnSlow", "warning", &TICKET, "slowly", "15m"),
        Map::new()
            .with("alert", &absent)
            .with("expr", format!("absent({})", series(id, "5m")))
            .with("for", "15m")
            .with("labels", labels("warning"))
            .with(
                "annotations",
                Map::new()
                    .with("summary", format!("Nothing measures the objective {id}"))
                    .with("description", "The error ratio has no data, so the budget cannot be watched.")
                    .with("runbook_url", format!("{runbooks}/{absent}")),
            ),
    ]
}

/// Both windows of a pair above its burn rate, for either pair.
fn burn(objective: &Objective, id: &str, pairs: &[Burn]) -> String {
    let parts: Vec<String> = pairs
        .iter()
        .map(|pair| {
            let rate = number(pair.share * f64::from(objective.days) * 24.0 / pair.hours);
            let bound = format!("({rate} * {})", number(budget(objective)));
            let short = format!("  {} > {bound}", series(id, pair.short));
            let long = format!("  {} > {bound}", series(id, pair.long));
            format!("(\n{short}\nand\n{long}\n)")
        })
        .collect();
    parts.join("\nor\n")
}
