//! Units tile a file, a broken one loses only itself, and reading them alone equals reading the file.

use omni_syntax::SyntaxError;
use omni_syntax::hcl::{Body, Item, parse, tokens, units};
use proptest::prelude::*;
use text::Span;

/// The text of each unit.
fn cut(text: &str) -> Vec<&str> {
    units(text).iter().map(|u| u.text(text)).collect()
}

fn block(name: &str) -> String {
    format!("resource \"a\" \"{name}\" {{\n  x = \"${{var.y}} }}\"\n\n  z {{\n    # }}\n  }}\n}}\n")
}

fn assert_tiles(text: &str) {
    let mut at = 0;
    for unit in units(text) {
        assert_eq!(unit.start, at, "{text:?}");
        assert!(unit.end > unit.start && text.is_char_boundary(unit.end as usize), "{text:?}");
        at = unit.end;
    }
    assert_eq!(at as usize, text.len(), "{text:?}");
}

fn assert_inside(text: &str, errors: &[SyntaxError]) {
    for error in errors {
        assert!(text.get(error.span.range()).is_some(), "{text:?}: {error:?}");
    }
    assert!(errors.is_sorted_by_key(|e| e.span.start), "{text:?}: {errors:?}");
}

/// The items of `text` read unit by unit, with spans relative to the file.
fn names(text: &str) -> Vec<(Span, String)> {
    let mut names = Vec::new();
    for unit in units(text) {
        let root = parse(unit.text(text)).root;
        names.extend(root.items.iter().map(|i| (i.span() + unit.start, name(i))));
    }
    names
}

fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\t' | '\u{feff}'))
}

fn name(item: &Item) -> String {
    match item {
        Item::Attribute(a) => a.name.text.to_string(),
        Item::Block(b) => format!("{} {}", b.keyword.text, b.label(1).unwrap_or_default()),
    }
}

fn whole(body: &Body) -> Vec<(Span, String)> {
    body.items.iter().map(|i| (i.span(), name(i))).collect()
}

#[test]
fn a_unit_is_a_block_or_attribute_with_what_stands_above_it() {
    let text = "# one\n\n// a\nlocals {\n}\r\n/* b */ c = [\n  1\n]\n\n# end\n";
    assert_eq!(cut(text), ["# one\n\n// a\nlocals {\n}\r\n", "/* b */ c = [\n  1\n]\n", "\n# end\n"]);
    assert_eq!(cut(""), Vec::<&str>::new());
    assert_eq!(cut("# only\n"), ["# only\n"]);
    assert_eq!(cut("a = 1"), ["a = 1"]);
}

#[test]
fn brackets_in_strings_comments_and_heredocs_count_for_nothing() {
    let text = "a {\n  s = \"{ ${f(\"}\")} %{ if x }{%{ endif }\"\n  # {\n  /* {\n */\n  h = <<-E\n  { ${x}\nb {\n  E\n}\nc {\n}\n";
    assert_eq!(cut(text), [&text[..text.len() - 6], "c {\n}\n"]);
}

#[test]
fn a_broken_block_loses_only_itself() {
    let faults = [
        "x = {",
        "x = \"open",
        "x = \"${open",
        "x = \"${f(\"a\"",
        "x = f([",
        "y {",
        "x = <<EOT\n  text",
        "x = <<-EOT\n  text",
        "/* open",
        "x = '",
        "} }",
    ];
    for fault in faults {
        for close in ["}\n", ""] {
            let bad = format!("resource \"a\" \"bad\" {{\n  {fault}\n{close}");
            let heredoc = "resource \"a\" \"doc\" {\n  x = <<EOT\n  b\n  EOT\n}\n";
            let text = format!("{}\n{bad}\n# about\n{}\n{heredoc}\n{}", block("a"), block("b"), block("c"));
            let found: Vec<_> = names(&text).into_iter().map(|(_, n)| n).collect();
            let good = ["resource a", "resource b", "resource doc", "resource c"];
            for name in good {
                assert!(found.iter().any(|f| f == name), "{text}\n{found:?}");
            }
            assert!(cut(&text).contains(&format!("\n{}", block("c")).as_str()), "{text}");
            assert!(cut(&text).contains(&format!("\n# about\n{}", block("b")).as_str()), "{text}");
        }
    }
}

#[test]
fn a_brace_on_the_next_line_belongs_to_its_header() {
    assert_eq!(cut("a \"b\"\n\n{\n}\nc = 1\n"), ["a \"b\"\n\n{\n}\n", "c = 1\n"]);
    assert_eq!(cut("reso\na \"b\" {\n}\n"), ["reso\n", "a \"b\" {\n}\n"]);
}

#[test]
fn many_broken_blocks_take_linear_time() {
    let n = 50_000;
    for fault in ["a \"b\" {\n", "a {\n  x = <<A\n", "a {\n  x = \"${\n", "a {\n /*\n", "))))]]]]((((", "{[("]
    {
        let text = fault.repeat(n);
        assert_tiles(&text);
        assert!(tokens(&text).len() >= n);
    }
    let markers: Vec<_> = (0..n).map(|i| format!("a {{\n  x = <<M{i}\n")).collect();
    assert_tiles(&markers.concat());
    let text = format!("{}{}", "[".repeat(n), "})".repeat(n));
    assert_tiles(&text);
}

/// Pieces that HCL is made of.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "a", "b-c", "é", "1", "1.5e3", "\"", "\"x\"", "${", "%{", "}", "~}", "{", "[", "]", "(", ")", "=",
    "==", "=>", ":", "::", ",", ".", "...", "*", "?", "!", "-", "+", "&&", "|", "\\", "\\n", "$${", "\n",
    "\r\n", "\r", " ", "\t", "#", "//", "/*", "*/", "<<E\n", "<<-E\n", "E\n", " E", "for", "in", "if",
    "else", "endif", "endfor", "resource \"a\" \"b\" {\n", "}\n", "  x = 1\n", "'", "😀", "\u{feff}",
    "\0",
];

/// Pieces in any order.
fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn any_text_is_read_without_panic(text in pieces()) {
        assert_tiles(&text);
        assert_inside(&text, &parse(&text).errors);
        for unit in units(&text) {
            assert_inside(unit.text(&text), &parse(unit.text(&text)).errors);
        }
    }

    #[test]
    fn any_characters_are_read_without_panic(text in "\\PC{0,80}") {
        assert_tiles(&text);
        assert_inside(&text, &parse(&text).errors);
    }

    #[test]
    fn tokens_are_in_order_and_leave_only_blanks(text in pieces()) {
        let mut at = 0;
        for token in tokens(&text) {
            let gap = &text[at..token.span.start as usize];
            prop_assert!(is_blank(gap), "{:?} {:?}", text, gap);
            prop_assert!(token.span.end > token.span.start);
            at = token.span.end as usize;
        }
        prop_assert!(is_blank(&text[at..]));
    }

    #[test]
    fn units_read_alone_equal_the_file(picks in prop::collection::vec(0usize..6, 0..12)) {
        let parts = [block("a"), "# c\n".into(), "\n".into(), "x = [\n  1,\n]\n".into(),
            "h {\n  t = <<E\n{ \" }\nE\n}\r\n".into(), "v \"n\" {}\n".into()];
        let text: String = picks.iter().map(|p| parts[*p].as_str()).collect();
        prop_assert_eq!(names(&text), whole(&parse(&text).root));
    }

    #[test]
    fn an_edit_leaves_the_other_units_byte_identical(
        count in 1usize..8, at in 0usize..8, fault in pieces(),
    ) {
        let blocks: Vec<String> = (0..count).map(|i| block(&i.to_string())).collect();
        let at = at % count;
        // A comment or a heredoc that another unit happens to close would rightly take what is between.
        let fault = fault.replace(['*', 'E'], "");
        let mut edited = blocks.clone();
        edited[at] = format!("resource \"a\" \"bad\" {{\n  {fault}\n}}\n");
        let text = edited.concat();
        let cut = cut(&text);
        for (i, block) in blocks.iter().enumerate().filter(|(i, _)| *i != at) {
            prop_assert!(cut.iter().any(|u| u == block), "{} lost in {}", i, text);
        }
    }
}
