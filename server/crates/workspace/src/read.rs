//! From a file's name and text to its units: how it is split, parsed, named and indexed.

use crate::{Format, Reference, Symbol, Tree, Unit, UnitKind, kubernetes, monitoring, terraform};
use camino::Utf8Path;
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
    let (symbols, references) = names(&kind, &tree);
    // A template becomes YAML only when Helm renders it.
    let errors = if kind == UnitKind::HelmTemplate { Vec::new() } else { errors };
    Unit { text: text.into(), tree, errors, kind, symbols, references }
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

fn names(kind: &UnitKind, tree: &Tree) -> (Vec<Symbol>, Vec<Reference>) {
    match (kind, tree) {
        (UnitKind::Terraform(_), Tree::Hcl(body)) => terraform::names(body),
        (UnitKind::TerraformValues, Tree::Hcl(body)) => terraform::value_names(body),
        (UnitKind::Manifest(manifest), Tree::Yaml(node)) => kubernetes::names(manifest, node),
        (kind, Tree::Yaml(node)) => monitoring::names(kind, node),
        _ => (Vec::new(), Vec::new()),
    }
}
