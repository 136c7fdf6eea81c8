//! The metric catalogue: what common exporters and services expose.

use std::fmt;

use super::root;
use crate::data::{List, text_at, word};
use crate::layout::metric as layout;

/// A metric that a known exporter exposes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Metric(u32);

/// The type of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MetricType {
    /// Only grows, save for restarts: to be read through `rate` or `increase`.
    Counter,
    /// Goes up and down.
    Gauge,
    /// Buckets: `_bucket`, `_sum` and `_count` are its series.
    Histogram,
    /// Quantiles: the name itself, `_sum` and `_count` are its series.
    Summary,
}

/// All metrics of the catalogue, sorted by name.
pub fn metrics() -> impl ExactSizeIterator<Item = Metric> + DoubleEndedIterator + Clone {
    list().items().map(Metric)
}

/// The metric that a series belongs to: the one of that name, or the histogram or summary whose `_bucket`,
/// `_sum` or `_count` it is.
pub fn metric(series: &str) -> Option<Metric> {
    if let Some(item) = list().find(series, text_at) {
        return Some(Metric(item));
    }
    let (base, part) = series.rsplit_once('_')?;
    let metric = Metric(list().find(base, text_at)?);
    let fits = match metric.ty() {
        MetricType::Histogram => matches!(part, "bucket" | "sum" | "count"),
        MetricType::Summary => matches!(part, "sum" | "count"),
        _ => false,
    };
    fits.then_some(metric)
}

fn list() -> List {
    List::at(root(7), 6)
}

impl Metric {
    /// Its name; a histogram's without `_bucket`.
    pub fn name(self) -> &'static str {
        text_at(self.0)
    }

    /// Who exposes it: `node_exporter`.
    pub fn exporter(self) -> &'static str {
        text_at(self.0 + 1)
    }

    /// Its type.
    pub fn ty(self) -> MetricType {
        match word(self.0 + 2) {
            layout::COUNTER => MetricType::Counter,
            layout::HISTOGRAM => MetricType::Histogram,
            layout::SUMMARY => MetricType::Summary,
            _ => MetricType::Gauge,
        }
    }

    /// The unit of its values in the plural: `seconds`, `bytes`.
    pub fn unit(self) -> Option<&'static str> {
        Some(text_at(self.0 + 3)).filter(|unit| !unit.is_empty())
    }

    /// Its main labels, without those that the scrape adds (`job`, `instance`).
    pub fn labels(self) -> impl ExactSizeIterator<Item = &'static str> + DoubleEndedIterator + Clone {
        List::at(word(self.0 + 4), 1).texts()
    }

    /// What it measures, in a few words.
    pub fn help(self) -> Option<&'static str> {
        Some(text_at(self.0 + 5)).filter(|help| !help.is_empty())
    }
}

impl fmt::Debug for Metric {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "Metric({}, {:?})", self.name(), self.ty())
    }
}
