use super::lex::Kind;
use super::parse::Parser;
use super::{BinaryOp, Expr, ExprKind, Ident, Modifier, literal, parse_duration};
use text::Span;

impl Parser<'_> {
    /// `[5m]` or `[1h:5m]` behind `expr`.
    pub(super) fn range(&mut self, expr: Expr) -> Expr {
        let start = expr.span.start;
        self.advance();
        let range = Box::new(self.positive_duration());
        let is_subquery = self.eat(Kind::Colon);
        let step =
            (is_subquery && self.peek() != Kind::RightBracket).then(|| Box::new(self.positive_duration()));
        if !self.eat(Kind::RightBracket) {
            self.unexpected(if is_subquery { "a step or `]`" } else { "`:` or `]`" });
            self.skip_to_bracket();
        }
        let span = Span::new(start, self.end());
        let expr = Box::new(expr);
        let kind = if is_subquery {
            ExprKind::Subquery { expr, range, step }
        } else {
            ExprKind::Matrix { expr, range }
        };
        Expr::new(span, kind)
    }

    /// Moves over the bracket that closes a range, if one comes before anything that cannot be in a range.
    fn skip_to_bracket(&mut self) {
        while matches!(
            self.peek(),
            Kind::Word | Kind::Number | Kind::Duration | Kind::Op(_) | Kind::Bad | Kind::Colon
        ) {
            self.advance();
        }
        self.eat(Kind::RightBracket);
    }

    fn positive_duration(&mut self) -> Expr {
        let duration = self.duration(0);
        if let Some(value) = constant(&duration)
            && value <= 0.0
        {
            self.error(duration.span, "a range or step must be greater than 0");
        }
        duration
    }

    /// Arithmetic with durations whose operators bind tighter than `above`.
    fn duration(&mut self, above: u8) -> Expr {
        if !self.enter() {
            return self.missing();
        }
        let left = self.duration_operand();
        let duration = self.duration_after(left, above);
        self.leave();
        duration
    }

    fn duration_after(&mut self, mut left: Expr, above: u8) -> Expr {
        while let Kind::Op(op) = self.peek() {
            if op.precedence() <= above
                || op.is_comparison()
                || matches!(op, BinaryOp::TrimUpper | BinaryOp::TrimLower)
            {
                break;
            }
            let op_span = self.advance();
            let tighter = if op == BinaryOp::Pow { op.precedence() - 1 } else { op.precedence() };
            let height = self.height;
            let right = self.duration(tighter);
            self.grow(height);
            if matches!(op, BinaryOp::Div | BinaryOp::Mod) && constant(&right) == Some(0.0) {
                self.error(op_span, "a duration cannot be divided by zero");
            }
            let span = left.span.cover(right.span).cover(op_span);
            let (l, r) = (Box::new(left), Box::new(right));
            let kind = ExprKind::Binary {
                op,
                op_span,
                return_bool: None,
                matching: None,
                fills: Vec::new(),
                left: l,
                right: r,
            };
            left = Expr::new(span, kind);
        }
        left
    }

    fn duration_operand(&mut self) -> Expr {
        let start = self.span().start;
        self.height = 0;
        match self.peek() {
            Kind::Op(BinaryOp::Sub | BinaryOp::Add) => {
                let negative = self.sign();
                let expr = Box::new(self.duration(BinaryOp::Mul.precedence()));
                Expr::new(Span::new(start, self.end()), ExprKind::Unary { negative, expr })
            }
            Kind::LeftParen => {
                self.advance();
                let inner = Box::new(self.duration(0));
                self.expect(Kind::RightParen, "an operator or `)`");
                Expr::new(Span::new(start, self.end()), ExprKind::Paren(inner))
            }
            Kind::Number | Kind::Duration => {
                let literal = self.number_literal();
                // Go counts nanoseconds in 64 bits.
                if constant(&literal).is_some_and(|seconds| seconds > 9_223_372_036.854_775) {
                    self.error(literal.span, "a duration must be shorter than 292 years");
                }
                literal
            }
            Kind::Word => self.duration_call(),
            _ => {
                self.unexpected("a duration such as `5m`");
                self.missing()
            }
        }
    }

    /// `step()`, `range()`, `max_of(a, b)`, `min_of(a, b)`
    fn duration_call(&mut self) -> Expr {
        let word = self.word();
        let arity = match word.as_str() {
            "step" | "range" => 0,
            "max_of" | "min_of" => 2,
            _ => {
                self.unexpected("a duration such as `5m`");
                self.advance();
                return self.missing();
            }
        };
        let name = Ident { span: self.advance(), text: word.into() };
        let mut args = Vec::new();
        self.expect(Kind::LeftParen, "`(`");
        for i in 0..arity {
            if i > 0 {
                self.expect(Kind::Comma, "`,`");
            }
            args.push(self.duration(0));
        }
        self.expect(Kind::RightParen, "`)`");
        Expr::new(Span::new(name.span.start, self.end()), ExprKind::Call { name, args })
    }

    /// `offset 5m` behind `expr`.
    ///
    /// As in Prometheus' grammar, a plain amount ends here (`a offset 5m * 2` multiplies `a`), while arithmetic
    /// goes on behind parentheses.
    pub(super) fn offset(&mut self, expr: Expr) -> Expr {
        self.advance();
        let start = self.span().start;
        let signed = matches!(self.peek(), Kind::Op(BinaryOp::Sub | BinaryOp::Add));
        let negative = self.sign();
        let is_paren = self.peek() == Kind::LeftParen;
        let amount = if signed && matches!(self.peek(), Kind::Op(_)) {
            self.duration(BinaryOp::Mul.precedence())
        } else {
            self.duration_operand()
        };
        let amount = if signed {
            Expr::new(Span::new(start, self.end()), ExprKind::Unary { negative, expr: Box::new(amount) })
        } else if is_paren {
            self.duration_after(amount, 0)
        } else {
            amount
        };
        self.modified(expr, Modifier::Offset(Box::new(amount)))
    }

    /// `@ 1609746000`, `@ start()`, `@ end()` behind `expr`.
    pub(super) fn at_modifier(&mut self, expr: Expr) -> Expr {
        self.advance();
        let modifier = match self.word().as_str() {
            "start" => Some(Modifier::AtStart),
            "end" => Some(Modifier::AtEnd),
            _ => None,
        };
        if let Some(modifier) = modifier {
            self.advance();
            self.expect(Kind::LeftParen, "`()`");
            self.expect(Kind::RightParen, "`)`");
            return self.modified(expr, modifier);
        }
        let start = self.span().start;
        let negative = self.sign();
        let Some(value) = self.number() else {
            return self.modified(expr, Modifier::At(f64::NAN));
        };
        let value = if negative { -value } else { value };
        // Prometheus keeps it in 64 bits.
        if !value.is_finite() || value.abs() >= 9_223_372_036_854_775_807.0 {
            self.error(Span::new(start, self.end()), "this time is out of range for `@`");
        }
        self.modified(expr, Modifier::At(value))
    }

    /// A number or a duration as an expression.
    pub(super) fn number_literal(&mut self) -> Expr {
        let span = self.span();
        let is_duration = self.peek() == Kind::Duration;
        let value = self.number().unwrap_or_default();
        Expr::new(span, ExprKind::Number { value, is_duration })
    }

    /// A number or a duration; what is none is reported.
    pub(super) fn number(&mut self) -> Option<f64> {
        let written = self.written();
        let value = match self.peek() {
            Kind::Duration => parse_duration(written)
                .ok_or("is no duration: write whole numbers with units, such as `1h30m`"),
            Kind::Number | Kind::Word
                if self.peek() == Kind::Number || matches!(self.word().as_str(), "inf" | "nan") =>
            {
                literal::number(written).ok_or("is no number")
            }
            _ => {
                self.unexpected("a number");
                return None;
            }
        };
        let span = self.advance();
        match value {
            Ok(value) => Some(value),
            Err(message) => {
                self.error(span, format!("`{written}` {message}"));
                Some(1.0)
            }
        }
    }
}

/// The value of a duration that is no more than a number with signs.
fn constant(duration: &Expr) -> Option<f64> {
    match &duration.kind {
        ExprKind::Number { value, .. } => Some(*value),
        ExprKind::Unary { negative, expr } => {
            constant(expr).map(|value| if *negative { -value } else { value })
        }
        _ => None,
    }
}
