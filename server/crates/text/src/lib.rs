//! Text as the editor sees it: byte spans, line and column positions in the three LSP encodings,
//! a versioned rope document, and edits that can be inverted.
//!
//! Everything below the server crate speaks byte offsets; only [`Encoding`] knows about UTF-16.
//! This crate must never know a file format, a path or the protocol.

mod document;
mod edit;
mod lines;
mod span;

pub use document::{Change, Document};
pub use edit::{EditError, TextEdit, apply, invert};
pub use lines::{Encoding, LineIndex, Position, Range};
pub use span::Span;
