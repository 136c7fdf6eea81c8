use super::regex::check_regex;
use super::{
    BinaryOp, Expr, ExprKind, Fill, Function, Ident, MatchOp, Matching, Modifier, Selector, functions, walk,
};
use crate::SyntaxError;
use text::Span;

/// The type of an expression's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueType {
    /// A number.
    Scalar,
    /// A text.
    String,
    /// One sample for each series.
    Vector,
    /// Samples over time for each series.
    Matrix,
}

impl ValueType {
    /// As the documentation of Prometheus calls it, with its article.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Scalar => "a scalar",
            Self::String => "a string",
            Self::Vector => "an instant vector",
            Self::Matrix => "a range vector",
        }
    }
}

/// What a Prometheus is started with; nothing experimental by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// `promql-experimental-functions`
    pub experimental_functions: bool,
    /// `promql-binop-fill-modifiers`
    pub fill: bool,
}

/// The type of an expression; `None` where it cannot be told because something is missing or unknown.
pub fn value_type(expr: &Expr) -> Option<ValueType> {
    match &expr.kind {
        ExprKind::Missing => None,
        ExprKind::Number { .. } => Some(ValueType::Scalar),
        ExprKind::String(_) => Some(ValueType::String),
        ExprKind::Selector(_) | ExprKind::Aggregate { .. } => Some(ValueType::Vector),
        ExprKind::Matrix { .. } | ExprKind::Subquery { .. } => Some(ValueType::Matrix),
        ExprKind::Modified { expr, .. } | ExprKind::Unary { expr, .. } | ExprKind::Paren(expr) => {
            value_type(expr)
        }
        ExprKind::Call { name, .. } => functions::function(&name.text).map(|f| f.returns),
        ExprKind::Binary { left, right, .. } => match (value_type(left), value_type(right)) {
            (Some(ValueType::Scalar), Some(ValueType::Scalar)) => Some(ValueType::Scalar),
            _ => Some(ValueType::Vector),
        },
    }
}

/// What Prometheus refuses in a query whose syntax is right: types, unknown and experimental functions, numbers of
/// arguments, selectors that select everything, modifiers in wrong places, vector matching that cannot be.
pub fn check(query: &Expr, features: Features) -> Vec<SyntaxError> {
    let mut checker = Checker { features, errors: Vec::new(), label_selectors: Vec::new() };
    walk(query, &mut |expr| checker.expr(expr));
    checker.errors.sort_by_key(|e| e.span);
    checker.errors
}

struct Checker {
    features: Features,
    errors: Vec<SyntaxError>,
    /// The selectors that may select everything: the second argument of `info`.
    label_selectors: Vec<Span>,
}

impl Checker {
    fn error(&mut self, span: Span, message: impl Into<String>) {
        self.errors.push(SyntaxError::new(span, message));
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Missing | ExprKind::Number { .. } | ExprKind::String(_) | ExprKind::Paren(_) => {}
            ExprKind::Selector(selector) => self.selector(expr.span, selector),
            ExprKind::Matrix { expr: inner, .. } => self.matrix(expr.span, inner),
            ExprKind::Subquery { expr: inner, .. } => self.subquery(inner),
            ExprKind::Modified { expr: inner, modifier } => self.modified(expr.span, inner, modifier),
            ExprKind::Call { name, args } => self.call(expr.span, name, args),
            ExprKind::Aggregate { op, args, .. } => self.aggregate(expr.span, op, args),
            ExprKind::Unary { expr: inner, .. } => self.unary(expr.span, inner),
            ExprKind::Binary { op, op_span, return_bool, matching, fills, left, right } => {
                self.operands(*op, left, right);
                self.comparison(*op, *op_span, *return_bool, left, right);
                self.matching(*op, *op_span, matching.as_ref(), left, right);
                self.fills(*op, fills, left, right);
            }
        }
    }

    fn selector(&mut self, span: Span, selector: &Selector) {
        let mut selects_some = selector.name.is_some() || self.label_selectors.contains(&span);
        for matcher in &selector.matchers {
            let value = matcher.value.text.as_str();
            let matches_empty = match matcher.op {
                MatchOp::Equal => value.is_empty(),
                MatchOp::NotEqual => !value.is_empty(),
                MatchOp::Regex | MatchOp::NotRegex => match check_regex(value) {
                    Ok(pattern) => pattern.matches_empty == (matcher.op == MatchOp::Regex),
                    Err(message) => {
                        self.error(matcher.value.span, message);
                        false
                    }
                },
            };
            selects_some |= !matches_empty;
            if let Some(name) = &selector.name
                && matcher.label.text == "__name__"
            {
                let message = format!("the metric is named twice: `{}` and `{value}`", name.text);
                self.error(matcher.span, message);
            }
        }
        if !selects_some {
            self.error(
                span,
                "this selects every series: name a metric, or add a matcher that does not match the empty string",
            );
        }
    }

    fn matrix(&mut self, span: Span, inner: &Expr) {
        let range = Span::new(inner.span.end, span.end);
        let mut target = inner;
        while let ExprKind::Modified { expr, modifier } = &target.kind {
            let name = match modifier {
                Modifier::Offset(amount) if !is_zero(amount) => "offset",
                Modifier::At(_) | Modifier::AtStart | Modifier::AtEnd => "@",
                _ => "",
            };
            if !name.is_empty() {
                return self.error(range, format!("the range must stand before `{name}`"));
            }
            target = expr;
        }
        if !matches!(target.kind, ExprKind::Selector(_) | ExprKind::Missing) {
            self.error(
                range,
                "a range can only be taken of a selector: for other expressions write a subquery, `[5m:]`",
            );
        }
    }

    fn subquery(&mut self, inner: &Expr) {
        if let Some(found) = value_type(inner).filter(|t| *t != ValueType::Vector) {
            self.error(
                inner.span,
                format!("a subquery needs an instant vector, but this is {}", found.describe()),
            );
        }
    }

    fn modified(&mut self, span: Span, inner: &Expr, modifier: &Modifier) {
        let mut target = inner;
        let mut is_repeated = false;
        while let ExprKind::Modified { expr, modifier: earlier } = &target.kind {
            is_repeated |= is_same_kind(earlier, modifier);
            target = expr;
        }
        // A number offset of nothing leaves room for another one, as in Prometheus.
        let name = match modifier {
            Modifier::Offset(_) => "offset",
            Modifier::Anchored => "anchored",
            Modifier::Smoothed => "smoothed",
            _ => "@",
        };
        let is_range_modifier = matches!(modifier, Modifier::Anchored | Modifier::Smoothed);
        let is_subquery = matches!(target.kind, ExprKind::Subquery { .. });
        let fits = matches!(target.kind, ExprKind::Selector(_) | ExprKind::Matrix { .. } | ExprKind::Missing)
            || (is_subquery && !is_range_modifier);
        let at = Span::new(inner.span.end, span.end);
        if !fits {
            self.error(at, format!("`{name}` must stand right behind a selector, a range or a subquery"));
        } else if is_repeated && is_range_modifier {
            self.error(at, "`anchored` and `smoothed` cannot be used together");
        } else if is_repeated {
            self.error(at, format!("`{name}` is set twice"));
        }
    }

    fn call(&mut self, span: Span, name: &Ident, args: &[Expr]) {
        let Some(function) = functions::function(&name.text) else {
            return self
                .error(name.span, format!("there is no function `{}`{}", name.text, nearest(&name.text)));
        };
        if function.experimental && !self.features.experimental_functions {
            self.error(
                name.span,
                format!(
                    "`{}` is experimental: Prometheus needs --enable-feature=promql-experimental-functions",
                    name.text
                ),
            );
        }
        self.arity(span, function, args.len());
        if function.name == "info"
            && let Some(labels) = args.get(1)
        {
            match &labels.kind {
                ExprKind::Selector(selector) if selector.name.is_none() => {
                    self.label_selectors.push(labels.span);
                }
                _ => self.error(
                    labels.span,
                    "the second argument of `info` selects labels only: write `{label=\"value\"}`",
                ),
            }
        }
        for (i, arg) in args.iter().enumerate() {
            let expected =
                function.args.get(i).or(if function.variadic == 0 { None } else { function.args.last() });
            if let (Some(expected), Some(found)) = (expected, value_type(arg))
                && *expected != found
            {
                self.error(arg.span, wrong_argument(&name.text, *expected, found));
            }
        }
    }

    fn arity(&mut self, span: Span, function: &Function, found: usize) {
        let name = function.name;
        let all = function.args.len();
        let least = if function.variadic == 0 { all } else { all - 1 };
        let most = match function.variadic {
            0 => Some(all),
            n => usize::try_from(n).ok().map(|n| all - 1 + n),
        };
        if found >= least && most.is_none_or(|most| found <= most) {
            return;
        }
        let expected = match most {
            Some(most) if most == least => format!("{least}"),
            Some(most) => format!("{least} to {most}"),
            None => format!("at least {least}"),
        };
        let noun = if expected == "1" { "argument" } else { "arguments" };
        self.error(span, format!("`{name}` takes {expected} {noun}, but {found} are given"));
    }

    fn aggregate(&mut self, span: Span, op: &Ident, args: &[Expr]) {
        let Some((parameter, experimental)) = functions::aggregation(&op.text) else { return };
        let name = &op.text;
        if experimental && !self.features.experimental_functions {
            self.error(
                op.span,
                format!("`{name}` is experimental: Prometheus needs --enable-feature=promql-experimental-functions"),
            );
        }
        let expected = 1 + usize::from(parameter.is_some());
        if args.len() != expected {
            let noun = if expected == 1 { "argument" } else { "arguments" };
            self.error(span, format!("`{name}` takes {expected} {noun}, but {} are given", args.len()));
            return;
        }
        let types = parameter.into_iter().chain([ValueType::Vector]);
        for (arg, expected) in args.iter().zip(types) {
            if let Some(found) = value_type(arg).filter(|found| *found != expected) {
                self.error(arg.span, wrong_argument(name, expected, found));
            }
        }
    }

    fn unary(&mut self, span: Span, inner: &Expr) {
        if let Some(found @ (ValueType::String | ValueType::Matrix)) = value_type(inner) {
            self.error(
                span,
                format!("a sign needs a scalar or an instant vector, but this is {}", found.describe()),
            );
        }
    }

    fn operands(&mut self, op: BinaryOp, left: &Expr, right: &Expr) {
        for operand in [left, right] {
            match value_type(operand) {
                Some(found @ (ValueType::String | ValueType::Matrix)) => self.error(
                    operand.span,
                    format!(
                        "`{}` needs scalars or instant vectors, but this is {}",
                        op.as_str(),
                        found.describe()
                    ),
                ),
                Some(ValueType::Scalar) if op.is_set() => {
                    self.error(
                        operand.span,
                        format!("`{}` needs instant vectors, but this is a scalar", op.as_str()),
                    );
                }
                _ => {}
            }
        }
    }

    fn comparison(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        return_bool: Option<Span>,
        left: &Expr,
        right: &Expr,
    ) {
        if let Some(span) = return_bool.filter(|_| !op.is_comparison()) {
            self.error(span, format!("`bool` can only follow a comparison, not `{}`", op.as_str()));
        }
        let are_scalars = [left, right].iter().all(|e| value_type(e) == Some(ValueType::Scalar));
        if op.is_comparison() && return_bool.is_none() && are_scalars {
            self.error(
                op_span,
                format!("two scalars can only be compared with `bool`: write `{} bool`", op.as_str()),
            );
        }
    }

    fn matching(
        &mut self,
        op: BinaryOp,
        op_span: Span,
        matching: Option<&Matching>,
        left: &Expr,
        right: &Expr,
    ) {
        let Some(matching) = matching else { return };
        let include = matching.group.iter().flat_map(|group| &group.include);
        if matching.on {
            for label in include {
                if matching.labels.iter().any(|l| l.text == label.text) {
                    self.error(
                        label.span,
                        format!("`{}` cannot be matched on and taken over at once", label.text),
                    );
                }
            }
        }
        let are_vectors = [left, right].iter().all(|e| value_type(e) == Some(ValueType::Vector));
        if !are_vectors && !matching.labels.is_empty() {
            self.error(matching.span, "only instant vectors can be matched by labels");
        } else if are_vectors && op.is_set() && matching.group.is_some() {
            self.error(
                op_span.cover(matching.span),
                format!("`{}` takes no `group_left` or `group_right`", op.as_str()),
            );
        }
    }

    fn fills(&mut self, op: BinaryOp, fills: &[Fill], left: &Expr, right: &Expr) {
        let Some(first) = fills.first() else { return };
        let name = &first.name.text;
        let are_vectors = [left, right].iter().all(|e| value_type(e) == Some(ValueType::Vector));
        if !self.features.fill {
            self.error(
                first.name.span,
                format!(
                    "`{name}` is experimental: Prometheus needs --enable-feature=promql-binop-fill-modifiers"
                ),
            );
        } else if !are_vectors {
            self.error(first.name.span, format!("`{name}` needs instant vectors on both sides"));
        } else if op.is_set() {
            self.error(first.name.span, format!("`{}` cannot fill in missing series", op.as_str()));
        }
    }
}

/// Whether the two cannot both stand on one expression.
fn is_same_kind(a: &Modifier, b: &Modifier) -> bool {
    let is_at = |m: &Modifier| matches!(m, Modifier::At(_) | Modifier::AtStart | Modifier::AtEnd);
    match (a, b) {
        (Modifier::Offset(amount), Modifier::Offset(_)) => !is_zero(amount),
        (Modifier::Anchored, Modifier::Smoothed) | (Modifier::Smoothed, Modifier::Anchored) => true,
        (a, b) => is_at(a) && is_at(b),
    }
}

fn is_zero(amount: &Expr) -> bool {
    match &amount.kind {
        ExprKind::Number { value, .. } => *value == 0.0,
        ExprKind::Unary { expr, .. } => is_zero(expr),
        _ => false,
    }
}

fn wrong_argument(name: &str, expected: ValueType, found: ValueType) -> String {
    let hint = match (expected, found) {
        (ValueType::Matrix, ValueType::Vector) => ": add a range such as `[5m]`",
        (ValueType::Vector, ValueType::Matrix) => {
            ": leave the range out, or put a function such as `rate` around it"
        }
        (ValueType::Vector, ValueType::Scalar) => ": put `vector(...)` around it",
        (ValueType::Scalar, ValueType::Vector) => ": put `scalar(...)` around it",
        (ValueType::String, _) => ": put it in quotes",
        _ => "",
    };
    format!("`{name}` needs {} here, but this is {}{hint}", expected.describe(), found.describe())
}

/// A hint at the function that is most likely meant.
fn nearest(name: &str) -> String {
    const ALIKE: f64 = 0.8;
    let lower = name.to_ascii_lowercase();
    let rated = functions::FUNCTIONS.iter().map(|f| (strsim::jaro_winkler(&lower, f.name), f.name));
    match rated.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((likeness, known)) if likeness >= ALIKE => format!("; did you mean `{known}`?"),
        _ => String::new(),
    }
}
