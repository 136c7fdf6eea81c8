//! Values that say by their form what they are for: an instance type, an address range, a size, a zone, a
//! runtime, the version behind an engine's name.

use super::index::Slot;
use super::values::{enumerated, in_unit_of, plain};
use super::{Reader, is_list};
use crate::intent::{Shape, Unit};
use crate::terraform::complete::dotted;
use crate::terraform::graph::Value;

const MACHINE: &[&str] = &[
    "instance_type",
    "instance_class",
    "node_type",
    "machine_type",
    "vm_size",
    "size",
    "host_instance_type",
    "db_cluster_instance_class",
    "instance_types",
];
const RANGE: &[&str] =
    &["cidr_block", "ip_cidr_range", "address_space", "address_prefixes", "cidr_ipv4", "source_ranges"];
const STORAGE: &[&str] =
    &["allocated_storage", "volume_size", "size", "disk_size_gb", "disk_size", "storage_mb"];
const ZONES: &[&str] = &["availability_zones", "zones", "availability_zone", "zone"];

/// Reads them all.
pub(super) fn read(reader: &mut Reader) {
    let intent = reader.composer.intent;
    let mut at = 0;
    while at < intent.words.len() {
        let Some(word) = intent.words.get(at) else { break };
        let names: &[&str] = match word.shape {
            _ if reader.spent.contains(&at) => &[],
            Shape::Machine => MACHINE,
            Shape::Cidr => RANGE,
            Shape::Quantity(_, Unit::Decimal(_) | Unit::Binary(_)) => STORAGE,
            Shape::Zone => ZONES,
            _ => &[],
        };
        if names.is_empty() {
            word_at(reader, at);
            at += 1;
            continue;
        }
        at = run(reader, at, names);
    }
}

/// A run of values of one form: to one node, or one by one to several.
fn run(reader: &mut Reader, at: usize, names: &[&str]) -> usize {
    let intent = reader.composer.intent;
    let same = |i: usize| {
        let (a, b) = (intent.words.get(at), intent.words.get(i));
        a.zip(b).is_some_and(|(a, b)| std::mem::discriminant(&a.shape) == std::mem::discriminant(&b.shape))
    };
    let mut found = vec![at];
    let mut next = at + 1;
    while let Some(word) = intent.words.get(next) {
        if same(next) {
            found.push(next);
        } else if !(word.is_punct(',') || word.is("and") || word.is("or")) {
            break;
        }
        next += 1;
    }
    let after = found.last().map_or(at + 1, |last| last + 1);
    for owner in reader.owners(at) {
        let Some(slot) = reader.slot(owner, names) else { continue };
        let nodes = reader.composer.items[owner].nodes.clone();
        if reader.is_set(&slot, &nodes) {
            continue;
        }
        let values: Vec<Value> = found.iter().filter_map(|i| value(reader, &slot, *i)).collect();
        let Some(first) = values.first().cloned() else { continue };
        if is_list(&slot) {
            reader.put(&slot, &Value::List(values), &nodes);
        } else if nodes.len() == values.len() {
            for (node, value) in nodes.iter().zip(values) {
                reader.put(&slot, &value, &[*node]);
            }
        } else if nodes.len() == 1 || values.len() == 1 {
            reader.put(&slot, &first, &nodes);
        } else {
            continue;
        }
        reader.spent.extend(&found);
        for i in found {
            reader.mark(i..i + 1);
        }
        return after;
    }
    after
}

fn value(reader: &Reader, slot: &Slot, at: usize) -> Option<Value> {
    let word = reader.composer.intent.words.get(at)?;
    let number = matches!(slot.ty, Some(schema::terraform::Type::Number));
    if number {
        return in_unit_of(slot.name, word).map(|n| Value::Number(plain(n)));
    }
    Some(Value::Text(word.text.to_string()))
}

/// A word that is a runtime, an engine before its version, or a documented value of what stands near.
fn word_at(reader: &mut Reader, at: usize) {
    let intent = reader.composer.intent;
    let Some(word) = intent.words.get(at) else { return };
    if matches!(word.shape, Shape::Punct(_)) || reader.spent.contains(&at) {
        return;
    }
    if let Some(runtime) = runtime(&word.lemma) {
        give(reader, at, &["runtime"], &runtime);
    }
    if matches!(word.lemma.as_str(), "gp2" | "gp3" | "io1" | "io2" | "st1" | "sc1") {
        give(reader, at, &["storage_type", "volume_type"], &word.lemma);
    }
    let next = intent.words.get(at + 1).and_then(|w| match w.shape {
        Shape::Number(n) if n > 0.0 && n < 100.0 && !w.quoted => Some(w.text.clone()),
        _ => None,
    });
    if let Some(version) = next
        && is_engine(&word.lemma)
        && !reader.spent.contains(&(at + 1))
    {
        give(reader, at + 1, &["engine_version"], &version);
    }
    let shouted = word.quoted || word.text.chars().filter(char::is_ascii_uppercase).count() > 1;
    let qualifies = reader.composer.items.iter().any(|i| i.qualifiers.contains(&at));
    if shouted || qualifies {
        documented(reader, at, qualifies);
    }
}

fn give(reader: &mut Reader, at: usize, names: &[&str], text: &str) {
    for owner in reader.owners(at) {
        let Some(slot) = reader.slot(owner, names) else { continue };
        let nodes = reader.composer.items[owner].nodes.clone();
        if !reader.is_set(&slot, &nodes) {
            reader.put(&slot, &Value::Text(text.to_owned()), &nodes);
            reader.spent.push(at);
            reader.mark(at..at + 1);
            return;
        }
    }
}

/// `nodejs18` as Lambda writes it; `None` for what is no runtime.
fn runtime(word: &str) -> Option<String> {
    let compact: String = word.chars().filter(|c| *c != '.').collect();
    let language =
        ["nodejs", "python", "java", "ruby", "dotnet"].iter().find(|l| compact.starts_with(**l))?;
    let version = word.trim_start_matches("node.js").trim_start_matches(*language).trim_end_matches(".x");
    if version.is_empty() || !version.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let tail = if *language == "nodejs" { ".x" } else { "" };
    Some(format!("{language}{version}{tail}"))
}

fn is_engine(word: &str) -> bool {
    matches!(
        word,
        "postgres" | "postgresql" | "mysql" | "mariadb" | "redis" | "kafka" | "kubernetes" | "aurora"
    )
}

/// A word that the documentation lists as a value of an argument of the item it describes.
fn documented(reader: &mut Reader, at: usize, qualifier: bool) {
    let intent = reader.composer.intent;
    let Some(word) = intent.words.get(at) else { return };
    for owner in reader.owners(at).into_iter().take(if qualifier { 12 } else { 4 }) {
        let item = &reader.composer.items[owner];
        if qualifier && !item.qualifiers.contains(&at) {
            continue;
        }
        let (kind, nodes) = (item.mention.kind, item.nodes.clone());
        let candidates = [
            "type",
            "load_balancer_type",
            "tier",
            "status",
            "mode",
            "rule.default_retention.mode",
            "source.type",
            "acl",
            "protocol",
            "instance_tenancy",
            "tenancy",
            "storage_class",
            "engine",
            "domain",
            "target_type",
            "sku",
            "account_tier",
        ];
        for path in candidates {
            let Some(value) = enumerated(kind, path, &word.text) else { continue };
            let mut parts: Vec<&str> = path.split('.').collect();
            let Some(name) = parts.pop() else { continue };
            let Some(slot) = reader
                .slot(owner, &[name])
                .filter(|s| dotted(&s.path, s.name) == path || parts.is_empty() && s.path.is_empty())
            else {
                continue;
            };
            if reader.is_set(&slot, &nodes) {
                continue;
            }
            reader.put(&slot, &Value::Text(value), &nodes);
            reader.spent.push(at);
            reader.mark(at..at + 1);
            return;
        }
    }
}
