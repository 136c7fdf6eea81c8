use serde_json::json;

use super::convert;
use crate::facts::{Body, Nest, Provider};

fn provider(block: &serde_json::Value) -> Provider {
    let document = json!({ "format_version": "1.0", "provider_schemas": { "registry.terraform.io/acme/box": {
        "provider": { "version": 0, "block": { "attributes": { "token": { "type": "string", "optional": true } } } },
        "resource_schemas": { "box_thing": { "version": 1, "block": block } },
    } } });
    let lock = "provider \"registry.terraform.io/acme/box\" {\n  version     = \"1.2.3\"\n  hashes = []\n}\n";
    convert(&document.to_string(), lock).unwrap().remove("box").unwrap()
}

fn thing(block: &serde_json::Value) -> Body {
    provider(block).resources.remove("box_thing").unwrap()
}

#[test]
fn a_provider_comes_with_its_address_and_locked_version() {
    let facts = provider(&json!({}));
    assert_eq!((facts.source.as_deref(), facts.version.as_str()), (Some("acme/box"), "1.2.3"));
    assert!(facts.config.unwrap().attrs["token"].optional);
    assert!(facts.data_sources.is_empty());
}

#[test]
fn types_are_read_and_prose_is_not() {
    let body = thing(&json!({ "attributes": {
        "tags": { "type": ["map", "string"], "optional": true, "description": "words" },
        "state": { "type": ["list", ["object", { "code": "number" }]], "computed": true },
        "free": { "type": "dynamic", "optional": true },
    } }));
    let json = serde_json::to_value(&body).unwrap();
    assert_eq!(json["attrs"]["tags"], json!({ "type": ["map", "string"], "optional": true }));
    assert_eq!(json["attrs"]["free"]["type"], "any");
    let state = json!(["list", { "object": { "attrs": { "code": { "type": "number", "computed": true } }, "blocks": {} } }]);
    assert_eq!(json["attrs"]["state"], json!({ "type": state, "computed": true }));
}

#[test]
fn blocks_keep_their_bounds_and_nesting() {
    let body = thing(&json!({ "block_types": {
        "rule": { "nesting_mode": "set", "min_items": 1, "max_items": 2, "block": {} },
        "timeouts": { "nesting_mode": "single", "block": {} },
        "spare": { "nesting_mode": "list", "min_items": 0, "max_items": 0, "block": {} },
    } }));
    let rule = &body.blocks["rule"];
    assert_eq!((rule.nest, rule.min, rule.max), (Nest::Set, Some(1), Some(2)));
    assert_eq!(body.blocks["timeouts"].nest, Nest::Single);
    assert_eq!((body.blocks["spare"].min, body.blocks["spare"].max), (None, None));
}

#[test]
fn settable_lists_of_objects_may_be_blocks_but_nested_attributes_may_not() {
    let body = thing(&json!({ "attributes": {
        "ingress": { "type": ["set", ["object", { "port": "number" }]], "optional": true, "computed": true },
        "nested": { "optional": true, "nested_type": {
            "nesting_mode": "list", "attributes": { "port": { "type": "number", "required": true } },
        } },
    } }));
    assert!(body.blocks["ingress"].attribute && body.blocks["ingress"].body.attrs["port"].optional);
    assert!(body.attrs["nested"].ty.object().unwrap().attrs["port"].required);
}

#[test]
fn a_document_of_another_kind_is_refused() {
    assert!(convert("{}", "").is_err());
    assert!(convert("not json", "").is_err());
}
