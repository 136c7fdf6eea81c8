use author::{Change, ChangeSet};
use camino::Utf8PathBuf;
use std::collections::VecDeque;
use std::sync::Arc;

/// How many change sets are remembered.
const REMEMBERED: usize = 32;

/// A change set that was shown or applied.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Names it in commands.
    pub(crate) id: String,
    /// What it changes.
    pub(crate) changes: Arc<ChangeSet>,
    /// Whether the client has applied it and not undone it.
    pub(crate) applied: bool,
}

/// The change sets of a session, the newest last.
#[derive(Debug, Default)]
pub(crate) struct History {
    entries: VecDeque<Entry>,
    made: u64,
}

/// A file on both sides of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sides {
    /// Absolute.
    pub(crate) path: Utf8PathBuf,
    /// Its text before; `None` where the change creates it.
    pub(crate) before: Option<Arc<str>>,
    /// Its text after.
    pub(crate) after: String,
}

impl History {
    /// Remembers `changes` and gives the name to call them by.
    pub(crate) fn add(&mut self, changes: Arc<ChangeSet>) -> String {
        self.made += 1;
        let id = format!("change-{}", self.made);
        if self.entries.len() == REMEMBERED {
            self.entries.pop_front();
        }
        self.entries.push_back(Entry { id: id.clone(), changes, applied: false });
        id
    }

    /// The change set called `id`.
    pub(crate) fn get(&self, id: &str) -> Option<Entry> {
        self.entries.iter().find(|e| e.id == id).cloned()
    }

    /// The last one that was applied and not undone.
    pub(crate) fn last_applied(&self) -> Option<Entry> {
        self.entries.iter().rev().find(|e| e.applied).cloned()
    }

    /// Notes whether the client has the changes of `id`. What was applied last is undone first.
    pub(crate) fn set_applied(&mut self, id: &str, applied: bool) {
        let Some(at) = self.entries.iter().position(|e| e.id == id) else { return };
        if let Some(mut entry) = self.entries.remove(at) {
            entry.applied = applied;
            self.entries.push_back(entry);
        }
    }
}

impl Entry {
    /// Each file before and after.
    pub(crate) fn sides(&self) -> Vec<Sides> {
        self.changes.changes.iter().map(sides).collect()
    }
}

/// The file of `change` on both sides.
pub(crate) fn sides(change: &Change) -> Sides {
    match change {
        Change::Create { path, text } => Sides { path: path.clone(), before: None, after: text.clone() },
        Change::Edit { path, before, edits } => {
            // The author hands out only edits that fit the text they were made for.
            let after = text::apply(before, edits).unwrap_or_else(|_| before.to_string());
            Sides { path: path.clone(), before: Some(before.clone()), after }
        }
    }
}
