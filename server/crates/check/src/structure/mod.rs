//! The walk of a YAML or JSON value beside the schema that says what it may be, and what can be wrong with a value by
//! itself, for every dialect written in YAML.

mod problems;

pub(crate) use problems::{duplicates, invalid, missing, unknown, wrong_type};

use schema::Schema;
use std::fmt::Write as _;
use syntax::yaml::{Entry, Node};

/// Deeper values are not checked: no format nests that far.
const DEEPEST: usize = 100;

/// A key or an index on the way to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step<'a> {
    /// A field of a mapping.
    Field(&'a str),
    /// An item of a sequence.
    Item(usize),
}

/// How a dialect's reader takes scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reader {
    /// Through JSON, as Kubernetes: an unquoted `1` is no string.
    Strict,
    /// go-yaml into Go's types, as Prometheus and Alertmanager: any scalar is a string where one is wanted.
    Lenient,
}

/// A value beside what it may be.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) node: &'a Node,
    pub(crate) schema: Schema,
    pub(crate) path: &'a [Step<'a>],
    /// The document's kind: what the root is called in messages.
    pub(crate) root: &'a str,
    pub(crate) reader: Reader,
}

impl Value<'_> {
    /// What messages call it: `spec.containers[0]`, or the kind of the document.
    pub(crate) fn title(&self) -> String {
        match dotted(self.path) {
            path if path.is_empty() => self.root.to_owned(),
            path => path,
        }
    }
}

/// Where a walk starts.
#[derive(Clone, Copy)]
pub(crate) struct Root<'a> {
    pub(crate) node: &'a Node,
    pub(crate) schema: Schema,
    pub(crate) title: &'a str,
    pub(crate) reader: Reader,
}

/// Calls `visit` on the root and on every value in it that the schema knows, outer ones first.
pub(crate) fn walk(root: Root<'_>, visit: &mut dyn FnMut(Value<'_>)) {
    inner(root, root.node, root.schema, &mut Vec::new(), visit);
}

fn inner<'a>(
    root: Root<'a>,
    node: &'a Node,
    schema: Schema,
    path: &mut Vec<Step<'a>>,
    visit: &mut dyn FnMut(Value<'_>),
) {
    visit(Value { node, schema, path, root: root.title, reader: root.reader });
    if path.len() >= DEEPEST {
        return;
    }
    for (index, item) in node.items().iter().enumerate() {
        if let Some(schema) = schema.items() {
            path.push(Step::Item(index));
            inner(root, item, schema, path, visit);
            path.pop();
        }
    }
    for Entry { key, value } in node.entries() {
        let Some(name) = key.as_str() else { continue };
        if let Some(schema) = schema.property(name).or_else(|| schema.additional()) {
            path.push(Step::Field(name));
            inner(root, value, schema, path, visit);
            path.pop();
        }
    }
}

/// `spec.containers[0].image`
fn dotted(path: &[Step<'_>]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            Step::Field(name) if out.is_empty() => out.push_str(name),
            Step::Field(name) => {
                out.push('.');
                out.push_str(name);
            }
            Step::Item(index) => {
                let _ = write!(out, "[{index}]");
            }
        }
    }
    out
}
