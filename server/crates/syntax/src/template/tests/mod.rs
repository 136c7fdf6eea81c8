//! Tests of the template reader.

use super::{Dialect, NodeKind, Operand, Template, Term, check, parse};
use proptest::prelude::*;
use serde_json::Value;
use text::Span;

/// A JSON line each: a template of random pieces or a mutated one, and what Prometheus (v3.16) says against it when
/// it checks rules, or null.
const RECORDED: &str = include_str!("prometheus.jsonl");

#[test]
fn the_verdict_is_that_of_prometheus() {
    let mut refused = (0, 0);
    for line in RECORDED.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let (text, fault) = (case[0].as_str().unwrap(), case[1].as_str());
        let errors = parse(text, Dialect::Prometheus).errors;
        assert_eq!(!errors.is_empty(), fault.is_some(), "{text:?}: {fault:?}, {errors:?}");
        if fault.is_some() { refused.0 += 1 } else { refused.1 += 1 }
    }
    assert!(refused.0 > 200 && refused.1 > 200, "{refused:?}");
}

/// Reads `text`, which must be faultless.
#[track_caller]
fn clean(text: &str) -> Template {
    let parsed = parse(text, Dialect::Prometheus);
    assert_eq!(parsed.errors, [], "{text}");
    assert_eq!(check(&parsed.root, Dialect::Prometheus), [], "{text}");
    parsed.root
}

/// What is wrong with `text`, as `underlined: message`.
fn faults(text: &str, dialect: Dialect) -> Vec<String> {
    let parsed = parse(text, dialect);
    let mut errors = parsed.errors;
    errors.extend(check(&parsed.root, dialect));
    errors.into_iter().map(|e| format!("{}: {}", e.span.text(text), e.message)).collect()
}

fn operands(template: &Template) -> Vec<&Operand> {
    let mut all = Vec::new();
    template.pipelines(&mut |pipeline| all.extend(pipeline.operands()));
    all
}

#[test]
fn variables_fields_and_functions_have_their_spans() {
    let text = "{{ $labels.instance }} is at {{ printf \"%.1f\" (index .Labels \"a\") | title }}";
    let template = clean(text);
    let operands = operands(&template);
    let spans: Vec<_> = operands.iter().map(|o| o.span.text(text)).collect();
    assert_eq!(
        spans,
        [
            "$labels.instance",
            "printf",
            "\"%.1f\"",
            "(index .Labels \"a\")",
            "title",
            "index",
            ".Labels",
            "\"a\""
        ]
    );
    assert_eq!(operands[0].term, Term::Variable("$labels".into()));
    assert_eq!(operands[0].fields[0].span.text(text), "instance");
    assert_eq!((&operands[6].term, operands[6].fields[0].text.as_str()), (&Term::Dot, "Labels"));
}

#[test]
fn bodies_nest_and_else_if_is_a_node_of_its_own() {
    let text = "a{{- if $value }}b{{ else if 1 }}c{{ else }}d{{ end -}}{{ range $i, $x := query \"up\" }}{{ break }}{{ end }}";
    let template = clean(text);
    assert_eq!(template.nodes.len(), 3);
    let NodeKind::Control { body, otherwise, .. } = &template.nodes[1].kind else { panic!() };
    assert_eq!((body[0].span.text(text), otherwise.len()), ("b", 1));
    let NodeKind::Control { body, otherwise, .. } = &otherwise[0].kind else { panic!() };
    assert_eq!((body[0].span.text(text), otherwise[0].span.text(text)), ("c", "d"));
}

#[test]
fn faults_say_what_must_change() {
    for (text, expected) in [
        ("{{ $labels.x", ": this action is never closed: add `}}`"),
        ("{{ humanise $value }}", "humanise: there is no function `humanise`; did you mean `humanize`?"),
        ("{{ $label.x }}", "$label: the variable `$label` is not set here"),
        ("{{ if $value }}x", "{{ if $value }}: this `if` is never ended: add `{{ end }}`"),
        ("x{{ end }}", "{{ end }}: there is nothing to end here: remove this `end`"),
        ("{{ }}", "}}: an action needs a value"),
        ("{{ if }}{{ end }}", "}}: `if` needs a value"),
        ("{{ ($value }}", "}}: a `(` is never closed: add `)`"),
        ("{{ \"a }}", "\"a }}: this string is never closed: add a closing `\"`"),
        ("{{ $value | 1 }}", "1: only a function can stand behind `|`"),
        ("{{ break }}", "break: `break` stands in no `range`"),
        ("{{ .Value | humanize 1 }}", "humanize: `humanize` takes 1 argument, but 2 are given"),
        (
            "{{ .Label.x }}",
            "Label: there is no field `Label` here; there are Labels, ExternalLabels, ExternalURL, Value",
        ),
        ("{{ match \"(\" \"x\" }}", "\"(\": a `(` is never closed: add a `)`"),
        ("{{ query \"sum(\" }}", "\"sum(\": the query ends here, but an expression must follow"),
        ("{{/* a */ }}", "{{/* a */: `}}` must follow the end of a comment at once"),
    ] {
        assert_eq!(faults(text, Dialect::Prometheus).first().map(String::as_str), Some(expected), "{text}");
    }
}

#[test]
fn each_broken_action_is_reported_and_loses_only_itself() {
    let text = "{{ $a }}{{ $labels.x }}{{ foo }}{{ range nope }}{{ .x }}{{ end }}";
    assert_eq!(faults(text, Dialect::Prometheus).len(), 3);
    assert_eq!(parse(text, Dialect::Prometheus).root.nodes.len(), 2);
}

#[test]
fn alertmanager_has_functions_and_fields_of_its_own() {
    let text = "{{ define \"x\" }}{{ .GroupLabels.a | toUpper }}{{ end }}{{ .CommonLabels.a }}{{ range .Alerts.Firing }}{{ .x }}{{ end }}";
    assert_eq!(faults(text, Dialect::Alertmanager), [] as [String; 0]);
    assert_eq!(faults("{{ humanize 1 }}", Dialect::Alertmanager).len(), 1);
    assert_eq!(faults("{{ $labels.a }}", Dialect::Alertmanager).len(), 1);
    assert_eq!(faults("{{ .Labels.a }}", Dialect::Alertmanager).len(), 1);
}

#[test]
fn deep_nesting_is_cut_off() {
    for text in [
        "{{ if 1 }}",
        "{{ if 1 }}{{ else if 1 }}",
        "{{ (",
        "{{ define \"a\" }}",
        "{{ block \"a\" . }}",
        "{{ else }}",
    ] {
        let text = text.repeat(50_000);
        assert!(!parse(&text, Dialect::Prometheus).errors.is_empty());
    }
    let chain = format!("{{{{ {}1{} }}}}", "(".repeat(50_000), ")".repeat(50_000));
    assert_eq!(parse(&chain, Dialect::Prometheus).errors.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn anything_is_read_without_panic_and_spans_fit(pieces in prop::collection::vec(prop_oneof![
        prop::sample::select(vec!["{{", "}}", " -}}", "{{- ", "if ", "end", "else ", "range ", "$", ".", "(", ")", "|", "\"", "`",
            "'", "1", ":=", ",", "/*", "*/", "é", "\n", "define \"a\"", "with ", "0x", "break"]).prop_map(str::to_owned),
        "\\PC{0,3}",
    ], 0..25)) {
        let text = pieces.concat();
        let parsed = parse(&text, Dialect::Prometheus);
        let fits = |span: Span| span.start <= span.end && text.get(span.range()).is_some();
        let mut spans: Vec<Span> = parsed.root.nodes.iter().map(|n| n.span).collect();
        parsed.root.pipelines(&mut |p| spans.extend(p.operands().map(|o| o.span).chain([p.span])));
        spans.extend(parsed.errors.iter().chain(&check(&parsed.root, Dialect::Prometheus)).map(|e| e.span));
        prop_assert!(spans.iter().all(|span| fits(*span)), "{spans:?}");
    }
}
