//! Schemas beside schemas: of which one, any or all must hold, or none.

use super::problems::scalar_fits;
use super::values::fits;
use super::{Reader, Shape, Value};
use crate::report::Sink;
use schema::SchemaType;
use syntax::yaml::{Node, NodeKind, ScalarType};
use text::Span;

/// Reports where a value breaks what the schema asks for beside its fields, at `span`, which stands for all of it.
pub(crate) fn choices(value: Value<'_>, span: Span, sink: &mut Sink<'_>) {
    let (node, schema) = (value.node, value.schema);
    let is_nothing = matches!(node.kind, NodeKind::Alias(_)) || node.scalar_type() == Some(ScalarType::Null);
    if is_nothing || value.reader == Reader::Patch {
        return;
    }
    let mut report = |fault: String| {
        sink.report(span, format!("{} {fault}", value.title()));
    };
    faults(node, schema, &mut report);
}

fn faults(node: &Node, schema: Shape<'_>, report: &mut dyn FnMut(String)) {
    let one_of = schema.one_of();
    let holding: Vec<_> = one_of.iter().filter(|one| holds(node, **one)).copied().collect();
    if !one_of.is_empty() && holding.len() != 1 {
        report(one_fault(node, &one_of, &holding));
    }
    // The forms of an int-or-string are its type, which has a message of its own.
    let any_of = if schema.int_or_string() { Vec::new() } else { schema.any_of() };
    if !any_of.is_empty() && !any_of.iter().any(|any| holds(node, *any)) {
        report(any_fault(&any_of));
    }
    if let Some(excluded) = schema.excluded().filter(|excluded| holds(node, *excluded)) {
        report(match joined(&excluded.required(), "and") {
            Some(fields) => format!("cannot have {fields}"),
            None => "has a value that is not allowed here".to_owned(),
        });
    }
    for part in schema.all_of().into_iter().filter(|part| !holds(node, *part)) {
        let mut told = false;
        faults(node, part, &mut |fault| {
            told = true;
            report(fault);
        });
        if !told {
            report("does not fit one of the rules of its schema".to_owned());
        }
    }
}

/// None or several of `all` hold, where one should.
fn one_fault(node: &Node, all: &[Shape<'_>], holding: &[Shape<'_>]) -> String {
    if holding.is_empty() {
        // Where having none is one of the choices, what is written is too much.
        let mut written: Vec<_> =
            fields_of_all(all).into_iter().filter(|name| node.entry(name).is_some()).collect();
        written.dedup();
        return match (written.len() > 1, joined(&fields_of_all(all), "or")) {
            (true, _) => format!("takes only one of {}", joined(&written, "and").unwrap_or_default()),
            (false, Some(fields)) => format!("needs one of {fields}"),
            (false, None) => "has none of the forms that it may have".to_owned(),
        };
    }
    match joined(&fields_of_all(holding), "and") {
        Some(fields) => format!("takes only one of {fields}"),
        None => "has several forms at once".to_owned(),
    }
}

fn any_fault(all: &[Shape<'_>]) -> String {
    match joined(&fields_of_all(all), "or") {
        Some(fields) => format!("needs at least one of {fields}"),
        None => "has none of the forms that it may have".to_owned(),
    }
}

fn fields_of_all<'a>(shapes: &[Shape<'a>]) -> Vec<&'a str> {
    shapes.iter().flat_map(|shape| fields_of(*shape)).collect()
}

/// The fields that a choice is about.
fn fields_of(shape: Shape<'_>) -> Vec<&str> {
    let required = shape.required();
    if required.is_empty() { shape.names() } else { required }
}

/// `"a", "b" or "c"`
fn joined(names: &[&str], word: &str) -> Option<String> {
    let mut distinct: Vec<&str> = Vec::new();
    distinct.extend(names.iter().filter(|name| !name.is_empty()));
    distinct.sort_unstable();
    distinct.dedup();
    let (last, before) = distinct.split_last()?;
    let before: Vec<_> = before.iter().map(|name| format!("\"{name}\"")).collect();
    Some(if before.is_empty() {
        format!("\"{last}\"")
    } else {
        format!("{} {word} \"{last}\"", before.join(", "))
    })
}

/// Whether `node` fits `schema`, where fields that the schema does not name are allowed.
fn holds(node: &Node, schema: Shape<'_>) -> bool {
    // What an alias stands for is not looked at: it gets the benefit of the doubt.
    if matches!(node.kind, NodeKind::Alias(_)) {
        return true;
    }
    is_of_type(node, schema)
        && fits(node, schema)
        && schema.required().iter().all(|name| node.entry(name).is_some())
        && schema.properties_of(node).all(|(entry, inner)| holds(&entry.value, inner))
        && schema.items().is_none_or(|inner| node.items().iter().all(|item| holds(item, inner)))
        && schema.all_of().iter().all(|part| holds(node, *part))
        && schema.excluded().is_none_or(|excluded| !holds(node, excluded))
        && (schema.any_of().is_empty() || schema.any_of().iter().any(|part| holds(node, *part)))
        && (schema.one_of().is_empty()
            || schema.one_of().iter().filter(|part| holds(node, **part)).count() == 1)
}

fn is_of_type(node: &Node, schema: Shape<'_>) -> bool {
    match schema.ty() {
        SchemaType::Any => true,
        SchemaType::Object => matches!(node.kind, NodeKind::Mapping(_)),
        SchemaType::Array => matches!(node.kind, NodeKind::Sequence(_)),
        ty => scalar_fits(node, ty),
    }
}
