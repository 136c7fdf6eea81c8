//! The fact files under `data/`, as typed trees: what the build step reads and the refresh command writes.
//!
//! The files are JSON compressed with zstd. They hold names, types and flags only, never prose.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One Terraform provider: `data/terraform/NAME.json.zst`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Provider {
    /// The layout of the file; 1 so far.
    pub(crate) format: u32,
    /// The provider's release the facts were taken from.
    pub(crate) version: String,
    /// The provider's address in the registry, where it is not `hashicorp/NAME`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) source: Option<String>,
    /// Where the facts were taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) package: Option<String>,
    /// What a `provider` block takes.
    pub(crate) config: Option<Body>,
    /// Resource types and what they take.
    pub(crate) resources: BTreeMap<String, Body>,
    /// Data sources and what they take.
    pub(crate) data_sources: BTreeMap<String, Body>,
}

/// What stands between the braces of a block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Body {
    /// Arguments and attributes by name.
    pub(crate) attrs: BTreeMap<String, Attr>,
    /// Nested block types by name.
    pub(crate) blocks: BTreeMap<String, Block>,
}

/// One argument or exported attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attr {
    /// Its type constraint.
    #[serde(rename = "type")]
    pub(crate) ty: Type,
    /// It must be written.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) required: bool,
    /// It may be written.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) optional: bool,
    /// The provider sets it when it is not written.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) computed: bool,
    /// The most elements it may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max: Option<u32>,
}

/// One nested block type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Block {
    /// How many there are and how they are collected.
    pub(crate) nest: Nest,
    /// The fewest that must be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) min: Option<u32>,
    /// The most that may be written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) max: Option<u32>,
    /// It is an attribute of objects that may also be written as blocks.
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) attribute: bool,
    /// What each of them takes.
    pub(crate) body: Body,
}

/// How Terraform collects the blocks of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Nest {
    /// An ordered list.
    List,
    /// An unordered set.
    Set,
    /// By label.
    Map,
    /// At most one.
    Single,
}

/// A type constraint: `"string"`, `["list", T]` or `{"object": body}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    /// `string`, `number`, `bool` or `any`.
    Plain(String),
    /// `list`, `set` or `map` of a type.
    Of(String, Box<Type>),
    /// An object with these attributes.
    Object(Box<Body>),
}

impl Type {
    /// The attributes of the object that the type is or that its elements are.
    pub(crate) fn object(&self) -> Option<&Body> {
        match self {
            Self::Plain(_) => None,
            Self::Of(_, element) => element.object(),
            Self::Object(body) => Some(body),
        }
    }
}

impl Serialize for Type {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Plain(name) => name.serialize(to),
            Self::Of(collection, element) => (collection, element).serialize(to),
            Self::Object(body) => BTreeMap::from([("object", body)]).serialize(to),
        }
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(TypeVisitor)
    }
}

struct TypeVisitor;

impl<'de> Visitor<'de> for TypeVisitor {
    type Value = Type;

    fn expecting(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("a type's name, [collection, type] or {\"object\": body}")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Type, E> {
        Ok(Type::Plain(name.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<Type, A::Error> {
        let collection = parts.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        let element = parts.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &self))?;
        Ok(Type::Of(collection, Box::new(element)))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Type, A::Error> {
        let (_, body) =
            map.next_entry::<String, Body>()?.ok_or_else(|| A::Error::invalid_length(0, &self))?;
        Ok(Type::Object(Box::new(body)))
    }
}

/// What schemas lack, mined per provider: `data/hints/NAME.json.zst`.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Hints {
    /// Resource type, attribute path, `type.attribute` it was seen to take, how often.
    pub(crate) references: BTreeMap<String, BTreeMap<String, BTreeMap<String, u32>>>,
    /// Resource type, attribute path, literal it was seen to take, how often.
    pub(crate) values: BTreeMap<String, BTreeMap<String, BTreeMap<String, u32>>>,
    /// Resource type, attribute, the values its documentation lists.
    pub(crate) allowed: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

/// One Kubernetes release: `data/kubernetes/kubernetes-VERSION.json.zst`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Release {
    /// The layout of the file; 1 so far.
    pub(crate) format: u32,
    /// Whether a kind lives in a namespace, by `group/version/kind`; `/v1/Pod` for the core group.
    pub(crate) namespaced: BTreeMap<String, bool>,
    /// OpenAPI definitions by name.
    pub(crate) definitions: BTreeMap<String, serde_json::Value>,
    /// Values of string fields by `package_Type.field`.
    #[serde(default)]
    pub(crate) enums: BTreeMap<String, Vec<String>>,
}

/// Custom resources: `data/kubernetes/crds.json.zst`.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Customs {
    /// The layout of the file; 1 so far.
    pub(crate) format: u32,
    /// By `group/version/kind`.
    pub(crate) crds: BTreeMap<String, Custom>,
}

/// One version of one custom resource.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Custom {
    /// It lives in a namespace.
    pub(crate) namespaced: bool,
    /// Its plural, as in the API's path.
    pub(crate) plural: String,
    /// Its definition marks this version as deprecated.
    pub(crate) deprecated: bool,
    /// Its OpenAPI schema.
    pub(crate) schema: serde_json::Value,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
