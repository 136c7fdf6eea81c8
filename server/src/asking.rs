//! A request with models: the dialogue says what to ask, a chain of providers is asked, and what comes out is proven
//! or the embedded author's. Nothing of an answer is used before the dialogue has judged it.

mod kept;

use crate::config::Config;
use author::model::{ANSWER_SCHEMA, Dialogue, Heard, Limits};
use author::{Outcome, Request};
use camino::{Utf8Path, Utf8PathBuf};
use outside::cache::{Cache, Made};
use outside::files::read_below;
use outside::models::{Answer, Chain, Finish, ModelError, Question};
use outside::redact::{Leak, Redactor};
use parking_lot::Mutex;
use std::convert::Infallible;
use std::sync::Arc;
use workspace::Workspace;

/// How often the faults of an answer are sent back.
const ROUNDS: usize = 2;

/// The file that house rules are read from.
const RULES: &str = "AGENTS.md";

/// Which models a person chose; nothing stands for the embedded author alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// Providers, separated by commas: `ollama`, `openai/MODEL`, `embedded`.
    pub(crate) providers: Option<String>,
    /// The model of those that name none.
    pub(crate) model: Option<String>,
    /// How many calls run at once.
    pub(crate) at_once: Option<usize>,
}

impl Choice {
    /// This choice where it says something, else `other`.
    pub(crate) fn or(self, other: &Self) -> Self {
        Self {
            model: self.model.or_else(|| other.model.clone()),
            providers: self.providers.or_else(|| other.providers.clone()),
            at_once: self.at_once.or(other.at_once),
        }
    }

    /// This choice where it says something, else what the settings say; where they take trust away, nobody is asked
    /// who is not named.
    pub(crate) fn within(self, config: &Config) -> Self {
        if config.trusted || self.providers.is_some() {
            return self.or(&config.models);
        }
        Self { providers: Some(Chain::EMBEDDED.to_owned()), ..self }
    }

    /// The chain that this choice, and the environment where it is silent, stand for.
    ///
    /// # Errors
    /// One sentence.
    pub(crate) fn chain(&self) -> Result<Chain, String> {
        let variable = |name: &str| crate::credentials::variable_or_credential(name);
        let providers = self.providers.clone().or_else(|| variable("OMNI_PROVIDER")).unwrap_or_default();
        Chain::read(&providers, self.model.as_deref(), &variable, &|settings| {
            if let Some(at_once) = self.at_once {
                settings.at_once = at_once.max(1);
            }
        })
    }
}

/// What a person is told while a model is asked.
#[derive(Clone, Copy, Debug)]
pub(crate) enum News<'a> {
    /// A model has said this piece.
    Said(&'a str),
    /// What was said before is void, for this reason.
    Void(&'a str),
}

/// The line that a model is writing. It looks at each piece once and keeps no more than it shows.
#[derive(Default)]
pub(crate) struct Line {
    text: String,
    ended: bool,
}

impl Line {
    /// The most characters that are shown.
    const SHOWN: usize = 70;

    /// Takes news.
    pub(crate) fn take(&mut self, news: News<'_>) {
        let piece = match news {
            News::Said(piece) => piece,
            News::Void(why) => {
                why.clone_into(&mut self.text);
                self.ended = true;
                return;
            }
        };
        for part in piece.split_inclusive('\n') {
            if std::mem::replace(&mut self.ended, part.ends_with('\n')) {
                self.text.clear();
            }
            let room = Self::SHOWN.saturating_sub(self.text.chars().count());
            self.text.extend(part.chars().filter(|c| !c.is_control()).take(room));
        }
    }

    /// What is shown of it.
    pub(crate) fn shown(&self) -> String {
        self.text.trim().chars().filter(|c| !c.is_control()).take(Self::SHOWN).collect()
    }
}

/// Takes the news of one request.
pub(crate) type Tell<'a> = &'a (dyn Fn(News<'_>) + Send + Sync);

/// Makes changes of `request` by the models of `chain`; what none of them manages the embedded author does, and says
/// so. An answer that was proven before is taken from `cache` and proven again. Dropping the call drops the
/// connection.
pub(crate) async fn generate(
    chain: &Chain,
    cache: Option<&Cache>,
    workspace: &Workspace,
    request: &Request,
    tell: Tell<'_>,
) -> Outcome {
    let Some((context_tokens, answer_tokens)) = chain.tokens() else {
        return embedded(chain, workspace, request).await;
    };
    let limits = Limits { context_tokens, answer_tokens, rounds: ROUNDS };
    let (all, asked) = (workspace.clone(), request.clone());
    let begun = off(move || {
        let rules = house_rules(&all, &asked.into);
        Dialogue::begin(&all, &asked, rules.as_ref(), limits)
    });
    let Some(dialogue) = begun.await else { return fault() };
    let talk = Talk { chain, limits, redactor: Arc::new(Mutex::new(Redactor::default())), tell };
    let key = kept::key(chain, &question(&dialogue, limits), &talk.redactor);
    let (Some(cache), Some(key)) = (cache, key) else { return Box::pin(talk.converse(dialogue)).await.0 };
    let mut waiting = Some(dialogue);
    let mut made = None;
    let make = async {
        let Some(dialogue) = waiting.take() else { return Ok(Made::Once(String::new())) };
        let (outcome, proven) = talk.converse(dialogue).await;
        made = Some(outcome);
        Ok::<_, Infallible>(proven.map_or_else(|| Made::Once(String::new()), Made::Keep))
    };
    let Ok(text) = Box::pin(cache.get_or_make(key, make)).await;
    match (made, waiting) {
        (Some(outcome), _) => outcome,
        (None, Some(dialogue)) => {
            let (outcome, proven) = Box::pin(talk.again(dialogue, &text)).await;
            if let Some(proven) = proven {
                cache.put(&[(key, proven.into())]).await;
            }
            outcome
        }
        (None, None) => fault(),
    }
}

/// One request on its way between the dialogue and the models.
struct Talk<'a> {
    chain: &'a Chain,
    limits: Limits,
    redactor: Arc<Mutex<Redactor>>,
    tell: Tell<'a>,
}

impl Talk<'_> {
    /// Asks until there is an outcome; with it the answer to keep, where a model's was proven.
    async fn converse(&self, mut dialogue: Dialogue) -> (Outcome, Option<String>) {
        let failures = Mutex::new(Vec::new());
        loop {
            let question = question(&dialogue, self.limits);
            let said = |piece: &str| (self.tell)(News::Said(piece));
            let failed = |error: &ModelError| {
                let why = error.to_string();
                (self.tell)(News::Void(&why));
                failures.lock().push(why);
            };
            let Ok(answer) = self.chain.ask(&question, &self.redactor, &said, &failed).await else {
                let given_up = dialogue.give_up(&failures.into_inner().join("; "));
                return (with_report(given_up, &self.redactor), None);
            };
            (self.tell)(News::Void("checking the answer"));
            let (keeper, heard_answer) = (self.redactor.clone(), answer.clone());
            let Some((heard, outcome)) = off(move || hear(dialogue, &heard_answer, &keeper)).await else {
                return (fault(), None);
            };
            dialogue = heard;
            if let Some(outcome) = outcome {
                let proven = kept::is_of(&outcome, &answer.by).then(|| kept::write(&answer));
                let outcome = with_failures(outcome, failures.into_inner());
                return (with_report(outcome, &self.redactor), proven);
            }
        }
    }

    /// Proves an answer of before; asks anew where it does not hold any more, as if it had never been.
    async fn again(&self, dialogue: Dialogue, text: &str) -> (Outcome, Option<String>) {
        let Some(answer) = kept::read(text) else { return self.converse(dialogue).await };
        let (keeper, by, listener) = (self.redactor.clone(), answer.by.clone(), dialogue.clone());
        let Some((_, outcome)) = off(move || hear(listener, &answer, &keeper)).await else {
            return (fault(), None);
        };
        match outcome {
            Some(outcome) if kept::is_of(&outcome, &by) => {
                (with_report(with_failures(outcome, vec![kept::NOTE.to_owned()]), &self.redactor), None)
            }
            _ => self.converse(dialogue).await,
        }
    }
}

/// What the embedded author makes where no model can be asked, with the reasons.
async fn embedded(chain: &Chain, workspace: &Workspace, request: &Request) -> Outcome {
    let (all, asked) = (workspace.clone(), request.clone());
    let outcome = off(move || author::generate(&all, &asked)).await.unwrap_or_else(fault);
    let broken = chain.links().iter().filter_map(|link| match link {
        outside::models::Link::Broken(error) => Some(error.to_string()),
        outside::models::Link::Model(_) => None,
    });
    with_failures(outcome, broken.collect())
}

fn question(dialogue: &Dialogue, limits: Limits) -> Question {
    let prompt = dialogue.prompt();
    Question {
        system: prompt.system,
        messages: prompt.messages,
        answer_tokens: limits.answer_tokens,
        context_tokens: limits.context_tokens,
        schema: serde_json::from_str(ANSWER_SCHEMA).ok().map(Arc::new),
    }
}

fn hear(mut dialogue: Dialogue, answer: &Answer, redactor: &Mutex<Redactor>) -> (Dialogue, Option<Outcome>) {
    let redactor = redactor.lock();
    let faults: Vec<String> = redactor.scan(&answer.text).iter().map(leak).collect();
    let restore = |text: &str| redactor.restore(text);
    let heard = Heard {
        text: &answer.text,
        by: &answer.by,
        cut: answer.finish == Finish::Length,
        faults: &faults,
        restore: &restore,
    };
    let outcome = dialogue.hear(&heard);
    drop(redactor);
    (dialogue, outcome)
}

fn leak(leak: &Leak) -> String {
    match leak {
        Leak::Echoed { kind } => format!("the answer holds a secret ({kind}): use a variable"),
        Leak::Invented { kind, .. } => {
            format!("the answer holds what looks like a real secret ({kind}): use a variable")
        }
        Leak::UnknownPlaceholder(placeholder) => format!("{placeholder} stands for nothing: leave it out"),
    }
}

/// The proof says which providers gave no answer.
fn with_failures(outcome: Outcome, failures: Vec<String>) -> Outcome {
    match outcome {
        Outcome::Proposed(mut changes) => {
            let told = failures
                .into_iter()
                .map(|why| if why == kept::NOTE { why } else { format!("not asked further: {why}") });
            changes.proof.written_by.extend(told);
            Outcome::Proposed(changes)
        }
        refused @ Outcome::Refused(_) => refused,
    }
}

/// The proof says what was kept back from the models.
fn with_report(outcome: Outcome, redactor: &Mutex<Redactor>) -> Outcome {
    match outcome {
        Outcome::Proposed(mut changes) => {
            let redactor = redactor.lock();
            if redactor.report().total() > 0 {
                changes.proof.written_by.push(redactor.report().to_string());
            }
            Outcome::Proposed(changes)
        }
        refused @ Outcome::Refused(_) => refused,
    }
}

/// What the repository says of itself, from the nearest directory of the workspace that says it.
fn house_rules(workspace: &Workspace, into: &Utf8Path) -> Option<(Utf8PathBuf, String)> {
    let inside = |dir: &&Utf8Path| workspace.roots().iter().any(|root| dir.starts_with(root));
    let mut places = into.ancestors().take_while(inside).map(|dir| dir.join(RULES));
    places.find_map(|path| Some((RULES.into(), read_below(workspace.roots(), &path).ok()?)))
}

/// Runs `work` off the IO task; `None` if it panicked, which the panic hook has logged.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

fn fault() -> Outcome {
    crate::wiring::refused("a fault of the program ended the work; please report it")
}
