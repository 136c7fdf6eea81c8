use serde_json::json;

use super::convert;

#[test]
fn kinds_are_told_by_what_can_be_created_and_where() {
    let served = json!({ "group": "apps", "version": "v1", "kind": "Deployment" });
    let node = json!({ "group": "", "version": "v1", "kind": "Node" });
    let document = json!({
        "paths": {
            "/apis/apps/v1/namespaces/{namespace}/deployments": {
                "post": { "x-kubernetes-action": "post", "x-kubernetes-group-version-kind": served },
                "parameters": [],
            },
            "/api/v1/nodes": { "post": { "x-kubernetes-action": "post", "x-kubernetes-group-version-kind": node } },
            "/version": { "get": {} },
        },
        "definitions": {},
    });
    let facts = convert(&document.to_string()).unwrap();
    let kinds: Vec<_> =
        facts.namespaced.iter().map(|(kind, namespaced)| (kind.as_str(), *namespaced)).collect();
    assert_eq!(kinds, [("/v1/Node", false), ("apps/v1/Deployment", true)]);
}

#[test]
fn prose_goes_and_a_field_called_description_stays() {
    let document = json!({ "paths": {}, "definitions": { "a.B": {
        "description": "words",
        "properties": { "description": { "type": "string", "description": "words" } },
        "x-kubernetes-validations": [{ "rule": "self" }],
    } } });
    let facts = convert(&document.to_string()).unwrap();
    assert_eq!(facts.definitions["a.B"], json!({ "properties": { "description": { "type": "string" } } }));
}
