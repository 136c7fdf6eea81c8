//! Kubernetes releases and custom resources as records.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::blob::{Blob, bit};
use crate::facts::{Customs, Release};
use crate::layout::{self, kind};
use crate::node::{self, Names};

const OBJECT_META: &str = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";

/// Definitions whose Go types read JSON in their own way, which OpenAPI does not say.
const SPECIAL: &[(&str, &str)] = &[
    ("io.k8s.apimachinery.pkg.api.resource.Quantity", r#"{"x-omni-quantity": true}"#),
    ("io.k8s.apimachinery.pkg.util.intstr.IntOrString", r#"{"x-kubernetes-int-or-string": true}"#),
    (
        "io.k8s.apimachinery.pkg.runtime.RawExtension",
        r#"{"type": "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true}"#,
    ),
    (
        "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1",
        r#"{"type": "object", "x-kubernetes-preserve-unknown-fields": true}"#,
    ),
    (
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON",
        r#"{"x-kubernetes-preserve-unknown-fields": true}"#,
    ),
    (
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrArray",
        r#"{"x-kubernetes-preserve-unknown-fields": true}"#,
    ),
    (
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrBool",
        r#"{"x-kubernetes-preserve-unknown-fields": true}"#,
    ),
    (
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaPropsOrStringArray",
        r#"{"x-kubernetes-preserve-unknown-fields": true}"#,
    ),
];

/// Versions that the API server still serves but says not to use, from its release notes.
const DEPRECATED: &[(&str, &str, &str)] = &[("", "v1", "ComponentStatus"), ("", "v1", "Endpoints")];

/// One kind on its way into a release's list.
struct Entry {
    group: String,
    version: String,
    kind: String,
    plural: String,
    flags: u32,
    schema: u32,
}

/// Writes all releases, by name (`1.34`), each with all custom resources, and the kinds that were removed earlier.
pub(crate) fn write(blob: &mut Blob, releases: &BTreeMap<String, Release>, customs: &Customs, removed: &str) {
    let names = Names::new(releases.values().flat_map(|release| release.definitions.keys()));
    let mut items = Vec::new();
    for (name, release) in releases {
        let nodes = definitions(blob, &names, release);
        let mut kinds = built_in(release, &nodes);
        kinds.extend(custom(blob, &names, customs));
        kinds.sort_by(|a, b| order(a).cmp(&order(b)));
        let kinds: Vec<[u32; 1]> = kinds.iter().map(|entry| [record(blob, entry)]).collect();
        items.push([blob.text(name), names.table(blob, &nodes), blob.list(&kinds)]);
    }
    let root = [blob.list(&items), removals(blob, removed)];
    blob.set_root(layout::KUBERNETES, &root);
}

/// One line a kind: `apiVersion kind release replacement`.
fn removals(blob: &mut Blob, text: &str) -> u32 {
    let mut items = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(' ').collect();
        let [api_version, kind, release, replacement] = parts[..] else { panic!("not a removal: {line}") };
        let replacement = if replacement == "-" { "" } else { replacement };
        items.push([api_version, kind, release, replacement].map(|text| blob.text(text)));
    }
    blob.list(&items)
}

fn definitions<'a>(blob: &mut Blob, names: &Names, release: &'a Release) -> BTreeMap<&'a str, u32> {
    let mut enums: BTreeMap<(String, &str), &Vec<String>> = BTreeMap::new();
    for (key, values) in &release.enums {
        if let Some((owner, field)) = key.rsplit_once('.') {
            enums.insert((last_three(owner, '_'), field), values);
        }
    }
    let mut nodes = BTreeMap::new();
    for (name, definition) in &release.definitions {
        let special = SPECIAL.iter().find(|(special, _)| special == name);
        let mut value = match special {
            Some((_, text)) => serde_json::from_str(text).expect("SPECIAL holds JSON"),
            None => definition.clone(),
        };
        let owner = last_three(name, '.');
        if let Some(Value::Object(properties)) = value.get_mut("properties") {
            for (field, property) in properties {
                if let Some(values) = enums.get(&(owner.clone(), field.as_str())) {
                    put_enum(property, values);
                }
            }
        }
        nodes.insert(name.as_str(), node::write(blob, names, &value));
    }
    nodes
}

/// `core_v1_Service` of `k8sio_api_core_v1_Service` and of `io.k8s.api.core.v1.Service`.
fn last_three(name: &str, separator: char) -> String {
    let mut parts: Vec<&str> = name.rsplitn(4, separator).take(3).collect();
    parts.reverse();
    parts.join("_")
}

/// Puts an enumeration where the values are: on the field, its items or its map's values.
fn put_enum(property: &mut Value, values: &[String]) {
    let inner = match property.get("type").and_then(Value::as_str) {
        Some("array") => property.get_mut("items"),
        Some("object") => property.get_mut("additionalProperties"),
        Some(_) => Some(property),
        None => None,
    };
    if let Some(Value::Object(map)) = inner {
        map.insert("enum".to_owned(), json!(values));
    }
}

fn built_in(release: &Release, nodes: &BTreeMap<&str, u32>) -> Vec<Entry> {
    let mut kinds = Vec::new();
    for (name, definition) in &release.definitions {
        let Some([served]) =
            definition.get("x-kubernetes-group-version-kind").and_then(Value::as_array).map(Vec::as_slice)
        else {
            continue;
        };
        let part = |key| served.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (group, version, kind) = (part("group"), part("version"), part("kind"));
        let Some(&namespaced) = release.namespaced.get(&format!("{group}/{version}/{kind}")) else {
            continue;
        };
        let deprecated = DEPRECATED.contains(&(&group, &version, &kind));
        let flags = bit(namespaced, kind::NAMESPACED) | bit(deprecated, kind::DEPRECATED);
        let plural = plural(&kind);
        kinds.push(Entry { group, version, kind, plural, flags, schema: nodes[name.as_str()] });
    }
    kinds
}

fn custom(blob: &mut Blob, names: &Names, customs: &Customs) -> Vec<Entry> {
    let mut kinds = Vec::new();
    for (key, facts) in &customs.crds {
        let mut parts = key.rsplitn(3, '/').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        let (kind, version, group) = (part(), part(), part());
        let flags =
            kind::CUSTOM | bit(facts.namespaced, kind::NAMESPACED) | bit(facts.deprecated, kind::DEPRECATED);
        let mut schema = facts.schema.clone();
        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
            properties.insert("metadata".to_owned(), json!({ "$ref": OBJECT_META }));
        }
        let schema = node::write(blob, names, &schema);
        kinds.push(Entry { group, version, kind, plural: facts.plural.clone(), flags, schema });
    }
    kinds
}

fn record(blob: &mut Blob, entry: &Entry) -> u32 {
    let words = [
        blob.text(&entry.kind),
        blob.text(&entry.group),
        blob.text(&entry.version),
        blob.text(&entry.plural),
        entry.flags,
        entry.schema,
    ];
    blob.record(&words)
}

/// By kind; built in before custom, then the most stable and newest version, then the group.
fn order(entry: &Entry) -> (&str, bool, Reverse<(u8, u32, u32)>, &str) {
    (&entry.kind, entry.flags & kind::CUSTOM != 0, Reverse(maturity(&entry.version)), &entry.group)
}

/// `v2` above `v1` above `v1beta2` above `v1beta1` above `v1alpha1`.
fn maturity(version: &str) -> (u8, u32, u32) {
    let number = |text: &str| text.parse().unwrap_or(0);
    let version = version.strip_prefix('v').unwrap_or(version);
    if let Some((major, minor)) = version.split_once("beta") {
        (1, number(major), number(minor))
    } else if let Some((major, minor)) = version.split_once("alpha") {
        (0, number(major), number(minor))
    } else {
        (2, number(version), 0)
    }
}

/// The plural that the API server would guess; right for every built-in kind.
fn plural(kind: &str) -> String {
    let name = kind.to_ascii_lowercase();
    if name == "endpoints" {
        name
    } else if name.ends_with('s') {
        name + "es"
    } else if let Some(stem) = name.strip_suffix('y') {
        stem.to_owned() + "ies"
    } else {
        name + "s"
    }
}
