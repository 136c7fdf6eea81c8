use super::lex::Kind;
use super::parse::Parser;
use super::{Fill, Group, Grouping, Ident, Matching};
use text::Span;

impl Parser<'_> {
    /// `on (a) group_left (b)` behind an operator.
    pub(super) fn matching(&mut self) -> Option<Matching> {
        let on = match self.word().as_str() {
            "on" => true,
            "ignoring" => false,
            _ => return None,
        };
        let start = self.advance().start;
        let labels = self.labels();
        let group = match self.word().as_str() {
            "group_left" => Some(true),
            "group_right" => Some(false),
            _ => None,
        };
        let group = group.map(|left| {
            self.advance();
            let include = if self.peek() == Kind::LeftParen { self.labels() } else { Vec::new() };
            Group { left, include }
        });
        Some(Matching { span: Span::new(start, self.end()), on, labels, group })
    }

    /// `fill(0)`, or `fill_left(0)` and `fill_right(0)` in either order.
    pub(super) fn fills(&mut self) -> Vec<Fill> {
        let mut fills: Vec<Fill> = Vec::new();
        while fills.len() < 2 && self.peek_after() == Kind::LeftParen {
            let word = self.word();
            let is_second =
                fills.first().is_some_and(|first| first.name.text == "fill" || first.name.text == word);
            if !matches!(word.as_str(), "fill" | "fill_left" | "fill_right")
                || is_second
                || (word == "fill" && !fills.is_empty())
            {
                break;
            }
            let name = Ident { span: self.advance(), text: word.into() };
            self.advance();
            let negative = self.sign();
            let value = self.number().unwrap_or_default();
            self.expect(Kind::RightParen, "`)`");
            fills.push(Fill { name, value: if negative { -value } else { value } });
        }
        fills
    }

    /// `(label, label)` behind `by`, `on` and the like. Keywords are labels here.
    fn labels(&mut self) -> Vec<Ident> {
        let mut labels = Vec::new();
        if !self.expect(Kind::LeftParen, "`(` with the labels") {
            return labels;
        }
        loop {
            match self.peek() {
                Kind::RightParen => break,
                Kind::Word | Kind::MetricWord => {
                    labels.push(Ident { span: self.span(), text: self.written().into() });
                    self.advance();
                }
                Kind::String => {
                    let name = self.string();
                    if name.text.is_empty() {
                        self.error(name.span, "a label cannot be empty");
                    }
                    labels.push(name);
                }
                _ => {
                    self.unexpected("a label or `)`");
                    break;
                }
            }
            if !self.eat(Kind::Comma) {
                break;
            }
        }
        if !self.eat(Kind::RightParen) {
            self.unexpected("`,` or `)`");
        }
        labels
    }

    /// `by (a)` or `without (a)`.
    pub(super) fn grouping(&mut self) -> Option<Grouping> {
        let without = match self.word().as_str() {
            "by" => false,
            "without" => true,
            _ => return None,
        };
        let start = self.advance().start;
        let labels = self.labels();
        Some(Grouping { span: Span::new(start, self.end()), without, labels })
    }
}
