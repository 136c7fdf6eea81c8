//! The text cannot be read.
//!
//! A file is read in units: a top-level block of HCL, a document of YAML. A unit that cannot be read is reported here
//! and loses only itself; the rest of the file is checked as ever.
//!
//! ```hcl
//! resource "aws_s3_bucket" "logs" {
//!   bucket = "logs
//! }
//! ```
//!
//! Close the string: `bucket = "logs"`.

use crate::Severity;
use crate::context::UnitContext;
use crate::report::Sink;
use crate::rule::{Check, Rule, manual};

pub(crate) const CODE: &str = "syntax-error";

pub(crate) static RULE: Rule = Rule {
    code: CODE,
    title: "text that cannot be read",
    severity: Severity::Error,
    doc: manual!("syntax_error.rs"),
    check: Check::Unit(check),
};

fn check(context: &UnitContext<'_>, sink: &mut Sink<'_>) {
    for error in &context.unit.errors {
        sink.report(error.span, error.message.clone());
    }
}
