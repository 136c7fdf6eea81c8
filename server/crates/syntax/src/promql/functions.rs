use super::ValueType::{self, Matrix, Scalar, String, Vector};

/// A function of PromQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name.
    pub name: &'static str,
    /// The types of its arguments; the last one repeats where it is variadic.
    pub args: &'static [ValueType],
    /// How many arguments may be left out or added at the end: 0 none, a positive number that many on top of all but
    /// the last of `args`, a negative one any number.
    pub variadic: i8,
    /// The type of its result.
    pub returns: ValueType,
    /// Whether Prometheus takes it only with `--enable-feature=promql-experimental-functions`.
    pub experimental: bool,
}

const fn plain(name: &'static str, args: &'static [ValueType]) -> Function {
    Function { name, args, variadic: 0, returns: Vector, experimental: false }
}

const fn optional(name: &'static str, args: &'static [ValueType]) -> Function {
    Function { variadic: 1, ..plain(name, args) }
}

const fn any_number(name: &'static str, args: &'static [ValueType]) -> Function {
    Function { variadic: -1, ..plain(name, args) }
}

const fn scalar(name: &'static str, args: &'static [ValueType]) -> Function {
    Function { returns: Scalar, ..plain(name, args) }
}

const fn experimental(function: Function) -> Function {
    Function { experimental: true, ..function }
}

/// The functions of Prometheus 3.16 (`promql/parser/functions.go`), by name.
pub const FUNCTIONS: &[Function] = &[
    plain("abs", &[Vector]),
    plain("absent", &[Vector]),
    plain("absent_over_time", &[Matrix]),
    plain("acos", &[Vector]),
    plain("acosh", &[Vector]),
    plain("asin", &[Vector]),
    plain("asinh", &[Vector]),
    plain("atan", &[Vector]),
    plain("atanh", &[Vector]),
    plain("avg_over_time", &[Matrix]),
    plain("ceil", &[Vector]),
    plain("changes", &[Matrix]),
    plain("clamp", &[Vector, Scalar, Scalar]),
    plain("clamp_max", &[Vector, Scalar]),
    plain("clamp_min", &[Vector, Scalar]),
    plain("cos", &[Vector]),
    plain("cosh", &[Vector]),
    plain("count_over_time", &[Matrix]),
    optional("day_of_month", &[Vector]),
    optional("day_of_week", &[Vector]),
    optional("day_of_year", &[Vector]),
    optional("days_in_month", &[Vector]),
    plain("deg", &[Vector]),
    plain("delta", &[Matrix]),
    plain("deriv", &[Matrix]),
    experimental(plain("double_exponential_smoothing", &[Matrix, Scalar, Scalar])),
    experimental(scalar("end", &[])),
    plain("exp", &[Vector]),
    plain("first_over_time", &[Matrix]),
    plain("floor", &[Vector]),
    plain("histogram_avg", &[Vector]),
    plain("histogram_count", &[Vector]),
    plain("histogram_fraction", &[Scalar, Scalar, Vector]),
    plain("histogram_quantile", &[Scalar, Vector]),
    experimental(Function { variadic: 9, ..plain("histogram_quantiles", &[Vector, String, Scalar, Scalar]) }),
    plain("histogram_stddev", &[Vector]),
    plain("histogram_stdvar", &[Vector]),
    plain("histogram_sum", &[Vector]),
    optional("hour", &[Vector]),
    plain("idelta", &[Matrix]),
    plain("increase", &[Matrix]),
    experimental(optional("info", &[Vector, Vector])),
    experimental(optional("integral", &[Matrix, Scalar])),
    plain("irate", &[Matrix]),
    any_number("label_join", &[Vector, String, String, String]),
    plain("label_replace", &[Vector, String, String, String, String]),
    plain("last_over_time", &[Matrix]),
    plain("ln", &[Vector]),
    plain("log10", &[Vector]),
    plain("log2", &[Vector]),
    experimental(plain("mad_over_time", &[Matrix])),
    experimental(scalar("max_of", &[Scalar, Scalar])),
    plain("max_over_time", &[Matrix]),
    experimental(scalar("min_of", &[Scalar, Scalar])),
    plain("min_over_time", &[Matrix]),
    optional("minute", &[Vector]),
    optional("month", &[Vector]),
    scalar("pi", &[]),
    plain("predict_linear", &[Matrix, Scalar]),
    plain("present_over_time", &[Matrix]),
    plain("quantile_over_time", &[Scalar, Matrix]),
    plain("rad", &[Vector]),
    experimental(scalar("range", &[])),
    plain("rate", &[Matrix]),
    plain("resets", &[Matrix]),
    optional("round", &[Vector, Scalar]),
    scalar("scalar", &[Vector]),
    plain("sgn", &[Vector]),
    plain("sin", &[Vector]),
    plain("sinh", &[Vector]),
    plain("sort", &[Vector]),
    experimental(any_number("sort_by_label", &[Vector, String])),
    experimental(any_number("sort_by_label_desc", &[Vector, String])),
    plain("sort_desc", &[Vector]),
    plain("sqrt", &[Vector]),
    experimental(scalar("start", &[])),
    experimental(plain("start_timestamp", &[Vector])),
    plain("stddev_over_time", &[Matrix]),
    plain("stdvar_over_time", &[Matrix]),
    experimental(scalar("step", &[])),
    plain("sum_over_time", &[Matrix]),
    plain("tan", &[Vector]),
    plain("tanh", &[Vector]),
    scalar("time", &[]),
    plain("timestamp", &[Vector]),
    experimental(plain("ts_of_first_over_time", &[Matrix])),
    experimental(plain("ts_of_last_over_time", &[Matrix])),
    experimental(plain("ts_of_max_over_time", &[Matrix])),
    experimental(plain("ts_of_min_over_time", &[Matrix])),
    plain("vector", &[Scalar]),
    optional("year", &[Vector]),
];

/// The aggregations, and whether the first of their two arguments is a parameter, of which type; the last column
/// tells the experimental ones.
const AGGREGATIONS: [(&str, Option<ValueType>, bool); 14] = [
    ("avg", None, false),
    ("bottomk", Some(Scalar), false),
    ("count", None, false),
    ("count_values", Some(String), false),
    ("group", None, false),
    ("limit_ratio", Some(Scalar), true),
    ("limitk", Some(Scalar), true),
    ("max", None, false),
    ("min", None, false),
    ("quantile", Some(Scalar), false),
    ("stddev", None, false),
    ("stdvar", None, false),
    ("sum", None, false),
    ("topk", Some(Scalar), false),
];

/// The function `name`; names are case-sensitive.
pub fn function(name: &str) -> Option<&'static Function> {
    FUNCTIONS.binary_search_by(|f| f.name.cmp(name)).ok().and_then(|i| FUNCTIONS.get(i))
}

/// The aggregation `name` (in lower case): the type of its parameter if it takes one, and whether it is experimental.
pub fn aggregation(name: &str) -> Option<(Option<ValueType>, bool)> {
    AGGREGATIONS
        .iter()
        .find(|(n, ..)| *n == name)
        .map(|(_, parameter, experimental)| (*parameter, *experimental))
}
