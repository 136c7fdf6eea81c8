//! Kinds that CustomResourceDefinitions of the workspace add.

use crate::kubernetes::objects;
use crate::structure::Shape;
use syntax::yaml::Node;
use text::Span;
use workspace::{Key, Site, SymbolKind, Workspace};

/// A CustomResourceDefinition of the workspace.
pub(crate) struct Definition<'a> {
    /// Where it stands.
    pub(crate) site: &'a Site,
    spec: &'a Node,
}

impl<'a> Definition<'a> {
    /// The definition of `kind` in `group`.
    pub(crate) fn of(workspace: &'a Workspace, group: &str, kind: &str) -> Option<Self> {
        let key = Key::new(SymbolKind::CustomKind, group, kind);
        let site = workspace.index().shared().definitions(&key).next()?;
        let span = site.symbol()?.span;
        let object = objects(&site.unit).into_iter().find(|object| object.span == span)?;
        Some(Self { site, spec: object.get("spec")? })
    }

    /// The versions that it has, with where each is named.
    pub(crate) fn versions(&self) -> Vec<(&'a str, Span)> {
        let name = |node: &'a Node| Some((node.as_str()?, node.span));
        let listed = self.spec.get("versions").map(Node::items).unwrap_or_default();
        let single = self.spec.get("version").and_then(name);
        single.into_iter().chain(listed.iter().filter_map(|v| name(v.get("name")?))).collect()
    }

    /// What an object of `api_version` may be.
    pub(crate) fn schema(&self, api_version: &str) -> Option<Shape<'a>> {
        let version = api_version.rsplit_once('/').map_or(api_version, |(_, version)| version);
        let listed = self.spec.get("versions").map(Node::items).unwrap_or_default();
        let listed = listed.iter().find(|v| v.get("name").and_then(Node::as_str) == Some(version));
        let own = listed.and_then(|v| v.at(&["schema", "openAPIV3Schema"]));
        let schema = own.or_else(|| self.spec.at(&["validation", "openAPIV3Schema"]))?;
        let keeps_all = self.spec.get("preserveUnknownFields").and_then(Node::as_bool) == Some(true);
        Some(if keeps_all { Shape::Unknown } else { Shape::Written(schema) })
    }
}
