//! Terraform providers as records.

use std::collections::BTreeMap;

use crate::blob::{Blob, bit};
use crate::facts::{Attr, Block, Body, Nest, Provider, Type};
use crate::layout::{self, flag, nesting, tag};

/// Where the registry keeps each provider that is not HashiCorp's own, for facts that do not say.
const SOURCES: &[(&str, &str)] = &[
    ("cloudflare", "cloudflare/cloudflare"),
    ("databricks", "databricks/databricks"),
    ("datadog", "datadog/datadog"),
    ("digitalocean", "digitalocean/digitalocean"),
    ("docker", "kreuzwerker/docker"),
    ("github", "integrations/github"),
    ("gitlab", "gitlabhq/gitlab"),
    ("mongodbatlas", "mongodb/mongodbatlas"),
    ("newrelic", "newrelic/newrelic"),
    ("okta", "okta/okta"),
    ("pagerduty", "pagerduty/pagerduty"),
    ("postgresql", "cyrilgdn/postgresql"),
    ("snowflake", "snowflakedb/snowflake"),
];

/// Writes all providers, by name.
pub(crate) fn write(blob: &mut Blob, providers: &BTreeMap<String, Provider>) {
    let mut all_resources = BTreeMap::new();
    let mut all_data_sources = BTreeMap::new();
    let mut items = Vec::new();
    for (index, (name, facts)) in (0..).zip(providers) {
        let config = body(blob, facts.config.as_ref().unwrap_or(&Body::default()));
        let resources = types(blob, &facts.resources, index, &mut all_resources);
        let data_sources = types(blob, &facts.data_sources, index, &mut all_data_sources);
        let known =
            SOURCES.iter().find(|(provider, _)| provider == name).map(|(_, source)| (*source).to_owned());
        let source = facts.source.clone().or(known).unwrap_or_else(|| format!("hashicorp/{name}"));
        let texts = [blob.text(name), blob.text(&source), blob.text(&facts.version)];
        items.push([texts[0], texts[1], texts[2], config, resources, data_sources]);
    }
    let root = [
        blob.list(&items),
        blob.list(&all_resources.into_values().collect::<Vec<_>>()),
        blob.list(&all_data_sources.into_values().collect::<Vec<_>>()),
    ];
    blob.set_root(layout::TERRAFORM, &root);
}

fn types<'a>(
    blob: &mut Blob,
    bodies: &'a BTreeMap<String, Body>,
    provider: u32,
    all: &mut BTreeMap<&'a str, [u32; 3]>,
) -> u32 {
    let mut items = Vec::new();
    for (name, facts) in bodies {
        let item = [blob.text(name), body(blob, facts), provider];
        items.push(item);
        let taken = all.insert(name, item);
        assert!(taken.is_none(), "two providers have {name}");
    }
    blob.list(&items)
}

fn body(blob: &mut Blob, facts: &Body) -> u32 {
    let mut words = vec![facts.attrs.len() as u32, facts.blocks.len() as u32];
    words.extend(facts.attrs.iter().map(|(name, facts)| attr(blob, name, facts)));
    words.extend(facts.blocks.iter().map(|(name, facts)| block(blob, name, facts)));
    blob.record(&words)
}

fn attr(blob: &mut Blob, name: &str, facts: &Attr) -> u32 {
    let flags = bit(facts.required, flag::REQUIRED)
        | bit(facts.optional, flag::OPTIONAL)
        | bit(facts.computed, flag::COMPUTED)
        | bit(facts.max.is_some(), flag::HAS_MAX);
    let words = [blob.text(name), flags, ty(blob, &facts.ty), facts.max.unwrap_or(0)];
    blob.record(&words)
}

fn block(blob: &mut Blob, name: &str, facts: &Block) -> u32 {
    let nesting = match facts.nest {
        Nest::List => nesting::LIST,
        Nest::Set => nesting::SET,
        Nest::Map => nesting::MAP,
        Nest::Single => nesting::SINGLE,
    };
    let flags = nesting
        | bit(facts.attribute, flag::ATTRIBUTE)
        | bit(facts.min.is_some(), flag::HAS_MIN)
        | bit(facts.max.is_some(), flag::HAS_MAX);
    let body = body(blob, &facts.body);
    let words = [blob.text(name), flags, body, facts.min.unwrap_or(0), facts.max.unwrap_or(0)];
    blob.record(&words)
}

fn ty(blob: &mut Blob, facts: &Type) -> u32 {
    let words = match facts {
        Type::Plain(name) => return plain(name),
        Type::Of(collection, element) => [of(collection), ty(blob, element)],
        Type::Object(facts) => [tag::OBJECT, body(blob, facts)],
    };
    blob.record(&words)
}

fn plain(name: &str) -> u32 {
    match name {
        "string" => tag::STRING,
        "number" => tag::NUMBER,
        "bool" => tag::BOOL,
        "any" => tag::ANY,
        other => panic!("unknown type {other}"),
    }
}

fn of(collection: &str) -> u32 {
    match collection {
        "list" => tag::LIST,
        "set" => tag::SET,
        "map" => tag::MAP,
        other => panic!("unknown collection {other}"),
    }
}
