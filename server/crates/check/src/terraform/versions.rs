//! Which provider releases a module's blocks are checked against, and which ones its lock file holds it to.

use super::Providers;
use camino::Utf8Path;
use schema::terraform::{Provider, provider};
use smol_str::SmolStr;
use std::collections::BTreeSet;
use std::fmt;
use workspace::{File, TerraformBlock, UnitKind, Workspace, terraform::locked_provider};

/// A provider whose bundled schema files are checked against. Its `Display` is a phrase:
/// `hashicorp/aws 6.25.0 (.terraform.lock.hcl locks 5.80.0)`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckedProvider {
    /// `hashicorp/aws`
    pub source: &'static str,
    /// The release that the schema is of: `6.25.0`.
    pub version: &'static str,
    /// The version that the lock file beside the files gives, if there is one.
    pub locked: Option<SmolStr>,
}

impl fmt::Display for CheckedProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.source, self.version)?;
        match &self.locked {
            None => Ok(()),
            Some(locked) if locked == self.version => f.write_str(" (as .terraform.lock.hcl locks it)"),
            Some(locked) => write!(f, " (.terraform.lock.hcl locks {locked})"),
        }
    }
}

/// The providers that the Terraform blocks of `files` are checked against, by source. A provider that is not
/// bundled is left out, since nothing is checked against it.
pub fn checked_providers<'a>(
    workspace: &Workspace,
    files: impl IntoIterator<Item = &'a File>,
) -> BTreeSet<CheckedProvider> {
    let mut out = BTreeSet::new();
    for file in files {
        let Some(dir) = file.path.parent() else { continue };
        let used = used(workspace, file, dir);
        out.extend(used.into_iter().map(|used| CheckedProvider {
            source: used.source(),
            version: used.version(),
            locked: locked_provider(workspace, dir, used.source()).map(|locked| locked.version),
        }));
    }
    out
}

/// The bundled providers that the blocks of `file` are of, each once.
fn used(workspace: &Workspace, file: &File, dir: &Utf8Path) -> Vec<Provider> {
    let mut used: Vec<Provider> = Vec::new();
    let Some(module) = workspace.module(dir) else { return used };
    let providers = Providers::of(module);
    for placed in &file.units {
        let UnitKind::Terraform(kind) = placed.unit.kind else { continue };
        let Some((block, label)) = placed.unit.block().and_then(|b| Some((b, b.label(0)?))) else { continue };
        let provider = match kind {
            TerraformBlock::Resource | TerraformBlock::Data => providers.of_type(block, label),
            TerraformBlock::Provider => providers.named(label),
            _ => None,
        };
        used.extend(provider.filter(|p| !used.contains(p)));
    }
    used
}

/// The bundled provider at an address as lock files have it: `registry.terraform.io/hashicorp/aws`.
pub(crate) fn bundled(address: &str) -> Option<Provider> {
    let (_, name) = address.rsplit_once('/')?;
    let ours = |p: &Provider| address.strip_suffix(p.source()).is_some_and(|host| host.ends_with('/'));
    provider(name).filter(ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(files: &[(&str, &str)]) -> Vec<String> {
        let mut workspace = Workspace::new(vec!["/w".into()]);
        for (path, text) in files {
            workspace.set(Utf8Path::new(path), *text);
        }
        let files: Vec<_> = workspace.files().cloned().collect();
        let all = checked_providers(&workspace, files.iter().map(|file| &**file));
        let aws = provider("aws").map(Provider::version).unwrap_or_default();
        all.iter().map(|p| p.to_string().replace(&format!("aws {aws}"), "aws V")).collect()
    }

    #[test]
    fn a_provider_is_named_once_whatever_uses_it() {
        let text = "provider \"aws\" {}\nresource \"aws_vpc\" \"a\" {}\ndata \"aws_ami\" \"b\" {}\n";
        let other = "resource \"acme_thing\" \"a\" {}\nlocals {}\n";
        assert_eq!(said(&[("/w/main.tf", text), ("/w/other.tf", other)]), ["hashicorp/aws V"]);
        assert_eq!(said(&[("/w/other.tf", other)]), [""; 0]);
    }

    #[test]
    fn the_lock_file_of_the_same_directory_is_told() {
        let main = "resource \"aws_vpc\" \"a\" {}\n";
        let lock = "provider \"registry.terraform.io/hashicorp/aws\" {\n  version = \"5.80.0\"\n}\n";
        let files = [("/w/a/main.tf", main), ("/w/a/.terraform.lock.hcl", lock), ("/w/b/main.tf", main)];
        assert_eq!(said(&files), ["hashicorp/aws V", "hashicorp/aws V (.terraform.lock.hcl locks 5.80.0)"]);
    }
}
