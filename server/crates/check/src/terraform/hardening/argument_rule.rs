use super::{Origin, Resource};
use crate::hardening::{Patch, hcl_edits};
use crate::report::{Place, Sink};
use std::fmt::Write as _;
use syntax::hcl::{Attribute, Block, Body};
use text::TextEdit;

/// What an argument must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Want {
    /// One of these values; nothing is as bad as another value.
    Is(&'static [&'static str]),
    /// None of these values; nothing is good.
    IsNot(&'static [&'static str]),
    /// None of these values; nothing is as bad.
    Other(&'static [&'static str]),
    /// Anything but nothing, null and the empty text.
    Present,
    /// A number no smaller than this; nothing is bad.
    AtLeast(u64),
}

/// Whether a nested block must be there for its argument to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    /// The resource is as bad without the block.
    Always,
    /// Only blocks that are written are judged.
    WhereWritten,
}

/// A rule about one argument: all that the check, the fix and the example need.
#[derive(Debug)]
pub(crate) struct Argument {
    pub(crate) resources: &'static [&'static str],
    /// The nested blocks that it stands in.
    pub(crate) path: &'static [&'static str],
    pub(crate) name: &'static str,
    pub(crate) want: Want,
    pub(crate) scope: Scope,
    /// The expression that the fix gives it; nothing where a person must choose.
    pub(crate) set: Option<&'static str>,
    /// What follows the resource's address in the message.
    pub(crate) says: &'static str,
    /// Whether the rule is about this resource at all.
    pub(crate) when: fn(&Resource<'_>) -> bool,
    /// Arguments that the example needs to be about.
    pub(crate) given: &'static str,
}

/// What a row says where it says nothing else.
pub(crate) const ROW: Argument = Argument {
    resources: &[],
    path: &[],
    name: "",
    want: Want::Present,
    scope: Scope::Always,
    set: None,
    says: "",
    when: always,
    given: "",
};

pub(crate) fn always(_: &Resource<'_>) -> bool {
    true
}

/// What is found at an argument's place.
enum Spot<'a> {
    /// No argument, in this block.
    Missing(&'a Block),
    /// The argument, in this block.
    There(&'a Block, &'a Attribute),
}

impl Argument {
    pub(crate) fn check(&self, resource: &Resource<'_>, sink: &mut Sink<'_>) {
        if !(self.when)(resource) {
            return;
        }
        let mut places = Vec::new();
        let is_dynamic = self.collect(resource.block, &resource.block.body, self.path, &mut places);
        if is_dynamic {
            return;
        }
        for place in places {
            match place {
                Spot::Missing(block) => self.missing(resource, block, sink),
                Spot::There(block, attribute) => self.judge(resource, block, attribute, sink),
            }
        }
    }

    /// The places of the argument below `body`; the answer is whether a block that is made by `dynamic` may be one.
    fn collect<'a>(&self, block: &'a Block, body: &'a Body, path: &[&str], out: &mut Vec<Spot<'a>>) -> bool {
        let Some((next, rest)) = path.split_first() else {
            out.push(match body.attribute(self.name) {
                Some(attribute) => Spot::There(block, attribute),
                None => Spot::Missing(block),
            });
            return false;
        };
        let mut is_dynamic = false;
        let mut any = false;
        for inner in body.blocks() {
            if inner.keyword.text == *next {
                any = true;
                is_dynamic |= self.collect(inner, &inner.body, rest, out);
            } else if inner.keyword.text == "dynamic" && inner.label(0) == Some(next) {
                any = true;
                match inner.body.blocks_named("content").next() {
                    Some(content) => is_dynamic |= self.collect(content, &content.body, rest, out),
                    None => is_dynamic = true,
                }
            }
        }
        if !any && body.attribute(next).is_some() {
            return true;
        }
        if !any && self.scope == Scope::Always {
            out.push(Spot::Missing(block));
        }
        is_dynamic
    }

    fn missing(&self, resource: &Resource<'_>, block: &Block, sink: &mut Sink<'_>) {
        if matches!(self.want, Want::IsNot(_)) {
            return;
        }
        let message = format!("{} {}", resource.address(), self.says);
        let found = sink.report(block.header(), message);
        self.patch(resource, block, found);
    }

    fn patch(&self, resource: &Resource<'_>, block: &Block, found: &mut crate::report::Found) {
        let Some(value) = self.set else { return };
        // What stands above the block already is not written again.
        let depth =
            self.path.iter().position(|name| block.keyword.text == *name || self.is_content(block, name));
        let rest = depth.map_or(self.path, |depth| self.path.get(depth + 1..).unwrap_or_default());
        let title = format!("Set {} to {value}", [self.path, &[self.name]].concat().join("."));
        let patch = Patch::new().argument(block.span, rest, self.name, value);
        found.patch(title, resource.context.unit, patch);
    }

    fn is_content(&self, block: &Block, name: &str) -> bool {
        block.keyword.text == "content" && self.path.last() == Some(&name)
    }

    fn judge(&self, resource: &Resource<'_>, block: &Block, attribute: &Attribute, sink: &mut Sink<'_>) {
        let seen = resource.values().of(&attribute.value);
        let Some(bad) = seen.iter().find(|seen| seen.text.as_deref().is_some_and(|text| self.is_bad(text)))
        else {
            return;
        };
        let message = format!("{} {}", resource.address(), self.says);
        let found = sink.report(attribute.value.span, message);
        match &bad.origin {
            Origin::Here if bad.expr.is_some() => self.patch(resource, block, found),
            Origin::Here => {}
            Origin::There(title, site, span) => {
                found.related(*site, *span, format!("{title} gives the value"));
                if let (Some(value), Some(expr)) = (self.set, bad.expr.filter(|e| e.is_literal())) {
                    let edit = TextEdit::replace(expr.span, value);
                    found.fix_at(format!("Change {title} to {value}"), vec![(Place::from(*site), edit)]);
                }
            }
        }
    }

    fn is_bad(&self, text: &str) -> bool {
        let is_nothing = text == "null" || text.is_empty();
        let is = |values: &[&str]| values.iter().any(|value| value.eq_ignore_ascii_case(text));
        match self.want {
            Want::Is(values) => !is(values),
            Want::IsNot(values) => is(values),
            Want::Other(values) => is_nothing || is(values),
            Want::Present => is_nothing,
            Want::AtLeast(least) => text.parse::<u64>().map_or(is_nothing, |n| n < least),
        }
    }

    /// A resource with the fault, and what the fix makes of it.
    pub(crate) fn example(&self) -> (String, String) {
        let kind = self.resources.first().copied().unwrap_or_default();
        let value = match self.want {
            Want::IsNot([value, ..]) => Some(quoted(value)),
            _ => None,
        };
        let opens = value.is_some() || self.scope == Scope::WhereWritten;
        let mut inside = String::new();
        if opens {
            let depth = self.path.len();
            for (level, name) in self.path.iter().enumerate() {
                let _ = writeln!(inside, "{}{name} {{", "  ".repeat(level + 1));
            }
            if let Some(value) = value {
                let _ = writeln!(inside, "{}{} = {value}", "  ".repeat(depth + 1), self.name);
            }
            for level in (0..depth).rev() {
                let _ = writeln!(inside, "{}}}", "  ".repeat(level + 1));
            }
        }
        let given = self.given.lines().fold(String::new(), |all, line| format!("{all}  {line}\n"));
        let bad = format!("resource \"{kind}\" \"example\" {{\n{given}{inside}}}\n");
        let good = self.set.and_then(|set| {
            let root = syntax::hcl::parse(&bad).root;
            let block = root.blocks().next()?;
            let patch = Patch::new().argument(block.span, self.path, self.name, set);
            text::apply(&bad, &hcl_edits(&bad, &root, &patch)).ok()
        });
        let good = good.unwrap_or_else(|| bad.clone());
        (bad, good)
    }
}

/// A value as an expression: quoted unless it is a number or a boolean.
fn quoted(value: &str) -> String {
    let is_bare = matches!(value, "true" | "false") || value.parse::<f64>().is_ok();
    if is_bare { value.to_owned() } else { format!("\"{value}\"") }
}
