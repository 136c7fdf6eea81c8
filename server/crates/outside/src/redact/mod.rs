//! The single place where text leaves the machine: what goes to a model passes here and comes out as [`Cleared`].
//!
//! Secrets become typed placeholders such as `<<SECRET:aws_key:1>>`, which are put back only in the local result.
//! It fails closed: what cannot be searched, or still holds a secret after its search, is refused. This module must
//! never show a secret in an error, a report or a `Debug`.

mod find;
mod placeholder;
mod refuse;
mod report;
mod stream;
#[cfg(test)]
mod tests;

pub use report::Report;
pub use stream::Restorer;

use aho_corasick::{AhoCorasick, MatchKind};
use camino::Utf8Path;
use find::{Declared, Found};
use std::collections::HashMap;
use std::fmt;

/// How often a text is searched again after its secrets were replaced, until nothing more is found.
const PASSES: usize = 4;

/// A text that is to leave.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// The file that it is, or is an excerpt of; `None` for what a person or the program wrote.
    pub path: Option<&'a Utf8Path>,
    /// The text. A file is given whole, or at least in whole units: a cut secret is harder to tell.
    pub text: &'a str,
}

/// A text that may leave the machine. Only a [`Redactor`] makes one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cleared(String);

/// Why a text may not leave, not even in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A Terraform state or plan, which holds every secret of its resources.
    State(String),
    /// A file that holds nothing but secrets.
    Private(String),
    /// Too much to search.
    TooLong {
        /// Which text.
        place: String,
        /// Its length.
        bytes: usize,
    },
    /// A secret would be left in it, or the search itself failed.
    NotCleared(String),
}

/// A fault in what a model answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leak {
    /// A secret of this machine that it was never sent.
    Echoed {
        /// The label, such as `aws_key`.
        kind: &'static str,
    },
    /// What looks like a real secret and is none of ours.
    Invented {
        /// The label.
        kind: &'static str,
        /// Its first byte in the answer.
        at: usize,
    },
    /// A placeholder that stands for nothing.
    UnknownPlaceholder(String),
}

/// Replaces secrets in the texts of one conversation, the same secret by the same placeholder, and puts them back.
#[derive(Default)]
pub struct Redactor {
    secrets: Vec<Secret>,
    numbers: HashMap<String, usize>,
    declared: Declared,
    report: Report,
}

struct Secret {
    kind: &'static str,
    text: String,
    placeholder: String,
}

impl<'a> Part<'a> {
    /// What a person or the program wrote.
    pub fn text(text: &'a str) -> Self {
        Self { path: None, text }
    }

    /// A file.
    pub fn file(path: &'a Utf8Path, text: &'a str) -> Self {
        Self { path: Some(path), text }
    }

    fn has_extension(&self, extension: &str) -> bool {
        self.path.and_then(Utf8Path::extension) == Some(extension)
    }

    fn place(&self) -> String {
        self.path.map_or_else(|| "the request".to_owned(), ToString::to_string)
    }
}

impl Cleared {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Redactor {
    /// `parts` without their secrets, in the same order. A secret that is known from one part, or from an earlier
    /// call, is replaced in all of them.
    ///
    /// # Errors
    /// Says which part may not leave and why; then none may.
    pub fn clear(&mut self, parts: &[Part<'_>]) -> Result<Vec<Cleared>, Refused> {
        for part in parts {
            refuse::check(part)?;
        }
        self.declared.add(parts);
        let mut texts: Vec<String> = parts.iter().map(|part| part.text.to_owned()).collect();
        for _ in 0..PASSES {
            let now: Vec<_> = parts.iter().zip(&texts).map(|(part, text)| Part { text, ..*part }).collect();
            let Some(next) = self.pass(&now)? else { return Ok(texts.into_iter().map(Cleared).collect()) };
            texts = next;
        }
        Err(Refused::NotCleared(parts.first().map(Part::place).unwrap_or_default()))
    }

    /// What was kept back so far.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// `answer` with the secrets in place of their placeholders. An answer in JSON is parsed first, since a secret
    /// may hold quotes.
    pub fn restore(&self, answer: &str) -> String {
        let mut restored = String::with_capacity(answer.len());
        let mut at = 0;
        for span in placeholder::spans(answer) {
            restored.push_str(&answer[at..span.start]);
            let held = &answer[span.clone()];
            let known = self.secrets.iter().find(|secret| secret.placeholder == held);
            restored.push_str(known.map_or(held, |secret| &secret.text));
            at = span.end;
        }
        restored.push_str(&answer[at..]);
        restored
    }

    /// Puts secrets back into an answer that arrives in pieces.
    pub fn restorer(&self) -> Restorer<'_> {
        Restorer::new(self)
    }

    /// The faults of a model's answer, before its secrets are put back.
    pub fn scan(&self, answer: &str) -> Vec<Leak> {
        let mut leaks = Vec::new();
        for span in placeholder::spans(answer) {
            let held = &answer[span];
            if !self.secrets.iter().any(|secret| secret.placeholder == held) {
                leaks.push(Leak::UnknownPlaceholder(held.to_owned()));
            }
        }
        let echoed = |secret: &&Secret| is_telling(&secret.text) && answer.contains(&secret.text);
        leaks.extend(self.secrets.iter().filter(echoed).map(|secret| Leak::Echoed { kind: secret.kind }));
        let found = find::find(&Part::text(answer), &self.declared).unwrap_or_default();
        let invented =
            found.into_iter().filter(|found| !self.numbers.contains_key(&answer[found.span.clone()]));
        leaks.extend(invented.map(|found| Leak::Invented { kind: found.kind, at: found.span.start }));
        leaks
    }

    /// Whether `text` may be the beginning of one of our placeholders.
    fn begins(&self, text: &str) -> bool {
        self.secrets
            .iter()
            .any(|secret| secret.placeholder.len() > text.len() && secret.placeholder.starts_with(text))
    }

    /// Replaces what one search finds; `None` where it finds nothing.
    fn pass(&mut self, parts: &[Part<'_>]) -> Result<Option<Vec<String>>, Refused> {
        let mut found = Vec::with_capacity(parts.len());
        for part in parts {
            let spans = find::find(part, &self.declared).ok_or_else(|| Refused::NotCleared(part.place()))?;
            for one in &spans {
                self.learn(&part.text[one.span.clone()], one.kind, parts);
            }
            found.push(spans);
        }
        let known = self.known()?;
        let mut texts = Vec::with_capacity(parts.len());
        let mut any = false;
        for (part, spans) in parts.iter().zip(found) {
            let again = known.iter().flat_map(|known| known.find_iter(part.text));
            let again = again.filter_map(|hit| {
                let text = &part.text[hit.range()];
                let number = self.numbers.get(text)?;
                Some(Found { span: hit.range(), kind: self.secrets.get(*number)?.kind })
            });
            let all = find::settle(part.text, spans.into_iter().chain(again).collect());
            any |= !all.is_empty();
            texts.push(self.replace(part, &all, parts));
        }
        Ok(any.then_some(texts))
    }

    fn replace(&mut self, part: &Part<'_>, found: &[Found], parts: &[Part<'_>]) -> String {
        let mut text = String::with_capacity(part.text.len());
        let mut at = 0;
        for one in found {
            text.push_str(&part.text[at..one.span.start]);
            text.push_str(&self.learn(&part.text[one.span.clone()], one.kind, parts));
            at = one.span.end;
            *self.report.counts.entry((part.place(), one.kind)).or_default() += 1;
        }
        text.push_str(&part.text[at..]);
        text
    }

    /// The placeholder of `secret`: the one it has, or a new one that no text has already.
    fn learn(&mut self, secret: &str, kind: &'static str, parts: &[Part<'_>]) -> String {
        if let Some(known) = self.numbers.get(secret).and_then(|number| self.secrets.get(*number)) {
            return known.placeholder.clone();
        }
        let of_kind = self.secrets.iter().filter(|s| s.kind == kind).count();
        let names = (of_kind + 1..).map(|number| placeholder::named(kind, number));
        let is_free = |name: &String| {
            !parts.iter().any(|part| part.text.contains(name.as_str()))
                && !self.secrets.iter().any(|secret| secret.placeholder == *name)
        };
        let placeholder = names.into_iter().find(is_free).unwrap_or_default();
        self.numbers.insert(secret.to_owned(), self.secrets.len());
        self.secrets.push(Secret { kind, text: secret.to_owned(), placeholder: placeholder.clone() });
        placeholder
    }

    /// Finds every secret that is telling enough to be looked for everywhere; `None` where there is none.
    fn known(&self) -> Result<Option<AhoCorasick>, Refused> {
        let texts: Vec<&str> =
            self.secrets.iter().map(|s| s.text.as_str()).filter(|text| is_telling(text)).collect();
        if texts.is_empty() {
            return Ok(None);
        }
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&texts);
        built.map(Some).map_err(|_| Refused::NotCleared("the request".to_owned()))
    }
}

/// The label and the bytes of every secret in `part`, in order; the text itself stays as it is.
///
/// # Errors
/// Says that the part is refused as a whole (a state file, a file of keys), or could not be searched.
pub fn find_secrets(part: &Part<'_>) -> Result<Vec<(&'static str, std::ops::Range<usize>)>, Refused> {
    refuse::check(part)?;
    let mut declared = Declared::default();
    declared.add(std::slice::from_ref(part));
    let found = find::find(part, &declared).ok_or_else(|| Refused::NotCleared(part.place()))?;
    Ok(found.into_iter().map(|one| (one.kind, one.span)).collect())
}

/// `text` with secrets masked for good, for logs and the output of programs.
pub fn mask(text: &str) -> String {
    const MASK: &str = "<secret>";
    let part = Part::text(text);
    let Some(found) = find::find(&part, &Declared::default()) else { return MASK.to_owned() };
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    for one in found {
        masked.push_str(&text[at..one.span.start]);
        masked.push_str(MASK);
        at = one.span.end;
    }
    masked.push_str(&text[at..]);
    masked
}

/// Whether `text` seems to hold a secret, or cannot be searched.
pub fn holds_a_secret(text: &str) -> bool {
    find::find(&Part::text(text), &Declared::default()).is_none_or(|found| !found.is_empty())
}

/// Whether a secret is unlike any word, so that it is one wherever it stands. `admin` is one only where a name says so.
fn is_telling(text: &str) -> bool {
    let plain = text.bytes().all(|b| b.is_ascii_lowercase()) || text.bytes().all(|b| b.is_ascii_uppercase());
    text.len() >= 16 || (text.len() >= 8 && !plain)
}

impl fmt::Debug for Redactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redactor").field("report", &self.report).finish_non_exhaustive()
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::State(place) => {
                write!(
                    f,
                    "{place} is a Terraform state or plan, which holds secrets; it is never sent to a model"
                )
            }
            Self::Private(place) => write!(f, "{place} holds secrets only; it is never sent to a model"),
            Self::TooLong { place, bytes } => {
                write!(f, "{place} has {bytes} bytes, too many to search for secrets; nothing was sent")
            }
            Self::NotCleared(place) => {
                write!(f, "{place} cannot be rid of its secrets for certain; nothing was sent")
            }
        }
    }
}

impl std::error::Error for Refused {}
