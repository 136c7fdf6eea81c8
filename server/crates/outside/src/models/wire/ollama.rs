//! Ollama's own chat protocol: one JSON object a line.

use super::{Call, Manner, Reading, Trouble, Wire};
use super::{json_of, listed, no_error, number_at, text_at, turns_with_system};
use crate::models::clear::Asked;
use crate::models::frames::{Event, Framing};
use crate::models::{Finish, Settings};
use serde_json::{Value, json};

#[derive(Debug)]
pub(super) struct Ollama {
    base: String,
    model: String,
}

impl Ollama {
    pub(super) fn new(settings: &Settings) -> Self {
        Self { base: settings.base.clone(), model: settings.model.clone() }
    }
}

impl Wire for Ollama {
    fn chat(&self, question: &Asked, manner: Manner) -> Call {
        let mut body = json!({
            "model": self.model,
            "messages": turns_with_system(question),
            // A server that is not told streams.
            "stream": manner.streamed,
            // Without the size of the context a server cuts the question at its own default.
            "options": { "num_ctx": question.context_tokens, "num_predict": question.answer_tokens },
        });
        if !manner.plain {
            body["options"]["temperature"] = 0.into();
            if let Some(schema) = &question.schema {
                body["format"] = (**schema).clone();
            }
        }
        Call { url: format!("{}/api/chat", self.base), body: Some(body) }
    }

    fn models(&self) -> Call {
        Call { url: format!("{}/api/tags", self.base), body: None }
    }

    fn framing(&self) -> Framing {
        Framing::Lines
    }

    fn event(&self, event: &Event, reading: &mut Reading) -> Result<(), Trouble> {
        self.whole(&json_of(event)?, reading)
    }

    /// A streamed line and a whole answer are of one shape.
    fn whole(&self, body: &Value, reading: &mut Reading) -> Result<(), Trouble> {
        no_error(body)?;
        let Some(done) = body.get("done").and_then(Value::as_bool) else {
            return Err(Trouble::Malformed("a message does not say whether it is the last".to_owned()));
        };
        reading.text.push_str(text_at(body, "/message/content").unwrap_or_default());
        if done {
            reading.ended = true;
            reading.finish = Some(match text_at(body, "/done_reason") {
                Some("stop") | None => Finish::Stop,
                Some("length") => Finish::Length,
                Some(_) => Finish::Other,
            });
            reading.usage.question = number_at(body, "/prompt_eval_count").unwrap_or_default();
            reading.usage.answer = number_at(body, "/eval_count").unwrap_or_default();
        }
        Ok(())
    }

    fn names(&self, body: &Value) -> Vec<String> {
        listed(body, "models", "name")
    }
}
