//! A value for any schema: what it requires, from enums, patterns, formats, bounds and the names of fields.
//!
//! It must never go deeper than the limit, since definitions can contain themselves.

use super::value::{Map, Value};
use schema::{Schema, SchemaType};

/// How deep required fields are followed.
const DEPTH: usize = 14;

/// The required part of an object of `schema`; `name` is what things in it are called.
pub(crate) fn required(schema: Schema, name: &str, depth: usize) -> Map {
    let mut fields: Vec<&str> = schema.required().collect();
    fields.extend(alternative(schema));
    let mut map = Map::new();
    for field in fields {
        if map.get(field).is_some() || depth > DEPTH {
            continue;
        }
        if let Some(inner) = schema.property(field) {
            map = map.with(field, value(inner, field, name, depth + 1));
        }
    }
    if map.0.is_empty() && schema.min_properties().is_some_and(|least| least > 0) {
        map.0.extend(
            schema
                .properties()
                .next()
                .map(|(field, inner)| (field.to_owned(), value(inner, field, name, depth + 1))),
        );
    }
    map
}

/// Fields of the first alternative that asks for some.
fn alternative(schema: Schema) -> Vec<&'static str> {
    let groups = [schema.one_of().collect::<Vec<_>>(), schema.any_of().collect::<Vec<_>>()];
    groups
        .iter()
        .filter_map(|group| {
            group.iter().find(|option| option.required().len() > 0 && option.excluded().is_none())
        })
        .flat_map(|option| option.required().collect::<Vec<_>>())
        .collect()
}

/// A value that `schema` takes for `field`.
pub(crate) fn value(schema: Schema, field: &str, name: &str, depth: usize) -> Value {
    if let Some(first) = schema.enums().find(|text| !text.trim_matches('"').is_empty()) {
        return typed(schema, first.trim_matches('"'));
    }
    if schema.quantity() {
        return Value::from("1Gi");
    }
    if schema.int_or_string() {
        return Value::from(number(schema, field));
    }
    match schema.ty() {
        SchemaType::Object if schema.properties().len() > 0 => Value::Map(required(schema, name, depth)),
        SchemaType::Object => match schema.additional() {
            Some(inner) if depth <= DEPTH && schema.min_properties().is_some_and(|least| least > 0) => {
                Value::Map(Map::new().with("app.kubernetes.io/name", value(inner, "value", name, depth + 1)))
            }
            _ => Value::Map(Map::new()),
        },
        SchemaType::Array => match schema.items() {
            Some(inner) if depth <= DEPTH => Value::List(vec![value(inner, field, name, depth + 1)]),
            _ => Value::List(Vec::new()),
        },
        SchemaType::Integer => Value::from(number(schema, field)),
        SchemaType::Number => Value::from(1),
        SchemaType::Boolean => Value::from(true),
        SchemaType::Any if schema.preserve_unknown() => Value::Map(Map::new()),
        SchemaType::String | SchemaType::Any => Value::Text(text(schema, field, name)),
    }
}

fn number(schema: Schema, field: &str) -> i64 {
    let least = schema.minimum().map_or(1.0, |(least, excluded)| if excluded { least + 1.0 } else { least });
    let wanted: f64 = match field.to_ascii_lowercase() {
        lower if lower.contains("port") => 8080.0,
        lower if lower.contains("replicas") => 2.0,
        _ => 1.0,
    };
    let most = schema.maximum().map_or(f64::MAX, |(most, excluded)| if excluded { most - 1.0 } else { most });
    wanted.max(least).min(most) as i64
}

/// A string by pattern and format first, then by what the field is called.
fn text(schema: Schema, field: &str, name: &str) -> String {
    let pattern = schema.pattern().unwrap_or_default();
    let lower = field.to_ascii_lowercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| lower.ends_with(end));
    match schema.format().unwrap_or_default() {
        "date-time" => return "2026-01-01T00:00:00Z".to_owned(),
        "byte" => return "ZXhhbXBsZQ==".to_owned(),
        "duration" => return "5m".to_owned(),
        "cidr" => return "10.0.0.0/8".to_owned(),
        "ipv4" => return "10.0.0.1".to_owned(),
        _ => {}
    }
    if pattern.contains("://") {
        return format!("https://example.com/{name}");
    }
    if pattern.contains("(ms|s|m|h)") || pattern.contains("h|m|s") {
        return "5m".to_owned();
    }
    if pattern.contains("\\/[A-Za-z0-9") {
        return format!("example.com/{name}");
    }
    let by_name = if ends(&["namespace"]) {
        "default"
    } else if ends(&["url", "uri", "endpoint", "server", "issuer"]) {
        "https://example.com"
    } else if ends(&["schedule"]) {
        "0 2 * * *"
    } else if ends(&["interval", "timeout", "duration", "ttl", "period"]) {
        "5m"
    } else if ends(&["email"]) {
        "ops@example.com"
    } else if ends(&["image"]) {
        "registry.example.com/app:1.0.0"
    } else if ends(&["host", "hostname", "domain", "dnsname"]) {
        "example.com"
    } else if ends(&["path"]) {
        "/"
    } else if ends(&["cidr", "ipblock"]) {
        "10.0.0.0/8"
    } else if ends(&["region"]) {
        "us-east-1"
    } else if ends(&["version"]) {
        "v1"
    } else if ends(&["kind"]) {
        "ConfigMap"
    } else if ends(&["storage", "size", "quantity"]) {
        "10Gi"
    } else {
        name
    };
    by_name.to_owned()
}

/// `text` as the schema's type.
pub(crate) fn typed(schema: Schema, text: &str) -> Value {
    let whole = || text.parse::<i64>().ok().map(Value::from);
    match schema.ty() {
        SchemaType::Integer | SchemaType::Number => whole().unwrap_or_else(|| Value::Text(text.to_owned())),
        SchemaType::Boolean => Value::Bool(matches!(text, "true" | "yes" | "on" | "enabled")),
        _ if schema.int_or_string() => whole().unwrap_or_else(|| Value::Text(text.to_owned())),
        _ => Value::Text(text.to_owned()),
    }
}

/// Puts a value at a path of fields such as `spec.ports[].name`, with what its schema says of types on the way.
/// A field that no schema knows is left out.
pub(crate) fn put(map: &mut Map, schema: Schema, path: &[String], text: &str) -> bool {
    let Some((first, rest)) = path.split_first() else { return false };
    let (field, listed) = first.strip_suffix("[]").map_or((first.as_str(), false), |field| (field, true));
    let Some(inner) = schema.property(field).or_else(|| schema.additional()) else { return false };
    if rest.is_empty() {
        let value = if listed {
            Value::List(vec![inner.items().map_or_else(|| Value::from(text), |item| typed(item, text))])
        } else {
            typed(inner, text)
        };
        map.set(field, value);
        return true;
    }
    let target = if listed { inner.items() } else { Some(inner) };
    let Some(target) = target else { return false };
    let mut below = match map.get(field) {
        Some(Value::Map(below)) if !listed => below.clone(),
        Some(Value::List(items)) if listed => match items.first() {
            Some(Value::Map(below)) => below.clone(),
            _ => Map::new(),
        },
        _ => Map::new(),
    };
    if !put(&mut below, target, rest, text) {
        return false;
    }
    map.set(field, if listed { Value::List(vec![Value::Map(below)]) } else { Value::Map(below) });
    true
}
