//! The walk of a YAML or JSON value beside the schema that says what it may be, and what can be wrong with a value by
//! itself, for every dialect written in YAML.

mod choice;
mod format;
mod pattern;
mod problems;
mod quantity;
mod shape;
mod values;

pub(crate) use choice::choices;
pub(crate) use problems::{duplicates, is_null, missing, unknown, wrong_type};
pub(crate) use quantity::{Quantity, is_quantity};
pub(crate) use shape::Shape;
pub(crate) use values::{form, invalid};

use schema::kubernetes::Version;
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
    /// Through JSON, as Kubernetes: an unquoted `1` is no string. A field that is null counts as absent.
    Strict,
    /// As Kubernetes reads custom resources: null is allowed only where the schema says so.
    Custom,
    /// Part of an object that Kustomize lays over a whole one: null takes a field away, `$patch` says how.
    Patch,
    /// By a JSON schema, as the values of a Helm chart: what it does not name is allowed unless it says otherwise.
    JsonSchema,
    /// go-yaml into Go's types, as Prometheus and Alertmanager: any scalar is a string where one is wanted.
    Lenient,
}

/// A value beside what it may be.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    pub(crate) node: &'a Node,
    pub(crate) schema: Shape<'a>,
    pub(crate) path: &'a [Step<'a>],
    /// The document's kind: what the root is called in messages.
    pub(crate) root: &'a str,
    pub(crate) reader: Reader,
    /// Whether null may stand here.
    pub(crate) null_fits: bool,
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
    pub(crate) schema: Shape<'a>,
    pub(crate) title: &'a str,
    pub(crate) reader: Reader,
}

/// Calls `visit` on the root and on every value in it, outer ones first. Of values that the schema says nothing of,
/// the shape is [`Shape::Unknown`].
pub(crate) fn walk(root: Root<'_>, visit: &mut dyn FnMut(Value<'_>)) {
    inner(root, &mut Vec::new(), true, visit);
}

fn inner<'a>(at: Root<'a>, path: &mut Vec<Step<'a>>, null_fits: bool, visit: &mut dyn FnMut(Value<'_>)) {
    let Root { node, schema, title, reader } = at;
    visit(Value { node, schema, path, root: title, reader, null_fits: null_fits || schema.nullable() });
    if path.len() >= DEEPEST {
        return;
    }
    for (index, node) in node.items().iter().enumerate() {
        path.push(Step::Item(index));
        let schema = schema.items().unwrap_or(Shape::Unknown);
        inner(Root { node, schema, ..at }, path, matches!(reader, Reader::Lenient | Reader::Patch), visit);
        path.pop();
    }
    if node.entries().is_empty() {
        return;
    }
    let required = schema.required();
    for Entry { key, value: node } in node.entries() {
        let Some(name) = key.as_str() else { continue };
        let property = schema.property(name);
        // A custom resource's metadata is read as every object's is.
        let is_metadata = path.is_empty() && name == "metadata" && reader == Reader::Custom;
        let null_fits = match reader {
            Reader::Lenient | Reader::Patch => true,
            Reader::Strict => property.is_some() && !required.contains(&name),
            Reader::Custom | Reader::JsonSchema => false,
        };
        let property = if is_metadata { object_meta() } else { property };
        let schema = property.or_else(|| schema.additional()).unwrap_or(Shape::Unknown);
        let reader = if is_metadata { Reader::Strict } else { reader };
        path.push(Step::Field(name));
        inner(Root { node, schema, reader, ..at }, path, null_fits, visit);
        path.pop();
    }
}

/// What every object's metadata are; a CustomResourceDefinition says no more than that they are there.
fn object_meta() -> Option<Shape<'static>> {
    let any = schema::kubernetes::kind(Version::latest(), "v1", "ConfigMap")?;
    any.schema().property("metadata").map(Shape::Bundled)
}

/// Whether a text stands for another one that is put in later, by Helm, envsubst, Flux or the like: nothing can be said
/// of its form.
pub(crate) fn is_placeholder(text: &str) -> bool {
    ["{{", "${", "$("].iter().any(|start| text.contains(start))
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
