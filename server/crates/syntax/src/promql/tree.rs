use smol_str::SmolStr;
use text::Span;

/// An expression.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Expr {
    /// Without surrounding blanks.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum ExprKind {
    /// Nothing is written where an expression must be.
    #[default]
    Missing,
    /// `1.5`, `0x1f`, `Inf`, and `5m`, which is 300.
    Number {
        /// In seconds where it is written as a duration.
        value: f64,
        /// Whether it is written as a duration.
        is_duration: bool,
    },
    /// `"text"`, unescaped.
    String(SmolStr),
    /// `metric{label="value"}`
    Selector(Selector),
    /// `selector[range]`
    Matrix {
        /// What the range is taken of; anything but a selector is a fault.
        expr: Box<Expr>,
        /// How far back: a number, or arithmetic with durations.
        range: Box<Expr>,
    },
    /// `expr[range:step]`
    Subquery {
        /// What is evaluated again and again.
        expr: Box<Expr>,
        /// How far back.
        range: Box<Expr>,
        /// How often.
        step: Option<Box<Expr>>,
    },
    /// `expr offset 5m`, `expr @ 1609746000`, `expr @ start()`, `expr anchored`
    Modified {
        /// What is moved in time; anything but a selector, a range or a subquery is a fault.
        expr: Box<Expr>,
        /// How.
        modifier: Modifier,
    },
    /// `function(argument, argument)`
    Call {
        /// The function.
        name: Ident,
        /// In order.
        args: Vec<Expr>,
    },
    /// `sum by (label) (expr)`, `topk(3, expr)`
    Aggregate {
        /// `sum`, `topk` ...
        op: Ident,
        /// `by (...)` or `without (...)`, wherever it stands.
        grouping: Option<Grouping>,
        /// The parameter, if there is one, and the expression.
        args: Vec<Expr>,
    },
    /// `left + right`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Where the operator stands.
        op_span: Span,
        /// Where `bool` stands.
        return_bool: Option<Span>,
        /// `on (...) group_left (...)`
        matching: Option<Matching>,
        /// `fill(0)` and its kin (experimental).
        fills: Vec<Fill>,
        /// Left of the operator.
        left: Box<Expr>,
        /// Right of it.
        right: Box<Expr>,
    },
    /// `-expr`, `+expr`
    Unary {
        /// Whether it is a minus.
        negative: bool,
        /// What it stands before.
        expr: Box<Expr>,
    },
    /// `(expr)`
    Paren(Box<Expr>),
}

/// A bare word, or a name in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// With the quotes, if there are any.
    pub span: Span,
    /// Without them.
    pub text: SmolStr,
}

/// `metric{label="value"}`, `{"metric", label="value"}`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selector {
    /// The metric before the braces.
    pub name: Option<Ident>,
    /// The matchers between the braces, in order.
    pub matchers: Vec<Matcher>,
}

/// `label="value"`; a metric in quotes is a matcher of `__name__`.
#[derive(Clone, Debug, PartialEq)]
pub struct Matcher {
    /// From the label to the value.
    pub span: Span,
    /// The label; `__name__` with the metric's span for a metric in quotes.
    pub label: Ident,
    /// The comparison.
    pub op: MatchOp,
    /// The value, unescaped; its span includes the quotes.
    pub value: Ident,
}

/// How a matcher compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchOp {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `=~`
    Regex,
    /// `!~`
    NotRegex,
}

/// What moves an expression in time, or says how its range is read.
#[derive(Clone, Debug, PartialEq)]
pub enum Modifier {
    /// `offset 5m`, `offset -1h`; the amount may be missing.
    Offset(Box<Expr>),
    /// `@ 1609746000`, in seconds.
    At(f64),
    /// `@ start()`
    AtStart,
    /// `@ end()`
    AtEnd,
    /// `anchored`
    Anchored,
    /// `smoothed`
    Smoothed,
}

/// `by (a, b)`, `without (a)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grouping {
    /// From the keyword to the closing parenthesis.
    pub span: Span,
    /// Whether it is `without`.
    pub without: bool,
    /// The labels.
    pub labels: Vec<Ident>,
}

/// `on (a) group_left (b)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    /// From the first keyword to the last closing parenthesis.
    pub span: Span,
    /// Whether it is `on` rather than `ignoring`.
    pub on: bool,
    /// The labels of `on` or `ignoring`.
    pub labels: Vec<Ident>,
    /// `group_left` or `group_right`.
    pub group: Option<Group>,
}

/// `group_left (a)`, `group_right (a)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Whether it is `group_left`: many on the left match one on the right.
    pub left: bool,
    /// The labels that are taken over from the side of the one.
    pub include: Vec<Ident>,
}

/// `fill(0)`, `fill_left(0)`, `fill_right(0)`
#[derive(Clone, Debug, PartialEq)]
pub struct Fill {
    /// The keyword.
    pub name: Ident,
    /// What missing series count as.
    pub value: f64,
}

/// A binary operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
    /// `/`
    Div,
    /// `%`
    Mod,
    /// `^`
    Pow,
    /// `atan2`
    Atan2,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `</`
    TrimUpper,
    /// `>/`
    TrimLower,
    /// `and`
    And,
    /// `or`
    Or,
    /// `unless`
    Unless,
}

impl BinaryOp {
    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Sub => "-",
            Self::Mul => "*",
            Self::Div => "/",
            Self::Mod => "%",
            Self::Pow => "^",
            Self::Atan2 => "atan2",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::TrimUpper => "</",
            Self::TrimLower => ">/",
            Self::And => "and",
            Self::Or => "or",
            Self::Unless => "unless",
        }
    }

    /// Whether it compares, and so may be followed by `bool`.
    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Equal | Self::NotEqual | Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual
        )
    }

    /// Whether it works on whole series: `and`, `or`, `unless`.
    pub fn is_set(self) -> bool {
        matches!(self, Self::And | Self::Or | Self::Unless)
    }

    /// How tightly it binds; a higher one binds tighter.
    pub(super) fn precedence(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And | Self::Unless => 2,
            Self::Equal
            | Self::NotEqual
            | Self::Less
            | Self::LessEqual
            | Self::Greater
            | Self::GreaterEqual
            | Self::TrimUpper
            | Self::TrimLower => 3,
            Self::Add | Self::Sub => 4,
            Self::Mul | Self::Div | Self::Mod | Self::Atan2 => 5,
            Self::Pow => 6,
        }
    }
}

impl Expr {
    /// An expression.
    pub(super) fn new(span: Span, kind: ExprKind) -> Self {
        Self { span, kind }
    }

    /// The expression inside parentheses, at any depth.
    pub fn unwrapped(&self) -> &Self {
        if let ExprKind::Paren(inner) = &self.kind { inner.unwrapped() } else { self }
    }
}

impl Selector {
    /// The metrics it asks for by exact name: before the braces, in quotes, or as `__name__="..."`.
    pub fn metrics(&self) -> impl Iterator<Item = &Ident> {
        let is_name = |m: &&Matcher| m.label.text == "__name__" && m.op == MatchOp::Equal;
        self.name.iter().chain(self.matchers.iter().filter(is_name).map(|m| &m.value))
    }

    /// The matchers of labels, without those of `__name__`.
    pub fn label_matchers(&self) -> impl Iterator<Item = &Matcher> {
        self.matchers.iter().filter(|m| m.label.text != "__name__")
    }
}
