use crate::{Change, ChangeSet};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use workspace::{File, SymbolKind, UnitKind};

/// The longest subject, in characters: what every tool shows whole.
const SUBJECT: usize = 72;
/// The longest name of a branch that is made of a subject, in bytes.
const BRANCH: usize = 48;

/// The message of a commit in the form of Conventional Commits 1.0, drafted from what a change set changes. The
/// request's own words are left out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitMessage {
    /// One line, such as `feat(terraform): add aws_s3_bucket.logs`.
    pub subject: String,
    /// The files, and what was checked.
    pub body: String,
}

impl fmt::Display for CommitMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n\n{}", self.subject, self.body)
    }
}

impl CommitMessage {
    /// A branch to put the commit on, such as `omni/add-aws-s3-bucket-logs`.
    pub fn branch(&self) -> String {
        let words = self.subject.split_once(": ").map_or(self.subject.as_str(), |(_, words)| words);
        let mut name = String::from("omni/");
        for word in words.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            if name.len() + word.len() > BRANCH {
                break;
            }
            if !name.ends_with('/') {
                name.push('-');
            }
            name.push_str(&word.to_ascii_lowercase());
        }
        if name.ends_with('/') { name + "change" } else { name }
    }
}

/// Drafts the message for `changes`, whose files are named from `root`.
pub fn commit_message(changes: &ChangeSet, root: &Utf8Path) -> CommitMessage {
    let mut facts = Facts::default();
    for change in &changes.changes {
        facts.add(change, root);
    }
    let kind = if facts.new.is_empty() && !facts.creates { "fix" } else { "feat" };
    let scope = facts.scopes.iter().copied().collect::<Vec<_>>().join(",");
    let scope = if scope.is_empty() { scope } else { format!("({scope})") };
    let files: Vec<_> = facts.files.iter().map(|(_, path)| path.to_string()).collect();
    let (verb, names) = if facts.new.is_empty() { ("change", &files) } else { ("add", &facts.new) };
    let subject = listed(&format!("{kind}{scope}: {verb} "), names);
    let mut body = String::new();
    for (word, path) in &facts.files {
        body += &["- ", word, " ", path.as_str(), "\n"].concat();
    }
    if !changes.proof.checked.is_empty() {
        body += &["\nChecked: ", &changes.proof.checked.join("; "), "\n"].concat();
    }
    CommitMessage { subject, body }
}

/// `start` and as many of `names` as fit, the rest as a number.
fn listed(start: &str, names: &[String]) -> String {
    let width = |text: &str| text.chars().count();
    let mut subject = start.to_owned();
    for (n, name) in names.iter().enumerate() {
        let left = names.len() - n;
        let joint = match (n, left) {
            (0, _) => "",
            (_, 1) => " and ",
            _ => ", ",
        };
        let rest = if left > 1 { width(" and 99 more") } else { 0 };
        if n > 0 && width(&subject) + width(joint) + width(name) + rest > SUBJECT {
            return format!("{subject} and {left} more");
        }
        subject += joint;
        subject += name;
    }
    subject.chars().take(SUBJECT).collect()
}

/// What is told of a change set.
#[derive(Default)]
struct Facts {
    scopes: BTreeSet<&'static str>,
    /// Names that are defined now and were not before.
    new: Vec<String>,
    files: Vec<(&'static str, Utf8PathBuf)>,
    creates: bool,
}

impl Facts {
    fn add(&mut self, change: &Change, root: &Utf8Path) {
        let (path, before, after) = match change {
            Change::Create { path, text } => (path, None, text.clone()),
            Change::Edit { path, before, edits } => {
                let after = text::apply(before, edits).unwrap_or_else(|_| before.to_string());
                (path, Some(before.clone()), after)
            }
        };
        self.creates |= before.is_none();
        let word = if before.is_some() { "changed" } else { "new" };
        self.files.push((word, path.strip_prefix(root).unwrap_or(path).to_owned()));
        let read = |text: Arc<str>| File::read(Arc::from(path.as_path()), text, None);
        let old: BTreeSet<_> =
            before.map(|text| names(&read(text))).unwrap_or_default().into_iter().collect();
        let file = read(after.into());
        self.scopes.extend(file.units.iter().filter_map(|placed| scope(&placed.unit.kind)));
        self.new.extend(names(&file).into_iter().filter(|name| !old.contains(name)));
    }
}

/// What a reader of a history looks for: resources, modules, objects and alerts.
fn names(file: &File) -> Vec<String> {
    let symbols = file.units.iter().flat_map(|placed| &placed.unit.symbols);
    let named = symbols.filter_map(|symbol| match symbol.key.kind {
        SymbolKind::Resource => Some(format!("{}.{}", symbol.key.qualifier, symbol.key.name)),
        SymbolKind::ModuleCall => Some(format!("module.{}", symbol.key.name)),
        SymbolKind::Alert => Some(format!("alert {}", symbol.key.name)),
        _ => None,
    });
    let objects = file.units.iter().filter_map(|placed| {
        let manifest = placed.unit.manifest()?;
        let object = placed.unit.symbols.iter().find(|symbol| symbol.key.kind == SymbolKind::Object)?;
        // A name without a namespace begins with the slash that parts them.
        Some(format!("{} {}", manifest.kind, object.key.name.trim_start_matches('/')))
    });
    named.chain(objects).collect()
}

fn scope(kind: &UnitKind) -> Option<&'static str> {
    Some(match kind {
        UnitKind::Terraform(_)
        | UnitKind::TerraformValues
        | UnitKind::TerraformLock
        | UnitKind::TerraformTest
        | UnitKind::TerraformJson => "terraform",
        UnitKind::Manifest(_)
        | UnitKind::Kustomization
        | UnitKind::HelmChart
        | UnitKind::HelmValues
        | UnitKind::HelmTemplate => "kubernetes",
        UnitKind::RuleFile
        | UnitKind::PrometheusConfig
        | UnitKind::AlertmanagerConfig
        | UnitKind::Dashboard => "monitoring",
        UnitKind::Other => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Proof;

    fn set(files: &[(&str, Option<&str>, &str)]) -> ChangeSet {
        let change = |(path, before, after): &(&str, Option<&str>, &str)| {
            let path = Utf8PathBuf::from(format!("/w/{path}"));
            match before {
                None => Change::Create { path, text: (*after).to_owned() },
                Some(before) => {
                    let all = text::Span::new(0, before.len() as u32);
                    let edits = vec![text::TextEdit::replace(all, *after)];
                    Change::Edit { path, before: Arc::from(*before), edits }
                }
            }
        };
        let proof = Proof { checked: vec!["1 block".into()], ..Proof::default() };
        ChangeSet { request: "my secret plan".into(), changes: files.iter().map(change).collect(), proof }
    }

    #[test]
    fn what_is_new_is_named_and_the_request_is_not() {
        let bucket = "resource \"aws_s3_bucket\" \"logs\" {\n}\n";
        let changes =
            set(&[("s3.tf", None, bucket), ("main.tf", Some("locals {\n}\n"), "locals {\n  a = 1\n}\n")]);
        let message = commit_message(&changes, Utf8Path::new("/w"));
        assert_eq!(
            message.to_string(),
            "feat(terraform): add aws_s3_bucket.logs\n\n- new s3.tf\n- changed main.tf\n\nChecked: 1 block\n"
        );
        assert_eq!(message.branch(), "omni/add-aws-s3-bucket-logs");
    }

    #[test]
    fn more_than_fits_is_counted() {
        let many: String = (0..9)
            .map(|n| ["resource \"aws_s3_bucket\" \"b", &n.to_string(), "\" {\n}\n"].concat())
            .collect();
        let message = commit_message(&set(&[("s3.tf", None, &many)]), Utf8Path::new("/w"));
        assert_eq!(message.subject, "feat(terraform): add aws_s3_bucket.b0, aws_s3_bucket.b1 and 7 more");
    }

    #[test]
    fn a_change_that_brings_nothing_new_is_a_fix_of_its_files() {
        let manifest = |replicas: u32| {
            format!(
                "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: {replicas}\n"
            )
        };
        let changes = set(&[("k8s/web.yaml", Some(&manifest(1)), &manifest(2))]);
        let message = commit_message(&changes, Utf8Path::new("/w"));
        assert_eq!(message.subject, "fix(kubernetes): change k8s/web.yaml");
        let new = commit_message(&set(&[("web.yaml", None, &manifest(1))]), Utf8Path::new("/w"));
        assert_eq!(new.subject, "feat(kubernetes): add Deployment web");
    }
}
