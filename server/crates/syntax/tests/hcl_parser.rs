//! The trees that HCL is read into, and what is left of them where it is broken.

use hcl_shape::shape;
use omni_syntax::hcl::{Body, Item, parse};

mod hcl_shape;

/// The shape of `source` as the value of an attribute; it must have no errors.
fn value(source: &str) -> String {
    let parsed = parse(&format!("a = {source}\n"));
    assert_eq!(parsed.errors, [], "{source}");
    parsed.root.attribute("a").map(|a| shape(&a.value)).unwrap_or_default()
}

/// A body in one line: attributes by name and shape, blocks by header.
fn outline(body: &Body) -> String {
    let item = |i: &Item| match i {
        Item::Attribute(a) => format!("{}={}", a.name.text, shape(&a.value)),
        Item::Block(b) => {
            let labels: Vec<_> = b.labels.iter().map(|l| format!("{:?} ", l.text)).collect();
            format!("{} {}{{{}}}", b.keyword.text, labels.concat(), outline(&b.body))
        }
    };
    body.items.iter().map(item).collect::<Vec<_>>().join("; ")
}

/// The outline of `text` and the text and message of each error.
fn broken(text: &str) -> (String, Vec<String>) {
    let parsed = parse(text);
    let errors = parsed.errors.iter().map(|e| format!("{}: {}", e.span.text(text), e.message)).collect();
    (outline(&parsed.root), errors)
}

#[test]
fn operators_bind_as_in_the_specification() {
    assert_eq!(value("1 + 2 * 3 - 4"), "(- (+ 1 (* 2 3)) 4)");
    assert_eq!(value("a || b && c == d + 1"), "(|| a (&& b (== c (+ d 1))))");
    assert_eq!(value("!a.b && -c[0] < 1"), "(&& (! a.b) (< (- c[0]) 1))");
    assert_eq!(value("a ? b : c ? d : e"), "(? a b (? c d e))");
}

#[test]
fn a_traversal_holds_every_form_of_step() {
    assert_eq!(value("a.b[0].c[*].d.*.e.0[\"k\"]"), "a.b[0].c[*].d.*.e.#0[\"k\"]");
    assert_eq!(value("f(x).y[0]"), "(at (f! x) .y[0])");
    assert_eq!(value("provider::time::rfc3339_parse(\"x\")"), "(provider::time::rfc3339_parse! \"x\")");
    assert_eq!(value("f(a, b...)"), "(f! a b...)");
}

#[test]
fn collections_and_for_expressions_are_read() {
    assert_eq!(value("[1, [a], {}]"), "[1 [a] {}]");
    assert_eq!(value("{ a = 1, \"b\" : 2\n (c) = 3\n d.e = 4 }"), "{a=1 \"b\"=2 (c)=3 d.e=4}");
    assert_eq!(value("[for x in [1]: x if x > 0]"), "(for x in [1]: x if (> x 0))");
    assert_eq!(value("{for k, v in m : v => k... if v}"), "(for k v in m: v => k... if v)");
}

#[test]
fn strings_are_unescaped() {
    assert_eq!(value(r#""a\n\"\u00e9\U0001F600 $${x} %%{y} $ % 5%""#), "\"a\\n\\\"é😀 ${x} %{y} $ % 5%\"");
    assert_eq!(value(r#""$$${x}""#), "\"$${x}\"");
    assert_eq!(value(r#""${a}-${"b${c}"}""#), "(template $a \"-\" $(template \"b\" $c))");
}

#[test]
fn directives_hold_their_expressions_and_parts() {
    assert_eq!(value("\"%{ if a }b%{ else }${c}%{ endif }\""), "(template %(|a|\"b\" $c))");
    assert_eq!(value("\"%{ for k, v in m ~}${k}%{ endfor }!\""), "(template %(k,v|m|$k) \"!\")");
}

#[test]
fn heredocs_lose_the_indentation_that_all_lines_share() {
    assert_eq!(value("<<EOT\n  a\n  EOT"), "<<\"  a\\n\"");
    assert_eq!(value("<<-EOT\n    a\n      b\n\n    EOT"), "<<\"a\\n  b\\n\\n\"");
    assert_eq!(
        value("<<-EOT\n    a\n   ${x} b\n      \n  EOT"),
        "(template \" a\\n\" $x \" b\\n      \\n\")"
    );
    assert_eq!(value("<<-EOT\r\n  a\r\n\r\n    b\r\n  EOT\r"), "<<\"a\\r\\n\\r\\n  b\\r\\n\"");
}

#[test]
fn spans_cover_what_is_written() {
    let text = "b \"l\" m {\n  a = \"${x.y}\" # c\n}\n";
    let root = parse(text).root;
    let block = root.blocks().next().unwrap();
    let attribute = block.body.attribute("a").unwrap();
    assert_eq!(block.span.text(text), "b \"l\" m {\n  a = \"${x.y}\" # c\n}");
    assert_eq!(block.header().text(text), "b \"l\" m");
    assert_eq!(block.body.span.text(text), "\n  a = \"${x.y}\" # c\n");
    assert_eq!(attribute.span.text(text), "a = \"${x.y}\"");
    assert_eq!(attribute.value.span.text(text), "\"${x.y}\"");
}

#[test]
fn a_broken_attribute_loses_only_itself() {
    for bad in ["b = [1, 2", "b = f(1,", "b = (1 + ", "b = \"${x", "b = \"x", "b = 1 2 3", "b", "b = x."] {
        let (outline, errors) = broken(&format!("r \"x\" {{\n  a = 1\n  {bad}\n  c = 2\n  d {{\n  }}\n}}\n"));
        assert!(outline.contains("a=1"), "{bad}: {outline}");
        assert!(outline.contains("c=2"), "{bad}: {outline} {errors:?}");
        assert_eq!(errors.len(), 1, "{bad}: {errors:?}");
    }
}

#[test]
fn a_brace_that_is_missing_inside_is_found_by_the_indentation() {
    let text = "r {\n  tags = {\n    n = 1\n  inner {\n    a = 1\n\n  b = 2\n}\n";
    let (_, errors) = broken(text);
    assert!(errors[0].contains("never closed"), "{errors:?}");
    let (outline, errors) = broken("r {\n  inner {\n    a = 1\n\n}\ns {\n}\n");
    assert_eq!(outline, "r {inner {a=1}}; s {}");
    assert_eq!(errors, ["{: the block `inner` is never closed: add `}`"]);
    let (outline, errors) = broken("r {\n  t = {\n    n = 1\n}\n");
    assert_eq!(outline, "r {t={n=1}}");
    assert_eq!(errors, ["{: this `{` is never closed: add `}`"]);
}

#[test]
fn what_is_half_typed_is_in_the_tree() {
    assert_eq!(broken("r {\n  am\n}\n").0, "r {am=?}");
    assert_eq!(broken("r {\n  ami = \n}\n").0, "r {ami=?}");
    assert_eq!(broken("r {\n  ami = aws_vpc.\n}\n").0, "r {ami=aws_vpc.}");
    assert_eq!(broken("r {\n  ami = \"x-${var.}\"\n}\n").0, "r {ami=(template \"x-\" $var.)}");
    assert_eq!(broken("r {\n  ami = f(var., 1)\n  b = 2\n}\n").0, "r {ami=(f! var. 1); b=2}");
    assert_eq!(broken("r \"x\" \n\n s {\n}\n").0, "r \"x\" {}; s {}");
}

#[test]
fn a_heredoc_without_an_end_leaves_the_block_around_it() {
    let (outline, errors) = broken("r {\n  a = 1\n  u = <<EOT\n  b = 2\n}\n");
    assert_eq!(outline, "r {a=1; u=?; b=2}");
    assert_eq!(errors, ["<<EOT: this heredoc has no end: add a line that holds only `EOT`"]);
}

#[test]
fn messages_say_what_to_write_instead() {
    let message = |text: &str| broken(text).1;
    assert_eq!(message("a = 'x'\n"), ["': strings take double quotes: write `\"` for `'`"]);
    assert_eq!(message("a : 1\n"), [":: an attribute takes an equals sign: write `a = ...`"]);
    assert_eq!(message("a = [1 2]\n"), ["2: expected `,` or `]`, not `2`"]);
    assert_eq!(message("a = \"\\q\"\n"), ["\\q: `\\q` is no escape: write `\\\\q` for a backslash"]);
    assert_eq!(message("a = 1\na = 2\n"), ["a: `a` is already set above: keep one of the two"]);
    assert_eq!(
        message("b { a = 1, c = 2 }\n"),
        [",: a block on one line holds one attribute and its `}`: put each on its own line"]
    );
}

#[test]
fn depth_is_bounded_in_every_direction() {
    let n = 100_000;
    let texts = [
        format!("a = {}1{}\n", "(".repeat(n), ")".repeat(n)),
        format!("a = {}1{}\n", "[".repeat(n), "]".repeat(n)),
        format!("a = {}\n", "{ a = ".repeat(n)),
        format!("a = {}1\n", "-".repeat(n)),
        format!("a = 1{}\n", " + 1".repeat(n)),
        format!("a = {}1\n", "x ? 1 : ".repeat(n)),
        format!("a = {}\n", "\"${".repeat(n)),
        format!("a = \"{}\"\n", "%{ if x }".repeat(n)),
        "a {\n".repeat(n),
        format!("a = x{}\n", "[y".repeat(n)),
        format!("a = {}\n", "f(".repeat(n)),
        format!("a = {}\n", "[for x in ".repeat(n)),
        format!("a = {}1{}\n", "(1 + 1 + 1 + ".repeat(n), ")".repeat(n)),
    ];
    for text in texts {
        let parsed = parse(&text);
        assert!(!parsed.errors.is_empty());
        assert!(parsed.errors.len() < 10, "{} errors", parsed.errors.len());
        drop(parsed.clone());
    }
}
