use super::tree::{Slot, Tree, raw};
use super::{Random, query};

/// What is broken in a case. The tool need not mind: an absent field may be optional.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A field that the format does not have.
    UnknownField,
    /// A field that is not there.
    MissingField,
    /// A field, or an item, without a value.
    EmptyValue,
    /// A field that is written twice.
    DuplicateField,
    /// A value of another type.
    WrongType,
    /// A text that cannot be read as what it stands for.
    BadText,
    /// A field that contradicts another one.
    Contradiction,
    /// An item of a list that stands there twice.
    DuplicateItem,
}

impl Fault {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::UnknownField,
        Self::MissingField,
        Self::EmptyValue,
        Self::DuplicateField,
        Self::WrongType,
        Self::BadText,
        Self::Contradiction,
        Self::DuplicateItem,
    ];
}

/// Breaks a tree in one place. Texts and contradictions, which have the most ways to be wrong, come more often.
pub(super) fn break_one(tree: &mut Tree, random: &mut Random) -> Option<Fault> {
    (0..50).find_map(|_| {
        let fault = match random.below(Fault::ALL.len() + 6) {
            at if at < Fault::ALL.len() => Fault::ALL[at],
            at if at % 2 == 0 => Fault::BadText,
            _ => Fault::Contradiction,
        };
        apply(fault, tree, random).then_some(fault)
    })
}

fn apply(fault: Fault, tree: &mut Tree, random: &mut Random) -> bool {
    match fault {
        Fault::UnknownField => at_one(tree, random, is_struct, |map, _| add(map, "nonsense", raw(1))),
        Fault::MissingField => at_one(tree, random, is_struct, |map, random| {
            let entries = entries(map);
            entries.remove(random.below(entries.len()));
        }),
        Fault::EmptyValue => at_one(tree, random, |_| true, |value, _| *value = raw("")),
        Fault::DuplicateField => at_one(tree, random, is_struct, |map, random| {
            let entries = entries(map);
            let again = random.pick(entries).clone();
            entries.push(again);
        }),
        Fault::WrongType => at_one(tree, random, keeps_format, |value, random| {
            *value = match value {
                Tree::Scalar(..) => raw(random.pick(&["[1, 2]", "{a: b}"])),
                Tree::Map(..) | Tree::List(_) => raw(random.pick(&["text", "7", "true"])),
            };
        }),
        Fault::BadText => at_one(tree, random, has_bad, |value, random| {
            let Tree::Scalar(slot, text) = value else { return };
            *text = if *slot == Slot::Query {
                query::broken(text, random)
            } else {
                (*random.pick(bad(*slot))).to_owned()
            };
        }),
        Fault::Contradiction => at_one(tree, random, has_contradiction, |map, random| {
            let Tree::Map(kind, _) = map else { return };
            let all: Vec<_> = CONTRADICTIONS.iter().filter(|(of, ..)| of == kind).collect();
            let (_, field, value) = random.pick(&all);
            set(map, field, raw(value));
        }),
        Fault::DuplicateItem => at_one(
            tree,
            random,
            |t| matches!(t, Tree::List(i) if !i.is_empty()),
            |value, random| {
                let Tree::List(items) = value else { return };
                let again = random.pick(items).clone();
                items.push(again);
            },
        ),
    }
}

/// Changes one of the values that fit; whether there was one.
fn at_one(
    tree: &mut Tree,
    random: &mut Random,
    fits: fn(&Tree) -> bool,
    change: impl FnOnce(&mut Tree, &mut Random),
) -> bool {
    let mut count = 0;
    tree.each(&mut |value| count += usize::from(fits(value)));
    let chosen = random.below(count);
    let (mut at, mut change) = (0, Some(change));
    tree.each(&mut |value| {
        if fits(value) {
            if at == chosen
                && let Some(change) = change.take()
            {
                change(value, random);
            }
            at += 1;
        }
    });
    count > 0
}

fn is_struct(tree: &Tree) -> bool {
    matches!(tree, Tree::Map(kind, entries) if !kind.is_empty() && !entries.is_empty())
}

/// Not what tells a rule file from other YAML.
fn keeps_format(tree: &Tree) -> bool {
    match tree {
        Tree::Map(kind, _) => !["rules", "group", "prometheus", "alertmanager"].contains(kind),
        Tree::List(items) => !matches!(items.first(), Some(Tree::Map("group", _))),
        Tree::Scalar(..) => true,
    }
}

fn has_bad(tree: &Tree) -> bool {
    matches!(tree, Tree::Scalar(slot, _) if *slot == Slot::Query || !bad(*slot).is_empty())
}

fn has_contradiction(tree: &Tree) -> bool {
    matches!(tree, Tree::Map(kind, _) if CONTRADICTIONS.iter().any(|(of, ..)| of == kind))
}

fn entries(tree: &mut Tree) -> &mut Vec<(String, Tree)> {
    match tree {
        Tree::Map(_, entries) => entries,
        _ => unreachable!("only mappings are asked for entries"),
    }
}

fn add(map: &mut Tree, name: &str, value: Tree) {
    entries(map).push((name.to_owned(), value));
}

fn set(map: &mut Tree, name: &str, value: Tree) {
    let entries = entries(map);
    match entries.iter_mut().find(|(key, _)| key == name) {
        Some((_, old)) => *old = value,
        None => entries.push((name.to_owned(), value)),
    }
}

/// Texts that are probably refused where a text of the kind is needed.
fn bad(slot: Slot) -> &'static [&'static str] {
    match slot {
        Slot::Duration => &["5 minutes", "1.5h", "10", "m5", "5M", "1s1m", "", "-5m", "0s", "0"],
        Slot::GoDuration => &["1 s", "5d", "x", "10", "-1s", ""],
        Slot::Template => &[
            "{{ $labels.job ",
            "{{ $lables.job }}",
            "{{ humanise $value }}",
            "{{ end }}",
            "{{ if $value }}x",
            "{{ range query \"up\" }}",
            "{{ $x }}",
            "{{ .Label.job }}",
            "{{ template \"none\" . }}",
            "{{ 'x' }}",
        ],
        Slot::Metric => &["job-rate", "up{job=\"a\"}", "5m:rate", "", "sum(up)", "a b"],
        Slot::Label => &["team-a", "1st", "", "a b", "a.b", "..."],
        Slot::Regex => &["(", "a**", "[z-a]", "(?<n>", "\\8", "(?=x)", "*"],
        Slot::Matcher => &[
            "severity",
            "severity==critical",
            "=x",
            "severity=\"critical",
            "a=~\"(\"",
            "{a=b",
            "a=b}",
            "a=b c",
            "a=b,",
            "",
            "a-b=c",
            "a=\"b\"c\"",
            "a!b",
        ],
        Slot::Url => &[
            "hooks.slack.com/x",
            "ftp://x/y",
            "http://",
            "http://a b",
            "://x",
            "http://x:port/",
            "/path",
            "",
        ],
        Slot::HostPort => &["mail", "mail:", "http://mail:25", ":587", "a:b:c", "[::1]:25", ""],
        Slot::Choice => &["nonsense", "", "POD", "TLS9"],
        Slot::Time => &["8:00", "24:00", "25:00", "12:60", "noon", "18:00", ""],
        Slot::Weekday => &["mon", "friday:monday", "weekday", "monday:", "1", "monday:tuesday:friday"],
        Slot::Day => &["0", "32", "5:1", "-1:5", "-1:-3", "x", "1:31", "-31", "31:-28"],
        Slot::Month => &["jan", "13", "december:january", "0", "1:", "12:1"],
        Slot::Year => &["twenty", "2030:2020", "2020:", ""],
        Slot::Zone => &["Europe/Nowhere", "CET", "UTC", "local", "Local", "berlin", ""],
        Slot::Target => &["http://web:9100", "web/metrics", "", "web"],
        Slot::Bytes => &["10", "10XB", "ten", "10 GB", "-1GB", "1.5GB", "10G", "10GiB"],
        Slot::Reference => &["nobody", "Team-0", ""],
        Slot::Path => &["", "a*b/*c", "http://a b", "http://x:port/", "x.txt"],
        Slot::Raw | Slot::Text | Slot::Query => &[],
    }
}

/// Fields by the kind of their mapping that go badly with what else stands there.
const CONTRADICTIONS: &[(&str, &str, &str)] = &[
    ("record", "for", "5m"),
    ("record", "for", "0s"),
    ("record", "keep_firing_for", "5m"),
    ("record", "annotations", "{summary: x}"),
    ("record", "annotations", "{}"),
    ("record", "alert", "Both"),
    ("record", "labels", "{__name__: x}"),
    ("record", "labels", "{'team-a': x}"),
    ("record", "labels", "{'': x}"),
    ("alert", "record", "both"),
    ("alert", "record", "''"),
    ("alert", "labels", "{__name__: x}"),
    ("alert", "labels", "{'team-a': x}"),
    ("alert", "annotations", "{'': x}"),
    ("alert", "expr", "''"),
    ("alert", "alert", "''"),
    ("alert", "labels", "{severity: [a]}"),
    ("alert", "expr", "1"),
    ("group", "labels", "{__name__: x}"),
    ("group", "labels", "{'a b': x}"),
    ("group", "name", "group-0"),
    ("group", "limit", "-1"),
    ("group", "limit", "1.5"),
    ("global", "scrape_timeout", "1m"),
    ("global", "scrape_interval", "5s"),
    ("global", "scrape_interval", "0s"),
    ("global", "external_labels", "{'a-b': x}"),
    ("global", "external_labels", "{'': x}"),
    ("global", "scrape_protocols", "[]"),
    ("global", "scrape_protocols", "[PrometheusProto, PrometheusProto]"),
    ("global", "metric_name_validation_scheme", "legacy"),
    ("global", "metric_name_escaping_scheme", "dots"),
    ("job", "scrape_timeout", "2m"),
    ("job", "scrape_interval", "1s"),
    ("job", "job_name", "job-0"),
    ("job", "bearer_token", "x"),
    ("job", "basic_auth", "{username: a, username_file: b}"),
    ("job", "authorization", "{type: basic}"),
    ("job", "authorization", "{credentials: a, credentials_file: b}"),
    ("job", "tls_config", "{cert_file: a}"),
    ("job", "tls_config", "{ca: a, ca_file: b}"),
    ("job", "tls_config", "{key: a}"),
    ("job", "no_proxy", "localhost"),
    ("job", "proxy_from_environment", "true"),
    ("job", "proxy_connect_header", "{A: [b]}"),
    ("job", "metric_name_validation_scheme", "utf8"),
    ("job", "metric_name_escaping_scheme", "allow-utf-8"),
    ("job", "http_headers", "{Host: {values: [x]}}"),
    ("job", "scrape_protocols", "[PrometheusText0.0.4, prometheustext0.0.4]"),
    ("job", "static_configs", "[{targets: ['a:1'], labels: {'a-b': c}}]"),
    ("job", "scheme", "HTTP"),
    ("static", "targets", "web"),
    ("static", "labels", "{a: 5, b: true}"),
    ("static", "labels", "{'': x}"),
    ("keep", "action", "hashmod"),
    ("keep", "action", "KEEP"),
    ("keep", "action", "replace"),
    ("keep", "action", "labeldrop"),
    ("keep", "source_labels", "[]"),
    ("replace", "target_label", "''"),
    ("replace", "target_label", "'a-b'"),
    ("replace", "target_label", "'${1}'"),
    ("replace", "action", "keepequal"),
    ("replace", "action", "lowercase"),
    ("labelmap", "replacement", "'a b'"),
    ("labelmap", "replacement", "''"),
    ("hashmod", "modulus", "0"),
    ("hashmod", "modulus", "-1"),
    ("labeldrop", "source_labels", "[a]"),
    ("labeldrop", "target_label", "a"),
    ("labeldrop", "separator", "','"),
    ("labeldrop", "separator", "';'"),
    ("lowercase", "replacement", "x"),
    ("lowercase", "target_label", "''"),
    ("keepequal", "regex", "'(.*)'"),
    ("keepequal", "regex", "x"),
    ("keepequal", "separator", "','"),
    ("write", "headers", "{Authorization: x}"),
    ("write", "headers", "{host: x}"),
    ("write", "sigv4", "{region: x}"),
    ("write", "protobuf_message", "io.prometheus.write.v9"),
    ("queue", "max_shards", "0"),
    ("queue", "min_shards", "100"),
    ("queue", "max_backoff", "10ms"),
    ("queue", "capacity", "-5"),
    ("retention", "percentage", "101"),
    ("retention", "size", "-1GB"),
    ("prometheus", "rule_files", "['a*b/*.yml']"),
    ("prometheus", "rule_files", "['rules/*.yml']"),
    ("prometheus", "scrape_config_files", "['*/*.yml']"),
    ("prometheus", "otlp", "{promote_all_resource_attributes: true, promote_resource_attributes: [a]}"),
    ("prometheus", "otlp", "{ignore_resource_attributes: [a]}"),
    ("kubernetes_sd", "kubeconfig_file", "x"),
    ("kubernetes_sd", "role", "service"),
    ("kubernetes_sd", "api_server", "https://x"),
    ("kubernetes_sd", "bearer_token_file", "x"),
    ("dns_sd", "port", "0"),
    ("dns_sd", "type", "SRV"),
    ("dns_sd", "type", "a"),
    ("dns_sd", "names", "[]"),
    ("file_sd", "files", "[]"),
    ("root", "matchers", "['a=b']"),
    ("root", "match", "{a: b}"),
    ("root", "match", "{}"),
    ("root", "continue", "true"),
    ("root", "mute_time_intervals", "[nights]"),
    ("root", "active_time_intervals", "[weekends]"),
    ("root", "group_by", "['...', job]"),
    ("root", "group_by", "[job, job]"),
    ("root", "group_by", "['...', '...']"),
    ("root", "receiver", "''"),
    ("root", "group_interval", "0s"),
    ("root", "repeat_interval", "0s"),
    ("root", "group_wait", "0s"),
    ("root", "labels", "{a: b}"),
    ("route", "match", "{'a-b': c}"),
    ("route", "match_re", "{a: '('}"),
    ("route", "match_re", "{'a.b': c}"),
    ("route", "group_by", "['']"),
    ("route", "labels", "{'a-b': c}"),
    ("route", "mute_time_intervals", "[never]"),
    ("route", "active_time_intervals", "[nights, never]"),
    ("route", "receiver", "nobody"),
    ("inhibit", "equal", "['a-b']"),
    ("inhibit", "source_match", "{'a-b': c}"),
    ("inhibit", "target_match_re", "{a: '['}"),
    ("named", "name", "nights"),
    ("named", "name", "''"),
    ("times", "start_time", "'18:00'"),
    ("times", "end_time", "'08:00'"),
    ("receiver", "name", "team-0"),
    ("receiver", "labels", "{name: other}"),
    ("webhook", "url_file", "/x"),
    ("webhook", "url", "'http://{{ .x }}/'"),
    ("webhook", "max_alerts", "-1"),
    ("webhook", "http_config", "{basic_auth: {username: a}, authorization: {credentials: b}}"),
    ("webhook", "http_config", "{bearer_token: a, bearer_token_file: b}"),
    ("webhook", "http_config", "{oauth2: {client_id: a}}"),
    ("webhook", "http_config", "{proxy_from_environment: true, proxy_url: 'http://x'}"),
    ("email", "headers", "{subject: a, Subject: b}"),
    ("email", "headers", "{References: a}"),
    ("email", "threading", "{enabled: true}"),
    ("email", "threading", "{enabled: true, thread_by_date: daily}"),
    ("email", "to", "''"),
    ("slack", "api_url_file", "/x"),
    ("slack", "app_token", "x"),
    ("slack", "update_message", "true"),
    ("slack", "api_url", "'https://slack.com/x'"),
    ("slack_action", "url", "''"),
    ("slack_field", "value", "''"),
    ("pagerduty", "routing_key_file", "/x"),
    ("pagerduty", "service_key", "x"),
    ("pagerduty", "routing_key", "''"),
    ("opsgenie", "api_key_file", "/x"),
    ("opsgenie", "api_key", "x"),
    ("responder", "type", "nobody"),
    ("responder", "name", "''"),
    ("responder", "type", "'{{ .x }}'"),
    ("pushover", "html", "true"),
    ("pushover", "user_key_file", "/x"),
    ("pushover", "token", "''"),
    ("victorops", "custom_fields", "{routing_key: x}"),
    ("victorops", "api_key", "x"),
    ("telegram", "chat_id", "0"),
    ("telegram", "chat_id_file", "/x"),
    ("telegram", "bot_token_file", "/x"),
    ("telegram", "bot_token", "''"),
    ("discord", "webhook_url_file", "/x"),
    ("msteams", "webhook_url_file", "/x"),
    ("msteamsv2", "webhook_url_file", "/x"),
    ("sns", "topic_arn", "''"),
    ("webex", "http_config", "{}"),
    ("wechat", "api_secret_file", "/x"),
    ("wechat", "corp_id", "''"),
    ("jira", "api_type", "server"),
    ("jira", "api_url", "x"),
    ("jira", "summary", "{template: x}"),
    ("rocketchat", "token_file", "/x"),
    ("rocketchat", "token", "''"),
    ("mattermost", "webhook_url_file", "/x"),
    ("incidentio", "alert_source_token_file", "/x"),
    ("incidentio", "http_config", "{authorization: {credentials: x}}"),
    ("global.am", "slack_api_url_file", "/x"),
    ("global.am", "slack_app_token", "x"),
    ("global.am", "smtp_from", "''"),
    ("global.am", "opsgenie_api_key_file", "/x"),
    ("global.am", "http_config", "{tls_config: {key_file: x}}"),
    ("alertmanager", "templates", "['*.tmpl']"),
    ("alertmanager", "mute_time_intervals", "[{name: nights}]"),
    ("alertmanager", "tracing", "{client_type: grpc}"),
    ("alertmanager", "receivers", "[]"),
    ("alertmanager", "inhibit_rules", "[{source_matchers: ['a=b'], target_matchers: ['c=d']}]"),
];
