//! Tests of the JSON reader.

use super::parse;
use crate::yaml::{Node, NodeKind, Style};
use proptest::prelude::*;
use serde_json::Value;

/// What serde_json would read from the same text; the last of duplicate names counts.
fn value(node: &Node) -> Value {
    match &node.kind {
        NodeKind::Mapping(entries) => {
            let pair =
                |e: &crate::yaml::Entry| (e.key.as_str().unwrap_or_default().to_owned(), value(&e.value));
            Value::Object(entries.iter().map(pair).collect())
        }
        NodeKind::Sequence(items) => Value::Array(items.iter().map(value).collect()),
        NodeKind::Scalar(text, Style::Double) => Value::String(text.to_string()),
        NodeKind::Scalar(text, _) => serde_json::from_str(text).unwrap_or(Value::Null),
        NodeKind::Empty | NodeKind::Alias(_) => Value::Null,
    }
}

/// The tree as JSON and the messages of its faults.
fn faulty(text: &str) -> (String, Vec<String>) {
    let parsed = parse(text);
    (value(&parsed.root).to_string(), parsed.errors.into_iter().map(|e| e.message).collect())
}

#[test]
fn values_of_all_types_are_read() {
    let text = r#"{"a": [1, -2.5e3, true, null], "b": {"c": "x\n\u00e9\ud83d\ude00\/"}, "é": ""}"#;
    let parsed = parse(text);
    assert_eq!(parsed.errors, []);
    assert_eq!(value(&parsed.root), serde_json::from_str::<Value>(text).unwrap());
    assert_eq!(parsed.root.get("b").unwrap().span.text(text), r#"{"c": "x\n\u00e9\ud83d\ude00\/"}"#);
    assert_eq!(parsed.root.get("a").unwrap().items()[0].as_i64(), Some(1));
}

#[test]
fn duplicate_names_are_kept() {
    assert_eq!(parse(r#"{"a": 1, "a": 2}"#).root.entries().len(), 2);
}

#[test]
fn a_missing_comma_loses_nothing() {
    let (tree, errors) = faulty("{\"a\": 1\n \"b\": [2 3]}");
    assert_eq!(tree, r#"{"a":1,"b":[2,3]}"#);
    assert_eq!(errors, ["expected `,` or `}` here", "expected `,` or `]` here"]);
}

#[test]
fn an_unclosed_string_ends_on_its_line() {
    let (tree, errors) = faulty("{\"a\": \"x,\n \"b\": 2}");
    assert_eq!(tree, r#"{"a":"x,","b":2}"#);
    assert_eq!(errors[0], "this string is never closed: add a closing `\"`");
}

#[test]
fn what_other_dialects_allow_is_reported_and_read() {
    let (tree, errors) = faulty("{// c\n a: tru, \"b\": 01, \"c\": [1,],}");
    assert_eq!(tree, r#"{"a":null,"b":null,"c":[1]}"#);
    assert_eq!(
        errors,
        [
            "JSON has no comments",
            "a name in JSON must stand in double quotes",
            "`tru` is no JSON value: put text in double quotes",
            "`01` is no JSON value: put text in double quotes",
            "JSON allows no comma after the last item",
            "JSON allows no comma after the last item",
        ]
    );
}

#[test]
fn deep_nesting_is_cut_off_with_one_fault() {
    let parsed = parse(&"[".repeat(100_000));
    assert!(parsed.errors.iter().any(|e| e.message.contains("deeper than 200")));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
        "[\"\\\\\n\t\u{1}a😀]{0,6}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map("\\PC{0,5}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn json_is_read_as_serde_json_reads_it(json in any_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&json) } else { serde_json::to_string(&json) }.unwrap();
        let parsed = parse(&text);
        prop_assert_eq!(&parsed.errors, &[]);
        prop_assert_eq!(value(&parsed.root), json);
    }

    #[test]
    fn the_verdict_on_any_text_is_serde_jsons(pieces in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "[", "]", ",", ":", "\"a\"", "\"", "1", "-", "0", ".5", "e1", "true", "nul", " ", "\n", "\\u00", "é", "/",
    ]), 0..12)) {
        let text = pieces.concat();
        let parsed = parse(&text);
        let valid = serde_json::from_str::<Value>(&text).is_ok();
        prop_assert_eq!(parsed.errors.is_empty(), valid, "{} {:?}", text, parsed.errors);
        for error in &parsed.errors {
            prop_assert!(text.get(error.span.range()).is_some(), "{error:?}");
        }
    }
}
