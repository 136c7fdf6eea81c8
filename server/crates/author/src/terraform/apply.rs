//! Merging a curated block into a node: what the request set stays, companions that are there are taken.

use super::bind::waits;
use super::blocks::{self, Template};
use super::complete::Composer;
use super::graph::{Body, Mode, NodeId, Origin, Piece, Value};
use rustc_hash::FxHashMap;
use syntax::hcl::{self, Block, Expr, ExprKind, Item, ObjectKey, Step};
use text::Span;

/// A template while it is merged.
pub(super) struct Scope<'t> {
    pub(super) template: &'t Template,
    /// The node that the template is for.
    pub(super) this: NodeId,
    /// Companions by type and label, as the template calls them.
    pub(super) declared: Vec<&'t Block>,
    /// The node that a fanned-out companion is for.
    pub(super) each: Option<NodeId>,
    /// The number of this merging.
    pub(super) merged: u32,
    /// Those that have a node.
    pub(super) bound: FxHashMap<(Mode, String, String), NodeId>,
}

impl Composer<'_> {
    /// Merges the curated block of a type into a node.
    pub(crate) fn apply(&mut self, id: NodeId, template: &Template) {
        let mut items: Vec<&Item> = Vec::new();
        self.merged += 1;
        self.active(id, &template.body, &mut items);
        let declared: Vec<&Block> = items
            .iter()
            .filter_map(|i| if let Item::Block(b) = i { Some(b) } else { None })
            .filter(|b| b.keyword.text == "companion")
            .collect();
        let mut scope = Scope {
            template,
            this: id,
            declared,
            each: None,
            merged: self.merged,
            bound: FxHashMap::default(),
        };
        self.merge(id, &items, &mut scope);
        for block in scope.declared.clone() {
            if self.graph.nodes.len() < 240 && !waits(block, template) {
                self.bind_declared(block, &mut scope);
            }
        }
    }

    /// The items of a body with the conditions that hold taken apart.
    pub(super) fn active<'t>(&self, id: NodeId, body: &'t hcl::Body, items: &mut Vec<&'t Item>) {
        for item in &body.items {
            match item {
                Item::Block(block) if block.keyword.text == "when" => {
                    if blocks::labels(block).any(|l| self.speaks_of(id, l)) {
                        self.active(id, &block.body, items);
                    }
                }
                Item::Block(block) if block.keyword.text == "unless" => {
                    if !blocks::labels(block).any(|l| self.speaks_of(id, l)) {
                        self.active(id, &block.body, items);
                    }
                }
                _ => items.push(item),
            }
        }
    }

    /// Whether the request speaks of a phrase, or of a type where the label is one; `.name` is an argument that
    /// the request sets, `#word` a word of the label.
    fn speaks_of(&self, id: NodeId, label: &str) -> bool {
        if let Some(argument) = label.strip_prefix('.') {
            return self.graph.nodes[id].body.has(argument);
        }
        if let Some(word) = label.strip_prefix('#') {
            return self.graph.nodes[id].label.contains(word);
        }
        if label.contains('_') {
            return self.graph.nodes.iter().any(|n| n.kind == label && n.origin != Origin::Companion);
        }
        self.context.phrase(label).is_some_and(|at| !self.intent.is_negated(at))
    }

    pub(super) fn merge(&mut self, id: NodeId, items: &[&Item], scope: &mut Scope) {
        for item in items {
            match item {
                Item::Attribute(attr)
                    if matches!(attr.name.text.as_str(), "distinct" | "fan" | "except" | "only") => {}
                Item::Attribute(attr)
                    if attr.name.text == "principal" && self.graph.nodes[id].kind == "aws_iam_role" =>
                {
                    if let Some(service) = attr.value.as_str() {
                        self.trust(id, service);
                    }
                }
                Item::Attribute(attr) => {
                    let name = attr.name.text.as_str();
                    if self.graph.nodes[id].body.has(name) || self.unwanted.contains(&(id, name.to_owned())) {
                        continue;
                    }
                    if let Some(value) = self.value(id, &attr.value, scope) {
                        self.graph.nodes[id].body.set(name, value);
                    }
                }
                Item::Block(block) if blocks::is_directive(block) => {}
                Item::Block(block) => self.merge_block(id, block, scope),
            }
        }
    }

    /// Blocks that the request wrote get what they lack; others come whole.
    fn merge_block(&mut self, id: NodeId, block: &Block, scope: &mut Scope) {
        let name = block.keyword.text.as_str();
        if self.unwanted.contains(&(id, name.to_owned())) {
            return;
        }
        let mut body = Body::default();
        self.nested(id, &block.body, scope, &mut body);
        let own = &mut self.graph.nodes[id].body;
        let other = own.blocks.iter().position(|(n, b)| n == name && b.merged != scope.merged);
        match other {
            Some(at) => fill(&mut own.blocks[at].1, body),
            None => own.blocks.push((name.to_owned(), Body { merged: scope.merged, ..body })),
        }
    }

    fn nested(&mut self, id: NodeId, from: &hcl::Body, scope: &mut Scope, into: &mut Body) {
        let mut items = Vec::new();
        self.active(id, from, &mut items);
        for item in items {
            match item {
                Item::Attribute(attr) => {
                    if let Some(value) = self.value(id, &attr.value, scope) {
                        into.set_default(&attr.name.text, value);
                    }
                }
                Item::Block(block) => {
                    let mut inner = Body { merged: scope.merged, ..Body::default() };
                    self.nested(id, &block.body, scope, &mut inner);
                    into.blocks.push((block.keyword.text.to_string(), inner));
                }
            }
        }
    }

    /// The value of an expression of a template; `None` where it speaks of something that is not there.
    fn value(&mut self, id: NodeId, expr: &Expr, scope: &mut Scope) -> Option<Value> {
        match &expr.kind {
            ExprKind::String(s) => Some(Value::Text(s.to_string())),
            ExprKind::Bool(b) => Some(Value::Bool(*b)),
            ExprKind::Number(n) => Some(Value::Number(n.to_string())),
            ExprKind::List(items) => {
                let mut values = Vec::new();
                for item in items {
                    match self.value(id, item, scope)? {
                        Value::List(inner) if is_all(item) => values.extend(inner),
                        value => values.push(value),
                    }
                }
                Some(Value::List(values))
            }
            ExprKind::Object(entries) => {
                let mut out = Vec::new();
                for entry in entries {
                    let key = match &entry.key {
                        ObjectKey::Ident(ident) => ident.text.to_string(),
                        ObjectKey::Expr(e) => e.as_str()?.to_owned(),
                    };
                    out.push((key, self.value(id, &entry.value, scope)?));
                }
                Some(Value::Map(out))
            }
            ExprKind::Traversal { root, steps } => self.traversal(id, expr, &root.text, steps, scope),
            _ => self.expression(id, expr.span, scope),
        }
    }

    fn traversal(
        &mut self,
        id: NodeId,
        expr: &Expr,
        root: &str,
        steps: &[Step],
        scope: &mut Scope,
    ) -> Option<Value> {
        if let ("self" | "this", Some(Step::Attr(what))) = (root, steps.first()) {
            let node = if root == "this" { scope.this } else { id };
            return self.own(node, &what.text);
        }
        if let ("each", Some(Step::Attr(what))) = (root, steps.first()) {
            return scope.each.map(|node| Value::Ref(node, format!(".{}", what.text)));
        }
        let whole = expr.span.text(scope.template.text);
        let (mode, kind, label, rest) = address(whole)?;
        if let Some(least) = at_least(label) {
            // Every node of the type: `aws_subnet.all.id`.
            let nodes = self.all_of(id, kind, least);
            return (!nodes.is_empty())
                .then(|| Value::List(nodes.into_iter().map(|n| Value::Ref(n, rest.to_owned())).collect()));
        }
        let node = self.bind(id, mode, kind, label, scope)?;
        Some(Value::Ref(node, rest.to_owned()))
    }

    /// Any other expression: its text with the references in it bound.
    fn expression(&mut self, id: NodeId, span: Span, scope: &mut Scope) -> Option<Value> {
        let text = blocks::dedented(scope.template.text, span);
        let mut pieces = Vec::new();
        let mut from = 0;
        while let Some((start, end)) = next_traversal(&text, from) {
            let word = &text[start..end];
            let before = text[from..start].to_owned();
            if let Some(what) = word.strip_prefix("self.").or_else(|| word.strip_prefix("this.")) {
                let node = if word.starts_with("this.") { scope.this } else { id };
                let value = self.own(node, what)?;
                from = end + self.splice(&mut pieces, &before, &text[end..], &value);
                continue;
            }
            let Some((mode, kind, label, rest)) = address(word) else {
                pieces.push(Piece::Text(text[from..end].to_owned()));
                from = end;
                continue;
            };
            if let Some(least) = at_least(label) {
                pieces.push(Piece::Text(before));
                for (i, node) in self.all_of(id, kind, least).into_iter().enumerate() {
                    if i > 0 {
                        pieces.push(Piece::Text(", ".to_owned()));
                    }
                    pieces.push(Piece::Address(node));
                    pieces.push(Piece::Text(rest.to_owned()));
                }
                from = end;
                continue;
            }
            let node = self.bind(id, mode, kind, label, scope)?;
            pieces.push(Piece::Text(before));
            pieces.push(Piece::Address(node));
            pieces.push(Piece::Text(rest.to_owned()));
            from = end;
        }
        pieces.push(Piece::Text(text[from..].to_owned()));
        Some(Value::Expr(pieces))
    }

    /// Puts a literal in place of `self.name`; inside a template string it loses its quotes and its `${}`. Returns
    /// where the text goes on.
    fn splice(&self, pieces: &mut Vec<Piece>, before: &str, behind: &str, value: &Value) -> usize {
        let rendered = super::render::value(&self.graph, value, 0);
        let inside = behind.starts_with('}') && matches!(value, Value::Text(_));
        if let Some(before) = before.strip_suffix("${").filter(|_| inside) {
            pieces.push(Piece::Text(before.to_owned()));
            pieces.push(Piece::Text(rendered.trim_matches('"').to_owned()));
            return 1;
        }
        pieces.push(Piece::Text(before.to_owned()));
        pieces.push(Piece::Text(rendered));
        0
    }
}

/// Fills what a body lacks from another.
fn fill(body: &mut Body, from: Body) {
    for (name, value) in from.attrs {
        body.set_default(&name, value);
    }
    for (name, inner) in from.blocks {
        match body.blocks.iter_mut().find(|(n, _)| *n == name) {
            Some((_, own)) => fill(own, inner),
            None => body.blocks.push((name, inner)),
        }
    }
}

/// How many nodes a label of a template asks for, where it asks for all of a type.
fn at_least(label: &str) -> Option<usize> {
    match label {
        "all" => Some(2),
        "three" => Some(3),
        _ => None,
    }
}

fn is_all(expr: &Expr) -> bool {
    let label = |steps: &[Step]| matches!(steps.first(), Some(Step::Attr(i)) if at_least(&i.text).is_some());
    matches!(&expr.kind, ExprKind::Traversal { steps, .. } if label(steps))
}

/// Type, label and the steps behind them; `None` for anything that is no resource (`var.x`, a function).
fn address(text: &str) -> Option<(Mode, &str, &str, &str)> {
    let (mode, text) = text.strip_prefix("data.").map_or((Mode::Resource, text), |rest| (Mode::Data, rest));
    let (kind, rest) = text.split_once('.')?;
    if !kind.contains('_') && mode == Mode::Resource {
        return None;
    }
    let end = rest.find(['.', '[']).unwrap_or(rest.len());
    Some((mode, kind, &rest[..end], &rest[end..]))
}

/// The next `word.word...` at or behind `from`, as start and end.
fn next_traversal(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from;
    let inner = |c: u8| c.is_ascii_alphanumeric() || c == b'_';
    while at < bytes.len() {
        let starts = bytes[at].is_ascii_lowercase()
            && (at == 0 || !inner(bytes[at - 1]) && !b".-:/".contains(&bytes[at - 1]));
        if !starts {
            at += 1;
            continue;
        }
        let mut end = at;
        while end < bytes.len()
            && (inner(bytes[end]) || bytes[end] == b'.' && bytes.get(end + 1).copied().is_some_and(inner))
        {
            end += 1;
        }
        let word = &text[at..end];
        let known = ["self.", "this.", "data.", "aws_", "google_", "azurerm_", "random_", "tls_"]
            .iter()
            .any(|p| word.starts_with(p));
        if known && word.contains('.') {
            return Some((at, end));
        }
        at = end.max(at + 1);
    }
    None
}
