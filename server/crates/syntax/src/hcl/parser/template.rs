use super::Parser;
use crate::hcl::string::{report_returns, unescape, unescape_sequences};
use crate::hcl::token::{Token, TokenKind};
use crate::hcl::tree::{Expr, ExprKind, TemplatePart};
use smol_str::SmolStr;
use text::Span;

/// What a template stands in.
#[derive(Clone, Copy)]
enum Kind {
    /// Quotes, with backslash escapes.
    Quoted,
    /// A heredoc whose lines lose that many characters of indentation.
    Heredoc { indent: usize },
}

/// What ended a run of template parts.
#[derive(Clone, Copy, PartialEq)]
enum Stop {
    /// `%{else}`
    Else,
    /// `%{endif}`
    EndIf,
    /// `%{endfor}`
    EndFor,
    /// The end of the template.
    End,
}

/// The parts of a template while they are read; text that touches becomes one part.
#[derive(Default)]
struct Parts {
    parts: Vec<TemplatePart>,
    text: String,
}

impl Parts {
    fn push(&mut self, part: TemplatePart) {
        self.flush();
        self.parts.push(part);
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.parts.push(TemplatePart::Literal(SmolStr::new(&self.text)));
            self.text.clear();
        }
    }
}

impl Parser<'_> {
    pub(super) fn string(&mut self) -> Expr {
        let open = self.bump();
        let first = self.raw(self.at);
        let closed = self.raw(self.at + 1).kind == TokenKind::QuoteClose;
        if first.kind == TokenKind::Text && closed {
            self.at += 2;
            let text = unescape(self.text, first.span, &mut self.errors);
            return Expr { span: self.span_from(open.span.start), kind: ExprKind::String(text) };
        }
        let reported = self.errors.len();
        let parts = self.template(Kind::Quoted);
        if self.raw(self.at).kind == TokenKind::QuoteClose {
            self.at += 1;
        } else if self.errors.len() == reported {
            // What went wrong inside the string took its closing quote along.
            let span = self.span_from(open.span.start);
            self.error(span, "this string is never closed: add `\"`");
        }
        let span = self.span_from(open.span.start);
        Expr { span, kind: literal(parts, ExprKind::String) }
    }

    pub(super) fn heredoc(&mut self) -> Expr {
        let open = self.bump();
        let marker = self.word(open).trim_start_matches('<').trim_end();
        let name = marker.trim_start_matches('-');
        if !matches!(self.raw(self.at).kind, TokenKind::Text | TokenKind::HeredocClose)
            && !self.raw(self.at).kind.opens()
        {
            let message = format!("this heredoc has no end: add a line that holds only `{name}`");
            let span = Span::new(open.span.start, open.span.start + marker.len() as u32 + 2);
            self.error(span, message);
            self.mute_from = self.mute_from.min(open.span.end);
            // The line end is part of the opener; without a heredoc it ends the attribute.
            self.end_line_at(open);
            return Expr { span, kind: ExprKind::Invalid };
        }
        let indent = if marker.starts_with('-') { self.heredoc_indent() } else { 0 };
        let parts = self.template(Kind::Heredoc { indent });
        let close = self.raw(self.at);
        let mut end = self.last_end();
        if close.kind == TokenKind::HeredocClose {
            self.at += 1;
            end = close.span.start + close.span.text(self.text).trim_end().len() as u32;
            if self.raw(self.at).kind == TokenKind::End {
                let message = format!("the line `{name}` that ends a heredoc needs a line end after it");
                self.error(Span::new(end - name.len() as u32, end), message);
            }
        }
        let span = Span::new(open.span.start, end);
        Expr { span, kind: literal(parts, ExprKind::Heredoc) }
    }

    /// Lets the token before, an opener that opens nothing, stand for its line end.
    fn end_line_at(&mut self, open: Token) {
        if let Some(token) = self.at.checked_sub(1).and_then(|i| self.tokens.get_mut(i))
            && token.span == open.span
        {
            token.kind = TokenKind::Newline;
            self.at -= 1;
        }
    }

    /// How many characters of indentation all lines of the heredoc share; blank lines do not count.
    fn heredoc_indent(&self) -> usize {
        let mut least = usize::MAX;
        let (mut depth, mut line_start) = (0usize, true);
        for token in &self.tokens[self.at..] {
            match token.kind {
                TokenKind::HeredocClose if depth == 0 => break,
                TokenKind::End => break,
                TokenKind::Text if depth == 0 => {
                    let line = token.span.text(self.text);
                    if line_start && !is_blank(line) {
                        least = least.min(line.chars().take_while(|c| c.is_whitespace()).count());
                    }
                    line_start = line.ends_with('\n');
                }
                TokenKind::InterpolationOpen | TokenKind::DirectiveOpen => {
                    if depth == 0 && line_start {
                        return 0;
                    }
                    line_start = false;
                    depth += 1;
                }
                TokenKind::TemplateClose => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        if least == usize::MAX { 0 } else { least }
    }

    fn template(&mut self, kind: Kind) -> Vec<TemplatePart> {
        let mut parts = Parts::default();
        loop {
            let (stop, at) = self.template_parts(kind, &mut parts);
            if stop == Stop::End {
                break;
            }
            self.error(at, "this `%{ }` ends nothing: remove it, or open an `if` or `for` before it");
        }
        parts.flush();
        parts.parts
    }

    /// Reads parts up to the end of the template or a directive that ends or splits the one around them.
    ///
    /// The span is that of what ended them.
    fn template_parts(&mut self, kind: Kind, parts: &mut Parts) -> (Stop, Span) {
        loop {
            let token = self.raw(self.at);
            match token.kind {
                TokenKind::Text => {
                    self.at += 1;
                    self.template_text(kind, token, parts);
                }
                TokenKind::InterpolationOpen => {
                    self.at += 1;
                    let expr = self.interpolation(token);
                    parts.push(TemplatePart::Interpolation(expr));
                }
                TokenKind::DirectiveOpen => {
                    self.at += 1;
                    match self.nested(|p| p.directive(kind, token)) {
                        Some(Ok(part)) => parts.push(part),
                        Some(Err(stop)) => return (stop, token.span),
                        None => return (Stop::End, token.span),
                    }
                }
                _ => return (Stop::End, token.span),
            }
        }
    }

    fn template_text(&mut self, kind: Kind, token: Token, parts: &mut Parts) {
        match kind {
            Kind::Quoted => parts.text.push_str(&unescape(self.text, token.span, &mut self.errors)),
            Kind::Heredoc { indent } => {
                report_returns(self.text, token.span, &mut self.errors);
                let mut text = self.word(token);
                let line_start = self.text[..token.span.start as usize].ends_with('\n');
                if line_start && indent > 0 && !is_blank(text) {
                    text = without_indent(text, indent);
                }
                parts.text.push_str(&unescape_sequences(text));
            }
        }
    }

    /// The expression of `${ }` and the brace that ends it.
    fn interpolation(&mut self, open: Token) -> Expr {
        self.with_lines(false, |p| {
            if p.is_at(TokenKind::TemplateClose) {
                p.error(open.span, "`${ }` needs an expression: write one, or `$${` for the text `${`");
                let expr = p.invalid();
                p.bump();
                return expr;
            }
            let expr = p.expr();
            p.template_close(open);
            expr
        })
    }

    fn template_close(&mut self, open: Token) {
        if self.eat(TokenKind::TemplateClose).is_some() {
            return;
        }
        let before = self.at;
        let token = self.peek();
        if self.skip_to_template_close() {
            let found = self.describe(token);
            self.error(token.span, format!("expected `}}`, not {found}"));
        } else {
            self.at = before.max(self.at);
            let message = format!("this `{}` is never closed: add `}}`", self.word(open));
            self.error(open.span, message);
        }
    }

    /// `%{if}` or `%{for}` up to its end; a directive that ends or splits another comes back as an error.
    fn directive(&mut self, kind: Kind, open: Token) -> Result<TemplatePart, Stop> {
        let (mut exprs, mut locals) = (Vec::new(), Vec::new());
        let word = self.with_lines(false, |p| {
            let token = p.bump();
            let word = if token.kind == TokenKind::Ident { p.word(token) } else { "" };
            match word {
                "if" => exprs.push(p.expr()),
                "for" => {
                    if let Some((key, value)) = p.for_names() {
                        locals.extend(key);
                        locals.push(value);
                        exprs.push(p.expr());
                    }
                }
                "else" | "endif" | "endfor" => {}
                _ => p.error(
                    token.span,
                    "a directive is `if`, `else`, `endif`, `for` or `endfor`; write `%%{` for the text `%{`",
                ),
            }
            p.template_close(open);
            word
        });
        let is_if = match word {
            "if" => true,
            "for" => false,
            "else" => return Err(Stop::Else),
            "endif" => return Err(Stop::EndIf),
            "endfor" => return Err(Stop::EndFor),
            _ => {
                let span = self.span_from(open.span.start);
                return Ok(TemplatePart::Directive { span, locals, exprs, parts: Vec::new() });
            }
        };
        let parts = self.directive_body(kind, open, is_if);
        Ok(TemplatePart::Directive { span: self.span_from(open.span.start), locals, exprs, parts })
    }

    fn directive_body(&mut self, kind: Kind, open: Token, is_if: bool) -> Vec<TemplatePart> {
        let (name, end) = if is_if { ("if", Stop::EndIf) } else { ("for", Stop::EndFor) };
        let mut parts = Parts::default();
        let mut split = false;
        loop {
            let (stop, at) = self.template_parts(kind, &mut parts);
            match stop {
                _ if stop == end => break,
                Stop::End => {
                    self.error(open.span, format!("this `%{{ {name} }}` has no end: add `%{{ end{name} }}`"));
                    break;
                }
                Stop::Else if is_if && !split => split = true,
                _ => self.error(at, format!("this does not fit the `%{{ {name} }}` around it")),
            }
        }
        parts.flush();
        parts.parts
    }
}

/// A template of text alone is a string.
fn literal(mut parts: Vec<TemplatePart>, kind: impl FnOnce(SmolStr) -> ExprKind) -> ExprKind {
    match parts.as_mut_slice() {
        [] => kind(SmolStr::default()),
        [TemplatePart::Literal(text)] => kind(std::mem::take(text)),
        _ => ExprKind::Template(parts),
    }
}

/// Whether a line of a heredoc is blank: such a line has no part in the indentation and keeps its own.
fn is_blank(line: &str) -> bool {
    line.ends_with('\n') && line.trim().is_empty()
}

/// `line` without its first `indent` characters of blanks.
fn without_indent(line: &str, indent: usize) -> &str {
    let cut = line.chars().take(indent).take_while(|c| c.is_whitespace());
    &line[cut.map(char::len_utf8).sum::<usize>()..]
}
