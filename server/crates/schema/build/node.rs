//! JSON schemas (OpenAPI's subset and ours for monitoring formats) as records.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::blob::{Blob, bit};
use crate::layout::{field, schema};

/// A quantity's pattern in custom resources, as controller-gen writes it, starts so.
const QUANTITY_PATTERN: &str = r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)";

/// Numbers for the names that `$ref`s use, shared by several sets of definitions.
pub(crate) struct Names(BTreeMap<String, u32>);

impl Names {
    pub(crate) fn new<'a>(names: impl IntoIterator<Item = &'a String>) -> Self {
        let names: BTreeSet<&String> = names.into_iter().collect();
        Self(names.into_iter().cloned().zip(0..).collect())
    }

    pub(crate) fn number(&self, name: &str) -> u32 {
        *self.0.get(name).unwrap_or_else(|| panic!("no definition {name}"))
    }

    /// The list of definitions: the schema of each name, or none.
    pub(crate) fn table(&self, blob: &mut Blob, nodes: &BTreeMap<&str, u32>) -> u32 {
        let items: Vec<[u32; 1]> =
            self.0.keys().map(|name| [nodes.get(name.as_str()).copied().unwrap_or(0)]).collect();
        blob.list(&items)
    }
}

/// A schema's fields, gathered before they are written.
#[derive(Default)]
struct Fields(BTreeMap<u32, u32>);

impl Fields {
    fn put(&mut self, field: u32, word: u32) {
        self.0.insert(field, word);
    }

    fn record(self, blob: &mut Blob, head: u32) -> u32 {
        let mask = self.0.keys().fold(0, |mask, field| mask | 1 << field);
        let mut words = vec![head, mask];
        words.extend(self.0.into_values());
        blob.record(&words)
    }
}

/// The position of a schema.
pub(crate) fn write(blob: &mut Blob, names: &Names, value: &Value) -> u32 {
    let Some(map) = value.as_object() else {
        return Fields::default().record(blob, schema::ANY | schema::PRESERVE_UNKNOWN);
    };
    let mut fields = Fields::default();
    if let Some(target) = text(map, "$ref") {
        let name = target.strip_prefix("#/definitions/").unwrap_or(target);
        fields.put(field::REF, names.number(name));
        return fields.record(blob, schema::ANY);
    }
    shape(blob, names, map, &mut fields);
    limits(blob, map, &mut fields);
    choices(blob, names, map, &mut fields);
    fields.record(blob, head(map))
}

fn head(map: &Map<String, Value>) -> u32 {
    let ty = match text(map, "type") {
        Some("object") => schema::OBJECT,
        Some("array") => schema::ARRAY,
        Some("string") => schema::STRING,
        Some("integer") => schema::INTEGER,
        Some("number") => schema::NUMBER,
        Some("boolean") => schema::BOOLEAN,
        None => schema::ANY,
        Some(other) => panic!("unknown type {other}"),
    };
    let quantity = flag(map, "x-omni-quantity")
        || text(map, "pattern").is_some_and(|pattern| pattern.starts_with(QUANTITY_PATTERN));
    let int_or_string =
        flag(map, "x-kubernetes-int-or-string") || text(map, "format") == Some("int-or-string");
    ty | bit(int_or_string && !quantity, schema::INT_OR_STRING)
        | bit(quantity, schema::QUANTITY)
        | bit(flag(map, "x-kubernetes-preserve-unknown-fields"), schema::PRESERVE_UNKNOWN)
        | bit(flag(map, "x-kubernetes-embedded-resource"), schema::EMBEDDED)
        | bit(flag(map, "nullable"), schema::NULLABLE)
        | bit(flag(map, "exclusiveMinimum"), schema::EXCLUSIVE_MINIMUM)
        | bit(flag(map, "exclusiveMaximum"), schema::EXCLUSIVE_MAXIMUM)
        | bit(text(map, "x-kubernetes-list-type") == Some("set"), schema::SET)
        | bit(flag(map, "additionalProperties"), schema::ADDITIONAL_ANY)
}

/// Properties, items and values.
fn shape(blob: &mut Blob, names: &Names, map: &Map<String, Value>, fields: &mut Fields) {
    if let Some(Value::Object(properties)) = map.get("properties") {
        let sorted: BTreeMap<&String, &Value> = properties.iter().collect();
        let items: Vec<[u32; 2]> =
            sorted.into_iter().map(|(name, value)| [blob.text(name), write(blob, names, value)]).collect();
        fields.put(field::PROPERTIES, blob.list(&items));
    }
    if let Some(required) = texts(map, "required") {
        let sorted: BTreeSet<&str> = required.iter().map(String::as_str).collect();
        fields.put(field::REQUIRED, blob.texts(sorted));
    }
    for (key, at) in
        [("items", field::ITEMS), ("additionalProperties", field::ADDITIONAL), ("not", field::NOT)]
    {
        if let Some(value @ Value::Object(_)) = map.get(key) {
            fields.put(at, write(blob, names, value));
        }
    }
}

/// What narrows a value.
fn limits(blob: &mut Blob, map: &Map<String, Value>, fields: &mut Fields) {
    for (key, at) in [("enum", field::ENUM), ("x-kubernetes-list-map-keys", field::LIST_MAP_KEYS)] {
        if let Some(values) = texts(map, key) {
            fields.put(at, blob.texts(values.iter().map(String::as_str)));
        }
    }
    for (key, at) in [("format", field::FORMAT), ("pattern", field::PATTERN)] {
        if let Some(value) = text(map, key) {
            fields.put(at, blob.text(value));
        }
    }
    for (key, at) in [("minimum", field::MINIMUM), ("maximum", field::MAXIMUM), ("default", field::DEFAULT)] {
        if let Some(value) = map.get(key) {
            fields.put(at, blob.text(&value.to_string()));
        }
    }
    for (key, at) in [
        ("minLength", field::MIN_LENGTH),
        ("maxLength", field::MAX_LENGTH),
        ("minItems", field::MIN_ITEMS),
        ("maxItems", field::MAX_ITEMS),
        ("minProperties", field::MIN_PROPERTIES),
        ("maxProperties", field::MAX_PROPERTIES),
    ] {
        if let Some(value) = map.get(key).and_then(Value::as_u64) {
            fields.put(at, u32::try_from(value).unwrap_or(u32::MAX));
        }
    }
}

/// Schemas of which one, any or all must hold.
fn choices(blob: &mut Blob, names: &Names, map: &Map<String, Value>, fields: &mut Fields) {
    for (key, at) in [("oneOf", field::ONE_OF), ("anyOf", field::ANY_OF), ("allOf", field::ALL_OF)] {
        if let Some(Value::Array(values)) = map.get(key) {
            let items: Vec<[u32; 1]> = values.iter().map(|value| [write(blob, names, value)]).collect();
            fields.put(at, blob.list(&items));
        }
    }
}

fn text<'a>(map: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    map.get(key).and_then(Value::as_str)
}

fn flag(map: &Map<String, Value>, key: &str) -> bool {
    map.get(key).and_then(Value::as_bool).unwrap_or(false)
}

/// A list's values as texts: strings as they are, the rest as JSON.
fn texts(map: &Map<String, Value>, key: &str) -> Option<Vec<String>> {
    let values = map.get(key)?.as_array()?;
    Some(values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect())
}
