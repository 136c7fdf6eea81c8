use super::transport::{Failure, Transport};
use super::{ApiKey, Fault};
use reqwest::Url;
use serde_json::Value;
use std::fmt;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;
use zeroize::Zeroizing;

/// IBM's tokens: a key is exchanged for one that lives for an hour or so.
///
/// Whoever needs a token while none is good waits for the one exchange that is under way.
#[derive(Debug)]
pub(super) struct Iam {
    url: String,
    key: ApiKey,
    token: Mutex<Option<Token>>,
}

#[derive(Clone)]
struct Token {
    text: Zeroizing<String>,
    until: Instant,
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("until", &self.until).finish_non_exhaustive()
    }
}

impl Iam {
    pub(super) fn new(url: String, key: ApiKey) -> Self {
        Self { url, key, token: Mutex::new(None) }
    }

    /// A token that will live for a while.
    pub(super) async fn token(&self, transport: &Transport) -> Result<Zeroizing<String>, Failure> {
        let mut kept = self.token.lock().await;
        if let Some(token) = kept.as_ref().filter(|token| Instant::now() < token.until) {
            return Ok(token.text.clone());
        }
        let token = self.exchange(transport).await?;
        let text = token.text.clone();
        *kept = Some(token);
        Ok(text)
    }

    /// Forgets `token`, which the server refused; one that came since stays.
    pub(super) async fn forget(&self, token: &str) {
        let mut kept = self.token.lock().await;
        if kept.as_ref().is_some_and(|kept| kept.text.as_str() == token) {
            *kept = None;
        }
    }

    async fn exchange(&self, transport: &Transport) -> Result<Token, Failure> {
        let fields =
            [("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), ("apikey", self.key.reveal())];
        let form = Url::parse_with_params("http://form", fields).ok();
        let form = form.and_then(|url| url.query().map(str::to_owned)).unwrap_or_default();
        let asked = Instant::now();
        let response = transport.send(transport.form(&self.url, form)?, &complaint).await;
        let response = response.map_err(|failure| match failure.fault {
            // Whatever is wrong with the exchange, it is the key that is refused by it.
            Fault::Refused(_, said) => Fault::Key(said).into(),
            _ => failure,
        })?;
        let body = transport.json(response).await?;
        let text = body.get("access_token").and_then(Value::as_str);
        let text = text.ok_or_else(|| Fault::Malformed("the token service gave no token".to_owned()))?;
        let life = body.get("expires_in").and_then(Value::as_u64).unwrap_or(600);
        let life = Duration::from_secs(life.min(24 * 3600));
        Ok(Token { text: Zeroizing::new(text.to_owned()), until: asked + life.saturating_sub(margin(life)) })
    }
}

/// How long before its end a token is replaced.
fn margin(life: Duration) -> Duration {
    let minute = Duration::from_mins(1);
    match life {
        _ if life > 30 * minute => 15 * minute,
        _ if life > 3 * minute => life / 3,
        _ => minute,
    }
}

fn complaint(body: &Value) -> Option<String> {
    body.get("errorMessage").and_then(Value::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_replaced_well_before_its_end() {
        let left = |seconds| seconds - margin(Duration::from_secs(seconds)).as_secs();
        assert_eq!([left(3600), left(600), left(120)], [2700, 400, 60]);
    }
}
