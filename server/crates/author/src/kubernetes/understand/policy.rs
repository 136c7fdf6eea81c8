//! Network policies, disruption budgets, and what bounds a namespace.

use super::super::graph::{Budget, Isolation, Limits, Part, Peer};
use super::super::lexicon;
use super::Reader;
use super::resources::bytes;
use crate::intent::{Shape, Unit};

/// Words of sentences about who reaches what.
const TRAFFIC: &[&str] = &[
    "networkpolicy",
    "policy",
    "netpol",
    "traffic",
    "reach",
    "reachable",
    "access",
    "talk",
    "connect",
    "ingress",
    "egress",
    "incoming",
    "deny",
];

/// Words that say what is denied.
const EVERYTHING: &[&str] = &[
    "all",
    "everything",
    "any",
    "ingress",
    "egress",
    "other",
    "traffic",
    "incoming",
    "by",
    "default",
    "else",
    "and",
];

/// Words that let somebody in, before `from`.
const LETTING: &[&str] = &[
    "only",
    "allow",
    "allowed",
    "allowing",
    "traffic",
    "reachable",
    "accessible",
    "access",
    "connection",
    "accept",
    "accepts",
    "permit",
    "incoming",
];

/// `only from the api`, `allow traffic from namespace monitoring`, `deny all ingress`, `only the api can reach postgres`
pub(super) fn peers(reader: &mut Reader, at: usize) -> Option<usize> {
    let context = reader.focus == "Isolation" || reader.intent.sentence_of(at).any(|i| reader.is(i, TRAFFIC));
    if !context {
        return None;
    }
    denied(reader, at).or_else(|| subject(reader, at)).or_else(|| admitted(reader, at))
}

/// `deny all ingress traffic`
fn denied(reader: &mut Reader, at: usize) -> Option<usize> {
    let verb = reader.is(at, &["deny", "block", "denie", "denies", "drop"]);
    let end =
        (at + 1..at + 5).take_while(|i| reader.is(*i, EVERYTHING)).last().map(|i| i + 1).filter(|_| verb)?;
    reader.note(at..end, "nothing comes in that is not let in");
    reader.asked.insert(Part::Isolation);
    let named = |reader: &Reader, words: &[&str]| (at..end).any(|i| reader.is(i, words));
    if named(reader, &["egress"]) || !named(reader, &["ingress", "incoming"]) {
        reader.asked.insert(Part::Egress);
    }
    let other = named(reader, &["other", "else"]);
    let isolation = reader.app().isolation.get_or_insert_with(Isolation::default);
    isolation.closed = isolation.from.is_empty() && !other;
    Some(end - at)
}

/// `allow traffic from the api and namespace monitoring`
fn admitted(reader: &mut Reader, at: usize) -> Option<usize> {
    let lets = (at.saturating_sub(7)..at).any(|i| reader.is(i, LETTING));
    if !reader.is(at, &["from"]) || !lets {
        return None;
    }
    let (peers, end) = list(reader, at + 1);
    if peers.is_empty() {
        return None;
    }
    reader.note(at..end, "who may reach it");
    reader.asked.insert(Part::Isolation);
    let isolation = reader.app().isolation.get_or_insert_with(Isolation::default);
    isolation.closed = false;
    isolation.from.extend(peers);
    Some(end - at)
}

/// `only the api can reach postgres`, `only pods labelled app=web may talk to it`
fn subject(reader: &mut Reader, at: usize) -> Option<usize> {
    if !reader.is(at, &["only"]) {
        return None;
    }
    let (peers, end) = list(reader, at + 1);
    let verb = (end..end + 3).find(|i| reader.is(*i, &["can", "may", "could", "should", "must"]))?;
    if peers.is_empty()
        || !(verb..verb + 4)
            .any(|i| reader.is(i, &["reach", "access", "talk", "connect", "call", "query", "use"]))
    {
        return None;
    }
    reader.note(at..verb + 2, "who may reach it");
    reader.asked.insert(Part::Isolation);
    let isolation = reader.app().isolation.get_or_insert_with(Isolation::default);
    isolation.from.extend(peers);
    let after = verb + 2 + usize::from(reader.is(verb + 2, &["to", "with"]));
    let named = reader.skip(after, &["the", "our", "my"]);
    if !reader.creates
        && (reader.nameable(named) || lexicon::mention(&reader.intent.words, named).is_some())
        && !reader.is(named, &["it"])
    {
        let name = super::label(&reader.text(named));
        reader.note(named..named + 1, format!("for {name}"));
        reader.target.name = name;
        return Some(named + 1 - at);
    }
    Some(verb + 2 - at)
}

/// Peers one after the other: `the api and the worker`, `namespace monitoring`, `10.0.0.0/8`, `app=web`
fn list(reader: &Reader, at: usize) -> (Vec<Peer>, usize) {
    let mut out = Vec::new();
    let (mut next, mut end) = (at, at);
    loop {
        next = reader.skip(
            next,
            &[
                "the",
                "pod",
                "a",
                "our",
                "other",
                "within",
                "deployment",
                "labelled",
                "labeled",
                "label",
                "with",
                "in",
                "from",
                "service",
            ],
        );
        let Some((peer, len)) = peer(reader, next) else { break };
        out.push(peer);
        end = next + len;
        end += usize::from(reader.is(end, &["pod", "deployment", "service", "app"]));
        next = end;
        if !reader.is(next, &["and", "or"]) && !reader.punct(next, ',') {
            break;
        }
        next += 1;
        next += usize::from(reader.is(next, &["and", "from"]));
    }
    (out, end)
}

fn peer(reader: &Reader, at: usize) -> Option<(Peer, usize)> {
    let word = reader.word(at)?;
    if word.shape == Shape::Cidr {
        return Some((Peer::Block(word.text.to_string()), 1));
    }
    if reader.punct(at + 1, '=') {
        return Some((Peer::Label(word.text.to_string(), reader.text(at + 2)), 3));
    }
    if reader.is(at, &["namespace", "ns"]) {
        let name = reader.skip(at + 1, &["named", "called"]);
        return reader
            .takes_name(name)
            .then(|| (Peer::Namespace(super::label(&reader.text(name))), name + 1 - at));
    }
    if reader.is(at, &["same"]) && reader.is(at + 1, &["namespace"]) {
        return Some((Peer::SameNamespace, 2));
    }
    let named = reader.nameable(at)
        || lexicon::mention(&reader.intent.words, at).is_some_and(|m| {
            m.concept.role().is_some() || matches!(m.concept, lexicon::Concept::Software(_))
        });
    if !named || reader.is(at, &["anywhere", "everywhere", "outside", "internet"]) {
        return None;
    }
    let name = super::label(&word.text);
    if reader.is(at + 1, &["namespace"]) {
        return Some((Peer::Namespace(name), 2));
    }
    let controller = word.is_any(&["ingress-nginx", "kube-system", "istio-system", "monitoring"]);
    Some((if controller { Peer::Namespace(name) } else { Peer::App(name) }, 1))
}

/// `at least 2 available`, `min available 50%`, `max unavailable 1`
pub(super) fn budget(reader: &mut Reader, at: usize) -> Option<usize> {
    let disruption = reader.focus == "Disruption"
        || reader.near(
            at,
            6,
            &["available", "unavailable", "disruption", "pdb", "minavailable", "maxunavailable"],
        );
    if !disruption {
        return None;
    }
    let value = match (reader.count(at), reader.percent(at)) {
        (Some(count), _) if !reader.is(at + 1, &["replica"]) => count.to_string(),
        (_, Some(percent)) => format!("{percent}%"),
        _ => return None,
    };
    let down = reader.near(at, 3, &["unavailable", "maxunavailable", "down", "evicted"])
        || (at.saturating_sub(3)..at).any(|i| reader.is(i, &["most", "max", "maximum"]));
    let up = reader.near(at, 3, &["available", "minavailable", "least", "min", "minimum", "up", "running"])
        && !down;
    if !down && !up {
        return None;
    }
    reader.asked.insert(Part::Disruption);
    reader.note(
        at..at + 1,
        format!("{} {value}", if up { "at least available:" } else { "at most unavailable:" }),
    );
    let budget = if up { Budget::Available(value) } else { Budget::Unavailable(value) };
    reader.app().disruption = Some(budget);
    Some(1)
}

/// Quotas, limits and isolation of a namespace: `10 cpu`, `20Gi memory`, `50 pods`, `default limit 500m`
pub(super) fn space(reader: &mut Reader, at: usize) -> Option<usize> {
    if !matches!(reader.focus, "Quota" | "LimitRange" | "Namespace") {
        return None;
    }
    if let Some(level) = ["restricted", "baseline", "privileged"].iter().find(|level| reader.is(at, &[level]))
    {
        reader.note(at..at + 1, format!("Pod Security {level}"));
        reader.space().security = Some((*level).to_owned());
        return Some(1);
    }
    let (name, value) = amount(reader, at)?;
    let end = at + 1 + usize::from(reader.is(at + 1, COUNTED));
    reader.note(at..end, format!("{name} {value}"));
    bound(reader, at, name, value);
    Some(end - at)
}

/// Nouns after a number of a quota.
const COUNTED: &[&str] = &[
    "cpu",
    "core",
    "memory",
    "ram",
    "pod",
    "service",
    "configmap",
    "secret",
    "pvc",
    "persistentvolumeclaim",
    "storage",
    "volume",
    "deployment",
    "job",
    "loadbalancer",
];

/// The resource and the quantity at `at`.
fn amount(reader: &Reader, at: usize) -> Option<(&'static str, String)> {
    let word = reader.word(at)?;
    let cpu = reader.is(at + 1, &["cpu", "core", "vcpu"])
        || reader.before(at).is_some_and(|w| w.is_any(&["cpu", "core"]))
        || at >= 2 && reader.is(at - 2, &["cpu"]);
    Some(match word.shape {
        Shape::Quantity(value, Unit::Core) => ("cpu", format!("{value}")),
        Shape::Quantity(value, Unit::Time(60_000)) if word.text.ends_with('m') => {
            ("cpu", format!("{value}m"))
        }
        Shape::Quantity(value, unit) if unit.bytes().is_some() => {
            let disk = reader.near(at, 2, &["storage", "disk"]);
            (if disk { "storage" } else { "memory" }, bytes(value, unit))
        }
        Shape::Number(value) if cpu => ("cpu", format!("{value}")),
        Shape::Number(value) => (counted(reader.word(at + 1)?.lemma.as_str())?, format!("{value}")),
        _ => return None,
    })
}

/// The name in a quota of what a noun counts.
fn counted(noun: &str) -> Option<&'static str> {
    Some(match noun {
        "pod" => "pods",
        "service" => "services",
        "configmap" => "configmaps",
        "secret" => "secrets",
        "pvc" | "persistentvolumeclaim" | "volume" => "persistentvolumeclaims",
        "deployment" => "count/deployments.apps",
        "job" => "count/jobs.batch",
        "loadbalancer" => "services.loadbalancers",
        _ => return None,
    })
}

/// Puts a number into the quota or the limits of the namespace.
fn bound(reader: &mut Reader, at: usize, name: &str, value: String) {
    let back = |words: &[&str]| (at.saturating_sub(7)..at).rev().find(|i| reader.is(*i, words));
    let request = back(&["request"]);
    let limit = back(&["limit"]);
    let side = if request > limit { "requests" } else { "limits" };
    let most = back(&["max", "maximum"]).is_some();
    let default = back(&["default"]).is_some();
    let quota = reader.focus != "LimitRange" && !default;
    if quota {
        let space = reader.space();
        match name {
            "cpu" | "memory" if request.is_none() && limit.is_none() => {
                space.quota.push((format!("requests.{name}"), value.clone()));
                space.quota.push((format!("limits.{name}"), value));
            }
            "cpu" | "memory" => space.quota.push((format!("{side}.{name}"), value)),
            "storage" => space.quota.push(("requests.storage".to_owned(), value)),
            other => space.quota.push((other.to_owned(), value)),
        }
        return;
    }
    let limits = reader.space().limits.get_or_insert_with(Limits::default);
    let list = match (side, most && !default) {
        (_, true) => &mut limits.max,
        ("requests", _) => &mut limits.request,
        _ => &mut limits.default,
    };
    list.push((name.to_owned(), value));
}
