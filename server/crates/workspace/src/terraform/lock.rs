use crate::{UnitKind, Workspace};
use camino::Utf8Path;
use smol_str::SmolStr;

/// A provider version that `terraform init` chose, from `.terraform.lock.hcl`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LockedProvider {
    /// `registry.terraform.io/hashicorp/aws`
    pub source: SmolStr,
    /// `6.2.0`
    pub version: SmolStr,
}

/// The version that the lock file of the module in `dir` gives for the provider whose source address ends with
/// `source` (`hashicorp/aws`).
pub fn locked_provider(workspace: &Workspace, dir: &Utf8Path, source: &str) -> Option<LockedProvider> {
    let file = workspace.file(&dir.join(".terraform.lock.hcl"))?;
    file.units.iter().filter(|p| p.unit.kind == UnitKind::TerraformLock).find_map(|placed| {
        let block = placed.unit.block()?;
        let address = block.label(0)?;
        let ours = address == source || address.strip_suffix(source).is_some_and(|host| host.ends_with('/'));
        let version = block.body.attribute("version")?.value.as_str()?;
        ours.then(|| LockedProvider { source: address.into(), version: version.into() })
    })
}
