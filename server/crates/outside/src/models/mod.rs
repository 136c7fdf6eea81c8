//! Model providers behind one call: a question goes out, text comes back as it is written.
//!
//! Each provider's wire format is a file under `wire/` and only turns values into values; sending, waiting, trying
//! again and counting are the same for all. What is asked is cleared of secrets in one place (`clear.rs`). A dropped
//! call closes its connection. This module must never judge an answer: what a model said is only text here.

mod chain;
mod clear;
mod client;
mod error;
mod frames;
mod iam;
mod key;
mod limit;
mod question;
mod retry;
mod settings;
mod transport;
mod wire;

pub use author::model::{Message, Piece, Role};
pub use chain::{Chain, Link};
pub use clear::cleared_text;
pub use client::{Client, Said};
pub use error::{Fault, ModelError};
pub use key::ApiKey;
pub use question::{Answer, Finish, Question, Usage};
pub use settings::{Provider, Settings, Timeouts};
