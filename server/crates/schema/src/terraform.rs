//! Terraform providers: resource types, data sources and what each takes.
//!
//! `id` is an attribute like any other: it is listed (optional and computed) for each type whose provider has
//! it, which is every resource of the older plugin SDK, and missing where the provider has none (many of the
//! newer plugin framework), so `x.id` is a valid reference exactly when [`Body::attr`] finds `id`. `timeouts` is
//! a block of the types that have it. The meta-arguments (`count`, `for_each`, `depends_on`, `provider`,
//! `lifecycle`, `connection`, `provisioner`) belong to the language and are not listed.
//!
//! Source: the provider releases that [`Provider::version`] names. Enumerations, defaults and rules on which
//! arguments exclude each other are not part of provider schemas.

use std::fmt;

use crate::data::{List, text_at, word};
use crate::layout::{self, flag, nesting, tag};

/// A provider, such as `aws`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Provider(u32);

/// What stands between the braces of a block, or what an object has.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Body(u32);

/// An argument or attribute.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Attr(u32);

/// A type of nested blocks.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct BlockType(u32);

/// A type constraint. Its `Display` is Terraform's own notation: `list(string)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// Anything: the schema does not say.
    Any,
    /// `list(T)`
    List(TypeRef),
    /// `set(T)`
    Set(TypeRef),
    /// `map(T)`
    Map(TypeRef),
    /// `object({...})`
    Object(Body),
}

/// The type of a collection's elements.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeRef(u32);

/// How the blocks of one type are collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nesting {
    /// Any number, in order; referred to by index.
    List,
    /// Any number, without order.
    Set,
    /// Any number, each with a label.
    Map,
    /// At most one; referred to without index.
    Single,
}

/// All bundled providers, sorted by name.
pub fn providers() -> impl ExactSizeIterator<Item = Provider> + DoubleEndedIterator + Clone {
    provider_list().items().map(Provider)
}

/// The provider with a local name, such as `aws`.
pub fn provider(name: &str) -> Option<Provider> {
    provider_list().find(name, text_at).map(Provider)
}

/// What a resource type takes, and whose it is. No two bundled providers share a type.
pub fn resource(resource_type: &str) -> Option<(Provider, Body)> {
    entry(1, resource_type)
}

/// What a data source takes, and whose it is.
pub fn data_source(data_source: &str) -> Option<(Provider, Body)> {
    entry(2, data_source)
}

fn root(part: u32) -> u32 {
    word(word(layout::TERRAFORM) + part)
}

fn provider_list() -> List {
    List::at(root(0), 6)
}

fn entry(part: u32, name: &str) -> Option<(Provider, Body)> {
    let item = List::at(root(part), 3).find(name, text_at)?;
    Some((Provider(provider_list().item(word(item + 2))), Body(word(item + 1))))
}

impl Provider {
    /// Its usual local name: `aws`.
    pub fn name(self) -> &'static str {
        text_at(self.0)
    }

    /// Its address in the public registry: `hashicorp/aws`.
    pub fn source(self) -> &'static str {
        text_at(self.0 + 1)
    }

    /// The release the data describes: `6.25.0`.
    pub fn version(self) -> &'static str {
        text_at(self.0 + 2)
    }

    /// What its `provider` block takes.
    pub fn config(self) -> Body {
        Body(word(self.0 + 3))
    }

    /// What one of its resource types takes.
    pub fn resource(self, resource_type: &str) -> Option<Body> {
        self.list(4).find(resource_type, text_at).map(|item| Body(word(item + 1)))
    }

    /// What one of its data sources takes.
    pub fn data_source(self, data_source: &str) -> Option<Body> {
        self.list(5).find(data_source, text_at).map(|item| Body(word(item + 1)))
    }

    /// Its resource types, sorted by name.
    pub fn resources(
        self,
    ) -> impl ExactSizeIterator<Item = (&'static str, Body)> + DoubleEndedIterator + Clone {
        self.list(4).items().map(|item| (text_at(item), Body(word(item + 1))))
    }

    /// Its data sources, sorted by name.
    pub fn data_sources(
        self,
    ) -> impl ExactSizeIterator<Item = (&'static str, Body)> + DoubleEndedIterator + Clone {
        self.list(5).items().map(|item| (text_at(item), Body(word(item + 1))))
    }

    fn list(self, part: u32) -> List {
        List::at(word(self.0 + part), 3)
    }
}

impl Body {
    /// Its attributes, sorted by name.
    pub fn attrs(self) -> impl ExactSizeIterator<Item = Attr> + DoubleEndedIterator + Clone {
        self.attr_list().items().map(|item| Attr(word(item)))
    }

    /// The attribute with a name, `id` included where the type has it.
    pub fn attr(self, name: &str) -> Option<Attr> {
        self.attr_list().find(name, name_behind).map(|item| Attr(word(item)))
    }

    /// Its nested block types, sorted by name.
    pub fn blocks(self) -> impl ExactSizeIterator<Item = BlockType> + DoubleEndedIterator + Clone {
        self.block_list().items().map(|item| BlockType(word(item)))
    }

    /// The nested block type with a name.
    pub fn block(self, name: &str) -> Option<BlockType> {
        self.block_list().find(name, name_behind).map(|item| BlockType(word(item)))
    }

    fn attr_list(self) -> List {
        List::new(self.0 + 2, word(self.0), 1)
    }

    fn block_list(self) -> List {
        List::new(self.0 + 2 + word(self.0), word(self.0 + 1), 1)
    }
}

/// The name of the record whose position stands at a position.
fn name_behind(item: u32) -> &'static str {
    text_at(word(item))
}

impl Attr {
    /// Its name.
    pub fn name(self) -> &'static str {
        text_at(self.0)
    }

    /// Its type.
    pub fn ty(self) -> Type {
        TypeRef(word(self.0 + 2)).get()
    }

    /// It must be written.
    pub fn required(self) -> bool {
        self.has(flag::REQUIRED)
    }

    /// It may be written.
    pub fn optional(self) -> bool {
        self.has(flag::OPTIONAL)
    }

    /// The provider sets it, always or when it is not written.
    pub fn computed(self) -> bool {
        self.has(flag::COMPUTED)
    }

    /// It can be read and not written.
    pub fn read_only(self) -> bool {
        !self.required() && !self.optional()
    }

    /// The most elements it may have.
    pub fn max(self) -> Option<u32> {
        self.has(flag::HAS_MAX).then(|| word(self.0 + 3))
    }

    fn has(self, bit: u32) -> bool {
        word(self.0 + 1) & bit != 0
    }
}

impl BlockType {
    /// Its name.
    pub fn name(self) -> &'static str {
        text_at(self.0)
    }

    /// How its blocks are collected.
    pub fn nesting(self) -> Nesting {
        match word(self.0 + 1) & nesting::MASK {
            nesting::SET => Nesting::Set,
            nesting::MAP => Nesting::Map,
            nesting::SINGLE => Nesting::Single,
            _ => Nesting::List,
        }
    }

    /// The fewest blocks that must be written.
    pub fn min(self) -> Option<u32> {
        self.has(flag::HAS_MIN).then(|| word(self.0 + 3))
    }

    /// The most blocks that may be written.
    pub fn max(self) -> Option<u32> {
        self.has(flag::HAS_MAX).then(|| word(self.0 + 4))
    }

    /// At least one must be written.
    pub fn required(self) -> bool {
        self.min().is_some_and(|min| min > 0)
    }

    /// It is an attribute of objects in truth: `name = [...]` is as good as blocks.
    pub fn is_attribute(self) -> bool {
        self.has(flag::ATTRIBUTE)
    }

    /// What each block takes.
    pub fn body(self) -> Body {
        Body(word(self.0 + 2))
    }

    fn has(self, bit: u32) -> bool {
        word(self.0 + 1) & bit != 0
    }
}

impl TypeRef {
    /// The type.
    pub fn get(self) -> Type {
        match self.0 {
            tag::STRING => Type::String,
            tag::NUMBER => Type::Number,
            tag::BOOL => Type::Bool,
            tag::ANY => Type::Any,
            at => match word(at) {
                tag::LIST => Type::List(Self(word(at + 1))),
                tag::SET => Type::Set(Self(word(at + 1))),
                tag::MAP => Type::Map(Self(word(at + 1))),
                _ => Type::Object(Body(word(at + 1))),
            },
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::String => to.write_str("string"),
            Self::Number => to.write_str("number"),
            Self::Bool => to.write_str("bool"),
            Self::Any => to.write_str("any"),
            Self::List(element) => write!(to, "list({})", element.get()),
            Self::Set(element) => write!(to, "set({})", element.get()),
            Self::Map(element) => write!(to, "map({})", element.get()),
            Self::Object(body) => {
                to.write_str("object({")?;
                for (index, attr) in body.attrs().enumerate() {
                    let separator = if index == 0 { "" } else { ", " };
                    write!(to, "{separator}{} = {}", attr.name(), attr.ty())?;
                }
                to.write_str("})")
            }
        }
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "Provider({} {})", self.source(), self.version())
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        let names = self.attrs().map(Attr::name).chain(self.blocks().map(BlockType::name));
        to.write_str("Body")?;
        to.debug_set().entries(names).finish()
    }
}

impl fmt::Debug for Attr {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "Attr({}: {})", self.name(), self.ty())
    }
}

impl fmt::Debug for BlockType {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "BlockType({}, {:?})", self.name(), self.nesting())
    }
}

impl fmt::Debug for TypeRef {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "{}", self.get())
    }
}
