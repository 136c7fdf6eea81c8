//! The nodes that a curated block calls companions: one that is asked for and free is taken, otherwise one is added.

use super::apply::Scope;
use super::blocks::{self, Template};
use super::complete::Composer;
use super::graph::{Mode, NodeId, Origin};
use super::targets::{is_own, reaches};
use syntax::hcl::{self, Block};

/// Labels of things that stand beside the one that is meant as a rule.
const PARTS: &[&str] = &["peer", "replica", "dead_letter", "destination"];

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

impl Composer<'_> {
    /// All nodes of a type; so many are added where there is none.
    pub(super) fn all_of(&mut self, user: NodeId, kind: &str, least: usize) -> Vec<NodeId> {
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
    pub(super) fn bind(
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
        let near: Vec<NodeId> = if mode == Mode::Resource { self.nearest(user, kind) } else { Vec::new() };
        let free = |n: &&NodeId| !(another && (bound.contains(n) || self.refers_already(user, **n)));
        // A node that is called as the template calls its part is meant by it: `peer`, `replica`, `logs`.
        let part = |n: &&NodeId| PARTS.iter().any(|p| self.graph.nodes[**n].label.contains(p));
        let fitting =
            |n: &&NodeId| if another { self.graph.nodes[**n].label.contains(label) } else { !part(n) };
        let side = |n: &&NodeId| {
            matches!(label, "public" | "private") && self.graph.nodes[**n].label.contains(label)
        };
        let found = near.iter().filter(free).find(side);
        let found = found
            .or_else(|| near.iter().filter(free).find(fitting))
            .or_else(|| near.iter().find(free))
            .copied();
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
    pub(super) fn bind_declared(&mut self, block: &Block, scope: &mut Scope) -> Option<NodeId> {
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
                let same_type =
                    at != this && n.mode == mode && n.kind == kind && n.origin != Origin::Existing;
                let fits = if is_own(kind) && n.origin != Origin::Companion && n.purpose.is_some() {
                    self.trusts(at, principal)
                } else if adds_on {
                    n.origin != Origin::Companion && n.purpose.is_none() && !self.serves_another(at, this)
                } else {
                    n.purpose.is_none() && n.origin != Origin::Companion
                        || n.purpose.as_deref() == Some(purpose.as_str())
                        || n.origin == Origin::Companion && mode == Mode::Data
                };
                same_type
                    && fits
                    && on_its_side(label, &n.label)
                    && (adds_on || !reaches(&self.graph, at, this))
            });
            let shared = free.or_else(|| {
                let sharable = !adds_on && label != "private" && mode == Mode::Resource && !is_own(kind);
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
        let only = blocks::string(body, "only");
        let users: Vec<NodeId> = self
            .graph
            .of_kind(over)
            .filter(|n| self.graph.nodes[*n].origin != Origin::Existing)
            .filter(|n| except.is_none_or(|word| !self.graph.nodes[*n].label.contains(word)))
            .filter(|n| only.is_none_or(|word| self.graph.nodes[*n].label.contains(word)))
            .collect();
        let purpose = format!("{}.{label}", self.purpose_of(this));
        let free = |n: &NodeId| {
            let theirs = self.graph.nodes[*n].purpose.as_deref();
            theirs.is_none_or(|p| p == purpose)
        };
        let existing: Vec<NodeId> = self.graph.of_kind(kind).filter(free).collect();
        let mut out = Vec::new();
        for (at, user) in users.iter().enumerate() {
            let id = existing.get(at).copied().unwrap_or_else(|| {
                let label =
                    if users.len() == 1 { label.to_owned() } else { self.graph.nodes[*user].label.clone() };
                self.graph.add(Mode::Resource, kind, &label, Origin::Companion)
            });
            self.graph.nodes[id].purpose = Some(purpose.clone());
            out.push((id, Some(*user)));
        }
        out
    }
}

/// Whether a node can be what a template calls `private`: only one that is called so.
fn on_its_side(wished: &str, label: &str) -> bool {
    match wished {
        "private" => label.contains("private"),
        "public" => !label.contains("private"),
        _ => true,
    }
}

fn declared(block: &Block) -> Option<(Mode, &str, &str)> {
    match block.labels.as_slice() {
        [data, kind, label] if data.text == "data" => Some((Mode::Data, &kind.text, &label.text)),
        [kind, label] => Some((Mode::Resource, &kind.text, &label.text)),
        _ => None,
    }
}

/// Whether a companion is only there to be referred to by the rest of its template.
pub(super) fn waits(block: &Block, template: &Template) -> bool {
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
