//! The walk of a YAML or JSON value beside the schema that says what it may be, for every dialect written in YAML.

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

/// A value beside what it may be.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) node: &'a Node,
    pub(crate) schema: Schema,
}

/// Calls `visit` on `value` and on every value in it that the schema knows, outer ones first.
pub(crate) fn walk<'a>(
    value: Value<'a>,
    path: &mut Vec<Step<'a>>,
    visit: &mut dyn FnMut(Value<'a>, &[Step<'a>]),
) {
    visit(value, path);
    if path.len() >= DEEPEST {
        return;
    }
    for (index, node) in value.node.items().iter().enumerate() {
        if let Some(schema) = value.schema.items() {
            path.push(Step::Item(index));
            walk(Value { node, schema }, path, visit);
            path.pop();
        }
    }
    for Entry { key, value: node } in value.node.entries() {
        let Some(name) = key.as_str() else { continue };
        if let Some(schema) = value.schema.property(name).or_else(|| value.schema.additional()) {
            path.push(Step::Field(name));
            walk(Value { node, schema }, path, visit);
            path.pop();
        }
    }
}

impl<'a> Value<'a> {
    /// Fields that the schema does not know.
    pub(crate) fn unknown_fields(self) -> impl Iterator<Item = &'a Entry> {
        let schema = self.schema;
        let closed = schema.ty() == schema::SchemaType::Object
            && !schema.preserve_unknown()
            && schema.additional().is_none()
            && schema.properties().len() > 0;
        let entries = if closed { self.node.entries() } else { &[] };
        entries.iter().filter(move |e| e.key.as_str().is_none_or(|name| schema.property(name).is_none()))
    }
}

/// `spec.containers[0].image`
pub(crate) fn dotted(path: &[Step<'_>]) -> String {
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
