use crate::UnitKind;
use camino::Utf8Path;
use smol_str::SmolStr;
use syntax::yaml::Node;

/// Which Kubernetes object a document says it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// `apps/v1`; empty where none is written.
    pub api_version: SmolStr,
    /// `Deployment`; empty where none is written.
    pub kind: SmolStr,
    /// `metadata.name`; empty where none is written.
    pub name: SmolStr,
    /// `metadata.namespace`; empty where none is written.
    pub namespace: SmolStr,
}

impl Manifest {
    fn of(node: &Node) -> Option<Self> {
        let text = |path: &[&str]| node.at(path).and_then(Node::as_str).map(SmolStr::new);
        let (api_version, kind) = (text(&["apiVersion"]), text(&["kind"]));
        // Half-typed objects count: one of the two fields and metadata or spec beside it.
        let half = (api_version.is_some() || kind.is_some())
            && ["metadata", "spec"].iter().any(|k| node.get(k).is_some());
        if !half && (api_version.is_none() || kind.is_none()) {
            return None;
        }
        Some(Self {
            api_version: api_version.unwrap_or_default(),
            kind: kind.unwrap_or_default(),
            name: text(&["metadata", "name"]).unwrap_or_default(),
            namespace: text(&["metadata", "namespace"]).unwrap_or_default(),
        })
    }

    /// The part of `apiVersion` before the slash; empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version.rsplit_once('/').map_or("", |(group, _)| group)
    }

    /// The part of `apiVersion` after the slash.
    pub fn version(&self) -> &str {
        self.api_version.rsplit_once('/').map_or(&self.api_version, |(_, version)| version)
    }
}

/// Whether a YAML file is a Helm template: it lies in a `templates` directory and has template actions.
pub(crate) fn is_helm_template(path: &Utf8Path, text: &str) -> bool {
    text.contains("{{") && path.components().any(|c| c.as_str() == "templates")
}

pub(crate) fn classify(path: &Utf8Path, node: &Node) -> Option<UnitKind> {
    let name = path.file_name().unwrap_or_default();
    match name {
        "kustomization.yaml" | "kustomization.yml" | "Kustomization" => return Some(UnitKind::Kustomization),
        "Chart.yaml" | "Chart.yml" => return Some(UnitKind::HelmChart),
        _ => {}
    }
    if let Some(manifest) = Manifest::of(node) {
        let is_kustomization = manifest.group() == "kustomize.config.k8s.io";
        return Some(if is_kustomization { UnitKind::Kustomization } else { UnitKind::Manifest(manifest) });
    }
    let is_yaml = matches!(path.extension(), Some("yaml" | "yml"));
    (is_yaml && name.starts_with("values")).then_some(UnitKind::HelmValues)
}
