//! Fields that exclude each other, and fields of which one is needed, as Go's readers see them: a zero counts as absent.

use crate::report::{Place, Sink};
use crate::structure::{Shape, Value, is_null};
use schema::SchemaType;
use syntax::promql::parse_duration;
use syntax::yaml::{Entry, Node, NodeKind};
use text::Span;

/// Reports fields that exclude each other, at the later one, and at `head` that none of several fields is there.
pub(crate) fn choices(value: Value<'_>, head: Span, sink: &mut Sink<'_>) {
    if !matches!(value.node.kind, NodeKind::Mapping(_)) || value.node.entry("<<").is_some() {
        return;
    }
    for excluded in value.schema.all_of().into_iter().filter_map(Shape::excluded) {
        let both: Option<Vec<_>> = excluded.required().into_iter().map(|name| written(value, name)).collect();
        if let Some([one, other]) = both.as_deref() {
            exclusive(value, one, other, sink);
        }
    }
    let names = |choices: Vec<Shape<'_>>| -> Vec<String> {
        let first =
            choices.into_iter().filter_map(|choice| choice.required().first().map(ToString::to_string));
        first.collect()
    };
    let (one_of, any_of) = (names(value.schema.one_of()), names(value.schema.any_of()));
    for names in [&one_of, &any_of] {
        if !names.is_empty() && names.iter().all(|name| written(value, name).is_none()) {
            let names: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
            sink.report(head, format!("{} needs one of the fields {}", value.title(), names.join(", ")));
        }
    }
    let both: Vec<_> = one_of.iter().filter_map(|name| written(value, name)).collect();
    if let [one, other, ..] = both.as_slice() {
        exclusive(value, one, other, sink);
    }
}

fn exclusive(value: Value<'_>, one: &Entry, other: &Entry, sink: &mut Sink<'_>) {
    let (first, second) = if one.key.span < other.key.span { (one, other) } else { (other, one) };
    let name = |entry: &Entry| entry.key.as_str().unwrap_or_default().to_owned();
    let message =
        format!("{} takes either \"{}\" or \"{}\", not both", value.title(), name(first), name(second));
    let found = sink.report(second.key.span, message);
    found.related(Place::Here, first.key.span, "the other one");
}

/// The field, where it has a value that is not the zero of its type.
fn written<'a>(value: Value<'a>, name: &str) -> Option<&'a Entry> {
    let schema = value.schema.property(name)?;
    value.node.entry(name).filter(|entry| !is_zero(&entry.value, schema))
}

/// Whether Go takes a value for one that is not there: nothing, an empty text or list, zero, false.
pub(crate) fn is_zero(node: &Node, schema: Shape<'_>) -> bool {
    if is_null(node) {
        return true;
    }
    match (&node.kind, schema.ty()) {
        (NodeKind::Scalar(text, _), SchemaType::String) => {
            text.is_empty() || schema.format() == Some("duration") && parse_duration(text) == Some(0.0)
        }
        (NodeKind::Scalar(..), SchemaType::Integer | SchemaType::Number) => node.as_f64() == Some(0.0),
        (NodeKind::Scalar(..), SchemaType::Boolean) => node.as_bool() == Some(false),
        (NodeKind::Sequence(items), _) => items.is_empty(),
        (NodeKind::Mapping(entries), _) => entries.is_empty() && schema.additional().is_some(),
        _ => false,
    }
}
