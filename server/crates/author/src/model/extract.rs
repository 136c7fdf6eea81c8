use crate::{Change, Outcome};
use camino::{Utf8Path, Utf8PathBuf};
use schema::terraform::{BlockType, Body};
use schema::{SchemaType, kubernetes, terraform};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use workspace::{Format, Tree, Unit, UnitKind, Workspace};

/// A unit longer than this is shown by its first line alone, in bytes.
const LONGEST_UNIT: usize = 4096;

/// The most of one schema, in bytes, and how deep its blocks are shown.
const LONGEST_SCHEMA: usize = 2500;
const DEEPEST: usize = 2;

/// As much of `workspace` as goes into `bytes`: the files beside which the answer will stand, then the others.
/// Paths are below that directory where they lie in it. Values of variables, Secrets, lock files and what is not configuration are never shown.
pub(super) fn workspace(workspace: &Workspace, into: &Utf8Path, bytes: usize) -> Vec<(Utf8PathBuf, String)> {
    let mut left = bytes;
    let mut shown_files = Vec::new();
    let near = |path: &Utf8Path| path.parent() == Some(into);
    let files = || workspace.files().filter(|file| file.format != Format::Other);
    let ordered = files().filter(|f| near(&f.path)).chain(files().filter(|f| !near(&f.path)));
    for file in ordered {
        let shown: String = file.units.iter().filter_map(|placed| shown(&placed.unit)).collect();
        // The frame round a file takes some room too.
        let cost = shown.len() + 160;
        if shown.trim().is_empty() || cost > left {
            continue;
        }
        left -= cost;
        let path = file.path.strip_prefix(into).unwrap_or(&file.path);
        shown_files.push((path.to_owned(), shown));
    }
    shown_files
}

fn shown(unit: &Unit) -> Option<String> {
    match &unit.kind {
        UnitKind::Terraform(_)
        | UnitKind::RuleFile
        | UnitKind::PrometheusConfig
        | UnitKind::AlertmanagerConfig
        | UnitKind::Kustomization => {}
        UnitKind::Manifest(manifest) if manifest.kind != "Secret" => {}
        _ => return None,
    }
    if unit.text.len() <= LONGEST_UNIT {
        return Some(unit.text.to_string());
    }
    // A head alone still tells what it is called.
    let head = unit.text.lines().find(|line| !line.trim().is_empty())?;
    matches!(unit.tree, Tree::Hcl(_)).then(|| format!("{head} # shortened\n}}\n"))
}

/// What is written in the types that the embedded author thought of, a text a type.
pub(super) fn schemas(embedded: &Outcome) -> Vec<String> {
    match embedded {
        Outcome::Proposed(changes) => {
            let mut heads = BTreeSet::new();
            for head in changes.changes.iter().flat_map(units_of) {
                heads.insert(head);
            }
            heads.into_iter().filter_map(|head| head.schema()).collect()
        }
        Outcome::Refused(refusal) => {
            let types = refusal.suggestions.iter().take(5);
            types.filter_map(|name| Head::Resource(name.clone()).schema()).collect()
        }
    }
}

/// A type of thing, as a schema knows it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Head {
    /// A Terraform resource type.
    Resource(String),
    /// A Terraform data source.
    Data(String),
    /// A Kubernetes kind with its `apiVersion`.
    Kind(String, String),
}

/// The types in the new text of a change.
pub(super) fn units_of(change: &Change) -> Vec<Head> {
    let Some((path, text)) = change.after() else { return Vec::new() };
    heads_of(&workspace::File::read(path.into(), text.into(), None))
}

/// The types in a file.
pub(super) fn heads_of(file: &workspace::File) -> Vec<Head> {
    let head = |unit: &Unit| match &unit.kind {
        UnitKind::Terraform(_) => {
            let block = unit.block()?;
            let label = block.label(0)?.to_owned();
            match block.keyword.text.as_str() {
                "resource" => Some(Head::Resource(label)),
                "data" => Some(Head::Data(label)),
                _ => None,
            }
        }
        UnitKind::Manifest(m) => Some(Head::Kind(m.api_version.to_string(), m.kind.to_string())),
        _ => None,
    };
    file.units.iter().filter_map(|placed| head(&placed.unit)).collect()
}

impl Head {
    /// The name that people call it by.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Resource(name) | Self::Data(name) | Self::Kind(_, name) => name,
        }
    }

    fn schema(&self) -> Option<String> {
        let mut out = String::new();
        match self {
            Self::Resource(name) => {
                let _ = writeln!(out, "resource {name}:");
                body(terraform::resource(name)?.1, 1, &mut out);
            }
            Self::Data(name) => {
                let _ = writeln!(out, "data source {name}:");
                body(terraform::data_source(name)?.1, 1, &mut out);
            }
            Self::Kind(api_version, kind) => {
                let found = kubernetes::kind(kubernetes::Version::latest(), api_version, kind)?;
                let _ = writeln!(out, "{api_version} {kind}, spec:");
                fields(found.schema().property("spec")?, 1, &mut out);
            }
        }
        out.truncate(out.floor_char_boundary(LONGEST_SCHEMA));
        Some(out + "\n")
    }
}

/// Arguments that can be set, the required ones first, then blocks.
fn body(body: Body, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for required in [true, false] {
        for attr in body.attrs().filter(|attr| attr.required() == required && !attr.read_only()) {
            let word = if required { ", required" } else { "" };
            let _ = writeln!(out, "{indent}{} = {}{word}", attr.name(), attr.ty());
        }
    }
    for block in body.blocks() {
        let word = if block.required() { ", required" } else { "" };
        let _ = writeln!(out, "{indent}{} {{ }}{word}", block.name());
        nested(block, depth, out);
    }
}

fn nested(block: BlockType, depth: usize, out: &mut String) {
    if depth < DEEPEST {
        body(block.body(), depth + 1, out);
    }
}

fn fields(schema: schema::Schema, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    for (name, field) in schema.properties() {
        let word = if schema.is_required(name) { ", required" } else { "" };
        let _ = writeln!(out, "{indent}{name}: {}{word}", type_word(field.ty()));
        if depth < DEEPEST && field.ty() == SchemaType::Object {
            fields(field, depth + 1, out);
        }
    }
}

fn type_word(ty: SchemaType) -> &'static str {
    match ty {
        SchemaType::Object => "object",
        SchemaType::Array => "list",
        SchemaType::String => "string",
        SchemaType::Integer => "integer",
        SchemaType::Number => "number",
        SchemaType::Boolean => "boolean",
        SchemaType::Any => "any",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_secrets_is_not_shown_and_neighbours_come_first() {
        let mut all = Workspace::new(vec!["/w".into()]);
        let secret = "apiVersion: v1\nkind: Secret\nmetadata:\n  name: s\ndata:\n  p: aHVudGVyMg==\n";
        let map = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\n";
        for (path, text) in [
            ("/w/a/other.tf", "variable \"far\" {\n}\n"),
            ("/w/z/main.tf", "variable \"near\" {\n}\n"),
            ("/w/z/x.tfvars", "near = \"hunter2\"\n"),
            ("/w/z/k.yaml", &format!("{map}---\n{secret}")),
        ] {
            all.set(Utf8Path::new(path), text);
        }
        let files = workspace(&all, "/w/z".into(), 10_000);
        let paths: Vec<_> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["k.yaml", "main.tf", "/w/a/other.tf"]);
        let shown: String = files.iter().map(|(_, text)| text.as_str()).collect();
        assert!(shown.contains("ConfigMap") && !shown.contains("aHVudGVyMg") && !shown.contains("hunter2"));
        assert!(workspace(&all, "/w/z".into(), 200).len() <= 1);
    }

    #[test]
    fn a_schema_names_what_is_required_first() {
        let schema = Head::Resource("aws_sns_topic".into()).schema().unwrap();
        assert!(
            schema.starts_with("resource aws_sns_topic:\n") && schema.contains("  name = string\n"),
            "{schema}"
        );
        let kind = Head::Kind("apps/v1".into(), "Deployment".into()).schema().unwrap();
        assert!(kind.contains("selector: object, required"), "{kind}");
    }
}
