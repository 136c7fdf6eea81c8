//! The shape of a YAML or JSON value: OpenAPI's schema as Kubernetes uses it, and the monitoring formats.

use std::fmt;

use crate::data::{List, text, text_at, word};
use crate::layout::{field, schema};

/// What a value may be. References to definitions are followed as the handle is walked, so a definition that
/// contains itself is no trouble: whoever walks without a value beside it must bound the depth.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Schema {
    at: u32,
    /// The list of definitions that references name, or 0.
    definitions: u32,
}

/// The type of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SchemaType {
    /// A mapping.
    Object,
    /// A sequence.
    Array,
    /// A string.
    String,
    /// A number without a fraction.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// The schema does not say; see [`Schema::int_or_string`] and [`Schema::quantity`].
    Any,
}

impl Schema {
    /// The schema at a position, with references to definitions followed.
    pub(crate) fn new(mut at: u32, definitions: u32) -> Self {
        for _ in 0..8 {
            let Some(number) = value(at, field::REF) else { break };
            at = word(List::at(definitions, 1).item(number));
        }
        Self { at, definitions }
    }

    fn value(self, field: u32) -> Option<u32> {
        value(self.at, field)
    }

    fn sub(self, field: u32) -> Option<Self> {
        self.value(field).map(|at| Self::new(at, self.definitions))
    }

    fn list(self, field: u32, stride: u32) -> List {
        self.value(field).map_or(List::new(0, 0, stride), |at| List::at(at, stride))
    }

    fn has(self, flag: u32) -> bool {
        word(self.at) & flag != 0
    }

    /// The value's type.
    pub fn ty(self) -> SchemaType {
        match word(self.at) & schema::TYPE {
            schema::OBJECT => SchemaType::Object,
            schema::ARRAY => SchemaType::Array,
            schema::STRING => SchemaType::String,
            schema::INTEGER => SchemaType::Integer,
            schema::NUMBER => SchemaType::Number,
            schema::BOOLEAN => SchemaType::Boolean,
            _ => SchemaType::Any,
        }
    }

    /// What a field of an object takes.
    pub fn property(self, name: &str) -> Option<Self> {
        let item = self.list(field::PROPERTIES, 2).find(name, text_at)?;
        Some(Self::new(word(item + 1), self.definitions))
    }

    /// An object's fields, sorted by name.
    pub fn properties(
        self,
    ) -> impl ExactSizeIterator<Item = (&'static str, Self)> + DoubleEndedIterator + Clone {
        let new = move |item| (text_at(item), Self::new(word(item + 1), self.definitions));
        self.list(field::PROPERTIES, 2).items().map(new)
    }

    /// The fields that must be there, sorted.
    pub fn required(self) -> impl ExactSizeIterator<Item = &'static str> + DoubleEndedIterator + Clone {
        self.list(field::REQUIRED, 1).texts()
    }

    /// Whether a field must be there.
    pub fn is_required(self, name: &str) -> bool {
        self.list(field::REQUIRED, 1).find(name, text_at).is_some()
    }

    /// What a sequence's items are.
    pub fn items(self) -> Option<Self> {
        self.sub(field::ITEMS)
    }

    /// What the values of a mapping with free keys are.
    pub fn additional(self) -> Option<Self> {
        self.sub(field::ADDITIONAL)
    }

    /// The values it may have. Numbers and the like are given as JSON text.
    pub fn enums(self) -> impl ExactSizeIterator<Item = &'static str> + DoubleEndedIterator + Clone {
        self.list(field::ENUM, 1).texts()
    }

    /// Its format, such as `int32` or `date-time`.
    pub fn format(self) -> Option<&'static str> {
        self.value(field::FORMAT).map(text)
    }

    /// The regular expression (RE2 syntax, not anchored) that a string matches.
    pub fn pattern(self) -> Option<&'static str> {
        self.value(field::PATTERN).map(text)
    }

    /// The least number, and whether it is itself excluded.
    pub fn minimum(self) -> Option<(f64, bool)> {
        self.number(field::MINIMUM, schema::EXCLUSIVE_MINIMUM)
    }

    /// The greatest number, and whether it is itself excluded.
    pub fn maximum(self) -> Option<(f64, bool)> {
        self.number(field::MAXIMUM, schema::EXCLUSIVE_MAXIMUM)
    }

    fn number(self, field: u32, exclusive: u32) -> Option<(f64, bool)> {
        let number = text(self.value(field)?).parse().ok()?;
        Some((number, self.has(exclusive)))
    }

    /// The fewest characters of a string.
    pub fn min_length(self) -> Option<u32> {
        self.value(field::MIN_LENGTH)
    }

    /// The most characters of a string.
    pub fn max_length(self) -> Option<u32> {
        self.value(field::MAX_LENGTH)
    }

    /// The fewest items of a sequence.
    pub fn min_items(self) -> Option<u32> {
        self.value(field::MIN_ITEMS)
    }

    /// The most items of a sequence.
    pub fn max_items(self) -> Option<u32> {
        self.value(field::MAX_ITEMS)
    }

    /// The fewest fields of a mapping.
    pub fn min_properties(self) -> Option<u32> {
        self.value(field::MIN_PROPERTIES)
    }

    /// The most fields of a mapping.
    pub fn max_properties(self) -> Option<u32> {
        self.value(field::MAX_PROPERTIES)
    }

    /// What the server puts where nothing is written, as JSON text.
    pub fn default(self) -> Option<&'static str> {
        self.value(field::DEFAULT).map(text)
    }

    /// The fields that tell a list's items apart; no two items may agree in all of them.
    pub fn list_map_keys(self) -> impl ExactSizeIterator<Item = &'static str> + DoubleEndedIterator + Clone {
        self.list(field::LIST_MAP_KEYS, 1).texts()
    }

    /// A sequence whose items must differ.
    pub fn is_set(self) -> bool {
        self.has(schema::SET)
    }

    /// `null` is a value of its own, not the same as absent.
    pub fn nullable(self) -> bool {
        self.has(schema::NULLABLE)
    }

    /// A mapping keeps fields that the schema does not name.
    pub fn preserve_unknown(self) -> bool {
        self.has(schema::PRESERVE_UNKNOWN | schema::ADDITIONAL_ANY)
    }

    /// An integer or a string, as ports and percentages are.
    pub fn int_or_string(self) -> bool {
        self.has(schema::INT_OR_STRING)
    }

    /// A resource quantity: a number, or a string such as `100m` or `1Gi`.
    pub fn quantity(self) -> bool {
        self.has(schema::QUANTITY)
    }

    /// A whole Kubernetes object, with its own `apiVersion` and `kind`.
    pub fn embedded_object(self) -> bool {
        self.has(schema::EMBEDDED)
    }

    /// Exactly one of these must hold besides.
    pub fn one_of(self) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        self.subs(field::ONE_OF)
    }

    /// At least one of these must hold besides.
    pub fn any_of(self) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        self.subs(field::ANY_OF)
    }

    /// Each of these must hold besides.
    pub fn all_of(self) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        self.subs(field::ALL_OF)
    }

    /// This must not hold.
    pub fn excluded(self) -> Option<Self> {
        self.sub(field::NOT)
    }

    fn subs(self, field: u32) -> impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + Clone {
        self.list(field, 1).items().map(move |item| Self::new(word(item), self.definitions))
    }
}

/// The word of a field, if the schema at the position has it.
fn value(at: u32, field: u32) -> Option<u32> {
    let mask = word(at + 1);
    let bit = 1 << field;
    (mask & bit != 0).then(|| word(at + 2 + (mask & (bit - 1)).count_ones()))
}

impl fmt::Debug for Schema {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "Schema({:?})", self.ty())?;
        to.debug_set().entries(self.properties().map(|(name, _)| name)).finish()
    }
}
