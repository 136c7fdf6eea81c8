use super::{Manifest, Tree};
use crate::generate::Random;
use schema::{Schema, SchemaType};

/// What is wrong with a manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// A field that the schema does not have.
    UnknownField,
    /// A value of another type.
    WrongType,
    /// A number in quotes, or a string without.
    WrongQuotes,
    /// A required field taken away.
    MissingField,
    /// A value that is not in the list of allowed ones.
    BadEnum,
    /// A string that the pattern does not match.
    BadPattern,
    /// A string that the format does not allow.
    BadFormat,
    /// A number beyond its bounds, or beyond 32 or 64 bits.
    OutOfRange,
    /// A string or a list that is too short or too long.
    BadSize,
    /// A field written twice.
    DuplicateField,
    /// An `apiVersion` that the kind does not have.
    WrongVersion,
    /// A kind that the group does not have.
    WrongKind,
    /// No `apiVersion` or no `kind`.
    NoIdentity,
    /// `null` where a value was.
    Null,
    /// `null` as an item of a list.
    NullItem,
    /// Fields of which only one may be there.
    Conflict,
    /// A field that stands one level too deep.
    Misplaced,
}

impl Fault {
    /// Every class.
    pub const ALL: [Self; 17] = [
        Self::UnknownField,
        Self::WrongType,
        Self::WrongQuotes,
        Self::MissingField,
        Self::BadEnum,
        Self::BadPattern,
        Self::BadFormat,
        Self::OutOfRange,
        Self::BadSize,
        Self::DuplicateField,
        Self::WrongVersion,
        Self::WrongKind,
        Self::NoIdentity,
        Self::Null,
        Self::NullItem,
        Self::Conflict,
        Self::Misplaced,
    ];
}

/// A value of the manifest with its schema and the way to it.
struct Place {
    path: Vec<usize>,
    schema: Schema,
    tree: Tree,
}

/// `manifest` with one fault of the class `fault`; `None` where it has no place for it.
pub fn break_one(manifest: &Manifest, fault: Fault, random: &mut Random) -> Option<Manifest> {
    let mut places = Vec::new();
    collect(&manifest.tree, manifest.kind.schema(), &mut Vec::new(), &mut places);
    let mut broken = manifest.clone();
    match fault {
        Fault::WrongVersion => {
            let version = manifest.kind.api_version();
            broken.tree.put_first("apiVersion", Tree::text(&format!("{version}beta9")));
            return Some(broken);
        }
        Fault::WrongKind => {
            broken.tree.put_first("kind", Tree::text(&format!("{}x", manifest.kind.kind())));
            return Some(broken);
        }
        Fault::NoIdentity => {
            let Tree::Map(fields) = &mut broken.tree else { return None };
            let gone = if random.chance(50) { "apiVersion" } else { "kind" };
            fields.retain(|(name, _)| name != gone);
            return Some(broken);
        }
        _ => {}
    }
    let fitting: Vec<&Place> = places.iter().filter(|place| changed(place, fault).is_some()).collect();
    if fitting.is_empty() {
        return None;
    }
    let place = *random.pick(&fitting);
    *broken.tree.at_mut(&place.path)? = changed(place, fault)?;
    Some(broken)
}

/// What the place becomes.
fn changed(place: &Place, fault: Fault) -> Option<Tree> {
    let schema = place.schema;
    let map = if let Tree::Map(fields) = &place.tree { Some(fields) } else { None };
    let scalar = if let Tree::Scalar(text) = &place.tree { Some(text.as_str()) } else { None };
    let is_string = schema.ty() == SchemaType::String;
    let is_root = place.path.is_empty();
    match fault {
        Fault::UnknownField => Some(Tree::Map(with(map?, "unheardOf", Tree::text("x")))),
        Fault::WrongType if !is_root && schema.ty() != SchemaType::Any => Some(match &place.tree {
            Tree::Scalar(_) => Tree::List(vec![Tree::text("x")]),
            _ => Tree::text("x"),
        }),
        Fault::WrongQuotes if schema.ty() != SchemaType::Any => match scalar? {
            text if text.starts_with('"') => is_string.then(|| Tree::plain(12)),
            text => Some(Tree::text(text)),
        },
        Fault::MissingField => {
            let gone =
                schema.required().find(|name| map.is_some_and(|m| m.iter().any(|(n, _)| n == name)))?;
            Some(Tree::Map(map?.iter().filter(|(name, _)| name != gone).cloned().collect()))
        }
        Fault::BadEnum => (schema.enums().len() > 0 && scalar.is_some()).then(|| Tree::text("Nonsense")),
        Fault::BadPattern => {
            schema.pattern().filter(|_| scalar.is_some()).map(|_| Tree::text("no, not this!"))
        }
        Fault::BadFormat => schema.format().filter(|_| is_string).map(|_| Tree::text("no, not this!")),
        Fault::OutOfRange => out_of_range(schema).filter(|_| scalar.is_some()),
        Fault::BadSize => bad_size(schema, &place.tree),
        Fault::DuplicateField => {
            let (name, value) = map?.last()?;
            Some(Tree::Map(with(map?, name, value.clone())))
        }
        Fault::Null if !is_root => Some(Tree::plain("null")),
        Fault::NullItem => matches!(&place.tree, Tree::List(items) if !items.is_empty())
            .then(|| Tree::List(vec![Tree::plain("null")])),
        Fault::Conflict => {
            let all = schema.one_of().flat_map(Schema::required);
            let absent: Vec<_> =
                all.filter(|name| map.is_some_and(|m| m.iter().all(|(n, _)| n != name))).collect();
            let extra = schema.property(absent.first()?)?;
            let value = match extra.ty() {
                SchemaType::Object | SchemaType::Any => Tree::Map(Vec::new()),
                SchemaType::Array => Tree::List(Vec::new()),
                _ => Tree::text("a"),
            };
            Some(Tree::Map(with(map?, absent.first()?, value)))
        }
        Fault::Misplaced => {
            let (name, value) = map?.iter().find(|(_, value)| matches!(value, Tree::Map(_)))?;
            let inner = with(&[], name, value.clone());
            Some(Tree::Map(
                map?.iter()
                    .map(|(n, v)| (n.clone(), if n == name { Tree::Map(inner.clone()) } else { v.clone() }))
                    .collect(),
            ))
        }
        _ => None,
    }
}

fn out_of_range(schema: Schema) -> Option<Tree> {
    match (schema.ty(), schema.maximum(), schema.minimum(), schema.format()) {
        (SchemaType::Integer | SchemaType::Number, Some((most, _)), ..) => Some(Tree::plain(most + 1.0)),
        (SchemaType::Integer | SchemaType::Number, _, Some((least, _)), _) => Some(Tree::plain(least - 1.0)),
        (SchemaType::Integer, _, _, Some("int32")) => Some(Tree::plain(1_u64 << 40)),
        (SchemaType::Integer, _, _, Some("int64")) => Some(Tree::plain(u64::MAX)),
        _ => None,
    }
}

fn bad_size(schema: Schema, tree: &Tree) -> Option<Tree> {
    match tree {
        Tree::Scalar(_) if schema.min_length().is_some_and(|least| least > 0) => Some(Tree::text("")),
        Tree::Scalar(_) => schema.max_length().map(|most| Tree::text(&"a".repeat(most as usize + 1))),
        Tree::List(_) if schema.min_items().is_some_and(|least| least > 0) => Some(Tree::List(Vec::new())),
        Tree::List(items) => {
            let most = schema.max_items().filter(|most| *most < 40)? as usize;
            Some(Tree::List(vec![items.first()?.clone(); most + 1]))
        }
        Tree::Map(_) => None,
    }
}

fn with(fields: &[(String, Tree)], name: &str, value: Tree) -> Vec<(String, Tree)> {
    fields.iter().cloned().chain([(name.to_owned(), value)]).collect()
}

fn collect(tree: &Tree, schema: Schema, path: &mut Vec<usize>, out: &mut Vec<Place>) {
    out.push(Place { path: path.clone(), schema, tree: tree.clone() });
    let inner: Vec<(Option<Schema>, &Tree)> = match tree {
        Tree::Map(fields) => {
            let of = |name: &str| schema.property(name).or_else(|| schema.additional());
            fields.iter().map(|(name, value)| (of(name), value)).collect()
        }
        Tree::List(items) => items.iter().map(|item| (schema.items(), item)).collect(),
        Tree::Scalar(_) => Vec::new(),
    };
    for (index, (schema, value)) in inner.into_iter().enumerate() {
        if let Some(schema) = schema {
            path.push(index);
            collect(value, schema, path, out);
            path.pop();
        }
    }
}
