//! A request cut into words, each with its bytes, its base form and its shape.

use super::lemma;
use super::shape::{Shape, Unit, number, shape};
use smol_str::SmolStr;
use text::Span;

/// A word of a request, or one character of punctuation between words.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// In the request; covers the quotes, and both words of `50 GB`.
    pub span: Span,
    /// As it is written, without quotes.
    pub text: SmolStr,
    /// Lower case and singular: `Buckets` is `bucket`.
    pub lemma: SmolStr,
    /// What it is by its form.
    pub shape: Shape,
    /// Whether it stands in quotes or backticks.
    pub quoted: bool,
}

impl Word {
    /// Whether the unquoted word has this base form.
    pub fn is(&self, lemma: &str) -> bool {
        !self.quoted && self.lemma == lemma
    }

    /// Whether the unquoted word has one of these base forms.
    pub fn is_any(&self, lemmas: &[&str]) -> bool {
        !self.quoted && lemmas.contains(&self.lemma.as_str())
    }

    /// Whether it is this punctuation.
    pub fn is_punct(&self, c: char) -> bool {
        self.shape == Shape::Punct(c)
    }

    /// The number, where it is a plain one.
    pub fn number(&self) -> Option<f64> {
        if let Shape::Number(n) = self.shape { Some(n) } else { None }
    }

    /// Whether it ends a sentence.
    pub fn ends_sentence(&self) -> bool {
        matches!(self.shape, Shape::Punct('.' | '!' | '?' | '\n'))
    }
}

/// The words of a request in text order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Words {
    /// The request.
    pub text: SmolStr,
    /// In order; spans rise and do not overlap.
    pub words: Vec<Word>,
}

impl Words {
    /// Cuts `text` into words. Takes any text; never fails.
    pub fn read(text: &str) -> Self {
        let mut words = Vec::new();
        let mut at = 0;
        while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
            let end = if c.is_whitespace() {
                let end = at + c.len_utf8();
                if c == '\n' {
                    words.push(punct(c, at));
                }
                end
            } else if let Some(close) = closing_quote(text, at, c) {
                let inner = text.get(at + c.len_utf8()..close).unwrap_or_default();
                let end = close + text.get(close..).and_then(|r| r.chars().next()).map_or(0, char::len_utf8);
                // American style puts the comma inside the quotes.
                let inner = inner.strip_suffix([',', '.', ';']).filter(|i| !i.is_empty()).unwrap_or(inner);
                words.push(word(inner, Span::from(at..end), true));
                end
            } else {
                bare(text, at, c, &mut words)
            };
            at = end.max(at + 1);
        }
        join_units(&mut words);
        Self { text: text.into(), words }
    }

    /// The word at `index`.
    pub fn get(&self, index: usize) -> Option<&Word> {
        self.words.get(index)
    }

    /// How many there are, punctuation counted.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The bytes from the first to the last word of a range of indices.
    pub fn span(&self, range: std::ops::Range<usize>) -> Span {
        let first = self.get(range.start).map_or(Span::default(), |w| w.span);
        let last = self.get(range.end.saturating_sub(1)).map_or(first, |w| w.span);
        first.cover(last)
    }
}

fn punct(c: char, at: usize) -> Word {
    let text = SmolStr::from_iter([c]);
    Word {
        span: Span::from(at..at + c.len_utf8()),
        lemma: text.clone(),
        text,
        shape: Shape::Punct(c),
        quoted: false,
    }
}

fn word(text: &str, span: Span, quoted: bool) -> Word {
    Word { span, text: text.into(), lemma: lemma(text).into(), shape: shape(text), quoted }
}

/// Where the quotation that opens at `at` with `open` closes, if it does on the same line.
fn closing_quote(text: &str, at: usize, open: char) -> Option<usize> {
    let close = match open {
        '"' | '`' => open,
        '\'' => '\'',
        '“' | '„' => '”',
        '‘' => '’',
        '«' => '»',
        _ => return None,
    };
    let before = text.get(..at)?.chars().next_back();
    if open == '\'' && before.is_some_and(char::is_alphanumeric) {
        return None;
    }
    let rest = text.get(at + open.len_utf8()..)?;
    let line = rest.split('\n').next()?;
    let mut found = None;
    for (i, c) in line.char_indices().take(400) {
        let next = line.get(i + c.len_utf8()..).and_then(|r| r.chars().next());
        if c == close && (close != '\'' && close != '’' || !next.is_some_and(char::is_alphanumeric)) {
            found = Some(i);
            break;
        }
    }
    found.map(|i| at + open.len_utf8() + i)
}

/// Reads the word without quotes that begins at `at`; returns where it ends.
fn bare(text: &str, at: usize, first: char, words: &mut Vec<Word>) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    if (rest.starts_with("cron(") || rest.starts_with("rate("))
        && let Some(close) = rest.split('\n').next().and_then(|line| line.find(')'))
    {
        let end = at + close + 1;
        words.push(word(text.get(at..end).unwrap_or_default(), Span::from(at..end), false));
        return end;
    }
    if !is_inner(first) {
        words.push(punct(first, at));
        return at + first.len_utf8();
    }
    let mut end = at + rest.find(|c: char| !is_inner(c)).unwrap_or(rest.len());
    // Dots, colons, slashes and apostrophes belong to a word only inside it.
    while end > at {
        let kept = text.get(at..end).unwrap_or_default();
        let Some(last) = kept.chars().next_back().filter(|c| ".:/'’-&".contains(*c)) else { break };
        if last == '/' && kept.len() > 1 || kept.len() == last.len_utf8() {
            break;
        }
        end -= last.len_utf8();
    }
    let token = text.get(at..end).unwrap_or_default();
    if token.len() == first.len_utf8() && !first.is_alphanumeric() {
        words.push(punct(first, at));
        return end;
    }
    if is_alternative(token) {
        split(token, at, words);
        return end;
    }
    words.push(word(token, Span::from(at..end), false));
    end
}

fn is_inner(c: char) -> bool {
    c.is_alphanumeric() || "_-./:'’@%*+$~#&".contains(c)
}

/// Whether a slash stands for "or": `CPU/memory`, `A/AAAA`, but no path, CIDR or media type.
fn is_alternative(token: &str) -> bool {
    token.contains('/')
        && !token.starts_with("alias/")
        && !token.contains(['.', ':', '_'])
        && !token.starts_with('/')
        && !token.ends_with('/')
        && !token.contains(|c: char| c.is_ascii_digit())
        && token.matches('/').count() < 3
}

fn split(token: &str, at: usize, words: &mut Vec<Word>) {
    let mut from = 0;
    for part in token.split('/') {
        if from > 0 {
            words.push(punct('/', at + from - 1));
        }
        if !part.is_empty() {
            words.push(word(part, Span::from(at + from..at + from + part.len()), false));
        }
        from += part.len() + 1;
    }
}

/// Makes `50 GB` and `five minutes` one word.
fn join_units(words: &mut Vec<Word>) {
    let mut joined: Vec<Word> = Vec::with_capacity(words.len());
    for next in words.drain(..) {
        if let Some(last) = joined.last_mut()
            && !next.quoted
            && let Some(value) = number(&last.text).filter(|_| !last.quoted)
            && let Some(unit) = Unit::after_number(&next.lemma)
        {
            last.text = format!("{} {}", last.text, next.text).into();
            last.lemma = format!("{} {}", last.lemma, next.lemma).into();
            last.span = last.span.cover(next.span);
            last.shape = Shape::Quantity(value, unit);
        } else {
            joined.push(next);
        }
    }
    *words = joined;
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts(request: &str) -> Vec<String> {
        Words::read(request).words.iter().map(|w| w.text.to_string()).collect()
    }

    #[test]
    fn names_in_quotes_and_values_with_dots_stay_whole() {
        assert_eq!(
            texts("A bucket named 'my logs', \"b\" and `c`, 10.0.0.0/16 (db.t3.micro)."),
            [
                "A",
                "bucket",
                "named",
                "my logs",
                ",",
                "b",
                "and",
                "c",
                ",",
                "10.0.0.0/16",
                "(",
                "db.t3.micro",
                ")",
                "."
            ]
        );
        assert_eq!(
            texts("run a file\"lambda.js\" in the user's VPC."),
            ["run", "a", "file", "lambda.js", "in", "the", "user's", "VPC", "."]
        );
    }

    #[test]
    fn a_number_and_its_unit_are_one_word() {
        let words = Words::read("50 GB for five minutes");
        assert_eq!(words.words[0].shape, Shape::Quantity(50.0, Unit::Decimal(3)));
        assert_eq!(words.words[2].shape, Shape::Quantity(5.0, Unit::Time(60_000)));
        assert_eq!(words.words[2].span.text(&words.text), "five minutes");
    }

    proptest! {
        #[test]
        fn any_text_is_cut_into_rising_spans(text in "\\PC{0,60}") {
            let words = Words::read(&text);
            let mut end = 0;
            for w in &words.words {
                prop_assert!(w.span.start >= end && w.span.end > w.span.start);
                prop_assert!(text.get(w.span.range()).is_some());
                end = w.span.end;
            }
        }
    }
}
