use super::{LIMIT, Parser};
use crate::hcl::token::TokenKind;
use crate::hcl::tree::{Expr, ExprKind, Ident, Step};
use smol_str::SmolStr;
use text::Span;

impl Parser<'_> {
    /// An expression; where there is none an error and [`ExprKind::Invalid`].
    pub(super) fn expr(&mut self) -> Expr {
        let outer = std::mem::take(&mut self.chain);
        let expr = self.nested(Self::conditional).unwrap_or_else(|| self.invalid());
        self.chain = self.chain.max(outer);
        expr
    }

    fn conditional(&mut self) -> Expr {
        let test = self.binary(0);
        if !self.is_at(TokenKind::Question) {
            return test;
        }
        let question = self.bump();
        let then = self.expr();
        let otherwise = if self.eat(TokenKind::Colon).is_some() {
            self.expr()
        } else {
            self.error(question.span, "this `?` needs a `:` and a second value after the first");
            self.invalid()
        };
        let span = self.span_from(test.span.start);
        let (test, then, otherwise) = (Box::new(test), Box::new(then), Box::new(otherwise));
        Expr { span, kind: ExprKind::Conditional { test, then, otherwise } }
    }

    /// Operators that bind at least as tightly as `least`, by precedence climbing; all lean to the left.
    fn binary(&mut self, least: u8) -> Expr {
        let mut left = self.unary();
        loop {
            let token = self.peek();
            let Some(precedence) = precedence(token.kind).filter(|p| *p >= least) else { return left };
            self.bump();
            let right = self.binary(precedence + 1);
            self.chain += 1;
            if self.chain > LIMIT {
                self.give_up("this chains more than 200 operators: move a part into a local value");
                return left;
            }
            let span = self.span_from(left.span.start);
            let op = SmolStr::new(self.word(token));
            left = Expr { span, kind: ExprKind::Binary { op, left: Box::new(left), right: Box::new(right) } };
        }
    }

    fn unary(&mut self) -> Expr {
        let token = self.peek();
        if !matches!(token.kind, TokenKind::Minus | TokenKind::Bang) {
            return self.postfix();
        }
        self.bump();
        let operand = self.nested(Self::unary).unwrap_or_else(|| self.invalid());
        let span = self.span_from(token.span.start);
        let op = SmolStr::new(self.word(token));
        Expr { span, kind: ExprKind::Unary { op, operand: Box::new(operand) } }
    }

    /// A term and the steps from it.
    fn postfix(&mut self) -> Expr {
        let base = self.term();
        let start = base.span.start;
        let steps = self.steps();
        if steps.is_empty() {
            return base;
        }
        let span = self.span_from(start);
        let kind = match base.kind {
            ExprKind::Traversal { root, .. } => ExprKind::Traversal { root, steps },
            _ => ExprKind::Access { base: Box::new(base), steps },
        };
        Expr { span, kind }
    }

    fn steps(&mut self) -> Vec<Step> {
        let mut steps = Vec::new();
        loop {
            match self.peek().kind {
                TokenKind::Dot => {
                    self.bump();
                    self.dot_step(&mut steps);
                }
                TokenKind::BracketOpen => steps.push(self.index_step()),
                _ => return steps,
            }
        }
    }

    fn dot_step(&mut self, steps: &mut Vec<Step>) {
        let token = self.peek();
        match token.kind {
            TokenKind::Ident => {
                self.bump();
                steps.push(Step::Attr(self.ident(token)));
            }
            TokenKind::Star => {
                self.bump();
                let in_splat = steps.iter().rfind(|s| !matches!(s, Step::Attr(_) | Step::LegacyIndex(..)));
                if matches!(in_splat, Some(Step::AttrSplat(_))) {
                    self.error(token.span, "`.*` cannot follow another `.*`: write `[*]` for both");
                }
                steps.push(Step::AttrSplat(token.span));
            }
            TokenKind::Number => {
                self.bump();
                let number = self.word(token);
                if let Some((first, second)) = number.split_once('.') {
                    self.error(token.span, format!("write `[{first}][{second}]` for `.{number}`"));
                }
                let mut start = token.span.start;
                for part in number.split('.') {
                    let end = start + part.len() as u32;
                    steps.push(Step::LegacyIndex(Span::new(start, end), part.into()));
                    start = end + 1;
                }
            }
            _ => {
                let dot = self.last_end();
                let message = "a name, an index or `*` has to follow this dot";
                self.error(Span::new(dot.saturating_sub(1), dot), message);
                steps.push(Step::Attr(Ident { span: Span::at(dot), text: SmolStr::default() }));
            }
        }
    }

    fn index_step(&mut self) -> Step {
        let open = self.bump();
        // Terraform looks for `[*]` before line ends stop to count.
        if self.is_at(TokenKind::Star) && self.peek_second().kind == TokenKind::BracketClose {
            self.bump();
            self.bump();
            return Step::FullSplat(self.span_from(open.span.start));
        }
        self.with_lines(false, |p| {
            let index = p.expr();
            p.close(TokenKind::BracketClose, open, "");
            Step::Index(p.span_from(open.span.start), Box::new(index))
        })
    }

    fn term(&mut self) -> Expr {
        let token = self.peek();
        let kind = match token.kind {
            TokenKind::Number => {
                self.bump();
                ExprKind::Number(self.word(token).into())
            }
            TokenKind::Ident if !self.left_bracket() => return self.word_term(),
            TokenKind::QuoteOpen => return self.string(),
            TokenKind::HeredocOpen => return self.heredoc(),
            TokenKind::BracketOpen => return self.list(),
            TokenKind::BraceOpen => return self.object(),
            TokenKind::ParenOpen => {
                self.bump();
                self.with_lines(false, |p| {
                    let inner = p.expr();
                    p.close(TokenKind::ParenClose, token, "");
                    ExprKind::Paren(Box::new(inner))
                })
            }
            _ => {
                self.missing_expr();
                return self.invalid();
            }
        };
        Expr { span: self.span_from(token.span.start), kind }
    }

    /// A keyword, a call or the start of a traversal.
    fn word_term(&mut self) -> Expr {
        let token = self.bump();
        let mut name = self.ident(token);
        let next = self.peek().kind;
        if next == TokenKind::DoubleColon {
            self.namespace(&mut name);
        }
        let kind = if self.is_at(TokenKind::ParenOpen) {
            return self.call(name);
        } else if next == TokenKind::DoubleColon {
            let message = format!("`{}` names a function: add its arguments, `(...)`", name.text);
            self.error(name.span, message);
            ExprKind::Call { name, args: Vec::new(), expand: false }
        } else {
            match name.text.as_str() {
                "true" => ExprKind::Bool(true),
                "false" => ExprKind::Bool(false),
                "null" => ExprKind::Null,
                _ => ExprKind::Traversal { root: name, steps: Vec::new() },
            }
        };
        Expr { span: self.span_from(token.span.start), kind }
    }

    /// `::function` after the first word of `provider::name::function`; blanks in it are dropped.
    fn namespace(&mut self, name: &mut Ident) {
        let mut text = name.text.to_string();
        while self.eat(TokenKind::DoubleColon).is_some() {
            text.push_str("::");
            let token = self.peek();
            if token.kind != TokenKind::Ident {
                self.error(token.span, "the name of a function has to follow `::`");
                break;
            }
            self.bump();
            text.push_str(self.word(token));
        }
        name.text = text.into();
        name.span = self.span_from(name.span.start);
    }

    fn call(&mut self, name: Ident) -> Expr {
        let start = name.span.start;
        let open = self.bump();
        let mut expand = false;
        let args = self.with_lines(false, |p| {
            let mut args = Vec::new();
            loop {
                if p.eat(TokenKind::ParenClose).is_some() {
                    break;
                }
                if p.left_bracket() || p.is_at(TokenKind::End) {
                    p.unclosed_or_unexpected(TokenKind::ParenClose, open, "");
                    break;
                }
                args.push(p.expr());
                if p.eat(TokenKind::Ellipsis).is_some() {
                    expand = true;
                    p.close(TokenKind::ParenClose, open, "");
                    break;
                }
                if !p.separator(TokenKind::ParenClose, open) {
                    break;
                }
            }
            args
        });
        Expr { span: self.span_from(start), kind: ExprKind::Call { name, args, expand } }
    }

    /// Reads the comma between two elements; false where the elements end without their bracket.
    ///
    /// The closing bracket itself is left for the caller.
    pub(super) fn separator(&mut self, close: TokenKind, open: crate::hcl::Token) -> bool {
        if self.eat(TokenKind::Comma).is_some() || self.is_at(close) {
            return true;
        }
        self.unclosed_or_unexpected(close, open, "`,` or ");
        if self.left_bracket() {
            return false;
        }
        self.skip_element();
        self.eat(TokenKind::Comma).is_some() || self.is_at(close)
    }
}

/// How tightly an operator binds (HCL specification, "Operations").
fn precedence(kind: TokenKind) -> Option<u8> {
    Some(match kind {
        TokenKind::Or => 0,
        TokenKind::And => 1,
        TokenKind::EqualEqual | TokenKind::NotEqual => 2,
        TokenKind::Less | TokenKind::LessEqual | TokenKind::Greater | TokenKind::GreaterEqual => 3,
        TokenKind::Plus | TokenKind::Minus => 4,
        TokenKind::Star | TokenKind::Slash | TokenKind::Percent => 5,
        _ => return None,
    })
}
