use super::lex::{Kind, Token};
use super::parse::{MAX_DEPTH, Parser, Refused};
use super::{Command, Ident, Operand, Pipeline, Term, literal};
use crate::promql::unquote;
use smol_str::SmolStr;
use text::Span;

impl Parser<'_> {
    /// A pipeline and the braces that close its action.
    pub(super) fn pipeline(&mut self, context: &str) -> Result<Pipeline, Refused> {
        self.pipeline_up_to(Kind::Close, context)
    }

    fn pipeline_up_to(&mut self, end: Kind, context: &str) -> Result<Pipeline, Refused> {
        let start = self.peek_behind_space().span.start;
        let mut pipeline = Pipeline { variables: self.declarations(context)?, ..Pipeline::default() };
        loop {
            let token = self.peek_behind_space();
            match token.kind {
                kind if kind == end => {
                    pipeline.span = Span::new(start, self.pos.max(start as usize) as u32);
                    self.check(&pipeline, context, token.span)?;
                    self.take(token);
                    return Ok(pipeline);
                }
                Kind::Close => return self.refuse(token.span, "a `(` is never closed: add `)`"),
                Kind::RightParen => return self.refuse(token.span, "there is no `(` that this `)` closes"),
                Kind::Bad(message) => return self.refuse(token.span, message),
                Kind::Pipe | Kind::Comma | Kind::Assign | Kind::Declare => {
                    return self.unexpected(token, context);
                }
                _ => {
                    let command = self.command(context)?;
                    pipeline.commands.push(command);
                }
            }
        }
    }

    fn unexpected<T>(&mut self, token: Token, context: &str) -> Result<T, Refused> {
        let found = token.span.text(self.text);
        let message = if found.is_empty() {
            format!("`{context}` needs a value here")
        } else {
            format!("unexpected `{found}` in `{context}`")
        };
        self.refuse(token.span, message)
    }

    fn check(&mut self, pipeline: &Pipeline, context: &str, end: Span) -> Result<(), Refused> {
        if pipeline.commands.is_empty() {
            let what = if context.starts_with("an ") { context.to_owned() } else { format!("`{context}`") };
            return self.refuse(end, format!("{what} needs a value"));
        }
        for command in pipeline.commands.iter().skip(1) {
            let Some(first) = command.operands.first() else { continue };
            let is_value = first.fields.is_empty()
                && matches!(
                    first.term,
                    Term::Dot | Term::Nil | Term::Bool(_) | Term::Number(_) | Term::String(_)
                );
            if is_value {
                return self.refuse(first.span, "only a function can stand behind `|`");
            }
        }
        Ok(())
    }

    /// `$x :=`, `$x =`, `$i, $x :=` in front of a pipeline.
    fn declarations(&mut self, context: &str) -> Result<Vec<Ident>, Refused> {
        let mut variables: Vec<Ident> = Vec::new();
        loop {
            let token = self.peek_behind_space();
            if token.kind != Kind::Variable {
                return Ok(variables);
            }
            let start = self.pos;
            self.take(token);
            let next = self.peek_behind_space();
            if !matches!(next.kind, Kind::Assign | Kind::Declare | Kind::Comma) {
                self.pos = start;
                return Ok(variables);
            }
            self.take(next);
            let name: SmolStr = token.span.text(self.text).into();
            self.variables.set(name.clone());
            variables.push(Ident { span: token.span, text: name });
            if next.kind != Kind::Comma {
                return Ok(variables);
            }
            if context != "range" || variables.len() > 1 {
                return self.refuse(next.span, "only `range` can set two variables, `$i, $x :=`");
            }
            let follows = self.peek_behind_space();
            if !matches!(follows.kind, Kind::Variable | Kind::Close | Kind::RightParen) {
                return self
                    .refuse(follows.span, "`range` can only set variables: a `$name` must follow the comma");
            }
        }
    }

    /// Operands up to a `|`, which is read, or to what ends the pipeline.
    fn command(&mut self, context: &str) -> Result<Command, Refused> {
        let start = self.peek_behind_space().span.start;
        let mut operands = Vec::new();
        let mut end = start;
        loop {
            if let Some(operand) = self.operand()? {
                end = operand.span.end;
                operands.push(operand);
            }
            let token = self.peek();
            match token.kind {
                Kind::Space => {
                    self.take(token);
                    continue;
                }
                Kind::Close | Kind::RightParen => {}
                Kind::Pipe => {
                    self.take(token);
                }
                Kind::Bad(message) => return self.refuse(token.span, message),
                Kind::Assign | Kind::Declare | Kind::Comma => return self.unexpected(token, context),
                _ => {
                    let found = token.span.text(self.text);
                    return self.refuse(token.span, format!("a blank must stand before `{found}`"));
                }
            }
            return Ok(Command { span: Span::new(start, end), operands });
        }
    }

    /// A term and its fields; nothing where none begins.
    fn operand(&mut self) -> Result<Option<Operand>, Refused> {
        let token = self.peek_behind_space();
        let Some(term) = self.term(token)? else { return Ok(None) };
        let mut fields = Vec::new();
        let mut term = term;
        if token.kind == Kind::Field {
            fields.push(self.field(token.span));
            term = Term::Dot;
        }
        while let next @ Token { kind: Kind::Field, .. } = self.peek() {
            if token.kind != Kind::Field
                && matches!(term, Term::Dot | Term::Nil | Term::Bool(_) | Term::Number(_) | Term::String(_))
            {
                return self.refuse(next.span, "no field can be read from this value");
            }
            let span = self.take(next);
            fields.push(self.field(span));
        }
        let span = Span::new(token.span.start, self.pos as u32);
        Ok(Some(Operand { span, term, fields }))
    }

    /// The name of a field, without its dot.
    fn field(&self, span: Span) -> Ident {
        let span = Span::new(span.start + 1, span.end);
        Ident { span, text: span.text(self.text).into() }
    }

    fn term(&mut self, token: Token) -> Result<Option<Term>, Refused> {
        let written = token.span.text(self.text);
        let term = match token.kind {
            Kind::Dot | Kind::Field => Term::Dot,
            Kind::Word => self.word(written, token.span)?,
            Kind::Variable => {
                if !self.variables.has(written) {
                    return self.refuse(token.span, format!("the variable `{written}` is not set here"));
                }
                Term::Variable(written.into())
            }
            Kind::String => Term::String(self.unquoted(token)?),
            Kind::Character => {
                if self.unquoted(token)?.chars().count() != 1 {
                    return self
                        .refuse(token.span, "single quotes hold one character: put text in double quotes");
                }
                Term::Number(written.into())
            }
            Kind::Number => {
                if !literal::is_number(written) {
                    return self.refuse(token.span, format!("`{written}` is no number"));
                }
                Term::Number(written.into())
            }
            Kind::LeftParen => {
                if self.depth >= MAX_DEPTH {
                    return self.refuse(token.span, format!("nested deeper than {MAX_DEPTH} levels"));
                }
                self.take(token);
                self.depth += 1;
                let inner = self.pipeline_up_to(Kind::RightParen, "parentheses");
                self.depth -= 1;
                return Ok(Some(Term::Pipeline(Box::new(inner?))));
            }
            Kind::Bad(message) => return self.refuse(token.span, message),
            _ => return Ok(None),
        };
        self.take(token);
        Ok(Some(term))
    }

    /// A constant or a function.
    fn word(&mut self, word: &str, span: Span) -> Result<Term, Refused> {
        match word {
            "true" => Ok(Term::Bool(true)),
            "false" => Ok(Term::Bool(false)),
            "nil" => Ok(Term::Nil),
            "if" | "range" | "with" | "end" | "else" | "define" | "block" | "template" | "break"
            | "continue" => {
                self.refuse(span, format!("the keyword `{word}` must be the first word of an action"))
            }
            _ if self.dialect.function(word).is_some() => Ok(Term::Function(word.into())),
            _ => {
                let known = self.dialect.functions().map(|f| (strsim::jaro_winkler(word, f.name), f.name));
                let nearest =
                    known.max_by(|a, b| a.0.total_cmp(&b.0)).filter(|(likeness, _)| *likeness > 0.8);
                let hint = nearest.map(|(_, name)| format!("; did you mean `{name}`?")).unwrap_or_default();
                self.refuse(span, format!("there is no function `{word}`{hint}"))
            }
        }
    }

    /// The text of a string or character.
    pub(super) fn unquoted(&mut self, token: Token) -> Result<SmolStr, Refused> {
        match unquote(token.span.text(self.text)) {
            Ok(text) => Ok(text),
            Err((at, message)) => self.refuse(Span::from(at) + token.span.start, message),
        }
    }
}
