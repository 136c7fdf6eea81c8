//! The conversation itself: what to ask next, and what becomes of an answer. It must never hand on what was not proven.

use super::extract::{self, Head};
use super::prompt::{self, Message, Prompt, Role};
use super::{answer, guard, lay, place};
use crate::prove::mended;
use crate::{ChangeSet, Outcome, Proof, Refusal, Request, generate};
use camino::Utf8PathBuf;
use std::collections::BTreeSet;
use workspace::{File, Workspace};

/// How much a model is told, and how often it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most tokens of a prompt and its answer together.
    pub context_tokens: u32,
    /// The most tokens of the answer.
    pub answer_tokens: u32,
    /// How often faults are sent back.
    pub rounds: usize,
}

/// What a model answered.
#[derive(Clone, Copy)]
pub struct Heard<'a> {
    /// Its words, with placeholders for secrets.
    pub text: &'a str,
    /// Who said it, such as `ollama/qwen2.5-coder`.
    pub by: &'a str,
    /// Whether it was cut off.
    pub cut: bool,
    /// What is wrong with it already, a sentence each.
    pub faults: &'a [String],
    /// Puts the secrets of a text back in place of their placeholders.
    pub restore: &'a dyn Fn(&str) -> String,
}

/// A conversation with a model about one request, until there are proven changes.
#[derive(Clone, Debug)]
pub struct Dialogue {
    workspace: Workspace,
    request: Request,
    embedded: Outcome,
    limits: Limits,
    first: Message,
    /// The last answer and what was wrong with it.
    last: Option<(Message, Message)>,
    asked: usize,
}

impl Dialogue {
    /// Begins a conversation about `request`; `rules` are the house rules with their file.
    pub fn begin(
        workspace: &Workspace,
        request: &Request,
        rules: Option<&(Utf8PathBuf, String)>,
        limits: Limits,
    ) -> Self {
        let embedded = generate(workspace, request);
        // An answer that is sent back and its faults must have room too.
        let tokens = limits.context_tokens.saturating_sub(limits.answer_tokens.saturating_mul(2));
        let tokens = tokens.max(limits.context_tokens / 4).saturating_sub(600);
        let first = prompt::first(workspace, request, &embedded, rules, tokens as usize);
        let (workspace, request) = (workspace.clone(), request.clone());
        Self { workspace, request, embedded, limits, first, last: None, asked: 0 }
    }

    /// What is to be asked now.
    pub fn prompt(&self) -> Prompt {
        let mut messages = vec![self.first.clone()];
        messages.extend(self.last.iter().flat_map(|(answer, faults)| [answer.clone(), faults.clone()]));
        Prompt { system: prompt::RULES.to_owned(), messages }
    }

    /// What came of the request without a model.
    pub fn embedded(&self) -> &Outcome {
        &self.embedded
    }

    /// Takes an answer: the end of the conversation, or nothing where it is to be asked again.
    pub fn hear(&mut self, heard: &Heard<'_>) -> Option<Outcome> {
        self.asked += 1;
        let faults = match self.judge(heard) {
            Ok(changes) => return Some(Outcome::Proposed(changes)),
            Err(faults) => faults,
        };
        if self.asked > self.limits.rounds {
            let first = faults.first().map(String::as_str).unwrap_or_default();
            let count =
                if faults.len() == 1 { "a fault".to_owned() } else { format!("{} faults", faults.len()) };
            let why = format!(
                "the answer of {} still had {count} after {} tries, such as: {first}",
                heard.by, self.asked
            );
            return Some(self.give_up(&why));
        }
        self.last = Some((Message::new(Role::Assistant, heard.text), prompt::again(&faults)));
        None
    }

    /// The end without an answer of a model: what the embedded author made, with the reason said plainly.
    pub fn give_up(&self, why: &str) -> Outcome {
        match &self.embedded {
            Outcome::Proposed(changes) => {
                let mut changes = changes.clone();
                changes.proof.written_by.push(format!("the embedded author, because {why}"));
                Outcome::Proposed(changes)
            }
            Outcome::Refused(refusal) => Outcome::Refused(Refusal {
                message: format!(
                    "Nothing proven came of it: {why}; the embedded author says: {}",
                    refusal.message
                ),
                suggestions: refusal.suggestions.clone(),
            }),
        }
    }

    fn judge(&self, heard: &Heard<'_>) -> Result<ChangeSet, Vec<String>> {
        let mut faults = heard.faults.to_vec();
        if heard.cut {
            faults.push("the answer was cut off: write less at once".to_owned());
        }
        let mut files = Vec::new();
        for given in answer::read(heard.text) {
            let path = if given.path.is_empty() { usual_name(&given.language) } else { given.path.as_str() };
            let text = (heard.restore)(&given.text).replace("\r\n", "\n");
            if !given.whole {
                faults.push(format!("the end of {path:?} is missing"));
            }
            faults.extend(guard::text_faults(&text));
            match place::place(&self.request.into, path) {
                Ok(path) => files.push((path, text)),
                Err(fault) => faults.push(fault),
            }
        }
        if files.is_empty() {
            faults.push(
                "the answer has no file: answer with the JSON object of the files and nothing else"
                    .to_owned(),
            );
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        self.prove(files, heard.by)
    }

    fn prove(&self, files: Vec<(Utf8PathBuf, String)>, by: &str) -> Result<ChangeSet, Vec<String>> {
        let laid = lay::lay(&self.workspace, files);
        let mut faults = laid.faults;
        for (path, text) in laid.changes.iter().filter_map(crate::Change::after) {
            let file = File::read(path.into(), text.into(), None);
            let base = self.workspace.file(path).map(|file| &**file);
            faults.extend(guard::faults(&self.request.text, &file, base));
        }
        if laid.changes.is_empty() && faults.is_empty() {
            faults.push("the answer changes nothing".to_owned());
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut proof = Proof::default();
        let changes = mended(&self.workspace, laid.changes, &mut proof)?;
        let missing = self.missing(&changes);
        if !missing.is_empty() {
            return Err(missing);
        }
        let tries =
            if self.asked == 1 { String::new() } else { format!(", at the {} try", ordinal(self.asked)) };
        proof.written_by.push(format!("{by}{tries}"));
        if let Outcome::Proposed(embedded) = &self.embedded {
            proof.not_checked.clone_from(&embedded.proof.not_checked);
        }
        proof.not_checked.push("Whether the changes are all that was asked for: read them".to_owned());
        Ok(ChangeSet { request: self.request.text.clone(), changes, proof })
    }

    /// What the request names, by the embedded author's reading of it, and `changes` do not have.
    fn missing(&self, changes: &[crate::Change]) -> Vec<String> {
        let Outcome::Proposed(embedded) = &self.embedded else { return Vec::new() };
        let understood: Vec<&str> = embedded.proof.understood.iter().map(|note| note.text.as_str()).collect();
        let wanted: BTreeSet<Head> = embedded.changes.iter().flat_map(extract::units_of).collect();
        let had: BTreeSet<Head> = changes.iter().flat_map(extract::units_of).collect();
        let lacks =
            wanted.into_iter().filter(|head| understood.iter().any(|text| speaks_of(text, head.name())));
        let lacks = lacks.filter(|head| !had.iter().any(|other| other.name() == head.name()));
        lacks.map(|head| format!("the request asks for {}, and the answer has none", head.name())).collect()
    }
}

/// Whether a note names a type: as a whole word, or before a dot.
fn speaks_of(note: &str, name: &str) -> bool {
    note.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}

fn ordinal(n: usize) -> String {
    match n {
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        n => format!("{n}th"),
    }
}

/// Where a text goes that names no file, by what its fence calls it.
fn usual_name(language: &str) -> &'static str {
    match language {
        "yaml" | "yml" => "manifests.yaml",
        "hcl" | "terraform" | "tf" | "" => "main.tf",
        _ => "",
    }
}

#[cfg(test)]
mod tests;
