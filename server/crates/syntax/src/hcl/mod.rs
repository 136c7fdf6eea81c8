//! HCL, the language of Terraform files: units, their trees, and formatting that leaves meaning alone.
//!
//! A file is cut into [`units`], each of which [`parse`] reads alone. This module must never know what a
//! name means: no block, no resource type. Only the formatter knows one word, `variable`, whose types
//! Terraform spells anew.

mod context;
mod format;
mod lexer;
mod parser;
mod string;
mod token;
mod tree;
mod units;
mod write;

pub use context::{Context, context};
pub use format::format;
pub use lexer::tokens;
pub use parser::parse;
pub use token::{Token, TokenKind};
pub use tree::*;
pub use units::units;
pub use write::{is_identifier, quote};
