//! Objects of any kind by its name: built in or custom, filled by schema, by what people usually set, and by the
//! fields that the request names.

use super::render::Manifest;
use super::sample;
use super::understand::label;
use super::value::Map;
use crate::Note;
use crate::intent::{Intent, Shape};
use rustc_hash::FxHashMap;
use schema::kubernetes::{Kind, Version};
use schema::{Schema, SchemaType};
use std::ops::Range;
use std::sync::LazyLock;

const USUAL: &str = include_str!("../../data/kubernetes/usual.txt");

/// Kinds that the typed graph makes better than a schema can.
const TYPED: &[&str] = &[
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "Job",
    "CronJob",
    "Pod",
    "Service",
    "Ingress",
    "Gateway",
    "HTTPRoute",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "NetworkPolicy",
    "ConfigMap",
    "Secret",
    "PersistentVolumeClaim",
    "ServiceAccount",
    "Role",
    "ClusterRole",
    "RoleBinding",
    "ClusterRoleBinding",
    "Namespace",
    "ResourceQuota",
    "LimitRange",
    "ServiceMonitor",
    "PodMonitor",
];

/// An object that the request asks for by its kind.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The kind.
    pub(crate) kind: Kind,
    /// The words that name it.
    pub(crate) words: Range<usize>,
    /// The name given to it.
    pub(crate) name: Option<String>,
}

/// Names of kinds in base forms, and the kinds: those of the newest release first, the version to prefer first.
static NAMES: LazyLock<FxHashMap<String, Vec<Kind>>> = LazyLock::new(|| {
    let mut names: FxHashMap<String, Vec<Kind>> = FxHashMap::default();
    for version in Version::all().rev() {
        for kind in schema::kubernetes::kinds(version) {
            let known = names.entry(kind.kind().to_ascii_lowercase()).or_default();
            if !known.iter().any(|other| other.api_version() == kind.api_version()) {
                known.push(kind);
            }
        }
    }
    names
});

/// How many words a kind's name is at most.
const LONGEST: usize = 5;

/// The objects that a request asks for by kind.
pub(crate) fn read(intent: &Intent) -> Vec<Asked> {
    let mut out: Vec<Asked> = Vec::new();
    let mut at = 0;
    while at < intent.words.len() {
        match mention(intent, at) {
            Some(asked) if !intent.is_negated(at) => {
                at = asked.words.end;
                if !out.iter().any(|other| other.kind == asked.kind && asked.name.is_none()) {
                    out.push(asked);
                }
            }
            _ => at += 1,
        }
    }
    out
}

fn mention(intent: &Intent, at: usize) -> Option<Asked> {
    let mut found = None;
    let mut joined = String::new();
    for len in 1..=LONGEST {
        let Some(word) = intent
            .words
            .get(at + len - 1)
            .filter(|word| matches!(word.shape, Shape::Plain | Shape::Identifier))
        else {
            break;
        };
        let text = word.text.to_ascii_lowercase();
        for form in [word.lemma.as_str(), text.as_str()] {
            if let Some(kinds) = NAMES.get(&format!("{joined}{form}")) {
                found = Some((kinds, len));
            }
        }
        joined.push_str(&text);
    }
    let (kinds, len) = found?;
    let kind = choose(intent, kinds);
    let humps = kind.kind().chars().filter(char::is_ascii_uppercase).count();
    // One plain word ("policy", "schedule") is a kind only where its project or the platform is named with it.
    let ordinary = len > 1 && matches!(kind.kind(), "IPAddress" | "APIService");
    let before = at.checked_sub(1).and_then(|i| intent.words.get(i));
    if before.is_some_and(|word| {
        word.is_any(&["on", "using", "of", "in", "to", "from", "via", "through", "the", "class"])
    }) {
        return None;
    }
    let spelled = intent.words.get(at).is_some_and(|word| word.text == kind.kind());
    let announced = spelled && before.is_some_and(|word| word.is_any(&["kubernetes", "k8s"]));
    let written = humps > 1 && !ordinary && (len > 1 || kind.kind().len() > 6);
    let clear = written || announced || hinted(intent, kind);
    if !clear || typed(intent, kind) {
        return None;
    }
    let name = intent.naming(at, at + len).and_then(|naming| naming.names.first().map(|name| label(name)));
    Some(Asked { kind, words: at..at + len, name: name.filter(|name| !name.is_empty()) })
}

/// Whether the typed graph makes the kind, in the version that is asked for.
fn typed(intent: &Intent, kind: Kind) -> bool {
    let ours =
        !kind.is_custom() || kind.group().starts_with("gateway.") || kind.group().starts_with("monitoring.");
    let written = intent.words.words.iter().any(|word| word.text == kind.api_version());
    let old = matches!(kind.version(), "v1beta1" | "v1alpha1" | "v1alpha2")
        || kind.api_version() == "autoscaling/v1";
    let older = written && old;
    TYPED.contains(&kind.kind()) && !older && (ours || !hinted(intent, kind))
}

/// Whether a kind is written as one, so that no other world can mean it: `ScaledObject`, not `backup plan`.
pub(crate) fn plain(asked: &Asked) -> bool {
    asked.words.len() == 1
}

/// The kind whose `apiVersion` or project the request names, else the one to prefer.
fn choose(intent: &Intent, kinds: &[Kind]) -> Kind {
    let written =
        kinds.iter().find(|kind| intent.words.words.iter().any(|word| word.text == kind.api_version()));
    let hinted = kinds.iter().find(|kind| hinted(intent, **kind));
    let stable = kinds.iter().find(|kind| !kind.deprecated());
    *written.or(hinted).or(stable).unwrap_or(&kinds[0])
}

/// Whether the request names the project that a kind comes from: `argo`, `istio`, `keda` ...
fn hinted(intent: &Intent, kind: Kind) -> bool {
    let group = kind.group();
    let project = group.split('.').rev().nth(1).unwrap_or(group);
    let names: &[&str] = match project {
        "argoproj" => &["argo", "argocd", "argo-cd"],
        "fluxcd" => &["flux", "fluxcd"],
        "cert-manager" => &["cert-manager", "certmanager", "letsencrypt"],
        "external-secrets" => &["external-secrets", "eso"],
        "knative" => &["knative"],
        "projectcontour" => &["contour"],
        "coreos" => &["prometheus-operator"],
        "k8s" | "" => &[],
        other => &[other],
    };
    intent.words.words.iter().any(|word| {
        word.is_any(names)
            || !project.is_empty() && word.is(project)
            || word.text == kind.api_version()
            || word.text == group && !group.is_empty()
    })
}

/// The manifest of an object.
pub(crate) fn manifest(
    asked: &Asked,
    intent: &Intent,
    space: Option<&str>,
    used: &mut Vec<Range<usize>>,
    notes: &mut Vec<Note>,
) -> Manifest {
    let kind = asked.kind;
    let schema = kind.schema();
    let name = asked.name.clone().unwrap_or_else(|| kind.kind().to_ascii_lowercase());
    let mut metadata = Map::new().with("name", &name);
    if kind.namespaced() {
        metadata = metadata.with_some("namespace", space);
    }
    let mut rest = sample::required(schema, &name, 0);
    // What an older release requires is right for a newer one too.
    for older in Version::all()
        .filter_map(|version| schema::kubernetes::kind(version, &kind.api_version(), kind.kind()))
    {
        let known = older.schema().required().filter(|field| schema.property(field).is_some());
        for field in known.collect::<Vec<_>>() {
            if let (None, Some(inner)) = (rest.get(field), older.schema().property(field)) {
                rest = rest.with(field, sample::value(inner, field, &name, 1));
            }
        }
    }
    rest.0.retain(|(key, _)| !matches!(key.as_str(), "apiVersion" | "kind" | "metadata"));
    usual(&mut rest, kind, &name, intent);
    for (path, at) in named(schema, intent) {
        let text = intent.words.get(at.end - 1).map(|word| word.text.to_string()).unwrap_or_default();
        if sample::put(&mut rest, schema, &path, &text) {
            let note = format!("{} = {text}", path.join("."));
            notes.push(Note { text: note, request: Some(intent.words.span(at.clone())) });
            used.push(at);
        }
    }
    order(&mut rest, &["spec", "data"]);
    Manifest::new(&kind.api_version(), kind.kind(), metadata, rest)
}

/// Well-known fields first.
fn order(map: &mut Map, first: &[&str]) {
    map.0.sort_by_key(|(key, _)| first.iter().position(|f| f == key).unwrap_or(first.len()));
}

/// What people set in objects of a kind.
fn usual(map: &mut Map, kind: Kind, name: &str, intent: &Intent) {
    let mut ours = false;
    for line in USUAL.lines().filter(|line| !line.starts_with('#')) {
        if let Some(kinds) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            ours = kinds.split(' ').any(|known| known == kind.kind());
        } else if let Some((path, value)) = line.split_once(" = ").filter(|_| ours) {
            let path: Vec<String> =
                path.replace("\\.", "\u{1}").split('.').map(|part| part.replace('\u{1}', ".")).collect();
            sample::put(map, kind.schema(), &path, &fill(value, name, intent));
        }
    }
}

/// Fills braces from the request; what is after a bar stands where the request has nothing.
fn fill(value: &str, name: &str, intent: &Intent) -> String {
    let (wanted, otherwise) = value.split_once('|').unwrap_or((value, value));
    let shape = |wanted: Shape| {
        intent.words.words.iter().find(|word| word.shape == wanted).map(|word| word.text.to_string())
    };
    let found = match wanted {
        "{host}" => shape(Shape::Domain),
        "{email}" => shape(Shape::Email),
        "{url}" => shape(Shape::Url),
        "{cron}" => {
            (0..intent.words.len()).find_map(|at| super::understand::cron(intent, at)).map(|(cron, _)| cron)
        }
        "{image}" => intent
            .words
            .words
            .iter()
            .find(|word| super::understand::is_image(&word.text))
            .map(|word| word.text.to_string()),
        _ => Some(wanted.to_owned()),
    };
    found.unwrap_or_else(|| otherwise.to_owned()).replace("{name}", name)
}

/// Fields of the schema that the request names with a value: their paths, and the words up to the value.
fn named(schema: Schema, intent: &Intent) -> Vec<(Vec<String>, Range<usize>)> {
    let mut fields: Vec<(Vec<String>, Vec<String>)> = Vec::new();
    for (field, inner) in schema.properties() {
        if !matches!(field, "apiVersion" | "kind" | "metadata" | "status") {
            collect(inner, vec![field.to_owned()], &mut fields);
        }
    }
    fields.sort_by_key(|(path, words)| (std::cmp::Reverse(words.len()), path.len()));
    let mut out: Vec<(Vec<String>, Range<usize>)> = Vec::new();
    let mut taken: Vec<usize> = Vec::new();
    for (path, words) in fields {
        let Some((at, end)) = find(intent, &words, &taken) else { continue };
        if out.iter().any(|(known, _)| known == &path) {
            continue;
        }
        taken.extend(at..end);
        out.push((path, at..end));
    }
    out
}

/// Scalar fields with their paths and the words of their names.
fn collect(schema: Schema, path: Vec<String>, out: &mut Vec<(Vec<String>, Vec<String>)>) {
    if path.len() > 5 || out.len() > 4000 {
        return;
    }
    match schema.ty() {
        SchemaType::Object => {
            for (field, inner) in schema.properties() {
                collect(inner, [path.clone(), vec![field.to_owned()]].concat(), out);
            }
        }
        SchemaType::Array => {
            let mut path = path;
            if let (Some(last), Some(inner)) = (path.last_mut(), schema.items()) {
                last.push_str("[]");
                collect(inner, path, out);
            }
        }
        _ => {
            let last = path.last().map(|field| field.trim_end_matches("[]").to_owned()).unwrap_or_default();
            let words = humps(&last);
            if !matches!(
                last.as_str(),
                "name" | "namespace" | "kind" | "type" | "key" | "value" | "apiVersion"
            ) {
                out.push((path, words));
            }
        }
    }
}

/// `targetRevision` as `target`, `revision`.
fn humps(field: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut upper = false;
    for c in field.chars() {
        if out.is_empty() || c.is_ascii_uppercase() && !upper {
            out.push(String::new());
        }
        upper = c.is_ascii_uppercase();
        if let Some(last) = out.last_mut() {
            last.push(c.to_ascii_lowercase());
        }
    }
    out
}

/// Where the words of a field's name stand with a value after them: first word, and one past the value.
fn find(intent: &Intent, words: &[String], taken: &[usize]) -> Option<(usize, usize)> {
    let joined = words.concat();
    for at in 0..intent.words.len() {
        if taken.contains(&at) {
            continue;
        }
        let is = |i: usize, text: &str| {
            intent.words.get(i).is_some_and(|word| {
                !word.quoted && (word.lemma == text || word.text.to_ascii_lowercase() == text)
            })
        };
        let split = words.iter().enumerate().all(|(i, word)| is(at + i, word));
        let len = if split {
            words.len()
        } else if is(at, &joined) {
            1
        } else {
            continue;
        };
        let value = intent.after_equals(at + len)?;
        let Some(word) = intent.words.get(value) else { continue };
        let said = value > at + len || len > 1 || word.quoted || !matches!(word.shape, Shape::Plain);
        let fits = !matches!(word.shape, Shape::Punct(_))
            && !word.is_any(&["and", "with", "for", "in", "on", "that", "every"]);
        if said && fits && !taken.contains(&value) {
            return Some((at, value + 1));
        }
    }
    None
}
