//! A sound value for an argument that must be written and that neither the request, a curated block nor a
//! reference gives: examples first, then what its name and type say.

use super::graph::Value;
use schema::hints;
use schema::terraform::{Attr, Body as Schema, Type};

/// What a default is for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place<'a> {
    /// The resource type.
    pub(crate) kind: &'a str,
    /// Block names and the argument with dots between.
    pub(crate) path: &'a str,
    /// The name of the resource, for arguments that carry it.
    pub(crate) name: &'a str,
}

/// Whether an argument carries the resource's own name.
pub(crate) fn carries_name(kind: &str, attr: &str) -> bool {
    if matches!(attr, "name" | "display_name" | "title" | "identifier") {
        return true;
    }
    let Some(stem) = attr
        .strip_suffix("_name")
        .or_else(|| attr.strip_suffix("_identifier"))
        .or_else(|| attr.strip_suffix("_id"))
    else {
        return kind.ends_with(&format!("_{attr}"))
            && !matches!(
                attr,
                "policy"
                    | "key"
                    | "value"
                    | "domain"
                    | "user"
                    | "role"
                    | "group"
                    | "certificate"
                    | "version"
                    | "rule"
                    | "zone"
                    | "secret"
                    | "record"
                    | "template"
                    | "configuration"
                    | "source"
                    | "database"
                    | "parameter"
                    | "attachment"
                    | "event_bus"
                    | "schedule"
                    | "object"
                    | "type"
                    | "region"
            );
    };
    let whole = kind.split_once('_').map_or(kind, |(_, rest)| rest);
    (whole == stem || whole.ends_with(&format!("_{stem}")) || whole.ends_with(&format!("{stem}_instance")))
        && !(attr.ends_with("_id")
            && !kind.starts_with("google_")
            && matches!(stem, "user" | "group" | "vpc" | "subnet" | "project" | "account"))
}

/// A literal for an argument.
pub(crate) fn literal(place: Place, attr: Attr) -> Value {
    let name = attr.name();
    let simple = matches!(attr.ty(), Type::String | Type::Any);
    if simple && !place.path.contains('.') && carries_name(place.kind, name) {
        return Value::Text(place.name.to_owned());
    }
    if let Some(value) = shown(place, attr) {
        return value;
    }
    typed(place, name, attr.ty(), 0)
}

/// The value that examples or lists in the documentation show.
fn shown(place: Place, attr: Attr) -> Option<Value> {
    let allowed: Vec<&str> = hints::allowed(place.kind, place.path).collect();
    let shown = hints::values(place.kind, place.path)
        .map(|(v, _)| v)
        .find(|v| if allowed.is_empty() { is_harmless(attr.name(), v) } else { allowed.contains(v) });
    let text = shown.or_else(|| allowed.first().copied())?;
    scalar(attr.ty(), text)
}

/// Text as a value of a type, where it can be one.
pub(crate) fn scalar(ty: Type, text: &str) -> Option<Value> {
    match ty {
        Type::String | Type::Any => Some(Value::Text(text.to_owned())),
        Type::Number => text.parse::<f64>().ok().map(|_| Value::Number(text.to_owned())),
        Type::Bool => text.parse().ok().map(Value::Bool),
        Type::List(inner) | Type::Set(inner) => scalar(inner.get(), text).map(|v| Value::List(vec![v])),
        Type::Map(_) | Type::Object(_) => None,
    }
}

/// Whether a sample value can stand in real configuration: no secret, no one else's id.
fn is_harmless(attr: &str, value: &str) -> bool {
    let secret =
        ["password", "secret", "token", "private_key", "credential"].iter().any(|w| attr.contains(w));
    let foreign = value.contains("arn:")
        || value.contains("123456789012")
        || value.contains("://")
        || value.contains('\n');
    let is_id = (attr.ends_with("_id") || attr.ends_with("_ids") || attr == "ami" || attr.ends_with("_arn"))
        && value.len() > 2;
    !secret && !foreign && !is_id && value.len() < 60 && !value.contains("${")
}

/// A value from name and type alone.
fn typed(place: Place, name: &str, ty: Type, depth: usize) -> Value {
    match ty {
        Type::Bool => {
            Value::Bool(!["disable", "force", "skip", "public", "allow"].iter().any(|w| name.starts_with(w)))
        }
        Type::Number => Value::Number(number(name).to_owned()),
        Type::String | Type::Any => text(place, name),
        Type::List(inner) | Type::Set(inner) => Value::List(vec![typed(place, name, inner.get(), depth + 1)]),
        Type::Map(inner) => match inner.get() {
            Type::String | Type::Any => Value::Map(vec![("key".to_owned(), Value::Text("value".to_owned()))]),
            other => Value::Map(vec![("key".to_owned(), typed(place, name, other, depth + 1))]),
        },
        Type::Object(body) => object(place, body, depth),
    }
}

/// An object needs all of its attributes that are not optional.
fn object(place: Place, body: Schema, depth: usize) -> Value {
    if depth > 8 {
        return Value::Map(Vec::new());
    }
    let entries = body
        .attrs()
        .filter(|a| !a.optional() && !a.read_only() || a.required())
        .map(|a| (a.name().to_owned(), typed(place, a.name(), a.ty(), depth + 1)))
        .collect();
    Value::Map(entries)
}

fn number(name: &str) -> &'static str {
    const NUMBERS: &[(&str, &str)] = &[
        ("port", "443"),
        ("ttl", "300"),
        ("timeout", "30"),
        ("retention", "30"),
        ("size", "20"),
        ("storage", "20"),
        ("memory", "512"),
        ("priority", "100"),
        ("weight", "100"),
        ("period", "300"),
        ("threshold", "1"),
        ("percent", "50"),
        ("asn", "65000"),
    ];
    NUMBERS.iter().find(|(word, _)| name.contains(word)).map_or("1", |(_, n)| n)
}

fn text(place: Place, name: &str) -> Value {
    const TEXTS: &[(&str, &str)] = &[
        ("description", "Managed by Terraform"),
        ("comment", "Managed by Terraform"),
        ("email", "admin@example.com"),
        ("cidr", "10.0.0.0/16"),
        ("ip_address", "10.0.0.10"),
        ("url", "https://example.com"),
        ("uri", "https://example.com"),
        ("endpoint", "https://example.com"),
        ("fqdn", "example.com"),
        ("domain", "example.com"),
        ("hostname", "example.com"),
        ("host", "example.com"),
        ("phone", "+12065550100"),
        ("country", "US"),
        ("timezone", "UTC"),
        ("time_zone", "UTC"),
        ("schedule", "rate(1 day)"),
        ("cron", "0 0 * * *"),
        ("start_time", "2030-01-01T00:00:00Z"),
        ("end_time", "2031-01-01T00:00:00Z"),
        ("account_id", "123456789012"),
        ("path", "/"),
        ("protocol", "TCP"),
        ("version", "1"),
    ];
    if name == "region" && place.kind.starts_with("aws_") {
        return Value::Text("us-east-1".to_owned());
    }
    if matches!(name, "location" | "region" | "zone") {
        let place = if place.kind.starts_with("azurerm_") {
            "westeurope"
        } else if name == "zone" {
            "us-central1-a"
        } else {
            "us-central1"
        };
        return Value::Text(place.to_owned());
    }
    if is_json(name) {
        return Value::raw("jsonencode({})");
    }
    if name.ends_with("arn") {
        let service = place.kind.split('_').nth(1).unwrap_or("iam");
        return Value::Text(format!("arn:aws:{service}:us-east-1:123456789012:example"));
    }
    TEXTS
        .iter()
        .find(|(word, _)| name.contains(word))
        .map_or_else(|| Value::Text("example".to_owned()), |(_, t)| Value::Text((*t).to_owned()))
}

fn is_json(name: &str) -> bool {
    matches!(
        name,
        "policy" | "policy_document" | "definition" | "content" | "dashboard_body" | "json" | "schema"
    ) || name.ends_with("_json")
        || name.ends_with("_policy_document")
        || name.ends_with("_definitions")
}

/// Whether an argument holds a secret that must be made, not written.
pub(crate) fn is_secret(attr: &str) -> bool {
    (attr.contains("password")
        && !attr.contains("policy")
        && !attr.contains("length")
        && !attr.contains("_wo_version"))
        || matches!(attr, "auth_token" | "secret_string" | "shared_secret" | "preshared_key" | "passphrase")
}

/// The number of examples that show the type at all: the most that any argument appears in.
pub(crate) fn examples(kind: &str, body: Schema) -> u32 {
    body.attrs().map(|a| shown_in(kind, a.name())).max().unwrap_or(0)
}

/// In how many examples an argument appears.
pub(crate) fn shown_in(kind: &str, path: &str) -> u32 {
    let values: u32 = hints::values(kind, path).map(|(_, n)| n).sum();
    let references: u32 = hints::references(kind, path).map(|r| r.count).sum();
    values.max(references)
}
