use super::Parser;
use crate::hcl::token::{Token, TokenKind};
use crate::hcl::tree::{Expr, ExprKind, For, Ident, ObjectEntry, ObjectKey};

impl Parser<'_> {
    pub(super) fn list(&mut self) -> Expr {
        let open = self.bump();
        let kind = self.with_lines(false, |p| {
            if p.is_for() {
                return p.for_expr(open, TokenKind::BracketClose);
            }
            let mut items = Vec::new();
            loop {
                if p.eat(TokenKind::BracketClose).is_some() {
                    break;
                }
                if p.left_bracket() || p.is_at(TokenKind::End) {
                    p.unclosed_or_unexpected(TokenKind::BracketClose, open, "");
                    break;
                }
                items.push(p.expr());
                if !p.separator(TokenKind::BracketClose, open) {
                    break;
                }
            }
            ExprKind::List(items)
        });
        Expr { span: self.span_from(open.span.start), kind }
    }

    pub(super) fn object(&mut self) -> Expr {
        let open = self.bump();
        let indent = self.indent(open);
        let is_for = self.with_lines(false, |p| p.is_for());
        let kind = if is_for {
            self.with_lines(false, |p| p.for_expr(open, TokenKind::BraceClose))
        } else {
            self.with_lines(true, |p| ExprKind::Object(p.entries(open, indent)))
        };
        Expr { span: self.span_from(open.span.start), kind }
    }

    fn entries(&mut self, open: Token, indent: usize) -> Vec<ObjectEntry> {
        let mut entries = Vec::new();
        loop {
            self.skip_lines();
            let token = self.peek();
            let outside = self.belongs_outside(token, indent);
            if outside || matches!(token.kind, TokenKind::End | TokenKind::QuoteClose) {
                self.error(open.span, "this `{` is never closed: add `}`");
                return entries;
            }
            if self.eat(TokenKind::BraceClose).is_some() {
                return entries;
            }
            entries.push(self.entry());
            match self.peek().kind {
                TokenKind::Comma => {
                    self.bump();
                }
                TokenKind::Newline | TokenKind::BraceClose | TokenKind::End => {}
                _ => {
                    let token = self.peek();
                    let found = self.describe(token);
                    self.error(token.span, format!("expected `,`, a new line or `}}`, not {found}"));
                    self.resume_entries();
                }
            }
        }
    }

    /// After a fault in an entry: to the next one. Always reads something or stops at the end of the object.
    fn resume_entries(&mut self) {
        let before = self.at;
        self.skip_element();
        if self.at == before && !matches!(self.peek().kind, TokenKind::BraceClose | TokenKind::End) {
            self.bump();
        }
        self.eat(TokenKind::Comma);
    }

    fn entry(&mut self) -> ObjectEntry {
        let key = self.key();
        let token = self.peek();
        let value = match token.kind {
            TokenKind::Equal | TokenKind::Colon => {
                self.bump();
                self.expr()
            }
            TokenKind::Arrow => {
                self.error(token.span, "an entry of an object takes an equals sign: write `=` for `=>`");
                self.bump();
                self.expr()
            }
            _ if matches!(key, ObjectKey::Expr(Expr { kind: ExprKind::Invalid, .. })) => self.invalid(),
            TokenKind::BraceOpen => {
                self.error(token.span, "an entry of an object needs an equals sign: add `=` before this `{`");
                self.expr()
            }
            _ => {
                let key = key.span();
                let text = key.text(self.text);
                self.error(key, format!("this entry has no value: write `{text} = ...`"));
                self.invalid()
            }
        };
        ObjectEntry { key, value }
    }

    fn key(&mut self) -> ObjectKey {
        let token = self.peek();
        let next = self.peek_second().kind;
        let alone = matches!(
            next,
            TokenKind::Equal
                | TokenKind::Colon
                | TokenKind::Arrow
                | TokenKind::Newline
                | TokenKind::BraceClose
                | TokenKind::End
        );
        if token.kind == TokenKind::Ident && alone {
            self.bump();
            return ObjectKey::Ident(self.ident(token));
        }
        ObjectKey::Expr(self.expr())
    }

    fn is_for(&self) -> bool {
        let token = self.peek();
        token.kind == TokenKind::Ident && self.word(token) == "for"
    }

    /// `for k, v in c : e if t` and the bracket that ends it. Line ends mean nothing in it.
    fn for_expr(&mut self, open: Token, close: TokenKind) -> ExprKind {
        self.bump();
        let Some((key, value)) = self.for_names() else {
            self.close(close, open, "");
            return ExprKind::Invalid;
        };
        let collection = self.expr();
        if self.eat(TokenKind::Colon).is_none() {
            let found = self.describe(self.peek());
            self.error(self.peek().span, format!("expected `:` and the result of this `for`, not {found}"));
            self.close(close, open, "");
            let (value_expr, key_expr) = (self.invalid(), None);
            let parts =
                For { key, value, collection, key_expr, value_expr, grouping: false, condition: None };
            return ExprKind::For(Box::new(parts));
        }
        let first = self.expr();
        let (key_expr, value_expr) = self.for_result(first, close);
        let grouping = self.eat(TokenKind::Ellipsis).is_some();
        if grouping && close == TokenKind::BracketClose {
            let span = self.span_from(self.last_end() - 3);
            self.error(span, "only an object `for` can group its values with `...`");
        }
        let next = self.peek();
        let condition = (next.kind == TokenKind::Ident && self.word(next) == "if").then(|| {
            self.bump();
            self.expr()
        });
        self.close(close, open, "");
        ExprKind::For(Box::new(For { key, value, collection, key_expr, value_expr, grouping, condition }))
    }

    /// `v` or `k => v`, as the bracket around it wants.
    fn for_result(&mut self, first: Expr, close: TokenKind) -> (Option<Expr>, Expr) {
        let arrow = self.peek();
        if self.eat(TokenKind::Arrow).is_some() {
            if close == TokenKind::BracketClose {
                self.error(
                    arrow.span,
                    "a list `for` has no key: use `{ }` for `[ ]`, or drop what is left of `=>`",
                );
            }
            return (Some(first), self.expr());
        }
        if close == TokenKind::BraceClose && self.mute_from > 0 {
            self.error(arrow.span, "an object `for` needs `key => value`: add `=>` and a value");
        }
        (None, first)
    }

    /// The names that a `for` binds, with the `in` after them.
    pub(super) fn for_names(&mut self) -> Option<(Option<Ident>, Ident)> {
        let first = self.for_name()?;
        let (key, value) = if self.eat(TokenKind::Comma).is_some() {
            let value = self.for_name()?;
            (Some(first), value)
        } else {
            (None, first)
        };
        let token = self.peek();
        if token.kind == TokenKind::Ident && self.word(token) == "in" {
            self.bump();
            return Some((key, value));
        }
        let found = self.describe(token);
        self.error(token.span, format!("expected `in` and what this `for` walks, not {found}"));
        None
    }

    fn for_name(&mut self) -> Option<Ident> {
        let token = self.peek();
        if token.kind == TokenKind::Ident {
            self.bump();
            return Some(self.ident(token));
        }
        let found = self.describe(token);
        self.error(token.span, format!("a name has to follow `for`, not {found}; quote a key of that name"));
        None
    }
}
