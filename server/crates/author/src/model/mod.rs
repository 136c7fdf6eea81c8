//! A model as an author: what it is asked, and how its answer becomes proven changes or nothing.
//!
//! A [`Dialogue`] says what to ask next and is told what was answered; who asks, and how, is not its concern. An
//! answer is data from a stranger: it becomes texts of files inside the directory that was named, of kinds that are
//! checked, or it becomes nothing. It must never become a command, and no text of it goes further unproven.

mod answer;
mod dialogue;
mod extract;
mod guard;
mod lay;
mod place;
mod prompt;

pub(crate) use lay::lay;

pub use dialogue::{Dialogue, Heard, Limits};
pub use prompt::{Message, Piece, Prompt, Role};

/// The JSON Schema of an answer, for providers that hold a model to one.
pub const ANSWER_SCHEMA: &str = r#"{
  "type": "object",
  "additionalProperties": false,
  "required": ["files"],
  "properties": {
    "files": {
      "type": "array",
      "items": {
        "type": "object",
        "additionalProperties": false,
        "required": ["path", "content"],
        "properties": { "path": { "type": "string" }, "content": { "type": "string" } }
      }
    }
  }
}"#;
