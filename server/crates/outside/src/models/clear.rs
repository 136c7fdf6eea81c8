use super::{Fault, Question, Role};
use crate::redact::{Cleared, Part, Redactor};
use parking_lot::Mutex;
use serde_json::Value;
use std::sync::Arc;

/// A question as it may leave the machine. Only [`clear`] makes one, and wire formats take nothing else.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// What holds for the whole conversation.
    pub(super) system: String,
    /// The turns so far.
    pub(super) turns: Vec<(Role, String)>,
    /// As in [`Question`].
    pub(super) answer_tokens: u32,
    /// As in [`Question`].
    pub(super) context_tokens: u32,
    /// As in [`Question`].
    pub(super) schema: Option<Arc<Value>>,
}

/// The whole text of `question` as it may leave the machine, for the key of its answer; `None` where it may not.
pub fn cleared_text(question: &Question, redactor: &Mutex<Redactor>) -> Option<String> {
    let asked = clear(question, redactor).ok()?;
    let turns = asked.turns.into_iter().map(|(_, text)| text);
    Some(std::iter::once(asked.system).chain(turns).collect::<Vec<_>>().join("\u{1e}"))
}

/// `question` without its secrets, all of it or nothing.
pub(super) fn clear(question: &Question, redactor: &Mutex<Redactor>) -> Result<Asked, Fault> {
    let pieces = question.messages.iter().flat_map(|message| &message.pieces);
    let files = pieces.map(|piece| Part { path: piece.path.as_deref(), text: &piece.text });
    let parts: Vec<Part> = [Part::text(&question.system)].into_iter().chain(files).collect();
    let cleared = redactor.lock().clear(&parts);
    let mut cleared = cleared.map_err(|refused| Fault::NotCleared(refused.to_string()))?.into_iter();
    let system = cleared.next().map(|text| text.as_str().to_owned()).unwrap_or_default();
    let turns = question.messages.iter().map(|message| {
        let texts: Vec<Cleared> = cleared.by_ref().take(message.pieces.len()).collect();
        (message.role, texts.iter().map(Cleared::as_str).collect())
    });
    let turns = turns.collect();
    Ok(Asked {
        system,
        turns,
        answer_tokens: question.answer_tokens,
        context_tokens: question.context_tokens,
        schema: question.schema.clone(),
    })
}
