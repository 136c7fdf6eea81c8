//! From the words of a request to the graph: one pass from left to right, with what was spoken of last in mind.
//!
//! Each fact is read by a small reader that knows one thing (an image, a port, a schedule) and marks the words
//! that it used; what stays unmarked was not understood. Readers must never guess: what experts add is added later.

mod access;
mod backing;
mod config;
mod created;
mod mentions;
mod names;
mod network;
mod policy;
mod resources;
mod schedule;
mod storage;
mod workload;

use super::graph::{App, Backend, Part, Right, Space, System};
use super::kinds::Asked;
use crate::Note;
use crate::intent::{Intent, Shape, Word};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

pub(crate) use created::is_image;
pub(crate) use names::label;
pub(crate) use schedule::{clock, cron};

/// What was understood of a request.
pub(crate) struct Understood {
    /// Applications to create.
    pub(crate) system: System,
    /// Objects that are asked for on their own.
    pub(crate) loose: Vec<Loose>,
    /// Facts for loose objects, and the workload that they are for.
    pub(crate) target: App,
    /// Parts that the request names.
    pub(crate) asked: BTreeSet<Part>,
    /// Whether manifests are to be listed in a kustomization.
    pub(crate) kustomize: bool,
    /// One sentence a fact.
    pub(crate) notes: Vec<Note>,
    /// For each word, whether something was made of it.
    pub(crate) used: Vec<bool>,
}

/// An object that is asked for by itself.
#[derive(Clone, Debug, Default)]
pub(crate) struct Loose {
    /// Concept of the word list: `ConfigMap`, `Service` ...
    pub(crate) concept: &'static str,
    /// The name given to it.
    pub(crate) name: Option<String>,
    /// Keys and values, of a ConfigMap.
    pub(crate) data: Vec<(String, String)>,
    /// Rights, of a Role.
    pub(crate) rights: Vec<Right>,
}

/// The reader's state.
pub(crate) struct Reader<'a> {
    intent: &'a Intent,
    used: Vec<bool>,
    notes: Vec<Note>,
    system: System,
    loose: Vec<Loose>,
    target: App,
    asked: BTreeSet<Part>,
    kustomize: bool,
    /// Index of the application that facts belong to.
    current: Option<usize>,
    /// Whether the request creates applications at all.
    creates: bool,
    /// The concept that was named last.
    focus: &'static str,
    /// One past the last word of the last mention.
    last_mention: usize,
    /// Whether the kind of the current application was said.
    kind_said: bool,
    /// A schedule said before the job that it is for: cron expression and zone.
    schedule: Option<(String, Option<String>)>,
    /// Backends named before the application that uses them.
    waiting: Vec<Backend>,
}

/// A reader of one kind of fact: the number of words that it used from `at` on.
type Read = fn(&mut Reader, usize) -> Option<usize>;

/// In order of precedence.
const READERS: &[Read] = &[
    names::namespace,
    config::pair,
    access::rights,
    policy::space,
    policy::peers,
    policy::budget,
    schedule::read,
    workload::scaling,
    workload::image,
    network::node_port,
    network::ports,
    workload::replicas,
    resources::request_or_limit,
    resources::compute,
    resources::device,
    storage::class,
    storage::mode,
    storage::size,
    storage::mount,
    network::host,
    network::path,
    network::tls,
    network::class,
    config::secret,
    config::config_map,
    access::account,
    config::labels,
    config::placement,
    workload::command,
    workload::job,
    config::keys,
    names::after_verb,
    mentions::read,
    names::stray,
];

/// Reads a request; words of objects that are `asked` for by kind are left alone.
pub(crate) fn understand(intent: &Intent, asked: &[Asked]) -> Understood {
    let mut reader = Reader {
        intent,
        used: vec![false; intent.words.len()],
        notes: Vec::new(),
        system: System::default(),
        loose: Vec::new(),
        target: App::default(),
        asked: BTreeSet::new(),
        kustomize: false,
        current: None,
        creates: created::creates(intent, asked),
        focus: "",
        last_mention: usize::MAX,
        kind_said: false,
        schedule: None,
        waiting: Vec::new(),
    };
    for object in asked {
        reader.mark(object.words.clone());
        if let Some(naming) = intent.naming(object.words.start, object.words.end) {
            reader.mark(naming.words);
        }
    }
    for at in 0..intent.words.len() {
        if reader.is(at, &["kubernetes", "k8s"]) {
            reader.mark(at..at + 1);
        }
    }
    let mut at = 0;
    while at < intent.words.len() {
        let free = !reader.used.get(at).copied().unwrap_or(true);
        let step = if free { READERS.iter().find_map(|read| read(&mut reader, at)) } else { None };
        at += step.unwrap_or(1).max(1);
    }
    schedule::settle(&mut reader);
    glue(&mut reader);
    names::christen(&mut reader);
    Understood {
        system: reader.system,
        loose: reader.loose,
        target: reader.target,
        asked: reader.asked,
        kustomize: reader.kustomize,
        notes: reader.notes,
        used: reader.used,
    }
}

static GLUE: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| super::lexicon::list(include_str!("../../../data/kubernetes/glue.txt")));

/// Words that only join what was understood are understood as well.
fn glue(reader: &mut Reader) {
    for at in 0..reader.intent.words.len() {
        let near =
            (at.saturating_sub(3)..at + 4).any(|i| i != at && reader.used.get(i).copied().unwrap_or(false));
        if near && reader.word(at).is_some_and(|word| !word.quoted && GLUE.contains(word.lemma.as_str())) {
            reader.mark(at..at + 1);
        }
    }
}

impl Reader<'_> {
    fn word(&self, at: usize) -> Option<&Word> {
        self.intent.words.get(at)
    }

    /// The word before `at`, if it is in the same sentence.
    fn before(&self, at: usize) -> Option<&Word> {
        at.checked_sub(1).and_then(|i| self.word(i)).filter(|word| !word.ends_sentence())
    }

    fn is(&self, at: usize, lemmas: &[&str]) -> bool {
        self.word(at).is_some_and(|word| word.is_any(lemmas))
    }

    fn punct(&self, at: usize, c: char) -> bool {
        self.word(at).is_some_and(|word| word.is_punct(c))
    }

    fn text(&self, at: usize) -> String {
        self.word(at).map(|word| word.text.to_string()).unwrap_or_default()
    }

    /// A whole number at `at`.
    fn count(&self, at: usize) -> Option<u32> {
        let value = self.word(at).filter(|word| !word.quoted)?.number()?;
        let whole = (0.0..=1_000_000.0).contains(&value) && value.fract() == 0.0;
        #[expect(clippy::cast_sign_loss, reason = "not below 0")]
        whole.then_some(value as u32)
    }

    /// A percentage at `at`.
    fn percent(&self, at: usize) -> Option<f64> {
        match self.word(at)?.shape {
            Shape::Quantity(value, crate::intent::Unit::Percent) => Some(value),
            _ => None,
        }
    }

    /// A port number at `at`.
    fn port(&self, at: usize) -> Option<u16> {
        self.count(at).and_then(|n| u16::try_from(n).ok()).filter(|n| *n > 0)
    }

    /// Skips words that change nothing.
    fn skip(&self, mut at: usize, fillers: &[&str]) -> usize {
        while self.is(at, fillers) || self.punct(at, ':') || self.punct(at, '=') {
            at += 1;
        }
        at
    }

    /// Whether one of `lemmas` stands within `reach` words of `at`, in the same sentence.
    fn near(&self, at: usize, reach: usize, lemmas: &[&str]) -> bool {
        let sentence = self.intent.sentence_of(at);
        let from = at.saturating_sub(reach).max(sentence.start);
        let to = (at + reach + 1).min(sentence.end);
        (from..to).any(|i| i != at && self.is(i, lemmas))
    }

    /// Marks words as used and says what was made of them.
    fn note(&mut self, words: Range<usize>, text: impl Into<String>) {
        self.mark(words.clone());
        let span = self.intent.words.span(words);
        self.notes.push(Note { text: text.into(), request: Some(span) });
    }

    /// Marks words as used.
    fn mark(&mut self, words: Range<usize>) {
        if let Some(used) = self.used.get_mut(words.start..words.end.min(self.intent.words.len())) {
            used.fill(true);
        }
    }

    /// The application that facts belong to.
    fn app(&mut self) -> &mut App {
        if !self.creates {
            return &mut self.target;
        }
        let index = match self.current {
            Some(index) => index,
            None => self.begin(),
        };
        if self.system.apps.get(index).is_none() {
            return &mut self.target;
        }
        &mut self.system.apps[index]
    }

    /// The image of the current application, where there is one.
    fn current_image(&self) -> String {
        let app = self.current.and_then(|index| self.system.apps.get(index));
        app.map(|app| app.image.clone()).unwrap_or_default()
    }

    /// A new application, which becomes the current one.
    fn begin(&mut self) -> usize {
        let backends = std::mem::take(&mut self.waiting);
        self.system.apps.push(App { backends, ..App::default() });
        let index = self.system.apps.len() - 1;
        self.current = Some(index);
        self.kind_said = false;
        index
    }

    /// Sets a fact of the current application, or of all where the sentence speaks of each.
    fn apply(&mut self, at: usize, set: impl Fn(&mut App)) {
        let sentence = self.intent.sentence_of(at);
        let each = sentence.into_iter().any(|i| self.is(i, &["each", "both", "every", "all"]));
        if self.creates && each && self.system.apps.len() > 1 {
            self.system.apps.iter_mut().for_each(set);
        } else {
            set(self.app());
        }
    }

    /// The loose object that was named last, if facts belong to it.
    fn loose(&mut self, concept: &str) -> Option<&mut Loose> {
        self.loose.last_mut().filter(|loose| loose.concept == concept)
    }

    /// The namespace that the request is about; it is bounded and created on its own.
    fn space(&mut self) -> &mut Space {
        if self.system.spaces.is_empty() {
            self.system.spaces.push(Space::default());
        }
        let last = self.system.spaces.len() - 1;
        &mut self.system.spaces[last]
    }
}
