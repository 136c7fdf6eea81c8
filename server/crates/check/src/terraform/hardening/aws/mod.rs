//! Hardening of resources on AWS.

mod database;
mod identity;
mod network;
mod platform;
mod storage;

use super::argument;
use super::{Companion, Resource, Scope, Want, items};
use crate::Rule;

/// Every hardening rule on AWS resources.
pub(super) fn rules() -> Vec<&'static Rule> {
    let subjects: [&'static [Rule]; 5] =
        [database::RULES, identity::RULES, network::RULES, platform::RULES, storage::RULES];
    subjects.into_iter().flatten().collect()
}
