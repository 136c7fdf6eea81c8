use super::{encoding, pattern, refused, time};
use crate::terraform::evaluate::literal;
use syntax::hcl::{Expr, ExprKind, parse};

/// What is said against the call that `text` is.
fn said(text: &str) -> Option<String> {
    let tree = parse(&format!("a = {text}\n")).root;
    let Some(Expr { kind: ExprKind::Call { name, args, .. }, .. }) = tree.attribute("a").map(|a| &a.value)
    else {
        panic!("{text} is no call");
    };
    let values: Vec<_> = args.iter().map(literal).collect();
    refused(&name.text, &values).map(|(_, message)| message)
}

#[track_caller]
fn assert_judged(right: &[&str], wrong: &[&str]) {
    for text in right {
        assert_eq!(said(text), None, "{text}");
    }
    for text in wrong {
        assert!(said(text).is_some(), "{text} is taken for right");
    }
}

#[test]
fn blocks_of_addresses_have_room_for_what_is_cut_from_them() {
    assert_judged(
        &[
            "cidrsubnet(\"10.0.0.0/16\", 8, 255)",
            "cidrsubnet(\"10.00.0.0/16\", 16, 65535)",
            "cidrsubnet(\"fd00::/8\", 120, 1)",
            "cidrhost(\"10.0.0.0/30\", -4)",
            "cidrsubnets(\"10.0.0.0/8\", 8, 24)",
        ],
        &[
            "cidrsubnet(\"10.0.0.0/16\", 8, 256)",
            "cidrsubnet(\"10.0.0.0/16\", 17, 0)",
            "cidrsubnet(\"10.0.0/16\", 1, 0)",
            "cidrhost(\"10.0.0.0/30\", 4)",
            "cidrhost(\"10.0.0.0/33\", 4)",
            "cidrhost(\"10.0.0.256/24\", 4)",
            "cidrnetmask(\"fd00::/8\")",
            "cidrsubnets(\"10.0.0.0/8\", 8, 0)",
        ],
    );
}

#[test]
fn patterns_are_those_of_re2() {
    for right in [
        "^a{1,2}$",
        "a{",
        "a{b}",
        "[]a]",
        "[^]-]",
        "(?i)a",
        "(?:a|b)*?",
        "(?P<n>a)",
        "[[:alpha:]_-]",
        r"\d+\.\pL\p{Greek}",
        r"\Q(\E",
        "x*|",
        "",
        "[a-z0-9-]+",
        r"[\w-.]",
    ] {
        assert_eq!(pattern::judge(right), Ok(()), "{right}");
    }
    for wrong in [
        "(", ")", "[", "[z-a]", "*a", "a**", "(?=a)", "(?<!a)", r"\1", "a\\", "a{2,1}", "a{1001}", "(?z)",
        "(|*)",
    ] {
        assert!(pattern::judge(wrong).is_err(), "{wrong} is taken for right");
    }
}

#[test]
fn times_and_durations_are_read_as_go_reads_them() {
    for right in ["2024-01-02T03:04:05Z", "2024-12-31T23:59:59.5+01:30"] {
        assert_eq!(time::timestamp(right), Ok(()), "{right}");
    }
    for wrong in ["2024-01-02", "2024-13-02T03:04:05Z", "2024-01-02 03:04:05Z", "2024-01-02T03:04:05", ""] {
        assert!(time::timestamp(wrong).is_err(), "{wrong} is taken for right");
    }
    for right in ["1h", "-1.5h30m", "0", "10ms", ".5s"] {
        assert_eq!(time::duration(right), Ok(()), "{right}");
    }
    for wrong in ["", "1", "1d", "h", "1h30"] {
        assert!(time::duration(wrong).is_err(), "{wrong} is taken for right");
    }
    assert_eq!(time::layout("YYYY-MM-DD'T'hh:mm:ssZZZZ"), Ok(()));
    assert!(time::layout("YYY").is_err() && time::layout("'a").is_err() && time::layout("T").is_err());
}

#[test]
fn texts_are_in_the_encoding_that_is_read() {
    assert_eq!(encoding::base64("aGk="), Ok(()));
    assert!(encoding::base64("aGk").is_err() && encoding::base64("/w==").is_err());
    assert_judged(
        &["jsondecode(\"{}\")", "csvdecode(\"a,b\\n1,2\")", "uuidv5(\"dns\", \"a\")", "parseint(\"Zz\", 62)"],
        &[
            "jsondecode(\"{\")",
            "yamldecode(\"a: [\")",
            "csvdecode(\"a,b\\n1\")",
            "uuidv5(\"a\", \"a\")",
            "parseint(\"2\", 2)",
        ],
    );
}

#[test]
fn a_format_has_a_place_and_a_kind_for_every_value() {
    assert_judged(
        &[
            "format(\"%5.2f %%\", 1)",
            "format(\"%[2]s %[1]s\", 1, 2)",
            "format(\"%v\", [1])",
            "format(\"%*d\", 1, 2)",
        ],
        &[
            "format(\"%s\")",
            "format(\"a\", 1)",
            "format(\"%d\", \"x\")",
            "format(\"%y\", 1)",
            "format(\"%s\", [1])",
        ],
    );
}

#[test]
fn lists_have_what_is_taken_from_them() {
    assert_judged(
        &[
            "slice([1, 2], 0, 2)",
            "range(3)",
            "range(5, 0)",
            "index([1, 2], 2)",
            "sum([1, \"2\"])",
            "coalescelist([], [1])",
        ],
        &[
            "slice([1, 2], 0, 3)",
            "slice([1], 1, 0)",
            "range(0, 9, -1)",
            "range(2000)",
            "index([1], 2)",
            "sum([])",
            "sum([true])",
            "coalescelist([], [])",
            "chunklist([1], -1)",
            "flatten({})",
        ],
    );
}
