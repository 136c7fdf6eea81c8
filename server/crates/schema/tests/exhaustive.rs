//! Every fact of the fact files is found through the crate, and nothing else is.

#![allow(clippy::unwrap_used, reason = "a fact that is missing fails the test")]

#[allow(dead_code, reason = "the build step uses the rest")]
#[path = "../build/facts.rs"]
mod facts;
#[allow(dead_code, reason = "the build step uses the rest")]
#[path = "../build/read.rs"]
mod read;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use omni_schema::kubernetes::{self, Kind, Version};
use omni_schema::terraform::{self, BlockType, Body, Nesting, Type};
use omni_schema::{Schema, SchemaType};
use serde_json::Value;

fn data(directory: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(directory)
}

#[test]
fn every_provider_is_there_with_every_attribute() {
    let facts: BTreeMap<String, facts::Provider> = read::read_all(&data("terraform"));
    assert!(facts.keys().eq(terraform::providers().map(terraform::Provider::name).collect::<Vec<_>>()));
    for (name, facts) in &facts {
        let provider = terraform::provider(name).unwrap();
        assert_eq!(provider.version(), facts.version);
        same_body(provider.config(), facts.config.as_ref().unwrap(), name);
        assert!(facts.resources.keys().eq(provider.resources().map(|(name, _)| name).collect::<Vec<_>>()));
        assert!(
            facts.data_sources.keys().eq(provider.data_sources().map(|(name, _)| name).collect::<Vec<_>>())
        );
        for (resource, facts) in &facts.resources {
            assert_eq!(
                terraform::resource(resource),
                provider.resource(resource).map(|body| (provider, body))
            );
            same_body(provider.resource(resource).unwrap(), facts, resource);
        }
        for (source, facts) in &facts.data_sources {
            assert_eq!(
                terraform::data_source(source),
                provider.data_source(source).map(|body| (provider, body))
            );
            same_body(provider.data_source(source).unwrap(), facts, source);
        }
    }
}

fn same_body(body: Body, facts: &facts::Body, place: &str) {
    assert!(facts.attrs.keys().eq(body.attrs().map(terraform::Attr::name).collect::<Vec<_>>()), "{place}");
    assert!(facts.blocks.keys().eq(body.blocks().map(BlockType::name).collect::<Vec<_>>()), "{place}");
    for (name, facts) in &facts.attrs {
        let attr = body.attr(name).unwrap();
        let flags = (attr.required(), attr.optional(), attr.computed(), attr.max());
        assert_eq!(flags, (facts.required, facts.optional, facts.computed, facts.max), "{place} {name}");
        same_type(attr.ty(), &facts.ty, place);
    }
    for (name, facts) in &facts.blocks {
        let block = body.block(name).unwrap();
        let nesting = match facts.nest {
            facts::Nest::List => Nesting::List,
            facts::Nest::Set => Nesting::Set,
            facts::Nest::Map => Nesting::Map,
            facts::Nest::Single => Nesting::Single,
        };
        let found = (block.nesting(), block.min(), block.max(), block.is_attribute());
        assert_eq!(found, (nesting, facts.min, facts.max, facts.attribute), "{place} {name}");
        same_body(block.body(), &facts.body, place);
    }
}

fn same_type(ty: Type, facts: &facts::Type, place: &str) {
    match (ty, facts) {
        (Type::List(element), facts::Type::Of(of, facts)) if of == "list" => {
            same_type(element.get(), facts, place);
        }
        (Type::Set(element), facts::Type::Of(of, facts)) if of == "set" => {
            same_type(element.get(), facts, place);
        }
        (Type::Map(element), facts::Type::Of(of, facts)) if of == "map" => {
            same_type(element.get(), facts, place);
        }
        (Type::Object(body), facts::Type::Object(facts)) => same_body(body, facts, place),
        (plain, facts::Type::Plain(name)) => assert_eq!(plain.to_string(), *name, "{place}"),
        _ => panic!("{place}: {ty} is {facts:?}"),
    }
}

#[test]
fn every_kind_is_there_with_every_field() {
    let customs: facts::Customs = read::read(&data("kubernetes").join("crds.json.zst"));
    for path in read::files(&data("kubernetes")) {
        let stem = read::stem(&path);
        let Some(name) = stem.strip_prefix("kubernetes-") else { continue };
        let version = Version::find(name).unwrap();
        let release: facts::Release = read::read(&path);
        let mut expected = BTreeSet::new();
        for (key, namespaced) in &release.namespaced {
            let kind = find(version, key);
            assert_eq!((kind.namespaced(), kind.is_custom()), (*namespaced, false), "{key}");
            let served = |definition: &Value| {
                let all = definition.get("x-kubernetes-group-version-kind").and_then(Value::as_array);
                all.is_some_and(|all| all.len() == 1 && identity(&all[0]) == *key)
            };
            let (name, definition) =
                release.definitions.iter().find(|(_, definition)| served(definition)).unwrap();
            let mut walk = Walk { definitions: &release.definitions, seen: BTreeSet::from([name.clone()]) };
            walk.same(kind.schema(), definition, key);
            expected.insert(key.clone());
        }
        for (key, facts) in &customs.crds {
            let kind = find(version, key);
            let found = (kind.namespaced(), kind.is_custom(), kind.plural(), kind.deprecated());
            assert_eq!(found, (facts.namespaced, true, facts.plural.as_str(), facts.deprecated), "{key}");
            let mut schema = facts.schema.clone();
            schema["properties"].as_object_mut().unwrap().remove("metadata");
            let mut walk = Walk { definitions: &release.definitions, seen: BTreeSet::new() };
            walk.same(kind.schema(), &schema, key);
            expected.insert(key.clone());
        }
        assert_eq!(kubernetes::kinds(version).len(), expected.len());
    }
}

fn identity(served: &Value) -> String {
    let part = |key: &str| served[key].as_str().unwrap().to_owned();
    format!("{}/{}/{}", part("group"), part("version"), part("kind"))
}

fn find(version: Version, key: &str) -> Kind {
    let (api_version, kind) = key.rsplit_once('/').unwrap();
    kubernetes::kind(version, api_version.trim_start_matches('/'), kind).unwrap_or_else(|| panic!("{key}"))
}

struct Walk<'a> {
    definitions: &'a BTreeMap<String, Value>,
    seen: BTreeSet<String>,
}

impl Walk<'_> {
    fn same(&mut self, schema: Schema, facts: &Value, place: &str) {
        if let Some(target) = facts.get("$ref").and_then(Value::as_str) {
            let name = target.trim_start_matches("#/definitions/").to_owned();
            let definition = &self.definitions[&name];
            let plain = definition.get("properties").is_some();
            if self.seen.insert(name) && plain {
                self.same(schema, definition, place);
            }
            return;
        }
        let ty = match facts.get("type").and_then(Value::as_str) {
            Some("object") => SchemaType::Object,
            Some("array") => SchemaType::Array,
            Some("string") => SchemaType::String,
            Some("integer") => SchemaType::Integer,
            Some("number") => SchemaType::Number,
            Some("boolean") => SchemaType::Boolean,
            _ => SchemaType::Any,
        };
        assert_eq!(schema.ty(), ty, "{place}");
        same_limits(schema, facts, place);
        let none = serde_json::Map::new();
        for (name, facts) in facts.get("properties").and_then(Value::as_object).unwrap_or(&none) {
            let place = format!("{place} {name}");
            self.same(schema.property(name).unwrap_or_else(|| panic!("{place}")), facts, &place);
        }
        if let Some(facts) = facts.get("items") {
            self.same(schema.items().unwrap(), facts, place);
        }
        if let Some(facts @ Value::Object(_)) = facts.get("additionalProperties") {
            self.same(schema.additional().unwrap(), facts, place);
        }
        for (key, found) in [
            ("oneOf", schema.one_of().collect::<Vec<_>>()),
            ("anyOf", schema.any_of().collect()),
            ("allOf", schema.all_of().collect()),
        ] {
            let facts = facts.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
            assert_eq!(found.len(), facts.len(), "{place}");
            found.iter().zip(&facts).for_each(|(schema, facts)| self.same(*schema, facts, place));
        }
    }
}

fn same_limits(schema: Schema, facts: &Value, place: &str) {
    let list = |key: &str| -> Vec<String> {
        let values = facts.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
        values.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect()
    };
    let number = |key: &str| facts.get(key).and_then(Value::as_f64);
    let text = |key: &str| facts.get(key).and_then(Value::as_str);
    let flag = |key: &str| facts.get(key).and_then(Value::as_bool).unwrap_or(false);
    let mut required = list("required");
    required.sort();
    assert!(schema.required().eq(required.iter()), "{place}");
    assert!(required.iter().all(|name| schema.is_required(name)), "{place}");
    let enums = list("enum");
    assert!(enums.is_empty() || schema.enums().eq(enums), "{place}");
    assert!(schema.list_map_keys().eq(list("x-kubernetes-list-map-keys")), "{place}");
    assert_eq!((schema.format(), schema.pattern()), (text("format"), text("pattern")), "{place}");
    let bounds = (schema.minimum().map(|(n, _)| n), schema.maximum().map(|(n, _)| n));
    assert_eq!(bounds, (number("minimum"), number("maximum")), "{place}");
    let sizes = [schema.min_length(), schema.max_length(), schema.min_items(), schema.max_items()];
    let keys = ["minLength", "maxLength", "minItems", "maxItems"];
    assert_eq!(sizes.map(|size| size.map(f64::from)), keys.map(number), "{place}");
    assert_eq!(schema.default(), facts.get("default").map(Value::to_string).as_deref(), "{place}");
    assert_eq!(schema.nullable(), flag("nullable"), "{place}");
    assert_eq!(schema.preserve_unknown(), flag("x-kubernetes-preserve-unknown-fields"), "{place}");
    let either = flag("x-kubernetes-int-or-string");
    assert_eq!(schema.int_or_string() || schema.quantity(), either, "{place}");
}
