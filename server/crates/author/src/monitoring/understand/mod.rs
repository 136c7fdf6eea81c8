//! From the words of a request to what is watched and who is told.
//!
//! One pass finds artefacts (alerts, dashboards, objectives ...), subjects and signals; a second one gives numbers,
//! durations and severities to the signal that they stand next to. What stays unmarked was not understood.

mod facts;
mod objectives;
mod receivers;
mod scraping;
mod subjects;

use super::graph::{Alert, Condition, Dashboard, Monitor, Record, Watch};
use super::signals::Signal;
use crate::Note;
use crate::intent::{Intent, Shape, Word};
use crate::kubernetes;
use crate::kubernetes::graph::System;
use rustc_hash::FxHashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// What was understood of a request.
pub(crate) struct Understood {
    /// The graph.
    pub(crate) watch: Watch,
    /// One sentence a fact.
    pub(crate) notes: Vec<Note>,
    /// What was decided without being asked.
    pub(crate) assumed: Vec<String>,
    /// For each word, whether something was made of it.
    pub(crate) used: Vec<bool>,
    /// Where runbooks are.
    pub(crate) runbooks: Option<String>,
}

/// The kinds of things that can be asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Artifact {
    /// Alerting rules.
    Alerts,
    /// Recording rules.
    Records,
    /// Objectives.
    Objective,
    /// A dashboard.
    Dashboard,
    /// Alertmanager configuration.
    Routing,
    /// `prometheus.yml`
    Scraping,
    /// ServiceMonitor, PodMonitor or Probe.
    Monitor,
}

/// A signal or metric that the request names.
#[derive(Clone, Debug)]
struct Item {
    words: Range<usize>,
    artifact: Artifact,
    subject: usize,
    condition: Condition,
    quantile: f64,
    facts: facts::Facts,
}

/// The reader's state.
struct Reader<'a> {
    intent: &'a Intent,
    used: Vec<bool>,
    notes: Vec<Note>,
    assumed: Vec<String>,
    watch: Watch,
    items: Vec<Item>,
    asked: Vec<Artifact>,
    focus: Option<Artifact>,
    /// Index of the subject that was spoken of last.
    subject: Option<usize>,
    /// Whether the request is about Kubernetes.
    pods: bool,
    namespace: Option<String>,
    /// Words that belong to objectives, which are read on their own.
    taken: Vec<Range<usize>>,
}

/// Phrases for artefacts, the longest first.
const ARTIFACTS: &[(&[&str], Artifact)] = &[
    (&["alert", "manager"], Artifact::Routing),
    (&["recording", "rule"], Artifact::Records),
    (&["alerting", "rule"], Artifact::Alerts),
    (&["service", "level", "objective"], Artifact::Objective),
    (&["error", "budget"], Artifact::Objective),
    (&["burn", "rate", "alert"], Artifact::Objective),
    (&["burn-rate", "alert"], Artifact::Objective),
    (&["burn", "rate"], Artifact::Objective),
    (&["scrape", "config"], Artifact::Scraping),
    (&["prometheus", "config"], Artifact::Scraping),
    (&["prometheus", "configuration"], Artifact::Scraping),
    (&["service", "monitor"], Artifact::Monitor),
    (&["pod", "monitor"], Artifact::Monitor),
    (&["alert"], Artifact::Alerts),
    (&["alerting"], Artifact::Alerts),
    (&["notify"], Artifact::Alerts),
    (&["page"], Artifact::Alerts),
    (&["warn"], Artifact::Alerts),
    (&["prometheusrule"], Artifact::Alerts),
    (&["burn-rate"], Artifact::Objective),
    (&["slo"], Artifact::Objective),
    (&["dashboard"], Artifact::Dashboard),
    (&["alertmanager"], Artifact::Routing),
    (&["alertmanager.yml"], Artifact::Routing),
    (&["prometheus.yml"], Artifact::Scraping),
    (&["scrape"], Artifact::Scraping),
    (&["scraping"], Artifact::Scraping),
    (&["servicemonitor"], Artifact::Monitor),
    (&["podmonitor"], Artifact::Monitor),
];

/// The artefact that the phrase at `at` names, and its length.
pub(crate) fn artifact(intent: &Intent, at: usize) -> Option<(Artifact, usize)> {
    let is = |i: usize, lemma: &str| intent.words.get(i).is_some_and(|word| word.is(lemma));
    let (phrase, artifact) =
        ARTIFACTS.iter().find(|(phrase, _)| phrase.iter().enumerate().all(|(i, part)| is(at + i, part)))?;
    // "the home page", "on this page" alert nobody.
    let verb = *phrase != ["page"]
        || intent.words.get(at + 1).is_some_and(|w| {
            w.is_any(&["me", "us", "the", "when", "if", "on", "someone", "somebody", "on-call"])
        });
    (verb && !intent.is_negated(at)).then_some((*artifact, phrase.len()))
}

/// Whether a request names a signal of nodes, pods or applications.
pub(crate) fn names_signal(intent: &Intent) -> bool {
    let is = |at: usize, phrase: &[&str]| {
        phrase.iter().enumerate().all(|(i, part)| intent.words.get(at + i).is_some_and(|word| word.is(part)))
    };
    let sources = ["node", "workload", "http"].into_iter().filter_map(super::signals::source);
    let phrases: Vec<&Vec<&str>> =
        sources.flat_map(|source| source.signals.iter().flat_map(|signal| &signal.words)).collect();
    (0..intent.words.len()).any(|at| phrases.iter().any(|phrase| is(at, phrase)))
}

/// Reads a request. `system` is what the Kubernetes side made of it.
pub(crate) fn understand(intent: &Intent, system: &System, pods: bool) -> Understood {
    let mut reader = Reader {
        intent,
        used: vec![false; intent.words.len()],
        notes: Vec::new(),
        assumed: Vec::new(),
        watch: Watch::default(),
        items: Vec::new(),
        asked: Vec::new(),
        focus: None,
        subject: None,
        pods,
        namespace: system.namespace.clone(),
        taken: Vec::new(),
    };
    let mut at = 0;
    while at < intent.words.len() {
        let found = artifact(intent, at);
        reader.asked.extend(found.map(|(artifact, _)| artifact));
        at += found.map_or(1, |(_, len)| len);
    }
    subjects::from_system(&mut reader, system);
    receivers::read(&mut reader);
    scraping::read(&mut reader);
    subjects::namespace(&mut reader);
    objectives::read(&mut reader);
    scan(&mut reader);
    facts::assign(&mut reader);
    settle(&mut reader);
    glue(&mut reader);
    let runbooks = runbooks(&mut reader);
    Understood {
        watch: reader.watch,
        notes: reader.notes,
        assumed: reader.assumed,
        used: reader.used,
        runbooks,
    }
}

impl Reader<'_> {
    fn word(&self, at: usize) -> Option<&Word> {
        self.intent.words.get(at)
    }

    fn is(&self, at: usize, lemmas: &[&str]) -> bool {
        self.word(at).is_some_and(|word| word.is_any(lemmas))
    }

    fn text(&self, at: usize) -> String {
        self.word(at).map(|word| word.text.to_string()).unwrap_or_default()
    }

    fn punct(&self, at: usize, c: char) -> bool {
        self.word(at).is_some_and(|word| word.is_punct(c))
    }

    fn asked(&self, artifact: Artifact) -> bool {
        self.asked.contains(&artifact)
    }

    fn mark(&mut self, words: Range<usize>) {
        if let Some(used) = self.used.get_mut(words.start..words.end.min(self.intent.words.len())) {
            used.fill(true);
        }
    }

    fn note(&mut self, words: Range<usize>, text: impl Into<String>) {
        self.mark(words.clone());
        let note = Note { text: text.into(), request: Some(self.intent.words.span(words)) };
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Whether the words of `phrase` stand at `at`.
    fn phrase(&self, at: usize, phrase: &[&str]) -> bool {
        phrase.iter().enumerate().all(|(i, part)| self.word(at + i).is_some_and(|word| word.is(part)))
    }

    fn taken(&self, at: usize) -> bool {
        self.taken.iter().any(|range| range.contains(&at))
    }
}

static GLUE: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| kubernetes::word_list(include_str!("../../../data/monitoring/glue.txt")));

/// Words that only join what was understood are understood as well.
fn glue(reader: &mut Reader) {
    for at in 0..reader.intent.words.len() {
        let near =
            (at.saturating_sub(3)..at + 4).any(|i| i != at && reader.used.get(i).copied().unwrap_or(false));
        if near && reader.word(at).is_some_and(|word| !word.quoted && GLUE.contains(word.lemma.as_str())) {
            reader.mark(at..at + 1);
        }
    }
}

/// Finds artefacts, subjects, signals, metrics and expressions from left to right.
fn scan(reader: &mut Reader) {
    let mut at = 0;
    while at < reader.intent.words.len() {
        if reader.taken(at) {
            at += 1;
            continue;
        }
        if let Some((artifact, len)) = artifact(reader.intent, at) {
            reader.focus = Some(artifact);
            reader.mark(at..at + len);
            at += len;
            continue;
        }
        let quiet = matches!(reader.focus, Some(Artifact::Routing | Artifact::Scraping));
        let step = subjects::read(reader, at).or_else(|| if quiet { None } else { item(reader, at) });
        at += step.unwrap_or(1);
    }
}

/// A signal, a metric name or an expression.
fn item(reader: &mut Reader, at: usize) -> Option<usize> {
    let artifact = match reader.focus {
        Some(artifact @ (Artifact::Dashboard | Artifact::Records)) => artifact,
        _ => Artifact::Alerts,
    };
    let word = reader.word(at)?;
    let quoted =
        word.quoted && word.text.contains(['(', '{']) && word.text.contains(|c: char| c.is_ascii_lowercase());
    let metric = metric_like(&word.text) && (word.quoted || word.shape == Shape::Identifier);
    let text = word.text.to_string();
    let (subject, condition, len) = if quoted {
        (subjects::current(reader), Condition::Expression(text), 1)
    } else if metric {
        (subjects::current(reader), Condition::Metric(text), 1)
    } else {
        let (subject, signal, len) = subjects::signal(reader, at)?;
        (subject, Condition::Signal(signal), len)
    };
    if facts::counted(reader, at) {
        reader.mark(at..at + len);
        return Some(len);
    }
    let words = at..at + len;
    let text = words.clone().map(|i| reader.text(i)).collect::<Vec<_>>().join(" ");
    let quantile = words
        .clone()
        .find_map(|i| quantile(&reader.text(i)))
        .or(at.checked_sub(1).and_then(|i| quantile(&reader.text(i))));
    let twin = reader.items.iter_mut().find(|item| {
        item.artifact == artifact && item.subject == subject && same(&item.condition, &condition)
    });
    if let Some(twin) = twin.filter(|twin| reader.intent.sentence_of(at).contains(&twin.words.start)) {
        twin.quantile = quantile.unwrap_or(twin.quantile);
        reader.mark(words);
        return Some(len);
    }
    reader.note(
        words.clone(),
        format!("{}: {text}", if artifact == Artifact::Alerts { "alert on" } else { "measure" }),
    );
    let facts = facts::Facts::default();
    reader.items.push(Item {
        words,
        artifact,
        subject,
        condition,
        quantile: quantile.unwrap_or(0.99),
        facts,
    });
    Some(len)
}

fn same(left: &Condition, right: &Condition) -> bool {
    match (left, right) {
        (Condition::Signal(a), Condition::Signal(b)) => std::ptr::eq::<Signal>(*a, *b),
        (Condition::Metric(a), Condition::Metric(b))
        | (Condition::Expression(a), Condition::Expression(b)) => a == b,
        _ => false,
    }
}

/// `p99`, `p99.9`, `99th` as 0.99 ...
fn quantile(text: &str) -> Option<f64> {
    let lower = text.to_ascii_lowercase();
    if lower == "median" {
        return Some(0.5);
    }
    let digits = lower.strip_prefix('p').or_else(|| lower.strip_suffix("th"))?;
    let value: f64 = digits.parse().ok()?;
    // `p999` means 99.9.
    let value = if value >= 100.0 { value / 10.0 } else { value };
    (value > 1.0 && value < 100.0).then_some(value / 100.0)
}

/// Whether a word looks like the name of a metric.
fn metric_like(text: &str) -> bool {
    let parts = text.matches('_').count();
    let clean = text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_:".contains(c));
    clean
        && (parts >= 2 || parts == 1 && text.len() > 7)
        && text.starts_with(|c: char| c.is_ascii_lowercase())
}

/// Turns items into alerts, records and panels; adds the usual ones where none are named.
fn settle(reader: &mut Reader) {
    let items = std::mem::take(&mut reader.items);
    let mut panels = Vec::new();
    for item in items {
        match item.artifact {
            Artifact::Dashboard => panels.push((item.subject, item.condition, item.quantile)),
            Artifact::Records => reader.watch.records.push(Record {
                subject: item.subject,
                condition: item.condition,
                name: item.facts.name,
                window: item.facts.window.unwrap_or_else(|| "5m".to_owned()),
                quantile: item.quantile,
            }),
            _ => reader.watch.alerts.extend(facts::alerts(item)),
        }
    }
    subjects::finish(reader);
    let only_routing = reader.watch.routing.is_some() && reader.watch.subjects.is_empty();
    let wanted = reader.asked(Artifact::Alerts) && !only_routing;
    if wanted
        && reader.watch.alerts.is_empty()
        && (reader.watch.objectives.is_empty() || reader.asked(Artifact::Dashboard))
    {
        subjects::any(reader);
        usual_alerts(reader);
    }
    if reader.asked(Artifact::Dashboard) {
        subjects::any(reader);
        let subjects = (0..reader.watch.subjects.len()).collect();
        let config_map = (0..reader.intent.words.len())
            .any(|i| reader.is(i, &["configmap", "sidecar"]) || reader.phrase(i, &["config", "map"]));
        let title = dashboard_title(reader);
        reader.watch.dashboards.push(Dashboard { title, subjects, panels, config_map });
    }
    monitors(reader);
}

/// The alerts that each subject has when nobody says which.
fn usual_alerts(reader: &mut Reader) {
    for index in 0..reader.watch.subjects.len() {
        let Some(subject) = reader.watch.subjects.get(index).cloned() else { continue };
        let companion = subject.source.id == "workload" && subject.name.is_some();
        let has_owner = reader
            .watch
            .subjects
            .iter()
            .any(|other| other.name == subject.name && other.source.id != "workload");
        let ids: Vec<&str> =
            if companion && has_owner { vec!["restarts", "unready"] } else { subject.source.alerts.clone() };
        for id in ids {
            let Some(signal) = subject.source.signal(id) else { continue };
            reader.watch.alerts.push(usual(index, signal));
        }
    }
}

/// An alert as its signal has it.
fn usual(subject: usize, signal: &'static Signal) -> Alert {
    Alert {
        subject,
        condition: Condition::Signal(signal),
        name: None,
        op: None,
        threshold: None,
        hold: None,
        window: None,
        severity: None,
        quantile: 0.99,
    }
}

/// `a dashboard named "X"`
fn dashboard_title(reader: &mut Reader) -> Option<String> {
    let at = (0..reader.intent.words.len()).find(|i| reader.is(*i, &["dashboard"]))?;
    let naming = reader.intent.naming(at, at + 1)?;
    let quoted = naming.words.clone().any(|i| reader.word(i).is_some_and(|word| word.quoted));
    let title = naming
        .names
        .first()
        .filter(|_| quoted || reader.is(at + 1, &["named", "called", "titled"]))?
        .to_string();
    reader.mark(naming.words);
    Some(title)
}

/// Monitors that are asked for by name, for subjects that nobody deploys here.
fn monitors(reader: &mut Reader) {
    if !reader.asked(Artifact::Monitor) {
        return;
    }
    let kind = if (0..reader.intent.words.len())
        .any(|i| reader.is(i, &["podmonitor"]) || reader.phrase(i, &["pod", "monitor"]))
    {
        "PodMonitor"
    } else {
        "ServiceMonitor"
    };
    let (port, path, interval) = scraping::endpoint(reader);
    let found = reader.watch.subjects.iter().find(|subject| subject.name.is_some());
    let name = found.and_then(|subject| subject.name.clone()).unwrap_or_else(|| "app".to_owned());
    reader.watch.monitors.push(Monitor { kind, name, port, path, interval });
}

/// `runbooks at https://wiki.example.com/runbooks`
fn runbooks(reader: &mut Reader) -> Option<String> {
    let at = (0..reader.intent.words.len()).find(|i| reader.is(*i, &["runbook", "runbook_url"]))?;
    let url = (at + 1..at + 6).find(|i| reader.word(*i).is_some_and(|word| word.shape == Shape::Url))?;
    reader.note(at..url + 1, "runbooks");
    Some(reader.text(url).trim_end_matches('/').to_owned())
}
