use super::generate::{apply, moved};
use super::protocol::{Undo, Undone};
use crate::cli::count;
use crate::lsp::edits::Edits;
use crate::session::{Session, Sides};
use std::sync::Arc;
use tower_lsp::jsonrpc::{Error, Result};

/// Takes back a generation as one edit. A file that has moved on since keeps all of them as they are.
pub(super) async fn run(session: &Arc<Session>, argument: Undo) -> Result<Undone> {
    let not = |message: String| Ok(Undone { undone: false, message });
    let entry = match &argument.id {
        None => session.history().last_applied(),
        Some(id) => {
            let entry = session.history().get(id);
            Some(entry.ok_or_else(|| Error::invalid_params(format!("no change set is called {id}")))?)
        }
    };
    let Some(entry) = entry.filter(|entry| entry.applied) else {
        return not("there is no generation to undo".to_owned());
    };
    let snapshot = session.snapshot();
    if let Some(path) = moved(session, &snapshot, entry.sides(), is_as_generated).await? {
        return not(format!("{path} has moved on since it was generated: nothing was undone"));
    }
    let mut edits = Edits::new(session, &snapshot);
    for sides in entry.sides() {
        if edits.restore(&sides).is_none() {
            return not(format!("{} has a name that the editor cannot be told", sides.path));
        }
    }
    let edit = match edits.finish() {
        Ok(edit) => edit,
        Err(message) => return not(message),
    };
    if let Err(message) = apply(session, edit, &format!("Undo: {}", entry.changes.request)).await {
        return not(message);
    }
    session.history().set_applied(&entry.id, false);
    Ok(Undone { undone: true, message: format!("Restored {}", count(entry.changes.changes.len(), "file")) })
}

/// Whether a file is as the generation left it. Some editors keep the text of a new file in a buffer that they tell
/// nobody of, so on disk it may be empty or not there yet.
fn is_as_generated(sides: &Sides, now: Option<&str>) -> bool {
    now == Some(&*sides.after) || (sides.before.is_none() && now.is_none_or(str::is_empty))
}
