//! Checks of Terraform configuration: the language, the providers' schemas, the references and types of a module.
//!
//! A verdict is to equal that of `terraform validate`; what it cannot see (a provider that is not bundled, a remote
//! module) is not judged.

mod allowed;
mod constraint;
mod context;
mod convert;
mod cycles;
mod evaluate;
mod fault;
mod fill;
mod function_table;
mod graph;
pub(crate) mod hardening;
mod language;
mod providers;
pub(crate) mod rules;
mod schema;
mod scope;
mod statics;
mod types;
mod typing;
mod versions;

pub(crate) use context::{BlockContext, BodyContext, Hook, check_circles, check_linked, check_local};
pub(crate) use cycles::Cycles;
pub use fill::placeholder_of;
pub(crate) use hardening::{Argument, Companion, ResourceRule};
pub(crate) use providers::Providers;
pub(crate) use scope::Types;
pub(crate) use versions::bundled;
pub use versions::{CheckedProvider, checked_providers};
