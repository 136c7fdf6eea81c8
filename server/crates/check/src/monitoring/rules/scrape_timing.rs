//! A scrape that may take longer than the time to the next one, or a list of protocols that repeats itself.
//!
//! Prometheus refuses a `scrape_timeout` above the `scrape_interval`. What a job does not say it takes from `global`.
//!
//! ```yaml
//! global:
//!   scrape_interval: 15s
//! scrape_configs:
//!   - job_name: slow
//!     scrape_timeout: 30s
//! ```
//!
//! Give the job a longer interval or a shorter timeout.

use crate::Severity;
use crate::monitoring::{DocumentContext, Hook};
use crate::report::{Place, Sink};
use crate::rule::{Check, Rule, manual};
use syntax::promql::parse_duration;
use syntax::yaml::Node;
use workspace::UnitKind;

pub(crate) static RULE: Rule = Rule {
    code: "MON-scrape-timing",
    title: "scrape that may take longer than the time to the next one",
    severity: Severity::Error,
    doc: manual!("scrape_timing.rs"),
    check: Check::Monitoring(&[Hook::Document(check)]),
};

/// What Prometheus takes where nothing is written, in seconds.
const DEFAULT_INTERVAL: f64 = 60.0;

fn check(context: &DocumentContext<'_>, sink: &mut Sink<'_>) {
    if *context.kind != UnitKind::PrometheusConfig {
        return;
    }
    let global = context.root.get("global");
    let shared = global.and_then(|global| duration(global, "scrape_interval"));
    if let Some(global) = global {
        timing(global, shared, sink);
        protocols(global, sink);
    }
    for job in context.root.get("scrape_configs").map(Node::items).unwrap_or_default() {
        timing(job, duration(job, "scrape_interval").or(shared), sink);
        protocols(job, sink);
    }
}

/// A duration that is written and not zero, which counts as absent, with its value in seconds.
fn duration<'a>(of: &'a Node, name: &str) -> Option<(&'a Node, f64)> {
    let node = of.get(name)?;
    Some((node, node.as_str().and_then(parse_duration).filter(|seconds| *seconds > 0.0)?))
}

fn timing(of: &Node, interval: Option<(&Node, f64)>, sink: &mut Sink<'_>) {
    let Some((timeout, seconds)) = duration(of, "scrape_timeout") else { return };
    if seconds <= interval.map_or(DEFAULT_INTERVAL, |(_, seconds)| seconds) {
        return;
    }
    let written = interval.and_then(|(node, _)| node.as_str()).unwrap_or("1m");
    let message = format!(
        "a scrape may take {} here but the next one comes after {written}",
        timeout.as_str().unwrap_or_default()
    );
    let found = sink.report(timeout.span, message);
    if let Some((node, _)) = interval {
        found.related(Place::Here, node.span, "the interval");
    }
}

fn protocols(of: &Node, sink: &mut Sink<'_>) {
    let items = of.get("scrape_protocols").map(Node::items).unwrap_or_default();
    for (index, item) in items.iter().enumerate() {
        let name = item.as_str().unwrap_or_default();
        let is_same = |earlier: &&Node| earlier.as_str().is_some_and(|e| e.eq_ignore_ascii_case(name));
        if let Some(earlier) = items.iter().take(index).find(is_same) {
            let found = sink.report(item.span, format!("\"{name}\" is asked for already"));
            found.related(Place::Here, earlier.span, "the first time");
        }
    }
}

#[cfg(test)]
mod tests {
    use testkit::check_rule;

    #[test]
    fn a_timeout_is_not_above_the_interval() {
        check_rule(
            "MON-scrape-timing",
            r"
//- /prometheus.yml
global:
  scrape_interval: 15s
scrape_configs:
  - job_name: slow
    scrape_timeout: 30s
                    ^^^ a scrape may take 30s here but the next one comes after 15s
  - job_name: fine
    scrape_interval: 1m
    scrape_timeout: 30s
",
        );
    }
}
