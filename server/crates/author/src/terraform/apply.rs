//! Merging a curated block into a node: what the request set stays, companions that are there are taken.

use super::blocks::{self, Template};
use super::complete::Composer;
use super::graph::{Body, Mode, NodeId, Origin, Piece, Value};
use super::targets::{is_own, reaches};
use rustc_hash::FxHashMap;
use syntax::hcl::{self, Block, Expr, ExprKind, Item, ObjectKey, Step};
use text::Span;

/// The companion that a template asks for.
struct Wish<'t> {
    mode: Mode,
    kind: &'static str,
    /// Whether it refers to the resource and not the other way round.
    adds_on: bool,
    /// Whether it is never shared.
    distinct: bool,
    label: &'t str,
    /// The service that assumes it, for a role.
    principal: &'t str,
}

/// A template while it is merged.
struct Scope<'t> {
    template: &'t Template,
    /// The node that the template is for.
    this: NodeId,
    /// Companions by type and label, as the template calls them.
    declared: Vec<&'t Block>,
    /// The node that a fanned-out companion is for.
    each: Option<NodeId>,
    /// The number of this merging.
    merged: u32,
    /// Those that have a node.
    bound: FxHashMap<(Mode, String, String), NodeId>,
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
    fn active<'t>(&self, id: NodeId, body: &'t hcl::Body, items: &mut Vec<&'t Item>) {
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

    fn merge(&mut self, id: NodeId, items: &[&Item], scope: &mut Scope) {
        for item in items {
            match item {
                Item::Attribute(attr) if matches!(attr.name.text.as_str(), "distinct" | "fan" | "except") => {
                }
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

    /// All nodes of a type; so many are added where there is none.
    fn all_of(&mut self, user: NodeId, kind: &str, least: usize) -> Vec<NodeId> {
        let Some(kind) = static_kind_of(kind, Mode::Resource) else { return Vec::new() };
        let mut found: Vec<NodeId> =
            self.graph.of_kind(kind).filter(|n| *n != user && !reaches(&self.graph, *n, user)).collect();
        let fixed = kind != "aws_subnet" && found.iter().any(|n| self.is_asked(*n));
        for _ in found.len()..if fixed { 0 } else { least } {
            found.extend(self.companion(user, kind));
        }
        self.on_one_side(user, found)
    }

    /// Public and private subnets are not mixed: what faces people takes the public ones.
    fn on_one_side(&self, user: NodeId, found: Vec<NodeId>) -> Vec<NodeId> {
        let side = |n: &NodeId, word: &str| self.graph.nodes[*n].label.contains(word);
        let mixed = found.iter().any(|n| side(n, "public")) && found.iter().any(|n| side(n, "private"));
        if !mixed {
            return found;
        }
        let faces = matches!(self.graph.nodes[user].kind, "aws_lb" | "aws_elb" | "aws_nat_gateway");
        let word = if faces { "public" } else { "private" };
        found.into_iter().filter(|n| side(n, word)).collect()
    }

    /// The node that a template calls `kind.label`.
    fn bind(
        &mut self,
        user: NodeId,
        mode: Mode,
        kind: &str,
        label: &str,
        scope: &mut Scope,
    ) -> Option<NodeId> {
        if label == "this" {
            return Some(scope.this);
        }
        if let Some(id) = scope.bound.get(&(mode, kind.to_owned(), label.to_owned())) {
            return Some(*id);
        }
        if let Some(block) = scope.declared.iter().copied().find(|b| declares(b, mode, kind, label)) {
            return self.bind_declared(block, scope);
        }
        let kind = static_kind_of(kind, mode)?;
        let bound: Vec<NodeId> = scope.bound.values().copied().collect();
        let another = matches!(label, "other" | "peer" | "second");
        let found = self.nearest(user, kind).into_iter().find(|n| {
            mode == Mode::Resource && !(another && (bound.contains(n) || self.refers_already(user, *n)))
        });
        let id = found.or_else(|| {
            (mode == Mode::Resource)
                .then(|| self.companion(user, kind))
                .flatten()
                .inspect(|id| {
                    if another {
                        self.graph.relabel(*id, label);
                    }
                })
                .or_else(|| {
                    (mode == Mode::Data).then(|| {
                        let same = self.graph.nodes.iter().position(|n| n.mode == mode && n.kind == kind);
                        same.unwrap_or_else(|| self.graph.add(mode, kind, label, Origin::Companion))
                    })
                })
        })?;
        scope.bound.insert((mode, kind.to_owned(), label.to_owned()), id);
        Some(id)
    }

    fn refers_already(&self, user: NodeId, target: NodeId) -> bool {
        let mut found = Vec::new();
        self.graph.nodes[user].body.references(&mut found);
        found.contains(&target)
    }

    /// Finds or adds the node of a declared companion and merges what is declared.
    fn bind_declared(&mut self, block: &Block, scope: &mut Scope) -> Option<NodeId> {
        let (mode, kind, label) = declared(block)?;
        let key = (mode, kind.to_owned(), label.to_owned());
        if let Some(id) = scope.bound.get(&key) {
            return Some(*id);
        }
        let static_kind = static_kind_of(kind, mode)?;
        let this = scope.this;
        let text = block.body.span.text(scope.template.text);
        let adds_on = text.contains(&format!("{}.this", self.graph.nodes[this].kind));
        let principal = blocks::string(&block.body, "principal").unwrap_or_default();
        let distinct = blocks::flag(&block.body, "distinct");
        let targets = match blocks::string(&block.body, "fan") {
            Some(over) => self.fan(this, static_kind, over, label, &block.body),
            None => vec![(
                self.claimable(this, &Wish { mode, kind: static_kind, adds_on, distinct, label, principal }),
                None,
            )],
        };
        let mut first = None;
        for (target, each) in targets {
            scope.each = each;
            scope.bound.insert(key.clone(), target);
            let mut items = Vec::new();
            self.active(target, &block.body, &mut items);
            self.merge(target, &items, scope);
            first = first.or(Some(target));
        }
        if let Some(first) = first {
            scope.bound.insert(key, first);
        }
        first
    }

    /// The node that a companion is: one that is asked for and free, else a new one.
    fn claimable(&mut self, this: NodeId, wish: &Wish) -> NodeId {
        let Wish { mode, kind, adds_on, distinct, label, principal } = *wish;
        let purpose = format!("{}.{label}", self.purpose_of(this));
        if !distinct {
            let free = self.graph.nodes.iter().enumerate().position(|(at, n)| {
                let same_type = at != this && n.mode == mode && n.kind == kind;
                let fits = if is_own(kind) && n.origin != Origin::Companion && n.purpose.is_some() {
                    self.trusts(at, principal)
                } else if adds_on {
                    n.origin != Origin::Companion && n.purpose.is_none() && !self.serves_another(at, this)
                } else {
                    n.purpose.is_none() && n.origin != Origin::Companion
                        || n.purpose.as_deref() == Some(purpose.as_str())
                        || n.origin == Origin::Companion && mode == Mode::Data
                };
                same_type && fits && (adds_on || !reaches(&self.graph, at, this))
            });
            let shared = free.or_else(|| {
                let sharable = !adds_on && mode == Mode::Resource && !is_own(kind);
                sharable.then(|| self.nearest(this, kind).first().copied()).flatten()
            });
            if let Some(at) = shared {
                if adds_on || kind == "aws_iam_role" {
                    self.graph.nodes[at].purpose = Some(purpose);
                }
                return at;
            }
        }
        let own = &self.graph.nodes[this];
        let wanted = if label == "main" {
            own.label.clone()
        } else if own.label == "main" {
            label.to_owned()
        } else {
            format!("{}_{label}", own.label)
        };
        let alias = own.alias.clone();
        let id = self.graph.add(mode, kind, &wanted, Origin::Companion);
        self.graph.nodes[id].purpose = Some(purpose);
        self.graph.nodes[id].alias = alias;
        id
    }

    /// Whether an add-on belongs to another node of the kind of `this` already.
    fn serves_another(&self, add_on: NodeId, this: NodeId) -> bool {
        let kind = self.graph.nodes[this].kind;
        let mut found = Vec::new();
        self.graph.nodes[add_on].body.references(&mut found);
        if found.iter().any(|n| *n != this && self.graph.nodes[*n].kind == kind) {
            return true;
        }
        let all: Vec<NodeId> = self.graph.of_kind(kind).collect();
        all.len() > 1
            && self.graph.nodes[add_on].mode == Mode::Resource
            && self.nearest(add_on, self.graph.nodes[this].kind).first() != Some(&this)
    }

    /// One companion for each node of a type, with the node that it is for.
    fn fan(
        &mut self,
        this: NodeId,
        kind: &'static str,
        over: &str,
        label: &str,
        body: &hcl::Body,
    ) -> Vec<(NodeId, Option<NodeId>)> {
        let except = blocks::string(body, "except");
        let users: Vec<NodeId> = self
            .graph
            .of_kind(over)
            .filter(|n| except.is_none_or(|word| !self.graph.nodes[*n].label.contains(word)))
            .collect();
        let existing: Vec<NodeId> = self.graph.of_kind(kind).collect();
        let mut out = Vec::new();
        for (at, user) in users.iter().enumerate() {
            let id = existing.get(at).copied().unwrap_or_else(|| {
                let label =
                    if users.len() == 1 { label.to_owned() } else { self.graph.nodes[*user].label.clone() };
                self.graph.add(Mode::Resource, kind, &label, Origin::Companion)
            });
            self.graph.nodes[id].purpose = Some(format!("{}.{label}", self.purpose_of(this)));
            out.push((id, Some(*user)));
        }
        out
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
                self.splice(&mut pieces, before, &text, &mut from, start, end, value);
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

    /// Puts a literal in place of `self.name`; inside a template string it loses its quotes and its `${}`.
    #[expect(clippy::too_many_arguments, reason = "the cut of a text and its place")]
    fn splice(
        &self,
        pieces: &mut Vec<Piece>,
        mut before: String,
        text: &str,
        from: &mut usize,
        start: usize,
        end: usize,
        value: Value,
    ) {
        let _ = start;
        let rendered = super::render::value(&self.graph, &value, 0);
        let inside =
            before.ends_with("${") && text[end..].starts_with('}') && matches!(value, Value::Text(_));
        if inside {
            before.truncate(before.len() - 2);
            pieces.push(Piece::Text(before));
            pieces.push(Piece::Text(rendered.trim_matches('"').to_owned()));
            *from = end + 1;
        } else {
            pieces.push(Piece::Text(before));
            pieces.push(Piece::Text(rendered));
            *from = end;
        }
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

fn declared(block: &Block) -> Option<(Mode, &str, &str)> {
    match block.labels.as_slice() {
        [data, kind, label] if data.text == "data" => Some((Mode::Data, &kind.text, &label.text)),
        [kind, label] => Some((Mode::Resource, &kind.text, &label.text)),
        _ => None,
    }
}

/// Whether a companion is only there to be referred to by the rest of its template.
fn waits(block: &Block, template: &Template) -> bool {
    let Some((mode, kind, label)) = declared(block) else { return false };
    let prefix = if mode == Mode::Data { "data." } else { "" };
    let address = format!("{prefix}{kind}.{label}.");
    let own = block.span.range();
    let before = template.text.get(..own.start).unwrap_or_default();
    let behind = template.text.get(own.end..).unwrap_or_default();
    before.contains(&address) || behind.contains(&address)
}

fn declares(block: &Block, mode: Mode, kind: &str, label: &str) -> bool {
    declared(block) == Some((mode, kind, label))
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

/// The schema's own text for a type.
pub(crate) fn static_kind_of(kind: &str, mode: Mode) -> Option<&'static str> {
    match mode {
        Mode::Resource => {
            let (provider, _) = schema::terraform::resource(kind)?;
            provider.resources().map(|(k, _)| k).find(|k| *k == kind)
        }
        Mode::Data => {
            let (provider, _) = schema::terraform::data_source(kind)?;
            provider.data_sources().map(|(k, _)| k).find(|k| *k == kind)
        }
    }
}
