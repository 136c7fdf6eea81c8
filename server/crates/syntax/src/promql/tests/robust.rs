use crate::promql::{Features, check, check_regex, parse, walk};
use proptest::prelude::*;
use text::Span;

fn queryish() -> impl Strategy<Value = String> {
    let pieces = vec![
        "foo",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "5m",
        "1",
        "0x",
        "1e",
        "\"",
        "'",
        "`",
        "\\",
        "=",
        "=~",
        "!",
        ",",
        ":",
        "@",
        " offset ",
        " by ",
        "sum",
        "rate",
        "+",
        "-",
        "^",
        " and ",
        "#",
        "\n",
        " ",
        "é",
        "😀",
        "\0",
        ".",
        "inf",
        "start()",
        "step()",
        " on",
        "group_left",
        "bool ",
        "</",
        "fill(",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..25).prop_map(|pieces| pieces.concat())
}

fn read(text: &str) -> Result<(), TestCaseError> {
    let parsed = parse(text);
    let fits = |span: Span| span.start <= span.end && text.get(span.range()).is_some();
    let mut spans = Vec::new();
    walk(&parsed.root, &mut |expr| spans.push(expr.span));
    let faults = check(&parsed.root, Features::default());
    spans.extend(parsed.errors.iter().chain(&faults).map(|e| e.span));
    prop_assert!(spans.iter().all(|span| fits(*span)), "{spans:?}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_read_without_panic_and_spans_fit(text in "\\PC{0,40}") {
        read(&text)?;
        let _ = check_regex(&text);
    }

    #[test]
    fn anything_like_a_query_is_read_without_panic_and_spans_fit(text in queryish()) {
        read(&text)?;
        let _ = check_regex(&text);
    }
}
