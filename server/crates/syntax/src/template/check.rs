use super::{Command, Control, Dialect, Node, NodeKind, Operand, Pipeline, Template, Term};
use crate::SyntaxError;
use crate::promql::{self, Features, check_regex};
use text::Span;

/// What would fail when the template is run, although it parses: wrong numbers of arguments, fields that the data
/// does not have, patterns and queries in quotes that cannot be read.
pub fn check(template: &Template, dialect: Dialect) -> Vec<SyntaxError> {
    let mut checker = Checker { dialect, errors: Vec::new() };
    checker.nodes(&template.nodes, true);
    template.pipelines(&mut |pipeline| checker.pipeline(pipeline));
    checker.errors.sort_by_key(|e| e.span);
    checker.errors
}

struct Checker {
    dialect: Dialect,
    errors: Vec<SyntaxError>,
}

impl Checker {
    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(SyntaxError::new(span, message));
    }

    /// Checks fields; `at_root` tells that the dot is the data that the template was given.
    fn nodes(&mut self, nodes: &[Node], at_root: bool) {
        for node in nodes {
            match &node.kind {
                NodeKind::Action(pipeline) | NodeKind::Template { pipeline: Some(pipeline), .. } => {
                    self.fields(pipeline, at_root);
                }
                NodeKind::Control { control, pipeline, body, otherwise } => {
                    self.fields(pipeline, at_root);
                    self.nodes(body, at_root && *control == Control::If);
                    self.nodes(otherwise, at_root);
                }
                _ => {}
            }
        }
    }

    fn fields(&mut self, pipeline: &Pipeline, at_root: bool) {
        for operand in pipeline.operands() {
            match &operand.term {
                Term::Pipeline(inner) => self.fields(inner, at_root),
                Term::Dot if at_root => self.root_field(operand),
                Term::Variable(name) if name == "$" => self.root_field(operand),
                _ => {}
            }
        }
    }

    fn root_field(&mut self, operand: &Operand) {
        let known = self.dialect.fields();
        if let Some(field) = operand.fields.first()
            && !known.contains(&field.text.as_str())
        {
            self.error(
                field.span,
                format!("there is no field `{}` here; there are {}", field.text, known.join(", ")),
            );
        }
    }

    fn pipeline(&mut self, pipeline: &Pipeline) {
        for (i, command) in pipeline.commands.iter().enumerate() {
            let Some(Operand { term: Term::Function(name), fields, span }) = command.operands.first() else {
                continue;
            };
            let Some(function) = self.dialect.function(name).filter(|_| fields.is_empty()) else { continue };
            let given = command.operands.len() - 1 + usize::from(i > 0);
            if given < function.least || function.most.is_some_and(|most| given > most) {
                let least = function.least;
                let expected =
                    if function.most.is_none() { format!("at least {least}") } else { least.to_string() };
                let noun = if expected == "1" { "argument" } else { "arguments" };
                self.error(*span, format!("`{name}` takes {expected} {noun}, but {given} are given"));
            }
            self.literals(name, command);
        }
    }

    /// Reads patterns and queries that are written as plain strings.
    fn literals(&mut self, name: &str, command: &Command) {
        let Some(Operand { term: Term::String(text), span, .. }) = command.operands.get(1) else { return };
        match name {
            "match" | "reReplaceAll" => {
                if let Err(message) = check_regex(text) {
                    self.error(*span, message);
                }
            }
            "query" => {
                let parsed = promql::parse(text);
                let faults = if parsed.errors.is_empty() {
                    promql::check(&parsed.root, Features::default())
                } else {
                    parsed.errors
                };
                if let Some(fault) = faults.first() {
                    self.error(*span, fault.message.clone());
                }
            }
            _ => {}
        }
    }
}
