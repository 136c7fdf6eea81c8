//! What a Kustomization is made of.

use crate::kubernetes::{items, objects};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeSet;
use syntax::yaml::Node;
use workspace::{File, Unit, UnitKind, Workspace};

/// More files are not followed.
const MOST: usize = 500;

/// The file names that Kustomize looks for in a directory.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

/// The Kustomization of a directory.
pub(crate) fn kustomization_in<'a>(workspace: &'a Workspace, dir: &Utf8Path) -> Option<&'a File> {
    NAMES.iter().find_map(|name| workspace.file(&dir.join(name))).map(|file| &**file)
}

/// Kind and name of an object that has both.
pub(crate) fn named(object: &Node) -> Option<(&str, &str)> {
    Some((object.get("kind")?.as_str()?, object.at(&["metadata", "name"])?.as_str()?))
}

/// Kind and name of everything that the Kustomization at `path` holds; `None` where that is not known: something comes
/// from elsewhere, or gets another name on the way.
pub(crate) fn resources(workspace: &Workspace, path: &Utf8Path) -> Option<BTreeSet<(String, String)>> {
    let (mut out, mut waiting, mut seen) = (BTreeSet::new(), vec![path.to_path_buf()], BTreeSet::new());
    while let Some(path) = waiting.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        if seen.len() > MOST {
            return None;
        }
        let file = workspace.file(&path)?;
        for unit in file.units.iter().map(|placed| &placed.unit) {
            if unit.kind == UnitKind::Kustomization {
                follow(workspace, unit, &mut waiting, &mut out)?;
            } else {
                let found = objects(unit).into_iter().filter_map(named);
                out.extend(found.map(|(kind, name)| (kind.to_owned(), name.to_owned())));
            }
        }
    }
    Some(out)
}

/// Adds what a Kustomization makes itself to `out`, and the files that it names to `waiting`.
fn follow(
    workspace: &Workspace,
    unit: &Unit,
    waiting: &mut Vec<Utf8PathBuf>,
    out: &mut BTreeSet<(String, String)>,
) -> Option<()> {
    let node = unit.yaml()?;
    let is_closed = ["namePrefix", "nameSuffix", "helmCharts", "generators", "transformers", "components"]
        .iter()
        .all(|name| node.get(name).is_none());
    let named: Vec<_> = unit.references.iter().filter(|r| r.key.qualifier == "resource").collect();
    let written = ["resources", "bases"].into_iter().map(|list| items(node.get(list)).len()).sum::<usize>();
    if !is_closed || named.len() != written {
        return None;
    }
    for reference in named {
        let path = Utf8PathBuf::from(reference.key.name.as_str());
        let inner = kustomization_in(workspace, &path).map(|file| file.path.to_path_buf());
        waiting.push(inner.unwrap_or(path));
    }
    let generated = unit
        .symbols
        .iter()
        .filter_map(|s| Some((s.key.qualifier.to_string(), s.key.name.split_once('/')?.1)));
    out.extend(generated.map(|(kind, name)| (kind, name.to_owned())));
    Some(())
}
