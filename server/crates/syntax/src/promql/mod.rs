//! PromQL, the query language of Prometheus 3: a tree with spans, and the checks that its own parser makes.
//!
//! [`parse`] reads any text into a tree; [`check`] tells what is wrong with a tree that was read without fault. The
//! two together give the verdict of Prometheus' parser (v3.16, `promql/parser`). This module must never know what a
//! metric is called or which labels it has.

mod check;
mod duration;
mod functions;
mod lex;
mod literal;
mod modifiers;
mod parse;
mod range;
mod regex;
mod selector;
mod tree;
mod visit;

#[cfg(test)]
mod tests;

pub use check::{Features, ValueType, check, value_type};
pub use duration::parse_duration;
pub use functions::{FUNCTIONS, Function, aggregation, function};
pub(crate) use literal::unquote;
pub use parse::parse;
pub use regex::{Pattern, check_regex};
pub use tree::*;
pub use visit::walk;
