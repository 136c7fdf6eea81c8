//! What Prometheus scrapes: jobs, targets, intervals, discovery, probes, alertmanagers, remote write.

use super::super::graph::{Job, Scraping};
use super::super::signals;
use super::facts::{prometheus, seconds};
use super::{Artifact, Reader};
use crate::intent::Shape;

/// Reads the configuration where scraping is asked for.
pub(super) fn read(reader: &mut Reader) {
    if !reader.asked(Artifact::Scraping) {
        return;
    }
    let mut scraping = Scraping::default();
    let mut job: Option<&'static str> = None;
    for at in 0..reader.intent.words.len() {
        if let Some(source) = signals::sources()
            .iter()
            .find(|s| s.words.iter().any(|p| reader.phrase(at, p)) && s.id != "prometheus")
        {
            job = Some(source.id);
            reader.mark(at..at + 1);
        }
        if reader.is(at, &["alertmanager"]) {
            job = Some("alertmanager");
        }
        if reader.is(at, &["remote", "remote_write", "remote-write"]) {
            job = Some("remote");
        }
        target(reader, at, job, &mut scraping);
    }
    discovery(reader, &mut scraping);
    interval(reader, &mut scraping);
    external(reader, &mut scraping);
    if scraping.jobs.is_empty() {
        let ids = (0..reader.intent.words.len()).filter_map(|at| {
            signals::sources()
                .iter()
                .find(|s| s.port.is_some() && s.words.iter().any(|p| reader.phrase(at, p)))
        });
        for source in ids {
            if !scraping.jobs.iter().any(|job| job.name == source.id) {
                let target = format!("localhost:{}", source.port.unwrap_or(80));
                scraping.jobs.push(Job {
                    name: source.id.to_owned(),
                    targets: vec![target],
                    ..Job::default()
                });
            }
        }
    }
    let own =
        Job { name: "prometheus".to_owned(), targets: vec!["localhost:9090".to_owned()], ..Job::default() };
    scraping.jobs.insert(0, own);
    reader.watch.scraping = Some(scraping);
}

/// `10.0.0.1:9100`, `https://example.com`
fn target(reader: &mut Reader, at: usize, job: Option<&'static str>, scraping: &mut Scraping) {
    let Some(word) = reader.word(at) else { return };
    let text = word.text.to_string();
    let port = text
        .rsplit_once(':')
        .is_some_and(|(host, port)| port.parse::<u16>().is_ok() && !host.is_empty() && !host.contains('/'));
    let url = word.shape == Shape::Url;
    if !port && !url {
        return;
    }
    reader.note(at..at + 1, format!("target {text}"));
    match job {
        Some("alertmanager") => scraping.alertmanagers.push(text),
        Some("remote") => scraping.remote_write = Some(text),
        _ if url => add(scraping, "blackbox", text, true),
        Some(name) => add(scraping, name, text, false),
        None => {
            let name = text.split([':', '.']).next().unwrap_or("app").to_owned();
            let name = if name.chars().all(|c| c.is_ascii_digit()) { "app".to_owned() } else { name };
            add(scraping, &name, text, false);
        }
    }
}

fn add(scraping: &mut Scraping, name: &str, target: String, probe: bool) {
    match scraping.jobs.iter_mut().find(|job| job.name == name) {
        Some(job) => job.targets.push(target),
        None => {
            scraping.jobs.push(Job { name: name.to_owned(), targets: vec![target], probe, ..Job::default() });
        }
    }
}

/// `discover pods`, `all annotated pods`, `kubernetes nodes`
fn discovery(reader: &mut Reader, scraping: &mut Scraping) {
    let found = (0..reader.intent.words.len())
        .any(|i| reader.is(i, &["discover", "discovery", "annotated", "annotation", "kubernetes", "k8s"]));
    if !found {
        return;
    }
    let roles = [("pod", "pod"), ("endpoint", "endpoints"), ("node", "node")];
    for (word, role) in roles {
        let at = (0..reader.intent.words.len()).find(|i| reader.is(*i, &[word]));
        if let Some(at) = at.filter(|_| !scraping.jobs.iter().any(|job| job.name == word)) {
            reader.note(at..at + 1, format!("discovers {role}"));
            scraping.jobs.push(Job {
                name: format!("kubernetes-{role}s").replace("ss", "s"),
                discover: Some(role),
                ..Job::default()
            });
        }
    }
}

fn interval(reader: &mut Reader, scraping: &mut Scraping) {
    for at in 0..reader.intent.words.len() {
        let Some(seconds) = seconds(reader, at).filter(|s| *s <= 600.0) else { continue };
        if (at.saturating_sub(3)..at).any(|i| reader.is(i, &["every", "interval", "each"])) {
            scraping.interval = Some(prometheus(seconds));
            reader.note(at..at + 1, format!("every {}", prometheus(seconds)));
        }
    }
}

/// `external label cluster=prod`
fn external(reader: &mut Reader, scraping: &mut Scraping) {
    for at in 0..reader.intent.words.len() {
        let labelled = (at.saturating_sub(4)..at).any(|i| reader.is(i, &["label", "external"]));
        if labelled && reader.punct(at + 1, '=') {
            let pair = (reader.text(at), reader.text(at + 2));
            reader.note(at..at + 3, format!("label {}={}", pair.0, pair.1));
            scraping.labels.push(pair);
        }
    }
}

/// Port, path and interval of a monitor.
pub(super) fn endpoint(reader: &mut Reader) -> (String, String, String) {
    let len = reader.intent.words.len();
    let at = (0..len).find(|i| reader.is(*i, &["port"]));
    let small = ["and", "with", "on", "every", "path", "of", "in"];
    let after = at.filter(|i| {
        reader
            .word(i + 1)
            .is_some_and(|w| matches!(w.shape, Shape::Plain | Shape::Identifier) && !w.is_any(&small))
    });
    let port = match (after, at) {
        (Some(i), _) => {
            let text = reader.text(i + 1);
            let named = if reader.is(i + 1, &["named", "called"]) { reader.text(i + 2) } else { text };
            reader.mark(i..i + 2);
            named
        }
        (None, Some(i))
            if i > 0
                && reader
                    .word(i - 1)
                    .is_some_and(|w| w.shape == Shape::Plain && !w.is_any(&["the", "a", "on", "its"])) =>
        {
            reader.mark(i - 1..i + 1);
            reader.text(i - 1)
        }
        _ => "metrics".to_owned(),
    };
    let path = (0..len).find(|i| reader.text(*i).starts_with('/'));
    let path_text = path.map_or_else(|| "/metrics".to_owned(), |i| reader.text(i));
    if let Some(i) = path {
        reader.mark(i..i + 1);
    }
    let every = (0..len).find(|i| seconds(reader, *i).is_some_and(|s| s <= 600.0));
    let interval = every.and_then(|i| seconds(reader, i)).map_or_else(|| "30s".to_owned(), prometheus);
    if let Some(i) = every {
        reader.mark(i..i + 1);
    }
    (port, path_text, interval)
}
