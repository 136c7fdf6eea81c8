//! Hardening of resources on Azure.

mod data;
mod platform;

use super::{Resource, Scope, Want, argument, items};
use crate::Rule;

/// Every hardening rule on Azure's resources.
pub(super) fn rules() -> Vec<&'static Rule> {
    let subjects: [&'static [Rule]; 2] = [data::RULES, platform::RULES];
    subjects.into_iter().flatten().collect()
}
