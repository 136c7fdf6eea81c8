//! The values that arguments take, which no schema has: closed lists, and the syntax of sets that grow.

mod syntax;
#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// What an argument takes.
pub(crate) enum Allowed {
    /// One of these.
    OneOf(Vec<&'static str>),
    /// What the syntax of this name lets be.
    Syntax(&'static str),
}

/// What is wrong with a value, and what was probably meant.
pub(crate) struct Wrong {
    pub(crate) reason: String,
    pub(crate) meant: Option<String>,
}

/// What the argument `path` (`cidr_block`, `ingress.protocol`) of the resource type `of` takes; `provider:NAME` stands
/// for a provider's configuration. `None` where nothing is known.
pub(crate) fn of(of: &str, path: &str) -> Option<&'static Allowed> {
    static TABLE: LazyLock<FxHashMap<&str, FxHashMap<&str, Allowed>>> = LazyLock::new(|| {
        let mut table: FxHashMap<_, FxHashMap<_, _>> = FxHashMap::default();
        for (kind, path, allowed) in include_str!("values.txt").lines().filter_map(entry) {
            table.entry(kind).or_default().insert(path, allowed);
        }
        table
    });
    TABLE.get(of)?.get(path)
}

/// `TYPE PATH = VALUE VALUE`
fn entry(line: &'static str) -> Option<(&'static str, &'static str, Allowed)> {
    let (head, values) = line.split_once(" = ").filter(|_| !line.starts_with('#'))?;
    let (kind, path) = head.split_once(' ')?;
    let allowed = match values.strip_prefix('@') {
        Some(syntax) => Allowed::Syntax(syntax),
        None => Allowed::OneOf(values.split(' ').collect()),
    };
    Some((kind, path, allowed))
}

impl Allowed {
    /// What is wrong with `value`, if anything.
    pub(crate) fn judge(&self, value: &str) -> Option<Wrong> {
        let values = match self {
            Self::Syntax(name) => return syntax::judge(name, value),
            Self::OneOf(values) => values,
        };
        if values.contains(&value) {
            return None;
        }
        let meant = crate::nearest(value, values.iter().copied()).map(str::to_owned);
        let all = if values.len() <= 12 {
            format!("one of {}", values.join(", "))
        } else {
            format!("one of {} values", values.len())
        };
        Some(Wrong { reason: format!("is none of the values it takes; it is {all}"), meant })
    }
}
