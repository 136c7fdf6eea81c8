//! What an argument's own name says: `user_pool_id` of `aws_cognito_user_pool_client` takes
//! `aws_cognito_user_pool.id`.

use super::{Argument, Sources, Target};

/// Words that say which one of a kind is meant, not which kind.
const ROLES: &[&str] = &[
    "associated",
    "backup",
    "base",
    "default",
    "destination",
    "existing",
    "linked",
    "parent",
    "peer",
    "primary",
    "remote",
    "replica",
    "secondary",
    "shared",
    "source",
    "target",
];

/// What the argument takes of its target.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Id,
    Arn,
    Name,
    SelfLink,
    /// The name has no ending that says.
    Plain,
}

const ENDINGS: &[(&str, Kind)] = &[
    ("_self_links", Kind::SelfLink),
    ("_self_link", Kind::SelfLink),
    ("_ids", Kind::Id),
    ("_id", Kind::Id),
    ("_arns", Kind::Arn),
    ("_arn", Kind::Arn),
    ("_names", Kind::Name),
    ("_name", Kind::Name),
];

/// The resource type that the argument's name spells, if it has the attribute that the name asks for.
pub(super) fn target(sources: &Sources, argument: &Argument) -> Option<Target> {
    let (stem, kind) = split(argument)?;
    if kind == Kind::Plain && sources.name != "google" {
        return None;
    }
    let resource = resource(sources, argument.resource, &stem)?;
    let attribute = attribute(sources, argument, &resource, kind)?;
    Some(Target { resource, attribute })
}

/// The name without its ending, and what the ending asks for. `id` and `arn` in a block speak of what the block
/// is called.
fn split(argument: &Argument) -> Option<(String, Kind)> {
    let name = argument.name();
    let alone = match name {
        "id" => Some(Kind::Id),
        "arn" => Some(Kind::Arn),
        _ => None,
    };
    if let Some(kind) = alone {
        return Some((argument.block()?.to_owned(), kind));
    }
    let ending =
        ENDINGS.iter().find_map(|(ending, kind)| Some((name.strip_suffix(ending)?.to_owned(), *kind)));
    Some(ending.unwrap_or_else(|| (name.to_owned(), Kind::Plain)))
}

/// The type that a stem spells, seen from a resource type: its nearest relative first (`aws_api_gateway_stage`
/// before `aws_stage`), then without the words that only give a role.
fn resource(sources: &Sources, from: &str, stem: &str) -> Option<String> {
    let (prefix, tail) = from.split_once('_')?;
    let words: Vec<&str> = tail.split('_').collect();
    let mut stem = stem;
    loop {
        for taken in (0..=words.len()).rev() {
            let family = words.get(..taken)?.join("_");
            let separator = if taken == 0 { "" } else { "_" };
            let candidate = format!("{prefix}_{family}{separator}{stem}");
            if candidate == from {
                return None;
            }
            if sources.resources.contains_key(&candidate) {
                return Some(candidate);
            }
        }
        if let Some(only) = only_ending(sources, from, stem) {
            return Some(only);
        }
        let (role, rest) = stem.split_once('_')?;
        if !ROLES.contains(&role) {
            return None;
        }
        stem = rest;
    }
}

/// The only type of the provider that ends with a stem of two words or more.
fn only_ending(sources: &Sources, from: &str, stem: &str) -> Option<String> {
    if !stem.contains('_') {
        return None;
    }
    let ending = format!("_{stem}");
    let mut found = sources.resources.keys().filter(|name| name.ends_with(&ending));
    let only = found.next()?;
    (found.next().is_none() && only != from).then(|| only.clone())
}

fn attribute(sources: &Sources, argument: &Argument, resource: &str, kind: Kind) -> Option<String> {
    let name = argument.name();
    let first = |names: &[&str]| {
        let found = names.iter().find(|name| sources.has(resource, name));
        found.map(|name| (*name).to_owned())
    };
    if kind != Kind::Plain && sources.has(resource, name) {
        return Some(name.to_owned());
    }
    match kind {
        Kind::Id => first(&["id"]),
        Kind::Arn => first(&["arn"]),
        Kind::Name => first(&["name"]),
        Kind::SelfLink => first(&["self_link"]),
        Kind::Plain if argument.resource.contains("_iam_") => first(&["name", "id"]),
        Kind::Plain => first(&["id", "name"]),
    }
}
