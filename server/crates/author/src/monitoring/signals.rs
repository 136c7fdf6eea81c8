//! The sources of metrics and their signals, read once from `data/monitoring/signals.txt`.
//!
//! A signal is one expression with its unit; alerts and panels are both made of it, so they cannot disagree.

use std::sync::LazyLock;

const FACTS: &str = include_str!("../../data/monitoring/signals.txt");

/// Something that exports metrics.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    /// `node`, `postgres`, `http` ...
    pub(crate) id: &'static str,
    /// As a heading.
    pub(crate) title: &'static str,
    /// Phrases that name it, in base forms.
    pub(crate) words: Vec<Vec<&'static str>>,
    /// The port of its exporter.
    pub(crate) port: Option<u16>,
    /// The `job` of its exporter, where it is not the source's id.
    pub(crate) job: Option<&'static str>,
    /// Signals alerted on when nobody says which.
    pub(crate) alerts: Vec<&'static str>,
    /// Signals drawn when nobody says which.
    pub(crate) panels: Vec<&'static str>,
    /// All of them.
    pub(crate) signals: Vec<Signal>,
}

/// One thing to watch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Signal {
    /// `cpu`, `errors` ...
    pub(crate) id: &'static str,
    /// Phrases that name it, in base forms.
    pub(crate) words: Vec<Vec<&'static str>>,
    /// PromQL with places for matchers, the window and the quantile.
    pub(crate) value: &'static str,
    /// PromQL that must hold as well.
    pub(crate) guard: Option<&'static str>,
    /// Name of the alert, without its subject.
    pub(crate) alert: &'static str,
    /// `>`, `<`, `==`, `>=`
    pub(crate) op: &'static str,
    /// The usual threshold, in the signal's base unit.
    pub(crate) threshold: f64,
    /// How long it must hold.
    pub(crate) hold: &'static str,
    /// `critical`, `warning` or `info`
    pub(crate) severity: &'static str,
    /// As Grafana calls it.
    pub(crate) unit: &'static str,
    /// What the value is.
    pub(crate) noun: Option<&'static str>,
    /// What the alert says where the threshold needs no words.
    pub(crate) state: Option<&'static str>,
    /// The thing in an alert's text.
    pub(crate) who: &'static str,
    /// The thing in a panel.
    pub(crate) legend: &'static str,
}

static ALL: LazyLock<Vec<Source>> = LazyLock::new(|| {
    let mut all: Vec<Source> = Vec::new();
    for line in FACTS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        if let Some(id) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            all.push(Source { id, ..Source::default() });
            continue;
        }
        let Some(source) = all.last_mut() else { continue };
        if let Some(field) = line.strip_prefix("  ") {
            if let (Some(signal), Some((key, value))) = (source.signals.last_mut(), field.split_once(' ')) {
                describe(signal, key, value);
            }
        } else if let Some((key, value)) = line.split_once(" = ") {
            head(source, key, value);
        } else if let Some((id, words)) = line.split_once(": ") {
            source.signals.push(Signal { id, words: phrases(words), ..Signal::default() });
        }
    }
    all
});

fn phrases(list: &'static str) -> Vec<Vec<&'static str>> {
    list.split(", ").map(|phrase| phrase.split(' ').collect()).collect()
}

fn head(source: &mut Source, key: &str, value: &'static str) {
    match key {
        "title" => source.title = value,
        "words" => source.words = phrases(value),
        "port" => source.port = value.parse().ok(),
        "job" => source.job = Some(value),
        "alerts" => source.alerts = value.split(' ').collect(),
        "panels" => source.panels = value.split(' ').collect(),
        _ => {}
    }
}

fn describe(signal: &mut Signal, key: &str, value: &'static str) {
    match key {
        "value" => signal.value = value,
        "guard" => signal.guard = Some(value),
        "alert" => {
            let mut words = value.split(' ');
            let mut next = || words.next().unwrap_or_default();
            (signal.alert, signal.op) = (next(), next());
            signal.threshold = next().parse().unwrap_or_default();
            next();
            (signal.hold, signal.severity) = (next(), next());
        }
        "unit" => signal.unit = value,
        "noun" => signal.noun = Some(value),
        "state" => signal.state = Some(value),
        "who" => signal.who = value,
        "legend" => signal.legend = value,
        _ => {}
    }
}

/// All sources.
pub(crate) fn sources() -> &'static [Source] {
    &ALL
}

/// The source with an id.
pub(crate) fn source(id: &str) -> Option<&'static Source> {
    ALL.iter().find(|source| source.id == id)
}

impl Source {
    /// The signal with an id.
    pub(crate) fn signal(&self, id: &str) -> Option<&Signal> {
        self.signals.iter().find(|signal| signal.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_signal_is_complete_and_every_list_names_signals() {
        for source in sources() {
            assert!(!source.title.is_empty() && !source.signals.is_empty(), "{}", source.id);
            for signal in &source.signals {
                let at = format!("{}.{}", source.id, signal.id);
                assert!(
                    !signal.value.is_empty() && !signal.alert.is_empty() && !signal.who.is_empty(),
                    "{at}"
                );
                assert!(signal.noun.is_some() != signal.state.is_some(), "{at}");
                assert!(["critical", "warning", "info"].contains(&signal.severity), "{at}");
            }
            for id in source.alerts.iter().chain(&source.panels) {
                let elsewhere = ["restarts", "unready"].contains(id);
                assert!(source.signal(id).is_some() || elsewhere, "{}.{id}", source.id);
            }
        }
    }
}
