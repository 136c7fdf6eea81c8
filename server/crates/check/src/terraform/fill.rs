//! The arguments and blocks that a body lacks and must have, written with a value of the right type to start from.

use super::schema::BodySchema;
use super::types::Ty;
use schema::terraform::{Attr, BlockType, Body as ProviderBody, Nesting, Type};
use std::fmt::Write as _;
use syntax::hcl::{Block, Body, ExprKind};

/// Deeper required blocks are left to the writer.
const DEEPEST: usize = 6;

/// Names of required arguments that `body` does not set, in the schema's order.
pub(crate) fn missing_arguments(body: &Body, schema: BodySchema) -> Vec<&'static str> {
    schema
        .required()
        .filter(|name| body.attribute(name).is_none() && body.blocks_named(name).next().is_none())
        .collect()
}

/// How many blocks `name` the `dynamic` blocks of `body` make; `None` where that is not written out.
pub(crate) fn dynamic_count(body: &Body, name: &str) -> Option<u32> {
    let mut of_name = body.blocks_named("dynamic").filter(|b| b.label(0) == Some(name));
    of_name.try_fold(0, |sum, block| is_written_out(block).then(|| sum + length(block)))
}

/// Whether the list that a `dynamic` block walks is written out.
pub(crate) fn is_written_out(dynamic: &Block) -> bool {
    dynamic.body.attribute("for_each").is_some_and(|a| matches!(a.value.kind, ExprKind::List(_)))
}

/// How many elements the list that a `dynamic` block walks has written out.
pub(crate) fn length(dynamic: &Block) -> u32 {
    match dynamic.body.attribute("for_each").map(|a| &a.value.kind) {
        Some(ExprKind::List(items)) => items.len() as u32,
        _ => 0,
    }
}

/// Required block types of which `body` has too few. A `dynamic` block may stand for any number.
pub(crate) fn missing_blocks(body: &Body, schema: BodySchema) -> Vec<BlockType> {
    let types = schema.provider.into_iter().flat_map(ProviderBody::blocks);
    let lacks = |block: &BlockType| {
        let written = body.blocks_named(block.name()).count() as u32;
        let Some(dynamic) = dynamic_count(body, block.name()) else { return false };
        // A block written as an argument is another fault.
        block.min().unwrap_or(0) > written + dynamic
            && counts(*block)
            && body.attribute(block.name()).is_none()
    };
    types.filter(lacks).collect()
}

/// Whether Terraform itself counts blocks of this type.
pub(crate) fn counts(block: BlockType) -> bool {
    matches!(block.nesting(), Nesting::List | Nesting::Set) && !block.is_attribute()
}

/// What `missing` look like when written, a line each or more, without indentation.
pub(crate) fn written(missing: &[&'static str], blocks: &[BlockType], schema: BodySchema) -> String {
    let mut out = String::new();
    let width = missing.iter().map(|name| name.len()).max().unwrap_or(0);
    for name in missing {
        let ty = schema.provider.and_then(|b| b.attr(name)).map_or(Ty::STRING, Ty::of_attr);
        let _ = writeln!(out, "{name:width$} = {}", placeholder(&ty, 0));
    }
    for block in blocks {
        for _ in 0..block.min().unwrap_or(1).max(1) {
            write_block(&mut out, *block, 0);
        }
    }
    out
}

fn write_block(out: &mut String, block: BlockType, depth: usize) {
    let indent = "  ".repeat(depth);
    let _ = writeln!(out, "{indent}{} {{", block.name());
    let required: Vec<Attr> = block.body().attrs().filter(|a| a.required()).collect();
    let width = required.iter().map(|a| a.name().len()).max().unwrap_or(0);
    for attr in required {
        let _ = writeln!(
            out,
            "{indent}  {:width$} = {}",
            attr.name(),
            placeholder(&Ty::of_attr(attr), depth + 1)
        );
    }
    if depth < DEEPEST {
        for nested in block.body().blocks().filter(|b| b.required() && counts(*b)) {
            write_block(out, nested, depth + 1);
        }
    }
    let _ = writeln!(out, "{indent}}}");
}

/// A value of type `ty` that says nothing yet.
pub(crate) fn placeholder(ty: &Ty, depth: usize) -> String {
    match ty {
        Ty::String(_) => "\"\"".into(),
        Ty::Number(_) => "0".into(),
        Ty::Bool(_) => "false".into(),
        Ty::List(_) | Ty::Set(_) | Ty::Tuple { .. } => "[]".into(),
        Ty::Map(_) | Ty::Object { .. } => "{}".into(),
        Ty::Any | Ty::Null => "null".into(),
        Ty::Body { body, .. } => {
            let required: Vec<Attr> = body.attrs().filter(|a| a.required()).collect();
            if required.is_empty() || depth >= DEEPEST {
                return "{}".into();
            }
            let indent = "  ".repeat(depth + 1);
            let fields = required.iter().fold(String::new(), |mut out, attr| {
                let _ =
                    writeln!(out, "{indent}{} = {}", attr.name(), placeholder(&Ty::of(attr.ty()), depth + 1));
                out
            });
            format!("{{\n{fields}{}}}", "  ".repeat(depth))
        }
    }
}

/// A value of the provider's type `ty` that says nothing yet, such as `""` or `[]`.
pub fn placeholder_of(ty: Type) -> String {
    placeholder(&Ty::of(ty), 0)
}
