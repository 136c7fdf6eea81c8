//! Which bundled provider the local names of a module stand for.

use rustc_hash::FxHasher;
use schema::terraform::{Body, Provider, data_source, provider, resource};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use syntax::hcl::{Block, Expr, ExprKind, Step};
use workspace::terraform::configuration_name;
use workspace::{Module, SymbolKind, TerraformBlock};

/// The providers of a module by local name, as its `required_providers` say.
///
/// Source: Terraform's provider requirements; a name that is not required stands for `hashicorp/NAME`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Providers {
    sources: BTreeMap<SmolStr, SmolStr>,
}

impl Providers {
    /// The requirements of `module`.
    pub(crate) fn of(module: Module<'_>) -> Self {
        let required = module.names().of_kind(SymbolKind::RequiredProvider);
        let sources = required.filter_map(|(key, site)| {
            let entry = site.attribute()?;
            Some((key.name.clone(), source(&entry.value)?))
        });
        Self { sources: sources.collect() }
    }

    /// A number that is the same for the same requirements.
    pub(crate) fn fingerprint(&self) -> u64 {
        let mut hasher = FxHasher::default();
        self.sources.hash(&mut hasher);
        hasher.finish()
    }

    /// Whether the local name `name` is written in `required_providers` with a source.
    pub(crate) fn source(&self, name: &str) -> Option<&str> {
        self.sources.get(name).map(SmolStr::as_str)
    }

    /// The bundled provider that the local name `name` stands for.
    pub(crate) fn named(&self, name: &str) -> Option<Provider> {
        match self.source(name) {
            None => provider(name),
            Some(source) => {
                let source = source.strip_prefix("registry.terraform.io/").unwrap_or(source);
                let last = source.rsplit('/').next().unwrap_or(source);
                let full = |p: &Provider| {
                    p.source().eq_ignore_ascii_case(source)
                        || !source.contains('/') && p.source() == format!("hashicorp/{source}")
                };
                provider(&last.to_ascii_lowercase()).filter(full)
            }
        }
    }

    /// The local name of the provider of a block of type `of`: its `provider` argument, or the type's first word.
    pub(crate) fn name_of_type(block: &Block, of: &str) -> SmolStr {
        let written = block.body.attribute("provider").and_then(|a| local_name(&a.value));
        written.unwrap_or_else(|| of.split('_').next().unwrap_or(of).into())
    }

    /// The bundled provider of a block of type `of`.
    pub(crate) fn of_type(&self, block: &Block, of: &str) -> Option<Provider> {
        self.named(&Self::name_of_type(block, of))
    }

    /// What a resource or data source of type `of` takes, if its provider is bundled and has it.
    pub(crate) fn body(&self, block: &Block, kind: TerraformBlock, of: &str) -> Option<Body> {
        let provider = self.of_type(block, of)?;
        // One search over all types is as fast as two; the provider must then be the same.
        let found = if kind == TerraformBlock::Data { data_source(of) } else { resource(of) };
        found.filter(|(owner, _)| *owner == provider).map(|(_, body)| body)
    }
}

/// `source` of an entry of `required_providers`; the old form, a version alone, has none.
fn source(entry: &Expr) -> Option<SmolStr> {
    let ExprKind::Object(fields) = &entry.kind else { return None };
    fields.iter().find(|f| f.key.name() == Some("source"))?.value.as_str().map(SmolStr::new)
}

/// `aws` of `aws.west`, as a `provider` argument takes it.
fn local_name(value: &Expr) -> Option<SmolStr> {
    match &value.kind {
        ExprKind::String(name) => Some(name.split('.').next().unwrap_or(name).into()),
        _ => configuration_name(value)
            .filter(|(_, steps)| steps.iter().all(|s| matches!(s, Step::Attr(_))))
            .map(|(name, _)| name),
    }
}
