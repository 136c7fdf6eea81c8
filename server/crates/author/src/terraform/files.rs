//! Where the rendered blocks go: new files in an empty directory, or beside what is there.

use super::graph::{Graph, Mode};
use super::render;
use crate::Change;
use camino::Utf8Path;
use schema::terraform::Provider;
use std::collections::BTreeSet;
use std::fmt::Write;
use workspace::Workspace;

/// The provider that the module at `dir` uses most.
pub(crate) fn usual_provider(workspace: &Workspace, dir: &Utf8Path) -> Option<String> {
    let _ = (workspace, dir);
    None
}

/// The files of a graph.
pub(crate) fn lay_out(graph: &Graph, workspace: &Workspace, dir: &Utf8Path) -> Vec<Change> {
    let _ = workspace;
    let providers: BTreeSet<&str> =
        graph.nodes.iter().map(|n| n.kind.split('_').next().unwrap_or_default()).collect();
    let providers: Vec<Provider> = providers.into_iter().filter_map(schema::terraform::provider).collect();
    let mut main = String::new();
    for mode in [Mode::Data, Mode::Resource] {
        for node in graph.nodes.iter().filter(|n| n.mode == mode) {
            if !main.is_empty() {
                main.push('\n');
            }
            main.push_str(&render::node(graph, node));
        }
    }
    vec![
        Change::Create { path: dir.join("main.tf"), text: main },
        Change::Create { path: dir.join("versions.tf"), text: versions(&providers, graph) },
    ]
}

/// `terraform { ... }` and the provider blocks.
fn versions(providers: &[Provider], graph: &Graph) -> String {
    let mut out = "terraform {\n  required_version = \">= 1.5\"\n\n  required_providers {\n".to_owned();
    for provider in providers {
        let _ = write!(
            out,
            "    {} = {{\n      source  = \"{}\"\n      version = \"~> {}\"\n    }}\n",
            provider.name(),
            provider.source(),
            minor(provider.version())
        );
    }
    out.push_str("  }\n}\n");
    for provider in providers {
        out.push_str(&configuration(*provider, graph));
    }
    out
}

fn configuration(provider: Provider, graph: &Graph) -> String {
    let region = |text: &str| {
        format!("\nprovider \"{}\" {{\n  region = {}\n}}\n", provider.name(), render::quoted(text))
    };
    match provider.name() {
        "aws" => {
            let mut out = region(graph.region.as_deref().unwrap_or("us-east-1"));
            for alias in &graph.aliases {
                let _ = write!(
                    out,
                    "\nprovider \"aws\" {{\n  alias  = {}\n  region = {}\n}}\n",
                    render::quoted(&alias.name),
                    render::quoted(&alias.region)
                );
            }
            out
        }
        "google" => region(graph.region.as_deref().unwrap_or("us-central1")),
        "azurerm" => "\nprovider \"azurerm\" {\n  features {}\n}\n".to_owned(),
        _ => String::new(),
    }
}

/// `6.25.0` as `6.25`.
fn minor(version: &str) -> String {
    version.split('.').take(2).collect::<Vec<_>>().join(".")
}
