//! How the embedded data is laid out. The build step writes by this page and the crate reads by it.
//!
//! `schema.bin` is a run of u32 words, little endian; `schema.txt` is every distinct text once, end to end.
//! A *record* is a run of words named by its position; equal records are stored once, so equal bodies, types
//! and schemas share one position. A *list* is a record that starts with its number of items. Position 0 lies
//! in the header and stands for "none"; text 0 is the empty text. Lists that are searched by name are sorted by
//! name, byte by byte.
//!
//! ```text
//! header     0, position of the text table, number of texts, one root position for each part
//! text table offset into schema.txt of each text, and of the end
//!
//! terraform  [list of providers, list of all resource types, list of all data sources]
//! provider   name, source, version, config body, its list of resource types, its list of data sources
//! type entry name, body, provider's index
//! body       [number of attributes, number of blocks, attributes..., blocks...]        sorted by name
//! attribute  [name, flags, type, max]
//! block      [name, nesting | flags, body, min, max]
//! type       a plain type's tag, else the position of [tag, element type or body]
//!
//! kubernetes [list of releases, list of removals]                                      oldest first
//! removal    apiVersion, kind, release, replacement
//! release    name, list of definitions, list of kinds
//! kind       [kind, group, version, plural, flags, schema]                   sorted by kind, best first
//! schema     [type | flags, mask of fields, one word for each field in the mask]
//!
//! hints      [references, values, allowed, wiring]
//! each       list of (resource type, list of (path, fact))
//! fact       references and values: list of (text, count); allowed: list of texts;
//!            wiring: [resource type, attribute, basis]
//!
//! monitoring [definitions, four schemas, list of functions, list of aggregations, list of metrics]
//! function   name, type returned | flag, list of argument types, fewest arguments, most arguments
//! aggregation name, type of the parameter | flag
//! metric     name, exporter, type, unit, list of labels, help
//! ```

/// Words before the first record.
pub(crate) const HEADER: u32 = 8;
/// Header word of the text table's position.
pub(crate) const TEXT_TABLE: u32 = 1;
/// Header word of the number of texts.
pub(crate) const TEXT_COUNT: u32 = 2;
/// Header word of the Terraform root.
pub(crate) const TERRAFORM: u32 = 3;
/// Header word of the Kubernetes root.
pub(crate) const KUBERNETES: u32 = 4;
/// Header word of the hints' root.
pub(crate) const HINTS: u32 = 5;
/// Header word of the monitoring root.
pub(crate) const MONITORING: u32 = 6;

/// Flags of attributes and blocks.
pub(crate) mod flag {
    pub(crate) const REQUIRED: u32 = 1 << 2;
    pub(crate) const OPTIONAL: u32 = 1 << 3;
    pub(crate) const COMPUTED: u32 = 1 << 4;
    pub(crate) const HAS_MIN: u32 = 1 << 5;
    pub(crate) const HAS_MAX: u32 = 1 << 6;
    pub(crate) const ATTRIBUTE: u32 = 1 << 7;
}

/// How blocks of one type are collected: the low two bits of a block's flags.
pub(crate) mod nesting {
    pub(crate) const LIST: u32 = 0;
    pub(crate) const SET: u32 = 1;
    pub(crate) const MAP: u32 = 2;
    pub(crate) const SINGLE: u32 = 3;
    pub(crate) const MASK: u32 = 3;
}

/// Tags of Terraform types. Plain ones stand for themselves, the others start a record.
pub(crate) mod tag {
    pub(crate) const STRING: u32 = 0;
    pub(crate) const NUMBER: u32 = 1;
    pub(crate) const BOOL: u32 = 2;
    pub(crate) const ANY: u32 = 3;
    pub(crate) const LIST: u32 = 4;
    pub(crate) const SET: u32 = 5;
    pub(crate) const MAP: u32 = 6;
    pub(crate) const OBJECT: u32 = 7;
}

/// Flags of a kind.
pub(crate) mod kind {
    pub(crate) const NAMESPACED: u32 = 1;
    pub(crate) const DEPRECATED: u32 = 1 << 1;
    pub(crate) const CUSTOM: u32 = 1 << 2;
}

/// First word of a schema: its type in the low four bits, flags above.
pub(crate) mod schema {
    pub(crate) const ANY: u32 = 0;
    pub(crate) const OBJECT: u32 = 1;
    pub(crate) const ARRAY: u32 = 2;
    pub(crate) const STRING: u32 = 3;
    pub(crate) const INTEGER: u32 = 4;
    pub(crate) const NUMBER: u32 = 5;
    pub(crate) const BOOLEAN: u32 = 6;
    pub(crate) const TYPE: u32 = 15;

    pub(crate) const INT_OR_STRING: u32 = 1 << 4;
    pub(crate) const PRESERVE_UNKNOWN: u32 = 1 << 5;
    pub(crate) const NULLABLE: u32 = 1 << 6;
    pub(crate) const EMBEDDED: u32 = 1 << 7;
    pub(crate) const QUANTITY: u32 = 1 << 8;
    pub(crate) const EXCLUSIVE_MINIMUM: u32 = 1 << 9;
    pub(crate) const EXCLUSIVE_MAXIMUM: u32 = 1 << 10;
    pub(crate) const SET: u32 = 1 << 11;
    pub(crate) const ADDITIONAL_ANY: u32 = 1 << 12;
}

/// Bits of a schema's mask. A field's word lies after those of all lower bits in the mask.
pub(crate) mod field {
    /// Number of a definition; the schema is that definition.
    pub(crate) const REF: u32 = 0;
    /// List of (name, schema), sorted.
    pub(crate) const PROPERTIES: u32 = 1;
    /// List of texts, sorted.
    pub(crate) const REQUIRED: u32 = 2;
    /// Schema.
    pub(crate) const ITEMS: u32 = 3;
    /// Schema.
    pub(crate) const ADDITIONAL: u32 = 4;
    /// List of texts.
    pub(crate) const ENUM: u32 = 5;
    /// Text.
    pub(crate) const FORMAT: u32 = 6;
    /// Text.
    pub(crate) const PATTERN: u32 = 7;
    /// Text of a number.
    pub(crate) const MINIMUM: u32 = 8;
    /// Text of a number.
    pub(crate) const MAXIMUM: u32 = 9;
    /// Number.
    pub(crate) const MIN_LENGTH: u32 = 10;
    /// Number.
    pub(crate) const MAX_LENGTH: u32 = 11;
    /// Number.
    pub(crate) const MIN_ITEMS: u32 = 12;
    /// Number.
    pub(crate) const MAX_ITEMS: u32 = 13;
    /// Number.
    pub(crate) const MIN_PROPERTIES: u32 = 14;
    /// Number.
    pub(crate) const MAX_PROPERTIES: u32 = 15;
    /// Text of a JSON value.
    pub(crate) const DEFAULT: u32 = 16;
    /// List of texts.
    pub(crate) const LIST_MAP_KEYS: u32 = 17;
    /// List of schemas.
    pub(crate) const ONE_OF: u32 = 18;
    /// List of schemas.
    pub(crate) const ANY_OF: u32 = 19;
    /// List of schemas.
    pub(crate) const ALL_OF: u32 = 20;
    /// Schema.
    pub(crate) const NOT: u32 = 21;
}

/// Types of PromQL values.
pub(crate) mod value {
    pub(crate) const NONE: u32 = 0;
    pub(crate) const SCALAR: u32 = 1;
    pub(crate) const STRING: u32 = 2;
    pub(crate) const VECTOR: u32 = 3;
    pub(crate) const MATRIX: u32 = 4;
    pub(crate) const MASK: u32 = 7;
}

/// Flags of PromQL functions and aggregations.
pub(crate) mod function {
    pub(crate) const EXPERIMENTAL: u32 = 1 << 3;
    /// The most arguments of a function that takes any number.
    pub(crate) const ANY_NUMBER: u32 = u32::MAX;
}

/// Types of metrics.
pub(crate) mod metric {
    pub(crate) const COUNTER: u32 = 0;
    pub(crate) const GAUGE: u32 = 1;
    pub(crate) const HISTOGRAM: u32 = 2;
    pub(crate) const SUMMARY: u32 = 3;
}
