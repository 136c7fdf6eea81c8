//! Where manifests go: the workspace's own layout, new files beside the old ones, entries in its kustomization.
//!
//! It never overwrites and never doubles: an object that is there already is left alone, and said.

use super::facts::{self, Existing, Habit};
use super::render::Manifest;
use super::value::yaml;
use crate::Change;
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use text::{Span, TextEdit};
use workspace::Workspace;

/// Files for `manifests`, and what is to be said about them.
pub(crate) fn place(
    manifests: Vec<Manifest>,
    workspace: &Workspace,
    into: &Utf8Path,
    kustomize: bool,
) -> (Vec<Change>, Vec<String>) {
    let objects = facts::objects(workspace);
    let lists = facts::kustomizations(workspace);
    let habit = facts::habit(&objects, &lists, into);
    let mut said = Vec::new();
    let mut files: BTreeMap<Utf8PathBuf, Vec<String>> = BTreeMap::new();
    for manifest in manifests {
        if let Some(twin) = objects.iter().find(|object| same(object, &manifest)) {
            said.push(format!(
                "{} {} is already in {} and was left as it is",
                manifest.kind,
                manifest.name,
                short(twin.path, into)
            ));
            continue;
        }
        let path = free(&path(&habit, &manifest), workspace);
        files.entry(path).or_default().push(yaml(&manifest.body));
    }
    let mut changes: Vec<Change> = files
        .into_iter()
        .map(|(path, documents)| Change::Create { path, text: documents.join("---\n") })
        .collect();
    changes.extend(list(&changes, workspace, &habit, &lists, kustomize));
    (changes, said)
}

/// Files for manifests that belong to a workload: at the end of its own file where that holds several objects, else
/// beside it.
pub(crate) fn beside(
    manifests: Vec<Manifest>,
    workspace: &Workspace,
    owner: &Existing,
) -> (Vec<Change>, Vec<String>) {
    let objects = facts::objects(workspace);
    let mut said = Vec::new();
    let mut new: Vec<Manifest> = Vec::new();
    for manifest in manifests {
        match objects.iter().find(|object| same(object, &manifest)) {
            Some(twin) => {
                said.push(format!("{} {} is already in {}", manifest.kind, manifest.name, twin.path));
            }
            None => new.push(manifest),
        }
    }
    let together = objects.iter().filter(|object| object.path == owner.path).count() > 1;
    let directory = owner.path.parent().unwrap_or(owner.path);
    if together && !new.is_empty() {
        let Some(file) = workspace.file(owner.path) else { return (Vec::new(), said) };
        let documents: Vec<String> =
            new.iter().map(|manifest| format!("---\n{}", yaml(&manifest.body))).collect();
        let start = if file.text.ends_with('\n') { "" } else { "\n" };
        let at = Span::at(file.text.len() as u32);
        let edit = TextEdit { span: at, text: format!("{start}{}", documents.concat()) };
        return (
            vec![Change::Edit { path: owner.path.to_owned(), before: file.text.clone(), edits: vec![edit] }],
            said,
        );
    }
    let ending = owner.path.extension().unwrap_or("yaml");
    // `deployment.yaml` stands in a directory of its own; `web-deployment.yaml` and `web.yaml` share one.
    let alone = owner.path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case(owner.kind));
    let changes: Vec<Change> = new
        .iter()
        .map(|manifest| {
            let kind = file_name(&manifest.kind);
            let name =
                if alone { format!("{kind}.{ending}") } else { format!("{}-{kind}.{ending}", owner.name) };
            Change::Create { path: free(&directory.join(name), workspace), text: yaml(&manifest.body) }
        })
        .collect();
    let lists = facts::kustomizations(workspace);
    let habit = facts::habit(&objects, &lists, directory);
    let listed = list(&changes, workspace, &habit, &lists, false);
    (changes.into_iter().chain(listed).collect(), said)
}

/// A path as a person reads it.
fn short(path: &Utf8Path, into: &Utf8Path) -> String {
    path.strip_prefix(into).unwrap_or(path).to_string()
}

fn same(object: &Existing, manifest: &Manifest) -> bool {
    let namespace = match manifest.body.get("metadata") {
        Some(super::value::Value::Map(metadata)) => match metadata.get("namespace") {
            Some(super::value::Value::Text(name)) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    };
    object.kind == manifest.kind
        && object.name == manifest.name
        && (object.namespace == namespace || object.namespace.is_none() || namespace.is_none())
}

fn path(habit: &Habit, manifest: &Manifest) -> Utf8PathBuf {
    let kind = file_name(&manifest.kind);
    let ending = habit.ending;
    match &manifest.app {
        Some(app) if habit.one_file => habit.directory.join(format!("{app}.{ending}")),
        Some(app) if habit.per_app => {
            let name = if manifest.name == *app || manifest.name.starts_with(&format!("{app}-")) {
                let rest = manifest.name.strip_prefix(app.as_str()).unwrap_or_default();
                let rest = rest.trim_start_matches('-');
                if rest.is_empty() || rest == "config" { kind.clone() } else { format!("{rest}-{kind}") }
            } else {
                format!("{}-{kind}", manifest.name)
            };
            habit.directory.join(app).join(format!("{name}.{ending}"))
        }
        _ if manifest.name.is_empty() || manifest.kind == "Namespace" && habit.per_app => {
            let name = if manifest.name.is_empty() { String::new() } else { format!("-{}", manifest.name) };
            habit.directory.join(format!("{kind}{name}.{ending}"))
        }
        _ => habit.directory.join(format!("{}-{kind}.{ending}", manifest.name.replace(':', "-"))),
    }
}

/// The short name that people give files of a kind.
fn file_name(kind: &str) -> String {
    match kind {
        "HorizontalPodAutoscaler" => "hpa".to_owned(),
        "PodDisruptionBudget" => "pdb".to_owned(),
        "PersistentVolumeClaim" => "pvc".to_owned(),
        other => other.to_ascii_lowercase(),
    }
}

/// `path`, or one like it that no file of the workspace has.
fn free(path: &Utf8Path, workspace: &Workspace) -> Utf8PathBuf {
    if workspace.file(path).is_none() {
        return path.to_owned();
    }
    let stem = path.file_stem().unwrap_or("manifest");
    let ending = path.extension().unwrap_or("yaml");
    let numbered = (2..1000).map(|n| path.with_file_name(format!("{stem}-{n}.{ending}")));
    numbered.into_iter().find(|path| workspace.file(path).is_none()).unwrap_or_else(|| path.to_owned())
}

/// The new files as resources of a kustomization: added to the one that is there, or to a new one that is asked for.
fn list(
    changes: &[Change],
    workspace: &Workspace,
    habit: &Habit,
    lists: &[&Utf8Path],
    kustomize: bool,
) -> Option<Change> {
    let paths: Vec<&Utf8Path> = changes
        .iter()
        .map(|change| match change {
            Change::Create { path, .. } | Change::Edit { path, .. } => path.as_path(),
        })
        .collect();
    if paths.is_empty() {
        return None;
    }
    let home = lists
        .iter()
        .find(|list| list.parent().is_some_and(|dir| paths.iter().all(|path| path.starts_with(dir))));
    if let Some(list) = home {
        let directory = list.parent().unwrap_or(list);
        let names: Vec<String> =
            paths.iter().map(|path| path.strip_prefix(directory).unwrap_or(path).to_string()).collect();
        return extend(workspace, list, &names);
    }
    if !kustomize {
        return None;
    }
    let names: Vec<String> =
        paths.iter().map(|path| path.strip_prefix(&habit.directory).unwrap_or(path).to_string()).collect();
    let map = super::value::Map::new()
        .with("apiVersion", "kustomize.config.k8s.io/v1beta1")
        .with("kind", "Kustomization")
        .with("resources", names);
    Some(Change::Create { path: habit.directory.join("kustomization.yaml"), text: yaml(&map) })
}

/// Adds `names` at the end of the `resources` of a kustomization, in the style of the list.
pub(crate) fn extend(workspace: &Workspace, path: &Utf8Path, names: &[String]) -> Option<Change> {
    let file = workspace.file(path)?;
    let placed = file.units.first()?;
    let workspace::Tree::Yaml(root) = &placed.unit.tree else { return None };
    let resources = root.get("resources");
    let known: Vec<&str> =
        resources.map(|r| r.items().iter().filter_map(|i| i.as_str()).collect()).unwrap_or_default();
    let new: Vec<&String> = names
        .iter()
        .filter(|name| {
            !known.iter().any(|k| {
                k.trim_start_matches("./") == name.as_str()
                    || name.starts_with(&format!("{}/", k.trim_start_matches("./")))
            })
        })
        .collect();
    if new.is_empty() {
        return None;
    }
    let (at, text) = if let Some(last) = resources.and_then(|r| r.items().last()) {
        let at = placed.offset + last.span.end;
        let line = file.text.get(..at as usize)?.rfind('\n').map_or(0, |i| i + 1);
        let indent: String = file.text.get(line..)?.chars().take_while(|c| *c == ' ').collect();
        let lines: Vec<String> = new.iter().map(|name| format!("\n{indent}- {name}")).collect();
        (at, lines.concat())
    } else {
        let end = file.text.trim_end().len() as u32;
        let lines: Vec<String> = new.iter().map(|name| format!("\n  - {name}")).collect();
        (end, format!("\nresources:{}", lines.concat()))
    };
    let edit = TextEdit { span: Span::at(at), text };
    Some(Change::Edit { path: path.to_owned(), before: file.text.clone(), edits: vec![edit] })
}
