use super::Token;
use super::generate::{chain, directory};
use super::preview::{nothing, shown};
use super::protocol::{Batch, Batched, BatchedItem, Preview};
use crate::asking::Choice;
use crate::batch::{self, Done, MOST};
use crate::session::{Session, Task};
use author::Request;
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};

/// Works on many requests and shows what would change, all together.
pub(super) async fn run(session: &Arc<Session>, argument: Batch, token: Token) -> Result<Batched> {
    let count = argument.requests.len();
    if count == 0 || count > MOST {
        return Err(Error::invalid_params(format!("a batch has 1 to {MOST} requests, and not {count}")));
    }
    let alone = |message: &str| Batched { preview: nothing(message.to_owned()), items: Vec::new() };
    let Some(into) = directory(&session.state(), argument.uri.as_ref()) else {
        return Ok(alone("there is no folder to write to: open one, or name one"));
    };
    session.know(&into).await;
    let snapshot = session.snapshot();
    let choice = Choice { providers: argument.model_provider, model: argument.model, at_once: None };
    let chain = match chain(session, &snapshot.config, choice) {
        Ok(chain) => chain,
        Err(message) => return Ok(alone(&message)),
    };
    let provider = argument.provider.or_else(|| snapshot.config.provider.clone());
    let base = Request { provider, ..Request::new("", into) };
    let requests = argument.requests.into_iter().map(|item| item.under(&base)).collect();
    let requests: std::result::Result<Vec<_>, String> = requests;
    let requests = requests.map_err(Error::invalid_params)?;
    let task = Task::begin(session, "Generating a batch", token).await;
    let step = |number: usize, done: &Done| {
        let shown: String = done.request.chars().take(60).collect();
        task.report(format!("{} of {count}: {shown}", number + 1));
    };
    let worker = snapshot.clone();
    let workspace = session.run(move || worker.workspace().clone()).await?;
    let cache = session.cache();
    let work = batch::run(&chain, Some(&cache), &workspace, requests, chain.at_once(), &step);
    let whole = tokio::select! {
        whole = work => whole,
        () = task.until_cancelled() => return Ok(alone("it was cancelled: nothing was changed")),
    };
    let preview = match whole.changes {
        Some(changes) => {
            let changes = Arc::new(changes);
            let id = session.history().add(changes.clone());
            shown(session, id, &changes)
        }
        None => nothing("no request of the batch could be done".to_owned()),
    };
    let taken = whole.items.iter().filter(|item| item.taken).count();
    let message = format!("{taken} of {count} requests done. {}", preview.message);
    let items = whole.items.into_iter();
    let items = items.map(|d| BatchedItem { request: d.request, done: d.taken, message: d.message });
    Ok(Batched { preview: Preview { message, ..preview }, items: items.collect() })
}
