//! What each protocol demands of a request, field by field.

use super::http::Received;
use super::{KEY, Protocol};
use serde_json::Value;

/// How tokens of the identity service begin; a number follows.
pub(super) const TOKEN: &str = "token-";

type Checked = Result<(), String>;

/// What a value must be.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Number,
    Flag,
    List,
    Object,
}

/// The fault of a request, if it has one.
pub(super) fn check(protocol: Protocol, request: &Received, life: u64) -> Checked {
    authorised(protocol, request, life)?;
    if request.method == "GET" {
        return listing(protocol, request);
    }
    if request.method != "POST" {
        return Err(format!("the method is {}", request.method));
    }
    if request.header("content-type") != Some("application/json") {
        return Err(format!("the content type is {:?}", request.header("content-type")));
    }
    match protocol {
        Protocol::Ollama => ollama(request),
        Protocol::OpenAi => openai(request),
        Protocol::Gemini => gemini(request),
        Protocol::Watsonx => watsonx(request),
        Protocol::Anthropic => anthropic(request),
    }
}

fn authorised(protocol: Protocol, request: &Received, life: u64) -> Checked {
    if request.path.contains(KEY) {
        return Err("the key stands in the address".to_owned());
    }
    let bearer = request.header("authorization").and_then(|value| value.strip_prefix("Bearer "));
    let good = match protocol {
        Protocol::Ollama => true,
        Protocol::OpenAi => bearer == Some(KEY),
        Protocol::Gemini => request.header("x-goog-api-key") == Some(KEY),
        Protocol::Anthropic => request.header("x-api-key") == Some(KEY),
        Protocol::Watsonx => bearer.is_some_and(|token| token.starts_with(TOKEN)) && life > 0,
    };
    if !good {
        return Err("the request does not prove who asks".to_owned());
    }
    if protocol == Protocol::Anthropic && request.header("anthropic-version") != Some("2023-06-01") {
        return Err("no version is named".to_owned());
    }
    Ok(())
}

fn listing(protocol: Protocol, request: &Received) -> Checked {
    let expected = match protocol {
        Protocol::Ollama => "/api/tags",
        Protocol::OpenAi | Protocol::Anthropic => "/v1/models",
        Protocol::Gemini => "/v1beta/models",
        Protocol::Watsonx => "/ml/v1/foundation_model_specs?version=2026-10-14",
    };
    at(request, &[expected])
}

/// The form that is exchanged for a token.
pub(super) fn token_form(request: &Received) -> Checked {
    let expected = format!("grant_type=urn%3Aibm%3Aparams%3Aoauth%3Agrant-type%3Aapikey&apikey={KEY}");
    if request.method != "POST" || request.header("content-type") != Some("application/x-www-form-urlencoded")
    {
        return Err("the token was not asked for by a form".to_owned());
    }
    if request.text == expected { Ok(()) } else { Err(format!("the form is {}", request.text)) }
}

fn at(request: &Received, paths: &[&str]) -> Checked {
    if paths.contains(&request.path.as_str()) {
        Ok(())
    } else {
        Err(format!("the address is {}", request.path))
    }
}

/// Checks that `value` is an object with the fields `required`, perhaps those of `optional`, and no others.
fn object(value: &Value, what: &str, required: &[(&str, Kind)], optional: &[(&str, Kind)]) -> Checked {
    let fields = value.as_object().ok_or_else(|| format!("{what} is no object"))?;
    if let Some((name, _)) = required.iter().find(|(name, _)| !fields.contains_key(*name)) {
        return Err(format!("{what} has no {name}"));
    }
    for (name, value) in fields {
        let kind = required.iter().chain(optional).find(|(known, _)| known == name);
        let (_, kind) = kind.ok_or_else(|| format!("{what} has a field {name}"))?;
        let fits = match kind {
            Kind::Text => value.is_string(),
            Kind::Number => value.is_number(),
            Kind::Flag => value.is_boolean(),
            Kind::List => value.is_array(),
            Kind::Object => value.is_object(),
        };
        if !fits {
            return Err(format!("{name} of {what} is {value}"));
        }
    }
    Ok(())
}

/// Checks turns that are the user's and the model's by turns, the user's last; a system's word may come first.
fn messages(value: &Value, system: bool) -> Checked {
    let list = value.as_array().ok_or("messages is no list")?;
    let mut expected = "user";
    for (number, message) in list.iter().enumerate() {
        object(message, "a message", &[("role", Kind::Text), ("content", Kind::Text)], &[])?;
        let role = message["role"].as_str().unwrap_or_default();
        if system && number == 0 && role == "system" {
            continue;
        }
        if role != expected {
            return Err(format!("message {number} is of {role} and should be of {expected}"));
        }
        expected = if role == "user" { "assistant" } else { "user" };
    }
    if expected == "user" { Err("the last message is not the user's".to_owned()) } else { Ok(()) }
}

/// A JSON Schema in which nothing is left open, as strict modes demand.
fn closed_schema(schema: &Value) -> Checked {
    match schema["type"].as_str() {
        Some("object") => {
            if schema["additionalProperties"] != Value::Bool(false) {
                return Err("the schema leaves an object open".to_owned());
            }
            let properties = schema["properties"].as_object().ok_or("the schema has no properties")?;
            let required = schema["required"].as_array().map_or(0, Vec::len);
            if required != properties.len() {
                return Err("the schema has an optional property".to_owned());
            }
            properties.values().try_for_each(closed_schema)
        }
        Some("array") => closed_schema(&schema["items"]),
        Some("string" | "number" | "integer" | "boolean") => Ok(()),
        other => Err(format!("the schema has a type {other:?}")),
    }
}

fn response_format(body: &Value) -> Checked {
    let Some(format) = body.get("response_format") else { return Ok(()) };
    object(format, "response_format", &[("type", Kind::Text), ("json_schema", Kind::Object)], &[])?;
    let schema = &format["json_schema"];
    object(
        schema,
        "json_schema",
        &[("name", Kind::Text), ("schema", Kind::Object)],
        &[("strict", Kind::Flag), ("description", Kind::Text)],
    )?;
    if schema["name"].as_str().is_none_or(|name| name.is_empty() || name.len() > 64) {
        return Err("the schema's name is too long".to_owned());
    }
    closed_schema(&schema["schema"])
}

fn openai(request: &Received) -> Checked {
    at(request, &["/v1/chat/completions"])?;
    let body = &request.body;
    let optional = [
        ("max_tokens", Kind::Number),
        ("temperature", Kind::Number),
        ("response_format", Kind::Object),
        ("stream", Kind::Flag),
        ("stream_options", Kind::Object),
    ];
    object(body, "the body", &[("model", Kind::Text), ("messages", Kind::List)], &optional)?;
    if let Some(options) = body.get("stream_options") {
        object(options, "stream_options", &[("include_usage", Kind::Flag)], &[])?;
        if body["stream"] != Value::Bool(true) {
            return Err("stream_options without stream".to_owned());
        }
    }
    messages(&body["messages"], true)?;
    response_format(body)
}

fn watsonx(request: &Received) -> Checked {
    at(request, &["/ml/v1/text/chat?version=2026-10-14", "/ml/v1/text/chat_stream?version=2026-10-14"])?;
    let body = &request.body;
    let required = [("model_id", Kind::Text), ("messages", Kind::List), ("project_id", Kind::Text)];
    let optional =
        [("max_tokens", Kind::Number), ("temperature", Kind::Number), ("response_format", Kind::Object)];
    object(body, "the body", &required, &optional)?;
    messages(&body["messages"], true)?;
    response_format(body)
}

fn ollama(request: &Received) -> Checked {
    at(request, &["/api/chat"])?;
    let body = &request.body;
    let required = [("model", Kind::Text), ("messages", Kind::List), ("stream", Kind::Flag)];
    object(body, "the body", &required, &[("format", Kind::Object), ("options", Kind::Object)])?;
    if let Some(options) = body.get("options") {
        let known = [("num_ctx", Kind::Number), ("num_predict", Kind::Number), ("temperature", Kind::Number)];
        object(options, "options", &[], &known)?;
    }
    if let Some(schema) = body.get("format") {
        closed_schema(schema)?;
    }
    messages(&body["messages"], true)
}

fn anthropic(request: &Received) -> Checked {
    at(request, &["/v1/messages"])?;
    let body = &request.body;
    let required = [("model", Kind::Text), ("max_tokens", Kind::Number), ("messages", Kind::List)];
    let optional = [
        ("system", Kind::Text),
        ("temperature", Kind::Number),
        ("stream", Kind::Flag),
        ("output_config", Kind::Object),
    ];
    object(body, "the body", &required, &optional)?;
    if let Some(config) = body.get("output_config") {
        object(config, "output_config", &[("format", Kind::Object)], &[])?;
        let format = &config["format"];
        object(format, "format", &[("type", Kind::Text), ("schema", Kind::Object)], &[])?;
        closed_schema(&format["schema"])?;
    }
    messages(&body["messages"], false)
}

fn gemini(request: &Received) -> Checked {
    let (model, method) = request.path.rsplit_once(':').ok_or("the address names no method")?;
    if !model.starts_with("/v1beta/models/") {
        return Err(format!("the address is {}", request.path));
    }
    if !["generateContent", "streamGenerateContent?alt=sse"].contains(&method) {
        return Err(format!("the method is {method}"));
    }
    let body = &request.body;
    let optional = [("systemInstruction", Kind::Object), ("generationConfig", Kind::Object)];
    object(body, "the body", &[("contents", Kind::List)], &optional)?;
    if let Some(system) = body.get("systemInstruction") {
        object(system, "systemInstruction", &[("parts", Kind::List)], &[])?;
    }
    let known = [
        ("maxOutputTokens", Kind::Number),
        ("temperature", Kind::Number),
        ("responseMimeType", Kind::Text),
        ("responseJsonSchema", Kind::Object),
    ];
    object(&body["generationConfig"], "generationConfig", &[], &known)?;
    if let Some(schema) = body.pointer("/generationConfig/responseJsonSchema") {
        closed_schema(schema)?;
        if body.pointer("/generationConfig/responseMimeType") != Some(&"application/json".into()) {
            return Err("a schema without its media type".to_owned());
        }
    }
    for content in body["contents"].as_array().into_iter().flatten() {
        object(content, "a content", &[("role", Kind::Text), ("parts", Kind::List)], &[])?;
        if !matches!(content["role"].as_str(), Some("user" | "model")) {
            return Err(format!("a content is of {}", content["role"]));
        }
        for part in content["parts"].as_array().into_iter().flatten() {
            object(part, "a part", &[("text", Kind::Text)], &[])?;
        }
    }
    Ok(())
}
