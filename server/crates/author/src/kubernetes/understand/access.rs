//! Service accounts and rights: `can read pods`, `allowed to delete jobs`.

use super::super::graph::Right;
use super::Reader;
use crate::intent::Shape;

/// Verbs of the API by the words people use.
const VERBS: &[(&str, &[&str])] = &[
    ("read", &["get", "list", "watch"]),
    ("view", &["get", "list", "watch"]),
    ("get", &["get"]),
    ("list", &["list"]),
    ("watch", &["watch"]),
    ("create", &["create"]),
    ("update", &["update"]),
    ("patch", &["patch"]),
    ("delete", &["delete"]),
    ("write", &["create", "update", "patch"]),
    ("edit", &["get", "list", "watch", "create", "update", "patch"]),
    ("modify", &["update", "patch"]),
    ("manage", &["get", "list", "watch", "create", "update", "patch", "delete"]),
    ("restart", &["get", "patch"]),
    ("scale", &["get", "patch"]),
    ("exec", &["create"]),
];

/// Words of sentences about rights.
const ALLOWING: &[&str] = &[
    "role",
    "rbac",
    "clusterrole",
    "permission",
    "allowed",
    "allow",
    "can",
    "able",
    "access",
    "right",
    "serviceaccount",
    "account",
];

/// `read pods`, `get, list and watch deployments`, where the words speak of rights
pub(super) fn rights(reader: &mut Reader, at: usize) -> Option<usize> {
    let context = reader.intent.sentence_of(at).any(|i| reader.is(i, ALLOWING));
    if !context && !reader.loose.iter().any(|l| l.concept.contains("Role")) {
        return None;
    }
    let (verbs, next) = verbs(reader, at);
    let (resources, end) = resources(reader, next);
    if verbs.is_empty() || resources.is_empty() {
        return None;
    }
    let listed: Vec<String> = resources.iter().map(|(_, name)| name.clone()).collect();
    reader.note(at..end, format!("may {} {}", verbs.join(", "), listed.join(", ")));
    let rights = grouped(&resources, &verbs);
    let role = reader.loose.iter_mut().rev().find(|l| l.concept.contains("Role"));
    match role {
        Some(role) => role.rights.extend(rights),
        None => reader.app().account.rules.extend(rights),
    }
    Some(end - at)
}

/// The verbs of the API that the words from `at` on name, and the word after them.
fn verbs(reader: &Reader, at: usize) -> (Vec<String>, usize) {
    const BETWEEN: &[&str] = &["and", "or", "access", "to", "only", "permission", "on", "the", "all", "any"];
    let mut verbs: Vec<String> = Vec::new();
    let mut next = at;
    while let Some(list) = reader.word(next).filter(|word| !word.quoted).and_then(|word| {
        let stem = word.lemma.strip_suffix("ing").unwrap_or(&word.lemma);
        VERBS.iter().find(|(verb, _)| *verb == word.lemma || *verb == stem).map(|(_, list)| *list)
    }) {
        for verb in list {
            if !verbs.iter().any(|v| v == verb) {
                verbs.push((*verb).to_owned());
            }
        }
        next += 1;
        while reader.is(next, BETWEEN) || reader.punct(next, ',') || reader.punct(next, '/') {
            next += 1;
        }
    }
    (verbs, next)
}

/// One right for each API group.
fn grouped(resources: &[(String, String)], verbs: &[String]) -> Vec<Right> {
    let mut rights: Vec<Right> = Vec::new();
    for (group, name) in resources {
        match rights.iter_mut().find(|right| right.groups.first() == Some(group)) {
            Some(right) => right.resources.push(name.clone()),
            None => rights.push(Right {
                groups: vec![group.clone()],
                resources: vec![name.clone()],
                verbs: verbs.to_vec(),
                names: Vec::new(),
            }),
        }
    }
    rights
}

/// Kinds by plural or singular, with their API groups.
fn resources(reader: &Reader, at: usize) -> (Vec<(String, String)>, usize) {
    let mut out = Vec::new();
    let mut next = at;
    let mut end = at;
    while let Some(word) =
        reader.word(next).filter(|w| !w.quoted && matches!(w.shape, Shape::Plain | Shape::Identifier))
    {
        let joined = format!("{}{}", word.lemma, reader.word(next + 1).map_or("", |w| w.lemma.as_str()));
        let found = resource(&joined).map(|r| (r, 2)).or_else(|| resource(&word.lemma).map(|r| (r, 1)));
        let Some((resource, len)) = found else { break };
        let mut resource = resource;
        let mut len = len;
        if resource.1 == "pods" && reader.is(next + len, &["log", "logs"]) {
            "pods/log".clone_into(&mut resource.1);
            len += 1;
        }
        out.push(resource);
        end = next + len;
        next = end;
        while reader.is(next, &["and", "or"]) || reader.punct(next, ',') || reader.punct(next, '/') {
            next += 1;
        }
    }
    (out, end)
}

/// API group and plural of the kind that `lemma` names.
fn resource(lemma: &str) -> Option<(String, String)> {
    if lemma == "log" {
        return Some((String::new(), "pods/log".to_owned()));
    }
    let version = schema::kubernetes::Version::latest();
    let mut found: Option<schema::kubernetes::Kind> = None;
    for kind in schema::kubernetes::kinds(version) {
        let name = kind.kind().to_ascii_lowercase();
        let same = name == lemma || kind.plural() == lemma || kind.plural().strip_suffix('s') == Some(lemma);
        if same && found.is_none_or(|other| other.is_custom() && !kind.is_custom()) {
            found = Some(kind);
        }
    }
    found.map(|kind| (kind.group().to_owned(), kind.plural().to_owned()))
}

/// `service account api`, `using the existing service account api`, an ARN of a role
pub(super) fn account(reader: &mut Reader, at: usize) -> Option<usize> {
    if reader.word(at)?.shape == Shape::Arn && reader.text(at).contains(":role/") {
        let arn = reader.text(at);
        reader.note(at..at + 1, format!("takes the role {arn}"));
        reader.app().account.annotations.push(("eks.amazonaws.com/role-arn".to_owned(), arn));
        return Some(1);
    }
    if reader.is(at, &["cluster-wide", "cluster-scoped", "clusterwide"]) {
        reader.note(at..at + 1, "in all namespaces");
        reader.app().account.cluster = true;
        return Some(1);
    }
    let two = reader.is(at, &["service"]) && reader.is(at + 1, &["account"]);
    if !reader.creates || !(two || reader.is(at, &["serviceaccount"])) || reader.intent.is_negated(at) {
        return None;
    }
    let end = at + 1 + usize::from(two);
    let value = reader.skip(end, &["named", "called"]);
    let exists = (at.saturating_sub(3)..at).any(|i| reader.is(i, &["existing"]));
    if !reader.nameable(value) {
        reader.note(at..end, "a ServiceAccount");
        return Some(end - at);
    }
    let name = super::label(&reader.text(value));
    reader.note(at..value + 1, format!("ServiceAccount {name}"));
    let account = &mut reader.app().account;
    account.name = Some(name);
    account.exists |= exists;
    Some(value + 1 - at)
}
