use super::lex::{self, Kind, Token};
use super::scope::Scope;
use super::{Control, Dialect, Ident, Node, NodeKind, Pipeline, Template};
use crate::{Parsed, SyntaxError};
use smol_str::SmolStr;
use std::collections::HashSet;
use text::Span;

/// How deep actions with bodies, and parentheses, may be nested.
pub(super) const MAX_DEPTH: u32 = 100;

/// The tree of a template. What Go's `text/template` refuses is reported, of each action the first fault.
pub fn parse(text: &str, dialect: Dialect) -> Parsed<Template> {
    let variables = Scope::of(std::iter::once("$").chain(dialect.variables().iter().copied()));
    let mut parser = Parser {
        text,
        dialect,
        pos: 0,
        depth: 0,
        ranges: 0,
        variables,
        defined: HashSet::new(),
        errors: Vec::new(),
    };
    let mut nodes = Vec::new();
    loop {
        let (more, stop) = parser.list(true);
        nodes.extend(more);
        match stop {
            Stop::Eof => break,
            Stop::End(span) => parser.error(span, "there is nothing to end here: remove this `end`"),
            Stop::Else(span, _) => {
                parser.error(span, "there is no `if`, `with` or `range` that this `else` belongs to");
            }
        }
    }
    Parsed { root: Template { nodes }, errors: parser.errors }
}

/// Why a fault ends an action: it has been reported.
pub(super) struct Refused;

/// What a list of nodes ends with.
#[derive(Clone, Copy)]
enum Stop {
    Eof,
    /// `{{ end }}`
    End(Span),
    /// `{{ else }}`, or the start of `{{ else if ...`: the position is before the second keyword.
    Else(Span, Option<Control>),
}

pub(super) struct Parser<'t> {
    pub text: &'t str,
    pub dialect: Dialect,
    pub pos: usize,
    pub depth: u32,
    /// How many `range`s are open here.
    ranges: u32,
    /// The variables that may be used here.
    pub variables: Scope,
    /// The templates that are defined and not empty.
    defined: HashSet<SmolStr>,
    errors: Vec<SyntaxError>,
}

impl Parser<'_> {
    pub(super) fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(SyntaxError::new(span, message));
    }

    pub(super) fn refuse<T>(&mut self, span: Span, message: impl Into<String>) -> Result<T, Refused> {
        self.error(span, message);
        Err(Refused)
    }

    pub(super) fn peek(&self) -> Token {
        lex::token(self.text, self.pos)
    }

    pub(super) fn skip_space(&mut self) {
        if let Token { kind: Kind::Space, span } = self.peek() {
            self.pos = span.end as usize;
        }
    }

    pub(super) fn peek_behind_space(&mut self) -> Token {
        self.skip_space();
        self.peek()
    }

    pub(super) fn take(&mut self, token: Token) -> Span {
        self.pos = token.span.end as usize;
        token.span
    }

    /// Nodes up to an `end` or `else`, or the end of the text.
    fn list(&mut self, top: bool) -> (Vec<Node>, Stop) {
        let mut nodes = Vec::new();
        loop {
            let start = self.pos;
            let open = self.text[start..].find("{{").map_or(self.text.len(), |i| start + i);
            if open > start {
                nodes.push(Node { span: Span::from(start..open), kind: NodeKind::Text });
            }
            self.pos = open;
            if open >= self.text.len() {
                return (nodes, Stop::Eof);
            }
            self.pos += 2;
            if lex::has_trim_marker(&self.text[self.pos..]) {
                self.pos += 2;
            }
            if self.text[self.pos..].starts_with("/*") {
                nodes.push(self.comment(open));
                continue;
            }
            match self.action(open, top) {
                Ok(Ok(node)) => nodes.push(node),
                Ok(Err(stop)) => return (nodes, stop),
                Err(Refused) => self.skip_action(),
            }
        }
    }

    /// Moves behind the braces that close the action at hand.
    fn skip_action(&mut self) {
        self.pos = self.text[self.pos..].find("}}").map_or(self.text.len(), |i| self.pos + i + 2);
    }

    fn comment(&mut self, open: usize) -> Node {
        let rest = &self.text[self.pos..];
        let Some(end) = rest[2..].find("*/") else {
            self.pos = self.text.len();
            let span = Span::from(open..self.pos);
            self.error(span, "this comment is never closed: add `*/}}`");
            return Node { span, kind: NodeKind::Comment };
        };
        self.pos += end + 4;
        if let Some(length) = lex::closing(&self.text[self.pos..]) {
            self.pos += length;
        } else {
            let span = Span::from(open..self.pos);
            self.error(span, "`}}` must follow the end of a comment at once");
            self.skip_action();
        }
        Node { span: Span::from(open..self.pos), kind: NodeKind::Comment }
    }

    /// One action, or what ends the list it is in.
    fn action(&mut self, open: usize, top: bool) -> Result<Result<Node, Stop>, Refused> {
        let token = self.peek_behind_space();
        let word = if token.kind == Kind::Word { token.span.text(self.text) } else { "" };
        let control = match word {
            "if" => Some(Control::If),
            "range" => Some(Control::Range),
            "with" => Some(Control::With),
            _ => None,
        };
        if let Some(control) = control {
            self.take(token);
            return Ok(Ok(self.control(open, control)));
        }
        let kind = match word {
            "end" => {
                self.take(token);
                self.close("end")?;
                return Ok(Err(Stop::End(Span::from(open..self.pos))));
            }
            "else" => {
                self.take(token);
                return self.otherwise(open).map(Err);
            }
            "break" | "continue" => {
                self.take(token);
                self.close(word)?;
                if self.ranges == 0 {
                    return self.refuse(token.span, format!("`{word}` stands in no `range`"));
                }
                if word == "break" { NodeKind::Break } else { NodeKind::Continue }
            }
            "template" => {
                self.take(token);
                self.template()?
            }
            "define" if top => {
                self.take(token);
                return self.define(open, false).map(Ok);
            }
            "define" => {
                return self
                    .refuse(token.span, "`define` must not stand inside another action: move it to the top");
            }
            "block" => {
                self.take(token);
                return self.define(open, true).map(Ok);
            }
            _ => NodeKind::Action(self.pipeline("an action")?),
        };
        Ok(Ok(Node { span: Span::from(open..self.pos), kind }))
    }

    /// Reads the braces that must follow here.
    fn close(&mut self, after: &str) -> Result<(), Refused> {
        let token = self.peek_behind_space();
        if token.kind != Kind::Close {
            let message = match token.kind {
                Kind::Bad(message) => message.to_owned(),
                _ => format!("expected `}}}}` after `{after}` but found `{}`", token.span.text(self.text)),
            };
            return self.refuse(token.span, message);
        }
        self.take(token);
        Ok(())
    }

    fn otherwise(&mut self, open: usize) -> Result<Stop, Refused> {
        let token = self.peek_behind_space();
        let control = match token.span.text(self.text) {
            _ if token.kind != Kind::Word => None,
            "if" => Some(Control::If),
            "with" => Some(Control::With),
            _ => None,
        };
        if control.is_some() {
            self.take(token);
        } else {
            self.close("else")?;
        }
        Ok(Stop::Else(Span::from(open..self.pos), control))
    }

    /// `if`, `range` or `with` behind its keyword.
    fn control(&mut self, open: usize, control: Control) -> Node {
        let scope = self.variables.enter();
        let context = match control {
            Control::If => "if",
            Control::Range => "range",
            Control::With => "with",
        };
        let pipeline = self.pipeline(context).unwrap_or_else(|Refused| {
            self.skip_action();
            Pipeline::default()
        });
        let head = Span::from(open..self.pos);
        let (mut body, mut otherwise) = (Vec::new(), Vec::new());
        if self.depth >= MAX_DEPTH {
            self.error(head, format!("nested deeper than {MAX_DEPTH} levels, so the rest is not read"));
            self.pos = self.text.len();
        } else {
            self.depth += 1;
            self.ranges += u32::from(control == Control::Range);
            let (nodes, stop) = self.list(false);
            body = nodes;
            self.ranges -= u32::from(control == Control::Range);
            otherwise = self.else_part(head, context, control, stop);
            self.depth -= 1;
        }
        self.variables.leave(scope);
        let kind = NodeKind::Control { control, pipeline, body, otherwise };
        Node { span: Span::from(open..self.pos), kind }
    }

    /// What is between `else` and `end`, after a body that ended with `stop`.
    fn else_part(&mut self, head: Span, context: &str, control: Control, stop: Stop) -> Vec<Node> {
        match stop {
            Stop::End(_) => Vec::new(),
            Stop::Eof => {
                self.error(head, format!("this `{context}` is never ended: add `{{{{ end }}}}`"));
                Vec::new()
            }
            Stop::Else(span, Some(next)) if next == control => vec![self.control(span.start as usize, next)],
            Stop::Else(span, next) => {
                if next.is_some() {
                    self.error(span, format!("`else` with a keyword must repeat `{context}`"));
                    self.skip_action();
                }
                let (nodes, stop) = self.list(false);
                match stop {
                    Stop::End(_) => {}
                    Stop::Eof => {
                        self.error(head, format!("this `{context}` is never ended: add `{{{{ end }}}}`"));
                    }
                    Stop::Else(second, _) => {
                        self.error(second, format!("this `{context}` has an `else` already"));
                        self.skip_to_end();
                    }
                }
                nodes
            }
        }
    }

    /// Reads over nodes that have no place in the tree, up to the `end` that closes what is open.
    fn skip_to_end(&mut self) {
        loop {
            if !matches!(self.list(false).1, Stop::Else(..)) {
                return;
            }
        }
    }

    /// The name of a template, in quotes.
    fn name(&mut self) -> Result<Ident, Refused> {
        let token = self.peek_behind_space();
        if token.kind != Kind::String {
            return self.refuse(token.span, "expected the name of a template in quotes");
        }
        let text = self.unquoted(token)?;
        Ok(Ident { span: self.take(token), text })
    }

    fn template(&mut self) -> Result<NodeKind, Refused> {
        let name = self.name()?;
        let token = self.peek_behind_space();
        let pipeline = if token.kind == Kind::Close {
            self.take(token);
            None
        } else {
            Some(self.pipeline("template")?)
        };
        Ok(NodeKind::Template { name, pipeline })
    }

    /// `define` or `block` behind its keyword. Its body knows none of the variables around it.
    fn define(&mut self, open: usize, block: bool) -> Result<Node, Refused> {
        let name = self.name()?;
        let pipeline = if block { Some(self.pipeline("block")?) } else { None };
        if !block {
            self.close("the name")?;
        }
        let head = Span::from(open..self.pos);
        if self.depth >= MAX_DEPTH {
            self.pos = self.text.len();
            return self
                .refuse(head, format!("nested deeper than {MAX_DEPTH} levels, so the rest is not read"));
        }
        let outer = (std::mem::replace(&mut self.variables, Scope::of(["$"])), self.ranges);
        self.ranges = 0;
        self.depth += 1;
        let (body, stop) = self.list(false);
        self.depth -= 1;
        (self.variables, self.ranges) = outer;
        match stop {
            Stop::End(_) => {}
            Stop::Eof => self.error(head, "this template is never ended: add `{{ end }}`"),
            Stop::Else(span, _) => {
                self.error(span, "there is no `if`, `with` or `range` that this `else` belongs to");
                self.skip_to_end();
            }
        }
        if !self.is_empty(&body) && !self.defined.insert(name.text.clone()) {
            self.error(name.span, format!("the template `{}` is defined twice", name.text));
        }
        Ok(Node { span: Span::from(open..self.pos), kind: NodeKind::Define { name, pipeline, body } })
    }

    /// Whether there is nothing but blanks and comments; such a template may be defined again.
    fn is_empty(&self, body: &[Node]) -> bool {
        body.iter().all(|node| match node.kind {
            NodeKind::Text => node.span.text(self.text).trim().is_empty(),
            NodeKind::Comment | NodeKind::Define { pipeline: None, .. } => true,
            _ => false,
        })
    }
}
