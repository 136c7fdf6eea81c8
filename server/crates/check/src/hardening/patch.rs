use text::Span;

/// What a fix changes, told by place rather than by bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Patch {
    pub(crate) steps: Vec<Step>,
}

/// One change. Spans are relative to the unit and name a node or block of its tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Gives the field at `path` below the YAML value at `at` this value.
    Set { at: Span, path: Vec<&'static str>, value: String },
    /// Adds an item to the YAML list at `path` below the value at `at`, which need not be there.
    Append { at: Span, path: Vec<&'static str>, item: String },
    /// Gives the argument `name` this value, in the nested blocks `path` of the HCL block at `at`.
    Argument { at: Span, path: Vec<&'static str>, name: &'static str, value: String },
    /// Adds a document or block after the unit, a text without blank lines round it.
    After(String),
}

impl Patch {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// As it is, and the field at `path` below `at` has `value`.
    pub(crate) fn set(mut self, at: Span, path: &[&'static str], value: impl Into<String>) -> Self {
        self.steps.push(Step::Set { at, path: path.to_vec(), value: value.into() });
        self
    }

    /// As it is, and the list at `path` below `at` has `item`.
    pub(crate) fn append(mut self, at: Span, path: &[&'static str], item: impl Into<String>) -> Self {
        self.steps.push(Step::Append { at, path: path.to_vec(), item: item.into() });
        self
    }

    /// As it is, and the argument `name` in the nested blocks `path` of the block at `at` has `value`.
    pub(crate) fn argument(
        mut self,
        at: Span,
        path: &[&'static str],
        name: &'static str,
        value: impl Into<String>,
    ) -> Self {
        self.steps.push(Step::Argument { at, path: path.to_vec(), name, value: value.into() });
        self
    }

    /// As it is, and `text` follows the unit.
    pub(crate) fn after(mut self, text: impl Into<String>) -> Self {
        self.steps.push(Step::After(text.into()));
        self
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}
