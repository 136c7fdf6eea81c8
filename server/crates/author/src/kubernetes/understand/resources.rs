//! CPU, memory and devices of containers.

use super::super::graph::{Part, Resources};
use super::Reader;
use crate::intent::{Shape, Unit};

/// `limits of 1 CPU and 512Mi`, `requests 100m cpu`: which of the two the numbers after it are for.
pub(super) fn request_or_limit(reader: &mut Reader, at: usize) -> Option<usize> {
    let limit = reader.is(at, &["limit", "limited", "max", "maximum"])
        && reader.near(at, 6, &["cpu", "memory", "resource", "ram", "core"]);
    let request = reader.is(at, &["request", "requesting"])
        && reader.near(at, 6, &["cpu", "memory", "resource", "ram", "core"]);
    if !limit && !request || matches!(reader.focus, "Quota" | "LimitRange" | "Namespace") {
        return None;
    }
    reader.asked.insert(Part::Resources);
    reader.focus = if limit { "limits" } else { "requests" };
    reader.mark(at..at + 1);
    Some(1)
}

/// `500m cpu`, `memory 512Mi`, `2 cpus`, `1 GB of memory`
pub(super) fn compute(reader: &mut Reader, at: usize) -> Option<usize> {
    if matches!(reader.focus, "Quota" | "LimitRange" | "Namespace") {
        return None;
    }
    let word = reader.word(at)?;
    let text = word.text.clone();
    let (name, quantity) = match word.shape {
        Shape::Quantity(value, Unit::Core) => ("cpu", number(value)),
        Shape::Quantity(value, Unit::Millicore) => ("cpu", format!("{value}m")),
        Shape::Quantity(value, Unit::Time(60_000))
            if text.ends_with('m') && beside(reader, at, &["cpu", "millicore"]) =>
        {
            ("cpu", format!("{value}m"))
        }
        Shape::Quantity(value, unit) if unit.bytes().is_some() && memory(reader, at) => {
            ("memory", bytes(value, unit))
        }
        Shape::Number(value) if reader.is(at + 1, &["cpu", "core", "vcpu"]) => ("cpu", number(value)),
        Shape::Number(value)
            if reader.before(at).is_some_and(|w| w.is("cpu"))
                && value <= 128.0
                && !reader.is(at + 1, &["replica", "pod"]) =>
        {
            ("cpu", number(value))
        }
        _ => return None,
    };
    let end = at + 1 + usize::from(reader.is(at + 1, &["cpu", "core", "vcpu", "memory", "ram"]));
    let limit = side(reader, at, end);
    reader.note(
        at..end,
        format!(
            "{name} {}{quantity}",
            match limit {
                Some(true) => "limit ",
                Some(false) => "request ",
                None => "",
            }
        ),
    );
    reader.apply(at, |app| set(&mut app.resources, name, &quantity, limit));
    neighbours(reader, at);
    Some(end - at)
}

/// Marks the words that belong to a quantity.
fn neighbours(reader: &mut Reader, at: usize) {
    for i in at.saturating_sub(2)..at + 3 {
        if reader.is(i, &["cpu", "memory", "ram", "resource", "limit", "request"]) {
            reader.mark(i..i + 1);
        }
    }
}

/// Whether the quantity at `at` is a limit, a request, or unsaid.
fn side(reader: &Reader, at: usize, end: usize) -> Option<bool> {
    let word = |i: usize| {
        if reader.is(i, &["limit", "max", "maximum"]) {
            Some(true)
        } else if reader.is(i, &["request", "requested", "reserved"]) {
            Some(false)
        } else {
            None
        }
    };
    let after = word(end).filter(|_| !reader.is(end + 1, &["of", "to"]));
    let before = (at.saturating_sub(3)..at).rev().find_map(word);
    before.or(after).or(match reader.focus {
        "limits" => Some(true),
        "requests" => Some(false),
        _ => None,
    })
}

fn set(resources: &mut Resources, name: &str, quantity: &str, limit: Option<bool>) {
    let (request, most) = if name == "cpu" {
        (&mut resources.cpu, &mut resources.cpu_limit)
    } else {
        (&mut resources.memory, &mut resources.memory_limit)
    };
    match limit {
        Some(true) => *most = Some(quantity.to_owned()),
        Some(false) => *request = Some(quantity.to_owned()),
        None => {
            *request = Some(quantity.to_owned());
            *most = Some(quantity.to_owned());
        }
    }
}

/// Whether a size speaks of memory and not of a disk.
fn memory(reader: &Reader, at: usize) -> bool {
    let disk = [
        "disk",
        "storage",
        "volume",
        "pvc",
        "persistent",
        "persistentvolumeclaim",
        "claim",
        "persistence",
        "data",
    ];
    let nearest = |words: &[&str]| {
        (1..6).find(|d| {
            reader.is(at + d, words) && !stops(reader, at, at + d)
                || at.checked_sub(*d).is_some_and(|i| reader.is(i, words) && !stops(reader, i, at))
        })
    };
    match (nearest(&["memory", "ram", "mem"]), nearest(&disk)) {
        (Some(memory), Some(disk)) => memory < disk,
        (Some(_), None) => true,
        (None, Some(_)) => false,
        (None, None) => {
            !matches!(reader.focus, "Storage" | "Claim")
                && (matches!(reader.focus, "limits" | "requests" | "Resources")
                    || reader.near(at, 3, &["cpu", "core"]))
        }
    }
}

fn stops(reader: &Reader, from: usize, to: usize) -> bool {
    (from..to).any(|i| reader.punct(i, ',') || reader.punct(i, ';'))
}

fn beside(reader: &Reader, at: usize, words: &[&str]) -> bool {
    reader.is(at + 1, words)
        || reader.near(at, 3, words)
        || (matches!(reader.focus, "limits" | "requests" | "Resources")
            && !reader.near(at, 3, &["minute", "timeout"]))
}

/// `2 GPUs`, `1 nvidia gpu`
pub(super) fn device(reader: &mut Reader, at: usize) -> Option<usize> {
    let count = reader.count(at)?;
    let noun = reader.skip(at + 1, &["nvidia", "amd"]);
    if !reader.is(noun, &["gpu"]) {
        return None;
    }
    let name = if reader.is(at + 1, &["amd"]) { "amd.com/gpu" } else { "nvidia.com/gpu" };
    reader.note(at..noun + 1, format!("{count} GPU"));
    reader.apply(at, |app| app.resources.devices = vec![(name.to_owned(), count.to_string())]);
    Some(noun + 1 - at)
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{}m", (value * 1000.0).round()) }
}

/// A size as Kubernetes writes it: binary, since `512 MB` of memory means `512Mi` to everybody.
pub(super) fn bytes(value: f64, unit: Unit) -> String {
    let suffix = match unit {
        Unit::Decimal(1) | Unit::Binary(1) => "Ki",
        Unit::Decimal(2) | Unit::Binary(2) => "Mi",
        Unit::Decimal(3) | Unit::Binary(3) => "Gi",
        _ => "Ti",
    };
    if value.fract() == 0.0 {
        return format!("{value}{suffix}");
    }
    let smaller = match suffix {
        "Mi" => "Ki",
        "Gi" => "Mi",
        _ => "Gi",
    };
    format!("{}{smaller}", (value * 1024.0).round())
}
