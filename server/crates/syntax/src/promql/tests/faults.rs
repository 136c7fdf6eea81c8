use super::{faults, show};
use crate::promql::{Features, check, parse};

/// The first fault of `text` as `underlined: message`.
fn first(text: &str) -> String {
    faults(text).first().map(|(at, message)| format!("{at}: {message}")).unwrap_or_default()
}

#[test]
fn syntax_faults_say_what_must_follow() {
    for (text, expected) in [
        ("", ": expected a query, but there is none"),
        ("sum(a", ": the query ends here, but `,` or `)` must follow"),
        ("a +", ": the query ends here, but an expression must follow"),
        ("a b", "b: expected an operator or the end of the query but found `b`"),
        ("a{b=}", "}: expected a value in quotes but found `}`"),
        ("a{b}", "}: expected `=`, `!=`, `=~` or `!~` but found `}`"),
        ("a{b==\"c\"}", "=: expected a value in quotes but found `=`"),
        ("a = 1", "=: `=` compares labels between braces only: to compare values write `==`"),
        ("a && b", "&: `&` is no operator: write `and`, `or`, `unless`"),
        ("a[5]]", "]: expected an operator or the end of the query but found `]`"),
        ("a[five]", "five: expected a duration such as `5m` but found `five`"),
        ("rate(a[5min])", "5min: `5min` is no duration: write whole numbers with units, such as `1h30m`"),
        ("a[0s]", "0s: a range or step must be greater than 0"),
        ("\"a", "\"a: this string is never closed: add a closing \""),
        ("{\"\\q\"}", "\\q: `\\q` is no escape sequence: write `\\\\` for a backslash"),
        ("abs(a,)", ",: no comma may follow the last argument"),
        ("sum by a (b)", "a: expected `(` with the labels but found `a`"),
        ("größe", "ö: `ö` cannot stand in a bare name: put the name in quotes, `{\"...\"}`"),
        ("a on b", "on: expected an operator or the end of the query but found `on`"),
    ] {
        assert_eq!(first(text), expected, "{text}");
    }
}

#[test]
fn wrong_types_say_what_is_needed_and_how_to_get_it() {
    for (text, expected) in [
        (
            "rate(a)",
            "a: `rate` needs a range vector here, but this is an instant vector: add a range such as `[5m]`",
        ),
        (
            "sum(a[5m])",
            "a[5m]: `sum` needs an instant vector here, but this is a range vector: leave the range out, or put a \
             function such as `rate` around it",
        ),
        (
            "abs(1)",
            "1: `abs` needs an instant vector here, but this is a scalar: put `vector(...)` around it",
        ),
        (
            "topk(a, b)",
            "a: `topk` needs a scalar here, but this is an instant vector: put `scalar(...)` around it",
        ),
        ("1 > 2", ">: two scalars can only be compared with `bool`: write `> bool`"),
        ("a + bool b", "bool: `bool` can only follow a comparison, not `+`"),
        ("a and 1", "1: `and` needs instant vectors, but this is a scalar"),
        ("a + \"b\"", "\"b\": `+` needs scalars or instant vectors, but this is a string"),
        ("-a[5m]", "-a[5m]: a sign needs a scalar or an instant vector, but this is a range vector"),
        ("1[5m:]", "1: a subquery needs an instant vector, but this is a scalar"),
    ] {
        assert_eq!(first(text), expected, "{text}");
    }
}

#[test]
fn wrong_use_is_refused_as_prometheus_does() {
    for (text, expected) in [
        ("rat(a[5m])", "rat: there is no function `rat`; did you mean `rate`?"),
        ("frobnicate(a)", "frobnicate: there is no function `frobnicate`"),
        ("round()", "round(): `round` takes 1 to 2 arguments, but 0 are given"),
        ("label_join(a)", "label_join(a): `label_join` takes at least 3 arguments, but 1 are given"),
        ("sum(a, b)", "sum(a, b): `sum` takes 1 argument, but 2 are given"),
        (
            "(a)[5m]",
            "[5m]: a range can only be taken of a selector: for other expressions write a subquery, `[5m:]`",
        ),
        ("a offset 5m [5m]", " [5m]: the range must stand before `offset`"),
        ("a offset 1m offset 2m", " offset 2m: `offset` is set twice"),
        ("(a) @ 5", " @ 5: `@` must stand right behind a selector, a range or a subquery"),
        ("a{__name__=\"b\"}", "__name__=\"b\": the metric is named twice: `a` and `b`"),
        ("a{b=~\"(\"}", "\"(\": a `(` is never closed: add a `)`"),
        ("a * on(b) group_left(b) c", "b: `b` cannot be matched on and taken over at once"),
        ("a and on(b) group_left c", "and on(b) group_left: `and` takes no `group_left` or `group_right`"),
        ("a * on(b) 2", "on(b): only instant vectors can be matched by labels"),
    ] {
        assert_eq!(first(text), expected, "{text}");
    }
    for text in ["{}", "{a=\"\"}", "{a=~\".*\"}", "{a!~\".+\"}"] {
        assert!(first(text).contains("this selects every series"), "{text}");
    }
}

#[test]
fn experimental_functions_need_their_feature() {
    let query = parse("sort_by_label(a, \"b\")").root;
    assert_eq!(check(&query, Features { experimental_functions: true, ..Features::default() }), []);
    assert!(check(&query, Features::default())[0].message.contains("experimental"));
    let query = parse("limitk(2, a) + fill(0) b").root;
    assert_eq!(check(&query, Features::default()).len(), 2);
}

#[test]
fn what_stands_around_a_fault_is_kept() {
    for (text, tree) in [
        ("sum(rate(http_", "<sum>(rate(http_))"),
        ("a{b=\"c\", d", "a{bEqualc}"),
        ("sum by (x", "<sum by x>()"),
        ("f(a b, c)", "f(a, c)"),
        ("a + * b", "(+ a (* ? b))"),
        ("rate(a[", "rate(a[?])"),
        ("a / on(x", "(/ a ?)"),
    ] {
        assert_eq!(show(&parse(text).root), tree, "{text}");
    }
}

#[test]
fn deep_and_long_queries_are_cut_off() {
    for text in [
        "(".repeat(100_000),
        "-".repeat(100_000),
        "a+".repeat(100_000),
        "a[".repeat(100_000),
        format!("a[{}", "(".repeat(100_000)),
    ] {
        let parsed = parse(&text);
        assert!(!parsed.errors.is_empty() && parsed.errors.len() <= 200_000, "{}", parsed.errors.len());
        check(&parsed.root, Features::default());
    }
    let long = vec!["a"; 400].join(" or ");
    assert_eq!(parse(&long).errors, []);
}
