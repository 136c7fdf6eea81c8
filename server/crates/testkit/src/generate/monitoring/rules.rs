use super::tree::{Slot, Tree, free, map, raw, scalar};
use super::{Random, query};

const TEMPLATES: &[&str] = &[
    "{{ $labels.instance }} is down",
    "{{ $value | humanize }} of {{ $labels.job }}",
    "{{ printf \"%.2f\" $value }}%",
    "{{ if gt $value 5.0 }}many{{ else }}few{{ end }}",
    "{{ range query \"up\" }}{{ .Labels.job }}{{ end }}",
    "{{ with $labels.team }}{{ . | toUpper }}{{ end }}",
    "plain text",
    "{{ $externalURL }}/graph",
    "{{ .Labels.job }} at {{ .Value }}",
    "",
];

/// A rule file.
pub(super) fn file(random: &mut Random) -> Tree {
    let groups = (0..random.between(1, 3)).map(|number| group(number, random)).collect();
    map("rules").with("groups", Tree::List(groups))
}

fn group(number: usize, random: &mut Random) -> Tree {
    let rules = (0..random.between(1, 4)).map(|number| rule(number, random)).collect();
    map("group")
        .with("name", scalar(Slot::Text, format!("group-{number}")))
        .maybe(random.chance(40), "interval", || scalar(Slot::Duration, "30s"))
        .maybe(random.chance(15), "limit", || raw(10))
        .maybe(random.chance(15), "query_offset", || scalar(Slot::Duration, "10s"))
        .maybe(random.chance(20), "labels", || free(Slot::Text, [("team", "core")]))
        .with("rules", Tree::List(rules))
}

fn rule(number: usize, random: &mut Random) -> Tree {
    if random.chance(40) { recording(number, random) } else { alert(number, random) }
}

fn recording(number: usize, random: &mut Random) -> Tree {
    map("record")
        .with("record", scalar(Slot::Metric, format!("job:requests:rate{number}m")))
        .with("expr", scalar(Slot::Query, query::query(random)))
        .maybe(random.chance(30), "labels", || free(Slot::Text, [("source", "{{ of no interest }")]))
}

fn alert(number: usize, random: &mut Random) -> Tree {
    let summary = (*random.pick(TEMPLATES)).to_owned();
    let annotations = vec![
        ("summary".to_owned(), scalar(Slot::Template, summary)),
        ("runbook_url".to_owned(), scalar(Slot::Template, "https://example.com/{{ $labels.alertname }}")),
    ];
    let severity = random.pick(&["critical", "warning", "info"]);
    map("alert")
        .with("alert", scalar(Slot::Text, format!("Alert{number}")))
        .with("expr", scalar(Slot::Query, query::query(random)))
        .maybe(random.chance(70), "for", || scalar(Slot::Duration, "5m"))
        .maybe(random.chance(15), "keep_firing_for", || scalar(Slot::Duration, "10m"))
        .with("labels", free(Slot::Template, [("severity", *severity)]))
        .with("annotations", Tree::Map("", annotations))
}
