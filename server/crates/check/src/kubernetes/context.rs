use super::hardening;
use crate::context::{LinkedContext, UnitContext};
use crate::kubernetes::Definition;
use crate::registry::kubernetes_hooks;
use crate::report::{Found, Sink};
use crate::structure::{Reader, Root, Shape, Step, Value, walk};
use schema::kubernetes::{Kind, kind};
use syntax::yaml::Node;
use text::Span;
use workspace::Unit;
use workspace::kubernetes::pod_template;

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

/// The objects of a manifest: the document itself, or what a list holds.
pub(crate) fn objects(unit: &Unit) -> Vec<&Node> {
    match (unit.yaml(), unit.manifest()) {
        (Some(node), Some(manifest)) => match node.get("items") {
            Some(items) if manifest.kind.ends_with("List") => items.items().iter().collect(),
            _ => vec![node],
        },
        _ => Vec::new(),
    }
}

/// The items of a list that may not be there.
pub(crate) fn items(list: Option<&Node>) -> &[Node] {
    list.map(Node::items).unwrap_or_default()
}

/// The spec of the pods that a workload of a built-in kind makes.
pub(crate) fn pod_spec<'a>(context: &ObjectContext<'a>) -> Option<&'a Node> {
    context.built_in()?;
    pod_template(context.kind_name, context.object)?.get("spec")
}

/// The containers of a pod's spec, those that run first included.
pub(crate) fn containers(spec: &Node) -> impl Iterator<Item = &Node> {
    items(spec.get("containers")).iter().chain(items(spec.get("initContainers")))
}

impl<'a> ObjectContext<'a> {
    pub(crate) fn of(unit: &'a UnitContext<'a>, object: &'a Node) -> Self {
        let text = |key| object.get(key).and_then(Node::as_str).unwrap_or_default();
        let (api_version, kind_name) = (text("apiVersion"), text("kind"));
        let kind = kind(unit.settings.kubernetes, api_version, kind_name);
        Self { unit, object, api_version, kind_name, kind }
    }

    /// The API group that it says.
    pub(crate) fn group(&self) -> &'a str {
        self.api_version.rsplit_once('/').map_or("", |(group, _)| group)
    }

    /// Its kind, where Kubernetes itself brings it.
    pub(crate) fn built_in(&self) -> Option<Kind> {
        self.kind.filter(|kind| !kind.is_custom())
    }
}

/// Calls the rules that look at one unit alone. What a custom resource may have is for [`check_linked`] to say, since
/// the workspace may define it.
pub(crate) fn check_local(unit: &UnitContext<'_>, out: &mut Vec<Found>) {
    for object in objects(unit.unit) {
        let context = ObjectContext::of(unit, object);
        for (rule, hook) in kubernetes_hooks() {
            // A part says nothing of the whole.
            if let (Hook::Object(check), false) = (hook, unit.is_patch) {
                check(&context, &mut Sink { rule, found: out });
            }
        }
        if !unit.is_patch {
            hardening::check_object(&context, out);
        }
        if let Some(kind) = context.built_in() {
            check_values(&context, kind.schema().into(), Reader::Strict, out);
        }
    }
}

fn check_values(context: &ObjectContext<'_>, schema: Shape<'_>, reader: Reader, out: &mut Vec<Found>) {
    let title = if context.kind_name.is_empty() { "the object" } else { context.kind_name };
    let reader = if context.unit.is_patch { Reader::Patch } else { reader };
    walk(Root { node: context.object, schema, title, reader }, &mut |value| {
        let context = ValueContext { object: context, value };
        for (rule, hook) in kubernetes_hooks() {
            if let Hook::Value(check) = hook {
                check(&context, &mut Sink { rule, found: out });
            }
        }
    });
}

/// Calls the rules that look at a unit and what it refers to.
pub(crate) fn check_linked(context: &LinkedContext<'_>, out: &mut Vec<Found>) {
    hardening::check_linked(context, out);
    for (rule, hook) in kubernetes_hooks() {
        if let Hook::Linked(check) = hook {
            check(context, &mut Sink { rule, found: out });
        }
    }
    let unit = context.environment.unit(context.unit);
    for object in objects(context.unit) {
        let object = ObjectContext::of(&unit, object);
        if object.built_in().is_some() {
            continue;
        }
        // What the workspace writes is newer than what is bundled, or older: it is what will be installed.
        let written = Definition::of(context.workspace, object.group(), object.kind_name);
        let written = written.and_then(|d| d.schema(object.api_version));
        let schema = written.or_else(|| object.kind.map(|kind| kind.schema().into()));
        check_values(&object, schema.unwrap_or(Shape::Unknown), Reader::Custom, out);
    }
}
