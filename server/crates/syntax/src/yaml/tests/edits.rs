//! Tests of the edits: by example, and on random documents in random styles.

use super::clean;
use crate::yaml::{
    Node, NodeKind, Style, append_item, insert_entry, parse, quote, remove_entry, remove_item, replace_scalar,
};
use proptest::prelude::*;
use std::fmt::Write;
use text::{Span, TextEdit};

#[track_caller]
fn apply(text: &str, edit: TextEdit) -> String {
    text::apply(text, &[edit]).unwrap()
}

/// `text` after `key: value` is added to the mapping at `path`.
#[track_caller]
fn inserted(text: &str, path: &[&str], value: &str) -> String {
    apply(text, insert_entry(text, clean(text).at(path).unwrap(), "new", value))
}

#[test]
fn an_entry_is_added_in_the_style_of_the_file() {
    let text = "a:\n    b: 1 # one\n\n# end\nc: 2\n";
    assert_eq!(inserted(text, &["a"], "x"), "a:\n    b: 1 # one\n    new: x\n\n# end\nc: 2\n");
    assert_eq!(inserted(text, &["a"], "d: 1\ne:\n  - f"), {
        "a:\n    b: 1 # one\n    new:\n        d: 1\n        e:\n          - f\n\n# end\nc: 2\n"
    });
    assert_eq!(
        inserted(text, &[], "- x\n- y"),
        "a:\n    b: 1 # one\n\n# end\nc: 2\nnew:\n    - x\n    - y\n"
    );
}

#[test]
fn an_entry_is_added_where_nothing_is_written_yet() {
    assert_eq!(inserted("a: # c\nb: 1\n", &["a"], "1"), "a: # c\n  new: 1\nb: 1\n");
    let text = "- a:\n- b\n";
    let root = clean(text);
    let edit = insert_entry(text, root.items()[0].get("a").unwrap(), "new", "1");
    assert_eq!(apply(text, edit), "- a:\n    new: 1\n- b\n");
    assert_eq!(inserted("", &[], "1"), "new: 1\n");
    assert_eq!(inserted("---\n", &[], "1"), "---\nnew: 1\n");
    assert_eq!(inserted("a: {b: , c: {}}\n", &["a", "b"], "[1]"), "a: {b: {new: [1]}, c: {}}\n");
}

#[test]
fn an_entry_is_added_to_a_flow_mapping_as_a_flow_value() {
    assert_eq!(inserted("a: {}\n", &["a"], "b: 1\nc:\n- x\n"), "a: {new: {b: 1, c: [x]}}\n");
    assert_eq!(inserted("a: {b: 1}\n", &["a"], "|\n  t\n"), "a: {b: 1, new: \"t\\n\"}\n");
    assert_eq!(inserted("a: {\n  b: 1, # c\n}\n", &["a"], "2"), "a: {\n  b: 1, new: 2 # c\n}\n");
}

#[test]
fn line_endings_and_kept_blank_lines_are_respected() {
    assert_eq!(inserted("a:\r\n  b: 1\r\n", &["a"], "|\n  x\n\n  y"), {
        "a:\r\n  b: 1\r\n  new: |\r\n    x\r\n\r\n    y\r\n"
    });
    assert_eq!(inserted("a: |+\n  x\n\n", &[], "1"), "a: |+\n  x\n\nnew: 1\n");
    assert_eq!(inserted("a: |\n  x\n\n# c\n", &[], "1"), "a: |\n  x\nnew: 1\n\n# c\n");
}

/// `text` after `item` is added to the sequence at `path`.
#[track_caller]
fn appended(text: &str, path: &[&str], item: &str) -> String {
    apply(text, append_item(text, clean(text).at(path).unwrap(), item))
}

#[test]
fn an_item_is_added_in_the_style_of_the_list() {
    assert_eq!(appended("a:\n- x\nb: 1\n", &["a"], "n: 1\nm: 2"), "a:\n- x\n- n: 1\n  m: 2\nb: 1\n");
    assert_eq!(
        appended("a:\n  - x: 1\n    y: 2\n", &["a"], "|\n  t"),
        "a:\n  - x: 1\n    y: 2\n  - |\n    t\n"
    );
    assert_eq!(appended("a: [x]\n", &["a"], "y"), "a: [x, y]\n");
    assert_eq!(appended("a:\n- x\nb:\n", &["b"], "y"), "a:\n- x\nb:\n- y\n");
    assert_eq!(appended("a:\n  - x\nb: []\n", &["b"], "y"), "a:\n  - x\nb: [y]\n");
}

/// `text` without the entry `index` of the mapping at `path`.
#[track_caller]
fn without(text: &str, path: &[&str], index: usize) -> String {
    apply(text, remove_entry(text, clean(text).at(path).unwrap(), index))
}

#[test]
fn an_entry_goes_with_its_lines_and_leaves_the_comments_above() {
    let text = "# a\na: 1 # one\n# b\nb:\n  c: 1\n  d: |\n    x\ne: 3\n";
    assert_eq!(without(text, &[], 0), "# a\n# b\nb:\n  c: 1\n  d: |\n    x\ne: 3\n");
    assert_eq!(without(text, &[], 1), "# a\na: 1 # one\n# b\ne: 3\n");
    assert_eq!(without(text, &["b"], 1), "# a\na: 1 # one\n# b\nb:\n  c: 1\ne: 3\n");
    assert_eq!(without("a: 1\nb: 2", &[], 1), "a: 1");
}

#[test]
fn the_only_entry_leaves_an_empty_collection() {
    assert_eq!(without("a:\n  b: 1\nc: 2\n", &["a"], 0), "a: {}\nc: 2\n");
    assert_eq!(without("a: 1\n", &[], 0), "{}\n");
    let text = "a:\n- x\nb: 1\n";
    assert_eq!(apply(text, remove_item(text, clean(text).get("a").unwrap(), 0)), "a: []\nb: 1\n");
}

#[test]
fn an_entry_behind_a_dash_or_in_brackets_goes_alone() {
    let text = "- a: 1\n  b: 2\n- c: 1\n  # c\n  d: 2\n";
    let root = clean(text);
    assert_eq!(apply(text, remove_entry(text, &root.items()[0], 0)), "- b: 2\n- c: 1\n  # c\n  d: 2\n");
    assert_eq!(apply(text, remove_entry(text, &root.items()[1], 0)), "- a: 1\n  b: 2\n-\n  # c\n  d: 2\n");
    assert_eq!(apply(text, remove_item(text, &root, 0)), "- c: 1\n  # c\n  d: 2\n");
    assert_eq!(without("{a: 1, b: 2, c: 3}", &[], 0), "{b: 2, c: 3}");
    assert_eq!(without("{a: 1, b: 2, c: 3}", &[], 2), "{a: 1, b: 2}");
    assert_eq!(without("{a: 1, }", &[], 0), "{ }");
}

/// `text` with the scalar at `key` replaced by `value`.
#[track_caller]
fn replaced(text: &str, key: &str, value: &str) -> String {
    apply(text, replace_scalar(text, clean(text).get(key).unwrap(), value))
}

#[test]
fn a_scalar_keeps_its_quotes_and_its_type() {
    assert_eq!(replaced("a: x # c\n", "a", "z"), "a: z # c\n");
    assert_eq!(replaced("a: x\n", "a", "true"), "a: \"true\"\n");
    assert_eq!(replaced("a: 3\n", "a", "5"), "a: 5\n");
    assert_eq!(replaced("a: 'x'\n", "a", "it's"), "a: 'it''s'\n");
    assert_eq!(replaced("a: \"x\"\n", "a", "say \"y\""), "a: \"say \\\"y\\\"\"\n");
    assert_eq!(replaced("a:\n", "a", "x: y"), "a: \"x: y\"\n");
    assert_eq!(replaced("a: |\n   x\nb: 1\n", "a", "y\n\nz\n"), "a: |\n   y\n\n   z\nb: 1\n");
    assert_eq!(replaced("a: >-\n  x\nb: 1\n", "a", "y"), "a: |-\n  y\nb: 1\n");
}

#[test]
fn strings_are_quoted_where_a_reader_could_take_them_for_something_else() {
    for plain in
        ["web", "nginx:1.25", "/etc/x", "a b", "100m", "1.2.3", "--port=80", "é", "a#b", "http://x/y"]
    {
        assert_eq!(quote(plain), plain);
    }
    for quoted in
        ["", "yes", "n", "1", "1.0", "0x1", "null", "~", "12:30", "2001-01-01", "a: b", "a #b", "- a", "a,b"]
    {
        assert_eq!(quote(quoted), format!("\"{quoted}\""));
    }
    for quoted in
        ["*", "&a", "!x", "%", "@", "`", "{{ x }}", "[x]", "a:", " a", "a ", "---", "=", "<<", "#", "?"]
    {
        assert_eq!(quote(quoted), format!("\"{quoted}\""));
    }
    assert_eq!(quote("a\nb\u{7}"), "\"a\\nb\\u0007\"");
    assert_eq!(quote("\"it\\\""), "'\"it\\\"'");
}

/// What a tree means: no spans, no styles.
fn meaning(node: &Node) -> String {
    match &node.kind {
        NodeKind::Empty => "null".to_owned(),
        NodeKind::Alias(name) => format!("*{name}"),
        NodeKind::Scalar(text, _) => format!("{:?} {text:?}", node.scalar_type().unwrap()),
        NodeKind::Sequence(items) => {
            format!("[{}]", items.iter().map(meaning).collect::<Vec<_>>().join(", "))
        }
        NodeKind::Mapping(entries) => {
            let entries = entries.iter().map(|e| format!("{} => {}", meaning(&e.key), meaning(&e.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

#[derive(Clone, Debug)]
enum Value {
    Scalar(&'static str),
    Mapping(Vec<(&'static str, Value)>),
    Sequence(Vec<Value>),
    Flow(Box<Value>),
}

/// A number below `n`.
fn choose(seed: &mut u64, n: u64) -> u64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % n
}

/// Writes `value` behind what stands on the line already; `seed` chooses among styles.
fn lay_out(value: &Value, indent: usize, after_key: bool, seed: &mut u64, out: &mut String) {
    match value {
        Value::Scalar(text) => {
            let text = text.replace('\n', &format!("\n{}", " ".repeat(indent)));
            let comment = if text.starts_with(['|', '>']) || choose(seed, 3) > 0 { "" } else { " # note" };
            writeln!(out, "{}{text}{comment}", if text.is_empty() { "" } else { " " }).unwrap();
        }
        Value::Flow(value) => writeln!(out, " {}", flow(value)).unwrap(),
        Value::Mapping(entries) if entries.is_empty() => out.push_str(" {}\n"),
        Value::Sequence(items) if items.is_empty() => out.push_str(" []\n"),
        Value::Mapping(entries) => {
            let mut compact = !after_key && choose(seed, 2) == 0;
            out.push_str(if compact { " " } else { "\n" });
            for (key, value) in entries {
                if !compact {
                    if choose(seed, 4) == 0 {
                        writeln!(out, "{}# about {key}", " ".repeat(indent)).unwrap();
                    }
                    out.push_str(&" ".repeat(indent));
                }
                compact = false;
                write!(out, "{key}:").unwrap();
                let step = if matches!(value, Value::Sequence(_)) && choose(seed, 2) == 0 { 0 } else { 2 };
                lay_out(value, indent + step, true, seed, out);
            }
        }
        Value::Sequence(items) => {
            out.push('\n');
            for item in items {
                write!(out, "{}-", " ".repeat(indent)).unwrap();
                lay_out(item, indent + 2, false, seed, out);
            }
        }
    }
}

fn flow(value: &Value) -> String {
    match value {
        Value::Scalar(text) if text.starts_with(['|', '>']) => "\"t\"".to_owned(),
        Value::Scalar(text) => (*text).to_owned(),
        Value::Flow(value) => flow(value),
        Value::Sequence(items) => format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::Mapping(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", flow(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let scalars = vec!["x", "1", "'q'", "\"d\"", "true", "|\n  t\n   u", ">-\n  f", "é", "1.5"];
    prop::sample::select(scalars).prop_map(Value::Scalar).prop_recursive(4, 30, 4, |inner| {
        let keys = prop::sample::select(vec!["a", "b", "c", "'k'"]);
        prop_oneof![
            prop::collection::vec((keys, inner.clone()), 0..4).prop_map(Value::Mapping),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Sequence),
            inner.prop_map(|v| Value::Flow(Box::new(v))),
        ]
    })
}

/// A document in which every style occurs, ended by a line break.
fn any_document() -> impl Strategy<Value = String> {
    (prop::collection::vec(any_value(), 1..4), any::<u64>()).prop_map(|(values, mut seed)| {
        let keys = ["first", "second", "third"];
        let root = Value::Mapping(keys.into_iter().zip(values).collect());
        let mut out = String::new();
        lay_out(&root, 0, true, &mut seed, &mut out);
        out.trim_start_matches('\n').to_owned()
    })
}

/// All collections of a tree, with a way to change each in a copy.
fn collections(root: &Node) -> Vec<Vec<usize>> {
    let mut found = vec![];
    let mut open = vec![(vec![], root)];
    while let Some((path, node)) = open.pop() {
        let children: Vec<&Node> = node.entries().iter().map(|e| &e.value).chain(node.items()).collect();
        if matches!(node.kind, NodeKind::Mapping(_) | NodeKind::Sequence(_) | NodeKind::Scalar(..)) {
            found.push(path.clone());
        }
        for (i, child) in children.into_iter().enumerate() {
            open.push(([path.clone(), vec![i]].concat(), child));
        }
    }
    found
}

fn at_mut<'t>(root: &'t mut Node, path: &[usize]) -> &'t mut Node {
    path.iter().fold(root, |node, i| match &mut node.kind {
        NodeKind::Mapping(entries) => &mut entries[*i].value,
        NodeKind::Sequence(items) => &mut items[*i],
        _ => unreachable!("paths lead through collections"),
    })
}

/// Changes the tree at `path` as `edit` changes the text; `choice` picks the part that is removed.
fn change(root: &mut Node, path: &[usize], remove: Option<usize>, new: &Node, scalar: &str) {
    let node = at_mut(root, path);
    match (&mut node.kind, remove) {
        (NodeKind::Mapping(entries), Some(i)) => drop(entries.remove(i)),
        (NodeKind::Sequence(items), Some(i)) => drop(items.remove(i)),
        (NodeKind::Mapping(entries), None) => {
            let key = Node::new(node.span, NodeKind::Scalar("new".into(), Style::Plain));
            entries.push(crate::yaml::Entry { key, value: new.clone() });
        }
        (NodeKind::Sequence(items), None) => items.push(new.clone()),
        (kind, _) => *kind = NodeKind::Scalar(scalar.into(), Style::Double),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn an_edit_does_what_it_says_touches_no_other_line_and_can_be_undone(
        text in any_document(),
        pick in any::<prop::sample::Index>(),
        part in any::<prop::sample::Index>(),
        remove in any::<bool>(),
        value in prop::sample::select(vec!["v", "5", "[p, q: 1]", "m: 1\nn:\n  - o", "- i\n- j: 2\n  k: 3", "|\n  b\n\n   c\n", "'s'"]),
        scalar in prop::sample::select(vec!["plain", "no", "a: b", "two\nlines\n", "", "it's \"x\""]),
        crlf in any::<bool>(),
    ) {
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        let parsed = parse(&text);
        prop_assert_eq!(&parsed.errors, &[], "{}", text);
        let mut expected = parsed.root.clone();
        let path = pick.get(&collections(&parsed.root)).clone();
        let node = at_mut(&mut expected, &path).clone();
        let length = node.entries().len() + node.items().len();
        let remove = (remove && length > 0).then(|| part.index(length));
        let edit = match (&node.kind, remove) {
            (NodeKind::Mapping(_), Some(i)) => remove_entry(&text, &node, i),
            (NodeKind::Sequence(_), Some(i)) => remove_item(&text, &node, i),
            (NodeKind::Mapping(_), None) => insert_entry(&text, &node, "new", value),
            (NodeKind::Sequence(_), None) => append_item(&text, &node, value),
            _ => replace_scalar(&text, &node, scalar),
        };
        let edits = [edit];
        let after = text::apply(&text, &edits).unwrap();
        let new = parse(value).root;
        change(&mut expected, &path, remove, &new, scalar);
        let again = parse(&after);
        prop_assert_eq!(&again.errors, &[], "{}\n->\n{}", text, after);
        let typed = |s: String| s.replace("Int \"5\"", "5").replace("String \"\"", "");
        if matches!(node.kind, NodeKind::Scalar(..)) {
            let mut read = again.root.clone();
            prop_assert_eq!(at_mut(&mut read, &path).as_str(), Some(scalar), "{}\n->\n{}", text, after);
        } else {
            prop_assert_eq!(typed(meaning(&again.root)), typed(meaning(&expected)), "{}\n->\n{}", text, after);
        }
        let removed = remove.map_or(node.span, |i| match &node.kind {
            NodeKind::Mapping(entries) => entries[i].span(),
            // A comment may stand between a dash and its item.
            _ => Span::new(if i == 0 { node.span.start } else { node.items()[i - 1].span.end }, node.items()[i].span.end),
        });
        let comments = |text: &str| text.lines().filter(|line| line.trim_start().starts_with('#')).count();
        let lost = if remove.is_some() { comments(removed.text(&text)) } else { 0 };
        prop_assert!(comments(&after) + lost >= comments(&text), "{}\n->\n{}", text, after);
        let back = text::apply(&after, &text::invert(&text, &edits).unwrap()).unwrap();
        prop_assert_eq!(back, text);
    }
}
