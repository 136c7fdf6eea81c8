//! Answers that were proven, as the cache keeps them: with placeholders for secrets, under a key that tells nothing.
//! What comes out of the cache is judged like any answer; it must never be taken on trust.

use author::Outcome;
use outside::cache::{self, Key};
use outside::models::{Answer, Chain, Finish, Link, Question, Usage, cleared_text};
use outside::redact::Redactor;
use parking_lot::Mutex;

/// What the proof says of an answer that was asked for before.
pub(super) const NOTE: &str = "from the cache: asked and proven before, and proven again now";

/// The key of the answer to a conversation's first question; `None` where the question may not leave the machine.
pub(super) fn key(chain: &Chain, question: &Question, redactor: &Mutex<Redactor>) -> Option<Key> {
    let request = cleared_text(question, redactor)?;
    let models = chain.links().iter().filter_map(|link| match link {
        Link::Model(client) => Some(client.settings()),
        Link::Broken(_) => None,
    });
    let (providers, models): (Vec<&str>, Vec<String>) =
        models.map(|s| (s.provider.name(), format!("{} {}", s.base, s.model))).unzip();
    let asked = cache::Question {
        provider: &providers.join(","),
        model: &models.join(","),
        parameters: &format!("{} {}", question.answer_tokens, question.context_tokens),
        request: &request,
        version: env!("CARGO_PKG_VERSION"),
    };
    Some(asked.key())
}

/// Whether the outcome is the proven answer of the model called `by`.
pub(super) fn is_of(outcome: &Outcome, by: &str) -> bool {
    match outcome {
        Outcome::Proposed(changes) => changes.proof.written_by.first().is_some_and(|who| who.starts_with(by)),
        Outcome::Refused(_) => false,
    }
}

/// An answer as it is kept.
pub(super) fn write(answer: &Answer) -> String {
    serde_json::json!([answer.by, answer.text]).to_string()
}

/// A kept answer; `None` for what is none.
pub(super) fn read(kept: &str) -> Option<Answer> {
    let (by, text): (String, String) = serde_json::from_str(kept).ok()?;
    if by.is_empty() {
        return None;
    }
    Some(Answer { text, finish: Finish::Stop, usage: Usage::default(), by })
}
