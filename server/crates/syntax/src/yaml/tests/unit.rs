use crate::yaml::{is_template, units};

fn cut(text: &str) -> Vec<&str> {
    units(text).iter().map(|span| span.text(text)).collect()
}

#[test]
fn a_marker_line_opens_the_unit_it_stands_in() {
    assert_eq!(cut("a: 1\n---\nb: 2\n--- # c\nc: 3"), ["a: 1\n", "---\nb: 2\n", "--- # c\nc: 3"]);
}

#[test]
fn comments_before_the_first_marker_belong_to_its_document() {
    assert_eq!(
        cut("# licence\n\n---\na: 1\n---\n# none\n---\nb: 1"),
        ["# licence\n\n---\na: 1\n", "---\n# none\n", "---\nb: 1"]
    );
    assert_eq!(cut("\u{feff}---\na: 1\n"), ["\u{feff}---\na: 1\n"]);
}

#[test]
fn an_end_marker_closes_its_unit() {
    assert_eq!(cut("a: 1\n...\n%YAML 1.2\n---\nb: 2\n...\n"), ["a: 1\n...\n", "%YAML 1.2\n---\nb: 2\n...\n"]);
}

#[test]
fn markers_end_quoted_and_block_scalars_too() {
    assert_eq!(
        cut("a: |\n  ---\n  x\n---\nb: \"y\n---\n\""),
        ["a: |\n  ---\n  x\n", "---\nb: \"y\n", "---\n\""]
    );
}

#[test]
fn dashes_that_are_no_marker_cut_nothing() {
    assert_eq!(cut("----\n---a\n - ---\n"), ["----\n---a\n - ---\n"]);
    assert_eq!(cut(""), [""]);
}

#[test]
fn line_endings_of_all_kinds_are_known() {
    assert_eq!(cut("a: 1\r\n---\r\nb: 2\r---\rc: 3"), ["a: 1\r\n", "---\r\nb: 2\r", "---\rc: 3"]);
}

#[test]
fn a_chart_template_is_told_from_an_alert_with_a_template_in_it() {
    assert!(is_template("replicas: {{ .Values.replicas }}\n"));
    assert!(is_template("name: \"{{ .Release.Name }}-web\"\n"));
    assert!(is_template("spec:\n  {{- if .x }}\n  a: 1\n  {{- end }}\n"));
    assert!(is_template("hosts:\n{% for h in hosts %}\n - {{ h }}\n{% endfor %}\n"));
    assert!(!is_template("summary: \"{{ $labels.instance }} is down\"\n"));
    assert!(!is_template("text: |\n  {{ define \"x\" }}\n  {{ .Alerts }}\n\n  {{ end }}\n"));
    assert!(!is_template("- name: t\n  value: >-\n    {{ $value }}\n"));
}
