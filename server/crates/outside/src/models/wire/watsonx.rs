//! IBM watsonx.ai: OpenAI's shapes under other addresses; the path says whether the answer is streamed.

use super::openai::{add_shape, take_chunk, take_whole};
use super::{Call, Manner, Reading, Trouble, Wire};
use super::{complaint, json_of, listed, turns_with_system};
use crate::models::Settings;
use crate::models::clear::Asked;
use crate::models::frames::Event;
use serde_json::{Value, json};

#[derive(Debug)]
pub(super) struct Watsonx {
    base: String,
    model: String,
    version: String,
    /// `project_id` or `space_id`, with its value.
    holder: Option<(&'static str, String)>,
}

impl Watsonx {
    pub(super) fn new(settings: &Settings) -> Self {
        let project = settings.project.clone().map(|id| ("project_id", id));
        Self {
            base: settings.base.clone(),
            model: settings.model.clone(),
            version: settings.version.clone(),
            holder: project.or_else(|| settings.space.clone().map(|id| ("space_id", id))),
        }
    }
}

impl Wire for Watsonx {
    fn chat(&self, question: &Asked, manner: Manner) -> Call {
        let mut body = json!({
            "model_id": self.model,
            "messages": turns_with_system(question),
            "max_tokens": question.answer_tokens,
        });
        if let Some((name, id)) = &self.holder {
            body[*name] = id.as_str().into();
        }
        add_shape(&mut body, question, manner);
        let path = if manner.streamed { "chat_stream" } else { "chat" };
        Call { url: format!("{}/ml/v1/text/{path}?version={}", self.base, self.version), body: Some(body) }
    }

    fn models(&self) -> Call {
        let url = format!("{}/ml/v1/foundation_model_specs?version={}", self.base, self.version);
        Call { url, body: None }
    }

    fn event(&self, event: &Event, reading: &mut Reading) -> Result<(), Trouble> {
        let body = json_of(event)?;
        if event.name == "error" || body.get("errors").is_some() {
            return Err(Trouble::Told(complaint(&body).unwrap_or_else(|| event.data.clone())));
        }
        take_chunk(&body, reading)
    }

    fn whole(&self, body: &Value, reading: &mut Reading) -> Result<(), Trouble> {
        take_whole(body, reading)
    }

    fn names(&self, body: &Value) -> Vec<String> {
        listed(body, "resources", "model_id")
    }
}
