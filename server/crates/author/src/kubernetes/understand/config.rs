//! Environment, ConfigMaps, Secrets, labels, annotations and where pods may run.

use super::super::graph::{Env, EnvValue, Source, Volume};
use super::Reader;
use crate::intent::Shape;

/// `LOG_LEVEL=debug`, `tier=backend`: environment, ConfigMap entry or label, by the words around it.
pub(super) fn pair(reader: &mut Reader, at: usize) -> Option<usize> {
    let (key, value, end) = key_value(reader, at)?;
    let nodes = (at.saturating_sub(8)..at + 3).any(|i| reader.is(i, &["node"]));
    let nearest = (at.saturating_sub(14)..at).rev().find_map(|i| {
        [
            "annotation",
            "label",
            "labeled",
            "labelled",
            "toleration",
            "tolerate",
            "tolerating",
            "taint",
            "selector",
            "config",
            "configmap",
            "env",
            "environment",
            "variable",
            "node",
        ]
        .iter()
        .find(|word| reader.is(i, &[word]))
    });
    let upper = key.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let config = reader.focus == "ConfigMap" || nearest.is_some_and(|w| w.starts_with("config"));
    let nearest = nearest.copied();
    reader.note(at..end, format!("{key}={value}"));
    match nearest {
        Some("annotation") => reader.app().annotations.push((key, value)),
        Some("toleration" | "tolerate" | "tolerating" | "taint") => {
            let (value, effect) = value
                .split_once(':')
                .map_or((value.clone(), String::new()), |(v, e)| (v.to_owned(), e.to_owned()));
            reader.app().placement.tolerations.push((key, value, effect));
        }
        Some("label" | "labeled" | "labelled") if !upper => {
            let peers = reader.focus == "Isolation";
            let app = reader.app();
            if nodes {
                app.placement.nodes.push((key, value));
            } else if peers {
                let peer = super::super::graph::Peer::Label(key, value);
                app.isolation.get_or_insert_with(Default::default).from.push(peer);
            } else {
                app.labels.push((key, value));
            }
        }
        Some("selector" | "node") if !upper => reader.app().placement.nodes.push((key, value)),
        _ if config => settings(reader, key, value),
        _ => env(reader, key, value),
    }
    reader.mark(at..end);
    let next = end + usize::from(reader.punct(end, ',')) + usize::from(reader.is(end, &["and"]));
    Some(next - at).filter(|_| key_value(reader, next).is_some()).or(Some(end - at))
}

/// A key of a ConfigMap: of the one asked for by itself, else of the application's own.
fn settings(reader: &mut Reader, key: String, value: String) {
    match reader.loose("ConfigMap") {
        Some(loose) => loose.data.push((key, value)),
        None => reader.app().config.push((key, value)),
    }
}

/// An environment variable; what looks like a credential is read from a Secret instead.
fn env(reader: &mut Reader, key: String, value: String) {
    let upper = key.to_ascii_uppercase();
    let credential = ["PASSWORD", "SECRET", "TOKEN", "API_KEY", "PRIVATE_KEY", "CREDENTIAL"]
        .iter()
        .any(|word| upper.contains(word));
    if reader.loose("ConfigMap").is_some() && !credential {
        return settings(reader, key, value);
    }
    let app = reader.app();
    if credential {
        let owner = if app.name.is_empty() { "app".to_owned() } else { app.name.clone() };
        let field = upper.to_ascii_lowercase().replace('_', "-");
        app.env.push(Env {
            name: key,
            value: EnvValue::Secret(super::super::complete::secret_name(&owner), field),
        });
    } else {
        app.env.push(Env { name: key, value: EnvValue::Text(value) });
    }
}

/// `KEY=value` or `KEY = value` or `KEY: value` in capitals, and one past its last word.
fn key_value(reader: &Reader, at: usize) -> Option<(String, String, usize)> {
    let word = reader.word(at)?;
    if word.quoted {
        let (key, value) = word.text.split_once('=')?;
        return (key_like(key) && !value.is_empty()).then(|| (key.to_owned(), value.to_owned(), at + 1));
    }
    let key = word.text.to_string();
    if !key_like(&key) {
        return None;
    }
    let capitals = key.len() > 2
        && key.contains('_')
        && key.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    let sign = reader.punct(at + 1, '=')
        || capitals
            && (reader.punct(at + 1, ':') || reader.is(at + 1, &["set"]) && reader.is(at + 2, &["to"]));
    if !sign {
        return None;
    }
    let value = at + 2 + usize::from(reader.is(at + 1, &["set"]));
    let text = reader.word(value)?;
    if matches!(text.shape, Shape::Punct(_)) && !text.quoted {
        return None;
    }
    // `a=b:c` may have been cut; what follows without a blank belongs to it.
    Some((key, text.text.to_string(), value + 1))
}

fn key_like(key: &str) -> bool {
    !key.is_empty()
        && key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && key.chars().all(|c| c.is_ascii_alphanumeric() || "_-./".contains(c))
        && ![
            "replicas",
            "replica",
            "image",
            "port",
            "name",
            "namespace",
            "schedule",
            "min",
            "max",
            "cpu",
            "memory",
            "size",
            "class",
        ]
        .contains(&key)
}

/// `password from secret db-creds`, `env from the secret api-env`, `secret api-tls mounted at /etc/tls`
pub(super) fn secret(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.is(at, &["secret"]) || !reader.creates {
        return None;
    }
    let value = reader.skip(at + 1, &["named", "called"]);
    let before =
        at.checked_sub(1).filter(|i| reader.nameable(*i) && !reader.used.get(*i).copied().unwrap_or(true));
    let (name, end) = if reader.nameable(value) {
        (super::label(&reader.text(value)), value + 1)
    } else {
        (super::label(&reader.text(before?)), at + 1)
    };
    let start = before.filter(|_| end == at + 1).unwrap_or(at);
    if let Some((path, last)) = mounted(reader, end) {
        reader.note(start..last, format!("Secret {name} at {path}"));
        reader.app().volumes.push(Volume { name: name.clone(), path, source: Source::Secret(name) });
        return Some(last - at);
    }
    reader.note(start..end, format!("Secret {name}"));
    let login = (at.saturating_sub(5)..at)
        .find(|i| reader.is(*i, &["password", "credential", "credentials", "login", "auth"]));
    let known = super::super::software::of_image(&reader.app().image)
        .is_some_and(|software| !software.secret.is_empty());
    if let Some(word) = login.filter(|_| known) {
        reader.mark(word..start);
        reader.app().credentials = Some(name);
        return Some(end - at);
    }
    let key_at = (end..end + 4).find(|i| reader.is(*i, &["key"]));
    let variable =
        (at.saturating_sub(6)..end + 8).find(|i| reader.word(*i).is_some_and(|w| capitals(&w.text)));
    match variable {
        Some(index) => {
            let variable = reader.text(index);
            let key = key_at.map(|i| reader.skip(i + 1, &["named", "called"])).filter(|i| *i != index);
            let key = key.map_or_else(|| variable.to_ascii_lowercase().replace('_', "-"), |i| reader.text(i));
            reader.mark(index..index + 1);
            if let Some(i) = key_at {
                reader.mark(i..i + 2);
            }
            reader.app().env.retain(|env| env.name != variable);
            reader.app().env.push(Env { name: variable, value: EnvValue::Secret(name, key) });
        }
        None => reader.app().secrets.push(name),
    }
    Some(end - at)
}

fn capitals(text: &str) -> bool {
    text.len() > 3
        && text.contains('_')
        && text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
}

/// `mounted at /etc/app` right after something.
fn mounted(reader: &Reader, at: usize) -> Option<(String, usize)> {
    let start = reader.skip(at, &["is", "as", "file"]);
    if !reader.is(start, &["mounted", "mount"]) {
        return None;
    }
    let path = reader.skip(start + 1, &["at", "in", "under", "to", "into", "on", "as"]);
    reader.word(path).filter(|w| w.text.starts_with('/')).map(|w| (w.text.to_string(), path + 1))
}

/// `config map app-config mounted at /etc/app`, `env from config map app-config`
pub(super) fn config_map(reader: &mut Reader, at: usize) -> Option<usize> {
    let two = reader.is(at, &["config"]) && reader.is(at + 1, &["map"]);
    if !reader.creates || !(reader.is(at, &["configmap"]) || two) || reader.intent.is_negated(at) {
        return None;
    }
    reader.focus = "ConfigMap";
    let value = reader.skip(at + 1 + usize::from(two), &["named", "called"]);
    let named = reader.nameable(value);
    let end = if named { value + 1 } else { at + 1 + usize::from(two) };
    let name = if named { super::label(&reader.text(value)) } else { String::new() };
    if let Some((path, last)) = mounted(reader, end).filter(|_| named) {
        reader.note(at..last, format!("ConfigMap {name} at {path}"));
        reader.app().volumes.push(Volume { name: "config".to_owned(), path, source: Source::Config(name) });
        return Some(last - at);
    }
    reader.note(at..end, format!("ConfigMap {name}").trim().to_owned());
    let holds = (end..end + 12).any(|i| key_value(reader, i).is_some());
    if named && !holds {
        reader.app().config_maps.push(name);
    }
    Some(end - at)
}

/// `label team=payments` is read by [`pair`]; this reads `team label payments` and `owned by team payments`.
pub(super) fn labels(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.is(at, &["team", "owner"]) || !reader.is(at + 1, &["label"]) || !reader.nameable(at + 2) {
        return None;
    }
    let (key, value) = (reader.text(at), reader.text(at + 2));
    reader.note(at..at + 3, format!("label {key}={value}"));
    reader.app().labels.push((key, value));
    Some(3)
}

/// `priority class high`, `on arm64 nodes`, `image pull secret regcred`, `on the host network`
pub(super) fn placement(reader: &mut Reader, at: usize) -> Option<usize> {
    if reader.is(at, &["priority"]) && reader.is(at + 1, &["class"])
        || reader.is(at, &["priorityclass", "priorityclassname"])
    {
        let value = reader.skip(at + 1, &["class", "named", "called", "of", "is"]);
        if reader.nameable(value) {
            let name = reader.text(value);
            reader.note(at..value + 1, format!("priority class {name}"));
            reader.app().placement.priority = Some(name);
            return Some(value + 1 - at);
        }
    }
    if reader.is(at, &["pull"]) && reader.is(at + 1, &["secret"]) || reader.is(at, &["imagepullsecret"]) {
        let value = reader.skip(at + 1, &["secret", "named", "called"]);
        let name = reader.nameable(value).then(|| reader.text(value))?;
        reader.note(at..value + 1, format!("pull secret {name}"));
        reader.app().placement.pull_secrets.push(name);
        return Some(value + 1 - at);
    }
    if reader.is(at, &["host"]) && reader.is(at + 1, &["network", "networking"]) {
        reader.note(at..at + 2, "the node's network");
        reader.app().user.host_network = true;
        return Some(2);
    }
    if reader.is(at, &["privileged"]) && !reader.intent.is_negated(at) {
        reader.note(at..at + 1, "privileged");
        reader.app().user.privileged = true;
        reader.app().user.id = 0;
        return Some(1);
    }
    if reader.is(at, &["gpu"]) && reader.is(at + 1, &["node"]) {
        reader.mark(at..at + 2);
        return Some(2);
    }
    let arch = ["arm64", "amd64", "spot", "windows", "linux"]
        .iter()
        .find(|name| reader.is(at, &[name]) && reader.is(at + 1, &["node"]))?;
    let (key, value) = match *arch {
        "spot" => ("karpenter.sh/capacity-type", "spot"),
        "windows" | "linux" => ("kubernetes.io/os", *arch),
        arch => ("kubernetes.io/arch", arch),
    };
    reader.note(at..at + 2, format!("nodes with {key}={value}"));
    reader.app().placement.nodes.push((key.to_owned(), value.to_owned()));
    Some(2)
}

/// `keys username and password`, of a Secret or ConfigMap
pub(super) fn keys(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.is(at, &["key", "containing", "holding", "field", "entry"]) || reader.loose("Secret").is_none()
    {
        return None;
    }
    let mut next = reader.skip(at + 1, &["a", "the", "named", "called", "key", "value", "for"]);
    let first = next;
    while let Some(word) =
        reader.word(next).filter(|w| matches!(w.shape, Shape::Plain | Shape::Identifier | Shape::Domain))
    {
        if word.is_any(&["in", "from", "for", "with", "of"]) {
            break;
        }
        let key = word.text.to_string();
        if let Some(loose) = reader.loose("Secret") {
            loose.data.push((key, String::new()));
        }
        next += 1;
        if !(reader.is(next, &["and"]) || reader.punct(next, ',')) {
            break;
        }
        next += 1;
        next += usize::from(reader.is(next, &["and", "a", "the"]));
    }
    if next == first {
        return None;
    }
    reader.note(at..next, "keys of the Secret");
    Some(next - at)
}
