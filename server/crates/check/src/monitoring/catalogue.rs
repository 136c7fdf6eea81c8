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
    let series = metrics().flat_map(series);
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
    word.len() > 2
        && known.len().abs_diff(word.len()) <= 1
        && (letters(word) ^ letters(known)).count_ones() <= 2
        && strsim::osa_distance(word, known) == 1
}

/// Whether two names differ as those of two things do: by a number, as `load5` and `load15`, or by a short word, as
/// `min_replicas` and `max_replicas`, `team-a` and `team-b`.
pub(crate) fn is_sibling(name: &str, known: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let words = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
    };
    let (name_words, known_words) = (words(name), words(known));
    let mut differing = name_words.iter().zip(&known_words).filter(|(a, b)| a != b);
    let is_short = differing.next().is_some_and(|(a, b)| a.len() <= 3 && b.len() == a.len());
    digits(name) != digits(known)
        || name_words.len() == known_words.len() && is_short && differing.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::{is_sibling, misspelled};

    #[test]
    fn names_of_two_things_are_no_slips() {
        assert!(is_sibling("node_load5", "node_load15") && is_sibling("team-a", "team-b"));
        assert!(is_sibling("spec_min_replicas", "spec_max_replicas"));
        assert!(!is_sibling("critcal", "critical") && !is_sibling("node_lod1", "node_load1"));
    }

    #[test]
    fn metrics_of_applications_are_left_alone() {
        assert_eq!(misspelled("node_cpu_second_total"), Some("node_cpu_seconds_total"));
        assert_eq!(misspelled("nod_cpu_seconds_total"), Some("node_cpu_seconds_total"));
        assert_eq!(misspelled("http_request_total"), None);
        assert_eq!(misspelled("checkout_orders_total"), None);
        assert_eq!(misspelled("node_cpu_seconds_total"), None);
    }
}
