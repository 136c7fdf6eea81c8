use crate::UnitKind;
use camino::Utf8Path;
use std::hash::{Hash as _, Hasher};
use syntax::hcl;

/// What a top-level block of a Terraform file is (Terraform 1.11, configuration language).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TerraformBlock {
    /// `terraform { ... }`
    Terraform,
    /// `provider "NAME" { ... }`
    Provider,
    /// `resource "TYPE" "NAME" { ... }`
    Resource,
    /// `data "TYPE" "NAME" { ... }`
    Data,
    /// `ephemeral "TYPE" "NAME" { ... }`
    Ephemeral,
    /// `variable "NAME" { ... }`
    Variable,
    /// `output "NAME" { ... }`
    Output,
    /// `locals { ... }`
    Locals,
    /// `module "NAME" { ... }`
    Module,
    /// `moved { ... }`
    Moved,
    /// `import { ... }`
    Import,
    /// `removed { ... }`
    Removed,
    /// `check "NAME" { ... }`
    Check,
    /// No block, or one that Terraform does not know.
    Unknown,
}

impl TerraformBlock {
    /// Every known block, by keyword.
    pub const ALL: [(&'static str, Self); 13] = [
        ("check", Self::Check),
        ("data", Self::Data),
        ("ephemeral", Self::Ephemeral),
        ("import", Self::Import),
        ("locals", Self::Locals),
        ("module", Self::Module),
        ("moved", Self::Moved),
        ("output", Self::Output),
        ("provider", Self::Provider),
        ("removed", Self::Removed),
        ("resource", Self::Resource),
        ("terraform", Self::Terraform),
        ("variable", Self::Variable),
    ];

    /// The block that `keyword` opens.
    pub fn of(keyword: &str) -> Self {
        Self::ALL.iter().find(|(name, _)| *name == keyword).map_or(Self::Unknown, |(_, block)| *block)
    }

    /// What its labels are, in order.
    pub fn labels(self) -> &'static [&'static str] {
        match self {
            Self::Resource | Self::Data | Self::Ephemeral => &["type", "name"],
            Self::Provider | Self::Variable | Self::Output | Self::Module | Self::Check => &["name"],
            _ => &[],
        }
    }
}

/// Whether the file at `path` is part of its directory's module.
pub(crate) fn is_configuration(path: &Utf8Path) -> bool {
    matches!(path.extension(), Some("tf" | "tofu")) || path.as_str().ends_with(".tf.json")
}

/// Whether only the heads of the blocks in `body` concern others: resources and data sources.
pub(crate) fn is_closed(body: &hcl::Body) -> bool {
    body.attributes().next().is_none()
        && body.blocks().all(|b| {
            matches!(TerraformBlock::of(&b.keyword.text), TerraformBlock::Resource | TerraformBlock::Data)
        })
}

/// The arguments by which a resource names the one that it is a part of (`aws_s3_bucket_versioning` an `aws_s3_bucket`),
/// since that one is judged with its parts.
fn links(block: &hcl::Block) -> impl Iterator<Item = &hcl::Expr> {
    let kind = block.label(0).unwrap_or_default();
    block.body.attributes().map(|a| &a.value).filter(move |value| match &value.kind {
        hcl::ExprKind::Traversal { root, .. } => {
            kind.strip_prefix(root.text.as_str()).is_some_and(|rest| rest.starts_with('_'))
        }
        _ => false,
    })
}

/// Hashes of each block its labels, how it is repeated, whose it is and what it is a part of.
pub(crate) fn hash_heads(body: &hcl::Body, hasher: &mut impl Hasher) {
    for block in body.blocks() {
        block.keyword.text.hash(hasher);
        for label in &block.labels {
            label.text.hash(hasher);
        }
        for name in ["count", "for_each"] {
            block.body.attribute(name).is_some().hash(hasher);
        }
        if let Some(provider) = block.body.attribute("provider") {
            format!("{:?}", provider.value.kind).hash(hasher);
        }
        super::cluster::object_of(block).map(|object| object.key).hash(hasher);
        for link in links(block) {
            format!("{:?}", link.kind).hash(hasher);
        }
    }
}

pub(crate) fn classify(path: &Utf8Path, body: &hcl::Body) -> UnitKind {
    let name = path.file_name().unwrap_or_default();
    if is_configuration(path) {
        let block =
            body.blocks().next().map_or(TerraformBlock::Unknown, |b| TerraformBlock::of(&b.keyword.text));
        UnitKind::Terraform(block)
    } else if name == ".terraform.lock.hcl" {
        UnitKind::TerraformLock
    } else if name.ends_with(".tfvars") {
        UnitKind::TerraformValues
    } else if name.ends_with(".tftest.hcl") {
        UnitKind::TerraformTest
    } else {
        UnitKind::Other
    }
}
