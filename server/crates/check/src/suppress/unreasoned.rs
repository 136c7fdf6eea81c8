//! A suppression that does not say why.
//!
//! Whoever reads it later cannot tell whether the reason still holds. Write it after the code.
//!
//! ```hcl
//! resource "aws_s3_bucket" "logs" { # omni:ignore TF-AWS-bucket-versioning
//! }
//! ```

use crate::Severity;
use crate::rule::{Check, Rule, manual};

pub(crate) static RULE: Rule = Rule {
    code: "suppression-without-reason",
    title: "suppression that does not say why",
    severity: Severity::Hint,
    doc: manual!("unreasoned.rs"),
    check: Check::Unit(|_, _| {}),
};
