use super::Provider;
use std::fmt;
use std::time::Duration;

/// Why a provider gave no answer. Shown, it is one sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelError {
    /// Whose it is.
    pub provider: Provider,
    /// What went wrong.
    pub fault: Fault,
}

/// What went wrong. Texts in it are a server's own, made printable and short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A setting is missing or wrong: the whole sentence.
    Settings(String),
    /// No connection: where to, and why not.
    Unreachable(String, String),
    /// Nothing came for this long.
    Silent(Duration),
    /// The whole call took longer than this.
    Slow(Duration),
    /// The key was refused.
    Key(String),
    /// The model, or the address, is not there.
    Missing(String),
    /// The request was refused with this status.
    Refused(u16, String),
    /// Too many requests; when to come back, where the server says so.
    Limited(Option<Duration>, String),
    /// The server failed with this status.
    Failed(u16, String),
    /// The server told of a failure in the middle of its answer.
    Broke(String),
    /// The connection ended before the answer did.
    Cut,
    /// The answer is not of the protocol.
    Malformed(String),
    /// The answer is longer than this many bytes.
    TooLong(usize),
    /// The question was withheld by the provider's own filter.
    Blocked(String),
    /// What was to be sent could not be cleared of secrets, so nothing was sent.
    NotCleared(String),
}

impl ModelError {
    /// Whether the same call may succeed later.
    pub fn passes(&self) -> bool {
        matches!(
            self.fault,
            Fault::Unreachable(..)
                | Fault::Silent(_)
                | Fault::Limited(..)
                | Fault::Failed(..)
                | Fault::Cut
                | Fault::Refused(408 | 409, _)
        )
    }
}

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = self.provider.title();
        let because = |why: &str| if why.is_empty() { String::new() } else { format!(": {why}") };
        match &self.fault {
            Fault::Settings(sentence) => f.write_str(sentence),
            Fault::Unreachable(at, why) => write!(f, "{who} cannot be reached at {at}{}", because(why)),
            Fault::Silent(time) => {
                write!(f, "{who} has said nothing for {} s and was left", time.as_secs_f32())
            }
            Fault::Slow(time) => {
                write!(f, "{who} was not done after {} s and was left", time.as_secs_f32())
            }
            Fault::Key(why) => {
                write!(f, "{who} refused the key{}; check {}", because(why), self.provider.key_variable())
            }
            Fault::Missing(why) => write!(f, "{who} does not have the model or the address{}", because(why)),
            Fault::Refused(status, why) => write!(f, "{who} refused the request ({status}){}", because(why)),
            Fault::Limited(Some(wait), why) => {
                write!(f, "{who} takes no more requests for {} s{}", wait.as_secs(), because(why))
            }
            Fault::Limited(None, why) => write!(f, "{who} takes no more requests for now{}", because(why)),
            Fault::Failed(status, why) => write!(f, "{who} failed ({status}){}", because(why)),
            Fault::Broke(why) => write!(f, "{who} failed in the middle of its answer{}", because(why)),
            Fault::Cut => write!(f, "the connection to {who} ended before the answer did"),
            Fault::Malformed(why) => write!(f, "the answer of {who} is not of its protocol{}", because(why)),
            Fault::TooLong(bytes) => {
                write!(f, "the answer of {who} is longer than {bytes} bytes and was left")
            }
            Fault::Blocked(why) => write!(f, "{who} withholds an answer to this request{}", because(why)),
            Fault::NotCleared(why) => {
                write!(f, "nothing was sent to {who}{}", because(why))
            }
        }
    }
}

impl std::error::Error for ModelError {}

/// What a server says, fit for one line: no control characters, at most 200 characters.
pub(super) fn shortened(text: &str) -> String {
    let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let words = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = words.chars().take(200).collect();
    let whole = if cut.len() < words.len() { format!("{cut} ...") } else { cut };
    whole.trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_server_says_is_one_short_line() {
        assert_eq!(shortened("Bad\n\tkey\u{1b}[31m."), "Bad key [31m");
        assert_eq!(shortened(&"x".repeat(500)).len(), 204 - 3);
    }

    #[test]
    fn an_error_says_what_to_check() {
        let error = ModelError { provider: Provider::OpenAi, fault: Fault::Key("no such key".into()) };
        assert_eq!(error.to_string(), "OpenAI refused the key: no such key; check OPENAI_API_KEY");
    }
}
