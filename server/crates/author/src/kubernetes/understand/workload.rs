//! Images, replicas, scaling, commands and the settings of jobs.

use super::Reader;
use super::created::is_image;
use super::mentions;
use crate::intent::{Shape, Unit};

/// `nginx:1.27`, `ghcr.io/acme/api:2.1`, `image acme/api`
pub(super) fn image(reader: &mut Reader, at: usize) -> Option<usize> {
    let said = reader.before(at).is_some_and(|w| w.is_any(&["image", "from"]))
        || at >= 2
            && reader.is(at - 2, &["image"])
            && (reader.punct(at - 1, ':') || reader.punct(at - 1, '='));
    let word = reader.word(at)?;
    let path =
        said && word.text.contains('/') && !word.text.starts_with(['/', '.']) && !word.text.contains("://");
    if !is_image(&word.text) && !path || reader.is(at, &["localhost"]) {
        return None;
    }
    let image = word.text.to_string();
    let kept = reader.current.is_some() && !reader.app().image.is_empty() && reader.creates;
    if kept && reader.app().image != image {
        let software = super::super::software::of_image(&image).map(super::super::software::Software::name);
        let same =
            super::super::software::of_image(&reader.app().image).map(super::super::software::Software::name);
        if software != same || software.is_none() {
            reader.begin();
        }
    }
    reader.note(at..at + 1, format!("image {image}"));
    reader.app().image = image;
    Some(1)
}

/// `3 replicas`, `replicas: 3`, `scaled to 3`, `three pods`
pub(super) fn replicas(reader: &mut Reader, at: usize) -> Option<usize> {
    const PODS: &[&str] = &["replica", "pod", "copy", "instance", "node", "broker", "member"];
    if let Some(count) = reader.count(at) {
        let noun = reader.skip(at + 1, &["running", "identical"]);
        let pods = reader.is(noun, PODS) && !reader.is(noun + 1, &["port", "security", "monitor"]);
        let node_like = reader.is(noun, &["node", "instance", "member", "broker"]);
        if pods && !(node_like && reader.is(noun + 1, &["group", "pool", "selector"])) {
            return Some(set(reader, at, noun + 1, count));
        }
    }
    if reader.is(at, &["replica", "replicaCount", "replicacount"]) {
        let value = reader.skip(at + 1, &["of", "is", "to", "set", "at", "count"]);
        if let Some(count) = reader.count(value) {
            return Some(set(reader, at, value + 1, count));
        }
    }
    if reader.is(at, &["scaled", "scale"]) && reader.is(at + 1, &["to"]) {
        let count = reader.count(at + 2)?;
        if !reader.is(at + 3, &["to", "and"]) {
            return Some(set(reader, at, at + 3, count));
        }
    }
    None
}

fn set(reader: &mut Reader, at: usize, end: usize, count: u32) -> usize {
    reader.note(at..end, if count == 1 { "1 replica".to_owned() } else { format!("{count} replicas") });
    reader.apply(at, |app| app.replicas = Some(count));
    end - at
}

/// `between 2 and 10`, `min 2 max 10`, `from 2 to 10 replicas`, `at 70% cpu`
pub(super) fn scaling(reader: &mut Reader, at: usize) -> Option<usize> {
    if let Some((min, max, end)) = span(reader, at) {
        let scaling = mentions::scaling(reader);
        (scaling.min, scaling.max) = (min, max);
        reader.note(at..end, format!("scales between {min} and {max}"));
        return Some(end - at);
    }
    let least = reader.is(at, &["min", "minimum", "minreplica", "least"]);
    let most = reader.is(at, &["max", "maximum", "maxreplica"])
        || reader.is(at, &["up"]) && reader.is(at + 1, &["to"]);
    let budget = reader.focus == "Disruption" || reader.near(at, 6, &["available", "unavailable"]);
    if (least || most)
        && !budget
        && (reader.focus == "Scaling"
            || reader.near(
                at,
                8,
                &["autoscale", "autoscaler", "autoscaling", "hpa", "scale", "scaling", "replica", "pod"],
            ))
    {
        let value = reader.skip(at + 1, &["of", "is", "to", "replica", "pod", "count"]);
        let count = reader.count(value)?;
        let end = value + 1 + usize::from(reader.is(value + 1, &["replica", "pod", "copy", "instance"]));
        let scaling = mentions::scaling(reader);
        if least {
            scaling.min = count;
        } else {
            scaling.max = count;
            scaling.min = scaling.min.min(count);
        }
        reader.note(at..end, format!("{} {count} pods", if least { "at least" } else { "at most" }));
        return Some(end - at);
    }
    utilisation(reader, at)
}

/// Two numbers that are the bounds of an autoscaler.
fn span(reader: &Reader, at: usize) -> Option<(u32, u32, usize)> {
    let context = reader.focus == "Scaling"
        || reader.near(
            at,
            12,
            &[
                "scale",
                "autoscale",
                "autoscaled",
                "autoscaler",
                "autoscaling",
                "hpa",
                "scaling",
                "auto-scale",
            ],
        );
    if let Some((low, high)) = reader.word(at).and_then(|w| w.text.split_once('-')).filter(|_| context)
        && let (Ok(low), Ok(high)) = (low.parse(), high.parse())
        && low < high
    {
        return Some((low, high, at + 1 + usize::from(reader.is(at + 1, &["replica", "pod"]))));
    }
    let first = if reader.is(at, &["between", "from"]) { at + 1 } else { at };
    let low = reader.count(first)?;
    let mut join = first + 1;
    join += usize::from(reader.is(join, &["replica", "pod"]));
    if !reader.is(join, &["and", "to", "-", "–"]) && !reader.punct(join, '–') {
        return None;
    }
    let mut next = join + 1;
    next += usize::from(reader.is(next, &["up"]));
    let high = reader.count(next)?;
    let end = next + 1 + usize::from(reader.is(next + 1, &["replica", "pod", "instance", "copy"]));
    let pods = end > next + 1;
    (low < high && (context || pods && first > at)).then_some((low, high, end))
}

/// `70% cpu`, `cpu above 70%`, `target cpu utilization of 70%`
fn utilisation(reader: &mut Reader, at: usize) -> Option<usize> {
    let value = reader.percent(at)?;
    let scales = reader.focus == "Scaling"
        || reader.near(at, 40, &["autoscale", "autoscaler", "autoscaling", "hpa", "scale", "scaling"]);
    if !scales {
        return None;
    }
    #[expect(clippy::cast_sign_loss, reason = "clamped")]
    let percent = value.clamp(1.0, 1000.0) as u32;
    let memory = reader.is(at + 1, &["memory", "ram"])
        || !reader.is(at + 1, &["cpu"])
            && (at.saturating_sub(4)..at).rev().find_map(|i| {
                if reader.is(i, &["memory", "ram"]) {
                    Some(true)
                } else if reader.is(i, &["cpu"]) {
                    Some(false)
                } else {
                    None
                }
            }) == Some(true);
    let end = at + 1 + usize::from(reader.is(at + 1, &["memory", "ram", "cpu"]));
    let end = end + usize::from(reader.is(end, &["utilization", "utilisation", "usage", "load"]));
    let scaling = mentions::scaling(reader);
    if memory {
        scaling.memory = Some(percent);
    } else {
        scaling.cpu = Some(percent);
    }
    reader.note(at..end, format!("scales at {percent}% {}", if memory { "memory" } else { "cpu" }));
    for i in at.saturating_sub(4)..at {
        if reader.is(i, &["cpu", "memory", "utilization", "utilisation", "usage", "average", "target"]) {
            reader.mark(i..i + 1);
        }
    }
    Some(end - at)
}

/// `running "python backup.py"`, `command ...`, `args ...`
pub(super) fn command(reader: &mut Reader, at: usize) -> Option<usize> {
    let verb = reader.is(
        at,
        &[
            "run",
            "running",
            "command",
            "execute",
            "executing",
            "cmd",
            "entrypoint",
            "script",
            "call",
            "calling",
        ],
    );
    let args = reader.is(at, &["arg", "argument"]);
    if !verb && !args {
        return None;
    }
    let value = reader.skip(at + 1, &["the", "command", "is", "of", "with", "script", "a"]);
    let word = reader.word(value).filter(|word| word.quoted)?;
    let runs = word.text.contains(' ')
        || word.text.contains(['/', '.'])
        || reader.is(at, &["command", "cmd", "entrypoint", "arg"]);
    if !runs || is_image(&word.text) {
        return None;
    }
    let text = word.text.to_string();
    reader.note(at..value + 1, format!("runs {text}"));
    let shell = text.contains(['|', '>', '&', ';', '$', '*']);
    let parts = if shell { vec!["sh".to_owned(), "-c".to_owned(), text] } else { split(&text) };
    if args {
        reader.app().args = parts;
    } else {
        reader.app().command = parts;
    }
    Some(value + 1 - at)
}

/// Cuts a command at its blanks; quotes hold together.
fn split(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut part = String::new();
    let mut quote = None;
    for c in text.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, ' ') => {
                if !part.is_empty() {
                    out.push(std::mem::take(&mut part));
                }
            }
            (_, c) => part.push(c),
        }
    }
    if !part.is_empty() {
        out.push(part);
    }
    out
}

/// `retry 3 times`, `backoff limit 4`, `parallelism 5`, `timeout of 10 minutes`, `never overlapping`
pub(super) fn job(reader: &mut Reader, at: usize) -> Option<usize> {
    let batch =
        reader.current.is_some_and(|i| reader.system.apps.get(i).is_some_and(|app| app.workload.ends()));
    if !batch {
        return grace(reader, at);
    }
    let value = |reader: &Reader, from: usize| {
        reader.skip(from, &["limit", "of", "to", "is", "up", "at", "most", "the"])
    };
    if reader.is(at, &["retry", "retries", "backofflimit", "backoff", "retrying"]) {
        let number = value(reader, at + 1);
        let count = reader.count(number).or_else(|| at.checked_sub(1).and_then(|i| reader.count(i)))?;
        let end = if reader.count(number).is_some() { number + 1 } else { at + 1 };
        let end = end + usize::from(reader.is(end, &["time"]));
        reader.note(at..end, format!("{count} retries"));
        reader.app().job.retries = Some(count);
        return Some(end - at);
    }
    for (words, name) in
        [(["parallelism", "parallel"], "parallelism"), (["completion", "completions"], "completions")]
    {
        if reader.is(at, &words) {
            let number = value(reader, at + 1);
            let before = at.checked_sub(1).and_then(|i| reader.count(i));
            let count = reader.count(number).or(before)?;
            let end = if reader.count(number).is_some() { number + 1 } else { at + 1 };
            reader.note(at..end, format!("{name} {count}"));
            let job = &mut reader.app().job;
            if name == "parallelism" {
                job.parallelism = Some(count);
            } else {
                job.completions = Some(count);
            }
            return Some(end - at);
        }
    }
    if reader.is(at, &["overlap", "overlapping", "concurrent", "concurrency", "concurrently"]) {
        let allowed = reader.is(at + 1, &["allow", "allowed"])
            || reader.is(at + 1, &["policy"]) && reader.is(at + 2, &["allow"]);
        let policy = if reader.is(at + 1, &["replace"]) || reader.is(at + 2, &["replace"]) {
            "Replace"
        } else if allowed {
            "Allow"
        } else {
            "Forbid"
        };
        reader.note(at..at + 1, format!("concurrency {policy}"));
        reader.app().job.concurrency = Some(policy.to_owned());
        return Some(1);
    }
    if reader.is(at, &["suspended", "suspend", "paused"]) {
        reader.note(at..at + 1, "suspended");
        reader.app().job.suspend = true;
        return Some(1);
    }
    deadline(reader, at)
}

/// A duration that bounds a job or keeps it.
fn deadline(reader: &mut Reader, at: usize) -> Option<usize> {
    let seconds = seconds(reader, at)?;
    let keep = reader.near(
        at,
        5,
        &["keep", "kept", "ttl", "clean", "cleanup", "delete", "deleted", "remove", "removed"],
    );
    let limit = reader.near(
        at,
        5,
        &["timeout", "deadline", "longest", "longer", "within", "limit", "kill", "killed"],
    );
    if !keep && !limit {
        return None;
    }
    reader.note(at..at + 1, format!("{} {seconds} seconds", if keep { "kept for" } else { "stopped after" }));
    let job = &mut reader.app().job;
    if keep {
        job.keep = Some(seconds);
    } else {
        job.deadline = Some(seconds);
    }
    Some(1)
}

fn grace(reader: &mut Reader, at: usize) -> Option<usize> {
    let seconds = seconds(reader, at)?;
    if !reader.near(at, 4, &["grace", "graceful", "termination", "shutdown", "drain"]) {
        return None;
    }
    reader.note(at..at + 1, format!("{seconds} seconds to stop"));
    reader.app().placement.grace = Some(seconds);
    Some(1)
}

fn seconds(reader: &Reader, at: usize) -> Option<u32> {
    match reader.word(at)?.shape {
        Shape::Quantity(value, unit @ Unit::Time(_)) =>
        {
            #[expect(clippy::cast_sign_loss, reason = "clamped")]
            unit.seconds().map(|s| (s * value).clamp(0.0, 1e9) as u32)
        }
        _ => None,
    }
}
