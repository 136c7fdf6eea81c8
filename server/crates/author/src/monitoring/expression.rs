//! From a signal and a subject to PromQL: matchers, windows, quantiles and thresholds put in their places.

use super::graph::{Condition, Subject};
use super::signals::Signal;

/// How an expression will be used.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'a> {
    /// The range of rates: `5m`, or Grafana's `$__rate_interval`.
    pub(crate) window: &'a str,
    /// 0 to 1.
    pub(crate) quantile: f64,
    /// The dashboard's job variable in place of the subject's own job.
    pub(crate) variables: bool,
}

/// A label matcher.
fn equal(label: &str, value: &str) -> String {
    format!("{label}=\"{value}\"")
}

/// The matchers that select the subject's own job.
pub(crate) fn job(subject: &Subject, variables: bool) -> String {
    let name = if variables {
        Some("job=~\"$job\"".to_owned())
    } else {
        subject.name.as_deref().map(|name| equal("job", name))
    };
    space(subject).into_iter().chain(name).collect::<Vec<_>>().join(",")
}

fn space(subject: &Subject) -> Option<String> {
    subject.namespace.as_deref().map(|name| equal("namespace", name))
}

/// The matchers of each place in a signal's expression.
fn matchers(subject: &Subject, variables: bool) -> [(&'static str, String); 10] {
    let name = subject.name.as_deref();
    let join = |name: Option<String>| space(subject).into_iter().chain(name).collect::<Vec<_>>().join(",");
    let with = |label: &str| join(name.map(|name| equal(label, name)));
    let like = |label: &str, start: &str| join(name.map(|name| format!("{label}=~\"{start}{name}.*\"")));
    let own = |label: &str| name.map(|name| equal(label, name)).unwrap_or_default();
    let outer = matches!(subject.source.id, "node" | "blackbox");
    [
        ("$job", job(subject, variables)),
        ("$container", with("container")),
        ("$workload", with(subject.kind)),
        ("$pods", like("pod", "")),
        ("$claim", like("persistentvolumeclaim", ".*")),
        ("$ingress", with("ingress")),
        ("$destination", own("destination_service_name")),
        ("$database", own("dimension_DBInstanceIdentifier")),
        ("$queue", own("dimension_QueueName")),
        ("$instance", name.filter(|_| outer).map(|name| equal("instance", name)).unwrap_or_default()),
    ]
}

/// A signal's expression for a subject.
pub(crate) fn fill(text: &str, subject: &Subject, frame: Frame) -> String {
    let mut out = text.to_owned();
    for (place, value) in matchers(subject, frame.variables) {
        out = put(&out, place, &value);
    }
    out = put(&out, "$namespace", &space(subject).unwrap_or_default());
    let unavailable =
        if subject.kind == "daemonset" { "status_number_unavailable" } else { "status_replicas_unavailable" };
    let long = if frame.window == "5m" { "15m" } else { frame.window };
    out.replace("$kind_$unavailable", &format!("{}_{unavailable}", subject.kind))
        .replace("$kind", subject.kind)
        .replace("$window15", long)
        .replace("$window1d", "1d")
        .replace("$window", frame.window)
        .replace("$quantile", &number(frame.quantile))
}

/// Puts matchers in a place, with the commas and braces that remain.
fn put(text: &str, place: &str, value: &str) -> String {
    if !value.is_empty() {
        return text.replace(place, value);
    }
    text.replace(&format!(",{place}"), "")
        .replace(&format!("{place},"), "")
        .replace(place, "")
        .replace("{}", "")
}

/// The expression of a condition.
pub(crate) fn value(condition: &Condition, subject: &Subject, frame: Frame) -> String {
    match condition {
        Condition::Signal(signal) => fill(signal.value, subject, frame),
        Condition::Expression(text) => text.clone(),
        Condition::Metric(name) => metric(name, subject, frame),
    }
}

/// A metric by name: rates of counters, quantiles of histograms, as the name's ending says.
pub(crate) fn metric(name: &str, subject: &Subject, frame: Frame) -> String {
    let matchers = job(subject, frame.variables);
    let matchers = if matchers.is_empty() { String::new() } else { format!("{{{matchers}}}") };
    let series = format!("{name}{matchers}");
    let window = frame.window;
    if name.ends_with("_bucket") {
        return format!(
            "histogram_quantile({}, sum by (job, le) (rate({series}[{window}])))",
            number(frame.quantile)
        );
    }
    if name.ends_with("_total") || name.ends_with("_count") || name.ends_with("_sum") {
        return format!("sum by (job) (rate({series}[{window}]))");
    }
    series
}

/// Grafana's unit for a metric, by its name's ending.
pub(crate) fn unit(name: &str) -> &'static str {
    let base = name.trim_end_matches("_total").trim_end_matches("_bucket").trim_end_matches("_sum");
    let counter = name.ends_with("_total");
    match base.rsplit('_').next().unwrap_or_default() {
        "seconds" => "s",
        "bytes" if counter => "Bps",
        "bytes" => "bytes",
        "ratio" => "percentunit",
        "percent" => "percent",
        "celsius" => "celsius",
        "requests" if counter => "reqps",
        _ if counter => "ops",
        _ => "short",
    }
}

/// A number without needless digits.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.6}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    text.to_owned()
}

/// A value as people say it, by unit.
pub(crate) fn spoken(value: f64, unit: &str) -> String {
    match unit {
        "percentunit" => format!("{}%", number(value * 100.0)),
        "s" if value >= 86_400.0 && (value % 86_400.0 == 0.0 || value > 259_200.0) => {
            format!("{} days", number((value / 8_640.0).round() / 10.0))
        }
        "s" if value >= 3_600.0 => format!("{} hours", number(value / 3_600.0)),
        "s" if value >= 60.0 => format!("{} minutes", number(value / 60.0)),
        "s" if value < 1.0 => format!("{}ms", number(value * 1_000.0)),
        "s" => format!("{}s", number(value)),
        "bytes" | "Bps" if value >= 1_073_741_824.0 => {
            format!("{} GiB", number((value / 10_737_418.24).round() / 100.0))
        }
        "bytes" | "Bps" if value >= 1_048_576.0 => {
            format!("{} MiB", number((value / 10_485.76).round() / 100.0))
        }
        "reqps" | "ops" => format!("{} per second", number(value)),
        _ => number(value),
    }
}

/// The template function that prints a value of `unit`.
pub(crate) fn humanize(unit: &str) -> &'static str {
    match unit {
        "percentunit" => "humanizePercentage",
        "s" => "humanizeDuration",
        "bytes" | "Bps" => "humanize1024",
        _ => "humanize",
    }
}

/// The condition's unit.
pub(crate) fn unit_of(condition: &Condition) -> &'static str {
    match condition {
        Condition::Signal(Signal { unit, .. }) => unit,
        Condition::Metric(name) => unit(name),
        Condition::Expression(_) => "short",
    }
}
