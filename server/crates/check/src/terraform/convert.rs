//! Whether a value may stand where a type is wanted.

use super::types::{Field, Ty, unify_all};
use schema::terraform::Attr;
use smol_str::SmolStr;
use syntax::hcl::{Expr, ExprKind};
use text::Span;

/// Why a value does not convert: where in it, and what is wanted there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mismatch {
    /// Outermost first; empty for the value itself.
    pub(crate) path: Vec<Part>,
    /// `needs a string, not a list`
    pub(crate) reason: String,
}

/// A part of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Element(usize),
    EachElement,
    Attribute(SmolStr),
}

impl Mismatch {
    fn new(reason: impl Into<String>) -> Self {
        Self { path: Vec::new(), reason: reason.into() }
    }

    fn wanted(to: &Ty, from: &Ty) -> Self {
        let quoted = match from {
            Ty::String(Some(text)) if text.len() <= 40 && !to.title().contains("string") => {
                format!(" \"{text}\"")
            }
            _ => String::new(),
        };
        Self::new(format!("needs {}, not {}{quoted}", with_article(&to.title()), with_article(&from.title())))
    }

    fn inside(mut self, step: Part) -> Self {
        self.path.insert(0, step);
        self
    }
}

impl Mismatch {
    /// The part of `expr` that does not convert, as far as it is written out.
    pub(crate) fn span(&self, expr: &Expr) -> Span {
        let mut at = expr;
        for part in &self.path {
            let inner = match (part, &at.kind) {
                (Part::Element(index), ExprKind::List(items)) => items.get(*index),
                (Part::Attribute(name), ExprKind::Object(entries)) => {
                    entries.iter().find(|e| e.key.name() == Some(name)).map(|e| &e.value)
                }
                _ => None,
            };
            let Some(inner) = inner else { break };
            at = inner;
        }
        at.span
    }
}

impl std::fmt::Display for Mismatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for part in &self.path {
            match part {
                Part::Element(index) => write!(f, "element {index} ")?,
                Part::EachElement => f.write_str("each element ")?,
                Part::Attribute(name) => write!(f, "attribute \"{name}\" ")?,
            }
        }
        f.write_str(&self.reason)
    }
}

fn with_article(title: &str) -> String {
    match title {
        "null" | "any value" => title.to_owned(),
        _ if title.starts_with('o') => format!("an {title}"),
        _ => format!("a {title}"),
    }
}

/// Whether `from` converts to `to`, and why not.
pub(crate) fn convert(from: &Ty, to: &Ty) -> Result<(), Mismatch> {
    use Ty::{Any, Body, Bool, List, Map, Null, Number, Object, Set, String, Tuple};
    match (from, to) {
        (Any | Null, _)
        | (_, Any | Null)
        | (String(_) | Number(_) | Bool(_), String(_))
        | (Number(_), Number(_))
        | (Bool(_), Bool(_))
        // What a provider's map or object holds is not looked into.
        | (Body { .. }, Map(_))
        | (Map(_), Body { .. }) => Ok(()),
        (Body { body: a, .. }, Body { body: b, .. }) if a == b => Ok(()),
        (String(text), Number(_)) if text.as_ref().is_none_or(|t| is_number(t)) => Ok(()),
        (String(text), Bool(_)) if text.as_ref().is_none_or(|t| is_bool(t)) => Ok(()),
        (List(f) | Set(f), List(t) | Set(t)) | (Map(f), Map(t)) => {
            convert(f, t).map_err(|m| m.inside(Part::EachElement))
        }
        (Tuple { items, .. }, List(t) | Set(t)) if **t == Any => alike(items.iter(), "elements"),
        (Tuple { items, .. }, List(t) | Set(t)) => each(items.iter().map(|i| (i, &**t))),
        (Tuple { items, .. }, Tuple { items: wanted, .. }) if items.len() == wanted.len() => {
            each(items.iter().zip(wanted.iter()))
        }
        (Tuple { items, .. }, Tuple { items: wanted, .. }) => {
            Err(Mismatch::new(format!("needs {} elements, not {}", wanted.len(), items.len())))
        }
        (Object { fields, .. }, Map(t)) if **t == Any => alike(fields.iter().map(|f| &f.ty), "values"),
        (Object { fields, .. }, Map(t)) => {
            fields.iter().try_for_each(|f| convert(&f.ty, t).map_err(|m| m.inside(attribute(&f.name))))
        }
        (Object { .. } | Body { .. }, Object { fields, .. }) => {
            fields.iter().try_for_each(|f| field(from, f))
        }
        (Map(element), Object { fields, .. }) => {
            fields.iter().try_for_each(|f| convert(element, &f.ty).map_err(|m| m.inside(attribute(&f.name))))
        }
        (Object { .. } | Body { .. }, Body { body, nested }) => {
            body.attrs().try_for_each(|attr| provider_field(from, attr, *nested))?;
            let mut blocks = body.blocks().filter(|b| !nested && from.field(b.name()).is_none());
            blocks.next().map_or(Ok(()), |b| Err(missing(b.name())))
        }
        _ => Err(Mismatch::wanted(to, from)),
    }
}

/// A collection of anything is still one of one type.
fn alike<'a>(items: impl Iterator<Item = &'a Ty>, what: &str) -> Result<(), Mismatch> {
    match unify_all(items) {
        Some(_) => Ok(()),
        None => Err(Mismatch::new(format!("needs {what} of one type"))),
    }
}

fn each<'a>(mut pairs: impl Iterator<Item = (&'a Ty, &'a Ty)>) -> Result<(), Mismatch> {
    let mut index = 0;
    pairs.try_for_each(|(from, to)| {
        let at = index;
        index += 1;
        convert(from, to).map_err(|m| m.inside(Part::Element(at)))
    })
}

fn attribute(name: &str) -> Part {
    Part::Attribute(name.into())
}

fn missing(name: &str) -> Mismatch {
    Mismatch::new(format!("needs the attribute \"{name}\""))
}

fn field(from: &Ty, wanted: &Field) -> Result<(), Mismatch> {
    match from.field(&wanted.name) {
        Some(ty) => convert(&ty, &wanted.ty).map_err(|m| m.inside(attribute(&wanted.name))),
        None if wanted.optional => Ok(()),
        None => Err(missing(&wanted.name)),
    }
}

fn provider_field(from: &Ty, attr: Attr, nested: bool) -> Result<(), Mismatch> {
    let wanted = if nested { Ty::of_attr(attr) } else { Ty::of(attr.ty()) };
    match from.field(attr.name()) {
        Some(ty) => convert(&ty, &wanted).map_err(|m| m.inside(attribute(attr.name()))),
        None if nested && !attr.required() => Ok(()),
        None => Err(missing(attr.name())),
    }
}

/// Whether Terraform reads `text` as a number: decimal digits with an optional sign, fraction and exponent.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok()
}

/// Whether Terraform reads `text` as a boolean.
pub(crate) fn is_bool(text: &str) -> bool {
    matches!(text, "true" | "false" | "1" | "0")
}
