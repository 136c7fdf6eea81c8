//! The resources and data sources of a draft and how they refer to each other. Labels are known only to the
//! graph: a reference names a node, so that renaming one cannot break another.

use rustc_hash::FxHashSet;
use text::Span;

/// A node of a [`Graph`], by position.
pub(crate) type NodeId = usize;

/// What is going to be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    /// In the order they came up.
    pub(crate) nodes: Vec<Node>,
    /// Region and alias of providers beside the default one.
    pub(crate) aliases: Vec<Alias>,
    /// The region that the request gives to the default provider, by provider name.
    pub(crate) region: Option<String>,
}

/// A second configuration of a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Alias {
    /// `us-east`
    pub(crate) name: String,
    /// `us-east-1`
    pub(crate) region: String,
}

/// Resource or data source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    /// `resource`
    Resource,
    /// `data`
    Data,
}

/// Why a node is in the graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The request speaks of it, here.
    Asked(Span),
    /// Something asked for needs it or is not sound without it.
    Companion,
    /// It stands in the workspace and is only referred to.
    Existing,
}

/// A resource or data source.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// Resource or data source.
    pub(crate) mode: Mode,
    /// `aws_s3_bucket`
    pub(crate) kind: &'static str,
    /// The second label; unique per mode and kind.
    pub(crate) label: String,
    /// What the request calls it, as written; goes to a `name` argument.
    pub(crate) name: Option<String>,
    /// The purpose for which a companion was added, such as `lambda`: companions are shared by purpose.
    pub(crate) purpose: Option<String>,
    /// Why it is there.
    pub(crate) origin: Origin,
    /// Its arguments and blocks.
    pub(crate) body: Body,
    /// More than one by `count`.
    pub(crate) count: Option<u32>,
    /// An alias of its provider.
    pub(crate) alias: Option<String>,
    /// Whether its required arguments were seen to.
    pub(crate) complete: bool,
}

/// Arguments and nested blocks in the order they are written.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Body {
    /// `name = value`
    pub(crate) attrs: Vec<(String, Value)>,
    /// `name { ... }`
    pub(crate) blocks: Vec<(String, Body)>,
    /// Which merging of a curated block brought it, so that a second one of the name from there may stand
    /// beside it; 0 for the request.
    pub(crate) merged: u32,
}

/// The value of an argument.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    /// Text without interpolation.
    Text(String),
    /// As written.
    Number(String),
    /// `true`, `false`
    Bool(bool),
    /// `[...]`
    List(Vec<Value>),
    /// `{...}`; keys as written, quoted on output where they must be.
    Map(Vec<(String, Value)>),
    /// `aws_vpc.main.id`; the text is what follows the label, with its dot.
    Ref(NodeId, String),
    /// Any other expression: HCL with references between.
    Expr(Vec<Piece>),
}

/// A part of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Piece {
    /// HCL as it is.
    Text(String),
    /// The address of a node; attribute names follow in the next piece.
    Address(NodeId),
}

impl Value {
    /// An expression without references to nodes.
    pub(crate) fn raw(text: impl Into<String>) -> Self {
        Self::Expr(vec![Piece::Text(text.into())])
    }

    /// Every node that the value refers to.
    pub(crate) fn references(&self, found: &mut Vec<NodeId>) {
        match self {
            Self::List(items) => items.iter().for_each(|v| v.references(found)),
            Self::Map(entries) => entries.iter().for_each(|(_, v)| v.references(found)),
            Self::Ref(node, _) => found.push(*node),
            Self::Expr(pieces) => {
                for piece in pieces {
                    if let Piece::Address(node) = piece {
                        found.push(*node);
                    }
                }
            }
            Self::Text(_) | Self::Number(_) | Self::Bool(_) => {}
        }
    }
}

impl Body {
    /// The argument's value.
    pub(crate) fn attr(&self, name: &str) -> Option<&Value> {
        self.attrs.iter().find(|(n, _)| n == name).map(|(_, v)| v)
    }

    /// Sets an argument, in place of what it was.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        match self.attrs.iter_mut().find(|(n, _)| n == name) {
            Some((_, old)) => *old = value,
            None => self.attrs.push((name.to_owned(), value)),
        }
    }

    /// Sets an argument that has no value yet.
    pub(crate) fn set_default(&mut self, name: &str, value: Value) {
        if self.attr(name).is_none() {
            self.set(name, value);
        }
    }

    /// Whether an argument or a block of that name is there.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.attr(name).is_some() || self.blocks.iter().any(|(n, _)| n == name)
    }

    /// The first block of a name, made where there is none.
    pub(crate) fn block_mut(&mut self, name: &str) -> &mut Body {
        let at = self.blocks.iter().position(|(n, _)| n == name).unwrap_or_else(|| {
            self.blocks.push((name.to_owned(), Self::default()));
            self.blocks.len() - 1
        });
        &mut self.blocks[at].1
    }

    /// The body at the end of a path of block names, made where it is missing.
    pub(crate) fn at_mut(&mut self, path: &[&str]) -> &mut Body {
        match path {
            [] => self,
            [first, rest @ ..] => self.block_mut(first).at_mut(rest),
        }
    }

    /// Every node that something in the body refers to.
    pub(crate) fn references(&self, found: &mut Vec<NodeId>) {
        self.attrs.iter().for_each(|(_, v)| v.references(found));
        self.blocks.iter().for_each(|(_, b)| b.references(found));
    }
}

impl Graph {
    /// Adds a node with a label that nothing of its kind has yet.
    pub(crate) fn add(&mut self, mode: Mode, kind: &'static str, label: &str, origin: Origin) -> NodeId {
        let label = self.free_label(mode, kind, label);
        self.nodes.push(Node {
            mode,
            kind,
            label,
            name: None,
            purpose: None,
            origin,
            body: Body::default(),
            count: None,
            alias: None,
            complete: false,
        });
        self.nodes.len() - 1
    }

    /// `wanted`, or `wanted_2` and so on where it is taken.
    pub(crate) fn free_label(&self, mode: Mode, kind: &str, wanted: &str) -> String {
        self.label_free_for(usize::MAX, mode, kind, wanted)
    }

    /// Gives a node a label, as near to `wanted` as is free.
    pub(crate) fn relabel(&mut self, id: NodeId, wanted: &str) {
        let (mode, kind) = (self.nodes[id].mode, self.nodes[id].kind);
        self.nodes[id].label = self.label_free_for(id, mode, kind, wanted);
    }

    fn label_free_for(&self, id: NodeId, mode: Mode, kind: &str, wanted: &str) -> String {
        let others = self.nodes.iter().enumerate().filter(|(i, _)| *i != id).map(|(_, n)| n);
        let same = others.filter(|n| n.mode == mode && n.kind == kind);
        let labels: FxHashSet<&str> = same.map(|n| n.label.as_str()).collect();
        let taken = |label: &str| labels.contains(label);
        let wanted = identifier(wanted);
        if !taken(&wanted) {
            return wanted;
        }
        let most = self.nodes.len() + 2;
        (2..=most).map(|n| format!("{wanted}_{n}")).find(|label| !taken(label)).unwrap_or(wanted)
    }

    /// The nodes of a resource type.
    pub(crate) fn of_kind<'a>(&'a self, kind: &'a str) -> impl DoubleEndedIterator<Item = NodeId> + 'a {
        let found = move |(_, n): &(usize, &Node)| n.kind == kind && n.mode == Mode::Resource;
        self.nodes.iter().enumerate().filter(found).map(|(id, _)| id)
    }

    /// `aws_vpc.main`, `data.aws_ami.latest`
    pub(crate) fn address(&self, id: NodeId) -> String {
        self.nodes.get(id).map_or_else(String::new, |node| {
            let index = if node.count.is_some() { "[0]" } else { "" };
            let prefix = if node.mode == Mode::Data { "data." } else { "" };
            format!("{prefix}{}.{}{index}", node.kind, node.label)
        })
    }
}

/// `text` as a label: letters, digits, underscores and hyphens, not beginning with a digit.
pub(crate) fn identifier(text: &str) -> String {
    let mut out: String = text
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '-' { c } else { '_' })
        .collect();
    if out.is_empty() || out.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        out.insert(0, '_');
    }
    out
}
