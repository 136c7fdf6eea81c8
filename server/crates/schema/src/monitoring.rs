//! Monitoring formats: Prometheus rule files and configuration, Alertmanager configuration, Grafana dashboards;
//! PromQL's functions; and a catalogue of metrics.
//!
//! Sources: the structures in the Go modules of Prometheus, Alertmanager and their common library and in the
//! npm package `@grafana/schema`, at the releases that the files under `data/monitoring` name; what their
//! validation refuses is in the schemas where a schema can say it. Formats of strings used here besides
//! OpenAPI's: `duration`, `promql`, `template`, `regex`, `matcher`, `label-name`, `metric-name`, `host-port`,
//! `target`, `url`, `secret`, `secret-url`, `bytes`, `time-of-day`, `time-zone` and the ranges of time intervals.

use std::fmt;

use crate::data::{List, text_at, word};
use crate::layout::{self, function, value};
use crate::schema::Schema;

mod metrics;

pub use metrics::{Metric, MetricType, metric, metrics};

/// A Prometheus rule file.
pub fn rules() -> Schema {
    format(1)
}

/// Prometheus' configuration file.
pub fn prometheus() -> Schema {
    format(2)
}

/// Alertmanager's configuration file.
pub fn alertmanager() -> Schema {
    format(3)
}

/// A Grafana dashboard. Grafana keeps fields it does not know.
pub fn dashboard() -> Schema {
    format(4)
}

fn root(part: u32) -> u32 {
    word(word(layout::MONITORING) + part)
}

fn format(part: u32) -> Schema {
    Schema::new(root(part), root(0))
}

/// The type of a PromQL expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// A number.
    Scalar,
    /// A string.
    String,
    /// An instant vector: one sample for each series.
    Vector,
    /// A range vector: samples over time for each series.
    Matrix,
}

/// A PromQL function.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Function(u32);

/// A PromQL aggregation operator.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Aggregation(u32);

/// All PromQL functions, sorted by name.
pub fn functions() -> impl ExactSizeIterator<Item = Function> + DoubleEndedIterator + Clone {
    List::at(root(5), 5).items().map(Function)
}

/// The PromQL function with a name, such as `rate`.
pub fn function(name: &str) -> Option<Function> {
    List::at(root(5), 5).find(name, text_at).map(Function)
}

/// All PromQL aggregation operators, sorted by name.
pub fn aggregations() -> impl ExactSizeIterator<Item = Aggregation> + DoubleEndedIterator + Clone {
    List::at(root(6), 2).items().map(Aggregation)
}

/// The PromQL aggregation operator with a name, such as `sum`.
pub fn aggregation(name: &str) -> Option<Aggregation> {
    List::at(root(6), 2).find(name, text_at).map(Aggregation)
}

impl ValueType {
    fn read(word: u32) -> Option<Self> {
        match word & value::MASK {
            value::SCALAR => Some(Self::Scalar),
            value::STRING => Some(Self::String),
            value::VECTOR => Some(Self::Vector),
            value::MATRIX => Some(Self::Matrix),
            _ => None,
        }
    }
}

impl fmt::Display for ValueType {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(match self {
            Self::Scalar => "scalar",
            Self::String => "string",
            Self::Vector => "instant vector",
            Self::Matrix => "range vector",
        })
    }
}

impl Function {
    /// Its name.
    pub fn name(self) -> &'static str {
        text_at(self.0)
    }

    /// What it returns.
    pub fn returns(self) -> ValueType {
        ValueType::read(word(self.0 + 1)).unwrap_or(ValueType::Vector)
    }

    /// The types of its arguments in order; the last one holds for all that follow.
    pub fn args(self) -> impl ExactSizeIterator<Item = ValueType> + DoubleEndedIterator + Clone {
        let read = |item| ValueType::read(word(item)).unwrap_or(ValueType::Vector);
        List::at(word(self.0 + 2), 1).items().map(read)
    }

    /// The fewest arguments.
    pub fn min_args(self) -> u32 {
        word(self.0 + 3)
    }

    /// The most arguments; `None` for any number.
    pub fn max_args(self) -> Option<u32> {
        let max = word(self.0 + 4);
        (max != function::ANY_NUMBER).then_some(max)
    }

    /// It works only when Prometheus is started with experimental functions.
    pub fn experimental(self) -> bool {
        word(self.0 + 1) & function::EXPERIMENTAL != 0
    }
}

impl Aggregation {
    /// Its name.
    pub fn name(self) -> &'static str {
        text_at(self.0)
    }

    /// The type of the parameter before the vector, as `topk` and `quantile` have one.
    pub fn parameter(self) -> Option<ValueType> {
        ValueType::read(word(self.0 + 1))
    }

    /// It works only when Prometheus is started with experimental functions.
    pub fn experimental(self) -> bool {
        word(self.0 + 1) & function::EXPERIMENTAL != 0
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "Function({})", self.name())
    }
}

impl fmt::Debug for Aggregation {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "Aggregation({})", self.name())
    }
}
