use crate::{Reference, Symbol, kubernetes::Manifest, terraform::TerraformBlock};
use std::sync::Arc;
use syntax::{SyntaxError, hcl, yaml};

/// The smallest part of a file that parses alone: a top-level HCL block, a YAML document, a JSON file.
/// All spans in it are relative to its own start.
#[derive(Debug)]
pub struct Unit {
    /// Its text.
    pub text: Arc<str>,
    /// As much as could be read.
    pub tree: Tree,
    /// What could not.
    pub errors: Vec<SyntaxError>,
    /// What it is, by its file's name and its own content.
    pub kind: UnitKind,
    /// What it defines, in text order.
    pub symbols: Vec<Symbol>,
    /// What it refers to, in text order.
    pub references: Vec<Reference>,
    /// The same for units that others see the same of.
    pub interface: u64,
    /// The same for units whose names depend on the same names.
    pub dependencies: u64,
}

/// The tree of a unit.
#[derive(Debug)]
pub enum Tree {
    /// A body with (as a rule) one block.
    Hcl(hcl::Body),
    /// A YAML document, or a JSON file read into the same tree.
    Yaml(yaml::Node),
    /// Not parsed.
    Opaque,
}

/// What a unit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitKind {
    /// A top-level block of a Terraform file.
    Terraform(TerraformBlock),
    /// Values of variables (`*.tfvars`).
    TerraformValues,
    /// A block of `.terraform.lock.hcl`.
    TerraformLock,
    /// A block of a test file (`*.tftest.hcl`).
    TerraformTest,
    /// A Terraform file in JSON (`*.tf.json`).
    TerraformJson,
    /// A Kubernetes object, custom ones and `PrometheusRule`s included.
    Manifest(Manifest),
    /// A Kustomization file.
    Kustomization,
    /// `Chart.yaml` of a Helm chart.
    HelmChart,
    /// `values*.yaml` of a Helm chart.
    HelmValues,
    /// A Helm template, which is no YAML before it is rendered.
    HelmTemplate,
    /// Recording and alerting rules as Prometheus loads them.
    RuleFile,
    /// `prometheus.yml`.
    PrometheusConfig,
    /// `alertmanager.yml`.
    AlertmanagerConfig,
    /// A Grafana dashboard.
    Dashboard,
    /// Blank, or nothing that is known here (Compose files, workflows ...): only its syntax can be checked.
    Other,
}

impl Unit {
    /// Its HCL body, where it is HCL.
    pub fn hcl(&self) -> Option<&hcl::Body> {
        if let Tree::Hcl(body) = &self.tree { Some(body) } else { None }
    }

    /// Its first block, which is its only one where it has no syntax error.
    pub fn block(&self) -> Option<&hcl::Block> {
        self.hcl()?.blocks().next()
    }

    /// Its document, where it is YAML or JSON.
    pub fn yaml(&self) -> Option<&yaml::Node> {
        if let Tree::Yaml(node) = &self.tree { Some(node) } else { None }
    }

    /// What kind of Kubernetes object it is, where it is one.
    pub fn manifest(&self) -> Option<&Manifest> {
        if let UnitKind::Manifest(manifest) = &self.kind { Some(manifest) } else { None }
    }
}
