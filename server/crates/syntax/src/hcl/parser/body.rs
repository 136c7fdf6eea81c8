use super::Parser;
use crate::hcl::string::unescape;
use crate::hcl::token::{Token, TokenKind};
use crate::hcl::tree::{Attribute, Block, Body, Expr, ExprKind, Item, Label};
use std::collections::HashSet;
use text::Span;

/// Where the items of a body stand.
#[derive(Clone, Copy)]
enum Place {
    /// In a file.
    File,
    /// Between the braces of a block that starts on a line of this indentation.
    Block { indent: usize },
    /// Between braces on one line.
    Line,
}

impl Parser<'_> {
    pub(super) fn file(&mut self) -> Body {
        let items = self.items(Place::File);
        let first = items.first().map_or(0, |i| i.span().start);
        let last = items.last().map_or(first, |i| i.span().end);
        Body { span: Span::new(first, last), items }
    }

    fn items(&mut self, place: Place) -> Vec<Item> {
        let mut items = Vec::new();
        loop {
            self.skip_lines();
            let token = self.peek();
            match token.kind {
                TokenKind::End => break,
                TokenKind::BraceClose if !matches!(place, Place::File) => break,
                TokenKind::Ident => {
                    items.push(self.item());
                    self.end_of_item(place, &items);
                }
                TokenKind::QuoteOpen => {
                    if let Some(item) = self.quoted_item() {
                        items.push(item);
                    }
                    self.end_of_item(place, &items);
                }
                _ => {
                    self.stray(token);
                }
            }
        }
        self.repeated(&items);
        items
    }

    fn stray(&mut self, token: Token) {
        let message = match token.kind {
            TokenKind::BraceClose => "this `}` closes nothing: remove it".to_owned(),
            TokenKind::Question | TokenKind::Colon | TokenKind::And | TokenKind::Or => {
                "an expression ends with its line: wrap it in `( )` to continue it here".to_owned()
            }
            _ => format!(
                "expected an attribute (`name = value`) or a block (`name {{ ... }}`), not {}",
                self.describe(token)
            ),
        };
        self.error(token.span, message);
        let before = self.at;
        self.skip_line();
        if self.at == before {
            self.bump();
        }
    }

    /// Each attribute of a body may be set once (Terraform refuses a second).
    fn repeated(&mut self, items: &[Item]) {
        let mut seen = HashSet::new();
        for item in items {
            if let Item::Attribute(a) = item
                && !seen.insert(a.name.text.as_str())
            {
                let message = format!("`{}` is already set above: keep one of the two", a.name.text);
                self.error(a.name.span, message);
            }
        }
    }

    fn item(&mut self) -> Item {
        let name = self.bump();
        match self.peek().kind {
            TokenKind::Equal | TokenKind::Colon => Item::Attribute(self.attribute(name)),
            TokenKind::BraceOpen | TokenKind::Ident | TokenKind::QuoteOpen => self.block(name),
            TokenKind::Newline if self.brace_after_lines() => self.block(name),
            _ => {
                let word = self.word(name);
                let message = format!(
                    "`{word}` is neither an attribute (`{word} = value`) nor a block (`{word} {{ ... }}`)"
                );
                self.error(name.span, message);
                let value = self.invalid();
                self.skip_line();
                Item::Attribute(Attribute { span: name.span, name: self.ident(name), value })
            }
        }
    }

    /// `"name" = value`, which JSON writers try and Terraform refuses.
    fn quoted_item(&mut self) -> Option<Item> {
        let open = self.peek();
        let label = self.label()?;
        if !self.is_at(TokenKind::Equal) && !self.is_at(TokenKind::Colon) {
            self.error(open.span, "a block or an attribute starts with a name without quotes");
            self.skip_line();
            return None;
        }
        let message = format!("the name of an attribute has no quotes: write `{} = ...`", label.text);
        self.error(label.span, message);
        let value = self.value(&label.text);
        let name = crate::hcl::Ident { span: label.span, text: label.text };
        Some(Item::Attribute(Attribute { span: label.span.cover(value.span), name, value }))
    }

    fn attribute(&mut self, name: Token) -> Attribute {
        let value = self.value(self.word(name));
        Attribute { span: name.span.cover(value.span), name: self.ident(name), value }
    }

    /// The equals sign and what follows it.
    fn value(&mut self, name: &str) -> Expr {
        let sign = self.bump();
        if sign.kind == TokenKind::Colon {
            self.error(sign.span, format!("an attribute takes an equals sign: write `{name} = ...`"));
        }
        if matches!(self.peek().kind, TokenKind::Newline | TokenKind::End | TokenKind::BraceClose) {
            self.error(sign.span, format!("`{name}` has no value: write one after the equals sign"));
            // Up to the end of the line, so that a cursor after the blanks is still on the attribute.
            return Expr { span: Span::new(sign.span.end, self.peek().span.start), kind: ExprKind::Invalid };
        }
        self.expr()
    }

    fn block(&mut self, keyword: Token) -> Item {
        let mut labels = Vec::new();
        loop {
            match self.peek().kind {
                TokenKind::Ident => {
                    let token = self.bump();
                    labels.push(Label { span: token.span, text: self.word(token).into(), quoted: false });
                }
                TokenKind::QuoteOpen => labels.extend(self.label()),
                _ => break,
            }
        }
        let header = self.span_from(keyword.span.start);
        if self.is_at(TokenKind::Newline) && self.brace_after_lines() {
            self.error(header, "the `{` of a block belongs on the line of its name");
            self.skip_lines();
        }
        let keyword_ident = self.ident(keyword);
        let body = if let Some(open) = self.eat(TokenKind::BraceOpen) {
            self.nested(|p| p.block_body(keyword, header, open)).unwrap_or_default()
        } else {
            self.missing_body(header);
            Body { span: Span::at(header.end), items: Vec::new() }
        };
        let span = self.span_from(keyword.span.start);
        Item::Block(Block { span, keyword: keyword_ident, labels, body })
    }

    fn missing_body(&mut self, header: Span) {
        let token = self.peek();
        let found = header.text(self.text);
        let message = match token.kind {
            TokenKind::Equal => {
                format!("`{found}` has labels like a block: write `{found} {{ ... }}` or one name before `=`")
            }
            TokenKind::Newline | TokenKind::End => format!("the block `{found}` has no body: add `{{ }}`"),
            _ => format!("the labels of a block are words or strings, not {}", self.describe(token)),
        };
        let span = if token.kind == TokenKind::Newline { header } else { token.span };
        self.error(span, message);
        self.skip_line();
    }

    fn block_body(&mut self, keyword: Token, header: Span, open: Token) -> Body {
        let place = if matches!(self.raw(self.at).kind, TokenKind::Newline | TokenKind::End) {
            Place::Block { indent: self.indent(keyword) }
        } else {
            Place::Line
        };
        let items = self.items(place);
        let close = self.peek();
        let span = Span::new(open.span.end, close.span.start);
        let inner = matches!(place, Place::Block { indent } if self.belongs_outside(close, indent));
        if close.kind == TokenKind::BraceClose && !inner {
            self.bump();
        } else {
            let header = header.text(self.text);
            self.error(open.span, format!("the block `{header}` is never closed: add `}}`"));
        }
        Body { span, items }
    }

    /// A quoted label; Terraform allows no interpolation in one.
    fn label(&mut self) -> Option<Label> {
        let open = self.bump();
        let mut text = smol_str::SmolStr::default();
        loop {
            let token = self.peek();
            match token.kind {
                TokenKind::Text => {
                    self.bump();
                    text = unescape(self.text, token.span, &mut self.errors);
                }
                TokenKind::QuoteClose => {
                    self.bump();
                    return Some(Label { span: self.span_from(open.span.start), text, quoted: true });
                }
                TokenKind::InterpolationOpen | TokenKind::DirectiveOpen => {
                    self.error(token.span, "a label is plain text: it cannot hold `${ }` or `%{ }`");
                    self.skip_to_quote();
                }
                _ => {
                    let span = self.span_from(open.span.start);
                    self.error(span, "this string is never closed: add `\"`");
                    return Some(Label { span, text, quoted: true });
                }
            }
        }
    }

    /// What has to come between one item and the next.
    fn end_of_item(&mut self, place: Place, items: &[Item]) {
        let token = self.peek();
        let is_block = matches!(items.last(), Some(Item::Block(_)));
        match (place, token.kind) {
            (Place::Line, TokenKind::BraceClose) if !is_block && items.len() == 1 => {}
            (Place::Line, TokenKind::End) => {}
            (Place::Line, _) => self.crowded_line(token, is_block, items.len() == 1),
            (_, TokenKind::Newline | TokenKind::End) => {}
            (Place::Block { .. }, TokenKind::BraceClose) => {
                if !self.starts_line() {
                    self.error(token.span, "put this `}` on a line of its own");
                }
            }
            (_, TokenKind::Ident) if is_block => {
                self.error(token.span, "start the next block on a new line");
            }
            (Place::File | Place::Block { .. }, _) => self.trailing(token),
        }
    }

    fn crowded_line(&mut self, token: Token, is_block: bool, first: bool) {
        let message = if is_block {
            "a block on one line cannot hold another block: put each on its own line"
        } else {
            "a block on one line holds one attribute and its `}`: put each on its own line"
        };
        if first {
            self.error(token.span, message);
        }
        if token.kind == TokenKind::Comma {
            self.bump();
        } else if !matches!(token.kind, TokenKind::Ident | TokenKind::Newline | TokenKind::BraceClose) {
            self.skip_line();
        }
    }

    fn trailing(&mut self, token: Token) {
        let found = self.describe(token);
        let message = match token.kind {
            TokenKind::Comma => "attributes end with their line: remove this comma".to_owned(),
            TokenKind::Unknown => self.unknown(token),
            _ => {
                format!("expected the end of the line, not {found}: put an operator before it or a new line")
            }
        };
        self.error(token.span, message);
        self.skip_line();
    }
}

impl Item {
    /// From its name to its end.
    pub fn span(&self) -> Span {
        match self {
            Self::Attribute(a) => a.span,
            Self::Block(b) => b.span,
        }
    }
}
