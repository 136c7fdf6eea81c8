//! What each provider answers, as it stands on the wire.

use super::Protocol;
use super::http::Received;
use serde_json::{Value, json};

/// Whether the request wants the text as it is written.
pub(super) fn is_streamed(protocol: Protocol, request: &Received) -> bool {
    match protocol {
        Protocol::Gemini => request.path.contains("streamGenerateContent"),
        Protocol::Watsonx => request.path.contains("chat_stream"),
        // A server that is not told streams.
        Protocol::Ollama => request.body["stream"] != Value::Bool(false),
        _ => request.body["stream"] == Value::Bool(true),
    }
}

pub(super) fn media_type(protocol: Protocol, streamed: bool) -> &'static str {
    match (protocol, streamed) {
        (Protocol::Ollama, true) => "application/x-ndjson",
        (_, true) => "text/event-stream; charset=utf-8",
        _ => "application/json; charset=utf-8",
    }
}

/// Two models, as the provider lists them.
pub(super) fn models(protocol: Protocol) -> Value {
    let list = |list: &str, field: &str, prefix: &str| {
        let one = |name: &str| json!({ field: format!("{prefix}{name}"), "extra": { "more": 1 } });
        json!({ list: [one("small"), one("large")] })
    };
    match protocol {
        Protocol::Ollama => list("models", "name", ""),
        Protocol::OpenAi | Protocol::Anthropic => list("data", "id", ""),
        Protocol::Gemini => list("models", "name", "models/"),
        Protocol::Watsonx => list("resources", "model_id", ""),
    }
}

/// An answer in the pieces that a server writes: one where it comes whole.
pub(super) fn pieces(protocol: Protocol, text: &str, streamed: bool) -> Vec<String> {
    if !streamed {
        return vec![whole(protocol, text).to_string()];
    }
    let characters: Vec<char> = text.chars().collect();
    // Two to eight pieces, so that words and letters are torn apart.
    let size = characters.len().div_ceil(8).max(2);
    let parts = characters.chunks(size).map(|part| part.iter().collect::<String>());
    match protocol {
        Protocol::Ollama => ollama(parts),
        Protocol::OpenAi => openai(parts),
        Protocol::Gemini => gemini(parts),
        Protocol::Watsonx => watsonx(parts),
        Protocol::Anthropic => anthropic(parts),
    }
}

fn whole(protocol: Protocol, text: &str) -> Value {
    let usage = json!({ "prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18 });
    let choices =
        json!([{ "index": 0, "message": { "role": "assistant", "content": text }, "finish_reason": "stop" }]);
    match protocol {
        Protocol::Ollama => json!({
            "model": "m", "created_at": "2026-01-01T00:00:00Z", "message": { "role": "assistant", "content": text },
            "done": true, "done_reason": "stop", "prompt_eval_count": 11, "eval_count": 7,
        }),
        Protocol::OpenAi => json!({
            "id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices, "usage": usage,
        }),
        Protocol::Watsonx => json!({
            "id": "c", "model_id": "m", "created": 1, "created_at": "2026-01-01T00:00:00Z", "choices": choices,
            "usage": usage, "system": { "warnings": [] },
        }),
        Protocol::Gemini => json!({
            "candidates": [{
                "content": { "role": "model", "parts": [{ "text": "hm", "thought": true }, { "text": text }] },
                "finishReason": "STOP", "index": 0,
            }],
            "usageMetadata": { "promptTokenCount": 11, "candidatesTokenCount": 5, "thoughtsTokenCount": 2 },
        }),
        Protocol::Anthropic => json!({
            "id": "m", "type": "message", "role": "assistant", "content": [{ "type": "text", "text": text }],
            "stop_reason": "end_turn", "stop_sequence": null, "usage": { "input_tokens": 11, "output_tokens": 7 },
        }),
    }
}

fn ollama(parts: impl Iterator<Item = String>) -> Vec<String> {
    let line = |part: String| {
        let message = json!({ "role": "assistant", "content": part });
        format!("{}\n", json!({ "model": "m", "created_at": "t", "message": message, "done": false }))
    };
    let last = json!({
        "model": "m", "created_at": "t", "message": { "role": "assistant", "content": "" },
        "done": true, "done_reason": "stop", "prompt_eval_count": 11, "eval_count": 7, "total_duration": 1,
    });
    parts.map(line).chain([format!("{last}\n")]).collect()
}

fn data(value: &Value) -> String {
    format!("data: {value}\n\n")
}

fn openai(parts: impl Iterator<Item = String>) -> Vec<String> {
    let chunk = |delta: Value, finish: Value| {
        json!({
            "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }],
        })
    };
    let mut out = vec![": ping\n\n".to_owned(), data(&chunk(json!({ "role": "assistant" }), Value::Null))];
    out.extend(parts.map(|part| data(&chunk(json!({ "content": part }), Value::Null))));
    out.push(data(&chunk(json!({}), json!("stop"))));
    let usage = json!({ "prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18 });
    out.push(data(&json!({ "object": "chat.completion.chunk", "choices": [], "usage": usage })));
    out.push("data: [DONE]\n\n".to_owned());
    out
}

fn watsonx(parts: impl Iterator<Item = String>) -> Vec<String> {
    let mut number = 0;
    let mut event = |value: &Value| {
        number += 1;
        format!("id: {number}\nevent: message\ndata: {value}\n\n")
    };
    let chunk = |delta: Value, finish: Value| json!({ "id": "c", "model_id": "m", "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] });
    let mut out: Vec<_> = parts.map(|part| event(&chunk(json!({ "content": part }), Value::Null))).collect();
    out.push(event(&chunk(json!({ "content": "" }), json!("stop"))));
    out.push(event(&json!({ "choices": [], "usage": { "prompt_tokens": 11, "completion_tokens": 7 } })));
    out
}

fn gemini(parts: impl Iterator<Item = String>) -> Vec<String> {
    let chunk = |part: &str, finish: Option<&str>| {
        let mut candidate =
            json!({ "content": { "role": "model", "parts": [{ "text": part }] }, "index": 0 });
        if let Some(finish) = finish {
            candidate["finishReason"] = finish.into();
        }
        let usage = json!({ "promptTokenCount": 11, "candidatesTokenCount": 5, "thoughtsTokenCount": 2 });
        // Google ends its lines with both characters.
        format!("data: {}\r\n\r\n", json!({ "candidates": [candidate], "usageMetadata": usage }))
    };
    parts.map(|part| chunk(&part, None)).chain([chunk("", Some("STOP"))]).collect()
}

fn anthropic(parts: impl Iterator<Item = String>) -> Vec<String> {
    let event = |name: &str, mut value: Value| {
        value["type"] = name.into();
        format!("event: {name}\ndata: {value}\n\n")
    };
    let usage = json!({ "input_tokens": 11, "output_tokens": 1 });
    let block = json!({ "index": 0, "content_block": { "type": "text", "text": "" } });
    let mut out = vec![
        event(
            "message_start",
            json!({ "message": { "id": "m", "role": "assistant", "content": [], "usage": usage } }),
        ),
        event("content_block_start", block),
        event("ping", json!({})),
    ];
    out.extend(parts.map(|part| {
        event("content_block_delta", json!({ "index": 0, "delta": { "type": "text_delta", "text": part } }))
    }));
    out.push(event("content_block_stop", json!({ "index": 0 })));
    let stop = json!({ "delta": { "stop_reason": "end_turn", "stop_sequence": null }, "usage": { "output_tokens": 7 } });
    out.push(event("message_delta", stop));
    out.push(event("message_stop", json!({})));
    out
}

/// The beginning of a stream that the server then breaks off with an error.
pub(super) fn failing(protocol: Protocol, text: &str) -> String {
    let begun: String = pieces(protocol, text, true).iter().take(4).map(String::as_str).collect();
    let error = match protocol {
        Protocol::Ollama => format!("{}\n", json!({ "error": "out of memory" })),
        Protocol::OpenAi => data(&json!({ "error": { "message": "out of memory", "type": "server_error" } })),
        Protocol::Gemini => {
            let error =
                json!({ "error": { "code": 503, "message": "out of memory", "status": "UNAVAILABLE" } });
            // As bare JSON over several lines.
            format!("{error:#}\n")
        }
        Protocol::Watsonx => {
            let error = json!({ "errors": [{ "code": "x", "message": "out of memory" }] });
            format!("id: 9\nevent: error\ndata: {error}\n\n")
        }
        Protocol::Anthropic => {
            let error =
                json!({ "type": "error", "error": { "type": "api_error", "message": "out of memory" } });
            format!("event: error\ndata: {error}\n\n")
        }
    };
    begun + &error
}
