//! HCL, the language of Terraform files: units, their trees, and formatting that leaves meaning alone.

mod tree;

pub use tree::*;
