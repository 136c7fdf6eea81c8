//! Monitoring formats, PromQL's functions and the metric catalogue as records.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::blob::{Blob, bit};
use crate::layout::{self, function, metric, value};
use crate::node::{self, Names};
use crate::read::{files, read, stem};

/// The formats in the order of the root record.
const FORMATS: &[&str] = &["rules", "prometheus", "alertmanager", "dashboard"];

/// Endings of metric names that say the unit.
const UNITS: &[&str] = &[
    "amperes",
    "bytes",
    "celsius",
    "cores",
    "hertz",
    "joules",
    "kelvin",
    "meters",
    "milliseconds",
    "nanoseconds",
    "percent",
    "pascals",
    "ratio",
    "rpm",
    "seconds",
    "volts",
    "watts",
];

/// One file of definitions.
#[derive(Deserialize)]
struct Format {
    root: Option<Value>,
    definitions: BTreeMap<String, Value>,
}

#[derive(Deserialize)]
struct Language {
    functions: BTreeMap<String, Function>,
    aggregations: BTreeMap<String, Aggregation>,
}

#[derive(Deserialize)]
struct Function {
    args: Vec<String>,
    returns: String,
    min: Option<u32>,
    max: Option<u32>,
    #[serde(default)]
    unbounded: bool,
    #[serde(default)]
    experimental: bool,
}

#[derive(Deserialize)]
struct Aggregation {
    parameter: Option<String>,
    #[serde(default)]
    experimental: bool,
}

/// Writes what lies in a directory.
pub(crate) fn write(blob: &mut Blob, directory: &Path) {
    let formats: BTreeMap<String, Format> = files(directory)
        .iter()
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "json") && !path.ends_with("promql.json")
        })
        .map(|path| (path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), read(path)))
        .collect();
    let names = Names::new(formats.values().flat_map(|format| format.definitions.keys()));
    let definitions = formats.values().flat_map(|format| &format.definitions);
    let nodes: BTreeMap<&str, u32> =
        definitions.map(|(name, value)| (name.as_str(), node::write(blob, &names, value))).collect();
    let mut root = vec![names.table(blob, &nodes)];
    for format in FORMATS {
        let value = formats[*format].root.as_ref().expect("the format has a root");
        root.push(node::write(blob, &names, value));
    }
    let language: Language = read(&directory.join("promql.json"));
    root.push(functions(blob, &language));
    root.push(aggregations(blob, &language));
    root.push(metrics(blob, &directory.join("metrics")));
    blob.set_root(layout::MONITORING, &root);
}

fn functions(blob: &mut Blob, language: &Language) -> u32 {
    let mut items = Vec::new();
    for (name, facts) in &language.functions {
        let all = facts.args.len() as u32;
        let args: Vec<[u32; 1]> = facts.args.iter().map(|name| [value_type(name)]).collect();
        let max = if facts.unbounded { function::ANY_NUMBER } else { facts.max.unwrap_or(all) };
        items.push([
            blob.text(name),
            value_type(&facts.returns) | bit(facts.experimental, function::EXPERIMENTAL),
            blob.list(&args),
            facts.min.unwrap_or(all),
            max,
        ]);
    }
    blob.list(&items)
}

fn aggregations(blob: &mut Blob, language: &Language) -> u32 {
    let mut items = Vec::new();
    for (name, facts) in &language.aggregations {
        let parameter = facts.parameter.as_deref().map_or(value::NONE, value_type);
        items.push([blob.text(name), parameter | bit(facts.experimental, function::EXPERIMENTAL)]);
    }
    blob.list(&items)
}

fn value_type(name: &str) -> u32 {
    match name {
        "scalar" => value::SCALAR,
        "string" => value::STRING,
        "vector" => value::VECTOR,
        "matrix" => value::MATRIX,
        other => panic!("unknown value type {other}"),
    }
}

/// One line a metric: `NAME TYPE[@UNIT] LABEL,LABEL HELP`, with `-` for no labels. `#` starts a comment.
fn metrics(blob: &mut Blob, directory: &Path) -> u32 {
    let mut all: BTreeMap<String, [u32; 6]> = BTreeMap::new();
    for path in files(directory) {
        let stem = stem(&path);
        let exporter = blob.text(stem.trim_end_matches(".txt"));
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let (name, record) = metric(blob, exporter, line);
            let taken = all.insert(name.to_owned(), record);
            assert!(taken.is_none(), "{name} stands twice");
        }
    }
    blob.list(&all.into_values().collect::<Vec<_>>())
}

fn metric<'a>(blob: &mut Blob, exporter: u32, line: &'a str) -> (&'a str, [u32; 6]) {
    let mut parts = line.splitn(4, ' ');
    let (Some(name), Some(ty), Some(labels)) = (parts.next(), parts.next(), parts.next()) else {
        panic!("not a metric: {line}");
    };
    let (ty, unit) = ty.split_once('@').unwrap_or((ty, unit(name)));
    let ty = match ty {
        "counter" => metric::COUNTER,
        "gauge" => metric::GAUGE,
        "histogram" => metric::HISTOGRAM,
        "summary" => metric::SUMMARY,
        other => panic!("unknown metric type {other} of {name}"),
    };
    let labels = blob.texts(labels.split(',').filter(|label| *label != "-"));
    let help = blob.text(parts.next().unwrap_or_default());
    (name, [blob.text(name), exporter, ty, blob.text(unit), labels, help])
}

/// The unit that a name ends with, as Prometheus' conventions have it.
fn unit(name: &str) -> &str {
    let base = name.trim_end_matches("_total");
    base.rsplit('_').next().filter(|last| UNITS.contains(last)).unwrap_or_default()
}
