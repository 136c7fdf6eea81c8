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

/// `read pods`, `get, list and watch deployments`, where the words speak of rights
pub(super) fn rights(reader: &mut Reader, at: usize) -> Option<usize> {
    let sentence = reader.intent.sentence_of(at);
    let context = [
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
    if !sentence.clone().any(|i| reader.is(i, &context))
        && !reader.loose.iter().any(|l| l.concept.contains("Role"))
    {
        return None;
    }
    let mut verbs: Vec<String> = Vec::new();
    let mut next = at;
    while let Some((_, list)) = reader.word(next).and_then(|w| {
        VERBS.iter().find(|(word, _)| {
            !w.quoted && (w.is(word) || w.lemma.strip_suffix("ing").is_some_and(|stem| stem == *word))
        })
    }) {
        for verb in *list {
            if !verbs.iter().any(|v| v == verb) {
                verbs.push((*verb).to_owned());
            }
        }
        next += 1;
        while reader.is(next, &["and", "or", "access", "to", "only", "permission", "on", "the", "all", "any"])
            || reader.punct(next, ',')
            || reader.punct(next, '/')
        {
            next += 1;
        }
    }
    if verbs.is_empty() {
        return None;
    }
    let (resources, end) = resources(reader, next);
    if resources.is_empty() {
        return None;
    }
    let listed: Vec<String> = resources.iter().map(|(_, name)| name.clone()).collect();
    reader.note(at..end, format!("may {} {}", verbs.join(", "), listed.join(", ")));
    let mut groups: Vec<String> = resources.iter().map(|(group, _)| group.clone()).collect();
    groups.dedup();
    let mut rights: Vec<Right> = Vec::new();
    for group in groups {
        let names = resources.iter().filter(|(g, _)| *g == group).map(|(_, name)| name.clone()).collect();
        if !rights.iter().any(|right| right.groups.first() == Some(&group)) {
            rights.push(Right {
                groups: vec![group],
                resources: names,
                verbs: verbs.clone(),
                names: Vec::new(),
            });
        }
    }
    let role = reader.loose.iter_mut().rev().find(|l| l.concept.contains("Role"));
    match role {
        Some(role) => role.rights.extend(rights),
        None => reader.app().account.rules.extend(rights),
    }
    Some(end - at)
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
