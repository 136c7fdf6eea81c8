//! The formatter against the official one: files under `fixtures/format` before and after `terraform fmt`
//! 1.11.4 (made with the example `messy_hcl`), and what has to hold for any file.

use hcl_messy::Messy;
use hcl_shape::shape;
use omni_syntax::hcl::{Body, Expr, ExprKind, Item, TemplatePart, format, parse, tokens};
use std::path::Path;

mod hcl_messy;
mod hcl_shape;

fn formatted(text: &str) -> String {
    text::apply(text, &format(text)).expect("edits fit the text")
}

#[test]
fn files_come_out_as_from_terraform() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fixtures/format");
    let mut count = 0;
    for entry in std::fs::read_dir(root.join("messy")).unwrap() {
        let name = entry.unwrap().file_name();
        let messy = std::fs::read_to_string(root.join("messy").join(&name)).unwrap();
        let wanted = std::fs::read_to_string(root.join("formatted").join(&name)).unwrap();
        assert_same(&formatted(&messy), &wanted, &name.to_string_lossy());
        assert_eq!(format(&wanted), [], "{name:?} is formatted");
        count += 1;
    }
    assert!(count >= 40, "{count} files");
}

fn assert_same(ours: &str, wanted: &str, name: &str) {
    let line = ours.lines().zip(wanted.lines()).position(|(a, b)| a != b);
    assert!(ours == wanted, "{name} differs, first in line {line:?}:\n{ours}\n--- wanted\n{wanted}");
}

#[test]
fn formatting_is_idempotent_and_keeps_meaning_and_comments() {
    for seed in 0..400 {
        let messy = Messy::new(seed).file();
        let once = formatted(&messy);
        assert_eq!(format(&once), [], "{messy}\n---\n{once}");
        assert_eq!(comments(&once), comments(&messy));
        assert_eq!(meaning(&parse(&once).root, ""), meaning(&parse(&messy).root, ""), "{messy}\n---\n{once}");
    }
}

#[test]
fn an_edit_touches_only_what_changes() {
    let text = "a {\n  b = 1\n  ccc = 2 # x\n}\n";
    let edits = format(text);
    assert_eq!(edits.len(), 1);
    assert_eq!((edits[0].span.text(text), edits[0].text.as_str()), (" ", "   "));
}

#[test]
fn a_broken_unit_is_left_alone() {
    let text = "a {\nb=1\n}\nbad {\nx = = 1\n}\nc {\nd=1\n}\n";
    assert_eq!(formatted(text), "a {\n  b = 1\n}\nbad {\nx = = 1\n}\nc {\n  d = 1\n}\n");
}

#[test]
fn no_comment_and_no_meaning_is_lost_where_terraform_loses_it() {
    assert_eq!(formatted("a = \"${\n # why\n x\n}\"\n"), "a = ( # why\nx)\n");
    assert_eq!(formatted("a /* b */ c {\n}\n"), "a /* b */ \"c\" {\n}\n");
    assert_eq!(formatted("a = \"${\"${x}\"}\"\n"), "a = x\n");
    assert_eq!(formatted("a \"$${b}\" {\n}\n"), "a \"$${b}\" {\n}\n");
}

/// The comments of `text` in order.
fn comments(text: &str) -> Vec<&str> {
    tokens(text).iter().filter(|t| t.kind.is_comment()).map(|t| t.span.text(text)).collect()
}

/// A body without its spans, its value-wide interpolations and parentheses, and the types of its variables.
fn meaning(body: &Body, parent: &str) -> String {
    let item = |item: &Item| match item {
        Item::Attribute(a) if parent == "variable" && a.name.text == "type" => String::new(),
        Item::Attribute(a) => format!("{} = {}\n", a.name.text, shape(peel(&a.value))),
        Item::Block(b) => {
            let labels: Vec<_> = b.labels.iter().map(|l| l.text.as_str()).collect();
            format!("{} {labels:?} {{\n{}}}\n", b.keyword.text, meaning(&b.body, &b.keyword.text))
        }
    };
    body.items.iter().map(item).collect()
}

fn peel(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Paren(inner) => peel(inner),
        ExprKind::Template(parts) => match parts.as_slice() {
            [TemplatePart::Interpolation(inner)] => peel(inner),
            _ => expr,
        },
        _ => expr,
    }
}

#[test]
fn a_file_that_breaks_off_anywhere_keeps_its_comments() {
    for seed in 0..400 {
        // A file cut anywhere is broken in every way that typing breaks it.
        let messy = Messy::new(seed).file();
        let mut cut = messy.len() * usize::try_from(seed % 7).unwrap_or(0) / 7;
        while !messy.is_char_boundary(cut) {
            cut -= 1;
        }
        let text = format!("{}\nb {{\na=1\n}}\n", &messy[..cut]);
        let once = formatted(&text);
        assert_eq!(comments(&once), comments(&text), "{text}");
        assert_eq!(format(&once), [], "{text}\n---\n{once}");
    }
}
