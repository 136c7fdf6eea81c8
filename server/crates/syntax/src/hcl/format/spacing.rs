use super::pieces::Piece;
use crate::hcl::token::TokenKind;

/// Whether a space stands between `subject` and `after`, where `before` is the token before `subject` in its cell.
#[expect(clippy::match_same_arms, reason = "rules in order, of which the first that fits decides")]
pub(super) fn space_between(before: Option<&Piece<'_>>, subject: &Piece<'_>, after: &Piece<'_>) -> bool {
    use TokenKind::{
        BraceClose, BraceOpen, BracketOpen, Comma, DirectiveOpen, Dot, DoubleColon, Ellipsis, HeredocClose,
        HeredocOpen, Ident, InterpolationOpen, Minus, Number, ParenOpen, QuoteClose, QuoteOpen,
        TemplateClose, Text,
    };
    let before_kind = before.map(|b| b.kind);
    match (subject.kind, after.kind) {
        (Ident, ParenOpen | DoubleColon) | (DoubleColon, Ident) => false,
        (Dot, _) | (_, Dot | Comma | Ellipsis) => false,
        (Comma, _) => true,
        (Text | QuoteOpen | HeredocOpen, _) | (_, Text | QuoteClose | HeredocClose) => false,
        // Where a name stands before it, `in` is the keyword of a `for` and not a name that is indexed.
        (Ident, _) if before_kind == Some(Ident) && subject.text == "in" => true,
        (Ident | Number, BracketOpen) => false,
        (closing, BracketOpen) if closing.closes() => false,
        (TokenKind::Bang, _) => false,
        (Minus, _) => !before_kind.is_none_or(precedes_negation),
        (BraceOpen, BraceClose) => false,
        (BraceOpen, _) | (_, BraceClose) => true,
        (InterpolationOpen | DirectiveOpen, BraceOpen) | (BraceClose, TemplateClose) => true,
        (TemplateClose, InterpolationOpen | DirectiveOpen) => false,
        (opening, closing) => !opening.opens() && !closing.closes(),
    }
}

/// Whether a minus after such a token negates what follows it.
fn precedes_negation(kind: TokenKind) -> bool {
    use TokenKind::{
        And, Bang, BraceOpen, BracketOpen, Colon, Comma, Equal, EqualEqual, Greater, GreaterEqual, Less,
        LessEqual, Minus, NotEqual, Or, ParenOpen, Percent, Plus, Question, Slash, Star,
    };
    matches!(
        kind,
        ParenOpen
            | BraceOpen
            | BracketOpen
            | Equal
            | Colon
            | Comma
            | Question
            | Plus
            | Star
            | Slash
            | Percent
            | Minus
            | EqualEqual
            | NotEqual
            | Greater
            | GreaterEqual
            | Less
            | LessEqual
            | And
            | Or
            | Bang
    )
}
