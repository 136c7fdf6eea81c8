use super::{clean, show};
use crate::promql::{BinaryOp, ExprKind, check_regex, parse_duration, walk};

#[test]
fn operators_bind_as_in_prometheus() {
    assert_eq!(show(&clean("a + b * c ^ d ^ e - f")), "(- (+ a (* b (^ c (^ d e)))) f)");
    assert_eq!(show(&clean("a or b and c unless d == e")), "(or a (unless (and b c) (== d e)))");
    assert_eq!(show(&clean("-a ^ 2 * b")), "(* (-(^ a 2)) b)");
    assert_eq!(show(&clean("a ^ -b * c")), "(* (^ a (-b)) c)");
    assert_eq!(show(&clean("a atan2 b % c")), "(% (atan2 a b) c)");
}

#[test]
fn selectors_ranges_and_modifiers_are_read() {
    assert_eq!(
        show(&clean("rate(foo{a=\"b\",c!~'d'}[5m] offset -1h @ end())")),
        "rate(foo{aEqualb,cNotRegexd}[300]<offset (-3600)><AtEnd>)"
    );
    assert_eq!(
        show(&clean("max_over_time(rate(a[5m])[1h:] @ 10.5)")),
        "max_over_time(rate(a[300])[3600:]<At(10.5)>)"
    );
    assert_eq!(show(&clean("a offset 5m * 2")), "(* a<offset 300> 2)");
    assert_eq!(show(&clean("rate(a[step() + 2 * 5m])")), "rate(a[(+ step() (* 2 300))])");
    assert_eq!(show(&clean("increase(a[5m] anchored)")), "increase(a[300]<Anchored>)");
}

#[test]
fn quoted_names_of_metrics_and_labels_are_read() {
    let query = clean("sum by (\"a.b\", le) ({\"my.metric\", \"a.b\"=~\"x.*\"})");
    assert_eq!(show(&query), "<sum by a.b,le>({__name__Equalmy.metric,a.bRegexx.*})");
    let ExprKind::Aggregate { args, .. } = &query.kind else { panic!() };
    let ExprKind::Selector(selector) = &args[0].kind else { panic!() };
    assert_eq!(selector.metrics().map(|m| m.text.as_str()).collect::<Vec<_>>(), ["my.metric"]);
    assert_eq!(selector.label_matchers().count(), 1);
}

#[test]
fn keywords_are_names_where_they_can_be() {
    assert_eq!(show(&clean("sum + by / offset{on=\"a\"}")), "(+ sum (/ by offset{onEquala}))");
    assert_eq!(show(&clean("SUM BY (by, on, bool) (start)")), "<sum by by,on,bool>(start)");
    assert_eq!(show(&clean("sum(a) without (x,)")), "<sum without x>(a)");
}

#[test]
fn vector_matching_is_read_with_its_spans() {
    let text = "a / on (x, y) group_left (z) b";
    let query = clean(text);
    let ExprKind::Binary { op, op_span, matching: Some(matching), .. } = &query.kind else { panic!() };
    assert_eq!((*op, op_span.text(text)), (BinaryOp::Div, "/"));
    assert_eq!(matching.span.text(text), "on (x, y) group_left (z)");
    let group = matching.group.as_ref().unwrap();
    assert!(matching.on && group.left);
    assert_eq!(group.include[0].span.text(text), "z");
}

#[test]
fn literals_have_the_values_that_go_reads() {
    for (text, value) in
        [("0x1F", 31.0), ("010", 8.0), ("08", 8.0), ("1_000", 1000.0), ("1e-3", 0.001), (".5", 0.5)]
    {
        assert_eq!(show(&clean(text)), value.to_string(), "{text}");
    }
    assert_eq!(show(&clean("-inf + NaN")), "(+ (-inf) NaN)");
    assert_eq!(show(&clean(r#""a\n\x41\u00e9\"" "#)), r#""a\nAé\"""#);
    assert_eq!(show(&clean(r"`a\n`")), r#""a\\n""#);
}

#[test]
fn durations_follow_the_order_of_units() {
    assert_eq!(parse_duration("1h30m"), Some(5400.0));
    assert_eq!(parse_duration("1y2w3d4h5m6s7ms"), Some(33_019_506.007));
    assert_eq!(parse_duration("0"), Some(0.0));
    for bad in ["", "1", "1.5h", "30m1h", "1h1h", "h", "5x", "300y", "-5m", " 5m"] {
        assert_eq!(parse_duration(bad), None, "{bad}");
    }
}

#[test]
fn comments_and_blanks_separate_tokens() {
    assert_eq!(show(&clean("a # one\n + # two\r\n b\n# end")), "(+ a b)");
}

#[test]
fn every_expression_covers_its_text() {
    let text = "sum by (a) (rate(x{é=\"\"}[5m])) > bool (1 + -2)".replace('é', "e");
    let mut covered = Vec::new();
    walk(&clean(&text), &mut |expr| covered.push(expr.span.text(&text).to_owned()));
    assert_eq!(
        covered,
        [
            text.as_str(),
            "sum by (a) (rate(x{e=\"\"}[5m]))",
            "rate(x{e=\"\"}[5m])",
            "x{e=\"\"}[5m]",
            "x{e=\"\"}",
            "(1 + -2)",
            "1 + -2",
            "1",
            "-2",
            "2"
        ]
    );
}

#[test]
fn patterns_are_those_of_go() {
    for (pattern, empty) in [
        ("a.*", false),
        ("a?|b", true),
        ("(?:x*)+", true),
        (r"\d{2,3}", false),
        ("^$", true),
        ("(?i)[^]a]", false),
    ] {
        assert_eq!(check_regex(pattern).map(|p| p.matches_empty), Ok(empty), "{pattern}");
    }
    for pattern in
        ["(a", "a)", "[a", "*a", "a**", "(?=a)", r"\8", "a{1001}", "[b-a]", r"\", "(?P<n>a)(?P<n>b)"]
    {
        assert!(check_regex(pattern).is_err(), "{pattern}");
    }
}
