use super::{faulty, show};
use crate::yaml::parse;

#[test]
fn a_key_without_a_colon_keeps_what_is_below_it() {
    let (tree, errors) = faulty("metadata\n  name: x\nspec:\n  replicas 3\n  b: 1\n");
    assert_eq!(tree, "{metadata: {name: x}, spec: {replicas 3: ~, b: 1}}");
    assert_eq!(errors[0], ("metadata".into(), "expected `:` after the key `metadata`".into()));
    assert_eq!(errors[1], ("replicas 3".into(), "expected `:` after the key `replicas 3`".into()));
}

#[test]
fn wrong_indentation_keeps_the_entry_and_is_reported_once_for_a_run() {
    let (tree, errors) = faulty("a:\n    b: 1\n  c: 2\n  d: 3\ne: 4\n");
    assert_eq!(tree, "{a: {b: 1, c: 2, d: 3}, e: 4}");
    assert_eq!(errors, [(
        "c: 2".into(),
        "this key is indented by 2, which fits nothing above it: use 4 to line it up with the keys before it".into()
    )]);
    let (tree, errors) = faulty("a:\n  b: \"x\"\n   c: 1\n  d: 2\n");
    assert_eq!((tree.as_str(), errors.len()), (r#"{a: {b: "x", c: 1, d: 2}}"#, 1));
    let (tree, errors) = faulty("a:\n  b: x\n   c: 1\n  d: 2\n");
    assert_eq!((tree.as_str(), errors.len()), ("{a: {b: x, c: 1, d: 2}}", 1));
}

#[test]
fn a_colon_in_a_plain_value_is_read_as_the_text_meant() {
    let (tree, errors) = faulty("summary: High CPU: now # c\nb: 1\n");
    assert_eq!(tree, "{summary: High CPU: now, b: 1}");
    assert_eq!(
        errors,
        [(":".into(), "`: ` cannot stand inside a plain value: quote `High CPU: now`".into())]
    );
}

#[test]
fn an_unclosed_quote_loses_only_its_line() {
    let (tree, errors) = faulty("a:\n  b: \"foo\n  c: \"bar\"\nd: 'x\ne: 2\n");
    assert_eq!(tree, r#"{a: {b: "foo", c: "bar"}, d: "x", e: 2}"#);
    assert_eq!(errors.len(), 2);
    assert_eq!(errors[0], ("\"foo".into(), "this quote is never closed: add a closing `\"`".into()));
}

#[test]
fn an_unclosed_bracket_loses_only_its_entry() {
    let (tree, errors) = faulty("args: [a, \"b\"\nnext: {x: 1\nlast: [y]\n");
    assert_eq!(tree, r#"{args: [a, "b"], next: {x: 1}, last: [y]}"#);
    assert_eq!(
        errors,
        [
            ("[".into(), "this `[` is never closed: add a closing `]`".into()),
            ("{".into(), "this `{` is never closed: add a closing `}`".into())
        ]
    );
}

#[test]
fn faults_inside_brackets_keep_the_items() {
    let (tree, errors) = faulty("a: [1,, \"x\" \"y\"]\nb: {c: 1]\nd: 1\n");
    assert_eq!(tree, r#"{a: [1, "x", "y"], b: {c: 1}, d: 1}"#);
    assert_eq!(errors.len(), 3, "{errors:?}");
}

#[test]
fn a_tab_in_the_indentation_is_reported_and_read_over() {
    let (tree, errors) = faulty("a:\n\tb: 1\n\tc: 2\nd: 3\n");
    assert_eq!(tree, "{a: {b: 1, c: 2}, d: 3}");
    assert_eq!(errors[0], ("\t".into(), "a tab cannot indent YAML: use spaces".into()));
}

#[test]
fn a_line_without_a_dash_belongs_to_the_item_above() {
    let (tree, errors) = faulty("a:\n  - name: x\n  image: y\n  - name: z\nb: 1\n");
    assert_eq!(tree, "{a: [{name: x, image: y}, {name: z}], b: 1}");
    assert_eq!(errors.len(), 1);
}

#[test]
fn a_stray_item_among_keys_is_left_out() {
    let (tree, errors) = faulty("a: 1\n- b: 2\n  c: 3\nd: 4\n");
    assert_eq!((tree.as_str(), errors.len()), ("{a: 1, d: 4}", 1));
}

#[test]
fn text_after_a_value_is_reported() {
    let (tree, errors) = faulty("a: \"b\" c\nd: [x] y\n");
    assert_eq!(tree, r#"{a: "b", d: [x]}"#);
    assert_eq!(errors[0], ("c".into(), "unexpected `c` after the value".into()));
}

#[test]
fn a_template_is_reported_once_and_its_structure_is_read() {
    let text = "spec:\n{{- if .Values.on }}\n  replicas: {{ .Values.n }}\n  {{- end }}\n  {{ .Values.key }}: x\n  b: 1\n";
    let (tree, errors) = faulty(text);
    assert_eq!(tree, "{spec: {replicas: {{ .Values.n }}, {{ .Values.key }}: x, b: 1}}");
    assert_eq!(errors.len(), 1);
    assert!(errors[0].1.starts_with("this is a template"));
}

#[test]
fn deep_nesting_is_cut_off_with_one_fault() {
    for text in ["[".repeat(50_000), "{a: ".repeat(50_000), "- ".repeat(50_000)] {
        let parsed = parse(&text);
        assert!(
            parsed.errors.iter().any(|e| e.message.contains("deeper than 200")),
            "{}",
            show(&parsed.root)
        );
        assert!(parsed.errors.len() < 10);
    }
}

#[test]
fn a_thousand_broken_lines_cost_no_more_than_they_are() {
    let text = "a: \"x\nb: [1\n".repeat(20_000);
    let parsed = parse(&text);
    assert_eq!((parsed.errors.len(), parsed.root.entries().len()), (40_000, 40_000));
}

#[test]
fn a_second_document_is_reported() {
    let (tree, errors) = faulty("a: 1\n---\nb: 2\n");
    assert_eq!((tree.as_str(), errors.len()), ("{a: 1}", 1));
}
