//! What may stand in a body: the provider's schema and the language's own arguments as one view.

use super::language::{self, Inside, LanguageArgument, LanguageBlock, LanguageBody, PROVISIONERS, Takes};
use super::providers::Providers;
use schema::terraform::{Attr, BlockType, Body, Nesting, Type};
use syntax::hcl::Block;
use workspace::TerraformBlock;

/// What may stand between two braces.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodySchema {
    /// The language's own arguments and blocks, which win over the provider's.
    pub(crate) language: &'static LanguageBody,
    /// The provider's.
    pub(crate) provider: Option<Body>,
    /// Whether names that neither knows are no fault, because what decides them cannot be seen.
    pub(crate) open: bool,
}

/// What an argument takes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Argument {
    /// By the language.
    Language(&'static LanguageArgument),
    /// By the provider.
    Provider(Attr),
    /// A block type that may be written as an attribute of objects, too.
    ObjectBlock(BlockType),
}

/// What a nested block is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Nested {
    /// The language's.
    Language(&'static LanguageBlock),
    /// The provider's.
    Provider(BlockType),
}

impl BodySchema {
    /// A body of which nothing is known.
    pub(crate) const OPEN: Self = Self { language: &language::EMPTY, provider: None, open: true };

    /// Only what `language` has.
    pub(crate) fn language(language: &'static LanguageBody) -> Self {
        Self { language, provider: None, open: false }
    }

    /// Only what the provider has.
    pub(crate) fn provider(body: Body) -> Self {
        Self { language: &language::EMPTY, provider: Some(body), open: false }
    }

    /// The schema of a top-level block. A type that is unknown, or whose provider is, gives an open one.
    pub(crate) fn of_block(block: &Block, kind: TerraformBlock, providers: &Providers) -> Self {
        let Some(language) = language::of(kind) else { return Self::OPEN };
        let label = block.label(0).unwrap_or_default();
        match kind {
            TerraformBlock::Resource | TerraformBlock::Data => {
                let provider = providers.body(block, kind, label);
                Self { language, provider, open: provider.is_none() }
            }
            TerraformBlock::Provider => {
                let provider = providers.named(label).map(schema::terraform::Provider::config);
                Self { language, provider, open: provider.is_none() }
            }
            // The arguments of a call are the variables of another module; no ephemeral resource is bundled.
            TerraformBlock::Module | TerraformBlock::Ephemeral => {
                Self { language, provider: None, open: true }
            }
            _ => Self::language(language),
        }
    }

    /// The argument called `name`.
    pub(crate) fn argument(self, name: &str) -> Option<Argument> {
        let own = self.language.arguments.iter().find(|a| a.name == name).map(Argument::Language);
        own.or_else(|| self.provider?.attr(name).map(Argument::Provider)).or_else(|| {
            let block = self.provider?.block(name)?;
            block.is_attribute().then_some(Argument::ObjectBlock(block))
        })
    }

    /// The nested block called `name`.
    pub(crate) fn block(self, name: &str) -> Option<Nested> {
        let own = self.language.blocks.iter().find(|b| b.name == name).map(Nested::Language);
        own.or_else(|| self.provider?.block(name).filter(|b| self.is_block(*b)).map(Nested::Provider))
    }

    /// Whether `block` can be written as a block. Of the attributes of objects these are lists and sets, and only where
    /// no attribute beside them is an object, which tells a provider of the newer sort.
    fn is_block(self, block: BlockType) -> bool {
        let is_object = |attr: Attr| matches!(attr.ty(), Type::Object(_));
        let is_single = |b: &BlockType| b.is_attribute() && b.nesting() == Nesting::Single;
        !block.is_attribute()
            || !is_single(&block)
                && self
                    .provider
                    .is_none_or(|body| !body.attrs().any(is_object) && !body.blocks().any(|b| is_single(&b)))
    }

    /// Names of arguments that can be written.
    pub(crate) fn argument_names(self) -> impl Iterator<Item = &'static str> {
        let own = self.language.arguments.iter().map(|a| a.name);
        let theirs =
            self.provider.into_iter().flat_map(Body::attrs).filter(|a| !a.read_only()).map(Attr::name);
        own.chain(theirs)
    }

    /// Names of blocks that can be written.
    pub(crate) fn block_names(self) -> impl Iterator<Item = &'static str> {
        let own = self.language.blocks.iter().map(|b| b.name);
        let theirs = self.provider.into_iter().flat_map(Body::blocks);
        own.chain(theirs.filter(move |b| self.is_block(*b)).map(BlockType::name))
    }

    /// Names of arguments that must be written.
    pub(crate) fn required(self) -> impl Iterator<Item = &'static str> {
        let own = self.language.arguments.iter().filter(|a| a.required).map(|a| a.name);
        own.chain(self.provider.into_iter().flat_map(Body::attrs).filter(|a| a.required()).map(Attr::name))
    }
}

impl Nested {
    /// What may stand in `block`, which is one of these.
    pub(crate) fn body(self, block: &Block, providers: &Providers) -> BodySchema {
        match self {
            Self::Provider(of) => BodySchema::provider(of.body()),
            Self::Language(LanguageBlock { body: Inside::Closed(body), .. }) => BodySchema::language(body),
            Self::Language(LanguageBlock { name: "provisioner", .. }) => {
                let known = PROVISIONERS.iter().find(|(name, _)| block.label(0) == Some(name));
                known.map_or(BodySchema::OPEN, |(_, body)| BodySchema::language(body))
            }
            Self::Language(LanguageBlock { name: "data", .. }) => {
                BodySchema::of_block(block, TerraformBlock::Data, providers)
            }
            Self::Language(_) => BodySchema::OPEN,
        }
    }

    /// How many labels it has.
    pub(crate) fn labels(self) -> &'static [&'static str] {
        match self {
            Self::Language(block) => block.labels,
            Self::Provider(block) if block.nesting() == schema::terraform::Nesting::Map => &["key"],
            Self::Provider(_) => &[],
        }
    }
}

impl Argument {
    /// Whether it can be written at all.
    pub(crate) fn is_writable(self) -> bool {
        !matches!(self, Self::Provider(attr) if attr.read_only() && attr.computed())
    }

    /// What the language says it takes, where it is the language's.
    pub(crate) fn takes(self) -> Option<Takes> {
        if let Self::Language(argument) = self { Some(argument.takes) } else { None }
    }
}
