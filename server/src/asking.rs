//! A request with models: the dialogue says what to ask, a chain of providers is asked, and what comes out is proven
//! or the embedded author's. Nothing of an answer is used before the dialogue has judged it.

use author::model::{ANSWER_SCHEMA, Dialogue, Heard, Limits};
use author::{Outcome, Request};
use camino::{Utf8Path, Utf8PathBuf};
use outside::models::{Answer, Chain, Finish, ModelError, Question};
use outside::redact::{Leak, Redactor};
use parking_lot::Mutex;
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

    /// The chain that this choice, and the environment where it is silent, stand for.
    ///
    /// # Errors
    /// One sentence.
    pub(crate) fn chain(&self) -> Result<Chain, String> {
        let variable = |name: &str| std::env::var(name).ok();
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

/// Takes the news of one request.
pub(crate) type Tell<'a> = &'a (dyn Fn(News<'_>) + Send + Sync);

/// Makes changes of `request` by the models of `chain`; what none of them manages the embedded author does, and says
/// so. Dropping the call drops the connection.
pub(crate) async fn generate(
    chain: &Chain,
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
    let Some(mut dialogue) = begun.await else { return fault() };
    let redactor = Arc::new(Mutex::new(Redactor::default()));
    let failures = Mutex::new(Vec::new());
    loop {
        let question = question(&dialogue, limits);
        let said = |piece: &str| tell(News::Said(piece));
        let failed = |error: &ModelError| {
            let why = error.to_string();
            tell(News::Void(&why));
            failures.lock().push(why);
        };
        let Ok(answer) = chain.ask(&question, &redactor, &said, &failed).await else {
            return with_report(dialogue.give_up(&failures.into_inner().join("; ")), &redactor);
        };
        tell(News::Void("checking the answer"));
        let keeper = redactor.clone();
        let Some((heard, outcome)) = off(move || hear(dialogue, &answer, &keeper)).await else {
            return fault();
        };
        dialogue = heard;
        if let Some(outcome) = outcome {
            return with_report(with_failures(outcome, failures.into_inner()), &redactor);
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
            changes
                .proof
                .written_by
                .extend(failures.into_iter().map(|why| format!("not asked further: {why}")));
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
    places.find_map(|path| Some((RULES.into(), outside::files::read(&path).ok()?)))
}

/// Runs `work` off the IO task; `None` if it panicked, which the panic hook has logged.
async fn off<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}

fn fault() -> Outcome {
    crate::wiring::refused("a fault of the program ended the work; please report it")
}
