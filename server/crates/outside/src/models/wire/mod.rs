//! The providers' wire formats: a question becomes a call, and messages become text. A file a provider, values to
//! values; nothing here sends, waits or knows a key.

mod anthropic;
mod gemini;
mod ollama;
mod openai;
mod watsonx;

use super::clear::Asked;
use super::frames::{Event, Framing};
use super::{Finish, Provider, Role, Settings, Usage};
use serde_json::{Value, json};
use std::fmt;

/// A request to a provider, without what proves who asks.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Call {
    /// Absolute.
    pub(super) url: String,
    /// What is posted; a call without one is a GET.
    pub(super) body: Option<Value>,
}

/// How a call is to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Manner {
    /// Have the text sent as it is written.
    pub(super) streamed: bool,
    /// Send only what every server of the protocol takes: neither a schema nor a temperature.
    pub(super) plain: bool,
}

/// An answer as far as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    /// All of the text.
    pub(super) text: String,
    /// Why it ends, once that was said.
    pub(super) finish: Option<Finish>,
    /// What it costs so far.
    pub(super) usage: Usage,
    /// The mark of the end has come.
    pub(super) ended: bool,
    /// The question itself was withheld, and why.
    pub(super) blocked: Option<String>,
}

/// A provider's wire format.
pub(super) trait Wire: fmt::Debug + Send + Sync {
    /// The call that asks `question`.
    fn chat(&self, question: &Asked, manner: Manner) -> Call;

    /// The call that lists the models.
    fn models(&self) -> Call;

    /// Headers of every call besides the usual ones.
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// How a streamed answer is cut.
    fn framing(&self) -> Framing {
        Framing::Events
    }

    /// Takes one message of a streamed answer. The error is the server's word for a failure in the middle.
    fn event(&self, event: &Event, reading: &mut Reading) -> Result<(), Trouble>;

    /// Takes an answer that came whole.
    fn whole(&self, body: &Value, reading: &mut Reading) -> Result<(), Trouble>;

    /// The names in a list of models.
    fn names(&self, body: &Value) -> Vec<String>;

    /// What an error's body says.
    fn complaint(&self, body: &Value) -> Option<String> {
        complaint(body)
    }
}

/// Why a message could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The server failed, and says so.
    Told(String),
    /// The message is not of the protocol: what is wrong with it.
    Malformed(String),
}

/// The wire format that `settings` choose.
pub(super) fn of(settings: &Settings) -> Box<dyn Wire> {
    match settings.provider {
        Provider::Ollama => Box::new(ollama::Ollama::new(settings)),
        Provider::OpenAi => Box::new(openai::OpenAi::new(settings)),
        Provider::Gemini => Box::new(gemini::Gemini::new(settings)),
        Provider::Watsonx => Box::new(watsonx::Watsonx::new(settings)),
        Provider::Anthropic => Box::new(anthropic::Anthropic::new(settings)),
    }
}

/// The data of an event as JSON.
fn json_of(event: &Event) -> Result<Value, Trouble> {
    serde_json::from_str(&event.data).map_err(|e| Trouble::Malformed(format!("a message is not JSON ({e})")))
}

/// The usual shapes of errors: `{error: {message}}`, `{error: "text"}`, `{errors: [{message}]}`, `{message}`.
fn complaint(body: &Value) -> Option<String> {
    let places = ["/error/message", "/error", "/errors/0/message", "/errorMessage", "/message"];
    places.iter().find_map(|place| body.pointer(place)?.as_str()).map(str::to_owned)
}

/// Stops at an error that a message carries.
fn no_error(body: &Value) -> Result<(), Trouble> {
    match body.get("error") {
        None | Some(Value::Null) => Ok(()),
        Some(_) => Err(Trouble::Told(complaint(body).unwrap_or_else(|| "it does not say why".to_owned()))),
    }
}

fn text_at<'a>(body: &'a Value, place: &str) -> Option<&'a str> {
    body.pointer(place).and_then(Value::as_str)
}

fn number_at(body: &Value, place: &str) -> Option<u64> {
    body.pointer(place).and_then(Value::as_u64)
}

/// The turns as most providers take them.
fn turns(turns: &[(Role, String)]) -> Vec<Value> {
    let one = |(role, text): &(Role, String)| {
        let role = if *role == Role::User { "user" } else { "assistant" };
        json!({ "role": role, "content": text })
    };
    turns.iter().map(one).collect()
}

/// The same with the system's word in front.
fn turns_with_system(question: &Asked) -> Vec<Value> {
    let system = json!({ "role": "system", "content": question.system });
    let system = (!question.system.is_empty()).then_some(system);
    system.into_iter().chain(turns(&question.turns)).collect()
}

/// The names at `field` of the objects in the list at `list`.
fn listed(body: &Value, list: &str, field: &str) -> Vec<String> {
    let items = body.get(list).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| item.get(field)?.as_str().map(str::to_owned)).collect()
}
