use smol_str::SmolStr;
use text::Span;

/// The attributes and blocks between two braces, or of a whole file, in the order they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// From the first item to the last; for a block's body, everything between the braces.
    pub span: Span,
    /// In text order.
    pub items: Vec<Item>,
}

/// One line of a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// `name = expression`
    Attribute(Attribute),
    /// `keyword "label" { ... }`
    Block(Block),
}

/// `name = expression`
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// From the name to the end of the expression.
    pub span: Span,
    /// Left of the equals sign.
    pub name: Ident,
    /// Right of it.
    pub value: Expr,
}

/// `keyword "label" { ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// From the keyword to the closing brace.
    pub span: Span,
    /// `resource`, `variable`, `ingress` ...
    pub keyword: Ident,
    /// In order; quoted or bare.
    pub labels: Vec<Label>,
    /// Between the braces; its span runs from after `{` to before `}`.
    pub body: Body,
}

/// A bare word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ident {
    /// Where.
    pub span: Span,
    /// The word.
    pub text: SmolStr,
}

/// A block's label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// With its quotes.
    pub span: Span,
    /// Without them.
    pub text: SmolStr,
    /// Whether it is written in quotes.
    pub quoted: bool,
}

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// Without surrounding blanks.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is. Strings are unescaped; `Template` has at least one part that is no literal.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as written.
    Number(SmolStr),
    /// `"text"` without interpolation, unescaped.
    String(SmolStr),
    /// `<<EOT ... EOT` without interpolation, with its indentation removed for `<<-`.
    Heredoc(SmolStr),
    /// `"text ${expression}"` or such a heredoc.
    Template(Vec<TemplatePart>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ key = value }`
    Object(Vec<ObjectEntry>),
    /// `aws_vpc.main.id`, `var.names[0]`, `each.value`: a word and steps from it.
    Traversal {
        /// The first word.
        root: Ident,
        /// What follows it; empty for a bare word.
        steps: Vec<Step>,
    },
    /// Steps from an expression that is no word: `f(x).y`, `(a)[0]`, `[1, 2][*]`.
    Access {
        /// Left of the steps.
        base: Box<Expr>,
        /// At least one.
        steps: Vec<Step>,
    },
    /// `name(a, b...)`
    Call {
        /// The function, with its namespace (`provider::time::rfc3339_parse`).
        name: Ident,
        /// In order.
        args: Vec<Expr>,
        /// Whether the last argument is followed by `...`.
        expand: bool,
    },
    /// `-a`, `!a`
    Unary {
        /// `-` or `!`
        op: SmolStr,
        /// What it applies to.
        operand: Box<Expr>,
    },
    /// `a + b`
    Binary {
        /// `+ - * / % == != < > <= >= && ||`
        op: SmolStr,
        /// Left.
        left: Box<Expr>,
        /// Right.
        right: Box<Expr>,
    },
    /// `a ? b : c`
    Conditional {
        /// `a`
        test: Box<Expr>,
        /// `b`
        then: Box<Expr>,
        /// `c`
        otherwise: Box<Expr>,
    },
    /// `[for k, v in c : e if t]` or `{for k, v in c : e => e... if t}`
    For(Box<For>),
    /// `(a)`
    Paren(Box<Expr>),
    /// Could not be read; an error says why.
    Invalid,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TemplatePart {
    /// Text, unescaped.
    Literal(SmolStr),
    /// `${expression}`
    Interpolation(Expr),
    /// `%{if ...}`, `%{for ...}` and their ends: the expressions inside, in order. `locals` are what `for` binds.
    Directive {
        /// The whole directive with its nested parts.
        span: Span,
        /// Names that `%{for}` binds inside it.
        locals: Vec<Ident>,
        /// Every expression written in it.
        exprs: Vec<Expr>,
        /// What stands between its opening and its end.
        parts: Vec<TemplatePart>,
    },
}

/// `key = value` or `key : value` in an object.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectEntry {
    /// The key.
    pub key: ObjectKey,
    /// The value.
    pub value: Expr,
}

/// A key of an object.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectKey {
    /// A bare word, taken as a string.
    Ident(Ident),
    /// `"quoted"`, `(expression)`, a number ...
    Expr(Expr),
}

/// A step of a traversal.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `.name`
    Attr(Ident),
    /// `.0`
    LegacyIndex(Span, SmolStr),
    /// `[expression]`
    Index(Span, Box<Expr>),
    /// `.*`
    AttrSplat(Span),
    /// `[*]`
    FullSplat(Span),
}

/// A for-expression.
#[derive(Clone, Debug, PartialEq)]
pub struct For {
    /// The key or index, where two names are given.
    pub key: Option<Ident>,
    /// The value.
    pub value: Ident,
    /// What is walked.
    pub collection: Expr,
    /// The key of an object for-expression.
    pub key_expr: Option<Expr>,
    /// The result.
    pub value_expr: Expr,
    /// Whether values are grouped (`...`).
    pub grouping: bool,
    /// After `if`.
    pub condition: Option<Expr>,
}

impl Body {
    /// The attributes.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.items.iter().filter_map(|i| if let Item::Attribute(a) = i { Some(a) } else { None })
    }

    /// The blocks.
    pub fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.items.iter().filter_map(|i| if let Item::Block(b) = i { Some(b) } else { None })
    }

    /// The first attribute called `name`.
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes().find(|a| a.name.text == name)
    }

    /// The blocks whose keyword is `name`.
    pub fn blocks_named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks().filter(move |b| b.keyword.text == name)
    }
}

impl Block {
    /// The text of label `index`.
    pub fn label(&self, index: usize) -> Option<&str> {
        self.labels.get(index).map(|l| l.text.as_str())
    }

    /// Keyword and labels: what a finding about the block as a whole underlines.
    pub fn header(&self) -> Span {
        self.labels.last().map_or(self.keyword.span, |l| self.keyword.span.cover(l.span))
    }
}

impl Expr {
    /// The string, where it is one without interpolation.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            ExprKind::String(s) | ExprKind::Heredoc(s) => Some(s),
            ExprKind::Paren(e) => e.as_str(),
            _ => None,
        }
    }

    /// Whether its value is known without evaluating anything: literals, and lists and objects of them.
    pub fn is_literal(&self) -> bool {
        match &self.kind {
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Heredoc(_) => true,
            ExprKind::List(items) => items.iter().all(Self::is_literal),
            ExprKind::Object(entries) => entries.iter().all(|e| {
                e.value.is_literal() && matches!(&e.key, ObjectKey::Ident(_))
                    || matches!(&e.key, ObjectKey::Expr(k) if k.is_literal()) && e.value.is_literal()
            }),
            ExprKind::Paren(e) => e.is_literal(),
            ExprKind::Unary { operand, .. } => operand.is_literal(),
            _ => false,
        }
    }
}

impl ObjectKey {
    /// The key, where it is a word or a plain string.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Ident(i) => Some(&i.text),
            Self::Expr(e) => e.as_str(),
        }
    }

    /// Where it is written.
    pub fn span(&self) -> Span {
        match self {
            Self::Ident(i) => i.span,
            Self::Expr(e) => e.span,
        }
    }
}
