//! Reads a Kubernetes release's OpenAPI document, `swagger.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::facts::Release;
use crate::{Result, read, write};

/// Fields of a schema that are prose or that nothing here reads.
const DROPPED: &[&str] =
    &["description", "title", "example", "externalDocs", "x-kubernetes-validations", "x-kubernetes-unions"];

#[derive(Deserialize)]
struct Document {
    paths: BTreeMap<String, BTreeMap<String, Value>>,
    definitions: BTreeMap<String, Value>,
}

/// Writes the fact file of a release, in place of an older patch of the same minor release. The document lists
/// no values of string fields: those of the newest release known so far are kept.
pub(crate) fn refresh(data: &Path, json: &str, version: &str) -> Result<String> {
    let directory = data.join("kubernetes");
    let (major, minor) = version.split_once('.').ok_or("the version looks like 1.37.2")?;
    let series = format!("kubernetes-{major}.{}.", minor.split('.').next().unwrap_or(minor));
    let mut facts = convert(json)?;
    for path in read::files(&directory) {
        let stem = read::stem(&path);
        if stem.starts_with("kubernetes-") {
            facts.enums = read::read::<Release>(&path).enums;
        }
        if stem.starts_with(&series) {
            fs::remove_file(&path)?;
        }
    }
    write(&directory.join(format!("kubernetes-{version}.json.zst")), &facts)?;
    Ok(format!("{version}: {} definitions, {} kinds", facts.definitions.len(), facts.namespaced.len()))
}

/// The facts of a document.
pub(crate) fn convert(json: &str) -> Result<Release> {
    let Document { paths, mut definitions } = serde_json::from_str(json)?;
    definitions.values_mut().for_each(strip);
    let mut namespaced = BTreeMap::new();
    for (path, operations) in &paths {
        for operation in operations.values() {
            let served = &operation["x-kubernetes-group-version-kind"];
            if operation["x-kubernetes-action"] == "post" && served.is_object() {
                let part = |key| served[key].as_str().unwrap_or_default();
                let kind = format!("{}/{}/{}", part("group"), part("version"), part("kind"));
                namespaced.insert(kind, path.contains("{namespace}"));
            }
        }
    }
    Ok(Release { format: 1, namespaced, definitions, enums: BTreeMap::new() })
}

/// Takes the prose out of a schema.
pub(crate) fn strip(schema: &mut Value) {
    match schema {
        Value::Array(schemas) => schemas.iter_mut().for_each(strip),
        Value::Object(fields) => {
            fields.retain(|name, _| !DROPPED.contains(&name.as_str()));
            for (name, value) in fields {
                match value {
                    // The names in here are fields of the object described, not of the schema.
                    Value::Object(properties) if name == "properties" => {
                        properties.values_mut().for_each(strip);
                    }
                    value => strip(value),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
