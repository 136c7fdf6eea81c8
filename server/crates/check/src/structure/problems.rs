use super::{Reader, Shape, Value};
use crate::edits::whole_lines;
use crate::nearest;
use crate::report::{Place, Sink};
use rustc_hash::FxHashMap;
use schema::SchemaType;
use syntax::yaml::{Node, NodeKind, ScalarType, Style};
use text::{Span, TextEdit};

/// Reports fields that the schema does not have.
pub(crate) fn unknown(value: Value<'_>, sink: &mut Sink<'_>) {
    let schema = value.schema;
    let names_fields = match value.reader {
        Reader::Lenient => schema.has_properties(),
        Reader::JsonSchema => schema.is_closed(),
        // A type without fields takes none.
        Reader::Strict | Reader::Custom | Reader::Patch => {
            schema.has_properties() || schema.ty() == SchemaType::Object
        }
    };
    if value.node.entries().is_empty()
        || !names_fields
        || schema.preserve_unknown()
        || schema.additional().is_some()
    {
        return;
    }
    // Every object has these, whether a custom resource's schema says so or not.
    let reads_objects = !matches!(value.reader, Reader::Lenient | Reader::JsonSchema);
    let is_object = reads_objects && value.path.is_empty() || schema.embedded_object();
    let is_common = |name: &str| {
        is_object && matches!(name, "apiVersion" | "kind" | "metadata")
            || value.reader == Reader::Patch && name.starts_with('$')
    };
    for entry in value.node.entries() {
        let Some(name) = entry.key.as_str() else { continue };
        // A merge key takes over the fields of another mapping.
        if schema.property(name).is_some() || is_common(name) || name == "<<" {
            continue;
        }
        let meant = nearest(name, schema.names());
        let message = format!("{} has no field \"{name}\"", value.title());
        sink.report(entry.key.span, message).meant(entry.key.span, meant);
    }
}

/// Reports fields that are written twice.
pub(crate) fn duplicates(value: Value<'_>, text: &str, sink: &mut Sink<'_>) {
    let mut first: FxHashMap<&str, Span> = FxHashMap::default();
    for entry in value.node.entries() {
        let Some(name) = entry.key.as_str() else { continue };
        if let Some(earlier) = first.get(name) {
            let message = format!("{} has the field \"{name}\" already", value.title());
            let found = sink.report(entry.key.span, message);
            found.related(Place::Here, *earlier, "the first time");
            found.fix(
                format!("Remove this \"{name}\""),
                vec![TextEdit::delete(whole_lines(text, entry.span()))],
            );
        } else {
            first.insert(name, entry.key.span);
        }
    }
}

/// Reports required fields that are not there, at `span`, which stands for the whole mapping.
pub(crate) fn missing(value: Value<'_>, span: Span, sink: &mut Sink<'_>) {
    let is_part = value.reader == Reader::Patch || value.node.entry("<<").is_some();
    if is_part || !matches!(value.node.kind, NodeKind::Mapping(_)) {
        return;
    }
    // To go-yaml, a field without a value is one that is not there.
    let is_there = |name: &str| {
        value.node.get(name).is_some_and(|field| {
            let is_nothing = value.reader == Reader::Lenient && is_null(field);
            !is_nothing || value.schema.property(name).is_some_and(Shape::nullable)
        })
    };
    let absent: Vec<String> = value
        .schema
        .required()
        .into_iter()
        .filter(|name| !is_there(name))
        .filter(|name| !value.schema.property(name).is_some_and(Shape::has_default))
        .map(|name| format!("\"{name}\""))
        .collect();
    if !absent.is_empty() {
        let plural = if absent.len() == 1 { "field" } else { "fields" };
        sink.report(span, format!("{} needs the {plural} {}", value.title(), absent.join(", ")));
    }
}

/// Whether nothing is written in a node's place, or `null`.
pub(crate) fn is_null(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Empty) || node.scalar_type() == Some(ScalarType::Null)
}

/// Reports a value whose type is not the schema's.
pub(crate) fn wrong_type(value: Value<'_>, sink: &mut Sink<'_>) {
    let Some(wanted) = type_fault(value) else { return };
    let found =
        sink.report(value.node.span, format!("{} takes {wanted}, not {}", value.title(), title(value.node)));
    let is_plain = matches!(&value.node.kind, NodeKind::Scalar(_, Style::Plain));
    if value.schema.ty() == SchemaType::String && is_plain {
        let span = value.node.span;
        let quotes = vec![TextEdit::insert(span.start, "\""), TextEdit::insert(span.end, "\"")];
        found.fix("Put it into quotes", quotes);
    }
    if let NodeKind::Scalar(text, Style::Single | Style::Double) = &value.node.kind {
        let unquoted = Node::new(value.node.span, NodeKind::Scalar(text.clone(), Style::Plain));
        if type_fault(Value { node: &unquoted, ..value }).is_none() {
            found.fix("Remove the quotes", vec![TextEdit::replace(value.node.span, text.as_str())]);
        }
    }
}

/// What the schema wants in place of the value.
pub(super) fn type_fault(value: Value<'_>) -> Option<&'static str> {
    use ScalarType::{Float, Int, Null, String};
    let Value { node, schema, reader, .. } = value;
    if matches!(node.kind, NodeKind::Alias(_)) {
        return None;
    }
    let scalar = node.scalar_type();
    if scalar == Some(Null) && value.null_fits {
        return None;
    }
    let (fits, wanted) = match schema.ty() {
        _ if schema.int_or_string() && schema.quantity() => {
            (matches!(scalar, Some(Int | String)), "an integer or a quantity in quotes")
        }
        SchemaType::Any if schema.int_or_string() => {
            (matches!(scalar, Some(Int | String)), "an integer or a string")
        }
        SchemaType::Any if schema.quantity() => {
            (matches!(scalar, Some(Int | Float | String)), "a quantity such as 100m or 1Gi")
        }
        SchemaType::Any => (true, ""),
        // What Go keeps as it is written (`RawExtension`) is read later, if ever.
        SchemaType::Object if reader == Reader::Strict && schema.embedded_object() => (true, ""),
        SchemaType::Object => (matches!(node.kind, NodeKind::Mapping(_)), "a mapping"),
        SchemaType::Array => (matches!(node.kind, NodeKind::Sequence(_)), "a list"),
        SchemaType::String if reader == Reader::Lenient => (scalar.is_some(), "a string"),
        // go-yaml cuts the fraction off.
        SchemaType::Integer if reader == Reader::Lenient => {
            (matches!(scalar, Some(Int | Float)), "an integer")
        }
        ty => (scalar_fits(node, ty), scalar_title(ty)),
    };
    (!fits).then_some(wanted)
}

/// Whether a scalar is of a type that scalars have.
pub(super) fn scalar_fits(node: &Node, ty: SchemaType) -> bool {
    use ScalarType::{Bool, Float, Int, String};
    match (ty, node.scalar_type()) {
        (SchemaType::String, Some(String))
        | (SchemaType::Number, Some(Int | Float))
        | (SchemaType::Integer, Some(Int))
        | (SchemaType::Boolean, Some(Bool)) => true,
        // JSON has no other way to write it.
        (SchemaType::Integer, Some(Float)) => node.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => false,
    }
}

fn scalar_title(ty: SchemaType) -> &'static str {
    match ty {
        SchemaType::String => "a string",
        SchemaType::Integer => "an integer",
        SchemaType::Number => "a number",
        _ => "true or false",
    }
}

/// What people call what is written.
fn title(node: &Node) -> &'static str {
    match &node.kind {
        NodeKind::Mapping(_) => "a mapping",
        NodeKind::Sequence(_) => "a list",
        _ => match node.scalar_type() {
            Some(ScalarType::Bool) => "a boolean",
            Some(ScalarType::Int) => "an integer",
            Some(ScalarType::Float) => "a number",
            Some(ScalarType::String) => "a string",
            Some(ScalarType::Null) | None => "nothing",
        },
    }
}
