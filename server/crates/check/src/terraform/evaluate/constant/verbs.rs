use super::{Refusal, primitive_text};
use crate::terraform::convert::{is_bool, is_number};
use crate::terraform::types::Ty;

/// What `format` says against its arguments. It looks at them only when all of them are known.
pub(super) fn refused(args: &[Ty]) -> Option<Refusal> {
    let (format, values) = args.split_first()?;
    let format = primitive_text(format)?;
    if !values.iter().all(is_wholly_known) {
        return None;
    }
    let (mut rest, mut next, mut used) = (format.as_str(), 0, 0);
    while let Some((_, after)) = rest.split_once('%') {
        if let Some(after) = after.strip_prefix('%') {
            rest = after;
            continue;
        }
        let verb = Verb::read(after)?;
        if let Some(index) = verb.index {
            next = index.checked_sub(1)?;
        }
        let Some(letter) = verb.letter else { return Some((0, "a verb after % is missing".into())) };
        if let Some(message) = wrong(letter, values.get(next), next) {
            return Some((0, message));
        }
        next += 1;
        used = used.max(next);
        rest = verb.rest;
    }
    (values.len() > used).then(|| {
        let verbs = if used == 1 { "1 value".to_owned() } else { format!("{used} values") };
        (used + 1, format!("the format has a place for {verbs}, not for {}", values.len()))
    })
}

struct Verb<'a> {
    /// From 1.
    index: Option<usize>,
    letter: Option<char>,
    rest: &'a str,
}

impl<'a> Verb<'a> {
    /// Reads flags, width, precision, an explicit index and the letter; `None` where the width is an argument, too.
    fn read(text: &'a str) -> Option<Self> {
        let text = text.trim_start_matches(['#', '0', '-', '+', ' ']);
        let text = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let (index, text) = match text.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
            Some((number, rest)) => (Some(number.parse().ok()?), rest),
            None => (None, text),
        };
        let letter = text.chars().next();
        if letter == Some('*') {
            return None;
        }
        let rest = text.get(letter.map_or(0, char::len_utf8)..).unwrap_or_default();
        Some(Self { index, letter, rest })
    }
}

/// Whether `letter` cannot show `value`, which is the value number `at`.
fn wrong(letter: char, value: Option<&Ty>, at: usize) -> Option<String> {
    let is_numeric = matches!(letter, 'b' | 'd' | 'e' | 'E' | 'f' | 'g' | 'G' | 'o' | 'x' | 'X');
    if !is_numeric && !matches!(letter, 'v' | 't' | 'q' | 's') {
        return Some(format!("%{letter} is no verb; %s shows a string, %d a whole number, %v anything"));
    }
    let Some(value) = value else {
        return Some(format!("there is no value number {} for %{letter}", at + 1));
    };
    let text = primitive_text(value);
    let fits = match (letter, value) {
        ('v', _) => true,
        (_, Ty::Null) => false,
        ('t', _) => text.is_some_and(|t| is_bool(&t)),
        ('q' | 's', _) => value.is_primitive(),
        (_, Ty::Bool(_)) => false,
        _ => text.is_some_and(|t| is_number(&t)),
    };
    (!fits).then(|| format!("%{letter} cannot show {}", described(value)))
}

fn described(value: &Ty) -> String {
    match value {
        Ty::Null => "null".into(),
        Ty::String(Some(text)) => format!("the string \"{text}\""),
        other => format!("a {}", other.title()),
    }
}

fn is_wholly_known(value: &Ty) -> bool {
    match value {
        Ty::Tuple { items, known } => *known && items.iter().all(is_wholly_known),
        Ty::Object { fields, known } => *known && fields.iter().all(|f| is_wholly_known(&f.ty)),
        other => other.is_known(),
    }
}
