//! What the nouns of a request name: workloads, roles, software, parts, and what is only referred to.

use super::super::graph::{Budget, Exposure, Gateway, Isolation, Part, Scaling, Service, ServiceKind};
use super::super::lexicon::{self, Concept, Mention};
use super::backing;
use super::{Loose, Reader};

/// Reads the noun at `at`.
pub(super) fn read(reader: &mut Reader, at: usize) -> Option<usize> {
    if let Some(len) = backing::managed(reader, at) {
        return Some(len);
    }
    let mention = lexicon::mention(&reader.intent.words, at)?;
    if reader.is(at, &["kubernetes", "k8s"]) {
        return None;
    }
    let adjacent = reader.last_mention == mention.start;
    let len = mention.end - mention.start;
    let negated = reader.intent.is_negated(at);
    let words = mention.start..mention.end;
    if negated {
        if let Some(part) = mention.concept.part() {
            let text = words_of(reader, words.clone());
            reader.note(words, format!("without {text}"));
            reader.apply(at, |app| app.without.push(part));
        }
        return Some(len);
    }
    let concept = mention.concept;
    if let Concept::Software(software) = concept {
        backing::software(reader, &mention, software, adjacent);
    } else if concept.workload().is_some() {
        workload(reader, &mention, adjacent);
    } else if concept.role().is_some() {
        role(reader, &mention, adjacent);
    } else {
        part(reader, &mention, concept);
    }
    reader.last_mention = mention.end;
    Some(len)
}

fn workload(reader: &mut Reader, mention: &Mention, adjacent: bool) {
    let Some(kind) = mention.concept.workload() else { return };
    if reader.is(mention.start, &["deploy"]) && mention.end - mention.start == 1 {
        reader.mark(mention.start..mention.end);
        return;
    }
    let words = mention.start..mention.end;
    if !reader.creates {
        let name = reader.name(mention.start, mention.end);
        reader.note(
            words,
            format!("for the {} {}", kind.kind(), name.clone().unwrap_or_default()).trim().to_owned(),
        );
        reader.target.workload = kind;
        if let Some(name) = name {
            reader.target.name = name;
        }
        reader.focus = mention.concept.name();
        return;
    }
    let definite = reader.before(mention.start).is_some_and(|w| w.is_any(&["the", "this", "that", "its"]));
    let container = kind.kind() == "Pod" && reader.current.is_some();
    if (definite && reader.kind_said) || container {
        reader.mark(words);
        return;
    }
    let names = reader.names(mention.start, mention.end);
    let keep =
        reader.current.is_some() && !reader.kind_said && (adjacent || !separate(reader, mention.start));
    if !keep {
        reader.begin();
    }
    reader.note(words, format!("a {}", kind.kind()));
    reader.app().workload = kind.clone();
    reader.kind_said = true;
    reader.focus = mention.concept.name();
    let mut names = names.into_iter();
    if let Some(name) = names.next() {
        reader.app().name = name;
    }
    for name in names {
        reader.begin();
        reader.app().name = name;
        reader.app().workload = kind.clone();
        reader.kind_said = true;
    }
}

/// Whether `and a`, `, another` ... stands in front of a noun, so that it is a thing of its own.
pub(super) fn separate(reader: &Reader, at: usize) -> bool {
    (at.saturating_sub(4)..at).rev().any(|i| {
        reader.is(i, &["and", "plus", "another", "also"]) || reader.punct(i, ',') || reader.punct(i, '.')
    })
}

fn role(reader: &mut Reader, mention: &Mention, adjacent: bool) {
    let Some(role) = mention.concept.role() else { return };
    let words = mention.start..mention.end;
    if !reader.creates {
        if let Some(name) = reader.name(mention.start, mention.end) {
            reader.note(words, format!("for {name}"));
            reader.target.name = name;
        } else if reader.target.name.is_empty() && role != "app" {
            reader.note(words, format!("for {role}"));
            role.clone_into(&mut reader.target.name);
        }
        return;
    }
    let known = reader.current.is_some();
    let definite = reader.before(mention.start).is_some_and(|w| w.is_any(&["the", "this", "that"]));
    if definite {
        let name = reader.text(mention.start);
        let found = reader
            .system
            .apps
            .iter()
            .position(|app| app.name == label_of(&name) || app.component.as_deref() == Some(role));
        if let Some(index) = found.or(reader.current) {
            reader.current = Some(index);
            reader.mark(words);
            return;
        }
    }
    let named_before = reader.name(mention.start, mention.end);
    let same = known
        && (adjacent
            || (reader.app().component.is_none()
                && reader.app().name.is_empty()
                && !separate(reader, mention.start)));
    if !same {
        let vague = role == "app" && named_before.is_none() && known;
        if vague {
            reader.mark(words);
            return;
        }
        reader.begin();
    }
    reader.note(words, format!("an application: {}", named_before.as_deref().unwrap_or(role)));
    if let Some(name) = named_before
        && reader.app().name.is_empty()
    {
        reader.app().name = name;
    }
    let component = match role {
        "web" => Some("frontend"),
        "app" => None,
        other => Some(other),
    };
    if reader.app().component.is_none() {
        reader.app().component = component.map(str::to_owned);
    }
    if reader.app().name.is_empty() && role == "web" {
        "web".clone_into(&mut reader.app().name);
    }
}

fn label_of(text: &str) -> String {
    super::label(text)
}

/// The exposure of the current application.
pub(super) fn exposure<'a>(reader: &'a mut Reader<'_>) -> &'a mut Exposure {
    reader.asked.insert(Part::Exposure);
    reader.app().exposure.get_or_insert_with(|| Exposure {
        gateway: None,
        class: None,
        hosts: Vec::new(),
        paths: Vec::new(),
        tls: None,
        annotations: Vec::new(),
    })
}

/// A part of an application, or an object that is asked for by itself.
fn part(reader: &mut Reader, mention: &Mention, concept: Concept) {
    let words = mention.start..mention.end;
    let name = concept.name();
    let service_named =
        name == "Service" && reader.is(mention.start, &["service"]) && mention.end - mention.start == 1;
    if service_named && called_service(reader, mention) {
        role_service(reader, mention);
        return;
    }
    if name == "Resources" && matches!(reader.focus, "Quota" | "LimitRange" | "Namespace") {
        reader.mark(words);
        return;
    }
    reader.note(words.clone(), words_of(reader, words));
    reader.focus = name;
    if let Some(part) = concept.part() {
        reader.asked.insert(part);
    }
    if !reader.creates
        && concept
            .part()
            .is_none_or(|part| !matches!(part, Part::Probes | Part::Tls | Part::Resources | Part::Security))
    {
        let given = reader.name(mention.start, mention.end);
        let again = reader.loose.iter().any(|loose| loose.concept == name && given.is_none());
        bound(reader, name, given.clone());
        if !again {
            reader.loose.push(Loose { concept: name, name: given, ..Loose::default() });
        }
    } else if matches!(name, "Namespace" | "Quota" | "LimitRange") {
        let given = (name == "Namespace").then(|| reader.name(mention.start, mention.end)).flatten();
        bound(reader, name, given);
    }
    if name == "Claim" && reader.creates {
        let exists = (mention.start.saturating_sub(2)..mention.start).any(|i| reader.is(i, &["existing"]));
        if reader.nameable(mention.end) {
            let text = label_of(&reader.text(mention.end));
            reader.mark(mention.end..mention.end + 1);
            super::storage::named(reader, text, exists);
        }
    }
    settings(reader, name);
}

/// A namespace that is to be made, or bounded.
fn bound(reader: &mut Reader, concept: &str, name: Option<String>) {
    match (concept, name) {
        ("Namespace", Some(name)) => {
            reader.system.namespace = Some(name.clone());
            reader.space().name = name;
        }
        ("Quota", _) => reader.space().quota_asked = true,
        ("LimitRange", _) => reader.space().limits_asked = true,
        _ => {}
    }
}

fn words_of(reader: &Reader, words: std::ops::Range<usize>) -> String {
    let parts: Vec<String> = words.map(|i| reader.text(i)).collect();
    parts.join(" ")
}

/// Whether `service` means an application (`the checkout service`) and not the kind.
fn called_service(reader: &Reader, mention: &Mention) -> bool {
    let Some(before) = mention.start.checked_sub(1) else { return false };
    let free = !reader.used.get(before).copied().unwrap_or(true);
    free && reader.nameable(before) && !reader.is(mention.end, &["named", "called", "type"])
}

fn role_service(reader: &mut Reader, mention: &Mention) {
    let at = mention.start - 1;
    let name = label_of(&reader.text(at));
    reader.note(at..mention.end, format!("the application {name}"));
    if !reader.creates {
        reader.target.name = name;
        return;
    }
    if let Some(index) = reader.system.apps.iter().position(|app| app.name == name) {
        reader.current = Some(index);
        return;
    }
    if reader.current.is_none() || !reader.app().name.is_empty() {
        reader.begin();
    }
    reader.app().name = name;
}

/// What naming a part already settles.
fn settings(reader: &mut Reader, name: &str) {
    match name {
        "NodePort" => service(reader).kind = ServiceKind::NodePort,
        "LoadBalancer" => service(reader).kind = ServiceKind::LoadBalancer,
        "Headless" => service(reader).kind = ServiceKind::Headless,
        "Service" => {
            service(reader);
        }
        "Ingress" => {
            exposure(reader);
        }
        "Gateway" if !reader.creates => {
            let class = ["istio", "cilium", "traefik", "nginx", "envoy", "kong"]
                .into_iter()
                .find(|class| (0..reader.intent.words.len()).any(|i| reader.is(i, &[class])));
            let class = class.map_or("istio", |class| if class == "envoy" { "eg" } else { class });
            let create = Some(class.to_owned());
            let name = "gateway".to_owned();
            exposure(reader).gateway.get_or_insert(Gateway { name, namespace: None, create: None }).create =
                create;
        }
        "Gateway" | "HTTPRoute" => {
            let exposure = exposure(reader);
            exposure.gateway.get_or_insert_with(|| Gateway {
                name: "gateway".to_owned(),
                namespace: None,
                create: None,
            });
        }
        "Disruption" => {
            reader.app().disruption.get_or_insert_with(|| Budget::Unavailable("1".to_owned()));
        }
        "Isolation" => {
            reader.app().isolation.get_or_insert_with(Isolation::default);
        }
        "Scaling" => {
            scaling(reader);
        }
        "Kustomization" => reader.kustomize = true,
        _ => {}
    }
}

pub(super) fn service<'a>(reader: &'a mut Reader<'_>) -> &'a mut Service {
    reader.app().service.get_or_insert_with(Service::default)
}

pub(super) fn scaling<'a>(reader: &'a mut Reader<'_>) -> &'a mut Scaling {
    reader.asked.insert(Part::Scaling);
    reader.app().scaling.get_or_insert(Scaling { min: 2, max: 10, cpu: None, memory: None })
}
