//! What the module that new blocks go to has already: its resources, providers and the place for more.

use super::bind::static_kind_of;
use super::graph::{Graph, Mode, Origin};
use camino::{Utf8Path, Utf8PathBuf};
use std::collections::BTreeMap;
use std::sync::Arc;
use syntax::hcl::Block;
use workspace::{File, Workspace};

/// The Terraform files of one directory as the author needs them.
#[derive(Debug, Default)]
pub(crate) struct Existing {
    /// Type, label and mode of each resource and data source.
    resources: Vec<(Mode, String, String)>,
    /// Local names of the providers that `required_providers` lists.
    pub(crate) required: Vec<String>,
    /// Local names of the providers that have a configuration without an alias.
    pub(crate) configured: Vec<String>,
    /// The region of the default configuration, where it is a literal.
    region: Option<String>,
    /// The file with `required_providers` and the offset before its closing brace's line.
    pub(crate) place: Option<(Utf8PathBuf, u32)>,
}

impl Existing {
    /// Reads the module at `dir`; empty where there is none.
    pub(crate) fn read(workspace: &Workspace, dir: &Utf8Path) -> Self {
        let mut found = Self::default();
        let Some(module) = workspace.module(dir) else { return found };
        for file in module.files() {
            for placed in &file.units {
                let Some(block) = placed.unit.block() else { continue };
                found.take(file, placed.offset, &placed.unit.text, block);
            }
        }
        found
    }

    fn take(&mut self, file: &Arc<File>, offset: u32, text: &str, block: &Block) {
        match (block.keyword.text.as_str(), block.label(0), block.label(1)) {
            ("resource", Some(kind), Some(label)) => {
                self.resources.push((Mode::Resource, kind.into(), label.into()));
            }
            ("data", Some(kind), Some(label)) => self.resources.push((Mode::Data, kind.into(), label.into())),
            ("provider", Some(name), _) if block.body.attribute("alias").is_none() => {
                self.configured.push(name.to_owned());
                let region = block.body.attribute("region").and_then(|a| a.value.as_str());
                self.region = self.region.take().or_else(|| region.map(ToOwned::to_owned));
            }
            ("terraform", ..) => {
                for inner in block.body.blocks_named("required_providers") {
                    self.required.extend(inner.body.attributes().map(|a| a.name.text.to_string()));
                    let body = inner.body.span.text(text);
                    let last = body.rfind('\n').map_or(body.len(), |at| at + 1);
                    let at = offset + inner.body.span.start + last as u32;
                    self.place.get_or_insert_with(|| (file.path.to_path_buf(), at));
                }
            }
            _ => {}
        }
    }

    /// The provider that most resources are of.
    pub(crate) fn usual_provider(&self) -> Option<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, kind, _) in &self.resources {
            *counts.entry(kind.split('_').next().unwrap_or_default()).or_default() += 1;
        }
        counts.into_iter().max_by_key(|(_, n)| *n).map(|(name, _)| name.to_owned())
    }

    /// Puts the resources into a graph, to be referred to and to keep their labels.
    pub(crate) fn enter(&self, graph: &mut Graph) {
        graph.region.clone_from(&self.region);
        for (mode, kind, label) in &self.resources {
            let Some(kind) = static_kind_of(kind, *mode) else { continue };
            let id = graph.add(*mode, kind, label, Origin::Existing);
            graph.nodes[id].complete = true;
            graph.nodes[id].name = Some(label.clone());
        }
    }
}
