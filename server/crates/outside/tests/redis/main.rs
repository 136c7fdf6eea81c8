//! The cache in front of a real Redis.

mod support;
mod trouble;
mod ways;
