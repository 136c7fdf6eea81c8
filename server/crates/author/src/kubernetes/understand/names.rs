//! Names of things and of the namespace.

use super::super::lexicon;
use super::super::software;
use super::Reader;
use super::created::names_part;
use crate::intent::Shape;
use rustc_hash::FxHashSet;
use std::sync::LazyLock;

/// Words in front of a kind, or after it, that are no name.
static NO_NAMES: LazyLock<FxHashSet<&str>> =
    LazyLock::new(|| lexicon::list(include_str!("../../../data/kubernetes/not-names.txt")));

/// A name as Kubernetes takes it: lower case letters, digits and hyphens, at most 63.
pub(crate) fn label(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.truncate(63);
    out.trim_matches('-').to_owned()
}

impl Reader<'_> {
    /// The names given to the thing that is named by words `start..end`; the words are marked.
    pub(super) fn name(&mut self, start: usize, end: usize) -> Option<String> {
        self.names(start, end).into_iter().next()
    }

    /// As [`Reader::name`], for lists: `deployments api, worker and web`.
    pub(super) fn names(&mut self, start: usize, end: usize) -> Vec<String> {
        if let Some(naming) = self.intent.naming(start, end) {
            let names: Vec<String> =
                naming.names.iter().map(|name| label(name)).filter(|n| !n.is_empty()).collect();
            if !names.is_empty() {
                self.mark(naming.words);
                return names;
            }
        }
        let after = self.skip(end, &["for", "of"]);
        let list = self.bare_list(if after == end || self.plural(end) { after } else { end });
        if !list.is_empty() {
            return list;
        }
        self.name_before(start).into_iter().collect()
    }

    fn plural(&self, end: usize) -> bool {
        end.checked_sub(1)
            .and_then(|i| self.word(i))
            .is_some_and(|w| w.text.ends_with('s') && !w.lemma.ends_with('s'))
    }

    /// `web`, or `api, worker and web`, right at `at`.
    fn bare_list(&mut self, at: usize) -> Vec<String> {
        let mut names = Vec::new();
        let mut next = at;
        while self.nameable(next) {
            names.push(label(&self.text(next)));
            self.mark(next..next + 1);
            let mut ahead = next + 1;
            while self.punct(ahead, ',') || self.is(ahead, &["and"]) {
                ahead += 1;
            }
            let list_goes_on = ahead > next + 1 && self.plural(at) && self.nameable(ahead);
            if !list_goes_on {
                break;
            }
            next = ahead;
        }
        names
    }

    /// `web` of `the web deployment`.
    fn name_before(&mut self, start: usize) -> Option<String> {
        let at = start.checked_sub(1)?;
        let software = lexicon::mention(&self.intent.words, at).is_some_and(|m| {
            matches!(m.concept, lexicon::Concept::Software(_)) && names_part(self.intent, &m)
        });
        let free = !self.used.get(at).copied().unwrap_or(true);
        let usable = software || free && self.nameable(at);
        if !usable {
            return None;
        }
        self.mark(at..start);
        Some(label(&self.text(at)))
    }

    /// Whether a word can be a name after words that announce one, such as `gateway` or `namespace`.
    pub(super) fn takes_name(&self, at: usize) -> bool {
        const GRAMMAR: &[&str] = &[
            "with",
            "and",
            "on",
            "for",
            "in",
            "to",
            "at",
            "of",
            "that",
            "class",
            "listen",
            "listener",
            "using",
            "from",
            "attached",
            "resource",
            "listening",
            "which",
            "so",
            "is",
            "are",
            "can",
            "may",
            "only",
            "or",
            "but",
            "the",
            "a",
        ];
        let formed = |shape: &Shape| matches!(shape, Shape::Plain | Shape::Identifier);
        self.word(at).is_some_and(|word| formed(&word.shape) && (word.quoted || !word.is_any(GRAMMAR)))
    }

    /// Whether the word can be the name of something: no grammar, no number, nothing that means something else.
    pub(super) fn nameable(&self, at: usize) -> bool {
        let Some(word) = self.word(at) else { return false };
        let formed = match word.shape {
            Shape::Plain => true,
            Shape::Identifier => !word.text.contains([':', '/', '=']),
            _ => false,
        };
        let clean = word.text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        let plain = word.quoted
            || !(NO_NAMES.contains(word.lemma.as_str())
                || lexicon::mention(&self.intent.words, at).is_some_and(|m| m.concept.role().is_none())
                || self.punct(at + 1, '='));
        formed && clean && plain && word.text.len() > 1 && !self.intent.is_negated(at) && !verb(&word.lemma)
    }
}

/// Whether a word looks like a verb form that follows a noun: `running`, `exposing`.
fn verb(lemma: &str) -> bool {
    lemma.len() > 5
        && lemma.ends_with("ing")
        && !lemma.ends_with("listing")
        && !lemma.ends_with("billing")
        && ![
            "pricing",
            "booking",
            "shipping",
            "ordering",
            "monitoring",
            "logging",
            "staging",
            "marketing",
            "testing",
            "trading",
            "messaging",
            "banking",
            "onboarding",
            "accounting",
            "reporting",
            "tracking",
            "streaming",
            "matching",
            "routing",
            "ranking",
            "training",
            "landing",
        ]
        .contains(&lemma)
}

/// `in the payments namespace`, `namespace payments`, `in namespace "payments"`
pub(super) fn namespace(reader: &mut Reader, at: usize) -> Option<usize> {
    let introduced = reader.is(at, &["in", "into", "to", "within", "under", "inside"]);
    if introduced {
        let name = reader.skip(at + 1, &["the", "a", "an", "our", "existing"]);
        if reader.is(name + 1, &["namespace", "ns"]) && reader.nameable(name) {
            return Some(place(reader, at, name, name + 2));
        }
        if !reader.is(name, &["namespace", "ns"]) {
            return None;
        }
        let named = reader.skip(name + 1, &["named", "called"]);
        return if reader.nameable(named) { Some(place(reader, at, named, named + 1)) } else { None };
    }
    let made =
        ["a", "an", "new", "create", "add", "make", "kubernetes", "k8s", "v1", "isolated", "dedicated"];
    let new = reader.before(at).is_none_or(|w| w.is_any(&made)) || at == 0;
    if reader.is(at, &["namespace", "ns"]) && !new {
        let named = reader.skip(at + 1, &["named", "called", "is"]);
        if reader.nameable(named) {
            return Some(place(reader, at, named, named + 1));
        }
    }
    None
}

fn place(reader: &mut Reader, at: usize, name: usize, end: usize) -> usize {
    let name = label(&reader.text(name));
    reader.note(at..end, format!("namespace {name}"));
    reader.system.namespace = Some(name);
    end - at
}

/// A quoted word or `named X` that no mention took: the name of the current application.
pub(super) fn stray(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.is(at, &["named", "called", "name"]) || !reader.creates {
        return None;
    }
    let name = reader.skip(at + 1, &["it", "is", "of", "the", "app", "service"]);
    if !reader.word(name).is_some_and(|word| word.quoted) && !reader.nameable(name) {
        return None;
    }
    let text = label(&reader.text(name));
    if text.is_empty() || !reader.app().name.is_empty() {
        return None;
    }
    reader.note(at..name + 1, format!("name {text}"));
    reader.app().name = text;
    Some(name + 1 - at)
}

/// `deploy my-api`, `run checkout`: the name of an application right after the verb.
pub(super) fn after_verb(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.creates || !reader.is(at, &["deploy", "expose", "host", "ship", "launch", "run", "running"]) {
        return None;
    }
    let name = reader.skip(at + 1, &["the", "our", "my"]);
    let noun = reader.word(name).is_some_and(|word| word.text.contains('-'))
        || reader.punct(name + 1, '(')
        || reader.is(name + 1, &["on", "with", "in", "to", "as", "from", "using"]);
    if !noun
        || !reader.nameable(name)
        || lexicon::mention(&reader.intent.words, name).is_some()
        || reader.current.is_some()
    {
        return None;
    }
    let text = label(&reader.text(name));
    reader.note(at..name + 1, format!("an application: {text}"));
    reader.app().name = text;
    Some(name + 1 - at)
}

/// Gives a name to every application that has none: its role, its software, its image.
pub(super) fn christen(reader: &mut Reader) {
    let mut taken: Vec<String> = reader.system.apps.iter().map(|app| app.name.clone()).collect();
    for (index, app) in reader.system.apps.iter_mut().enumerate() {
        if app.name.is_empty() {
            let software = software::of_image(&app.image).map(|software| software.name().to_owned());
            let image =
                app.image.split(['@']).next().unwrap_or_default().rsplit('/').next().unwrap_or_default();
            let image = label(image.split(':').next().unwrap_or_default());
            let role = app.component.clone();
            let base = role.or(software).or(Some(image)).filter(|name| !name.is_empty());
            let base =
                base.unwrap_or_else(|| if app.workload.ends() { "job".to_owned() } else { "app".to_owned() });
            let free = !taken.contains(&base);
            app.name = if free { base } else { format!("{base}-{}", index + 1) };
            taken.push(app.name.clone());
        }
    }
    let users: Vec<(String, String)> = reader
        .system
        .apps
        .iter()
        .flat_map(|app| app.backends.iter().map(|backend| (app.name.clone(), backend.software.clone())))
        .collect();
    for app in &mut reader.system.apps {
        let name = app.name.clone();
        for backend in &mut app.backends {
            if backend.name.is_empty() {
                let what = if backend.outside { "database" } else { backend.software.as_str() };
                let what = if backend.outside && backend.software == "redis" { "cache" } else { what };
                let shared =
                    users.iter().any(|(user, software)| *user != name && *software == backend.software);
                backend.name = if shared { what.to_owned() } else { format!("{name}-{what}") };
            }
        }
    }
}
