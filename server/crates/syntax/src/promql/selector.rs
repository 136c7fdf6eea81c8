use super::lex::Kind;
use super::parse::Parser;
use super::{BinaryOp, Expr, ExprKind, Ident, MatchOp, Matcher, Selector};
use text::Span;

impl Parser<'_> {
    /// `{label="value"}` behind the metric `name`, if there is one.
    pub(super) fn selector(&mut self, name: Option<Ident>) -> Expr {
        let open = self.advance();
        let mut matchers = Vec::new();
        while !matches!(self.peek(), Kind::RightBrace | Kind::End) {
            if matches!(self.peek(), Kind::Word | Kind::String) {
                matchers.extend(self.matcher());
            } else {
                self.unexpected("a label or `}`");
                if self.peek() != Kind::Comma {
                    self.advance();
                }
            }
            if !self.eat(Kind::Comma) && !matches!(self.peek(), Kind::RightBrace | Kind::End) {
                self.unexpected("`,` or `}`");
            }
        }
        if !self.eat(Kind::RightBrace) {
            self.unexpected("`}`");
        }
        let start = name.as_ref().map_or(open.start, |n| n.span.start);
        Expr::new(Span::new(start, self.end()), ExprKind::Selector(Selector { name, matchers }))
    }

    fn matcher(&mut self) -> Option<Matcher> {
        let quoted = self.peek() == Kind::String;
        let label = if quoted {
            self.string()
        } else {
            let label = Ident { span: self.span(), text: self.written().into() };
            self.advance();
            label
        };
        let op = match self.peek() {
            Kind::Equal => MatchOp::Equal,
            Kind::Op(BinaryOp::NotEqual) => MatchOp::NotEqual,
            Kind::EqualRegex => MatchOp::Regex,
            Kind::NotRegex => MatchOp::NotRegex,
            _ if quoted => {
                let name = Ident { span: label.span, text: "__name__".into() };
                return Some(Matcher { span: label.span, label: name, op: MatchOp::Equal, value: label });
            }
            _ => {
                self.unexpected("`=`, `!=`, `=~` or `!~`");
                return None;
            }
        };
        self.advance();
        let value = if self.peek() == Kind::String {
            self.string()
        } else {
            self.unexpected("a value in quotes");
            let span = if self.peek() == Kind::Bad { self.advance() } else { Span::at(self.end()) };
            Ident { span, text: span.text(self.text).trim_start_matches(['"', '\'', '`']).into() }
        };
        Some(Matcher { span: label.span.cover(value.span), label, op, value })
    }
}
