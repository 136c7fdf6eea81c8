//! Many change sets made one: each is laid over what those before it left, proven there, and leaves it alone where it
//! does not fit.

use crate::model::lay;
use crate::prove::{difference, mended};
use crate::{Change, ChangeSet, Note, Proof};
use camino::Utf8PathBuf;
use std::collections::BTreeSet;
use workspace::Workspace;

/// Change sets that are to agree, in the order in which they were asked for.
#[derive(Clone, Debug)]
pub struct Batch {
    base: Workspace,
    now: Workspace,
    /// The paths that differ.
    changed: BTreeSet<Utf8PathBuf>,
    proof: Proof,
    taken: usize,
}

impl Batch {
    /// Nothing yet on top of `workspace`.
    pub fn new(workspace: &Workspace) -> Self {
        Self {
            base: workspace.clone(),
            now: workspace.clone(),
            changed: BTreeSet::new(),
            proof: Proof::default(),
            taken: 0,
        }
    }

    /// The workspace with all that was added.
    pub fn workspace(&self) -> &Workspace {
        &self.now
    }

    /// Adds `changes`, which may have been made without knowing of those before.
    ///
    /// # Errors
    /// Why they do not agree with those, a sentence each; then nothing was added.
    pub fn add(&mut self, changes: &ChangeSet) -> Result<(), Vec<String>> {
        let proven = if self.taken == 0 {
            // They were proven on top of the very workspace that is there.
            changes.changes.clone()
        } else {
            let files = changes.changes.iter().filter_map(Change::after);
            let laid = lay(&self.now, files.map(|(path, text)| (path.to_owned(), text)).collect());
            if !laid.faults.is_empty() {
                return Err(laid.faults);
            }
            mended(&self.now, laid.changes, &mut Proof::default())?
        };
        for (path, text) in proven.iter().filter_map(Change::after) {
            self.now.set(path, text);
            self.changed.insert(path.to_owned());
        }
        self.taken += 1;
        let note = |note: &Note| Note { text: note.text.clone(), request: None };
        self.proof.understood.extend(changes.proof.understood.iter().map(note));
        for line in &changes.proof.not_checked {
            if !self.proof.not_checked.contains(line) {
                self.proof.not_checked.push(line.clone());
            }
        }
        Ok(())
    }

    /// All of it as one change set, proven once more as a whole; nothing where nothing was added.
    ///
    /// # Errors
    /// The faults of the whole.
    pub fn finish(mut self) -> Result<Option<ChangeSet>, Vec<String>> {
        let changes = self.changed.iter().filter_map(|path| {
            let after = &self.now.file(path)?.text;
            let path = path.clone();
            match self.base.file(&path) {
                None => Some(Change::Create { path, text: after.to_string() }),
                Some(old) => {
                    let edits = difference(&old.text, after);
                    (!edits.is_empty()).then(|| Change::Edit { path, before: old.text.clone(), edits })
                }
            }
        });
        let changes: Vec<_> = changes.collect();
        if changes.is_empty() {
            return Ok(None);
        }
        let changes = mended(&self.base, changes, &mut self.proof)?;
        let request = format!("a batch of {} requests", self.taken);
        Ok(Some(ChangeSet { request, changes, proof: self.proof }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Outcome, Request, generate};

    fn made(workspace: &Workspace, request: &str) -> ChangeSet {
        match generate(workspace, &Request::new(request, "/w")) {
            Outcome::Proposed(changes) => changes,
            Outcome::Refused(refusal) => panic!("{refusal:?}"),
        }
    }

    #[test]
    fn change_sets_made_apart_become_one_that_agrees() {
        let workspace = Workspace::new(vec!["/w".into()]);
        let mut batch = Batch::new(&workspace);
        for request in ["an SNS topic called a", "an SNS topic called b", "an SQS queue called jobs"] {
            assert_eq!(batch.add(&made(&workspace, request)), Ok(()), "{request}");
        }
        let whole = batch.finish().unwrap().unwrap();
        let text: String = whole.changes.iter().filter_map(Change::after).map(|(_, text)| text).collect();
        assert_eq!(text.matches("resource \"aws_sns_topic\"").count(), 2, "{text}");
        assert_eq!(text.matches("provider \"aws\"").count(), 1, "{text}");
        assert!(whole.proof.findings.iter().all(|f| f.severity < check::Severity::Error));
    }

    #[test]
    fn what_does_not_fit_is_left_out_and_said() {
        let topic = |path: &str, name: &str| {
            let text = format!("resource \"aws_sns_topic\" \"a\" {{\n  name = \"{name}\"\n}}\n");
            let changes = vec![Change::Create { path: path.into(), text }];
            ChangeSet { request: name.to_owned(), changes, proof: Proof::default() }
        };
        let mut batch = Batch::new(&Workspace::new(vec!["/w".into()]));
        assert_eq!(batch.add(&topic("/w/x.tf", "x")), Ok(()));
        let twice = ChangeSet {
            changes: [topic("/w/x.tf", "x"), topic("/w/y.tf", "y")].map(|t| t.changes).concat(),
            ..topic("/w/y.tf", "y")
        };
        let faults = batch.add(&twice).unwrap_err();
        assert!(faults.first().is_some_and(|f| f.contains("defined in x.tf already")), "{faults:?}");
        assert_eq!(batch.finish().unwrap().unwrap().changes.len(), 1);
    }
}
