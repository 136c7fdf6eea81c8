//! The metric that a name was probably meant to be.

use rustc_hash::FxHashSet;
use schema::monitoring::{Metric, MetricType, metric, metrics};
use std::sync::LazyLock;

/// First words of names that applications choose for their own metrics, too.
const COMMON: [&str; 12] = [
    "http",
    "grpc",
    "application",
    "system",
    "executor",
    "net",
    "volume",
    "storage",
    "machine",
    "rest",
    "jdbc",
    "logback",
];

/// A metric's name with what tells quickly that another one is far from it.
struct Candidate {
    name: String,
    letters: u64,
}

static CANDIDATES: LazyLock<Vec<Candidate>> = LazyLock::new(|| {
    let series = metrics().flat_map(|metric| series(metric));
    series.map(|name| Candidate { letters: letters(&name), name }).collect()
});

/// The first words of the metrics of the exporters that the catalogue knows.
static PREFIXES: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| {
    let words = metrics().filter_map(|metric| metric.name().split_once('_')).map(|(word, _)| word);
    words.filter(|word| !COMMON.contains(word)).collect()
});

/// The names of a metric's series.
fn series(metric: Metric) -> Vec<String> {
    let name = metric.name();
    let parts: &[&str] = match metric.ty() {
        MetricType::Histogram => &["_bucket", "_sum", "_count"],
        MetricType::Summary => &["", "_sum", "_count"],
        _ => &[""],
    };
    parts.iter().map(|part| format!("{name}{part}")).collect()
}

/// One bit for each letter that a name has.
fn letters(name: &str) -> u64 {
    name.bytes().fold(0, |bits, byte| bits | 1 << (byte & 63))
}

/// The series that `name` misspells; `None` where it is one, or is far from all.
pub(crate) fn misspelled(name: &str) -> Option<&'static str> {
    let (word, _) = name.split_once('_')?;
    let is_exporter = PREFIXES.contains(word) || PREFIXES.iter().any(|known| is_slip(word, known));
    if !is_exporter || metric(name).is_some() {
        return None;
    }
    let bits = letters(name);
    let near = CANDIDATES
        .iter()
        .filter(|c| c.name.len().abs_diff(name.len()) <= 2 && (c.letters ^ bits).count_ones() <= 4);
    let near = near.map(|c| (strsim::osa_distance(&c.name, name), c.name.as_str()));
    near.filter(|(distance, known)| *distance <= limit(name) && !is_sibling(name, known))
        .min()
        .map(|(_, known)| known)
}

/// How many letters may be wrong.
pub(crate) fn limit(name: &str) -> usize {
    if name.len() < 12 { 1 } else { 2 }
}

fn is_slip(word: &str, known: &str) -> bool {
    word.len() > 3 && known.len().abs_diff(word.len()) <= 1 && strsim::osa_distance(word, known) == 1
}

/// Whether the difference is one that exporters make between two metrics of their own: a number, as in `load5` and
/// `load15`, or one word for another.
pub(crate) fn is_sibling(name: &str, known: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    digits(name) != digits(known)
}
