//! Terraform files as seen by the graph: what each top-level block is, defines and refers to, and the module
//! that the files of a directory make.

mod cluster;
mod holder;
mod lock;
mod module;
mod references;
mod symbols;
mod units;
mod walk;

pub use holder::holder;
pub use lock::{LockedProvider, locked_provider};
pub use module::{Module, ModuleSource};
pub use references::{address_text, configuration_name, is_expression};
pub use units::TerraformBlock;
pub use walk::{Visit, dynamic_iterator, walk_body, walk_expression};

pub(crate) use symbols::{names, value_names};
pub(crate) use units::{classify, hash_heads, is_closed, is_configuration};
