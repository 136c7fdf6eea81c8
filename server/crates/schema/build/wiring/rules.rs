//! Reviewed rules, one a line: `[TYPE:] ARGUMENT -> TYPE.ATTRIBUTE`, or `-> -` where nothing is to be wired.
//!
//! An argument without dots is meant by its own name wherever it stands, one with dots by its whole path, one
//! with a slash before it where it stands in no block. `*`
//! stands for any run of characters, `|` parts alternatives. The first line that matches decides; a line
//! without a type never makes a resource refer to its own kind. `#` starts a comment.

use std::cell::Cell;
use std::collections::BTreeMap;

use super::{Argument, Target};
use crate::facts::Provider;

/// The rules of one provider, in order.
#[derive(Default)]
pub(crate) struct Rules(Vec<Rule>);

struct Rule {
    line: String,
    decided: Cell<bool>,
    resource: Option<String>,
    argument: String,
    target: Option<Target>,
}

impl Rules {
    /// Panics on a line it can't read: the build shall stop.
    pub(crate) fn parse(text: &str) -> Self {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or("").trim());
        Self(lines.filter(|line| !line.is_empty()).map(Rule::parse).collect())
    }

    /// What the first matching rule says: a target, or that there is none.
    pub(crate) fn find(&self, argument: &Argument) -> Option<&Option<Target>> {
        let rule = self.0.iter().find(|rule| rule.applies(argument))?;
        rule.decided.set(true);
        Some(&rule.target)
    }

    /// Panics when a rule decided nothing: it is misspelt, or an earlier one decides all that it means.
    pub(crate) fn check_used(&self) {
        let idle: Vec<&str> =
            self.0.iter().filter(|rule| !rule.decided.get()).map(|rule| rule.line.as_str()).collect();
        assert!(idle.is_empty(), "wiring rules that decide nothing:\n{}", idle.join("\n"));
    }

    /// Panics when rules name targets that no provider has.
    pub(crate) fn check(&self, providers: &BTreeMap<String, Provider>) {
        let targets = self.0.iter().filter_map(|rule| rule.target.as_ref());
        let unknown: Vec<&Target> = targets.filter(|target| !known(providers, target)).collect();
        assert!(unknown.is_empty(), "wiring rules name unknown targets: {unknown:?}");
    }
}

/// Whether some provider has the attribute, which may lie in blocks: `metadata[0].name`.
fn known(providers: &BTreeMap<String, Provider>, target: &Target) -> bool {
    let mut body = providers.values().find_map(|provider| provider.resources.get(&target.resource));
    target.attribute.split('.').map(|part| part.trim_end_matches("[0]")).all(|part| {
        let attr = body.and_then(|body| body.attrs.get(part));
        let block = body.and_then(|body| body.blocks.get(part));
        body = block.map(|block| &block.body).or_else(|| attr.and_then(|attr| attr.ty.object()));
        attr.is_some() || block.is_some()
    })
}

impl Rule {
    fn parse(line: &str) -> Self {
        let bad = || panic!("not a wiring rule: {line}");
        let Some((left, right)) = line.split_once("->") else { bad() };
        let (resource, argument) = match left.split_once(':') {
            Some((resource, argument)) => (Some(resource.trim().to_owned()), argument),
            None => (None, left),
        };
        let target = match right.trim() {
            "-" => None,
            target => match target.split_once('.') {
                Some((resource, attribute)) => {
                    Some(Target { resource: resource.to_owned(), attribute: attribute.to_owned() })
                }
                None => bad(),
            },
        };
        Self {
            line: line.to_owned(),
            decided: Cell::new(false),
            resource,
            argument: argument.trim().to_owned(),
            target,
        }
    }

    fn applies(&self, argument: &Argument) -> bool {
        let resource = match (&self.resource, &self.target) {
            (Some(resource), _) => alternatives(resource, argument.resource),
            (None, Some(target)) => target.resource != argument.resource,
            (None, None) => true,
        };
        resource
            && self.argument.split('|').map(str::trim).any(|pattern| {
                let whole = pattern.contains('.') || pattern.starts_with('/');
                glob(pattern.trim_start_matches('/'), if whole { argument.path } else { argument.name() })
            })
    }
}

fn alternatives(patterns: &str, text: &str) -> bool {
    patterns.split('|').any(|pattern| glob(pattern.trim(), text))
}

/// Whether a text is what a pattern with `*` describes.
fn glob(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((head, rest)) => text.strip_prefix(head).is_some_and(|text| {
            (0..=text.len()).any(|skip| text.get(skip..).is_some_and(|text| glob(rest, text)))
        }),
    }
}
