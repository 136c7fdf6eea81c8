//! Where the rendered blocks go: new files in an empty directory, or beside what is there.

use super::existing::Existing;
use super::graph::{Graph, Mode, Origin};
use super::render;
use crate::Change;
use camino::{Utf8Path, Utf8PathBuf};
use schema::terraform::Provider;
use std::collections::BTreeSet;
use std::fmt::Write;
use text::TextEdit;
use workspace::Workspace;

/// The files of a graph: resources at the end of `main.tf`, providers where the module keeps them.
pub(crate) fn lay_out(
    graph: &Graph,
    workspace: &Workspace,
    dir: &Utf8Path,
    existing: &Existing,
) -> Vec<Change> {
    let new = || graph.nodes.iter().filter(|n| n.origin != Origin::Existing);
    let providers: BTreeSet<&str> = new().map(|n| n.kind.split('_').next().unwrap_or_default()).collect();
    let providers: Vec<Provider> = providers.into_iter().filter_map(schema::terraform::provider).collect();
    let mut main = String::new();
    for mode in [Mode::Data, Mode::Resource] {
        for node in new().filter(|n| n.mode == mode) {
            if !main.is_empty() {
                main.push('\n');
            }
            main.push_str(&render::node(graph, node));
        }
    }
    if main.is_empty() {
        return Vec::new();
    }
    let mut files = Files { workspace, changes: Vec::new() };
    files.append(&dir.join("main.tf"), &main);
    let missing: Vec<Provider> =
        providers.iter().copied().filter(|p| !existing.required.iter().any(|r| r == p.name())).collect();
    let bare: Vec<Provider> =
        providers.iter().copied().filter(|p| !existing.configured.iter().any(|c| c == p.name())).collect();
    let configurations: String = bare.iter().map(|p| configuration(*p, graph)).collect();
    match &existing.place {
        Some((path, at)) => {
            let entries: String = missing.iter().map(|p| requirement(*p)).collect();
            files.insert(path, *at, &entries);
            files.append(path, configurations.trim_start());
        }
        None if !missing.is_empty() => {
            let entries: String = missing.iter().map(|p| requirement(*p)).collect();
            let head = if existing.required.is_empty() { "  required_version = \">= 1.5\"\n\n" } else { "" };
            let text =
                format!("terraform {{\n{head}  required_providers {{\n{entries}  }}\n}}\n{configurations}");
            files.append(&dir.join("versions.tf"), &text);
        }
        None => files.append(&dir.join("versions.tf"), configurations.trim_start()),
    }
    files.changes
}

/// Changes by file, made or edited.
struct Files<'w> {
    workspace: &'w Workspace,
    changes: Vec<Change>,
}

impl Files<'_> {
    /// Text at the end of a file, after an empty line where there is something before it.
    fn append(&mut self, path: &Utf8PathBuf, text: &str) {
        if text.is_empty() {
            return;
        }
        let Some(file) = self.workspace.file(path) else {
            self.changes.push(Change::Create { path: path.clone(), text: text.to_owned() });
            return;
        };
        let before = &file.text;
        let gap = if before.trim().is_empty() || before.ends_with("\n\n") {
            ""
        } else if before.ends_with('\n') {
            "\n"
        } else {
            "\n\n"
        };
        self.insert(path, before.len() as u32, &format!("{gap}{text}"));
    }

    fn insert(&mut self, path: &Utf8PathBuf, at: u32, text: &str) {
        let Some(file) = self.workspace.file(path).filter(|_| !text.is_empty()) else { return };
        let edit = TextEdit::insert(at, text);
        let known = self.changes.iter_mut().find_map(|c| match c {
            Change::Edit { path: other, edits, .. } if other == path => Some(edits),
            _ => None,
        });
        if let Some(edits) = known {
            edits.push(edit);
            return;
        }
        self.changes.push(Change::Edit { path: path.clone(), before: file.text.clone(), edits: vec![edit] });
    }
}

/// An entry of `required_providers`.
fn requirement(provider: Provider) -> String {
    format!(
        "    {} = {{\n      source  = \"{}\"\n      version = \"~> {}\"\n    }}\n",
        provider.name(),
        provider.source(),
        minor(provider.version())
    )
}

/// The `provider` blocks that a provider needs.
fn configuration(provider: Provider, graph: &Graph) -> String {
    let region = |fallback: &str| {
        let region = graph.region.as_deref().unwrap_or(fallback);
        format!("\nprovider \"{}\" {{\n  region = {}\n}}\n", provider.name(), render::quoted(region))
    };
    match provider.name() {
        "aws" => {
            let mut out = region("us-east-1");
            for alias in &graph.aliases {
                let (name, region) = (render::quoted(&alias.name), render::quoted(&alias.region));
                let _ = write!(out, "\nprovider \"aws\" {{\n  alias  = {name}\n  region = {region}\n}}\n");
            }
            out
        }
        "google" => region("us-central1"),
        "azurerm" => "\nprovider \"azurerm\" {\n  features {}\n}\n".to_owned(),
        _ => String::new(),
    }
}

/// `6.25.0` as `6.25`.
fn minor(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests;
