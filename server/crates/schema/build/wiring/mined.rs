//! What examples show, when they agree.

use std::collections::BTreeMap;

use super::{Argument, Sources, Target};

/// The target that most examples use, if they decide: six in ten name its resource type, or the argument's own
/// name points to the same type.
pub(super) fn target(sources: &Sources, argument: &Argument, inferred: Option<&Target>) -> Option<Target> {
    let seen = sources.hints.references.get(argument.resource)?.get(argument.path)?;
    let mut by_type: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for (reference, count) in seen {
        let (resource, attribute) = reference.split_once('.')?;
        let target = origin(sources, resource, attribute);
        *by_type.entry(target.resource).or_default().entry(target.attribute).or_default() += count;
    }
    let sum = |attributes: &BTreeMap<String, u32>| attributes.values().sum::<u32>();
    let all: u32 = by_type.values().map(sum).sum();
    let (resource, attributes) = by_type.iter().max_by_key(|(_, attributes)| sum(attributes))?;
    let agreed = inferred.is_some_and(|target| target.resource == *resource);
    if resource == argument.resource || !(sum(attributes) * 10 >= all * 6 || agreed) {
        return None;
    }
    let kind = |attribute: &str| argument.name().trim_end_matches('s').ends_with(attribute);
    let (attribute, _) = attributes.iter().max_by_key(|(attribute, count)| (**count, kind(attribute)))?;
    Some(Target { resource: resource.clone(), attribute: attribute.clone() })
}

/// Follows attributes that only pass on what another resource exports: `api_name` of an operation is the name
/// of the API.
fn origin(sources: &Sources, resource: &str, attribute: &str) -> Target {
    let mut target = Target { resource: resource.to_owned(), attribute: attribute.to_owned() };
    for _ in 0..4 {
        let Some(seen) =
            sources.hints.references.get(&target.resource).and_then(|all| all.get(&target.attribute))
        else {
            break;
        };
        let Some((next, _)) = seen.iter().max_by_key(|(_, count)| **count) else { break };
        let Some((resource, attribute)) = next.split_once('.') else { break };
        target = Target { resource: resource.to_owned(), attribute: attribute.to_owned() };
    }
    target
}
