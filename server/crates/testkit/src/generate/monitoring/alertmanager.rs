use super::notifier::receiver;
use super::tree::{Slot, Tree, free, list, map, raw, scalar};
use super::{Random, query};

/// An `alertmanager.yml`.
pub(super) fn file(random: &mut Random) -> Tree {
    let count = random.between(1, 4);
    let receivers = (0..count).map(|number| receiver(number, random)).collect();
    map("alertmanager")
        .with("global", global())
        .with("route", root(count, random))
        .with("receivers", Tree::List(receivers))
        .maybe(random.chance(40), "inhibit_rules", || Tree::List(vec![inhibition()]))
        .with("time_intervals", Tree::List(vec![interval("nights"), interval("weekends")]))
}

fn global() -> Tree {
    map("global.am")
        .with("resolve_timeout", scalar(Slot::Duration, "5m"))
        .with("smtp_smarthost", scalar(Slot::HostPort, "mail:587"))
        .with("smtp_from", scalar(Slot::Text, "alerts@example.com"))
        .with("slack_api_url", scalar(Slot::Url, "https://hooks.slack.com/services/x"))
        .with("opsgenie_api_key", scalar(Slot::Text, "key"))
        .with("victorops_api_key", scalar(Slot::Text, "key"))
}

fn root(receivers: usize, random: &mut Random) -> Tree {
    let routes = (0..random.below(4)).map(|_| route(receivers, 2, random)).collect();
    timing(map("root").with("receiver", target(receivers, random)), random)
        .maybe(random.chance(60), "group_by", || list(Slot::Label, ["alertname", "job"]))
        .with("routes", Tree::List(routes))
}

fn route(receivers: usize, depth: usize, random: &mut Random) -> Tree {
    let route = map("route").maybe(random.chance(80), "receiver", || target(receivers, random));
    let matchers = list(Slot::Matcher, [*random.pick(MATCHERS), *random.pick(MATCHERS)]);
    let route = timing(route.with("matchers", matchers), random)
        .maybe(random.chance(15), "match", || free(Slot::Text, [("team", "core")]))
        .maybe(random.chance(15), "match_re", || free(Slot::Regex, [("service", "web|api")]))
        .maybe(random.chance(20), "continue", || raw(true))
        .maybe(random.chance(20), "mute_time_intervals", || list(Slot::Reference, ["nights"]))
        .maybe(random.chance(15), "active_time_intervals", || list(Slot::Reference, ["weekends"]))
        .maybe(random.chance(15), "group_by", || list(Slot::Label, ["..."]));
    if depth > 0 && random.chance(30) {
        let inner = route_list(receivers, depth - 1, random);
        return route.with("routes", inner);
    }
    route
}

fn route_list(receivers: usize, depth: usize, random: &mut Random) -> Tree {
    Tree::List((0..random.between(1, 2)).map(|_| route(receivers, depth, random)).collect())
}

const MATCHERS: &[&str] = &[
    "severity=\"critical\"",
    "severity = warning",
    "service=~\"web|api\"",
    "team!=core",
    "env!~\"dev.*\"",
    "{job=\"a\", instance=~\"b.+\"}",
    "foo=bar,dings!=bums",
    "message=\"a \\\"quote\\\"\"",
    "\"label with space\"=\"x\"",
    "empty=",
];

fn timing(of: Tree, random: &mut Random) -> Tree {
    of.maybe(random.chance(40), "group_wait", || scalar(Slot::Duration, "30s"))
        .maybe(random.chance(30), "group_interval", || scalar(Slot::Duration, query::duration(random)))
        .maybe(random.chance(30), "repeat_interval", || scalar(Slot::Duration, "4h"))
}

fn target(receivers: usize, random: &mut Random) -> Tree {
    scalar(Slot::Reference, format!("team-{}", random.below(receivers)))
}

fn inhibition() -> Tree {
    map("inhibit")
        .with("source_matchers", list(Slot::Matcher, ["severity=\"critical\""]))
        .with("target_matchers", list(Slot::Matcher, ["severity=~\"warning|info\""]))
        .with("equal", list(Slot::Label, ["alertname", "cluster"]))
}

fn interval(name: &str) -> Tree {
    let times = map("times")
        .with("start_time", scalar(Slot::Time, "08:00"))
        .with("end_time", scalar(Slot::Time, "17:30"));
    let range = map("interval")
        .with("times", Tree::List(vec![times]))
        .with("weekdays", list(Slot::Weekday, ["monday:friday", "Sunday"]))
        .with("days_of_month", list(Slot::Day, ["1:15", "-3:-1"]))
        .with("months", list(Slot::Month, ["january:march", "11:12", "May"]))
        .with("years", list(Slot::Year, ["2020:2030", "2040"]))
        .with("location", scalar(Slot::Zone, "Europe/Berlin"));
    map("named").with("name", scalar(Slot::Text, name)).with("time_intervals", Tree::List(vec![range]))
}
