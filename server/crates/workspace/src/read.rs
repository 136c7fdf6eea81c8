//! From a file's name and text to its units: how it is split, parsed, named and indexed.

use crate::{Format, Reference, Symbol, Tree, Unit, UnitKind, kubernetes, monitoring, terraform};
use camino::Utf8Path;
use rustc_hash::FxHasher;
use std::hash::{Hash as _, Hasher as _};
use syntax::{hcl, json, yaml};
use text::Span;

/// The spans of the units of `text`; they tile it.
pub(crate) fn split(format: Format, text: &str) -> Vec<Span> {
    match format {
        Format::Hcl => hcl::units(text),
        Format::Yaml => yaml::units(text),
        Format::Json | Format::Other => vec![Span::new(0, text.len() as u32)],
    }
}

/// The unit whose whole text is `text`.
pub(crate) fn unit(path: &Utf8Path, format: Format, text: &str) -> Unit {
    let (tree, errors) = parse(path, format, text);
    let kind = classify(path, text, &tree);
    let (symbols, references) = names(path, &kind, &tree);
    // A template becomes YAML only when Helm renders it.
    let errors = if kind == UnitKind::HelmTemplate { Vec::new() } else { errors };
    let interface = interface(text, &kind, &tree);
    let mut unit =
        Unit { text: text.into(), tree, errors, kind, symbols, references, interface, dependencies: 0 };
    unit.dependencies = dependencies(&unit);
    unit
}

/// A hash of what other units can see of one. What stands inside a resource is nobody else's concern; of everything
/// else, all of it may be.
fn interface(text: &str, kind: &UnitKind, tree: &Tree) -> u64 {
    let mut hasher = FxHasher::default();
    match (kind, tree) {
        (UnitKind::Other, _) if text.trim().is_empty() => {}
        (UnitKind::Terraform(_), Tree::Hcl(body)) if terraform::is_closed(body) => {
            terraform::hash_heads(body, &mut hasher);
        }
        _ => text.hash(&mut hasher),
    }
    hasher.finish()
}

/// A hash of which name depends on which.
fn dependencies(unit: &Unit) -> u64 {
    let mut hasher = FxHasher::default();
    for symbol in &unit.symbols {
        symbol.key.hash(&mut hasher);
    }
    for reference in &unit.references {
        (&reference.key, reference.required, terraform::holder(unit, reference)).hash(&mut hasher);
    }
    hasher.finish()
}

fn parse(path: &Utf8Path, format: Format, text: &str) -> (Tree, Vec<syntax::SyntaxError>) {
    match format {
        Format::Hcl => {
            let parsed = hcl::parse(text);
            (Tree::Hcl(parsed.root), parsed.errors)
        }
        Format::Yaml if kubernetes::is_helm_template(path, text) => (Tree::Opaque, Vec::new()),
        Format::Yaml => {
            let parsed = yaml::parse(text);
            (Tree::Yaml(parsed.root), parsed.errors)
        }
        Format::Json => {
            let parsed = json::parse(text);
            (Tree::Yaml(parsed.root), parsed.errors)
        }
        Format::Other => (Tree::Opaque, Vec::new()),
    }
}

fn classify(path: &Utf8Path, text: &str, tree: &Tree) -> UnitKind {
    match tree {
        Tree::Hcl(body) => terraform::classify(path, body),
        Tree::Yaml(_) if path.as_str().ends_with(".tf.json") => UnitKind::TerraformJson,
        Tree::Yaml(node) => {
            let kind = kubernetes::classify(path, node);
            kind.or_else(|| monitoring::classify(path, node)).unwrap_or(UnitKind::Other)
        }
        Tree::Opaque if kubernetes::is_helm_template(path, text) => UnitKind::HelmTemplate,
        Tree::Opaque => UnitKind::Other,
    }
}

fn names(path: &Utf8Path, kind: &UnitKind, tree: &Tree) -> (Vec<Symbol>, Vec<Reference>) {
    match (kind, tree) {
        (UnitKind::Terraform(_), Tree::Hcl(body)) => terraform::names(body),
        (UnitKind::TerraformValues, Tree::Hcl(body)) => terraform::value_names(body),
        (UnitKind::Manifest(manifest), Tree::Yaml(node)) => kubernetes::names(manifest, node),
        (UnitKind::Kustomization, Tree::Yaml(node)) => kubernetes::kustomization_names(path, node),
        (kind, Tree::Yaml(node)) => monitoring::names(kind, node),
        _ => (Vec::new(), Vec::new()),
    }
}
