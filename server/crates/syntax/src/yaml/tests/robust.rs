use super::each;
use crate::yaml::{is_template, parse, units};
use proptest::prelude::*;
use text::Span;

/// Texts made of what YAML gives a meaning to.
fn yamlish() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "a", "b: ", "- ", "\n", "\n  ", "\n    ", "\n\t", "\"", "'", "[", "]", "{", "}", ", ", ": ", ":",
            "? ", "#", " #", "|", ">", "|2-\n", "&x ", "*x", "!!str ", "%", "\\", "---\n", "...\n", "\r\n",
            "é", "😀", "{{ x }}", "{%", "<<: ", "\0", "\u{feff}", "@", "~", "\u{2028}",
        ])
        .prop_map(str::to_owned),
        "[a-c0-9 ]{1,4}",
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let parsed = parse(text);
    let fits = |span: Span| span.start <= span.end && text.get(span.range()).is_some();
    let mut bad = None;
    each(&parsed.root, &mut |node| {
        let inside = parsed.root.span.contains(node.span);
        if !fits(node.span) || !inside || node.properties.as_ref().is_some_and(|p| !fits(p.span)) {
            bad = Some(node.clone());
        }
    });
    prop_assert_eq!(bad, None);
    for error in &parsed.errors {
        prop_assert!(fits(error.span), "{error:?}");
    }
    is_template(text);
    let mut end = 0;
    for unit in units(text) {
        prop_assert_eq!(unit.start, end);
        end = unit.end;
    }
    prop_assert_eq!(end as usize, text.len());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_without_panic_and_spans_fit(text in "\\PC{0,60}") {
        check(&text)?;
    }

    #[test]
    fn anything_like_yaml_is_read_without_panic_and_spans_fit(text in yamlish()) {
        check(&text)?;
    }
}
