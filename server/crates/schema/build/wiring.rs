//! Which attribute of which resource type an argument takes: `subnet_id` takes `aws_subnet.id`.
//!
//! Three sources, the first that answers wins: the reviewed rules of `data/wiring`, what the examples of a
//! provider's documentation show (`data/hints`), and the argument's own name.

mod infer;
mod mined;
mod rules;

use std::collections::BTreeMap;

use crate::facts::{Body, Hints, Provider, Type};
pub(crate) use rules::Rules;

/// An attribute of a resource type, as a reference to it is written: `arn`, `metadata[0].name`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Target {
    pub(crate) resource: String,
    pub(crate) attribute: String,
}

/// Where an answer comes from; the number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Basis {
    Reviewed = 0,
    Mined = 1,
    Inferred = 2,
}

/// Everything one provider's answers are made from.
pub(crate) struct Sources<'a> {
    pub(crate) name: &'a str,
    pub(crate) resources: &'a BTreeMap<String, Body>,
    pub(crate) rules: &'a Rules,
    pub(crate) hints: &'a Hints,
}

/// An argument that may take a reference.
pub(crate) struct Argument<'a> {
    pub(crate) resource: &'a str,
    /// Names of the blocks and the argument, with dots between.
    pub(crate) path: &'a str,
}

impl<'a> Argument<'a> {
    /// The argument's own name.
    pub(crate) fn name(&self) -> &'a str {
        self.path.rsplit('.').next().unwrap_or(self.path)
    }

    /// The block it stands in.
    pub(crate) fn block(&self) -> Option<&'a str> {
        self.path.rsplit('.').nth(1)
    }
}

/// Answers by resource type and path.
pub(crate) type Wiring = BTreeMap<String, BTreeMap<String, (Target, Basis)>>;

/// Every answer for one provider.
pub(crate) fn of(name: &str, facts: &Provider, rules: &Rules, hints: &Hints) -> Wiring {
    let sources = Sources { name, resources: &facts.resources, rules, hints };
    let mut wiring = Wiring::new();
    for (resource, body) in &facts.resources {
        let mut paths = Vec::new();
        arguments(body, "", &mut paths);
        let answers: BTreeMap<_, _> = paths
            .into_iter()
            .filter_map(|path| {
                let answer = sources.answer(&Argument { resource, path: &path })?;
                Some((path, answer))
            })
            .collect();
        if !answers.is_empty() {
            wiring.insert(resource.clone(), answers);
        }
    }
    wiring
}

impl Sources<'_> {
    fn answer(&self, argument: &Argument) -> Option<(Target, Basis)> {
        if let Some(reviewed) = self.rules.find(argument) {
            return reviewed.clone().map(|target| (target, Basis::Reviewed));
        }
        let inferred = infer::target(self, argument);
        if let Some(target) = mined::target(self, argument, inferred.as_ref()) {
            return Some((target, Basis::Mined));
        }
        inferred.map(|target| (target, Basis::Inferred))
    }

    /// Whether a resource type has a plain attribute with a name.
    fn has(&self, resource: &str, attribute: &str) -> bool {
        let attr = self.resources.get(resource).and_then(|body| body.attrs.get(attribute));
        attr.is_some_and(|attr| matches!(&attr.ty, Type::Plain(name) if name == "string" || name == "number"))
    }
}

/// The paths of all arguments that take strings or numbers, alone or in a list or set.
fn arguments(body: &Body, prefix: &str, paths: &mut Vec<String>) {
    for (name, attr) in &body.attrs {
        if !(attr.required || attr.optional) || (prefix.is_empty() && name == "id") {
            continue;
        }
        let element = match &attr.ty {
            Type::Of(collection, element) if collection != "map" => element,
            other => other,
        };
        match element {
            Type::Plain(plain) if plain == "string" || plain == "number" => {
                paths.push(format!("{prefix}{name}"));
            }
            Type::Object(inner) => arguments(inner, &format!("{prefix}{name}."), paths),
            _ => {}
        }
    }
    for (name, block) in &body.blocks {
        if name != "timeouts" {
            arguments(&block.body, &format!("{prefix}{name}."), paths);
        }
    }
}
