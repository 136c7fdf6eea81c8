//! The regular expressions of schemas, compiled once.

use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

/// A pattern that takes more than this compiled is not judged.
const SIZE_LIMIT: usize = 1 << 20;

/// Patterns that are kept at a time. The bundled schemas have fewer than a hundred; those of the workspace change as
/// they are typed.
const KEPT: usize = 1000;

type Patterns = FxHashMap<Box<str>, Option<Regex>>;

static PATTERNS: LazyLock<RwLock<Patterns>> = LazyLock::new(RwLock::default);

/// Whether `text` matches `pattern` somewhere; `None` where the pattern itself cannot be read.
pub(super) fn matches(pattern: &str, text: &str) -> Option<bool> {
    let known = |patterns: &Patterns| patterns.get(pattern).map(|regex| Some(regex.as_ref()?.is_match(text)));
    if let Some(answer) = known(&PATTERNS.read().unwrap_or_else(PoisonError::into_inner)) {
        return answer;
    }
    let regex = RegexBuilder::new(&respelt(pattern)).size_limit(SIZE_LIMIT).build().ok();
    let answer = regex.as_ref().map(|regex| regex.is_match(text));
    let mut patterns = PATTERNS.write().unwrap_or_else(PoisonError::into_inner);
    if patterns.len() >= KEPT {
        patterns.clear();
    }
    patterns.insert(pattern.into(), regex);
    answer
}

/// The pattern as this crate's regular expressions spell it: in a class, RE2 takes `[`, `&` and `~` as they are.
fn respelt(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let (mut is_in_class, mut chars) = (false, pattern.chars().peekable());
    while let Some(c) = chars.next() {
        let is_literal = is_in_class && (matches!(c, '&' | '~') || c == '[' && chars.peek() != Some(&':'));
        if is_literal {
            out.push('\\');
        }
        out.push(c);
        match c {
            '\\' => out.extend(chars.next()),
            // The colon and what stands before the next one name a class: `[:alpha:]`.
            '[' if is_in_class && !is_literal => {
                out.extend(chars.by_ref().take_while(|c| *c != ']'));
                out.push(']');
            }
            '[' if !is_in_class => {
                is_in_class = true;
                out.extend(chars.next_if_eq(&'^'));
                // A bracket that comes first is one of the class.
                if chars.next_if_eq(&']').is_some() {
                    out.push_str("\\]");
                }
            }
            ']' => is_in_class = false,
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::matches;
    use schema::Schema;
    use schema::kubernetes::{Version, kinds};

    #[test]
    fn every_pattern_of_the_bundled_schemas_can_be_read() {
        fn visit(schema: Schema, depth: u32, seen: &mut Vec<&'static str>) {
            if depth > 12 {
                return;
            }
            seen.extend(schema.pattern().filter(|p| !seen.contains(p)).into_iter().collect::<Vec<_>>());
            schema.properties().for_each(|(_, inner)| visit(inner, depth + 1, seen));
            schema.items().into_iter().chain(schema.additional()).for_each(|s| visit(s, depth + 1, seen));
        }
        let mut seen = Vec::new();
        for kind in kinds(Version::latest()).filter(|kind| kind.is_custom()) {
            visit(kind.schema(), 0, &mut seen);
        }
        assert!(seen.len() > 50, "{}", seen.len());
        let unread: Vec<_> = seen.into_iter().filter(|p| matches(p, "x").is_none()).collect();
        assert_eq!(unread, Vec::<&str>::new());
    }

    #[test]
    fn a_pattern_that_cannot_be_read_judges_nothing() {
        assert_eq!(matches("a{2}$", "caa"), Some(true));
        assert_eq!(matches("a{2}$", "ca"), Some(false));
        assert_eq!(matches("(", "x"), None);
    }

    #[test]
    fn brackets_in_classes_are_letters() {
        assert_eq!(matches("^[[a]+$", "[a"), Some(true));
        assert_eq!(matches("^[^]~&]$", "]"), Some(false));
        assert_eq!(matches("^[[:digit:]x]+$", "1x"), Some(true));
        assert_eq!(matches("^\\[a]$", "[a]"), Some(true));
    }
}
