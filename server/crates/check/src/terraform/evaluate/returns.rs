//! What functions give whose table entry says "anything", by the types of their arguments.
//!
//! Source: the functions' pages in the Terraform language documentation.

use super::primitive_text;
use crate::terraform::convert::convert;
use crate::terraform::function_table::Function;
use crate::terraform::types::{Field, Ty, unify, unify_all};

/// The value that `function` gives for `args`, or what it says against them.
pub(super) fn returned(function: &Function, args: &[Ty]) -> Result<Ty, String> {
    let Some(first) = args.first() else {
        // It says so itself, not its table entry.
        let needs =
            if function.name == "setproduct" { Err("needs two lists or sets".into()) } else { Ok(()) };
        return needs.map(|()| function.returns.ty());
    };
    let waits = matches!(function.name, "concat" | "setproduct" | "setunion" | "setintersection");
    if waits && args.contains(&Ty::Any) {
        return Ok(Ty::Any);
    }
    Ok(match function.name {
        "tostring" => converted(first, &Ty::STRING)?,
        "tonumber" => converted(first, &Ty::NUMBER)?,
        "tobool" => converted(first, &Ty::BOOL)?,
        "tolist" => Ty::list(collected(first, "list")?),
        "toset" => Ty::set(collected(first, "set")?),
        "tomap" => Ty::map(mapped(first)?),
        "length" => match first {
            Ty::Number(_) | Ty::Bool(_) => return Err("a number or bool has no length".into()),
            Ty::Tuple { items, known: true } => Ty::Number(Some(super::operators::number_text(items.len()))),
            _ => Ty::NUMBER,
        },
        "keys" => match first {
            Ty::Object { .. } | Ty::Body { .. } | Ty::Map(_) => Ty::list(Ty::STRING),
            other => walked(other, "a map or object")?,
        },
        "values" => match first {
            Ty::Map(element) => Ty::List(element.clone()),
            Ty::Object { fields, known } => {
                Ty::Tuple { items: fields.iter().map(|f| f.ty.clone()).collect(), known: *known }
            }
            other => walked(other, "a map or object")?,
        },
        "lookup" => lookup(first, args)?,
        "element" | "one" => element(first, function.name)?,
        "merge" => merge(args)?,
        "concat" => concat(args)?,
        "coalesce" => coalesce(args)?,
        "contains" => Ty::BOOL,
        "sum" | "index" => Ty::NUMBER,
        "setproduct" if args.len() < 2 => return Err("needs two lists or sets".into()),
        "setproduct" => args.iter().try_for_each(|arg| sequence(arg, true)).map(|()| Ty::Any)?,
        "setunion" | "setintersection" | "setsubtract" => Ty::set(united(args)?),
        "zipmap" => zipmap(first, args.get(1))?,
        "reverse" | "slice" => {
            sequence(first, function.name == "reverse")?;
            same_list(first, function)
        }
        "compact" | "distinct" | "sort" => same_list(first, function),
        "flatten" => Ty::Any,
        _ => function.returns.ty(),
    })
}

fn converted(value: &Ty, wanted: &Ty) -> Result<Ty, String> {
    convert(value, wanted).map_err(|m| m.to_string())?;
    Ok(match (wanted, primitive_text(value)) {
        (Ty::String(_), text @ Some(_)) => Ty::String(text),
        (Ty::Number(_), text @ Some(_)) => Ty::Number(text),
        _ => wanted.clone(),
    })
}

/// The element type of what becomes a list or set.
fn collected(value: &Ty, what: &str) -> Result<Ty, String> {
    match value {
        Ty::Any | Ty::Null => Ok(Ty::Any),
        Ty::List(element) | Ty::Set(element) => Ok((**element).clone()),
        Ty::Tuple { items, .. } => {
            unify_all(items.iter()).ok_or_else(|| "its elements have no type in common".into())
        }
        other => Err(format!("cannot make a {what} of a {}", other.title())),
    }
}

fn mapped(value: &Ty) -> Result<Ty, String> {
    match value {
        Ty::Any | Ty::Null | Ty::Body { .. } => Ok(Ty::Any),
        Ty::Map(element) => Ok((**element).clone()),
        Ty::Object { fields, .. } => {
            unify_all(fields.iter().map(|f| &f.ty)).ok_or_else(|| "its values have no type in common".into())
        }
        other => Err(format!("cannot make a map of a {}", other.title())),
    }
}

fn walked(value: &Ty, wanted: &str) -> Result<Ty, String> {
    match value {
        Ty::Any | Ty::Null | Ty::Body { .. } => Ok(Ty::Any),
        other => Err(format!("needs {wanted}, not a {}", other.title())),
    }
}

/// Whether `value` is a list, or a set where `sets` lets it.
fn sequence(value: &Ty, sets: bool) -> Result<(), String> {
    match value {
        Ty::Any | Ty::Null | Ty::List(_) | Ty::Tuple { .. } => Ok(()),
        Ty::Set(_) if sets => Ok(()),
        other => Err(format!("needs a list, not a {}", other.title())),
    }
}

/// The element type of what all of `args` make together.
fn united(args: &[Ty]) -> Result<Ty, String> {
    let elements = args.iter().map(|arg| collected(arg, "set")).collect::<Result<Vec<_>, _>>()?;
    unify_all(&elements).ok_or_else(|| "the elements have no type in common".into())
}

fn coalesce(args: &[Ty]) -> Result<Ty, String> {
    let empty = |arg: &Ty| *arg == Ty::Null || matches!(arg, Ty::String(Some(text)) if text.is_empty());
    if args.iter().all(empty) {
        return Err("every argument is null or empty".into());
    }
    let common = args.iter().try_fold(Ty::Null, |all, arg| unify(&all, arg));
    common.map(|ty| ty.unknown()).ok_or_else(|| "the arguments have no type in common".into())
}

fn zipmap(keys: &Ty, values: Option<&Ty>) -> Result<Ty, String> {
    match (keys, values) {
        (Ty::Tuple { items: keys, known: true }, Some(Ty::Tuple { items: values, known: true })) => {
            if keys.len() != values.len() {
                return Err(format!("{} keys cannot go with {} values", keys.len(), values.len()));
            }
            let names: Option<Vec<_>> = keys.iter().map(primitive_text).collect();
            let Some(names) = names else { return Ok(Ty::Any) };
            let pairs = names.into_iter().zip(values.iter());
            let fields = pairs.map(|(name, ty)| Field { name, ty: ty.clone(), optional: false });
            Ok(Ty::Object { fields: fields.collect(), known: true })
        }
        (_, Some(values)) => sequence(values, false).map(|()| Ty::Any),
        _ => Ok(Ty::Any),
    }
}

fn lookup(map: &Ty, args: &[Ty]) -> Result<Ty, String> {
    match map {
        Ty::Map(element) => {
            Ok(args.get(2).map_or_else(|| (**element).clone(), |d| unify(element, d).unwrap_or(Ty::Any)))
        }
        Ty::Object { fields, .. } => {
            let key = args.get(1).and_then(primitive_text);
            let found = key.as_ref().and_then(|key| fields.iter().find(|f| f.name == *key));
            match (key, found, args.get(2)) {
                (_, Some(field), _) => Ok(field.ty.clone()),
                (Some(key), None, None) => {
                    Err(format!("the object has no attribute \"{key}\" and no default is given"))
                }
                (Some(_), None, Some(default)) => Ok(default.clone()),
                (None, ..) => Ok(Ty::Any),
            }
        }
        other => walked(other, "a map or object"),
    }
}

fn element(list: &Ty, function: &str) -> Result<Ty, String> {
    match list {
        Ty::List(element) => Ok((**element).clone()),
        Ty::Set(element) if function == "one" => Ok((**element).clone()),
        Ty::Tuple { items, .. } if function == "one" && items.len() > 1 => {
            Err(format!("the list has {} elements, not one or none", items.len()))
        }
        Ty::Tuple { items, known: true } if function == "element" && items.is_empty() => {
            Err("the list is empty".into())
        }
        Ty::Tuple { items, .. } => Ok(unify_all(items.iter()).unwrap_or(Ty::Any)),
        Ty::Any | Ty::Null => Ok(Ty::Any),
        other if function == "one" => Err(format!("needs a list or set, not a {}", other.title())),
        Ty::Set(_) => Err("cannot read elements from a set; make it a list by tolist(...)".into()),
        other => Err(format!("cannot read elements from a {}", other.title())),
    }
}

fn merge(args: &[Ty]) -> Result<Ty, String> {
    let mut merged: Vec<Field> = Vec::new();
    let mut all_known = true;
    for arg in args {
        match arg {
            Ty::Object { fields, known } => {
                all_known &= known;
                for field in fields.iter() {
                    merged.retain(|f| f.name != field.name);
                    merged.push(field.clone());
                }
            }
            Ty::Null => {}
            Ty::Any | Ty::Map(_) | Ty::Body { .. } => return merge_maps(args),
            other => return Err(format!("needs maps or objects, not a {}", other.title())),
        }
    }
    Ok(Ty::Object { fields: merged.into(), known: all_known })
}

/// Maps of one type give a map of it; what is unknown, or mixed with objects, gives anything.
fn merge_maps(args: &[Ty]) -> Result<Ty, String> {
    let wrong = args
        .iter()
        .find(|arg| !matches!(arg, Ty::Any | Ty::Null | Ty::Map(_) | Ty::Object { .. } | Ty::Body { .. }));
    if let Some(other) = wrong {
        return Err(format!("needs maps or objects, not a {}", other.title()));
    }
    let maps = args.iter().all(|arg| matches!(arg, Ty::Map(_)));
    Ok(if maps {
        args.iter().try_fold(Ty::Null, |all, arg| unify(&all, arg)).unwrap_or(Ty::Any)
    } else {
        Ty::Any
    })
}

fn concat(args: &[Ty]) -> Result<Ty, String> {
    let mut items = Vec::new();
    let mut all_known = true;
    for arg in args {
        match arg {
            Ty::Tuple { items: more, known } => {
                all_known &= known;
                items.extend(more.iter().cloned());
            }
            Ty::List(_) | Ty::Any => all_known = false,
            other => return Err(format!("needs lists, not a {}", other.title())),
        }
    }
    if all_known {
        return Ok(Ty::Tuple { items: items.into(), known: true });
    }
    let lists = args.iter().all(|arg| matches!(arg, Ty::List(_)));
    Ok(if lists {
        args.iter().try_fold(Ty::Null, |all, arg| unify(&all, arg)).unwrap_or(Ty::Any)
    } else {
        Ty::Any
    })
}

/// A list of what the argument is a list of.
fn same_list(list: &Ty, function: &Function) -> Ty {
    match list {
        Ty::List(element) => Ty::List(element.clone()),
        Ty::Tuple { items, .. } if function.name != "compact" && function.name != "sort" => {
            unify_all(items.iter()).map_or(Ty::Any, Ty::list)
        }
        _ => function.returns.ty(),
    }
}
