//! A suppression that hides nothing.
//!
//! The fault was mended, the block has moved, or the code is misspelt: the comment says that something is wrong where
//! nothing is. A suppression stands at the end of the line, or above the block, field or document that it is about;
//! `omni:ignore-file` is about the whole file.
//!
//! ```hcl
//! # omni:ignore TF-AWS-bucket-versioning logs are kept for a day only
//! resource "aws_s3_bucket" "logs" {
//! }
//! ```
//!
//! Delete the comment.

use crate::Severity;
use crate::rule::{Check, Rule, manual};

pub(crate) static RULE: Rule = Rule {
    code: "stale-suppression",
    title: "suppression that hides nothing",
    severity: Severity::Info,
    doc: manual!("stale.rs"),
    check: Check::Unit(|_, _| {}),
};
