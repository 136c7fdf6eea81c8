//! Anthropic's messages: named events, the system's word beside the turns.

use super::{Call, Manner, Reading, Trouble, Wire};
use super::{json_of, listed, no_error, number_at, text_at, turns};
use crate::models::clear::Asked;
use crate::models::frames::Event;
use crate::models::{Finish, Settings};
use serde_json::{Value, json};

#[derive(Debug)]
pub(super) struct Anthropic {
    base: String,
    model: String,
    version: String,
}

impl Anthropic {
    pub(super) fn new(settings: &Settings) -> Self {
        let Settings { base, model, version, .. } = settings;
        Self { base: base.clone(), model: model.clone(), version: version.clone() }
    }
}

impl Wire for Anthropic {
    fn chat(&self, question: &Asked, manner: Manner) -> Call {
        let mut body = json!({
            "model": self.model,
            "max_tokens": question.answer_tokens,
            "messages": turns(&question.turns),
            "stream": manner.streamed,
        });
        if !question.system.is_empty() {
            body["system"] = question.system.as_str().into();
        }
        if !manner.plain {
            body["temperature"] = 0.into();
            if let Some(schema) = &question.schema {
                body["output_config"] = json!({ "format": { "type": "json_schema", "schema": **schema } });
            }
        }
        Call { url: format!("{}/v1/messages", self.base), body: Some(body) }
    }

    fn models(&self) -> Call {
        Call { url: format!("{}/v1/models", self.base), body: None }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![("anthropic-version", self.version.clone())]
    }

    fn event(&self, event: &Event, reading: &mut Reading) -> Result<(), Trouble> {
        match event.name.as_str() {
            "message_start" => take_usage(&json_of(event)?, "/message/usage", reading),
            "content_block_delta" => {
                let body = json_of(event)?;
                if text_at(&body, "/delta/type") == Some("text_delta") {
                    reading.text.push_str(text_at(&body, "/delta/text").unwrap_or_default());
                }
            }
            "message_delta" => {
                let body = json_of(event)?;
                reading.finish = text_at(&body, "/delta/stop_reason").map(finish).or(reading.finish);
                take_usage(&body, "/usage", reading);
            }
            "message_stop" => reading.ended = true,
            "error" => return no_error(&json_of(event)?),
            // `ping`, the ends of blocks, and what later versions add.
            _ => {}
        }
        Ok(())
    }

    fn whole(&self, body: &Value, reading: &mut Reading) -> Result<(), Trouble> {
        no_error(body)?;
        let Some(blocks) = body.get("content").and_then(Value::as_array) else {
            return Err(Trouble::Malformed("the answer has no content".to_owned()));
        };
        for block in blocks.iter().filter(|b| text_at(b, "/type") == Some("text")) {
            reading.text.push_str(text_at(block, "/text").unwrap_or_default());
        }
        reading.finish = text_at(body, "/stop_reason").map(finish);
        take_usage(body, "/usage", reading);
        reading.ended = true;
        Ok(())
    }

    fn names(&self, body: &Value) -> Vec<String> {
        listed(body, "data", "id")
    }
}

fn finish(reason: &str) -> Finish {
    match reason {
        "end_turn" | "stop_sequence" => Finish::Stop,
        "max_tokens" | "model_context_window_exceeded" => Finish::Length,
        "refusal" => Finish::Blocked,
        _ => Finish::Other,
    }
}

fn take_usage(body: &Value, place: &str, reading: &mut Reading) {
    let count = |name: &str| number_at(body, &format!("{place}/{name}"));
    reading.usage.question = count("input_tokens").unwrap_or(reading.usage.question);
    reading.usage.answer = count("output_tokens").unwrap_or(reading.usage.answer);
}
