//! Checks of Terraform configuration: the language, the providers' schemas, the references and types of a module.
//!
//! A verdict is to equal that of `terraform validate`; what it cannot see (a provider that is not bundled, a remote
//! module) is not judged.

mod context;
mod language;
mod providers;
pub(crate) mod rules;
mod schema;

pub(crate) use context::{BlockContext, BodyContext, Hook, check_linked, check_local};
pub(crate) use providers::Providers;
