//! Reads CustomResourceDefinitions from YAML files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use crate::facts::{Custom, Customs};
use crate::swagger::strip;
use crate::{Result, read, write};

#[derive(Deserialize)]
struct Definition {
    spec: Spec,
}

#[derive(Deserialize)]
struct Spec {
    group: String,
    names: Names,
    scope: String,
    #[serde(default)]
    versions: Vec<Version>,
}

#[derive(Deserialize)]
struct Names {
    kind: String,
    plural: String,
}

#[derive(Deserialize)]
struct Version {
    name: String,
    #[serde(default)]
    served: bool,
    #[serde(default)]
    deprecated: bool,
    schema: Option<Validation>,
}

#[derive(Deserialize)]
struct Validation {
    #[serde(rename = "openAPIV3Schema")]
    schema: Option<Value>,
}

/// Replaces every kind that a directory's files define and keeps all others.
pub(crate) fn refresh(data: &Path, directory: &Path) -> Result<String> {
    let path = data.join("kubernetes/crds.json.zst");
    let mut customs: Customs = read::read(&path);
    let mut found = BTreeMap::new();
    let mut notes = Vec::new();
    for file in yaml_files(directory)? {
        match convert(&fs::read_to_string(&file)?) {
            Ok(mut kinds) => found.append(&mut kinds),
            Err(error) => notes.push(format!("skipped {}: {error}", file.display())),
        }
    }
    let identity = |key: &str| key.split('/').step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let replaced: Vec<_> = found.keys().map(|key| identity(key)).collect();
    customs.crds.retain(|key, _| !replaced.contains(&identity(key)));
    notes.push(format!("{} kinds read, {} kept", found.len(), customs.crds.len()));
    customs.crds.append(&mut found);
    write(&path, &customs)?;
    Ok(notes.join("\n"))
}

/// The served versions of every definition in a file, by `group/version/kind`.
pub(crate) fn convert(yaml: &str) -> Result<BTreeMap<String, Custom>> {
    // Charts wrap their definitions in template lines.
    let plain: Vec<&str> = yaml.lines().filter(|line| !line.trim_start().starts_with("{{")).collect();
    let documents: Vec<Value> = serde_saphyr::from_multiple(&plain.join("\n"))?;
    let mut kinds = BTreeMap::new();
    for document in documents {
        if document["kind"] != "CustomResourceDefinition" {
            continue;
        }
        let Spec { group, names, scope, versions } = serde_json::from_value::<Definition>(document)?.spec;
        for version in versions.into_iter().filter(|version| version.served) {
            let Some(mut schema) = version.schema.and_then(|validation| validation.schema) else { continue };
            strip(&mut schema);
            let facts = Custom {
                namespaced: scope == "Namespaced",
                plural: names.plural.clone(),
                deprecated: version.deprecated,
                schema,
            };
            kinds.insert(format!("{group}/{}/{}", version.name, names.kind), facts);
        }
    }
    Ok(kinds)
}

fn yaml_files(directory: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut left = vec![directory.to_owned()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(&next)? {
            let (kind, path) = entry.map(|entry| (entry.file_type(), entry.path()))?;
            if kind?.is_dir() {
                left.push(path);
            } else if path.extension().is_some_and(|extension| extension == "yaml" || extension == "yml") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests;
