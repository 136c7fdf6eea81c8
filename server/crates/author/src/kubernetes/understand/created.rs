//! Whether a request creates applications, or speaks of objects for one that is there.

use super::super::graph::Part;
use super::super::kinds::Asked;
use super::super::lexicon::{self, Concept, Mention};
use crate::intent::{Intent, Shape};

/// Words before a workload that is only referred to.
const REFERRING: &[&str] = &[
    "for",
    "targeting",
    "target",
    "behind",
    "selecting",
    "against",
    "of",
    "to",
    "scaling",
    "protecting",
    "on",
];

/// Whether the request creates applications, rather than objects for one that is there.
pub(super) fn creates(intent: &Intent, asked: &[Asked]) -> bool {
    let image = intent.words.words.iter().any(|word| is_image(&word.text));
    let (mut parts, mut roles) = (asks_for_part(intent) && !image, false);
    let mut at = 0;
    while at < intent.words.len() {
        if let Some(object) = asked.iter().find(|object| object.words.contains(&at)) {
            at = object.words.end;
            parts = true;
            continue;
        }
        let Some(mention) = lexicon::mention(&intent.words, at) else {
            at += 1;
            continue;
        };
        let concept = mention.concept;
        let created = if matches!(concept, Concept::Software(_)) {
            !(parts || class_of(intent, &mention) || names_part(intent, &mention))
        } else if concept.workload().is_some() {
            let pods = concept.name() == "Pod" && !article(intent, mention.start);
            let listed = roles && plural(intent, &mention);
            !(pods || listed || refers(intent, &mention, parts))
        } else {
            let role = concept.role().is_some() && introduces(intent, mention.start);
            role && !parts && !refers(intent, &mention, parts)
        };
        if created && !intent.is_negated(mention.start) {
            return true;
        }
        let named = intent.words.get(mention.start).is_some_and(|w| w.is("service"))
            && !article(intent, mention.start);
        roles |= mention.concept.name().contains("Role") || mention.concept.name() == "Account";
        parts |= (mention.concept.part().is_some() || loose(mention.concept)) && !named;
        at = mention.end;
    }
    image
}

/// Whether software only names the object after it: `the postgres secret`, `a redis service account`.
pub(super) fn names_part(intent: &Intent, mention: &Mention) -> bool {
    let next = lexicon::mention(&intent.words, mention.end).map(|next| next.concept);
    next.is_some_and(|next| {
        loose(next)
            || matches!(next.part(), Some(Part::Account | Part::Isolation | Part::Disruption | Part::Scaling))
    })
}

/// Whether the request begins with a verb that does something to a workload that is there.
fn asks_for_part(intent: &Intent) -> bool {
    let verbs = [
        "expose",
        "scale",
        "autoscale",
        "protect",
        "restrict",
        "isolate",
        "limit",
        "lock",
        "allow",
        "deny",
        "block",
        "attach",
        "route",
    ];
    intent.words.words.iter().take(3).any(|word| word.is_any(&verbs))
}

fn plural(intent: &Intent, mention: &Mention) -> bool {
    let last = mention.end.checked_sub(1).and_then(|i| intent.words.get(i));
    last.is_some_and(|word| word.text.ends_with('s'))
}

/// Whether `a`, `new` ... stands right before a noun, or before one word that describes it.
fn article(intent: &Intent, at: usize) -> bool {
    let is = |i: usize| {
        intent.words.get(i).is_some_and(|w| w.is_any(&["a", "an", "new", "single", "create", "one"]))
    };
    let describes =
        |i: usize| intent.words.get(i).is_some_and(|w| matches!(w.shape, Shape::Plain | Shape::Identifier));
    at == 0 || is(at - 1) || at > 1 && is(at - 2) && describes(at - 1)
}

/// Whether a noun brings something new in: `an api`, `deploy our api`, but not `the api`.
fn introduces(intent: &Intent, at: usize) -> bool {
    let definite = (at.saturating_sub(3)..at)
        .any(|i| intent.words.get(i).is_some_and(|w| w.is_any(&["the", "existing", "this"])));
    let verb =
        intent.words.words.iter().take(at).any(|w| w.is_any(&["deploy", "run", "host", "ship", "launch"]));
    !definite || verb
}

pub(super) fn class_of(intent: &Intent, mention: &Mention) -> bool {
    intent.words.get(mention.end).is_some_and(|word| word.is_any(&["ingress", "gateway", "ingressroute"]))
}

/// Whether a workload or role is only referred to: `for the web deployment`, `the existing deployment`.
fn refers(intent: &Intent, mention: &Mention, after_part: bool) -> bool {
    let from = mention.start.saturating_sub(4);
    let words = (from..mention.start).rev().filter_map(|i| intent.words.get(i));
    let mut definite = false;
    for word in words {
        if word.is_any(&["existing"]) {
            return true;
        }
        if word.is_any(&["the", "my", "our", "this"]) {
            definite = true;
            continue;
        }
        if word.is_any(REFERRING) {
            return after_part;
        }
        if matches!(word.shape, Shape::Punct(_)) || word.is_any(&["a", "an", "and", "with"]) {
            break;
        }
    }
    definite && after_part
}

/// Whether the concept is an object that can be asked for by itself.
pub(super) fn loose(concept: Concept) -> bool {
    matches!(
        concept.name(),
        "ConfigMap"
            | "Secret"
            | "Role"
            | "ClusterRole"
            | "RoleBinding"
            | "ClusterRoleBinding"
            | "Quota"
            | "LimitRange"
            | "Namespace"
    )
}

/// Whether a word is an image reference: a repository with a tag or a registry.
pub(crate) fn is_image(text: &str) -> bool {
    let Some((repository, tag)) = text.rsplit_once(['@', ':']) else {
        return text.matches('/').count() > 1
            && text.split('/').next().is_some_and(|h| h.contains('.'))
            && !text.contains("://");
    };
    let tag_like = !tag.is_empty()
        && !tag.contains('/')
        && (tag.contains(|c: char| c.is_ascii_digit())
            || ["latest", "stable", "alpine", "main"].contains(&tag));
    let named = repository.starts_with(|c: char| c.is_ascii_alphabetic()) && !text.contains("://");
    let clean = repository.chars().all(|c| c.is_ascii_alphanumeric() || "-_./:@".contains(c));
    tag_like
        && named
        && clean
        && !(["http", "https", "port", "arn", "system", "localhost"].contains(&repository))
        && !text.starts_with("arn:")
}
