//! What can be told of a traversal without evaluating anything: that a resource has the attribute, that an instance
//! is chosen where there are many, that `each` and `count` stand where they are known. Terraform judges this for
//! every traversal, in `try(...)` and in loops that never run as well.

use super::evaluate::is_static;
use super::fault::{Fault, FaultKind};
use super::scope::{Repetition, Scope};
use crate::nearest;
use schema::terraform::{Attr, BlockType, Body, Nesting};
use smol_str::SmolStr;
use syntax::hcl::{Ident, Step};
use text::Span;
use workspace::{Key, SymbolKind};

/// What the block around an expression gives it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Around {
    /// `count` is set.
    pub(crate) count: bool,
    /// `for_each` is set.
    pub(crate) each: bool,
    /// `self` is known.
    pub(crate) this: bool,
    /// What `self` is, where the provider is bundled.
    pub(crate) this_body: Option<Body>,
}

/// Judges one traversal whose first word is not bound around it.
pub(crate) fn judge(
    scope: &Scope<'_>,
    around: Around,
    root: &Ident,
    steps: &[Step],
    span: Span,
    out: &mut Vec<Fault>,
) {
    let named = |at: usize| match steps.get(at) {
        Some(Step::Attr(name)) => Some(name),
        _ => None,
    };
    let mut context = |message: String| out.push(Fault::new(FaultKind::Context, span, message));
    match (root.text.as_str(), named(0), named(1)) {
        ("each", _, _) if !around.each => context("each is known only in a block that sets for_each".into()),
        ("count", _, _) if !around.count => context("count is known only in a block that sets count".into()),
        ("self", _, _) if !around.this => {
            context("self is known only in provisioner, connection and postcondition blocks".into());
        }
        ("each", name, _) => members(root, name, &["key", "value"], span, out),
        ("count", name, _) => members(root, name, &["index"], span, out),
        ("path", name, _) => members(root, name, &["cwd", "module", "root"], span, out),
        ("terraform", name, _) => members(root, name, &["workspace", "applying"], span, out),
        ("var" | "local" | "module", None, _) => {
            context(format!("{} is followed by the name of one: {}.NAME", root.text, root.text));
        }
        ("data" | "ephemeral" | "resource", of, name) if of.is_none() || name.is_none() => {
            context(format!("{} is followed by a type and a name: {}.TYPE.NAME", root.text, root.text));
        }
        ("data", Some(of), Some(name)) => {
            resource(scope, SymbolKind::DataSource, of, name, steps.get(2..), out);
        }
        ("resource", Some(of), Some(name)) => {
            resource(scope, SymbolKind::Resource, of, name, steps.get(2..), out);
        }
        ("self", Some(_), _) => {
            if let Some(body) = around.this_body {
                in_body(body, fixed(steps), "self", out);
            }
        }
        ("var" | "local" | "module" | "ephemeral" | "self", ..) => {}
        (_, Some(name), _) => resource(scope, SymbolKind::Resource, root, name, steps.get(1..), out),
        (word, None, _) => {
            context(format!(
                "\"{word}\" stands for nothing here; a reference to a resource is TYPE.NAME, a string has quotes"
            ));
        }
    }
}

fn members(root: &Ident, name: Option<&Ident>, known: &[&str], span: Span, out: &mut Vec<Fault>) {
    if name.is_some_and(|n| known.contains(&n.text.as_str())) {
        return;
    }
    let all: Vec<String> = known.iter().map(|k| format!("{}.{k}", root.text)).collect();
    let message = format!("{} has only {}", root.text, all.join(" and "));
    let at = name.map_or(span, |n| n.span);
    let meant = name.and_then(|n| nearest(&n.text, known.iter().copied()));
    out.push(Fault::new(FaultKind::Context, at, message).meant(at, meant));
}

fn resource(
    scope: &Scope<'_>,
    kind: SymbolKind,
    of: &Ident,
    name: &Ident,
    rest: Option<&[Step]>,
    out: &mut Vec<Fault>,
) {
    let Some(found) = scope.resource(&Key::new(kind, of.text.clone(), name.text.clone())) else { return };
    let rest = fixed(rest.unwrap_or_default());
    let address = Address { of: &of.text, name: &name.text };
    let rest = match (found.repetition, rest) {
        (_, []) => return,
        (Repetition::Single, [Step::Index(span, _) | Step::LegacyIndex(span, _), ..]) => {
            let message = format!(
                "{address} is one instance, as it sets neither count nor for_each; take the index away"
            );
            out.push(Fault::new(FaultKind::Attribute, *span, message));
            return;
        }
        (Repetition::Single, rest) => rest,
        (many, [Step::Attr(attr), ..]) => {
            let (argument, index) =
                if many == Repetition::Count { ("count", "0") } else { ("for_each", "\"KEY\"") };
            let message = format!(
                "{address} sets {argument}, so an instance must be chosen: {address}[{index}].{}",
                attr.text
            );
            out.push(Fault::new(FaultKind::Attribute, attr.span, message));
            rest
        }
        (_, rest) => rest.get(1..).unwrap_or_default(),
    };
    if let Some(body) = found.body {
        in_body(body, rest, &address.to_string(), out);
    }
}

/// The steps that can be judged without evaluating anything.
fn fixed(steps: &[Step]) -> &[Step] {
    let count = steps.iter().take_while(|s| is_static(s)).count();
    steps.get(..count).unwrap_or_default()
}

struct Address<'a> {
    of: &'a SmolStr,
    name: &'a SmolStr,
}

impl std::fmt::Display for Address<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.of, self.name)
    }
}

/// Whether `steps` lead somewhere in an object that a schema describes.
pub(crate) fn in_body(body: Body, steps: &[Step], place: &str, out: &mut Vec<Fault>) {
    let (name, rest) = match steps {
        [Step::Attr(name), rest @ ..] => (name, rest),
        [Step::Index(span, _) | Step::LegacyIndex(span, _), ..] => {
            out.push(Fault::new(
                FaultKind::Attribute,
                *span,
                format!("{place} is an object; read an attribute of it by a dot"),
            ));
            return;
        }
        _ => return,
    };
    if let Some(attr) = body.attr(&name.text) {
        super::evaluate::judge_steps(attr, rest, out);
    } else if let Some(block) = body.block(&name.text) {
        in_block(block, rest, &format!("{place}.{}", name.text), out);
    } else {
        let names = body.attrs().map(Attr::name).chain(body.blocks().map(BlockType::name));
        let meant = nearest(&name.text, names);
        let message = format!("{place} has no attribute \"{}\"", name.text);
        out.push(Fault::new(FaultKind::Attribute, name.span, message).meant(name.span, meant));
    }
}

fn in_block(block: BlockType, steps: &[Step], place: &str, out: &mut Vec<Fault>) {
    let nesting = super::types::Ty::of_blocks(block.nesting(), block.body());
    let Some(first) = steps.first() else { return };
    let is_set = matches!(nesting, super::types::Ty::Set(_));
    match (block.nesting(), first) {
        (Nesting::Single, _) => in_body(block.body(), steps, place, out),
        (_, step) if is_set => {
            let message = format!(
                "{place} is a set, whose elements have no index; walk it by for or make it a list by tolist(...)"
            );
            out.push(Fault::new(FaultKind::Attribute, span_of(step), message));
        }
        (Nesting::Map, _) | (_, Step::Index(..) | Step::LegacyIndex(..)) => {
            in_body(block.body(), steps.get(1..).unwrap_or_default(), &format!("{place}[...]"), out);
        }
        (_, Step::Attr(name)) => {
            let message = format!(
                "{place} is a list; read \"{}\" from one of it by {place}[0].{}",
                name.text, name.text
            );
            out.push(Fault::new(FaultKind::Attribute, name.span, message));
        }
        _ => {}
    }
}

fn span_of(step: &Step) -> Span {
    match step {
        Step::Attr(name) => name.span,
        Step::LegacyIndex(span, _) | Step::Index(span, _) | Step::AttrSplat(span) | Step::FullSplat(span) => {
            *span
        }
    }
}
