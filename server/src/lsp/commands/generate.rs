use super::Token;
use super::protocol::{Asked, Complement, Generate, Generated, Wish};
use crate::asking::{self, Choice, Line, News};
use crate::cli::count;
use crate::config::Config;
use crate::lsp::convert;
use crate::lsp::edits::Edits;
use crate::session::{Entry, Session, Sides, Snapshot, State, Task};
use crate::wiring;
use author::{Change, ChangeSet, Outcome, Request};
use camino::{Utf8Path, Utf8PathBuf};
use outside::models::Chain;
use parking_lot::Mutex;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::request::ApplyWorkspaceEdit;
use tower_lsp::lsp_types::{ApplyWorkspaceEditParams, Url, WorkspaceEdit};

/// Makes what is asked for, or takes what was shown, and has the client apply it as one edit.
pub(super) async fn run(session: &Arc<Session>, argument: Generate, token: Token) -> Result<Generated> {
    let id = match argument {
        Generate::Shown { id } => id,
        Generate::New(wish) => match make(session, wish, token).await? {
            Ok((id, _)) => id,
            Err(message) => return Ok(Generated::not(None, message)),
        },
    };
    let Some(entry) = session.history().get(&id) else {
        return Err(Error::invalid_params(format!("no change set is called {id}")));
    };
    let not = |message: String| Generated::not(Some(id.clone()), message);
    if entry.applied {
        return Ok(not("it is applied already".to_owned()));
    }
    let snapshot = session.snapshot();
    if let Some(moved) =
        moved(session, &snapshot, entry.sides(), |sides, now| now == sides.before.as_deref()).await?
    {
        let message =
            format!("{moved} was changed meanwhile: nothing was applied, ask again for its new text");
        return Ok(not(message));
    }
    let edit = match whole(session, &snapshot, &entry) {
        Ok(edit) => edit,
        Err(message) => return Ok(not(message)),
    };
    if let Err(message) = apply(session, edit, &format!("Omni-Architect: {}", entry.changes.request)).await {
        return Ok(not(message));
    }
    session.history().set_applied(&id, true);
    let message = format!("Changed {}", count(entry.changes.changes.len(), "file"));
    let new = entry.changes.changes.iter().filter_map(|change| match change {
        Change::Create { path, .. } => convert::url(path),
        Change::Edit { .. } => None,
    });
    Ok(Generated { id: Some(id), applied: true, message, created: new.collect() })
}

/// Makes a change set of `wish` and remembers it; the inner error is a sentence for the person.
pub(in crate::lsp) async fn make(
    session: &Arc<Session>,
    wish: Wish,
    token: Token,
) -> Result<std::result::Result<(String, Arc<ChangeSet>), String>> {
    let task = Task::begin(session, "Generating", token).await;
    let outcome = match wish {
        Wish::Asked(asked) => compose(session, asked, &task).await?,
        Wish::Complement(complement) => add(session, complement).await?,
        Wish::Harden { harden } => super::harden::propose(session, harden).await?,
    };
    drop(task);
    Ok(match outcome {
        Outcome::Refused(refusal) => Err(wiring::refusal_sentence(&refusal)),
        Outcome::Proposed(changes) => {
            let changes = Arc::new(changes);
            Ok((session.history().add(changes.clone()), changes))
        }
    })
}

async fn compose(session: &Arc<Session>, asked: Asked, task: &Task) -> Result<Outcome> {
    let into = directory(&session.state(), asked.uri.as_ref());
    let Some(into) = into else {
        return Ok(wiring::refused("there is no folder to write to: open one, or name one"));
    };
    session.know(&into).await;
    let snapshot = session.snapshot();
    let provider = asked.provider.or_else(|| snapshot.config.provider.clone());
    let request = Request { provider, ..Request::new(asked.request, into) };
    let choice = Choice { providers: asked.model_provider, model: asked.model, at_once: None };
    let chain = match chain(session, &snapshot.config, choice) {
        Ok(chain) => chain,
        Err(message) => return Ok(wiring::refused(&message)),
    };
    if chain.is_empty() {
        return session.run(move || wiring::generate(snapshot.workspace(), &request)).await;
    }
    let workspace = session.run(move || snapshot.workspace().clone()).await?;
    let line = Mutex::new(Paced::default());
    let tell = |news: News<'_>| line.lock().take(news).into_iter().for_each(|line| task.report(line));
    let cache = session.cache();
    let work = asking::generate(&chain, Some(&cache), &workspace, &request, &tell);
    Ok(tokio::select! {
        outcome = work => outcome,
        () = task.until_cancelled() => wiring::refused("it was cancelled: nothing was changed"),
    })
}

/// Who is asked: what the request says, else the settings, else the environment. In a workspace that is not trusted
/// the embedded author writes alone.
///
/// # Errors
/// One sentence.
pub(super) fn chain(
    session: &Session,
    config: &Config,
    choice: Choice,
) -> std::result::Result<Chain, String> {
    let asked = choice.providers.as_deref().is_some_and(|names| names != Chain::EMBEDDED);
    match (session.is_trusted(), asked) {
        (true, _) => choice.or(&config.models).chain(),
        (false, true) => {
            Err("no model is asked in a workspace that is not trusted: trust it first".to_owned())
        }
        (false, false) => Ok(Chain::default()),
    }
}

/// How often the line that a model writes is told at the most.
const PACE: Duration = Duration::from_millis(100);

/// The line that a model is writing, told now and then.
#[derive(Default)]
struct Paced {
    line: Line,
    told: Option<Instant>,
}

impl Paced {
    /// Takes news; what is to be told of them.
    fn take(&mut self, news: News<'_>) -> Option<String> {
        self.line.take(news);
        if let News::Void(_) = news {
            return Some(self.line.shown());
        }
        let due = self.told.is_none_or(|told| told.elapsed() >= PACE);
        due.then(|| {
            self.told = Some(Instant::now());
            self.line.shown()
        })
    }
}

async fn add(session: &Arc<Session>, wish: Complement) -> Result<Outcome> {
    let (Some(path), Some(what)) = (convert::path(&wish.uri), wiring::complement_called(&wish.what)) else {
        return Ok(wiring::refused("there is no such thing to add to a workload"));
    };
    session.know(path.parent().unwrap_or(&path)).await;
    let snapshot = session.snapshot();
    session.run(move || wiring::complement(snapshot.workspace(), &path, wish.at, what)).await
}

/// Where new files go: the directory that `uri` is, the one that it lies in, or the first folder.
pub(super) fn directory(state: &State, uri: Option<&Url>) -> Option<Utf8PathBuf> {
    let Some(uri) = uri else { return state.roots.first().cloned() };
    let path = convert::path(uri)?;
    let is_file =
        state.snapshot().document(&path).is_some() || state.disk.contains_key(&path) || path.is_file();
    if is_file { path.parent().map(Utf8Path::to_owned) } else { Some(path) }
}

/// The whole change set as one edit.
pub(in crate::lsp) fn whole(
    session: &Session,
    snapshot: &Snapshot,
    entry: &Entry,
) -> std::result::Result<WorkspaceEdit, String> {
    let mut edits = Edits::new(session, snapshot);
    for change in &entry.changes.changes {
        edits.change(change).ok_or("a file has a name that the editor cannot be told")?;
    }
    edits.finish()
}

/// The name of the first file whose text now is not as `expected`.
pub(super) async fn moved(
    session: &Arc<Session>,
    snapshot: &Arc<Snapshot>,
    sides: Vec<Sides>,
    expected: impl Fn(&Sides, Option<&str>) -> bool + Send + 'static,
) -> Result<Option<Utf8PathBuf>> {
    let snapshot = snapshot.clone();
    let find = move || {
        sides
            .into_iter()
            .find(|sides| !expected(sides, current(&snapshot, &sides.path).as_deref()))
            .map(|s| s.path)
    };
    session.run(find).await
}

/// The text of a file now: the open document's, else the disk's.
fn current(snapshot: &Snapshot, path: &Utf8Path) -> Option<String> {
    let open = snapshot.document(path).map(|open| open.document.text());
    open.or_else(|| outside::files::read(path).ok())
}

/// Has the client apply `edit`; the error is why it did not.
pub(super) async fn apply(
    session: &Session,
    edit: WorkspaceEdit,
    label: &str,
) -> std::result::Result<(), String> {
    if !session.capabilities().apply_edit {
        return Err(
            "the editor does not apply edits that a server sends: use a code action or the command line"
                .into(),
        );
    }
    let params = ApplyWorkspaceEditParams { label: Some(label.to_owned()), edit };
    let answer = session.client.request::<ApplyWorkspaceEdit>(params).await;
    let answer = answer.map_err(|error| format!("the editor did not apply the edit: {}", error.message))?;
    if answer.applied {
        return Ok(());
    }
    let why = answer.failure_reason.unwrap_or_else(|| "it did not say why".to_owned());
    Err(format!("the editor did not apply the edit: {why}"))
}
