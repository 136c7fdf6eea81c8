//! Grafana dashboards in the classic JSON model: rows of panels made of the same signals as the alerts.
//!
//! The data source is always a variable, rates use `$__rate_interval`, units come from signals and metric names, and
//! a panel shows the threshold that an alert on the same signal has.

use super::expression::{self, Frame, unit_of};
use super::graph::{Condition, Dashboard, Subject, Watch};
use super::rules::{label, limit, percentile};
use super::signals::Signal;
use super::slo;
use crate::kubernetes::value::{Map, Value};

/// A panel before it has a place.
struct Panel {
    title: String,
    description: String,
    kind: &'static str,
    targets: Vec<(String, String)>,
    unit: &'static str,
    threshold: Option<(f64, bool)>,
    width: u32,
}

/// The name of the file and the unique id of a dashboard.
pub(crate) fn id(dashboard: &Dashboard, watch: &Watch) -> String {
    let first = dashboard.subjects.first().and_then(|index| watch.subjects.get(*index));
    let text = dashboard.title.clone().or(first.map(label)).unwrap_or_else(|| "overview".to_owned());
    let id: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    id.trim_matches('-').chars().take(40).collect()
}

/// The dashboard as JSON.
pub(crate) fn render(dashboard: &Dashboard, watch: &Watch) -> Map {
    let subjects: Vec<(usize, &Subject)> =
        dashboard.subjects.iter().filter_map(|index| Some((*index, watch.subjects.get(*index)?))).collect();
    let by_job = subjects.iter().filter(|(_, subject)| uses_job(subject)).count();
    let variables = by_job == 1;
    let mut panels: Vec<Map> = Vec::new();
    let mut at = Place::default();
    let mut rows: Vec<(String, Vec<Panel>)> = Vec::new();
    let objectives = objective_panels(dashboard, watch);
    if !objectives.is_empty() {
        rows.push(("Objectives".to_owned(), objectives));
    }
    for (index, subject) in &subjects {
        let chosen = chosen(dashboard, *index, subject);
        let made: Vec<Panel> = chosen
            .iter()
            .map(|(condition, quantile)| panel(watch, *index, subject, condition, *quantile, variables))
            .collect();
        if !made.is_empty() {
            rows.push((heading(subject), made));
        }
    }
    for (title, row) in rows {
        panels.push(at.row(&title));
        for panel in row {
            panels.push(at.panel(&panel));
        }
        at.end_row();
    }
    let first = subjects.first().map(|(_, subject)| *subject);
    let title = dashboard.title.clone().unwrap_or_else(|| first.map_or("Overview".to_owned(), title));
    Map::new()
        .with("uid", id(dashboard, watch))
        .with("title", title)
        .with("description", "Generated: the same signals as the alerts")
        .with("tags", ["generated"])
        .with("timezone", "browser")
        .with("schemaVersion", 41)
        .with("version", 1)
        .with("editable", true)
        .with("graphTooltip", 1)
        .with("refresh", "30s")
        .with("time", Map::new().with("from", "now-6h").with("to", "now"))
        .with("timepicker", Map::new())
        .with("annotations", Map::new().with("list", Vec::<Value>::new()))
        .with("links", Vec::<Value>::new())
        .with("templating", Map::new().with("list", templating(&subjects, variables)))
        .with("panels", panels)
}

/// `checkout-api` as `Checkout api`.
fn title(subject: &Subject) -> String {
    match &subject.name {
        Some(name) => {
            let words = name.replace(['-', '_'], " ");
            let mut chars = words.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect()
        }
        None => subject.source.title.to_owned(),
    }
}

fn heading(subject: &Subject) -> String {
    match &subject.name {
        Some(name) => format!("{} ({name})", subject.source.title),
        None => subject.source.title.to_owned(),
    }
}

fn uses_job(subject: &Subject) -> bool {
    subject.source.signals.iter().any(|signal| signal.value.contains("$job"))
}

/// The conditions drawn for a subject: those asked for, else the usual ones of its source.
fn chosen(dashboard: &Dashboard, index: usize, subject: &Subject) -> Vec<(Condition, f64)> {
    let asked: Vec<(Condition, f64)> = dashboard
        .panels
        .iter()
        .filter(|(at, ..)| *at == index)
        .map(|(_, condition, q)| (condition.clone(), *q))
        .collect();
    if !dashboard.panels.is_empty() {
        return asked;
    }
    let usual = subject.source.panels.iter().filter_map(|id| subject.source.signal(id));
    usual.map(|signal| (Condition::Signal(signal), 0.99)).collect()
}

fn panel(
    watch: &Watch,
    index: usize,
    subject: &Subject,
    condition: &Condition,
    quantile: f64,
    variables: bool,
) -> Panel {
    let several = matches!(condition, Condition::Signal(signal) if signal.value.contains("$quantile"));
    let quantiles =
        if several && (quantile - 0.99).abs() < 1e-9 { vec![0.5, 0.95, 0.99] } else { vec![quantile] };
    let targets = quantiles.iter().map(|q| target(subject, condition, *q, variables)).collect();
    let alert = watch.alerts.iter().find(|alert| alert.subject == index && same(&alert.condition, condition));
    let threshold = alert.filter(|alert| !super::rules::predicts(alert)).map(|alert| {
        let (op, value) = limit(alert);
        (value, op.starts_with('<'))
    });
    let (title, description) = match condition {
        Condition::Signal(signal) => words(signal, subject),
        Condition::Metric(name) => (name.clone(), format!("The metric {name}")),
        Condition::Expression(text) => ("Expression".to_owned(), text.clone()),
    };
    Panel { title, description, kind: "timeseries", targets, unit: unit_of(condition), threshold, width: 8 }
}

fn target(subject: &Subject, condition: &Condition, quantile: f64, variables: bool) -> (String, String) {
    let frame = Frame { window: "$__rate_interval", quantile, variables };
    let expr = expression::value(condition, subject, frame).replace("$horizon", "86400");
    let legend = match condition {
        Condition::Signal(signal) => {
            signal.legend.replace("$percentile", &percentile(quantile)).replace("$kind", subject.kind)
        }
        _ => "{{instance}}".to_owned(),
    };
    (expr, legend)
}

fn same(left: &Condition, right: &Condition) -> bool {
    match (left, right) {
        (Condition::Signal(a), Condition::Signal(b)) => std::ptr::eq(*a, *b),
        (Condition::Metric(a), Condition::Metric(b)) => a == b,
        _ => false,
    }
}

/// Title and description of a signal's panel.
fn words(signal: &'static Signal, subject: &Subject) -> (String, String) {
    let noun =
        signal.noun.unwrap_or(signal.id).replace("p$percentile ", "").replace("$window15", "the window");
    let noun = noun.replace('-', " ");
    let mut chars = noun.chars();
    let title: String = chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect();
    let description = format!("{title} of {}", label(subject));
    (title, description)
}

fn objective_panels(dashboard: &Dashboard, watch: &Watch) -> Vec<Panel> {
    let mut out = Vec::new();
    for objective in
        watch.objectives.iter().filter(|objective| dashboard.subjects.contains(&objective.subject))
    {
        let Some(subject) = watch.subjects.get(objective.subject) else { continue };
        let id = slo::id(objective, subject);
        out.push(Panel {
            title: format!("Error budget left: {id}"),
            description: format!("Share of the error budget of {} days that is left", objective.days),
            kind: "stat",
            targets: vec![(format!("slo:error_budget_remaining:ratio{{slo=\"{id}\"}}"), "left".to_owned())],
            unit: "percentunit",
            threshold: Some((0.1, true)),
            width: 8,
        });
        out.push(Panel {
            title: format!("Error ratio: {id}"),
            description: format!(
                "Share of bad requests against the allowed {}",
                expression::spoken(slo::budget(objective), "percentunit")
            ),
            kind: "timeseries",
            targets: ["5m", "1h", "6h"]
                .iter()
                .map(|window| (slo::series(&id, window), (*window).to_owned()))
                .collect(),
            unit: "percentunit",
            threshold: Some((slo::budget(objective), false)),
            width: 16,
        });
    }
    out
}

fn templating(subjects: &[(usize, &Subject)], variables: bool) -> Vec<Map> {
    let source = Map::new()
        .with("name", "datasource")
        .with("label", "Data source")
        .with("type", "datasource")
        .with("query", "prometheus")
        .with("current", Map::new())
        .with("hide", 0)
        .with("includeAll", false)
        .with("multi", false)
        .with("options", Vec::<Value>::new())
        .with("refresh", 1)
        .with("regex", "");
    let mut out = vec![source];
    let subject = subjects.iter().map(|(_, subject)| *subject).find(|subject| uses_job(subject));
    if let Some(subject) = subject.filter(|_| variables) {
        let metric = first_metric(subject);
        let space =
            subject.namespace.as_deref().map(|name| format!("{{namespace=\"{name}\"}}")).unwrap_or_default();
        let query = format!("label_values({metric}{space}, job)");
        let current = match &subject.name {
            Some(name) => Map::new().with("selected", true).with("text", name).with("value", name),
            None => Map::new().with("selected", true).with("text", "All").with("value", "$__all"),
        };
        let job = Map::new()
            .with("name", "job")
            .with("label", "Job")
            .with("type", "query")
            .with("datasource", datasource())
            .with("definition", &query)
            .with("query", Map::new().with("query", &query).with("refId", "job"))
            .with("current", current)
            .with("hide", 0)
            .with("includeAll", true)
            .with("multi", true)
            .with("options", Vec::<Value>::new())
            .with("refresh", 2)
            .with("regex", "")
            .with("sort", 1);
        out.push(job);
    }
    out
}

/// A metric of the subject that carries its job.
fn first_metric(subject: &Subject) -> String {
    let signal = subject.source.signals.iter().find(|signal| signal.value.contains("$job"));
    let value = signal.map_or("up", |signal| signal.value);
    let before = value.split_once('{').map_or("up", |(before, _)| before);
    let start = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).map_or(0, |i| i + 1);
    before.get(start..).filter(|name| !name.is_empty()).unwrap_or("up").to_owned()
}

fn datasource() -> Map {
    Map::new().with("type", "prometheus").with("uid", "${datasource}")
}

/// Where the next panel goes, and its number.
#[derive(Default)]
struct Place {
    x: u32,
    y: u32,
    tallest: u32,
    last: u32,
}

impl Place {
    fn row(&mut self, title: &str) -> Map {
        self.last += 1;
        let grid = Map::new().with("x", 0).with("y", self.y).with("w", 24).with("h", 1);
        self.y += 1;
        Map::new()
            .with("id", self.last)
            .with("type", "row")
            .with("title", title)
            .with("collapsed", false)
            .with("gridPos", grid)
            .with("panels", Vec::<Value>::new())
    }

    fn end_row(&mut self) {
        self.y += self.tallest;
        (self.x, self.tallest) = (0, 0);
    }

    fn panel(&mut self, panel: &Panel) -> Map {
        if self.x + panel.width > 24 {
            self.end_row();
        }
        self.last += 1;
        let grid = Map::new().with("x", self.x).with("y", self.y).with("w", panel.width).with("h", 8);
        (self.x, self.tallest) = (self.x + panel.width, 8);
        let targets: Vec<Map> = panel
            .targets
            .iter()
            .zip("ABCDEFGH".chars())
            .map(|((expr, legend), letter)| {
                Map::new()
                    .with("refId", letter.to_string())
                    .with("datasource", datasource())
                    .with("editorMode", "code")
                    .with("expr", Value::Text(expr.clone()))
                    .with("legendFormat", Value::Text(legend.clone()))
                    .with("range", true)
            })
            .collect();
        Map::new()
            .with("id", self.last)
            .with("type", panel.kind)
            .with("title", &panel.title)
            .with("description", &panel.description)
            .with("datasource", datasource())
            .with("gridPos", grid)
            .with("fieldConfig", field_config(panel))
            .with("options", options(panel))
            .with("targets", targets)
    }
}

fn field_config(panel: &Panel) -> Map {
    let step = |color: &str, value: Value| Map::new().with("color", color).with("value", value);
    let steps = match panel.threshold {
        None => vec![step("green", Value::Null)],
        Some((value, low)) => {
            let number = Value::Number(expression::number(value));
            let (below, above) = if low { ("red", "green") } else { ("green", "red") };
            vec![step(below, Value::Null), step(above, number)]
        }
    };
    let thresholds = Map::new().with("mode", "absolute").with("steps", steps);
    let mut defaults = Map::new().with("unit", panel.unit).with("thresholds", thresholds);
    if panel.unit == "percentunit" {
        defaults = defaults.with("min", 0);
    }
    if panel.kind == "timeseries" {
        let style = if panel.threshold.is_some() { "dashed" } else { "off" };
        let custom = Map::new()
            .with("drawStyle", "line")
            .with("lineWidth", 1)
            .with("fillOpacity", 10)
            .with("showPoints", "never")
            .with("thresholdsStyle", Map::new().with("mode", style));
        defaults = defaults.with("color", Map::new().with("mode", "palette-classic")).with("custom", custom);
    }
    Map::new().with("defaults", defaults).with("overrides", Vec::<Value>::new())
}

fn options(panel: &Panel) -> Map {
    if panel.kind == "stat" {
        let reduce = Map::new().with("calcs", ["lastNotNull"]).with("fields", "").with("values", false);
        return Map::new().with("colorMode", "value").with("graphMode", "area").with("reduceOptions", reduce);
    }
    let legend = Map::new().with("displayMode", "list").with("placement", "bottom").with("showLegend", true);
    Map::new().with("legend", legend).with("tooltip", Map::new().with("mode", "multi").with("sort", "desc"))
}
