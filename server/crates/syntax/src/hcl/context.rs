//! Where a cursor stands in a tree: what completion, hover and code actions ask first.

use super::tree::{Attribute, Block, Body, Expr, ExprKind, Item, ObjectEntry, ObjectKey, Step, TemplatePart};

/// What surrounds an offset, from the outside in. A cursor at the end of a word is still on it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Context<'a> {
    /// The blocks whose braces enclose it.
    pub blocks: Vec<&'a Block>,
    /// The block whose keyword or labels it is on, inside of `blocks`.
    pub header: Option<&'a Block>,
    /// The attribute it is on, with its name or its value.
    pub attribute: Option<&'a Attribute>,
    /// The expressions of that attribute's value that it is in; empty on the name.
    pub exprs: Vec<&'a Expr>,
    /// The entries of objects that it is in, keys included; the last may be its innermost place.
    pub entries: Vec<&'a ObjectEntry>,
}

/// What surrounds `offset` in `body`.
pub fn context(body: &Body, offset: u32) -> Context<'_> {
    let mut context = Context::default();
    let mut body = body;
    loop {
        // Items are in text order, so the last one that starts at or before the cursor is the only candidate.
        let end = body.items.partition_point(|i| i.span().start <= offset);
        let Some(item) = body.items[..end].last().filter(|i| i.span().touches(offset)) else { break };
        match item {
            Item::Attribute(attribute) => {
                context.attribute = Some(attribute);
                if !attribute.name.span.touches(offset) {
                    context.enter(&attribute.value, offset);
                }
                break;
            }
            Item::Block(block) if block.body.span.touches(offset) => {
                context.blocks.push(block);
                body = &block.body;
            }
            Item::Block(block) => {
                context.header = block.header().touches(offset).then_some(block);
                break;
            }
        }
    }
    context
}

impl<'a> Context<'a> {
    /// Goes down from `expr` for as long as a part of it is at `offset`.
    fn enter(&mut self, expr: &'a Expr, offset: u32) {
        let mut at = Some(expr).filter(|e| e.span.touches(offset));
        while let Some(expr) = at {
            self.exprs.push(expr);
            if let ExprKind::Object(entries) = &expr.kind {
                let touches = |e: &&ObjectEntry| e.key.span().cover(e.value.span).touches(offset);
                self.entries.extend(entries.iter().rfind(touches));
            }
            at = expr.children().into_iter().rfind(|e| e.span.touches(offset));
        }
    }
}

impl Expr {
    /// The expressions directly inside, in text order.
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::List(items) | ExprKind::Call { args: items, .. } => items.iter().collect(),
            ExprKind::Object(entries) => entries.iter().flat_map(entry_children).collect(),
            ExprKind::Traversal { steps, .. } => indexes(steps).collect(),
            ExprKind::Access { base, steps } => std::iter::once(&**base).chain(indexes(steps)).collect(),
            ExprKind::Unary { operand: inner, .. } | ExprKind::Paren(inner) => vec![inner],
            ExprKind::Binary { left, right, .. } => vec![left, right],
            ExprKind::Conditional { test, then, otherwise } => vec![test, then, otherwise],
            ExprKind::For(f) => {
                let results = f.key_expr.iter().chain([&f.value_expr]).chain(&f.condition);
                std::iter::once(&f.collection).chain(results).collect()
            }
            ExprKind::Template(parts) => {
                let mut children = Vec::new();
                template_children(parts, &mut children);
                children
            }
            ExprKind::Null
            | ExprKind::Bool(_)
            | ExprKind::Number(_)
            | ExprKind::String(_)
            | ExprKind::Heredoc(_)
            | ExprKind::Invalid => Vec::new(),
        }
    }
}

fn entry_children(entry: &ObjectEntry) -> impl Iterator<Item = &Expr> {
    let key = if let ObjectKey::Expr(key) = &entry.key { Some(key) } else { None };
    key.into_iter().chain([&entry.value])
}

fn indexes(steps: &[Step]) -> impl Iterator<Item = &Expr> {
    steps.iter().filter_map(|s| if let Step::Index(_, index) = s { Some(&**index) } else { None })
}

/// Directives nest no deeper than the parser's limit.
fn template_children<'a>(parts: &'a [TemplatePart], children: &mut Vec<&'a Expr>) {
    for part in parts {
        match part {
            TemplatePart::Literal(_) => {}
            TemplatePart::Interpolation(expr) => children.push(expr),
            TemplatePart::Directive { exprs, parts, .. } => {
                children.extend(exprs);
                template_children(parts, children);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl::parse;

    /// `blocks / header / attribute / text of the expressions / keys of the entries` at the `|` in `text`.
    fn at(text: &str) -> String {
        let offset = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let root = parse(&text).root;
        let context = context(&root, offset as u32);
        let blocks: Vec<_> = context.blocks.iter().map(|b| b.keyword.text.as_str()).collect();
        let exprs: Vec<_> = context.exprs.iter().map(|e| e.span.text(&text)).collect();
        let keys: Vec<_> = context.entries.iter().filter_map(|e| e.key.name()).collect();
        let header = context.header.map_or("", |b| &b.keyword.text);
        let attribute = context.attribute.map_or("", |a| &a.name.text);
        format!("{} / {header} / {attribute} / {} / {}", blocks.join(" "), exprs.join(", "), keys.join(" "))
    }

    #[test]
    fn a_cursor_in_a_value_sees_the_blocks_and_expressions_around_it() {
        let text = "r \"a\" {\n  b {\n    c = f(x, aws_vpc.ma|in)\n  }\n}\n";
        assert_eq!(at(text), "r b /  / c / f(x, aws_vpc.main), aws_vpc.main / ");
    }

    #[test]
    fn a_cursor_in_an_object_sees_its_entries() {
        assert_eq!(
            at("a = { x = { y = [1|] } }\n"),
            " /  / a / { x = { y = [1] } }, { y = [1] }, [1], 1 / x y"
        );
        assert_eq!(at("a = {\n  ke|\n}\n"), " /  / a / {\n  ke\n},  / ke");
    }

    #[test]
    fn a_cursor_between_items_is_in_the_block_alone() {
        assert_eq!(at("r {\n  a = 1\n  |\n  b = 2\n}\n"), "r /  /  /  / ");
        assert_eq!(at("r {|}\n"), "r /  /  /  / ");
        assert_eq!(at("a = 1\n|\n"), " /  /  /  / ");
    }

    #[test]
    fn a_cursor_on_a_header_is_not_in_its_block() {
        assert_eq!(at("r \"aws|\" {\n}\n"), " / r /  /  / ");
    }

    #[test]
    fn what_is_half_typed_is_found() {
        assert_eq!(at("r {\n  am|\n}\n"), "r /  / am /  / ");
        assert_eq!(at("r {\n  ami = |\n}\n"), "r /  / ami /   / ");
        assert_eq!(at("r {\n  ami = x.|\n}\n"), "r /  / ami / x. / ");
        assert_eq!(at("r {\n  ami = \"${x.|}\"\n}\n"), "r /  / ami / \"${x.}\", x. / ");
    }
}
