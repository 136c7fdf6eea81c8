use author::model::Message;
use serde_json::Value;
use std::sync::Arc;

/// What is asked of a model: one completion of a conversation. It is sent only after it was cleared of secrets.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// What holds for the whole conversation.
    pub system: String,
    /// The turns so far; the last is the user's.
    pub messages: Vec<Message>,
    /// The most tokens that the answer may have.
    pub answer_tokens: u32,
    /// The most tokens that question and answer have together; a server that runs the model makes room for them.
    pub context_tokens: u32,
    /// The JSON Schema that the answer should keep to, where the server offers that.
    pub schema: Option<Arc<Value>>,
}

/// What a model said, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The text, with placeholders where the question had secrets.
    pub text: String,
    /// Why it ends.
    pub finish: Finish,
    /// What it cost.
    pub usage: Usage,
    /// Who said it, as `provider/model`.
    pub by: String,
}

/// Why an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// The model was done.
    Stop,
    /// The most tokens were reached: the text is cut off.
    Length,
    /// The provider withheld the rest.
    Blocked,
    /// For a reason of the provider's own.
    Other,
}

/// Tokens, as the provider counts them; zero where it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Of the question.
    pub question: u64,
    /// Of the answer, its reasoning included.
    pub answer: u64,
}
