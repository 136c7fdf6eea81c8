//! From nodes that the request speaks of to resources that can be planned: curated blocks, required arguments,
//! references, and the companions that they need.

use super::blocks;
use super::context::Context;
use super::defaults::{self, Place};
use super::graph::{Body, Graph, Mode, NodeId, Origin, Value};
use super::instances::Item;
use crate::intent::Intent;
use rustc_hash::FxHashSet;
use schema::hints::{self, Basis};
use schema::terraform::{Attr, BlockType, Body as Schema, Nesting, Type};

/// Arguments that shut out the one a type is written with as a rule: never set only because there is a target.
const EITHER: &[(&str, &str)] = &[
    ("aws_route_table_association", "gateway_id"),
    ("aws_eip", "network_interface"),
    ("aws_nat_gateway", "vpc_id"),
    ("aws_iam_role", "managed_policy_arns"),
    ("aws_lambda_function", "s3_bucket"),
    ("aws_volume_attachment", "force_detach"),
    ("aws_lb", "customer_owned_ipv4_pool"),
];

/// More nodes than any request needs: a guard against references without end.
const MOST_NODES: usize = 240;

/// Builds a graph up.
pub(crate) struct Composer<'a> {
    /// The request.
    pub(crate) intent: &'a Intent,
    /// Its words as a whole.
    pub(crate) context: &'a Context,
    /// What the mentions stand for.
    pub(crate) items: &'a [Item],
    /// What is built.
    pub(crate) graph: Graph,
    /// Arguments and blocks that the request does not want.
    pub(crate) unwanted: FxHashSet<(NodeId, String)>,
    /// How many curated blocks were merged so far.
    pub(crate) merged: u32,
    /// What was put in without being asked for, one sentence each.
    pub(crate) assumed: Vec<String>,
}

impl Composer<'_> {
    /// Completes all nodes, those that come up on the way included.
    pub(crate) fn complete(&mut self) {
        let mut at = 0;
        while at < self.graph.nodes.len() && at < MOST_NODES {
            self.complete_node(at);
            at += 1;
        }
    }

    /// Puts the arguments of all nodes in the order that people read them in.
    pub(crate) fn order(&mut self) {
        for node in self.graph.nodes.iter_mut().filter(|n| n.origin != Origin::Existing) {
            let text =
                if node.mode == Mode::Resource { blocks::source(node.kind).unwrap_or_default() } else { "" };
            let kind = node.kind;
            node.body.attrs.sort_by_cached_key(|(name, _)| place_of(kind, name, text));
        }
    }

    fn complete_node(&mut self, id: NodeId) {
        let Some(node) = self.graph.nodes.get_mut(id).filter(|n| !n.complete) else { return };
        node.complete = true;
        let (kind, mode) = (node.kind, node.mode);
        let Some(schema) = schema_of(kind, mode) else { return };
        let template = if mode == Mode::Resource {
            blocks::template(kind)
        } else {
            blocks::template(&format!("data.{kind}"))
        };
        if let Some(template) = &template {
            self.apply(id, template);
        }
        if mode == Mode::Resource {
            self.wire_asked(id, schema, &mut Vec::new());
        }
        self.required(id, schema, &mut Vec::new());
        if template.is_none() && mode == Mode::Resource {
            self.typical(id, schema);
        }
    }

    /// Whether an argument is settled when all resources are known: address ranges, zones, who may assume a role.
    fn comes_later(&self, id: NodeId, path: &[&str], attr: &str) -> bool {
        path.is_empty()
            && matches!(
                (self.graph.nodes[id].kind, attr),
                ("aws_iam_role", "assume_role_policy")
                    | ("aws_subnet", "cidr_block" | "availability_zone")
                    | ("aws_vpc", "cidr_block")
            )
    }

    /// The schema's order is by name; blocks are visited after arguments.
    fn required(&mut self, id: NodeId, schema: Schema, path: &mut Vec<&'static str>) {
        if path.len() > 12 {
            return;
        }
        for attr in schema.attrs().filter(|a| a.required()) {
            if self.body(id, path).is_some_and(|b| b.has(attr.name()))
                || self.comes_later(id, path, attr.name())
            {
                continue;
            }
            let value = self.argument(id, path, attr);
            self.set(id, path, attr.name(), &value);
        }
        for block in schema.blocks() {
            let present = self.body(id, path).is_some_and(|b| b.has(block.name()));
            if !present && !block.required() {
                continue;
            }
            if block.nesting() == Nesting::Map {
                continue;
            }
            path.push(block.name());
            if !present && !self.spread(id, path, block) {
                self.make(id, path);
            }
            let written = self.body(id, path).is_some();
            if written {
                self.required(id, block.body(), path);
            }
            path.pop();
        }
    }

    /// One block for each of several things that are asked for, where that is what the block refers to.
    fn spread(&mut self, id: NodeId, path: &[&'static str], block: BlockType) -> bool {
        let kind = self.graph.nodes[id].kind;
        if block.max() == Some(1) || path.len() != 1 {
            return false;
        }
        let target = block.body().attrs().filter(|a| a.required()).find_map(|attr| {
            let wiring = hints::wiring(kind, &dotted(path, attr.name()))?;
            let nodes: Vec<NodeId> =
                self.graph.of_kind(wiring.target_type).filter(|n| self.is_asked(*n)).collect();
            (nodes.len() > 1).then_some((attr.name(), wiring.target_attr, nodes))
        });
        let Some((name, attr, nodes)) = target else { return false };
        for (place, node) in nodes.into_iter().enumerate() {
            let mut body = Body::default();
            body.set(name, Value::Ref(node, format!(".{attr}")));
            for number in block.body().attrs().filter(|a| a.required() && a.ty() == Type::Number) {
                body.set(number.name(), Value::Number((place + 1).to_string()));
            }
            self.graph.nodes[id].body.blocks.push((block.name().to_owned(), body));
        }
        true
    }

    /// What all examples of a type show, where no curated block tells more.
    fn typical(&mut self, id: NodeId, schema: Schema) {
        let kind = self.graph.nodes[id].kind;
        let examples = defaults::examples(kind, schema);
        if examples == 0 {
            return;
        }
        for attr in schema.attrs().filter(|a| a.optional() && !a.required()) {
            let path = attr.name();
            let often = defaults::shown_in(kind, path) * 10 >= examples * 7;
            if !often
                || self.comes_later(id, &[], path)
                || self.graph.nodes[id].body.has(path)
                || self.unwanted.contains(&(id, path.to_owned()))
            {
                continue;
            }
            if matches!(
                path,
                "tags" | "labels" | "provider" | "depends_on" | "region" | "tags_all" | "project"
            ) {
                continue;
            }
            if let Some(value) = self.shown(id, attr) {
                self.graph.nodes[id].body.set(path, value);
            }
        }
        for block in schema.blocks().filter(|b| !b.required()) {
            if !self.graph.nodes[id].body.has(block.name()) && block.nesting() != Nesting::Map {
                self.typical_block(id, block, examples);
            }
        }
    }

    fn typical_block(&mut self, id: NodeId, block: BlockType, examples: u32) {
        let kind = self.graph.nodes[id].kind;
        let often = |a: &Attr| {
            defaults::shown_in(kind, &format!("{}.{}", block.name(), a.name())) * 10 >= examples * 7
        };
        let shown: Vec<Attr> = block.body().attrs().filter(|a| !a.read_only()).filter(often).collect();
        if shown.is_empty() || block.name() == "timeouts" {
            return;
        }
        let mut path = vec![block.name()];
        self.make(id, &path);
        for attr in shown {
            let value = self.argument(id, &path, attr);
            self.set(id, &path, attr.name(), &value);
        }
        self.required(id, block.body(), &mut path);
    }

    /// The value that examples show for an optional argument.
    fn shown(&mut self, id: NodeId, attr: Attr) -> Option<Value> {
        let node = &self.graph.nodes[id];
        let (kind, name) = (node.kind, attr.name());
        let referring = hints::references(kind, name).next().is_some();
        if referring {
            // A reference is worth a companion only where the type is nothing without it.
            let joins =
                ["attachment", "association", "permission", "subscription", "membership", "member", "policy"];
            return joins.iter().any(|w| kind.contains(w)).then(|| self.argument(id, &[], attr));
        }
        if defaults::is_secret(name) {
            return Some(self.argument(id, &[], attr));
        }
        let list = matches!(attr.ty(), Type::List(_) | Type::Set(_));
        let own = self.name_of(id);
        if list {
            let few = schema_of(kind, Mode::Resource).is_some_and(|s| defaults::examples(kind, s) < 3);
            let inner = match attr.ty() {
                Type::List(t) | Type::Set(t) => t.get(),
                other => other,
            };
            let items: Vec<Value> = hints::values(kind, name)
                .take(if few { 8 } else { 1 })
                .filter_map(|(v, _)| defaults::scalar(inner, v))
                .collect();
            return (!items.is_empty()).then_some(Value::List(items));
        }
        if matches!(attr.ty(), Type::Map(_) | Type::Object(_)) {
            return None;
        }
        Some(defaults::literal(Place { kind, path: name, name: &own }, attr))
    }

    /// The value of an argument that has to be there.
    pub(crate) fn argument(&mut self, id: NodeId, path: &[&'static str], attr: Attr) -> Value {
        let kind = self.graph.nodes[id].kind;
        let full = dotted(path, attr.name());
        if self.graph.nodes[id].mode == Mode::Resource
            && let Some(value) = self.reference(id, &full, attr)
        {
            return value;
        }
        if defaults::is_secret(attr.name()) && attr.ty() == Type::String {
            return self.password(id);
        }
        let own = self.name_of(id);
        defaults::literal(Place { kind, path: &full, name: &own }, attr)
    }

    /// A reference to what the argument takes; the resource is added where there is none.
    fn reference(&mut self, id: NodeId, full: &str, attr: Attr) -> Option<Value> {
        let kind = self.graph.nodes[id].kind;
        let wiring = hints::wiring(kind, full)?;
        let literal: u32 = hints::values(kind, full).map(|(_, n)| n).sum();
        let references: u32 = hints::references(kind, full).map(|r| r.count).sum();
        let own_name = defaults::carries_name(kind, attr.name()) && !full.contains('.');
        let found = self.nearest(id, wiring.target_type);
        if found.is_empty() && (own_name || wiring.basis == Basis::Mined && literal > references) {
            return None;
        }
        if own_name && wiring.basis == Basis::Inferred {
            return None;
        }
        let many = matches!(attr.ty(), Type::List(_) | Type::Set(_));
        let targets = if found.is_empty() { vec![self.companion(id, wiring.target_type)?] } else { found };
        Some(refer(&targets, wiring.target_attr, many))
    }

    /// Optional arguments that take what the request speaks of as well.
    fn wire_asked(&mut self, id: NodeId, schema: Schema, path: &mut Vec<&'static str>) {
        if path.len() > 3 {
            return;
        }
        let kind = self.graph.nodes[id].kind;
        for attr in schema.attrs().filter(|a| a.optional() && !a.required()) {
            let full = dotted(path, attr.name());
            let Some(wiring) =
                hints::wiring(kind, &full).filter(|w| w.basis != Basis::Inferred || path.is_empty())
            else {
                continue;
            };
            if EITHER.contains(&(kind, attr.name()))
                || wiring.target_type == kind
                || self.body(id, path).is_some_and(|b| b.has(attr.name()))
            {
                continue;
            }
            let asked = |n: NodeId| matches!(self.graph.nodes[n].origin, Origin::Asked(_));
            if !self.graph.of_kind(wiring.target_type).any(asked) || self.refers_to(id, wiring.target_type) {
                continue;
            }
            if !path.is_empty() && !self.spoken_of(path, wiring.target_type) {
                continue;
            }
            let targets = self.nearest(id, wiring.target_type);
            let many = matches!(attr.ty(), Type::List(_) | Type::Set(_));
            if targets.is_empty() || self.unwanted.contains(&(id, attr.name().to_owned())) {
                continue;
            }
            self.make(id, path);
            let value = refer(&targets, wiring.target_attr, many);
            self.set(id, path, attr.name(), &value);
        }
        for block in schema.blocks().filter(|b| b.nesting() != Nesting::Map && b.name() != "timeouts") {
            path.push(block.name());
            self.wire_asked(id, block.body(), path);
            path.pop();
        }
    }

    /// Whether the request speaks of one of the nested blocks, by a word of its name.
    fn spoken_of(&self, path: &[&'static str], target: &str) -> bool {
        let vague = [
            "config",
            "configuration",
            "info",
            "setting",
            "settings",
            "options",
            "option",
            "specification",
            "data",
            "group",
            "default",
            "source",
            "target",
            "block",
        ];
        path.iter()
            .flat_map(|name| name.split('_'))
            .filter(|w| w.len() > 1 && !vague.contains(w) && !target.ends_with(&format!("_{w}")))
            .any(|w| self.context.speaks_of_stem(w))
    }

    /// Whether something in the node refers to a node of the type.
    fn refers_to(&self, id: NodeId, kind: &str) -> bool {
        let mut found = Vec::new();
        self.graph.nodes[id].body.references(&mut found);
        found.iter().any(|n| self.graph.nodes[*n].kind == kind)
    }

    /// The nested body at a path, where it is written.
    pub(crate) fn body(&self, id: NodeId, path: &[&str]) -> Option<&Body> {
        let mut body = &self.graph.nodes.get(id)?.body;
        for name in path {
            body = body.blocks.iter().find(|(n, _)| n == name).map(|(_, b)| b)?;
        }
        Some(body)
    }

    /// Makes the nested blocks of a path.
    pub(crate) fn make(&mut self, id: NodeId, path: &[&str]) {
        let _ = self.graph.nodes[id].body.at_mut(path);
    }

    /// Sets an argument in every block at the path that lacks it.
    pub(crate) fn set(&mut self, id: NodeId, path: &[&str], name: &str, value: &Value) {
        set_in(&mut self.graph.nodes[id].body, path, name, value);
    }
}

fn set_in(body: &mut Body, path: &[&str], name: &str, value: &Value) {
    let Some((first, rest)) = path.split_first() else {
        body.set_default(name, value.clone());
        return;
    };
    for (_, inner) in body.blocks.iter_mut().filter(|(n, _)| n == first) {
        set_in(inner, rest, name, value);
    }
}

/// Where an argument is written: names first, then as the curated block has them, tags and dependencies last.
fn place_of(kind: &str, name: &str, template: &str) -> usize {
    match name {
        "depends_on" => usize::MAX,
        "tags" | "labels" => usize::MAX - 1,
        _ if template.is_empty() => usize::from(!defaults::carries_name(kind, name)),
        _ => template.find(&format!(" {name} ")).unwrap_or(usize::MAX - 2),
    }
}

/// What a resource type or data source takes.
pub(crate) fn schema_of(kind: &str, mode: Mode) -> Option<Schema> {
    match mode {
        Mode::Resource => schema::terraform::resource(kind),
        Mode::Data => schema::terraform::data_source(kind),
    }
    .map(|(_, body)| body)
}

/// Block names and an argument with dots between.
pub(crate) fn dotted(path: &[&str], name: &str) -> String {
    let mut out = path.join(".");
    if !out.is_empty() {
        out.push('.');
    }
    out.push_str(name);
    out
}

/// A reference to an attribute of one node, or a list of references.
pub(crate) fn refer(targets: &[NodeId], attr: &str, many: bool) -> Value {
    let one = |id: &NodeId| Value::Ref(*id, format!(".{attr}"));
    match targets {
        [first, ..] if !many => one(first),
        all => Value::List(all.iter().map(one).collect()),
    }
}
