use text::Span;

/// What the evaluation of expressions finds. Each kind is reported by one rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// A value of a type that does not convert to the one wanted.
    Type,
    /// An attribute, index or key that the value does not have.
    Attribute,
    /// A function's argument of the wrong type or number, or an unknown function.
    Call,
    /// An operand, condition or template part of the wrong type.
    Operand,
    /// A value that cannot be walked: by `for`, `for_each` or a splat.
    Iteration,
    /// `count`, `each`, `self`, `path` or `terraform` where it is not known, or without the rest of its name.
    Context,
}

/// A fault in an expression, relative to its unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) span: Span,
    pub(crate) message: String,
    /// What was probably meant, and the span that it replaces.
    pub(crate) meant: Option<(Span, String)>,
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, span: Span, message: impl Into<String>) -> Self {
        Self { kind, span, message: message.into(), meant: None }
    }

    /// Adds the name that was probably meant.
    pub(crate) fn meant(mut self, span: Span, name: Option<&str>) -> Self {
        self.meant = name.map(|name| (span, name.to_owned()));
        self
    }
}
