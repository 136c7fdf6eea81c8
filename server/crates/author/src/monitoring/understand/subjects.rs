//! What is watched: sources by their words, applications by their names, signals by the subject that has them.

use super::super::graph::Subject;
use super::super::signals::{self, Signal, Source};
use super::{Artifact, Reader};
use crate::intent::Shape;
use crate::kubernetes;
use crate::kubernetes::graph::{System, Workload};
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Nouns that make the word before them the name of an application.
const NOUNS: &[&str] = &[
    "service",
    "api",
    "app",
    "application",
    "deployment",
    "backend",
    "frontend",
    "worker",
    "microservice",
    "job",
    "pod",
    "statefulset",
    "gateway",
];

/// The subjects that the Kubernetes side of the same request made.
pub(super) fn from_system(reader: &mut Reader, system: &System) {
    for app in &system.apps {
        let known = kubernetes::software_of(&app.image);
        let source = known.and_then(signals::source).or_else(|| {
            if app.metrics.is_some() || known.is_none() { signals::source("http") } else { None }
        });
        let kind = kind_of(&app.workload);
        if app.workload.ends() {
            push(reader, "workload", Some(app.name.clone()), kind);
            continue;
        }
        let served =
            source.filter(|source| source.id != "http" || app.component.as_deref() != Some("worker"));
        if let Some(source) = served {
            push(reader, source.id, Some(app.name.clone()), kind);
        }
        push(reader, "workload", Some(app.name.clone()), kind);
        for backend in app.backends.iter().filter(|backend| backend.outside) {
            if matches!(backend.software.as_str(), "postgres" | "mysql" | "mariadb") {
                push(reader, "rds", Some(backend.name.clone()), "deployment");
            }
        }
    }
}

fn kind_of(workload: &Workload) -> &'static str {
    match workload {
        Workload::StatefulSet => "statefulset",
        Workload::DaemonSet => "daemonset",
        _ => "deployment",
    }
}

/// Adds a subject unless it is there; returns its index.
fn push(reader: &mut Reader, id: &str, name: Option<String>, kind: &'static str) -> usize {
    let Some(source) = signals::source(id) else { return 0 };
    let found = reader
        .watch
        .subjects
        .iter()
        .position(|subject| subject.source.id == id && (subject.name == name || name.is_none()));
    if let Some(index) = found {
        return index;
    }
    let inside = reader.pods && !matches!(id, "node" | "rds" | "sqs" | "blackbox");
    let namespace = reader.namespace.clone().filter(|_| inside);
    reader.watch.subjects.push(Subject { source, name, namespace, kind, team: None });
    reader.watch.subjects.len() - 1
}

/// `in namespace shop`, and the team that owns what is watched.
pub(super) fn namespace(reader: &mut Reader) {
    for at in 0..reader.intent.words.len() {
        let before = reader.is(at, &["namespace"])
            && reader.word(at + 1).is_some_and(|w| matches!(w.shape, Shape::Plain | Shape::Identifier));
        let taken = reader.is(at + 1, &["and", "with", "for", ",", "label"]);
        if before && !taken {
            reader.namespace = Some(reader.text(at + 1));
            reader.pods = true;
            reader.mark(at..at + 2);
        } else if reader.is(at, &["namespace"])
            && at >= 2
            && reader.is(at - 2, &["the", "in"])
            && !reader.is(at - 1, &["the", "a", "each", "every"])
        {
            reader.namespace = Some(reader.text(at - 1));
            reader.pods = true;
            reader.mark(at - 1..at + 1);
        }
    }
}

/// Reads a source or the name of an application at `at`.
pub(super) fn read(reader: &mut Reader, at: usize) -> Option<usize> {
    if let Some(len) = application(reader, at) {
        return Some(len);
    }
    let (source, len) = source(reader, at)?;
    // "node down" is a signal of its source, and so is "certificate".
    if signal(reader, at).is_some_and(|(_, _, longer)| longer > len) {
        return None;
    }
    let index = match source.id {
        "workload" => push(reader, "workload", None, "deployment"),
        id => {
            let named = called(reader, at + len);
            push(reader, id, named, "statefulset")
        }
    };
    reader.note(at..at + len, format!("watch {}", source.title));
    reader.subject = Some(index);
    Some(len)
}

/// `orders` of `queue "orders"` right after a source.
fn called(reader: &mut Reader, at: usize) -> Option<String> {
    let start =
        at + usize::from(reader.is(at, &["queue", "instance", "database", "cluster", "exporter", "server"]));
    let named = reader.is(start, &["named", "called"]);
    let word = reader.word(start + usize::from(named)).filter(|word| word.quoted || named)?;
    let name = word.text.to_string();
    reader.mark(at..start + 1 + usize::from(named));
    Some(name)
}

/// The source that the words at `at` name.
fn source(reader: &Reader, at: usize) -> Option<(&'static Source, usize)> {
    let mut best: Option<(&'static Source, usize)> = None;
    for source in signals::sources() {
        for phrase in &source.words {
            if reader.phrase(at, phrase) && best.is_none_or(|(_, len)| phrase.len() > len) {
                best = Some((source, phrase.len()));
            }
        }
    }
    best
}

/// `the checkout service`, `service checkout`, `deployment "web"`
fn application(reader: &mut Reader, at: usize) -> Option<usize> {
    let usable = |reader: &Reader, i: usize| {
        let word = reader.word(i);
        let formed = word.is_some_and(|w| {
            matches!(w.shape, Shape::Plain | Shape::Identifier) && (w.quoted || !w.text.contains([':', '/']))
        });
        formed
            && !common(reader, i)
            && super::artifact(reader.intent, i).is_none()
            && (reader.word(i).is_some_and(|w| w.quoted) || source(reader, i).is_none())
    };
    let (name, len) =
        if usable(reader, at) && reader.is(at + 1, NOUNS) && !reader.is(at + 2, &["level", "monitor"]) {
            (at, 2)
        } else if reader.is(at, NOUNS)
            && usable(reader, at + 1)
            && !reader.is(at + 1, &["monitor", "level"])
            && (reader.word(at + 1).is_some_and(|w| w.quoted) || ends(reader, at + 2))
        {
            (at + 1, 2)
        } else if reader.is(at, &["job"]) && reader.punct(at + 1, '=') {
            (at + 2, 3)
        } else if reader.is(at, &["for", "of", "on"])
            && usable(reader, at + 1)
            && ends(reader, at + 2)
            && !reader.is(at + 2, NOUNS)
        {
            (at + 1, 2)
        } else {
            return None;
        };
    let text = reader.text(name).to_ascii_lowercase();
    let kind =
        if (at..at + len).any(|i| reader.is(i, &["statefulset"])) { "statefulset" } else { "deployment" };
    let cloud = (at..at + len).any(|i| reader.is(i, &["spring", "java"]));
    let id = if cloud { "spring" } else { runtime(reader).unwrap_or("http") };
    let index = push(reader, id, Some(text.clone()), kind);
    if reader.pods {
        push(reader, "workload", Some(text.clone()), kind);
    }
    reader.note(at..at + len, format!("watch the application {text}"));
    reader.subject = Some(index);
    Some(len)
}

/// The source that an application's own metrics come from, where the request names the runtime or the mesh.
fn runtime(reader: &Reader) -> Option<&'static str> {
    (0..reader.intent.words.len()).find_map(|i| {
        let (source, _) = source(reader, i)?;
        matches!(source.id, "spring" | "ingress-nginx" | "istio" | "traefik").then_some(source.id)
    })
}

/// Whether nothing follows that would make the word before an attribute of it.
fn ends(reader: &Reader, at: usize) -> bool {
    reader.word(at).is_none_or(|word| matches!(word.shape, Shape::Punct(_)))
        || reader.is(
            at,
            &[
                "with", "and", "in", "when", "if", "that", "on", "for", "is", "has", "over", "above",
                "using", "at", "service", "so", "are", "should", "to",
            ],
        )
}

static COMMON: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| kubernetes::word_list(include_str!("../../../data/monitoring/not-names.txt")));

/// Whether a word is no name of an application.
fn common(reader: &Reader, at: usize) -> bool {
    let small = reader.word(at).is_some_and(|word| !word.quoted && COMMON.contains(word.lemma.as_str()));
    small || reader.intent.is_negated(at)
}

/// The signal that the words at `at` name: of the current subject first, then of what it runs on, then of any source.
pub(super) fn signal(reader: &mut Reader, at: usize) -> Option<(usize, &'static Signal, usize)> {
    let current = reader.subject.or_else(|| later(reader, at));
    let mut order: Vec<&'static str> = Vec::new();
    if let Some(subject) = current.and_then(|index| reader.watch.subjects.get(index)) {
        order.push(subject.source.id);
        if matches!(subject.source.id, "http" | "spring") {
            order.extend(["workload", "http"]);
        }
    }
    order.extend(if reader.pods { ["http", "workload", "node"] } else { ["http", "node", "workload"] });
    let mut best: Option<(&'static Source, &'static Signal, usize)> = None;
    let families = order.iter().filter_map(|id| signals::source(id)).map(|source| (source, true));
    for (source, near) in families.chain(signals::sources().iter().map(|source| (source, false))) {
        for signal in &source.signals {
            let len = signal
                .words
                .iter()
                .filter(|phrase| reader.phrase(at, phrase))
                .map(Vec::len)
                .max()
                .unwrap_or(0);
            let own = near
                || len > 1
                || reader.is(at, &["certificate", "cert", "backup", "deadlock", "goroutine", "heap"]);
            if len > 0 && own && best.is_none_or(|(_, _, other)| len > other) {
                best = Some((source, signal, len));
            }
        }
    }
    let (source, signal, len) = best?;
    let subject = current.and_then(|index| reader.watch.subjects.get(index)).cloned();
    let index = match subject {
        Some(subject) if signal.id == "absent" && source.id == "http" => {
            let own = subject.source.job.unwrap_or(subject.source.id);
            let job = subject.name.clone().or((own != "http" && own != "workload").then(|| own.to_owned()));
            push(reader, "http", job, subject.kind)
        }
        Some(subject) if subject.source.id == source.id => current.unwrap_or(0),
        Some(subject)
            if matches!(source.id, "workload" | "http")
                && subject.name.is_some()
                && !matches!(subject.source.id, "node" | "rds" | "sqs" | "blackbox") =>
        {
            push(reader, source.id, subject.name.clone(), subject.kind)
        }
        _ => push(reader, source.id, None, "deployment"),
    };
    Some((index, signal, len))
}

/// A subject that the sentence names only after the signal: `CPU of the node`.
fn later(reader: &mut Reader, at: usize) -> Option<usize> {
    let sentence = reader.intent.sentence_of(at);
    for i in at + 1..sentence.end {
        if super::artifact(reader.intent, i).is_some() {
            continue;
        }
        let before = reader.subject;
        if let Some(len) = application(reader, i) {
            let found = reader.subject;
            reader.subject = before;
            let _ = len;
            return found;
        }
        if let Some((source, _)) = source(reader, i) {
            return Some(push(reader, source.id, None, "statefulset"));
        }
    }
    (!reader.watch.subjects.is_empty() && reader.watch.subjects.len() < 3).then_some(0)
}

/// The current subject, or one without a name.
pub(super) fn current(reader: &mut Reader) -> usize {
    match reader.subject {
        Some(index) => index,
        None if !reader.watch.subjects.is_empty() => 0,
        None => push(reader, "http", None, "deployment"),
    }
}

/// URLs that are probed, and the team that owns what is watched.
pub(super) fn finish(reader: &mut Reader) {
    let url = (0..reader.intent.words.len())
        .find(|i| reader.word(*i).is_some_and(|w| w.shape == Shape::Url || w.shape == Shape::Domain));
    let probed = reader
        .watch
        .subjects
        .iter()
        .position(|subject| subject.source.id == "blackbox" && subject.name.is_none());
    if let (Some(at), Some(index)) = (url, probed)
        && !reader.used.get(at).copied().unwrap_or(true)
    {
        let text = reader.text(at);
        reader.note(at..at + 1, format!("probe {text}"));
        if let Some(subject) = reader.watch.subjects.get_mut(index) {
            subject.name = Some(text);
        }
    }
    if reader.watch.routing.is_some() {
        return;
    }
    let named = |reader: &Reader, i: usize| {
        reader.word(i).is_some_and(|w| matches!(w.shape, Shape::Plain | Shape::Identifier))
            && !common(reader, i)
    };
    let team = (0..reader.intent.words.len()).find_map(|i| {
        let team = reader.is(i, &["team"]);
        let after = (team && named(reader, i + 1)).then_some(i + 1);
        after.or(i.checked_sub(1).filter(|before| team && named(reader, *before)))
    });
    if let Some(at) = team {
        let name = reader.text(at);
        reader.note(at..at + 1, format!("team {name}"));
        reader.watch.subjects.iter_mut().for_each(|subject| subject.team = Some(name.clone()));
    }
}

/// Makes sure that there is a subject: applications in general.
pub(super) fn any(reader: &mut Reader) {
    if !reader.watch.subjects.is_empty() {
        return;
    }
    let id = if reader.pods && !reader.asked(Artifact::Objective) { "workload" } else { "http" };
    push(reader, id, None, "deployment");
}
