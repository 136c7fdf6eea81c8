//! Values of the right type that are not allowed: none of a list, out of range, of the wrong form.

use super::problems::type_fault;
use super::{Reader, Shape, Value, format, is_placeholder, is_quantity, pattern};
use crate::nearest;
use crate::report::Sink;
use schema::SchemaType;
use syntax::yaml::{Node, NodeKind, ScalarType};

/// Reports a value of the right type that is none of those allowed, or out of range.
pub(crate) fn invalid(value: Value<'_>, sink: &mut Sink<'_>) {
    if type_fault(value).is_some() || is_nothing(value.node) {
        return;
    }
    let node = value.node;
    if let Some(text) = enum_fault(value) {
        let all: Vec<_> = value.schema.enums().into_iter().filter(|one| !one.is_empty()).collect();
        let message = format!("{} is one of {}, not \"{text}\"", value.title(), all.join(", "));
        sink.report(node.span, message).meant(node.span, nearest(text, all));
    }
    let number = number_fault(node, value.schema);
    let whole = (value.reader != Reader::Lenient).then(|| integer_fault(node, value.schema)).flatten();
    if let Some(fault) = number.or(whole).or_else(|| size_fault(node, value.schema)) {
        sink.report(node.span, format!("{} {fault}", value.title()));
    }
}

/// Reports a string that does not have the form that its pattern or format wants, or is no quantity.
pub(crate) fn form(value: Value<'_>, sink: &mut Sink<'_>) {
    let node = value.node;
    let Some(text) = node.as_str().filter(|_| type_fault(value).is_none() && !is_nothing(node)) else {
        return;
    };
    if value.schema.quantity() && !value.schema.int_or_string() && !is_placeholder(text) && !is_quantity(text)
    {
        let message = format!("{} takes a quantity such as 100m or 1Gi, not \"{text}\"", value.title());
        sink.report(node.span, message);
    } else if let Some(fault) = form_fault(node, value.schema) {
        sink.report(node.span, format!("{} {fault}", value.title()));
    }
}

/// Whether a value fits what `schema` itself says, without what is inside it.
pub(super) fn fits(node: &Node, schema: Shape<'_>) -> bool {
    let allowed = schema.enums();
    let is_listed = allowed.is_empty() || node.as_str().is_some_and(|text| allowed.contains(&text));
    is_listed
        && number_fault(node, schema).is_none()
        && integer_fault(node, schema).is_none()
        && size_fault(node, schema).is_none()
        && form_fault(node, schema).is_none()
}

/// Nothing written, or null, or an alias, which stands for something else.
fn is_nothing(node: &Node) -> bool {
    matches!(node.kind, NodeKind::Alias(_)) || node.scalar_type() == Some(ScalarType::Null)
}

/// The text that is none of those allowed.
fn enum_fault(value: Value<'_>) -> Option<&str> {
    let allowed = value.schema.enums();
    let text = value.node.as_str()?;
    // To Kubernetes' own types an empty string is the same as nothing.
    let is_own = matches!(value.reader, Reader::Strict | Reader::Patch);
    let is_absent = is_own && (text.is_empty() || is_placeholder(text));
    (!allowed.is_empty() && !is_absent && !allowed.contains(&text)).then_some(text)
}

fn number_fault(node: &Node, schema: Shape<'_>) -> Option<String> {
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
        out.then(|| format!("is {word} {limit}, not {}", node.as_str().unwrap_or_default()))
    };
    let least = schema.minimum().and_then(|limit| bound(limit, true));
    least.or_else(|| schema.maximum().and_then(|limit| bound(limit, false)))
}

/// An integer that its format has no room for.
fn integer_fault(node: &Node, schema: Shape<'_>) -> Option<String> {
    let number = node.as_f64().filter(|_| schema.ty() == SchemaType::Integer)?;
    let fits = match schema.format()? {
        "int32" => (f64::from(i32::MIN)..=f64::from(i32::MAX)).contains(&number),
        "int64" => node.as_i64().is_some() || number.abs() < 9.2e18,
        _ => true,
    };
    (!fits).then(|| format!("is too great: {}", node.as_str().unwrap_or_default()))
}

fn size_fault(node: &Node, schema: Shape<'_>) -> Option<String> {
    let (size, (least, most), what) = match &node.kind {
        NodeKind::Sequence(items) => (items.len(), schema.item_count(), "item"),
        NodeKind::Mapping(fields) => (fields.len(), schema.field_count(), "field"),
        NodeKind::Scalar(text, _) if node.scalar_type() == Some(ScalarType::String) => {
            (text.chars().count(), schema.length(), "character")
        }
        _ => return None,
    };
    if size == 0 && least == Some(1) {
        return Some("cannot be empty".to_owned());
    }
    let plural = |count: u32| if count == 1 { "" } else { "s" };
    if let Some(least) = least.filter(|least| size < *least as usize) {
        return Some(format!("has at least {least} {what}{}", plural(least)));
    }
    let most = most.filter(|most| size > *most as usize)?;
    Some(format!("has at most {most} {what}{}, not {size}", plural(most)))
}

fn form_fault(node: &Node, schema: Shape<'_>) -> Option<String> {
    let text = node.as_str().filter(|_| node.scalar_type() == Some(ScalarType::String))?;
    if let Some(pattern) = schema.pattern()
        && pattern::matches(pattern, text) == Some(false)
    {
        return Some(if schema.int_or_string() && pattern.contains("[KMGTPE]i") {
            format!("takes a quantity such as 100m or 1Gi, not \"{text}\"")
        } else {
            format!("matches {pattern}, which \"{text}\" does not")
        });
    }
    let wanted = schema.format().and_then(|format| format::fault(format, text))?;
    Some(format!("takes {wanted}, not \"{text}\""))
}
