//! What a value may be, from wherever it is known: the bundled schemas, or a CustomResourceDefinition as the workspace
//! writes it.

use schema::{Schema, SchemaType};
use syntax::yaml::{Entry, Node, NodeKind};

/// What a value may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape<'a> {
    /// Of a bundled schema.
    Bundled(Schema),
    /// The OpenAPI schema in a CustomResourceDefinition of the workspace. It has no references, so it is as deep as
    /// its text.
    Written(&'a Node),
    /// Nothing is known: anything may be written.
    Unknown,
}

impl From<Schema> for Shape<'_> {
    fn from(schema: Schema) -> Self {
        Self::Bundled(schema)
    }
}

impl<'a> Shape<'a> {
    /// The value's type.
    pub(crate) fn ty(self) -> SchemaType {
        match self {
            Self::Bundled(schema) => schema.ty(),
            Self::Written(node) => match text(node, "type") {
                Some("object") => SchemaType::Object,
                Some("array") => SchemaType::Array,
                Some("string") => SchemaType::String,
                Some("integer") => SchemaType::Integer,
                Some("number") => SchemaType::Number,
                Some("boolean") => SchemaType::Boolean,
                _ => SchemaType::Any,
            },
            Self::Unknown => SchemaType::Any,
        }
    }

    /// What a field of an object takes.
    pub(crate) fn property(self, name: &str) -> Option<Self> {
        match self {
            Self::Bundled(schema) => schema.property(name).map(Self::Bundled),
            Self::Written(node) => node.at(&["properties", name]).map(Self::Written),
            Self::Unknown => None,
        }
    }

    /// The names of an object's fields.
    pub(crate) fn names(self) -> Vec<&'a str> {
        match self {
            Self::Bundled(schema) => schema.properties().map(|(name, _)| name).collect(),
            Self::Written(node) => {
                let entries = node.get("properties").map(Node::entries).unwrap_or_default();
                entries.iter().filter_map(|e| e.key.as_str()).collect()
            }
            Self::Unknown => Vec::new(),
        }
    }

    /// Whether it names fields.
    pub(crate) fn has_properties(self) -> bool {
        match self {
            Self::Bundled(schema) => schema.properties().len() > 0,
            Self::Written(node) => node.get("properties").is_some(),
            Self::Unknown => false,
        }
    }

    /// The fields that must be there.
    pub(crate) fn required(self) -> Vec<&'a str> {
        match self {
            Self::Bundled(schema) => schema.required().collect(),
            Self::Written(node) => texts(node, "required"),
            Self::Unknown => Vec::new(),
        }
    }

    /// Whether the server puts a value where nothing is written.
    pub(crate) fn has_default(self) -> bool {
        match self {
            Self::Bundled(schema) => schema.default().is_some(),
            Self::Written(node) => node.get("default").is_some(),
            Self::Unknown => false,
        }
    }

    /// What a sequence's items are.
    pub(crate) fn items(self) -> Option<Self> {
        match self {
            Self::Bundled(schema) => schema.items().map(Self::Bundled),
            Self::Written(node) => node.get("items").map(Self::Written),
            Self::Unknown => None,
        }
    }

    /// What the values of a mapping with free keys are.
    pub(crate) fn additional(self) -> Option<Self> {
        match self {
            Self::Bundled(schema) => schema.additional().map(Self::Bundled),
            Self::Written(node) => {
                let free = node.get("additionalProperties")?;
                matches!(free.kind, NodeKind::Mapping(_)).then_some(Self::Written(free))
            }
            Self::Unknown => None,
        }
    }

    /// The values it may have, as text.
    pub(crate) fn enums(self) -> Vec<&'a str> {
        match self {
            Self::Bundled(schema) => schema.enums().collect(),
            Self::Written(node) => texts(node, "enum"),
            Self::Unknown => Vec::new(),
        }
    }

    /// Its format, such as `int32` or `date-time`.
    pub(crate) fn format(self) -> Option<&'a str> {
        match self {
            Self::Bundled(schema) => schema.format(),
            Self::Written(node) => text(node, "format"),
            Self::Unknown => None,
        }
    }

    /// The regular expression (RE2 syntax, not anchored) that a string matches.
    pub(crate) fn pattern(self) -> Option<&'a str> {
        match self {
            Self::Bundled(schema) => schema.pattern(),
            Self::Written(node) => text(node, "pattern"),
            Self::Unknown => None,
        }
    }

    /// The least number, and whether it is itself excluded.
    pub(crate) fn minimum(self) -> Option<(f64, bool)> {
        match self {
            Self::Bundled(schema) => schema.minimum(),
            Self::Written(node) => Some((node.get("minimum")?.as_f64()?, flag(node, "exclusiveMinimum"))),
            Self::Unknown => None,
        }
    }

    /// The greatest number, and whether it is itself excluded.
    pub(crate) fn maximum(self) -> Option<(f64, bool)> {
        match self {
            Self::Bundled(schema) => schema.maximum(),
            Self::Written(node) => Some((node.get("maximum")?.as_f64()?, flag(node, "exclusiveMaximum"))),
            Self::Unknown => None,
        }
    }

    /// The fewest and the most characters of a string.
    pub(crate) fn length(self) -> (Option<u32>, Option<u32>) {
        match self {
            Self::Bundled(schema) => (schema.min_length(), schema.max_length()),
            Self::Written(node) => (number(node, "minLength"), number(node, "maxLength")),
            Self::Unknown => (None, None),
        }
    }

    /// The fewest and the most items of a sequence.
    pub(crate) fn item_count(self) -> (Option<u32>, Option<u32>) {
        match self {
            Self::Bundled(schema) => (schema.min_items(), schema.max_items()),
            Self::Written(node) => (number(node, "minItems"), number(node, "maxItems")),
            Self::Unknown => (None, None),
        }
    }

    /// The fewest and the most fields of a mapping.
    pub(crate) fn field_count(self) -> (Option<u32>, Option<u32>) {
        match self {
            Self::Bundled(schema) => (schema.min_properties(), schema.max_properties()),
            Self::Written(node) => (number(node, "minProperties"), number(node, "maxProperties")),
            Self::Unknown => (None, None),
        }
    }

    /// The fields that tell a list's items apart.
    pub(crate) fn list_map_keys(self) -> Vec<&'a str> {
        match self {
            Self::Bundled(schema) => schema.list_map_keys().collect(),
            Self::Written(node) => texts(node, "x-kubernetes-list-map-keys"),
            Self::Unknown => Vec::new(),
        }
    }

    /// A sequence whose items must differ.
    pub(crate) fn is_set(self) -> bool {
        match self {
            Self::Bundled(schema) => schema.is_set(),
            Self::Written(node) => text(node, "x-kubernetes-list-type") == Some("set"),
            Self::Unknown => false,
        }
    }

    /// `null` is a value of its own.
    pub(crate) fn nullable(self) -> bool {
        match self {
            Self::Bundled(schema) => schema.nullable(),
            // A value of any type may be null, as JSON schema has it where it lists types too.
            Self::Written(node) => {
                flag(node, "nullable") || node.get("type").and_then(Node::as_str).is_none()
            }
            Self::Unknown => true,
        }
    }

    /// A JSON schema that says that there are no fields but those that it names.
    pub(crate) fn is_closed(self) -> bool {
        matches!(self, Self::Written(node) if node.get("additionalProperties").and_then(Node::as_bool) == Some(false))
    }

    /// A mapping keeps fields that the schema does not name.
    pub(crate) fn preserve_unknown(self) -> bool {
        match self {
            Self::Bundled(schema) => schema.preserve_unknown(),
            Self::Written(node) => {
                flag(node, "x-kubernetes-preserve-unknown-fields") || flag(node, "additionalProperties")
            }
            Self::Unknown => true,
        }
    }

    /// An integer or a string, as ports and percentages are.
    pub(crate) fn int_or_string(self) -> bool {
        match self {
            // A quantity of a custom resource has a pattern, and the server reads it as any int-or-string.
            Self::Bundled(schema) => {
                schema.int_or_string() || schema.quantity() && schema.pattern().is_some()
            }
            Self::Written(node) => flag(node, "x-kubernetes-int-or-string"),
            Self::Unknown => false,
        }
    }

    /// A resource quantity: a number, or a string such as `100m` or `1Gi`.
    pub(crate) fn quantity(self) -> bool {
        matches!(self, Self::Bundled(schema) if schema.quantity())
    }

    /// A whole Kubernetes object, with its own `apiVersion` and `kind`.
    pub(crate) fn embedded_object(self) -> bool {
        match self {
            Self::Bundled(schema) => schema.embedded_object(),
            Self::Written(node) => flag(node, "x-kubernetes-embedded-resource"),
            Self::Unknown => false,
        }
    }

    /// Exactly one of these must hold besides.
    pub(crate) fn one_of(self) -> Vec<Self> {
        match self {
            Self::Bundled(schema) => schema.one_of().map(Self::Bundled).collect(),
            Self::Written(node) => parts(node, "oneOf"),
            Self::Unknown => Vec::new(),
        }
    }

    /// At least one of these must hold besides.
    pub(crate) fn any_of(self) -> Vec<Self> {
        match self {
            Self::Bundled(schema) => schema.any_of().map(Self::Bundled).collect(),
            Self::Written(node) => parts(node, "anyOf"),
            Self::Unknown => Vec::new(),
        }
    }

    /// Each of these must hold besides.
    pub(crate) fn all_of(self) -> Vec<Self> {
        match self {
            Self::Bundled(schema) => schema.all_of().map(Self::Bundled).collect(),
            Self::Written(node) => parts(node, "allOf"),
            Self::Unknown => Vec::new(),
        }
    }

    /// This must not hold.
    pub(crate) fn excluded(self) -> Option<Self> {
        match self {
            Self::Bundled(schema) => schema.excluded().map(Self::Bundled),
            Self::Written(node) => node.get("not").map(Self::Written),
            Self::Unknown => None,
        }
    }

    /// The fields that it names, with what they take.
    pub(crate) fn properties_of<'n>(self, node: &'n Node) -> impl Iterator<Item = (&'n Entry, Self)> {
        let known = move |entry: &'n Entry| Some((entry, self.property(entry.key.as_str()?)?));
        node.entries().iter().filter_map(known)
    }
}

fn text<'a>(node: &'a Node, key: &str) -> Option<&'a str> {
    node.get(key)?.as_str()
}

fn flag(node: &Node, key: &str) -> bool {
    node.get(key).and_then(Node::as_bool) == Some(true)
}

fn number(node: &Node, key: &str) -> Option<u32> {
    u32::try_from(node.get(key)?.as_i64()?).ok()
}

fn texts<'a>(node: &'a Node, key: &str) -> Vec<&'a str> {
    node.get(key).map(Node::items).unwrap_or_default().iter().filter_map(Node::as_str).collect()
}

fn parts<'a>(node: &'a Node, key: &str) -> Vec<Shape<'a>> {
    node.get(key).map(Node::items).unwrap_or_default().iter().map(Shape::Written).collect()
}
