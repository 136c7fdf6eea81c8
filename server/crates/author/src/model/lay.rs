//! An answer laid over the workspace, unit by unit: what is new is added, what is there is replaced where it stands,
//! and what the answer does not speak of stays, so that half a file loses nothing.

use crate::Change;
use crate::prove::difference;
use camino::{Utf8Path, Utf8PathBuf};
use rustc_hash::FxHashSet;
use std::collections::BTreeMap;
use std::sync::Arc;
use text::{Span, TextEdit};
use workspace::{File, Format, Key, Placed, SymbolKind, Unit, UnitKind, Workspace};

/// An answer as changes, and what could not be laid.
#[derive(Clone, Debug, Default)]
pub(crate) struct Laid {
    pub(crate) changes: Vec<Change>,
    pub(crate) faults: Vec<String>,
}

/// Lays texts of files over `workspace`. Texts of the same file are one.
pub(crate) fn lay(workspace: &Workspace, files: Vec<(Utf8PathBuf, String)>) -> Laid {
    let mut by_path: BTreeMap<Utf8PathBuf, String> = BTreeMap::new();
    for (path, text) in files {
        let whole = by_path.entry(path).or_default();
        if !whole.is_empty() && !text.is_empty() {
            whole.push('\n');
        }
        whole.push_str(&text);
    }
    let mut laid = Laid::default();
    for (path, text) in by_path {
        let given = File::read(Arc::from(path.as_path()), text.into(), None);
        let mut file = Laying::of(workspace, &path);
        match given.format {
            Format::Hcl => given.units.iter().for_each(|placed| file.block(placed)),
            Format::Yaml => given.units.iter().for_each(|placed| file.document(placed)),
            Format::Json | Format::Other => file.whole(&given),
        }
        let faults = std::mem::take(&mut file.faults);
        laid.changes.extend(file.change(given.format));
        laid.faults.extend(faults);
    }
    laid
}

struct Laying<'a> {
    workspace: &'a Workspace,
    path: &'a Utf8Path,
    old: Option<&'a Arc<File>>,
    edits: Vec<TextEdit>,
    added: Vec<String>,
    faults: Vec<String>,
    /// The units that the file has, without blanks round them.
    here: FxHashSet<&'a str>,
}

impl<'a> Laying<'a> {
    fn of(workspace: &'a Workspace, path: &'a Utf8Path) -> Self {
        let old = workspace.file(path);
        let units = old.map(|old| old.units.as_slice()).unwrap_or_default();
        let here = units.iter().map(|placed| body(&placed.unit.text).trim()).collect();
        Self { workspace, path, old, edits: Vec::new(), added: Vec::new(), faults: Vec::new(), here }
    }

    fn block(&mut self, given: &Placed) {
        let unit = &*given.unit;
        if unit.text.trim().is_empty() || self.stands_here(unit) {
            return;
        }
        let module = self.path.parent().and_then(|dir| self.workspace.module(dir));
        let defined = |key: &Key| module.is_some_and(|module| module.names().defines(key));
        let requires = unit.symbols.iter().filter(|s| s.key.kind == SymbolKind::RequiredProvider);
        if requires.clone().any(|symbol| defined(&symbol.key)) {
            // What the module requires already is its own affair.
            return;
        }
        let Some(key) = identity(unit) else { return self.added.push(unit.text.to_string()) };
        let sites = module.map(|module| module.definitions(key)).unwrap_or_default();
        let Some(site) = sites.first() else { return self.added.push(unit.text.to_string()) };
        if &*site.path == self.path {
            return self.replace(&site.unit, &unit.text);
        }
        let same = site.unit.text.trim() == unit.text.trim();
        if !same && !matches!(key.kind, SymbolKind::Provider | SymbolKind::Variable) {
            let name = site.path.file_name().unwrap_or_default();
            self.faults.push(format!(
                "{} {} is defined in {name} already: refer to it, or change it there",
                key.kind.title(),
                key.name
            ));
        }
    }

    fn document(&mut self, given: &Placed) {
        let unit = &*given.unit;
        if unit.text.trim().trim_start_matches("---").trim().is_empty() || self.stands_here(unit) {
            return;
        }
        if let UnitKind::Manifest(manifest) = &unit.kind {
            let key = unit.symbols.iter().find(|s| s.key.kind == SymbolKind::Object).map(|s| &s.key);
            let mut sites: Vec<_> =
                key.map(|key| self.workspace.index().shared().definitions(key).collect()).unwrap_or_default();
            sites.sort();
            return match sites.iter().find(|site| &*site.path == self.path).or(sites.first()) {
                None => self.added.push(body(&unit.text).to_owned()),
                Some(site) if &*site.path == self.path => self.replace(&site.unit, &unit.text),
                Some(site) if body(&site.unit.text).trim() == body(&unit.text).trim() => {}
                Some(site) => {
                    let name = site.path.file_name().unwrap_or_default();
                    self.faults
                        .push(format!("{} {} is defined in {name} already", manifest.kind, manifest.name));
                }
            };
        }
        let Some(old) = self.old.and_then(|old| old.units.iter().find(|p| p.unit.kind == unit.kind)) else {
            return self.added.push(body(&unit.text).to_owned());
        };
        let lost = old.unit.symbols.iter().find(|s| !unit.symbols.iter().any(|new| new.key == s.key));
        if let Some(lost) = lost {
            let (kind, name) = (lost.key.kind.title(), &lost.key.name);
            let file = self.path.file_name().unwrap_or_default();
            return self
                .faults
                .push(format!("the answer leaves out {kind} {name} of {file}: write the whole file"));
        }
        let old = old.unit.clone();
        self.replace(&old, &unit.text);
    }

    fn whole(&mut self, given: &File) {
        match self.old {
            Some(old) if old.text.trim() != given.text.trim() => {
                let name = self.path.file_name().unwrap_or_default();
                self.faults.push(format!("{name} exists already: choose another name"));
            }
            Some(_) => {}
            None => self.added.push(given.text.to_string()),
        }
    }

    /// Whether the file has just this unit.
    fn stands_here(&self, unit: &Unit) -> bool {
        self.here.contains(body(&unit.text).trim())
    }

    /// Puts `text` in place of a unit, with the blanks round that one.
    fn replace(&mut self, unit: &Arc<Unit>, text: &str) {
        let Some(offset) = self.old.and_then(|old| old.offset_of(unit)) else { return };
        let kept = body(&unit.text);
        let head = unit.text.len() - kept.len();
        let blank = kept.len() - kept.trim_start().len();
        let start = offset + (head + blank) as u32;
        let span = Span::new(start, start + kept.trim().len() as u32);
        let edit = TextEdit::replace(span, body(text).trim());
        if self.edits.iter().all(|other| other.span != edit.span) {
            self.edits.push(edit);
        }
    }

    fn change(self, format: Format) -> Option<Change> {
        let path = self.path.to_owned();
        let joint = if format == Format::Yaml { "---\n" } else { "\n" };
        let added: Vec<&str> = self.added.iter().map(|text| text.trim_matches(['\n', '\r'])).collect();
        let added = added.into_iter().map(|text| format!("{text}\n")).collect::<Vec<_>>().join(joint);
        let Some(old) = self.old else {
            return (!added.trim().is_empty()).then_some(Change::Create { path, text: added });
        };
        let mut text = text::apply(&old.text, &self.edits).ok()?;
        if !added.is_empty() {
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            if !text.trim().is_empty() {
                text.push_str(joint);
            }
            text.push_str(&added);
        }
        let edits = difference(&old.text, &text);
        (!edits.is_empty()).then(|| Change::Edit { path, before: old.text.clone(), edits })
    }
}

/// The name that a block is known by in its module.
fn identity(unit: &Unit) -> Option<&Key> {
    let named = |kind| {
        matches!(
            kind,
            SymbolKind::Resource
                | SymbolKind::DataSource
                | SymbolKind::Ephemeral
                | SymbolKind::Variable
                | SymbolKind::Output
                | SymbolKind::ModuleCall
                | SymbolKind::Provider
                | SymbolKind::CheckBlock
        )
    };
    unit.symbols.first().map(|symbol| &symbol.key).filter(|key| named(key.kind))
}

/// A unit without the line that opens its document.
fn body(text: &str) -> &str {
    text.strip_prefix("---").and_then(|rest| rest.split_once('\n')).map_or(text, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace(files: &[(&str, &str)]) -> Workspace {
        let mut workspace = Workspace::new(vec!["/w".into()]);
        for (path, text) in files {
            workspace.set(Utf8Path::new(path), *text);
        }
        workspace
    }

    fn after(workspace: &Workspace, path: &str, text: &str) -> (String, Vec<String>) {
        let laid = lay(workspace, vec![(path.into(), text.to_owned())]);
        let text = match laid.changes.first() {
            Some(Change::Create { text, .. }) => text.clone(),
            Some(Change::Edit { before, edits, .. }) => text::apply(before, edits).unwrap(),
            None => String::new(),
        };
        (text, laid.faults)
    }

    #[test]
    fn half_a_file_loses_nothing_and_comments_stay() {
        let old = "# mine\nvariable \"a\" {\n}\n\noutput \"b\" {\n  value = 1\n}\n";
        let workspace = workspace(&[("/w/main.tf", old)]);
        let (text, faults) = after(
            &workspace,
            "/w/main.tf",
            "output \"b\" {\n  value = 2\n}\n\noutput \"c\" {\n  value = 3\n}\n",
        );
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(
            text,
            "# mine\nvariable \"a\" {\n}\n\noutput \"b\" {\n  value = 2\n}\n\noutput \"c\" {\n  value = 3\n}\n"
        );
    }

    #[test]
    fn what_another_file_defines_is_not_defined_again() {
        let workspace =
            workspace(&[("/w/a.tf", "resource \"aws_sns_topic\" \"t\" {\n}\nvariable \"v\" {\n}\n")]);
        let (text, faults) = after(
            &workspace,
            "/w/b.tf",
            "variable \"v\" {\n  default = 1\n}\noutput \"o\" {\n  value = 1\n}\n",
        );
        assert_eq!((text.as_str(), faults.len()), ("output \"o\" {\n  value = 1\n}\n", 0));
        let (_, faults) =
            after(&workspace, "/w/b.tf", "resource \"aws_sns_topic\" \"t\" {\n  name = \"x\"\n}\n");
        assert!(faults.first().is_some_and(|f| f.contains("defined in a.tf already")), "{faults:?}");
    }

    #[test]
    fn documents_are_replaced_by_name_or_added() {
        let object = |name: &str, key: &str| {
            format!("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {name}\ndata:\n  k: {key}\n")
        };
        let workspace =
            workspace(&[("/w/a.yaml", &format!("# head\n{}---\n{}", object("a", "x"), object("b", "x")))]);
        let (text, faults) =
            after(&workspace, "/w/a.yaml", &format!("---\n{}---\n{}", object("b", "y"), object("c", "z")));
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(
            text,
            format!("# head\n{}---\n{}---\n{}", object("a", "x"), object("b", "y"), object("c", "z"))
        );
    }

    #[test]
    fn a_rule_file_keeps_its_alerts() {
        let rules = |names: &[&str]| {
            let rules: Vec<_> =
                names.iter().map(|n| format!("  - alert: {n}\n    expr: up == 0\n")).collect();
            let rules = rules.concat();
            format!("groups:\n- name: g\n  rules:\n{rules}")
        };
        let workspace = workspace(&[("/w/rules.yaml", &rules(&["A", "B"]))]);
        assert!(
            after(&workspace, "/w/rules.yaml", &rules(&["B"]))
                .1
                .first()
                .is_some_and(|f| f.contains("alert A"))
        );
        assert_eq!(after(&workspace, "/w/rules.yaml", &rules(&["A", "B", "C"])).0, rules(&["A", "B", "C"]));
    }
}
