//! Many requests at once: worked on side by side up to a limit, put together in the order in which they were asked,
//! one change set that agrees with itself.

use crate::asking::{self, News};
use author::{Batch, ChangeSet, Outcome, Request};
use futures::StreamExt;
use outside::cache::Cache;
use outside::models::Chain;
use serde::Deserialize;
use workspace::Workspace;

/// The most requests of one batch.
pub(crate) const MOST: usize = 10_000;

/// One request of a batch, as a file or a command has it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Item {
    /// In plain language.
    Plain(String),
    /// With its own directory, below that of the batch.
    Placed {
        /// In plain language.
        request: String,
        /// Relative.
        #[serde(default)]
        into: String,
    },
}

/// What became of one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Done {
    /// As it was asked.
    pub(crate) request: String,
    /// Whether its changes are part of the whole.
    pub(crate) taken: bool,
    /// One sentence: who wrote it, or why it is not there.
    pub(crate) message: String,
}

/// What came of a batch.
#[derive(Clone, Debug)]
pub(crate) struct Whole {
    /// All changes together; none where no request gave any.
    pub(crate) changes: Option<ChangeSet>,
    /// In the order of the requests.
    pub(crate) items: Vec<Done>,
}

impl Item {
    /// As a request below `base`.
    ///
    /// # Errors
    /// Where its directory leads out of that.
    pub(crate) fn under(self, base: &Request) -> Result<Request, String> {
        let (text, into) = match self {
            Self::Plain(request) => (request, String::new()),
            Self::Placed { request, into } => (request, into),
        };
        let plain = into.split('/').all(|part| part != ".." && !part.starts_with('.') || part == ".");
        if !plain || into.starts_with('/') || into.contains('\\') {
            return Err(format!("{into} is no directory below the one of the batch"));
        }
        let into = base.into.join(into.trim_start_matches("./").trim_end_matches('/'));
        Ok(Request { text, into, ..base.clone() })
    }
}

/// Reads a batch: a JSON list, or a request a line (blank lines and those that begin with # are none).
///
/// # Errors
/// One sentence.
pub(crate) fn read(text: &str) -> Result<Vec<Item>, String> {
    let items: Vec<Item> = if text.trim_start().starts_with('[') {
        serde_json::from_str(text).map_err(|e| format!("the batch is no list of requests: {e}"))?
    } else {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        lines.map(|line| Item::Plain(line.to_owned())).collect()
    };
    match items.len() {
        0 => Err("the batch has no request".to_owned()),
        n if n > MOST => Err(format!("the batch has {n} requests, more than {MOST}")),
        _ => Ok(items),
    }
}

/// Works on all `requests`. `step` hears of each one that is done, in order. Dropping the call ends what is under way.
pub(crate) async fn run(
    chain: &Chain,
    cache: Option<&Cache>,
    workspace: &Workspace,
    requests: Vec<Request>,
    at_once: usize,
    step: &(dyn Fn(usize, &Done) + Send + Sync),
) -> Whole {
    let quiet = |_: News<'_>| {};
    let ask = |request: Request| async move {
        // Without a model each one is made on top of those before it.
        if chain.tokens().is_none() {
            return (request, None);
        }
        let outcome = asking::generate(chain, cache, workspace, &request, &quiet).await;
        (request, Some(outcome))
    };
    let mut made = futures::stream::iter(requests).map(ask).buffered(at_once.max(1));
    let mut batch = Batch::new(workspace);
    let mut items = Vec::new();
    while let Some((request, outcome)) = made.next().await {
        let text = request.text.clone();
        let joined = tokio::task::spawn_blocking(move || {
            let mut batch = batch;
            let done = join(&mut batch, &request, outcome);
            (batch, done)
        });
        let Ok((after, done)) = joined.await else {
            let message = "a fault of the program ended the batch; please report it".to_owned();
            items.push(Done { request: text, taken: false, message });
            return Whole { changes: None, items };
        };
        batch = after;
        step(items.len(), &done);
        items.push(done);
    }
    let finished = tokio::task::spawn_blocking(move || batch.finish()).await;
    match finished {
        Ok(Ok(changes)) => Whole { changes, items },
        Ok(Err(faults)) => Whole { changes: None, items: failed(items, &faults) },
        Err(_) => Whole { changes: None, items: failed(items, &["a fault of the program".to_owned()]) },
    }
}

/// Puts one outcome on top of those before it; what does not fit there the embedded author makes anew.
fn join(batch: &mut Batch, request: &Request, outcome: Option<Outcome>) -> Done {
    let done = |taken, message| Done { request: request.text.clone(), taken, message };
    let mut why = String::new();
    if let Some(Outcome::Proposed(changes)) = &outcome {
        match batch.add(changes) {
            Ok(()) => return done(true, by(changes)),
            Err(faults) => {
                why = format!("; the model's changes did not agree with those before: {}", faults.join("; "));
            }
        }
    }
    let outcome = match outcome {
        Some(refused @ Outcome::Refused(_)) => refused,
        _ => author::generate(batch.workspace(), request),
    };
    match outcome {
        Outcome::Refused(refusal) => done(false, crate::wiring::refusal_sentence(&refusal)),
        Outcome::Proposed(changes) => match batch.add(&changes) {
            Ok(()) => done(true, by(&changes) + &why),
            Err(faults) => done(false, faults.join("; ")),
        },
    }
}

fn by(changes: &ChangeSet) -> String {
    match changes.proof.written_by.first() {
        Some(by) => format!("written by {by}"),
        None => "written by the embedded author".to_owned(),
    }
}

fn failed(items: Vec<Done>, faults: &[String]) -> Vec<Done> {
    let message = format!("all of it together has faults: {}", faults.join("; "));
    items.into_iter().map(|item| Done { taken: false, message: message.clone(), ..item }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_is_lines_or_a_list() {
        assert_eq!(read("a bucket\n\n# no\n a queue \n").unwrap().len(), 2);
        let list = read(r#"["a bucket", {"request": "a queue", "into": "jobs"}]"#).unwrap();
        let base = Request::new("", "/w");
        let places: Vec<_> = list.into_iter().map(|item| item.under(&base).unwrap().into).collect();
        assert_eq!(places, ["/w", "/w/jobs"]);
        assert_eq!(read("\n").unwrap_err(), "the batch has no request");
        for into in ["/etc", "../x", "a/../../x", ".git/hooks", "a\\b"] {
            let item = Item::Placed { request: "x".into(), into: into.into() };
            assert!(item.under(&base).is_err(), "{into}");
        }
    }
}
