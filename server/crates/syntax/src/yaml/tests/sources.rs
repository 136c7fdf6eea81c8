use super::{clean, each};
use crate::json;
use crate::yaml::{Node, NodeKind, parse};
use proptest::prelude::*;
use text::Span;

/// The text that is written for `part` of the value of `node`.
#[track_caller]
fn written<'t>(text: &'t str, node: &Node, part: &str) -> &'t str {
    let at = node.as_str().unwrap().find(part).unwrap();
    node.source_span(text, Span::from(at..at + part.len())).text(text)
}

#[test]
fn a_part_of_a_query_is_found_where_it_is_written() {
    for text in [
        "expr: sum(rate(foo[5m]))\n",
        "expr: 'sum(rate(foo[5m]))'\n",
        "expr: |\n  sum(\n    rate(foo[5m])\n  )\n",
        "expr: |-\r\n\r\n  sum(rate(foo[5m]))\r\n",
        "expr: >\n  sum(\n  rate(foo[5m])\n\n  )\n",
        "expr: sum(\n  rate(foo[5m])\n\n  )\n",
        "expr: \"sum(\\\n   rate(\\x66oo[5m]))\"\n",
    ] {
        let root = clean(text);
        let node = root.get("expr").unwrap();
        let found = written(text, node, "foo[5m]");
        assert_eq!(
            found.trim_start_matches("\\x66o"),
            if found.starts_with('f') { "foo[5m]" } else { "o[5m]" },
            "{text}"
        );
        assert_eq!(written(text, node, "rate("), "rate(", "{text}");
    }
}

#[test]
fn escapes_count_as_the_characters_they_stand_for() {
    let text = r#"a: "é\u00e9\U0001F600\tx\L'y""#;
    let root = clean(text);
    let node = root.get("a").unwrap();
    assert_eq!(written(text, node, "x"), "x");
    assert_eq!(written(text, node, "y"), "y");
    assert_eq!(written(text, node, "\u{1F600}"), r"\U0001F600");
    let text = "a: 'it''s x'";
    let root = clean(text);
    assert_eq!(written(text, root.get("a").unwrap(), "'s x"), "''s x");
    let text = r#"{"a": "\ud83d\ude00 \"x\""}"#;
    let root = json::parse(text).root;
    assert_eq!(written(text, root.get("a").unwrap(), "x"), "x");
}

#[test]
fn a_part_that_does_not_exist_is_an_empty_span_in_the_node() {
    let text = "a: |\n  x\n";
    let root = clean(text);
    let node = root.get("a").unwrap();
    assert!(node.span.contains(node.source_span(text, Span::new(90, 99))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn every_letter_of_every_scalar_is_found(pieces in prop::collection::vec(prop::sample::select(vec![
        "a", "b: ", "- ", "\n", "\n  ", "\n    ", "\"", "'", "''", "|\n  ", ">-\n  ", "c d", "\\n", "\\u00e9", "é", "\r\n", " ",
    ]), 0..30)) {
        let text = pieces.concat();
        let root = parse(&text).root;
        let mut wrong = None;
        each(&root, &mut |node| {
            let NodeKind::Scalar(value, _) = &node.kind else { return };
            for (i, c) in value.char_indices() {
                let span = node.source_span(&text, Span::from(i..i + c.len_utf8()));
                let source = span.text(&text);
                let is_letter = c.is_alphabetic() && !source.starts_with('\\');
                if text.get(span.range()).is_none() || (is_letter && source != c.to_string()) {
                    wrong = Some((value.clone(), c, source.to_owned()));
                }
            }
        });
        prop_assert_eq!(wrong, None, "{:?}", text);
    }
}
