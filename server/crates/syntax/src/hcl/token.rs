use text::Span;

/// A token of HCL with its bytes; blanks between tokens have none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where.
    pub span: Span,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A word: `resource`, `for`, `true`, `größe`, `a-b`
    Ident,
    /// `12`, `1.5`, `1e5`
    Number,
    /// The `"` that opens a string.
    QuoteOpen,
    /// The `"` that closes one; missing where the line ends first.
    QuoteClose,
    /// Text of a string, or of one line of a heredoc with its line ending, as written.
    Text,
    /// `<<EOT` or `<<-EOT` with its line ending; a [`TokenKind::HeredocClose`] follows unless no line ends it.
    HeredocOpen,
    /// The line that ends a heredoc: its marker with the blanks around it, without the line ending.
    HeredocClose,
    /// `${` or `${~`
    InterpolationOpen,
    /// `%{` or `%{~`
    DirectiveOpen,
    /// The `}` or `~}` that ends an interpolation or a directive.
    TemplateClose,
    /// `\n` or `\r\n`
    Newline,
    /// `# ...` or `// ...` without the line ending.
    LineComment,
    /// `/* ... */`; to the end of the line where nothing closes it.
    BlockComment,
    /// `{`
    BraceOpen,
    /// `}`
    BraceClose,
    /// `[`
    BracketOpen,
    /// `]`
    BracketClose,
    /// `(`
    ParenOpen,
    /// `)`
    ParenClose,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `...`
    Ellipsis,
    /// `:`
    Colon,
    /// `::`
    DoubleColon,
    /// `?`
    Question,
    /// `=`
    Equal,
    /// `=>`
    Arrow,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `==`
    EqualEqual,
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
    /// `&&`
    And,
    /// `||`
    Or,
    /// `!`
    Bang,
    /// A character that HCL has no use for.
    Unknown,
    /// The end of the text; never in the list that [`super::tokens`] gives.
    End,
}

impl TokenKind {
    /// Whether it opens what a [`TokenKind::closes`] ends: brackets, interpolations and directives.
    pub fn opens(self) -> bool {
        matches!(
            self,
            Self::BraceOpen
                | Self::BracketOpen
                | Self::ParenOpen
                | Self::InterpolationOpen
                | Self::DirectiveOpen
        )
    }

    /// Whether it ends what a [`TokenKind::opens`] opens.
    pub fn closes(self) -> bool {
        matches!(self, Self::BraceClose | Self::BracketClose | Self::ParenClose | Self::TemplateClose)
    }

    /// Whether it is a comment of either form.
    pub fn is_comment(self) -> bool {
        matches!(self, Self::LineComment | Self::BlockComment)
    }
}
