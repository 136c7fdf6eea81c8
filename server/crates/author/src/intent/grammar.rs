//! The small grammar that holds in every dialect: sentences, negation, counting and naming.

use super::{Shape, Word, Words};
use smol_str::SmolStr;
use std::ops::Range;

/// A request as far as it can be read without knowing any dialect.
#[derive(Clone, Debug, Default)]
pub struct Intent {
    /// All words in order.
    pub words: Words,
    /// Ranges of word indices; they tile the words.
    pub sentences: Vec<Range<usize>>,
    negated: Vec<bool>,
}

/// A name that the request gives to something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Naming {
    /// The names, in order; several for `the subnets "a" and "b"`.
    pub names: Vec<SmolStr>,
    /// Whether the words speak of a `name` argument (`with name = "x"`) and not of what to call the thing.
    pub argument: bool,
    /// The words that say it, by index.
    pub words: Range<usize>,
}

/// How many are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    /// `two`, `3`, `both`, `a pair of`
    Exactly(u32),
    /// `another`, `other`: one more than were spoken of.
    Another,
    /// `the first`, `a second`: the one of that place, counted from 1.
    Place(u32),
    /// `several`, `multiple`: more than one.
    Several,
}

/// Words between a number and what it counts, or between a thing and its name, that change nothing.
const FILLERS: &[&str] = &[
    "resource",
    "instance",
    "resources",
    "block",
    "object",
    "itself",
    "parameter",
    "argument",
    "attribute",
    "field",
    "property",
    "value",
];

impl Intent {
    /// Reads any text; never fails.
    pub fn read(text: &str) -> Self {
        let words = Words::read(text);
        let sentences = sentences(&words);
        let negated = negated(&words);
        Self { words, sentences, negated }
    }

    /// Whether what the word names is to be left out or switched off.
    pub fn is_negated(&self, index: usize) -> bool {
        self.negated.get(index).copied().unwrap_or(false)
    }

    /// The sentence that holds the word.
    pub fn sentence_of(&self, index: usize) -> Range<usize> {
        self.sentences.iter().find(|s| s.contains(&index)).cloned().unwrap_or(0..self.words.len())
    }

    /// The count in front of the noun phrase whose head begins at `index`, with the index of its word.
    pub fn count_before(&self, index: usize) -> Option<(Count, usize)> {
        let from = self.sentence_of(index).start.max(index.saturating_sub(5));
        for i in (from..index).rev() {
            let word = self.words.get(i)?;
            if let Some(count) = counting(word) {
                return Some((count, i));
            }
            let breaks = matches!(word.shape, Shape::Punct(c) if c != ',')
                || word.is_any(&[
                    "and", "or", "with", "to", "from", "in", "for", "the", "a", "an", "that", "into",
                ]);
            if breaks
                || word.quoted
                || !matches!(word.shape, Shape::Plain | Shape::Identifier | Shape::Machine)
            {
                return None;
            }
        }
        None
    }

    /// The names given right after the noun phrase that ends before `end`, or in front of it at `start`.
    pub fn naming(&self, start: usize, end: usize) -> Option<Naming> {
        self.named_after(end).or_else(|| self.quoted_before(start)).or_else(|| self.named_later(end))
    }

    /// `a parameter of type SecureString called /app/password`: a few words stand between.
    fn named_later(&self, end: usize) -> Option<Naming> {
        for at in end..end + 6 {
            let word = self.words.get(at)?;
            if word.is_any(&["named", "called"]) {
                return self.list(at + 1, end, false);
            }
            let stops = matches!(word.shape, Shape::Punct(_))
                || word.quoted
                || word.is_any(&[
                    "a", "an", "the", "and", "or", "in", "on", "to", "for", "from", "with", "that", "which",
                ]);
            if stops {
                return None;
            }
        }
        None
    }

    /// The value of a `name` argument that follows `end`, beside what a thing is called.
    pub fn name_argument(&self, end: usize) -> Option<Naming> {
        self.named_after(end).filter(|n| n.argument)
    }

    fn named_after(&self, end: usize) -> Option<Naming> {
        let mut at = end;
        while self.words.get(at).is_some_and(|w| w.is_any(FILLERS) || w.is_punct('(')) {
            at += 1;
        }
        let called = |w: &Word| w.is_any(&["named", "called"]);
        if self.words.get(at).is_some_and(|w| w.is_punct(',')) && self.words.get(at + 1).is_some_and(called) {
            at += 1;
        }
        let first = self.words.get(at)?;
        let programmed = at == end
            && matches!(first.shape, Shape::Identifier | Shape::Path)
            && first.text.contains(['-', '/'])
            && !first.text.contains('.');
        if first.quoted || programmed {
            return self.list(at, end, false);
        }
        if first.is_any(&["named", "called", "labeled", "labelled", "titled", "entitled", "identified"]) {
            let skip =
                usize::from(self.words.get(at + 1).is_some_and(|w| w.is_any(&["a", "by", "with", "it"])));
            return self.list(at + 1 + skip, end, false);
        }
        let introduces =
            first.is_any(&["with", "whose", "has", "have", "having", "where", "which", "that", "of", ":"]);
        let mut name = at + usize::from(introduces);
        while self.words.get(name).is_some_and(|w| {
            w.is_any(&["a", "the", "an", "its", "of", "attribute", "argument", "has"]) || w.is_any(FILLERS)
        }) {
            name += 1;
        }
        // "a bucket with bucket name = ..." repeats the noun.
        for ahead in 0..3 {
            if self.words.get(name + ahead).is_some_and(|w| matches!(w.shape, Shape::Punct(_))) {
                break;
            }
            if self.words.get(name + ahead).is_some_and(|w| w.is_any(&["name", "named"])) {
                let value = self.after_equals(name + ahead + 1)?;
                return self.list(value, end, true);
            }
        }
        None
    }

    /// Skips `=`, `:`, `is`, `of`, `set to`, `parameter is set to` ...
    pub fn after_equals(&self, mut at: usize) -> Option<usize> {
        for _ in 0..6 {
            let word = self.words.get(at)?;
            let skip = word.is_punct('=')
                || word.is_punct(':')
                || word.is_any(&[
                    "is", "are", "of", "set", "to", "be", "being", "equal", "equals", "as", "should", "must",
                    "with", "a", "the", "has",
                ])
                || word.is_any(FILLERS);
            if !skip {
                return Some(at);
            }
            at += 1;
        }
        None
    }

    /// `"a"`, `"a", "b" and "c"`, or one bare word that can be a name.
    fn list(&self, from: usize, start: usize, argument: bool) -> Option<Naming> {
        let first = self.words.get(from)?;
        let usable = first.quoted
            || matches!(first.shape, Shape::Plain | Shape::Identifier | Shape::Domain | Shape::Path)
                && !first.is_any(&[
                    "a",
                    "the",
                    "and",
                    "in",
                    "on",
                    "with",
                    "for",
                    "to",
                    "that",
                    "which",
                    "accordingly",
                    "as",
                ]);
        if !usable || first.text.is_empty() {
            return None;
        }
        let mut names = vec![first.text.clone()];
        let mut end = from + 1;
        let quoted = first.quoted;
        loop {
            let mut next = end;
            while self.words.get(next).is_some_and(|w| w.is_punct(',') || w.is_any(&["and", "or", "&"])) {
                next += 1;
            }
            let Some(word) = self.words.get(next).filter(|w| next > end && quoted && w.quoted) else { break };
            names.push(word.text.clone());
            end = next + 1;
        }
        Some(Naming { names, argument, words: start..end })
    }

    fn quoted_before(&self, start: usize) -> Option<Naming> {
        let at = start.checked_sub(1)?;
        let word =
            self.words.get(at).filter(|w| w.quoted && matches!(w.shape, Shape::Plain | Shape::Identifier))?;
        let before = at.checked_sub(1).and_then(|i| self.words.get(i));
        let free = before.is_none_or(|w| w.is_any(&["a", "the", "an", "of", "to", "named", "called"]));
        free.then(|| Naming { names: vec![word.text.clone()], argument: false, words: at..start })
    }
}

fn counting(word: &Word) -> Option<Count> {
    if let Some(n) = word.number()
        && !word.quoted
        && n.fract() == 0.0
        && (1.0..=100.0).contains(&n)
    {
        #[expect(clippy::cast_sign_loss, reason = "between 1 and 100")]
        return Some(Count::Exactly(n as u32));
    }
    let count = match word.lemma.as_str() {
        _ if word.quoted => return None,
        "both" | "pair" | "couple" | "dual" => Count::Exactly(2),
        "single" => Count::Exactly(1),
        "another" | "other" | "additional" => Count::Another,
        "first" => Count::Place(1),
        "second" => Count::Place(2),
        "third" => Count::Place(3),
        "fourth" => Count::Place(4),
        "several" | "multiple" | "few" | "some" | "many" => Count::Several,
        _ => return None,
    };
    Some(count)
}

fn sentences(words: &Words) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (i, word) in words.words.iter().enumerate() {
        if word.ends_sentence() {
            out.push(start..i + 1);
            start = i + 1;
        }
    }
    if start < words.len() {
        out.push(start..words.len());
    }
    out
}

/// Which words stand under a "no", "without", "not" or "disable".
fn negated(words: &Words) -> Vec<bool> {
    let mut out = vec![false; words.len()];
    for (i, word) in words.words.iter().enumerate() {
        let reach = match word.lemma.as_str() {
            _ if word.quoted => continue,
            "no" | "without" | "neither" | "disable" | "disabling" | "skip" | "omit" | "exclude"
            | "excluding" => 7,
            "not" | "don't" | "doesn't" | "shouldn't" | "isn't" | "never" | "non" | "mustn't" | "aren't"
            | "won't" | "avoid" => 5,
            _ => continue,
        };
        if word.is("not") && words.get(i + 1).is_some_and(|w| w.is_any(&["only", "just", "necessarily"])) {
            continue;
        }
        for (at, next) in words.words.iter().enumerate().skip(i + 1).take(reach) {
            let stops = matches!(next.shape, Shape::Punct(_))
                || next.is_any(&[
                    "but", "with", "instead", "while", "that", "which", "use", "using", "to", "enable",
                ]);
            if stops {
                break;
            }
            if let Some(flag) = out.get_mut(at) {
                *flag = true;
            }
        }
    }
    for i in 0..words.len() {
        // "is disabled", "set to false": what stands in front of it is switched off.
        let off = words.get(i).is_some_and(|w| w.is_any(&["disabled", "false", "off"]));
        if off {
            for back in (i.saturating_sub(4)..i).rev() {
                let Some(word) = words.get(back) else { break };
                if matches!(word.shape, Shape::Punct(c) if c != '=')
                    || word.is_any(&["and", "with", "but", "or"])
                {
                    break;
                }
                if let Some(flag) = out.get_mut(back) {
                    *flag = true;
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
