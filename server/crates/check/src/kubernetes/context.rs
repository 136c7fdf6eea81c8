use crate::context::{LinkedContext, UnitContext};
use crate::registry::kubernetes_hooks;
use crate::report::{Found, Sink};
use crate::structure::{Reader, Root, Step, Value, walk};
use schema::kubernetes::{Kind, kind};
use syntax::yaml::Node;
use text::Span;

/// Where a rule on Kubernetes manifests is called. All but the last see their unit only.
#[derive(Clone, Copy)]
pub(crate) enum Hook {
    /// On each object, the items of a `List` included.
    Object(fn(&ObjectContext<'_>, &mut Sink<'_>)),
    /// On each value of an object whose schema is known.
    Value(fn(&ValueContext<'_>, &mut Sink<'_>)),
    /// On each unit, with the whole workspace.
    Linked(fn(&LinkedContext<'_>, &mut Sink<'_>)),
}

/// An object of a manifest.
pub(crate) struct ObjectContext<'a> {
    pub(crate) unit: &'a UnitContext<'a>,
    pub(crate) object: &'a Node,
    /// As written; empty where it is not.
    pub(crate) api_version: &'a str,
    /// As written; empty where it is not.
    pub(crate) kind_name: &'a str,
    /// What the release that the settings name knows of it.
    pub(crate) kind: Option<Kind>,
}

/// A value in an object, beside its schema.
pub(crate) struct ValueContext<'a> {
    pub(crate) object: &'a ObjectContext<'a>,
    pub(crate) value: Value<'a>,
}

impl ValueContext<'_> {
    /// What stands for the whole value: the key that it is written under, or its own first key.
    pub(crate) fn head(&self) -> Span {
        let value = self.value;
        let first = value.node.entries().first().map_or(value.node.span, |e| e.key.span);
        match value.path {
            [before @ .., Step::Field(name)] => {
                let parent = before.iter().try_fold(self.object.object, |node, step| match step {
                    Step::Field(name) => node.get(name),
                    Step::Item(index) => node.items().get(*index),
                });
                parent.and_then(|p| p.entry(name)).map_or(first, |e| e.key.span)
            }
            _ => first,
        }
    }
}

/// Calls the rules that look at one unit alone.
pub(crate) fn check_local(unit: &UnitContext<'_>, out: &mut Vec<Found>) {
    let (Some(node), Some(manifest)) = (unit.unit.yaml(), unit.unit.manifest()) else { return };
    match node.get("items") {
        Some(items) if manifest.kind == "List" => {
            for item in items.items() {
                check_object(unit, item, out);
            }
        }
        _ => check_object(unit, node, out),
    }
}

fn check_object(unit: &UnitContext<'_>, object: &Node, out: &mut Vec<Found>) {
    let text = |key| object.get(key).and_then(Node::as_str).unwrap_or_default();
    let (api_version, kind_name) = (text("apiVersion"), text("kind"));
    let kind = kind(unit.settings.kubernetes, api_version, kind_name);
    let context = ObjectContext { unit, object, api_version, kind_name, kind };
    for (rule, hook) in kubernetes_hooks() {
        if let Hook::Object(check) = hook {
            check(&context, &mut Sink { rule, found: out });
        }
    }
    let Some(kind) = kind else { return };
    let root = Root { node: object, schema: kind.schema(), title: kind_name, reader: Reader::Strict };
    walk(root, &mut |value| {
        let context = ValueContext { object: &context, value };
        for (rule, hook) in kubernetes_hooks() {
            if let Hook::Value(check) = hook {
                check(&context, &mut Sink { rule, found: out });
            }
        }
    });
}

/// Calls the rules that look at a unit and what it refers to.
pub(crate) fn check_linked(context: &LinkedContext<'_>, out: &mut Vec<Found>) {
    for (rule, hook) in kubernetes_hooks() {
        if let Hook::Linked(check) = hook {
            check(context, &mut Sink { rule, found: out });
        }
    }
}
