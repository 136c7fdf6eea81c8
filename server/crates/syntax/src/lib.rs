//! Trees for what people write: HCL, YAML, JSON, PromQL and the Go templates of alert annotations.
//!
//! Parsing cannot fail: it returns a tree and a list of [`SyntaxError`]s, and every node has a byte span.
//! Files are read in *units* (a top-level HCL block, a YAML document) that parse alone, so that a broken one
//! loses only itself and an edit re-reads only its own. This crate must never know what a word means: no
//! schema, no resource type, no metric name.

pub mod hcl;
pub mod json;
pub mod matcher;
pub mod promql;
mod strconv;
pub mod template;
pub mod yaml;

use text::Span;

/// A fault of syntax, with the bytes to underline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// Where, in the text that was parsed.
    pub span: Span,
    /// One sentence without a full stop.
    pub message: String,
}

impl SyntaxError {
    /// An error at `span`.
    pub fn new(span: Span, message: impl Into<String>) -> Self {
        Self { span, message: message.into() }
    }
}

/// What a parser gives: always a tree, and what is wrong with the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Parsed<T> {
    /// As much of the tree as could be read.
    pub root: T,
    /// What could not.
    pub errors: Vec<SyntaxError>,
}
