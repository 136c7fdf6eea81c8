use super::lex::{Kind, Token, tokens};
use super::{BinaryOp, Expr, ExprKind, Ident, Modifier, Selector, functions, literal};
use crate::{Parsed, SyntaxError};
use text::Span;

/// How deep expressions may be nested; deeper ones are reported and left out.
const MAX_DEPTH: u32 = 200;

/// How deep a tree may become by operators and modifiers that follow one another.
const MAX_HEIGHT: u32 = 500;

/// The words that cannot be the name of a metric outside braces (`metric_identifier` in Prometheus' grammar).
const RESERVED: [&str; 6] = ["atan2", "bool", "on", "ignoring", "group_left", "group_right"];

/// How tightly a sign binds: as tightly as `*`.
const SIGN: u8 = 5;

/// The tree of a query. It always covers as much as could be read; where an expression is missing there is an
/// [`ExprKind::Missing`].
pub fn parse(text: &str) -> Parsed<Expr> {
    let (tokens, errors) = tokens(text);
    let mut parser = Parser { text, tokens, at: 0, depth: 0, height: 0, errors };
    let mut root = if parser.peek() == Kind::End {
        parser.error(Span::new(0, text.len() as u32), "expected a query, but there is none");
        Expr::default()
    } else {
        parser.expr(0)
    };
    while parser.peek() != Kind::End {
        parser.unexpected("an operator or the end of the query");
        parser.advance();
        // What can be read of the rest is of no use to the tree, but its faults are.
        if parser.peek() != Kind::End && matches!(root.kind, ExprKind::Missing) {
            root = parser.expr(0);
        }
    }
    parser.errors.sort_by_key(|e| e.span);
    Parsed { root, errors: parser.errors }
}

pub(super) struct Parser<'t> {
    pub text: &'t str,
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    /// How deep the tree of the expression that was last read is.
    pub height: u32,
    errors: Vec<SyntaxError>,
}

impl<'t> Parser<'t> {
    fn token(&self) -> Token {
        let last = Token { kind: Kind::End, span: Span::at(self.text.len() as u32) };
        self.tokens.get(self.at).copied().unwrap_or(last)
    }

    pub(super) fn peek(&self) -> Kind {
        self.token().kind
    }

    pub(super) fn peek_after(&self) -> Kind {
        self.tokens.get(self.at + 1).map_or(Kind::End, |t| t.kind)
    }

    pub(super) fn span(&self) -> Span {
        self.token().span
    }

    /// The text of the token here.
    pub(super) fn written(&self) -> &'t str {
        self.span().text(self.text)
    }

    /// The word here in lower case, as keywords are compared; nothing for other tokens.
    pub(super) fn word(&self) -> String {
        if self.peek() == Kind::Word { self.written().to_ascii_lowercase() } else { String::new() }
    }

    pub(super) fn advance(&mut self) -> Span {
        let span = self.span();
        self.at += 1;
        span
    }

    /// The end of the token before.
    pub(super) fn end(&self) -> u32 {
        self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |t| t.span.end)
    }

    pub(super) fn eat(&mut self, kind: Kind) -> bool {
        let found = self.peek() == kind;
        self.at += usize::from(found);
        found
    }

    pub(super) fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(SyntaxError::new(span, message));
    }

    /// Reports the token here, unless something about it has been reported.
    pub(super) fn unexpected(&mut self, expected: &str) {
        let token = self.token();
        if token.kind == Kind::Bad
            || self
                .errors
                .iter()
                .rev()
                .take(4)
                .any(|e| e.span.touches(token.span.start) && e.span.start >= token.span.start)
        {
            return;
        }
        let message = if token.kind == Kind::End {
            format!("the query ends here, but {expected} must follow")
        } else {
            format!("expected {expected} but found `{}`", self.written())
        };
        self.error(token.span, message);
    }

    pub(super) fn expect(&mut self, kind: Kind, name: &str) -> bool {
        let found = self.eat(kind);
        if !found {
            self.unexpected(name);
        }
        found
    }

    pub(super) fn missing(&self) -> Expr {
        Expr::new(Span::at(self.end()), ExprKind::Missing)
    }

    /// An expression whose operators bind tighter than `above`.
    pub(super) fn expr(&mut self, above: u8) -> Expr {
        if !self.enter() {
            return self.missing();
        }
        let mut left = self.operand();
        while let Some(op) = self.binary_op().filter(|op| op.precedence() > above) {
            let height = self.height;
            left = self.binary(left, op);
            self.grow(height);
        }
        self.leave();
        left
    }

    /// Goes one level deeper; the caller comes back by [`Self::leave`]. False, with the rest of the query left out,
    /// where that is too deep.
    pub(super) fn enter(&mut self) -> bool {
        if self.depth < MAX_DEPTH {
            self.depth += 1;
            return true;
        }
        let span = self.span();
        self.error(span, format!("nested deeper than {MAX_DEPTH} levels, so the rest is not read"));
        self.at = self.tokens.len();
        self.height = 0;
        false
    }

    pub(super) fn leave(&mut self) {
        self.depth -= 1;
    }

    /// Notes that the expression at hand holds one of this height besides the one that was last read. One that is
    /// too deep is reported and ends the reading, so that what walks the tree may recurse.
    pub(super) fn grow(&mut self, other: u32) {
        self.height = self.height.max(other) + 1;
        if self.height > MAX_HEIGHT && self.at < self.tokens.len() {
            let span = self.span();
            self.error(
                span,
                format!("more than {MAX_HEIGHT} operators follow one another, so the rest is not read"),
            );
            self.at = self.tokens.len();
        }
    }

    fn binary_op(&self) -> Option<BinaryOp> {
        match self.peek() {
            Kind::Op(op) => Some(op),
            Kind::Word => match self.word().as_str() {
                "and" => Some(BinaryOp::And),
                "or" => Some(BinaryOp::Or),
                "unless" => Some(BinaryOp::Unless),
                "atan2" => Some(BinaryOp::Atan2),
                _ => None,
            },
            _ => None,
        }
    }

    fn binary(&mut self, left: Expr, op: BinaryOp) -> Expr {
        let op_span = self.advance();
        let return_bool = (self.word() == "bool").then(|| self.advance());
        let matching = self.matching();
        let fills = self.fills();
        // `^` binds to the right, so another one may follow in its right operand.
        let above = if op == BinaryOp::Pow { op.precedence() - 1 } else { op.precedence() };
        let right = self.expr(above);
        let span = left.span.cover(right.span).cover(op_span);
        let (left, right) = (Box::new(left), Box::new(right));
        Expr::new(span, ExprKind::Binary { op, op_span, return_bool, matching, fills, left, right })
    }

    /// A string, unescaped.
    pub(super) fn string(&mut self) -> Ident {
        let span = self.span();
        let text = literal::unquote(self.written()).unwrap_or_else(|(at, message)| {
            self.error(Span::from(at) + span.start, message);
            self.written().into()
        });
        self.advance();
        Ident { span, text }
    }

    /// Eats a sign; whether it is a minus.
    pub(super) fn sign(&mut self) -> bool {
        let negative = self.peek() == Kind::Op(BinaryOp::Sub);
        if negative || self.peek() == Kind::Op(BinaryOp::Add) {
            self.advance();
        }
        negative
    }

    /// Signs, one primary expression and what is written behind it.
    fn operand(&mut self) -> Expr {
        if matches!(self.peek(), Kind::Op(BinaryOp::Sub | BinaryOp::Add)) {
            let start = self.span().start;
            let negative = self.sign();
            let expr = self.expr(SIGN);
            self.grow(0);
            let span = Span::new(start, expr.span.end.max(start + 1));
            return Expr::new(span, ExprKind::Unary { negative, expr: Box::new(expr) });
        }
        let mut expr = self.primary();
        loop {
            let height = self.height;
            expr = match self.peek() {
                Kind::LeftBracket => self.range(expr),
                Kind::At => self.at_modifier(expr),
                Kind::Word => match self.word().as_str() {
                    "offset" => self.offset(expr),
                    "anchored" => self.range_modifier(expr, Modifier::Anchored),
                    "smoothed" => self.range_modifier(expr, Modifier::Smoothed),
                    _ => return expr,
                },
                _ => return expr,
            };
            self.grow(height);
        }
    }

    fn range_modifier(&mut self, expr: Expr, modifier: Modifier) -> Expr {
        self.advance();
        self.modified(expr, modifier)
    }

    pub(super) fn modified(&self, expr: Expr, modifier: Modifier) -> Expr {
        let span = Span::new(expr.span.start, self.end());
        Expr::new(span, ExprKind::Modified { expr: Box::new(expr), modifier })
    }

    fn primary(&mut self) -> Expr {
        let span = self.span();
        self.height = 0;
        match self.peek() {
            Kind::Number | Kind::Duration => self.number_literal(),
            Kind::String => {
                let string = self.string();
                Expr::new(span, ExprKind::String(string.text))
            }
            Kind::LeftParen => {
                self.advance();
                let inner = self.expr(0);
                self.expect(Kind::RightParen, "an operator or `)`");
                Expr::new(Span::new(span.start, self.end()), ExprKind::Paren(Box::new(inner)))
            }
            Kind::LeftBrace => self.selector(None),
            Kind::MetricWord => self.named_selector(),
            Kind::Word => self.word_expr(),
            _ => {
                self.unexpected("an expression");
                // A token that begins nothing would stop the reading of what follows it.
                if self.peek() == Kind::Bad {
                    self.advance();
                }
                self.missing()
            }
        }
    }

    fn word_expr(&mut self) -> Expr {
        let word = self.word();
        if matches!(word.as_str(), "inf" | "nan") {
            return self.number_literal();
        }
        if functions::aggregation(&word).is_some() && self.begins_aggregation() {
            return self.aggregate();
        }
        let is_keyword = matches!(
            word.as_str(),
            "by" | "without" | "offset" | "and" | "or" | "unless" | "anchored" | "smoothed"
        );
        if self.peek_after() == Kind::LeftParen && !is_keyword && !RESERVED.contains(&word.as_str()) {
            return self.call();
        }
        if RESERVED.contains(&word.as_str()) {
            self.unexpected("an expression");
            self.advance();
            return self.missing();
        }
        self.named_selector()
    }

    /// Whether the aggregator here is used as one, and is no metric of that name.
    fn begins_aggregation(&self) -> bool {
        let after = self.tokens.get(self.at + 1);
        let is_grouping = |t: &Token| {
            let word = t.span.text(self.text);
            word.eq_ignore_ascii_case("by") || word.eq_ignore_ascii_case("without")
        };
        after.is_some_and(|t| t.kind == Kind::LeftParen || (t.kind == Kind::Word && is_grouping(t)))
    }

    fn named_selector(&mut self) -> Expr {
        let name = Ident { span: self.span(), text: self.written().into() };
        self.advance();
        if self.peek() == Kind::LeftBrace {
            return self.selector(Some(name));
        }
        Expr::new(name.span, ExprKind::Selector(Selector { name: Some(name), matchers: Vec::new() }))
    }

    fn call(&mut self) -> Expr {
        let name = Ident { span: self.span(), text: self.written().into() };
        self.advance();
        let args = self.args();
        Expr::new(Span::new(name.span.start, self.end()), ExprKind::Call { name, args })
    }

    fn aggregate(&mut self) -> Expr {
        let op = Ident { span: self.span(), text: self.word().into() };
        self.advance();
        let mut grouping = self.grouping();
        let args = if self.peek() == Kind::LeftParen {
            self.args()
        } else {
            self.unexpected("`(` with the expression to aggregate");
            Vec::new()
        };
        if grouping.is_none() {
            grouping = self.grouping();
        }
        Expr::new(Span::new(op.span.start, self.end()), ExprKind::Aggregate { op, grouping, args })
    }

    /// `(argument, argument)`
    fn args(&mut self) -> Vec<Expr> {
        let mut args = Vec::new();
        self.advance();
        if self.eat(Kind::RightParen) {
            return args;
        }
        let mut height = 0;
        loop {
            let before = self.at;
            args.push(self.expr(0));
            height = self.height.max(height);
            if self.eat(Kind::Comma) {
                if self.peek() == Kind::RightParen {
                    let comma = Span::new(self.end() - 1, self.end());
                    self.error(comma, "no comma may follow the last argument");
                    break;
                }
                continue;
            }
            if matches!(self.peek(), Kind::RightParen | Kind::End) || !self.skip_to_next_arg(before) {
                break;
            }
        }
        self.height = height;
        self.expect(Kind::RightParen, "`,` or `)`");
        args
    }

    /// Reports what stands behind an argument and moves to the comma behind it, if there is one before the
    /// parenthesis closes.
    fn skip_to_next_arg(&mut self, before: usize) -> bool {
        self.unexpected("`,` or `)`");
        let mut depth = 0_usize;
        let mut at = self.at;
        while let Some(token) = self.tokens.get(at) {
            match token.kind {
                Kind::LeftParen | Kind::LeftBrace | Kind::LeftBracket => depth += 1,
                Kind::RightParen if depth == 0 => break,
                Kind::RightParen | Kind::RightBrace | Kind::RightBracket => depth = depth.saturating_sub(1),
                Kind::Comma if depth == 0 => {
                    self.at = (at + 1).max(before + 1);
                    return true;
                }
                Kind::End => return false,
                _ => {}
            }
            at += 1;
        }
        self.at = at;
        false
    }
}
