pub use crate::promql::Ident;
use smol_str::SmolStr;
use text::Span;

/// A template: text and actions in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Template {
    /// In text order.
    pub nodes: Vec<Node>,
}

/// A piece of a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// With the braces; for what has a body, from its first action to its `{{ end }}`.
    pub span: Span,
    /// What it is.
    pub kind: NodeKind,
}

/// What a piece of a template is.
#[derive(Clone, Debug, PartialEq)]
pub enum NodeKind {
    /// Text outside actions, before trim markers are applied.
    Text,
    /// `{{/* comment */}}`
    Comment,
    /// `{{ pipeline }}`
    Action(Pipeline),
    /// `{{ if pipeline }} ... {{ else }} ... {{ end }}`
    Control {
        /// Which of the three.
        control: Control,
        /// What it looks at.
        pipeline: Pipeline,
        /// What is between it and `else` or `end`.
        body: Vec<Node>,
        /// What is between `else` and `end`; an `else if` is one node in it.
        otherwise: Vec<Node>,
    },
    /// `{{ template "name" pipeline }}`
    Template {
        /// Its name.
        name: Ident,
        /// What it gets.
        pipeline: Option<Pipeline>,
    },
    /// `{{ define "name" }} ... {{ end }}`, `{{ block "name" pipeline }} ... {{ end }}`
    Define {
        /// Its name.
        name: Ident,
        /// What a block gets.
        pipeline: Option<Pipeline>,
        /// What it holds.
        body: Vec<Node>,
    },
    /// `{{ break }}`
    Break,
    /// `{{ continue }}`
    Continue,
}

/// An action with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Control {
    /// `if`
    If,
    /// `range`
    Range,
    /// `with`
    With,
}

/// `$variable := command | command`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pipeline {
    /// From the first variable or command to the last.
    pub span: Span,
    /// The variables it sets, with their dollar signs.
    pub variables: Vec<Ident>,
    /// In order; each gets the value of the one before as its last argument.
    pub commands: Vec<Command>,
}

/// `function operand operand`, or a single operand.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Command {
    /// From the first operand to the last.
    pub span: Span,
    /// At least one.
    pub operands: Vec<Operand>,
}

/// A term and the fields that are read from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Operand {
    /// With the fields.
    pub span: Span,
    /// What the fields are read from.
    pub term: Term,
    /// `.a.b` behind the term, without the dots; for `.a.b` alone the term is [`Term::Dot`].
    pub fields: Vec<Ident>,
}

/// What an operand begins with.
#[derive(Clone, Debug, PartialEq)]
pub enum Term {
    /// `.`, the data at hand.
    Dot,
    /// `$name`, with its dollar sign.
    Variable(SmolStr),
    /// A function, or a method where it has fields.
    Function(SmolStr),
    /// `"text"`, unescaped.
    String(SmolStr),
    /// A number or a character as written.
    Number(SmolStr),
    /// `true`, `false`
    Bool(bool),
    /// `nil`
    Nil,
    /// `(pipeline)`
    Pipeline(Box<Pipeline>),
}

impl Template {
    /// Calls `visit` for each pipeline, those in parentheses too, in text order.
    pub fn pipelines<'t>(&'t self, visit: &mut impl FnMut(&'t Pipeline)) {
        self.nodes.iter().for_each(|node| node.pipelines(visit));
    }
}

impl Node {
    fn pipelines<'t>(&'t self, visit: &mut impl FnMut(&'t Pipeline)) {
        let (pipeline, bodies): (Option<&Pipeline>, [&[Node]; 2]) = match &self.kind {
            NodeKind::Text | NodeKind::Comment | NodeKind::Break | NodeKind::Continue => return,
            NodeKind::Action(pipeline) => (Some(pipeline), [&[], &[]]),
            NodeKind::Control { pipeline, body, otherwise, .. } => (Some(pipeline), [body, otherwise]),
            NodeKind::Template { pipeline, .. } => (pipeline.as_ref(), [&[], &[]]),
            NodeKind::Define { pipeline, body, .. } => (pipeline.as_ref(), [body, &[]]),
        };
        if let Some(pipeline) = pipeline {
            pipeline.each(visit);
        }
        bodies.into_iter().flatten().for_each(|node| node.pipelines(visit));
    }
}

impl Pipeline {
    fn each<'t>(&'t self, visit: &mut impl FnMut(&'t Self)) {
        visit(self);
        for operand in self.operands() {
            if let Term::Pipeline(inner) = &operand.term {
                inner.each(visit);
            }
        }
    }

    /// The operands of all its commands, without those in parentheses.
    pub fn operands(&self) -> impl Iterator<Item = &Operand> {
        self.commands.iter().flat_map(|command| &command.operands)
    }
}
