//! The Go templates of alert labels and annotations, and of Alertmanager's messages: a tree with spans.
//!
//! [`parse`] refuses what Go's `text/template` refuses when it parses, with the functions and variables that
//! Prometheus or Alertmanager give it; [`check`] tells what would only fail when an alert fires. This module must
//! never run a template.

mod check;
mod functions;
mod lex;
mod literal;
mod parse;
mod pipeline;
mod scope;
mod tree;

#[cfg(test)]
mod tests;

pub use check::check;
pub use functions::{Dialect, Function};
pub use parse::parse;
pub use tree::*;
