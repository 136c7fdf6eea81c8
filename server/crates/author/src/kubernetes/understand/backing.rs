//! Software in a request: as the image of an application, as what stands behind it, as an application of its own.

use super::super::graph::Backend;
use super::super::lexicon::{self, Concept, Mention};
use super::super::software::{self as known, Software};
use super::Reader;
use super::created::{class_of, names_part};
use super::mentions::{exposure, separate};

/// Managed services of clouds, and the software that a client of them speaks to.
const MANAGED: &[(&str, &str)] = &[
    ("rds", ""),
    ("aurora", ""),
    ("cloudsql", ""),
    ("elasticache", "redis"),
    ("memorystore", "redis"),
    ("msk", "kafka"),
    ("documentdb", "mongodb"),
    ("opensearch service", "opensearch"),
    ("amazon mq", "rabbitmq"),
];

/// `an RDS database`: a backend outside the cluster.
pub(super) fn managed(reader: &mut Reader, at: usize) -> Option<usize> {
    let word = reader.word(at)?;
    let joined = format!("{} {}", word.lemma, reader.word(at + 1).map_or("", |next| next.lemma.as_str()));
    let outside = word.is_any(&["managed", "external", "hosted", "off-cluster"])
        && reader.near(at, 3, &["database", "postgre", "postgres", "mysql", "redis", "kafka"]);
    let entry = MANAGED
        .iter()
        .find(|(name, _)| word.is(name) || joined == *name || (joined == "cloud sql" && *name == "cloudsql"));
    if entry.is_none() && !outside {
        return None;
    }
    let engine = entry.map_or("", |(_, engine)| *engine);
    let len = usize::from(joined == "cloud sql" || entry.is_some_and(|(name, _)| name.contains(' '))) + 1;
    reader.mark(at..at + len);
    let engine = if engine.is_empty() { None } else { Some(engine) };
    let same = |backend: &&mut Backend| engine.is_none_or(|engine| backend.software == engine);
    if let Some(backend) = reader.app().backends.iter_mut().find(same) {
        backend.outside = true;
    } else {
        let next = (at + len..at + len + 3).find_map(|i| lexicon::mention(&reader.intent.words, i));
        let named =
            next.and_then(|m| if let Concept::Software(s) = m.concept { Some(s.name()) } else { None });
        let software = named.or(engine).unwrap_or("postgres").to_owned();
        let port = known::named(&software).and_then(|s| s.ports.first()).map_or(5432, |(_, port)| *port);
        reader.app().backends.push(Backend { software, name: String::new(), port, outside: true });
    }
    let text = reader.text(at);
    reader.note(at..at + len, format!("the backend is a managed service outside the cluster ({text})"));
    reader.focus = "managed";
    Some(len)
}

pub(super) fn software(reader: &mut Reader, mention: &Mention, software: &'static Software, adjacent: bool) {
    let words = mention.start..mention.end;
    if class_of(reader.intent, mention) {
        reader.mark(words);
        let exposure = exposure(reader);
        exposure.class = Some(software.name().to_owned());
        return;
    }
    if names_part(reader.intent, mention) {
        return;
    }
    if !reader.creates {
        reader.note(words, format!("for {}", software.name()));
        if reader.target.name.is_empty() {
            software.name().clone_into(&mut reader.target.name);
        }
        return;
    }
    let backed = reader.word(mention.start).is_some_and(|w| w.lemma.ends_with("-backed"));
    let port = software.ports.first().map_or(0, |(_, port)| *port);
    let backend = Backend { software: software.name().to_owned(), name: String::new(), port, outside: false };
    if backed && reader.current.is_none() {
        reader.note(words, format!("{} behind it", software.name()));
        reader.waiting.push(backend);
        return;
    }
    let current = reader.current.is_some();
    let own = known::of_image(&reader.current_image()).is_some_and(|own| own.name() == software.name());
    if current && is_image_of(reader, mention, software, adjacent || backed) && !backed {
        image(reader, software);
        reader.note(words, format!("{} as the image", software.name()));
    } else if current && own {
        reader.mark(words);
    } else if current && software.backs() {
        behind(reader, mention, &backend);
    } else {
        reader.begin();
        image(reader, software);
        if let Some(name) = software_name(reader, mention) {
            reader.app().name = name;
        }
        reader.note(words, format!("{}, which runs as {}", software.name(), software.image));
    }
}

/// Whether software is what the current application runs: `deployment running nginx`, `an nginx deployment`.
fn is_image_of(reader: &mut Reader, mention: &Mention, software: &Software, adjacent: bool) -> bool {
    const MADE_OF: &[&str] = &["running", "run", "image", "of", "for", "from", "on", "based", "serving"];
    let app = reader.app();
    let free = app.image.is_empty() && app.backends.iter().all(|b| b.software != software.name());
    let apart = separate(reader, mention.start);
    let made_of = (mention.start.saturating_sub(3)..mention.start).any(|i| reader.is(i, MADE_OF));
    let itself = adjacent || reader.last_mention == mention.start || made_of && !apart;
    free && (itself || !software.backs() && !apart)
}

/// Puts a backend behind the current application, or behind all where the words say so.
fn behind(reader: &mut Reader, mention: &Mention, backend: &Backend) {
    let words = mention.start..mention.end;
    if reader.app().backends.iter().any(|b| b.software == backend.software) {
        reader.mark(words);
        return;
    }
    reader.note(words, format!("{} behind it", backend.software));
    let all =
        (mention.start.saturating_sub(6)..mention.start).any(|i| reader.is(i, &["both", "each", "all"]));
    if all {
        reader.system.apps.iter_mut().for_each(|app| app.backends.push(backend.clone()));
    } else {
        reader.app().backends.push(backend.clone());
    }
}

/// A name that is given to software in so many words.
fn software_name(reader: &mut Reader, mention: &Mention) -> Option<String> {
    let naming = reader.intent.naming(mention.start, mention.end)?;
    let name = naming.names.first().map(|name| super::label(name)).filter(|name| !name.is_empty())?;
    reader.mark(naming.words);
    Some(name)
}

fn image(reader: &mut Reader, software: &'static Software) {
    let said = reader.kind_said;
    let app = reader.app();
    // A bare runtime is what an application is built on, not what runs.
    let runtime = software.role.is_empty() && app.component.is_some();
    if !runtime {
        software.image.clone_into(&mut app.image);
    }
    if !said && software.kind.is_some() {
        app.workload = super::super::complete::kind(software);
    }
}
