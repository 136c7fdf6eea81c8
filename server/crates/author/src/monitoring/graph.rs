//! The typed graph of what is watched and who is told: subjects, alerts, objectives, dashboards, routes.
//!
//! It shares subjects between rules and dashboards, so that job names, labels and thresholds agree. It must never
//! hold text of a file.

use super::signals::{Signal, Source};

/// All that a request asks for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    /// What is watched, in the order of the request.
    pub(crate) subjects: Vec<Subject>,
    /// Conditions that somebody must hear of.
    pub(crate) alerts: Vec<Alert>,
    /// Series recorded under names of their own.
    pub(crate) records: Vec<Record>,
    /// Service level objectives.
    pub(crate) objectives: Vec<Objective>,
    /// Dashboards.
    pub(crate) dashboards: Vec<Dashboard>,
    /// Alertmanager configuration.
    pub(crate) routing: Option<Routing>,
    /// `prometheus.yml`
    pub(crate) scraping: Option<Scraping>,
    /// Monitors for the Prometheus operator, by subject.
    pub(crate) monitors: Vec<Monitor>,
}

/// Something that is watched.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// Where its metrics come from.
    pub(crate) source: &'static Source,
    /// Its name: `job`, ingress, queue or database identifier; `None` means all of the kind.
    pub(crate) name: Option<String>,
    /// The namespace that it runs in.
    pub(crate) namespace: Option<String>,
    /// The kind of workload that runs it: `deployment`, `statefulset` ...
    pub(crate) kind: &'static str,
    /// The team that owns it.
    pub(crate) team: Option<String>,
}

/// What an alert or a panel looks at.
#[derive(Clone, Debug)]
pub(crate) enum Condition {
    /// A signal of the subject's source.
    Signal(&'static Signal),
    /// A metric by name, as the request gives it.
    Metric(String),
    /// PromQL as the request gives it.
    Expression(String),
}

/// A condition that somebody must hear of.
#[derive(Clone, Debug)]
pub(crate) struct Alert {
    /// Index into the subjects.
    pub(crate) subject: usize,
    /// What it looks at.
    pub(crate) condition: Condition,
    /// The name given to it.
    pub(crate) name: Option<String>,
    /// `>`, `<` ... where said.
    pub(crate) op: Option<&'static str>,
    /// In the base unit, where said.
    pub(crate) threshold: Option<f64>,
    /// `for`, where said.
    pub(crate) hold: Option<String>,
    /// The range of rates, where said.
    pub(crate) window: Option<String>,
    /// `critical` ..., where said.
    pub(crate) severity: Option<String>,
    /// 0 to 1, for latencies.
    pub(crate) quantile: f64,
}

/// A recording rule.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// Index into the subjects.
    pub(crate) subject: usize,
    /// What is recorded.
    pub(crate) condition: Condition,
    /// The name given to it.
    pub(crate) name: Option<String>,
    /// The range of rates.
    pub(crate) window: String,
    /// 0 to 1, for latencies.
    pub(crate) quantile: f64,
}

/// A service level objective.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Objective {
    /// Index into the subjects.
    pub(crate) subject: usize,
    /// Percent, such as `99.9`.
    pub(crate) target: f64,
    /// Days of the compliance window.
    pub(crate) days: u32,
    /// Requests slower than this many seconds are bad; `None` counts errors.
    pub(crate) latency: Option<f64>,
}

/// A dashboard.
#[derive(Clone, Debug)]
pub(crate) struct Dashboard {
    /// The title given to it.
    pub(crate) title: Option<String>,
    /// Indices into the subjects.
    pub(crate) subjects: Vec<usize>,
    /// Panels that are asked for; none means the usual ones of each subject.
    pub(crate) panels: Vec<(usize, Condition, f64)>,
    /// Whether it is loaded as a ConfigMap by Grafana's sidecar.
    pub(crate) config_map: bool,
}

/// Alertmanager configuration.
#[derive(Clone, Debug, Default)]
pub(crate) struct Routing {
    /// Receivers in order; the first one without matchers is the default.
    pub(crate) receivers: Vec<Receiver>,
    /// `group_by`
    pub(crate) group_by: Vec<String>,
    /// `group_wait`
    pub(crate) group_wait: Option<String>,
    /// `group_interval`
    pub(crate) group_interval: Option<String>,
    /// `repeat_interval`
    pub(crate) repeat: Option<String>,
    /// When nobody is to be told.
    pub(crate) quiet: Option<Quiet>,
    /// SMTP server, `host:port`.
    pub(crate) smarthost: Option<String>,
    /// Whether criticals silence warnings of the same thing.
    pub(crate) inhibit: bool,
}

/// Who is told, and of what.
#[derive(Clone, Debug, Default)]
pub(crate) struct Receiver {
    /// `slack`, `pagerduty`, `email` ...
    pub(crate) kind: &'static str,
    /// Channel, address or URL.
    pub(crate) target: Option<String>,
    /// Label, operator and value.
    pub(crate) matchers: Vec<(String, String)>,
    /// Whether it takes what nobody else takes.
    pub(crate) rest: bool,
    /// Whether it keeps quiet in quiet times.
    pub(crate) quiet: bool,
    /// `repeat_interval` of its own.
    pub(crate) repeat: Option<String>,
    /// The team whose secret it uses.
    pub(crate) team: Option<String>,
}

/// Days and hours; either may be open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Interval {
    /// `monday:friday`
    pub(crate) days: Option<String>,
    /// From and to, as `HH:MM`; `24:00` ends a day.
    pub(crate) times: Vec<(String, String)>,
}

/// When nobody is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Quiet {
    /// `outside-office-hours`, `weekends` ...
    pub(crate) name: String,
    /// Weekdays and times of each interval.
    pub(crate) intervals: Vec<Interval>,
    /// An IANA name.
    pub(crate) zone: Option<String>,
    /// Whether the intervals say when to tell, rather than when not to.
    pub(crate) active: bool,
}

/// `prometheus.yml`
#[derive(Clone, Debug, Default)]
pub(crate) struct Scraping {
    /// `scrape_interval`
    pub(crate) interval: Option<String>,
    /// Jobs with their targets.
    pub(crate) jobs: Vec<Job>,
    /// Alertmanagers, `host:port`.
    pub(crate) alertmanagers: Vec<String>,
    /// External labels.
    pub(crate) labels: Vec<(String, String)>,
    /// Where samples are sent on.
    pub(crate) remote_write: Option<String>,
}

/// A scrape job.
#[derive(Clone, Debug, Default)]
pub(crate) struct Job {
    /// `job_name`
    pub(crate) name: String,
    /// `host:port` each, or URLs for probes.
    pub(crate) targets: Vec<String>,
    /// `metrics_path`
    pub(crate) path: Option<String>,
    /// `pod`, `service`, `node` ...: discovered from Kubernetes.
    pub(crate) discover: Option<&'static str>,
    /// Whether targets are probed through the blackbox exporter.
    pub(crate) probe: bool,
}

/// A monitor for the Prometheus operator.
#[derive(Clone, Debug)]
pub(crate) struct Monitor {
    /// `ServiceMonitor` or `PodMonitor`
    pub(crate) kind: &'static str,
    /// What it is called.
    pub(crate) name: String,
    /// Name of the port.
    pub(crate) port: String,
    /// `/metrics` ...
    pub(crate) path: String,
    /// `interval`
    pub(crate) interval: String,
}
