use std::fmt::Write as _;

/// What a text must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// Written as it is, without quotes: numbers, booleans, flow style.
    Raw,
    Text,
    Duration,
    GoDuration,
    Query,
    Template,
    Metric,
    Label,
    Regex,
    Matcher,
    Url,
    HostPort,
    Choice,
    Time,
    Weekday,
    Day,
    Month,
    Year,
    Zone,
    Target,
    Bytes,
    Reference,
    Path,
}

/// A document that can still be changed.
#[derive(Clone, Debug)]
pub(super) enum Tree {
    /// With the name of what it is; without one, any key may stand in it.
    Map(&'static str, Vec<(String, Tree)>),
    List(Vec<Tree>),
    Scalar(Slot, String),
}

/// A scalar.
pub(super) fn scalar(slot: Slot, text: impl Into<String>) -> Tree {
    Tree::Scalar(slot, text.into())
}

/// A scalar that is written without quotes.
#[allow(clippy::needless_pass_by_value, reason = "numbers, booleans and texts are written alike")]
pub(super) fn raw(text: impl ToString) -> Tree {
    Tree::Scalar(Slot::Raw, text.to_string())
}

/// A list of scalars of one kind.
pub(super) fn list<S: Into<String>>(slot: Slot, items: impl IntoIterator<Item = S>) -> Tree {
    Tree::List(items.into_iter().map(|item| scalar(slot, item)).collect())
}

/// A mapping whose keys are anybody's choice.
pub(super) fn free<S: Into<String>>(slot: Slot, entries: impl IntoIterator<Item = (S, S)>) -> Tree {
    Tree::Map("", entries.into_iter().map(|(key, value)| (key.into(), scalar(slot, value))).collect())
}

/// A mapping of a kind.
pub(super) fn map(kind: &'static str) -> Tree {
    Tree::Map(kind, Vec::new())
}

impl Tree {
    /// With one more field.
    pub(super) fn with(mut self, name: &str, value: Tree) -> Self {
        if let Self::Map(_, entries) = &mut self {
            entries.push((name.to_owned(), value));
        }
        self
    }

    /// With one more field, in some cases.
    pub(super) fn maybe(self, is_wanted: bool, name: &str, value: impl FnOnce() -> Tree) -> Self {
        if is_wanted { self.with(name, value()) } else { self }
    }

    /// Calls `visit` on this and everything in it, outer ones first.
    pub(super) fn each(&mut self, visit: &mut dyn FnMut(&mut Tree)) {
        visit(self);
        match self {
            Self::Map(_, entries) => entries.iter_mut().for_each(|(_, value)| value.each(visit)),
            Self::List(items) => items.iter_mut().for_each(|item| item.each(visit)),
            Self::Scalar(..) => {}
        }
    }

    /// As YAML in block style.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        match self {
            Self::Map(_, entries) => {
                for (key, value) in entries {
                    let _ = write!(out, "{indent}{}:", quoted(key));
                    value.write_behind(out, depth + 1);
                }
            }
            Self::List(items) => {
                for item in items {
                    if item.is_block() {
                        let mut inner = String::new();
                        item.write(&mut inner, depth + 1);
                        let _ = write!(out, "{indent}- {}", inner.trim_start_matches(' '));
                    } else {
                        let _ = write!(out, "{indent}-");
                        item.write_behind(out, depth + 1);
                    }
                }
            }
            Self::Scalar(..) => {
                let _ = writeln!(out, "{indent}{}", self.inline());
            }
        }
    }

    /// Behind a key or a dash: on the same line, or below.
    fn write_behind(&self, out: &mut String, depth: usize) {
        if self.is_block() {
            out.push('\n');
            self.write(out, depth);
        } else {
            let text = self.inline();
            out.push_str(if text.is_empty() { "" } else { " " });
            out.push_str(&text);
            out.push('\n');
        }
    }

    fn is_block(&self) -> bool {
        match self {
            Self::Map(_, entries) => !entries.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Scalar(..) => false,
        }
    }

    fn inline(&self) -> String {
        match self {
            Self::Map(..) => "{}".to_owned(),
            Self::List(_) => "[]".to_owned(),
            Self::Scalar(Slot::Raw, text) => text.clone(),
            Self::Scalar(_, text) => quoted(text),
        }
    }
}

/// A text as a YAML scalar: bare where that is the same.
fn quoted(text: &str) -> String {
    let is_plain = text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '/' | '.' | '-'));
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', "''")) }
}
