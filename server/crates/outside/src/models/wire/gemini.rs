//! Google's Gemini (Developer API). A streamed answer ends with its body: there is no mark of the end.

use super::{Call, Manner, Reading, Trouble, Wire};
use super::{json_of, listed, no_error, number_at, text_at};
use crate::models::clear::Asked;
use crate::models::frames::Event;
use crate::models::{Finish, Role, Settings};
use serde_json::{Value, json};

#[derive(Debug)]
pub(super) struct Gemini {
    base: String,
    model: String,
}

impl Gemini {
    pub(super) fn new(settings: &Settings) -> Self {
        let base = format!("{}/{}", settings.base, settings.version);
        Self { base, model: settings.model.trim_start_matches("models/").to_owned() }
    }
}

impl Wire for Gemini {
    fn chat(&self, question: &Asked, manner: Manner) -> Call {
        let turn = |(role, text): &(Role, String)| {
            let role = if *role == Role::User { "user" } else { "model" };
            json!({ "role": role, "parts": [{ "text": text }] })
        };
        let mut config = json!({ "maxOutputTokens": question.answer_tokens });
        if !manner.plain {
            config["temperature"] = 0.into();
            if let Some(schema) = &question.schema {
                config["responseMimeType"] = "application/json".into();
                config["responseJsonSchema"] = (**schema).clone();
            }
        }
        let contents: Vec<_> = question.turns.iter().map(turn).collect();
        let mut body = json!({ "contents": contents, "generationConfig": config });
        if !question.system.is_empty() {
            body["systemInstruction"] = json!({ "parts": [{ "text": question.system }] });
        }
        let method = if manner.streamed { "streamGenerateContent?alt=sse" } else { "generateContent" };
        Call { url: format!("{}/models/{}:{method}", self.base, self.model), body: Some(body) }
    }

    fn models(&self) -> Call {
        Call { url: format!("{}/models", self.base), body: None }
    }

    fn event(&self, event: &Event, reading: &mut Reading) -> Result<(), Trouble> {
        self.whole(&json_of(event)?, reading)
    }

    /// A streamed chunk and a whole answer are of one shape.
    fn whole(&self, body: &Value, reading: &mut Reading) -> Result<(), Trouble> {
        no_error(body)?;
        if let Some(reason) = text_at(body, "/promptFeedback/blockReason") {
            reading.blocked = Some(reason.to_owned());
            return Ok(());
        }
        if body.get("candidates").is_none() && body.get("usageMetadata").is_none() {
            return Err(Trouble::Malformed("a message has neither candidates nor usage".to_owned()));
        }
        let parts = body.pointer("/candidates/0/content/parts").and_then(Value::as_array);
        for part in parts.map(Vec::as_slice).unwrap_or_default() {
            if part.get("thought").and_then(Value::as_bool) != Some(true) {
                reading.text.push_str(text_at(part, "/text").unwrap_or_default());
            }
        }
        if let Some(reason) = text_at(body, "/candidates/0/finishReason") {
            reading.finish = Some(match reason {
                "STOP" => Finish::Stop,
                "MAX_TOKENS" => Finish::Length,
                "SAFETY" | "RECITATION" | "BLOCKLIST" | "PROHIBITED_CONTENT" | "SPII" => Finish::Blocked,
                _ => Finish::Other,
            });
        }
        let count = |name: &str| number_at(body, &format!("/usageMetadata/{name}"));
        reading.usage.question = count("promptTokenCount").unwrap_or(reading.usage.question);
        if let Some(answer) = count("candidatesTokenCount") {
            reading.usage.answer = answer + count("thoughtsTokenCount").unwrap_or_default();
        }
        Ok(())
    }

    fn names(&self, body: &Value) -> Vec<String> {
        let names = listed(body, "models", "name").into_iter();
        names.map(|name| name.trim_start_matches("models/").to_owned()).collect()
    }
}
