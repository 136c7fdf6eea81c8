//! Types of Terraform values, with as much of the value as is written, and how one converts to another.
//!
//! Source: the conversion rules of the language ("Types and Values", "Type Constraints") as Terraform 1.11 applies
//! them. What is not known converts to anything.

use schema::terraform::{Attr, Body, Nesting, Type};
use smol_str::SmolStr;
use std::sync::Arc;

/// A type, or a value as far as it is known.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ty {
    /// Nothing is known.
    Any,
    /// `null`
    Null,
    String(Option<SmolStr>),
    /// A number as written.
    Number(Option<SmolStr>),
    Bool(Option<bool>),
    List(Arc<Ty>),
    Set(Arc<Ty>),
    Map(Arc<Ty>),
    Tuple {
        items: Arc<[Ty]>,
        /// Whether the value is written out, so that Terraform walks it before anything is applied.
        known: bool,
    },
    Object {
        fields: Arc<[Field]>,
        /// As for tuples.
        known: bool,
    },
    /// An object that a provider's schema describes, never known. `nested` says that fields may be left out.
    Body {
        body: Body,
        nested: bool,
    },
}

/// A field of an object type.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Field {
    pub(crate) name: SmolStr,
    pub(crate) ty: Ty,
    /// Whether a value may leave it out.
    pub(crate) optional: bool,
}

impl Ty {
    pub(crate) const STRING: Self = Self::String(None);
    pub(crate) const NUMBER: Self = Self::Number(None);
    pub(crate) const BOOL: Self = Self::Bool(None);

    pub(crate) fn list(element: Self) -> Self {
        Self::List(Arc::new(element))
    }

    pub(crate) fn set(element: Self) -> Self {
        Self::Set(Arc::new(element))
    }

    pub(crate) fn map(element: Self) -> Self {
        Self::Map(Arc::new(element))
    }

    /// A provider's type. A collection of anything is anything.
    pub(crate) fn of(ty: Type) -> Self {
        match ty {
            Type::String => Self::STRING,
            Type::Number => Self::NUMBER,
            Type::Bool => Self::BOOL,
            Type::Any => Self::Any,
            Type::List(element) => Self::of(element.get()).inside(Self::list),
            Type::Set(element) => Self::of(element.get()).inside(Self::set),
            Type::Map(element) => Self::of(element.get()).inside(Self::map),
            Type::Object(body) => Self::Body { body, nested: false },
        }
    }

    fn inside(self, collection: impl Fn(Self) -> Self) -> Self {
        if self == Self::Any { Self::Any } else { collection(self) }
    }

    /// What an argument takes: objects that can be written say themselves which fields may be left out.
    pub(crate) fn of_attr(attr: Attr) -> Self {
        let written = attr.required() || attr.optional() || !attr.computed();
        let nested = |ty: Type| match ty {
            Type::Object(body) if written => Some(Self::Body { body, nested: true }),
            _ => None,
        };
        let found = match attr.ty() {
            Type::List(element) => nested(element.get()).map(Self::list),
            Type::Set(element) => nested(element.get()).map(Self::set),
            Type::Map(element) => nested(element.get()).map(Self::map),
            ty => nested(ty),
        };
        found.unwrap_or_else(|| Self::of(attr.ty()))
    }

    /// What reading blocks of one type gives.
    pub(crate) fn of_blocks(nesting: Nesting, body: Body) -> Self {
        let inner = Self::Body { body, nested: false };
        match nesting {
            Nesting::Single => inner,
            Nesting::Map => Self::map(inner),
            Nesting::Set if !has_any(body) => Self::set(inner),
            Nesting::List | Nesting::Set => Self::list(inner),
        }
    }

    /// The field `name` of an object; `None` where it has none or is no object.
    pub(crate) fn field(&self, name: &str) -> Option<Self> {
        match self {
            Self::Object { fields, .. } => fields.iter().find(|f| f.name == name).map(|f| f.ty.clone()),
            Self::Body { body, nested } => {
                let attr = body.attr(name).map(|a| if *nested { Self::of_attr(a) } else { Self::of(a.ty()) });
                attr.or_else(|| body.block(name).map(|b| Self::of_blocks(b.nesting(), b.body())))
            }
            _ => None,
        }
    }

    /// The names of an object's fields.
    pub(crate) fn field_names(&self) -> Vec<&str> {
        match self {
            Self::Object { fields, .. } => fields.iter().map(|f| f.name.as_str()).collect(),
            Self::Body { body, .. } => body
                .attrs()
                .map(Attr::name)
                .chain(body.blocks().map(schema::terraform::BlockType::name))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// What walking it gives as keys and values; `None` where it cannot be walked.
    pub(crate) fn element(&self) -> Option<(Self, Self)> {
        Some(match self {
            Self::Any | Self::Null => (Self::Any, Self::Any),
            Self::List(element) => (Self::NUMBER, (**element).clone()),
            Self::Set(element) => ((**element).clone(), (**element).clone()),
            Self::Map(element) => (Self::STRING, (**element).clone()),
            Self::Tuple { items, .. } => (Self::NUMBER, unify_all(items.iter()).unwrap_or(Self::Any)),
            Self::Object { .. } | Self::Body { .. } => (Self::STRING, Self::Any),
            Self::String(_) | Self::Number(_) | Self::Bool(_) => return None,
        })
    }

    /// The type without anything of the value.
    pub(crate) fn unknown(&self) -> Self {
        match self {
            Self::Null => Self::Any,
            Self::String(_) => Self::STRING,
            Self::Number(_) => Self::NUMBER,
            Self::Bool(_) => Self::BOOL,
            Self::Tuple { items, known: true } => {
                Self::Tuple { items: items.iter().map(Self::unknown).collect(), known: false }
            }
            Self::Object { fields, known: true } => {
                let unknown = |f: &Field| Field { ty: f.ty.unknown(), ..f.clone() };
                Self::Object { fields: fields.iter().map(unknown).collect(), known: false }
            }
            ty => ty.clone(),
        }
    }

    /// Whether the value itself is known, not only its type.
    pub(crate) fn is_known(&self) -> bool {
        match self {
            Self::String(text) | Self::Number(text) => text.is_some(),
            Self::Bool(value) => value.is_some(),
            Self::Null => true,
            Self::Tuple { known, .. } | Self::Object { known, .. } => *known,
            _ => false,
        }
    }

    /// Whether it is a string, a number or a boolean.
    pub(crate) fn is_primitive(&self) -> bool {
        matches!(self, Self::String(_) | Self::Number(_) | Self::Bool(_))
    }

    /// What people call it: `string`, `list of object`.
    pub(crate) fn title(&self) -> String {
        match self {
            Self::Any => "any value".into(),
            Self::Null => "null".into(),
            Self::String(_) => "string".into(),
            Self::Number(_) => "number".into(),
            Self::Bool(_) => "bool".into(),
            Self::List(element) => format!("list of {}", element.title()),
            Self::Set(element) => format!("set of {}", element.title()),
            Self::Map(element) => format!("map of {}", element.title()),
            Self::Tuple { .. } => "list".into(),
            Self::Object { .. } | Self::Body { .. } => "object".into(),
        }
    }
}

/// Whether something in `body`, at any depth, has no type. Terraform refuses such blocks in a set.
fn has_any(body: Body) -> bool {
    fn any(ty: Type) -> bool {
        match ty {
            Type::Any => true,
            Type::List(element) | Type::Set(element) | Type::Map(element) => any(element.get()),
            Type::Object(body) => has_any(body),
            Type::String | Type::Number | Type::Bool => false,
        }
    }
    body.attrs().any(|a| any(a.ty())) || body.blocks().any(|b| has_any(b.body()))
}

/// The one type that all of `items` convert to; `None` where there is none.
pub(crate) fn unify_all<'a>(items: impl IntoIterator<Item = &'a Ty>) -> Option<Ty> {
    items.into_iter().try_fold(Ty::Null, |all, item| unify(&all, item)).map(|ty| ty.unknown())
}

/// The type that both convert to, as the branches of a conditional must have one; `None` where there is none.
pub(crate) fn unify(a: &Ty, b: &Ty) -> Option<Ty> {
    use Ty::{Any, Body, Bool, List, Map, Null, Number, Object, Set, String, Tuple};
    Some(match (a, b) {
        (a, b) if a == b => a.clone(),
        // Objects of providers are left alone: no configuration writes them out.
        (Any, _)
        | (_, Any)
        | (Body { .. }, Object { .. } | Map(_) | Body { .. })
        | (Object { .. } | Map(_), Body { .. }) => Any,
        (Null, other) | (other, Null) => other.clone(),
        (Number(_), Number(_)) => Ty::NUMBER,
        (Bool(_), Bool(_)) => Ty::BOOL,
        (String(_), b) if b.is_primitive() => Ty::STRING,
        (a, String(_)) if a.is_primitive() => Ty::STRING,
        (List(a), List(b)) => Ty::list(unify(a, b)?),
        (Set(a), Set(b) | List(b)) | (List(a), Set(b)) => Ty::set(unify(a, b)?),
        (Map(a), Map(b)) => Ty::map(unify(a, b)?),
        (Tuple { items: a, .. }, Tuple { items: b, .. }) => {
            if a.len() != b.len() {
                return unify_all(a.iter().chain(b.iter())).map(Ty::list);
            }
            let items = a.iter().zip(b.iter()).map(|(a, b)| unify(a, b)).collect::<Option<_>>()?;
            Tuple { items, known: false }
        }
        (Tuple { items, .. }, List(element)) | (List(element), Tuple { items, .. }) => {
            Ty::list(unify_all(items.iter().chain([&**element]))?)
        }
        (Tuple { items, .. }, Set(element)) | (Set(element), Tuple { items, .. }) => {
            Ty::set(unify_all(items.iter().chain([&**element]))?)
        }
        (Object { fields, .. }, Map(element)) | (Map(element), Object { fields, .. }) => {
            Ty::map(unify_all(fields.iter().map(|f| &f.ty).chain([&**element]))?)
        }
        (Object { fields: a, .. }, Object { fields: b, .. }) => unify_objects(a, b)?,
        _ => return None,
    })
}

fn unify_objects(a: &[Field], b: &[Field]) -> Option<Ty> {
    let pairs = a.iter().map(|f| Some((f, b.iter().find(|g| g.name == f.name)?)));
    match pairs.collect::<Option<Vec<_>>>() {
        Some(pairs) if a.len() == b.len() => {
            let fields = pairs.into_iter().map(|(f, g)| {
                let ty = unify(&f.ty, &g.ty)?;
                Some(Field { name: f.name.clone(), ty, optional: f.optional || g.optional })
            });
            Some(Ty::Object { fields: fields.collect::<Option<_>>()?, known: false })
        }
        // Terraform falls back on a map.
        _ => unify_all(a.iter().chain(b).map(|f| &f.ty)).map(Ty::map),
    }
}
