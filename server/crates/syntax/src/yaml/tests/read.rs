use super::{clean, each, show};
use crate::yaml::{Anchors, NodeKind, parse};

#[test]
fn block_collections_nest_by_indentation() {
    let text = "a:\n  b: 1\n  c:\n  - x\n  - y: 1\n    z: 2\n  -\n    - p\n    - - q\nd:\n";
    assert_eq!(show(&clean(text)), "{a: {b: 1, c: [x, {y: 1, z: 2}, [p, [q]]]}, d: ~}");
}

#[test]
fn flow_collections_hold_pairs_and_trailing_commas() {
    assert_eq!(
        show(&clean("{a: 1, \"b\":2, c, 'd': [x, y: z, ], e: }")),
        r#"{a: 1, "b": 2, c: ~, "d": [x, {y: z}], e: ~}"#
    );
    assert_eq!(show(&clean("a: [\n  1, # one\n  2\n]\nb: {\n}\n")), "{a: [1, 2], b: {}}");
    assert_eq!(show(&clean("{a: http://x:80/y, b: -1}")), "{a: http://x:80/y, b: -1}");
}

#[test]
fn plain_scalars_fold_over_lines() {
    assert_eq!(show(&clean("a: one\n  two\n\n  three # c\nb: x#y\n")), "{a: one two\nthree, b: x#y}");
    assert_eq!(show(&clean("a\nb\n")), "a b");
}

#[test]
fn quoted_scalars_fold_and_unescape() {
    assert_eq!(show(&clean("a: 'it''s\n  so'\n")), r#"{a: "it's so"}"#);
    assert_eq!(
        show(&clean("\"a\\tb\\\n   c\\x41\\u00e9\\\"\\N\"")),
        "\"a\\tbcAé\\\"\u{85}\"".replace('\u{85}', "\\u{85}")
    );
}

#[test]
fn block_scalars_keep_fold_and_chomp() {
    assert_eq!(show(&clean("a: |\n  x\n   y\n\n  z\n\nb: 1\n")), r#"{a: "x\n y\n\nz\n", b: 1}"#);
    assert_eq!(show(&clean("a: |-\n  x\n")), r#"{a: "x"}"#);
    assert_eq!(show(&clean("a: |+\n  x\n\nb: 1\n")), r#"{a: "x\n\n", b: 1}"#);
    assert_eq!(show(&clean("- >\n  x\n  y\n\n  z\n   w\n  v\n")), r#"["x y\nz\n w\nv\n"]"#);
    assert_eq!(show(&clean("a: |2\n    x\n")), r#"{a: "  x\n"}"#);
    assert_eq!(show(&clean("a: |\nb: 1\n")), r#"{a: "", b: 1}"#);
}

#[test]
fn tags_anchors_aliases_and_merge_keys_are_kept() {
    let text = "base: &b\n  x: 1\nuse:\n  <<: *b\n  n: !!str 5\n  &k key: *b\n";
    assert_eq!(show(&clean(text)), "{base: &b {x: 1}, use: {<<: *b, n: !!str 5, &k key: *b}}");
}

#[test]
fn an_alias_resolves_to_the_last_anchor_before_it() {
    let root = clean("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
    let anchors = Anchors::new(&root);
    let resolved = |key| anchors.resolve(root.get(key).unwrap()).and_then(|n| n.as_str());
    assert_eq!((resolved("b"), resolved("d"), resolved("a")), (Some("1"), Some("2"), Some("1")));
}

#[test]
fn aliases_of_nothing_and_of_their_own_value_are_reported() {
    let parsed = parse("a: *x\nb: &y [*y]\n");
    let messages: Vec<_> = parsed.errors.iter().map(|e| e.message.as_str()).collect();
    assert_eq!(
        messages,
        ["no anchor `&x` stands before this alias", "the alias `*y` stands inside the value that it repeats"]
    );
    let node = &parsed.root.get("b").unwrap().items()[0];
    assert_eq!(Anchors::new(&parsed.root).resolve(node), None);
}

#[test]
fn explicit_and_empty_keys_are_read() {
    assert_eq!(show(&clean("? a\n: b\n? - x\n:\n- y\n?\n: z\n")), "{a: b, [x]: [y], ~: z}");
}

#[test]
fn directives_markers_and_comments_surround_the_document() {
    assert_eq!(show(&clean("%YAML 1.1\n# c\n---\na: 1\n...\n# end\n")), "{a: 1}");
    assert_eq!(show(&clean("--- |\n x\n")), r#""x\n""#);
    assert_eq!(show(&clean("--- # nothing\n")), "~");
}

#[test]
fn duplicate_keys_are_kept() {
    assert_eq!(show(&clean("a: 1\na: 2\n")), "{a: 1, a: 2}");
}

#[test]
fn spans_cover_what_is_written_in_bytes() {
    let text = "größe: 'é'\r\nb: |\r\n  x\r\n  y\r\n\r\nc:\r\n  - {d: [1]}\r\n";
    let root = clean(text);
    let mut spans = Vec::new();
    each(&root, &mut |node| {
        if !matches!(node.kind, NodeKind::Mapping(_)) || node.span.text(text).starts_with('{') {
            spans.push(node.span.text(text));
        }
    });
    assert_eq!(
        spans,
        ["größe", "'é'", "b", "|\r\n  x\r\n  y", "c", "- {d: [1]}", "{d: [1]}", "d", "[1]", "1"]
    );
    assert_eq!(root.get("b").and_then(|n| n.as_str()), Some("x\ny\n"));
}

#[test]
fn nothing_has_an_empty_span_where_the_value_would_stand() {
    let text = "a:\nb: \nc: # x\n";
    let root = clean(text);
    let at: Vec<_> = ["a", "b", "c"].iter().map(|k| root.get(k).unwrap().span).collect();
    assert_eq!(at.iter().map(|s| (s.start, s.len())).collect::<Vec<_>>(), [(2, 0), (6, 0), (10, 0)]);
}
