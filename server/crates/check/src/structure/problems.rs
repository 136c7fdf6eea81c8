use super::{Reader, Value};
use crate::edits::whole_lines;
use crate::nearest;
use crate::report::{Place, Sink};
use rustc_hash::FxHashMap;
use schema::{Schema, SchemaType};
use syntax::yaml::{Node, NodeKind, ScalarType, Style};
use text::{Span, TextEdit};

/// Reports fields that the schema does not have.
pub(crate) fn unknown(value: Value<'_>, sink: &mut Sink<'_>) {
    let schema = value.schema;
    let closed = schema.ty() == SchemaType::Object
        && !schema.preserve_unknown()
        && schema.additional().is_none()
        && schema.properties().len() > 0;
    if !closed {
        return;
    }
    // Every object has these, whether a custom resource's schema says so or not.
    let is_object = value.reader == Reader::Strict && value.path.is_empty() || schema.embedded_object();
    let is_common = |name: &str| is_object && matches!(name, "apiVersion" | "kind" | "metadata");
    for entry in value.node.entries() {
        let Some(name) = entry.key.as_str() else { continue };
        // A merge key takes over the fields of another mapping.
        if schema.property(name).is_some() || is_common(name) || name == "<<" {
            continue;
        }
        let meant = nearest(name, schema.properties().map(|(name, _)| name));
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
    if !matches!(value.node.kind, NodeKind::Mapping(_)) || value.node.entry("<<").is_some() {
        return;
    }
    let absent: Vec<String> = value
        .schema
        .required()
        .filter(|name| value.node.entry(name).is_none())
        .map(|name| format!("\"{name}\""))
        .collect();
    if !absent.is_empty() {
        let plural = if absent.len() == 1 { "field" } else { "fields" };
        sink.report(span, format!("{} needs the {plural} {}", value.title(), absent.join(", ")));
    }
}

/// Reports a value whose type is not the schema's.
pub(crate) fn wrong_type(value: Value<'_>, sink: &mut Sink<'_>) {
    let Some(wanted) = type_fault(value.node, value.schema, value.reader) else { return };
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
        if type_fault(&unquoted, value.schema, value.reader).is_none() {
            found.fix("Remove the quotes", vec![TextEdit::replace(value.node.span, text.as_str())]);
        }
    }
}

/// What the schema wants in place of the node.
fn type_fault(node: &Node, schema: Schema, reader: Reader) -> Option<&'static str> {
    use ScalarType::{Bool, Float, Int, Null, String};
    // Nothing written counts as absent, and an alias stands for something else.
    if matches!(node.kind, NodeKind::Alias(_) | NodeKind::Empty) || node.scalar_type() == Some(Null) {
        return None;
    }
    let scalar = node.scalar_type();
    let (fits, wanted) = match schema.ty() {
        SchemaType::Any if schema.int_or_string() => {
            (matches!(scalar, Some(Int | String)), "an integer or a string")
        }
        SchemaType::Any if schema.quantity() => {
            (matches!(scalar, Some(Int | Float | String)), "a quantity such as 100m or 1Gi")
        }
        SchemaType::Any => (true, ""),
        SchemaType::Object => (matches!(node.kind, NodeKind::Mapping(_)), "a mapping"),
        SchemaType::Array => (matches!(node.kind, NodeKind::Sequence(_)), "a list"),
        SchemaType::String if reader == Reader::Lenient => (scalar.is_some(), "a string"),
        SchemaType::String => (scalar == Some(String), "a string"),
        SchemaType::Integer => (scalar == Some(Int), "an integer"),
        SchemaType::Number => (matches!(scalar, Some(Int | Float)), "a number"),
        SchemaType::Boolean => (scalar == Some(Bool), "true or false"),
    };
    (!fits).then_some(wanted)
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

/// Reports a value of the right type that is none of those allowed, or out of range.
pub(crate) fn invalid(value: Value<'_>, sink: &mut Sink<'_>) {
    if type_fault(value.node, value.schema, value.reader).is_some() {
        return;
    }
    let (node, schema) = (value.node, value.schema);
    if let Some(text) = node.as_str().filter(|_| node.scalar_type() != Some(ScalarType::Null)) {
        let mut allowed = schema.enums();
        if allowed.len() > 0 && !allowed.any(|one| one == text) {
            let all: Vec<&str> = schema.enums().collect();
            let message = format!("{} is one of {}, not \"{text}\"", value.title(), all.join(", "));
            sink.report(node.span, message).meant(node.span, nearest(text, all));
        }
    }
    if let Some(fault) = number_fault(node, schema).or_else(|| size_fault(node, schema)) {
        sink.report(node.span, format!("{} {fault}", value.title()));
    }
}

fn number_fault(node: &Node, schema: Schema) -> Option<String> {
    let number = node.as_f64()?;
    let bound = |(limit, excluded): (f64, bool), less: bool| {
        let beyond = if less { number < limit } else { number > limit };
        #[allow(clippy::float_cmp, reason = "the limit itself is what is excluded")]
        let out = beyond || excluded && number == limit;
        let word = match (less, excluded) {
            (true, false) => "at least",
            (true, true) => "more than",
            (false, false) => "at most",
            (false, true) => "less than",
        };
        out.then(|| format!("is {word} {limit}"))
    };
    let least = schema.minimum().and_then(|limit| bound(limit, true));
    least.or_else(|| schema.maximum().and_then(|limit| bound(limit, false)))
}

fn size_fault(node: &Node, schema: Schema) -> Option<String> {
    let (size, least, most, what) = match &node.kind {
        NodeKind::Sequence(items) => (items.len(), schema.min_items(), schema.max_items(), "items"),
        NodeKind::Mapping(fields) => {
            (fields.len(), schema.min_properties(), schema.max_properties(), "fields")
        }
        NodeKind::Scalar(text, _) if schema.ty() == SchemaType::String => {
            (text.chars().count(), schema.min_length(), schema.max_length(), "characters")
        }
        _ => return None,
    };
    if least.is_some_and(|least| size < least as usize) {
        return Some(format!("has at least {} {what}", least.unwrap_or_default()));
    }
    most.filter(|most| size > *most as usize).map(|most| format!("has at most {most} {what}, not {size}"))
}
