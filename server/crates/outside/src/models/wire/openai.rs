//! OpenAI's chat completions, and every server that speaks them (llama-server, vLLM, LM Studio ...).

use super::{Call, Manner, Reading, Trouble, Wire};
use super::{json_of, listed, no_error, number_at, text_at, turns_with_system};
use crate::models::clear::Asked;
use crate::models::frames::Event;
use crate::models::settings::OPENAI;
use crate::models::{Finish, Settings};
use serde_json::{Value, json};

#[derive(Debug)]
pub(super) struct OpenAi {
    base: String,
    model: String,
    /// Compatible servers know the older name of the limit only.
    limit: &'static str,
}

impl OpenAi {
    pub(super) fn new(settings: &Settings) -> Self {
        let own = settings.base == OPENAI;
        let limit = if own { "max_completion_tokens" } else { "max_tokens" };
        Self { base: settings.base.clone(), model: settings.model.clone(), limit }
    }
}

impl Wire for OpenAi {
    fn chat(&self, question: &Asked, manner: Manner) -> Call {
        let mut body = json!({ "model": self.model, "messages": turns_with_system(question) });
        body[self.limit] = question.answer_tokens.into();
        add_shape(&mut body, question, manner);
        if manner.streamed {
            body["stream"] = true.into();
            if !manner.plain {
                body["stream_options"] = json!({ "include_usage": true });
            }
        }
        Call { url: format!("{}/chat/completions", self.base), body: Some(body) }
    }

    fn models(&self) -> Call {
        Call { url: format!("{}/models", self.base), body: None }
    }

    fn event(&self, event: &Event, reading: &mut Reading) -> Result<(), Trouble> {
        if event.data.starts_with("[DONE]") {
            reading.ended = true;
            return Ok(());
        }
        take_chunk(&json_of(event)?, reading)
    }

    fn whole(&self, body: &Value, reading: &mut Reading) -> Result<(), Trouble> {
        take_whole(body, reading)
    }

    fn names(&self, body: &Value) -> Vec<String> {
        listed(body, "data", "id")
    }
}

/// Temperature and schema, as OpenAI and watsonx name them.
pub(super) fn add_shape(body: &mut Value, question: &Asked, manner: Manner) {
    if manner.plain {
        return;
    }
    body["temperature"] = 0.into();
    if let Some(schema) = &question.schema {
        let schema = json!({ "name": "files", "strict": true, "schema": **schema });
        body["response_format"] = json!({ "type": "json_schema", "json_schema": schema });
    }
}

/// One chunk of a stream.
pub(super) fn take_chunk(chunk: &Value, reading: &mut Reading) -> Result<(), Trouble> {
    no_error(chunk)?;
    if !chunk.get("choices").is_some_and(Value::is_array) {
        return Err(Trouble::Malformed("a message has no choices".to_owned()));
    }
    if let Some(text) = text_at(chunk, "/choices/0/delta/content") {
        reading.text.push_str(text);
    }
    take_rest(chunk, reading);
    Ok(())
}

/// An answer that came whole.
pub(super) fn take_whole(body: &Value, reading: &mut Reading) -> Result<(), Trouble> {
    no_error(body)?;
    let Some(message) = body.pointer("/choices/0/message") else {
        return Err(Trouble::Malformed("the answer has no choices".to_owned()));
    };
    if let Some(refusal) = text_at(message, "/refusal") {
        reading.blocked = Some(refusal.to_owned());
    }
    reading.text.push_str(text_at(message, "/content").unwrap_or_default());
    take_rest(body, reading);
    reading.ended = true;
    Ok(())
}

fn take_rest(body: &Value, reading: &mut Reading) {
    if let Some(reason) = text_at(body, "/choices/0/finish_reason") {
        reading.finish = Some(match reason {
            "stop" => Finish::Stop,
            "length" => Finish::Length,
            "content_filter" => Finish::Blocked,
            _ => Finish::Other,
        });
    }
    reading.usage.question = number_at(body, "/usage/prompt_tokens").unwrap_or(reading.usage.question);
    reading.usage.answer = number_at(body, "/usage/completion_tokens").unwrap_or(reading.usage.answer);
}
