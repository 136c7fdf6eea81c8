//! Reads the output of `terraform providers schema -json`.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::facts::{Attr, Block, Body, Nest, Provider, Type};
use crate::{Result, write};

#[derive(Deserialize)]
struct Document {
    provider_schemas: BTreeMap<String, ProviderDocument>,
}

#[derive(Deserialize)]
struct ProviderDocument {
    provider: Option<Schema>,
    #[serde(default)]
    resource_schemas: BTreeMap<String, Schema>,
    #[serde(default)]
    data_source_schemas: BTreeMap<String, Schema>,
}

#[derive(Deserialize)]
struct Schema {
    block: BlockSchema,
}

#[derive(Default, Deserialize)]
struct BlockSchema {
    #[serde(default)]
    attributes: BTreeMap<String, Attribute>,
    #[serde(default)]
    block_types: BTreeMap<String, BlockType>,
}

#[derive(Deserialize)]
struct Attribute {
    #[serde(rename = "type")]
    ty: Option<Value>,
    nested_type: Option<Nested>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    computed: bool,
}

#[derive(Deserialize)]
struct Nested {
    nesting_mode: String,
    #[serde(default)]
    attributes: BTreeMap<String, Attribute>,
}

#[derive(Deserialize)]
struct BlockType {
    nesting_mode: String,
    block: BlockSchema,
    min_items: Option<u32>,
    max_items: Option<u32>,
}

/// Writes a fact file for each provider of the document.
pub(crate) fn refresh(data: &Path, json: &str, lock: &str) -> Result<String> {
    let mut done = Vec::new();
    for (name, facts) in convert(json, lock)? {
        write(&data.join("terraform").join(format!("{name}.json.zst")), &facts)?;
        let counts = (facts.resources.len(), facts.data_sources.len());
        done.push(format!(
            "{name} {}: {} resource types, {} data sources",
            facts.version, counts.0, counts.1
        ));
    }
    Ok(done.join("\n"))
}

/// The facts of each provider by its name. Its version is read from the dependency lock file, where there is
/// one: the document does not say.
pub(crate) fn convert(json: &str, lock: &str) -> Result<BTreeMap<String, Provider>> {
    let document: Document = serde_json::from_str(json)?;
    let versions = versions(lock);
    let mut providers = BTreeMap::new();
    for (address, schemas) in document.provider_schemas {
        let source = address.strip_prefix("registry.terraform.io/").unwrap_or(&address);
        let name = source.rsplit('/').next().unwrap_or(source).to_owned();
        let version = versions.get(&address).cloned().unwrap_or_else(|| "unknown".to_owned());
        let facts = Provider {
            format: 1,
            version,
            source: Some(source.to_owned()),
            package: Some("terraform providers schema -json".to_owned()),
            config: schemas.provider.map(|schema| body(schema.block)),
            resources: bodies(schemas.resource_schemas),
            data_sources: bodies(schemas.data_source_schemas),
        };
        providers.insert(name, facts);
    }
    Ok(providers)
}

/// Versions by address, of a lock file's `provider "ADDRESS" {` and `version = "VERSION"` lines.
fn versions(lock: &str) -> BTreeMap<String, String> {
    let quoted = |line: &str| line.split('"').nth(1).map(str::to_owned);
    let mut versions = BTreeMap::new();
    let mut address = None;
    for line in lock.lines().map(str::trim) {
        if line.starts_with("provider ") {
            address = quoted(line);
        } else if line.starts_with("version ")
            && let (Some(address), Some(version)) = (address.take(), quoted(line))
        {
            versions.insert(address, version);
        }
    }
    versions
}

fn bodies(schemas: BTreeMap<String, Schema>) -> BTreeMap<String, Body> {
    schemas.into_iter().map(|(name, schema)| (name, body(schema.block))).collect()
}

fn body(schema: BlockSchema) -> Body {
    let mut facts = Body::default();
    for (name, attribute) in schema.attributes {
        put(&mut facts, name, attribute);
    }
    for (name, block) in schema.block_types {
        let (min, max) = (block.min_items.filter(|min| *min > 0), block.max_items.filter(|max| *max > 0));
        let block =
            Block { nest: nest(&block.nesting_mode), min, max, attribute: false, body: body(block.block) };
        facts.blocks.insert(name, block);
    }
    facts
}

fn put(facts: &mut Body, name: String, attribute: Attribute) {
    let Attribute { required, optional, computed, .. } = attribute;
    let settable = required || optional;
    let attr = |ty| Attr { ty, required, optional, computed, max: None };
    match (&attribute.ty, attribute.nested_type) {
        (_, Some(nested)) => {
            facts.attrs.insert(name, attr(nested_type(nested)));
        }
        (Some(ty), None) => put_plain(facts, name, attr(plain(ty, settable)), settable),
        (None, None) => put_plain(facts, name, attr(Type::Plain("any".to_owned())), settable),
    }
}

/// Puts an attribute where Terraform lets it be written: what the older plugin SDK declares as a list or set of
/// objects may also be written as blocks.
fn put_plain(facts: &mut Body, name: String, attr: Attr, settable: bool) {
    match &attr.ty {
        Type::Of(collection, element)
            if settable && collection != "map" && matches!(**element, Type::Object(_)) =>
        {
            let body = element.object().cloned().unwrap_or_default();
            let min = attr.required.then_some(1);
            facts
                .blocks
                .insert(name, Block { nest: nest(collection), min, max: None, attribute: true, body });
        }
        _ => {
            facts.attrs.insert(name, attr);
        }
    }
}

fn nested_type(nested: Nested) -> Type {
    let mut body = Body::default();
    for (name, attribute) in nested.attributes {
        put(&mut body, name, attribute);
    }
    let object = Type::Object(Box::new(body));
    match nested.nesting_mode.as_str() {
        "single" => object,
        collection => Type::Of(collection.to_owned(), Box::new(object)),
    }
}

/// A type in Terraform's JSON notation. What an object has is as settable as the attribute itself.
fn plain(ty: &Value, settable: bool) -> Type {
    let part = |index: usize| ty.get(index).unwrap_or(&Value::Null);
    match (ty.as_str(), part(0).as_str()) {
        (Some(name @ ("string" | "number" | "bool")), _) => Type::Plain(name.to_owned()),
        (None, Some(collection @ ("list" | "set" | "map"))) => {
            Type::Of(collection.to_owned(), Box::new(plain(part(1), settable)))
        }
        (None, Some("tuple")) => Type::Of("list".to_owned(), Box::new(Type::Plain("any".to_owned()))),
        (None, Some("object")) => {
            let mut body = Body::default();
            for (name, ty) in part(1).as_object().into_iter().flatten() {
                let ty = plain(ty, settable);
                let attr = Attr { ty, required: false, optional: settable, computed: !settable, max: None };
                put_plain(&mut body, name.clone(), attr, settable);
            }
            Type::Object(Box::new(body))
        }
        _ => Type::Plain("any".to_owned()),
    }
}

fn nest(mode: &str) -> Nest {
    match mode {
        "list" => Nest::List,
        "set" => Nest::Set,
        "map" => Nest::Map,
        _ => Nest::Single,
    }
}

#[cfg(test)]
mod tests;
