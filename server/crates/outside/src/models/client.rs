use super::clear::{Asked, clear};
use super::error::shortened;
use super::frames::{Event, Frames, Framing};
use super::iam::Iam;
use super::limit::Limit;
use super::retry;
use super::transport::{Failure, Transport, content_type, secret_header, within};
use super::wire::{self, Call, Manner, Reading, Trouble, Wire};
use super::{Answer, Fault, Finish, ModelError, Provider, Question, Settings};
use crate::redact::Redactor;
use parking_lot::Mutex;
use reqwest::{Request, Response};
use serde_json::Value;
use zeroize::Zeroizing;

/// Takes the text of an answer as it is written, piece by piece.
pub type Said<'a> = &'a (dyn Fn(&str) + Send + Sync);

/// A provider that can be asked.
#[derive(Debug)]
pub struct Client {
    settings: Settings,
    wire: Box<dyn Wire>,
    transport: Transport,
    limit: Limit,
    iam: Option<Iam>,
}

impl Client {
    /// A client by its settings. Nothing is sent yet.
    ///
    /// # Errors
    /// Where the certificates cannot be read.
    pub fn new(settings: Settings) -> Result<Self, ModelError> {
        let iam = match (settings.provider, &settings.key) {
            (Provider::Watsonx, Some(key)) => Some(Iam::new(settings.token_url.clone(), key.clone())),
            _ => None,
        };
        Ok(Self {
            wire: wire::of(&settings),
            transport: Transport::new(&settings)?,
            limit: Limit::new(settings.at_once, settings.rate),
            iam,
            settings,
        })
    }

    /// What it was made by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// `provider/model`.
    pub fn name(&self) -> String {
        format!("{}/{}", self.settings.provider.name(), self.settings.model)
    }

    /// Asks, waiting for a place and trying again as the settings say; `said` gets the text as it comes. Dropping the
    /// call closes its connection. `redactor` keeps back the secrets of the question: what was said has placeholders
    /// in their place.
    ///
    /// # Errors
    /// When no try brought a whole answer: what the last one failed by.
    pub async fn ask(
        &self,
        question: &Question,
        redactor: &Mutex<Redactor>,
        said: Said<'_>,
    ) -> Result<Answer, ModelError> {
        if self.settings.model.is_empty() {
            let who = self.settings.provider.title();
            let sentence = format!("no model of {who} is chosen: name one by --model or OMNI_MODEL");
            return Err(self.error(Fault::Settings(sentence)));
        }
        let question = clear(question, redactor).map_err(|fault| self.error(fault))?;
        let _place = self.limit.place().await;
        let mut manner = Manner { streamed: self.settings.streamed, plain: false };
        let mut tried = 0;
        loop {
            self.limit.turn().await;
            let mut reading = Reading::default();
            let attempt = self.attempt(&question, manner, said, &mut reading);
            let failure = match within(self.settings.timeouts.whole, attempt).await {
                Ok(()) => return self.answer(reading),
                Err(failure) => failure,
            };
            // A server may not know what not every server of its protocol takes.
            if matches!(failure.fault, Fault::Refused(400 | 422, _)) && !manner.plain {
                manner.plain = true;
                continue;
            }
            let begun = !reading.text.is_empty();
            let error = self.error(failure.fault);
            tried += 1;
            let again = failure.hint.again.unwrap_or_else(|| error.passes()) && !begun;
            let wait = retry::wait(failure.hint, tried - 1, self.settings.first_wait, fastrand::f64());
            match wait.filter(|_| again && tried < self.settings.tries) {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(error),
            }
        }
    }

    /// The models that the provider lists.
    ///
    /// # Errors
    /// When the list could not be had.
    pub async fn models(&self) -> Result<Vec<String>, ModelError> {
        let list = async {
            let response = self.send(&self.wire.models()).await?;
            let body = self.transport.json(response).await?;
            Ok(self.wire.names(&body))
        };
        let list = within(self.settings.timeouts.first, list).await;
        list.map_err(|failure| self.error(failure.fault))
    }

    fn error(&self, fault: Fault) -> ModelError {
        ModelError { provider: self.settings.provider, fault }
    }

    fn answer(&self, reading: Reading) -> Result<Answer, ModelError> {
        if let Some(why) = reading.blocked {
            return Err(self.error(Fault::Blocked(shortened(&why))));
        }
        let finish = reading.finish.unwrap_or(Finish::Stop);
        Ok(Answer { text: reading.text, finish, usage: reading.usage, by: self.name() })
    }

    async fn attempt(
        &self,
        question: &Asked,
        manner: Manner,
        said: Said<'_>,
        reading: &mut Reading,
    ) -> Result<(), Failure> {
        let response = self.send(&self.wire.chat(question, manner)).await?;
        if let Some(framing) = self.shape(&response, manner)? {
            return Ok(self.read_stream(response, framing, said, reading).await?);
        }
        let body = self.transport.json(response).await?;
        self.wire.whole(&body, reading).map_err(trouble)?;
        said(&reading.text);
        Ok(())
    }

    /// How an answer is cut into messages; `None` where it comes whole, which a server may do unasked.
    fn shape(&self, response: &Response, manner: Manner) -> Result<Option<Framing>, Fault> {
        let framing = self.wire.framing();
        let media = content_type(response.headers());
        let wanted: &[&str] = match framing {
            Framing::Events => &["", "text/event-stream"],
            // A proxy may take the lines for one object.
            Framing::Lines => &["", "application/x-ndjson", "application/jsonl", "application/json"],
        };
        match media.as_str() {
            _ if !manner.streamed => Ok(None),
            media if wanted.contains(&media) => Ok(Some(framing)),
            "application/json" => Ok(None),
            other => Err(Fault::Malformed(format!("it is {} and no stream", shortened(other)))),
        }
    }

    async fn read_stream(
        &self,
        mut response: Response,
        framing: Framing,
        said: Said<'_>,
        reading: &mut Reading,
    ) -> Result<(), Fault> {
        let mut frames = Frames::new(framing);
        while let Some(piece) = self.transport.piece(&mut response).await? {
            let events =
                frames.push(&piece).map_err(|_| Fault::Malformed("a message has no end".to_owned()))?;
            self.take(&events, said, reading)?;
            if reading.ended {
                return Ok(());
            }
        }
        self.take(&frames.finish(), said, reading)?;
        // Some servers mark the end, others only say why the text ends.
        let whole = reading.ended || reading.finish.is_some() || reading.blocked.is_some();
        if whole { Ok(()) } else { Err(Fault::Cut) }
    }

    fn take(&self, events: &[Event], said: Said<'_>, reading: &mut Reading) -> Result<(), Fault> {
        for event in events {
            let before = reading.text.len();
            self.wire.event(event, reading).map_err(trouble)?;
            if reading.text.len() > self.settings.longest {
                return Err(Fault::TooLong(self.settings.longest));
            }
            match reading.text.get(before..) {
                Some(new) if !new.is_empty() => said(new),
                _ => {}
            }
        }
        Ok(())
    }

    /// Makes a call with what proves who asks. A token that the server no longer takes is replaced once.
    async fn send(&self, call: &Call) -> Result<Response, Failure> {
        let complaint = |body: &Value| self.wire.complaint(body);
        let Some(iam) = &self.iam else {
            let mut request = self.transport.request(call, &self.wire.headers())?;
            self.sign(&mut request)?;
            return self.transport.send(request, &complaint).await;
        };
        let token = iam.token(&self.transport).await?;
        let sent = self.transport.send(self.with_token(call, &token)?, &complaint).await;
        if !matches!(&sent, Err(failure) if matches!(failure.fault, Fault::Key(_))) {
            return sent;
        }
        iam.forget(&token).await;
        let token = iam.token(&self.transport).await?;
        self.transport.send(self.with_token(call, &token)?, &complaint).await
    }

    fn with_token(&self, call: &Call, token: &str) -> Result<Request, Fault> {
        let mut request = self.transport.request(call, &self.wire.headers())?;
        secret_header(&mut request, "authorization", &Zeroizing::new(format!("Bearer {token}")))?;
        Ok(request)
    }

    fn sign(&self, request: &mut Request) -> Result<(), Fault> {
        let Some(key) = &self.settings.key else { return Ok(()) };
        match self.settings.provider {
            Provider::Gemini => secret_header(request, "x-goog-api-key", key.reveal()),
            Provider::Anthropic => secret_header(request, "x-api-key", key.reveal()),
            _ => {
                let bearer = Zeroizing::new(format!("Bearer {}", key.reveal()));
                secret_header(request, "authorization", &bearer)
            }
        }
    }
}

fn trouble(trouble: Trouble) -> Fault {
    match trouble {
        Trouble::Told(said) => Fault::Broke(shortened(&said)),
        Trouble::Malformed(what) => Fault::Malformed(shortened(&what)),
    }
}
