//! Hardening of resources on Azure.

use crate::Rule;

/// Every hardening rule on its resources.
pub(super) fn rules() -> Vec<&'static Rule> {
    Vec::new()
}
