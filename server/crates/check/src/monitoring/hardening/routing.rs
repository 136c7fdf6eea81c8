//! Alerts that reach nobody.

use super::Document;
use crate::Rule;
use crate::hardening::{Example, Look, hardening};
use crate::report::Sink;
use std::collections::BTreeSet;
use syntax::yaml::Node;
use workspace::UnitKind;

/// Deeper routes are not looked into.
const DEEPEST: usize = 32;

pub(super) static RULES: &[Rule] = &[
    hardening! {
        "MON-unreached-receiver", Info, Production, "receiver that no route leads to",
        [],
        "A receiver that no route names gets no alert, although somebody set it up. Which alerts are meant for it only you \
         know.",
        Example::Advice(
            "route:\n  receiver: ops\nreceivers:\n  - name: ops\n  - name: pager\n",
            "route:\n  receiver: ops\n  routes:\n    - receiver: pager\n      matchers: [severity=\"critical\"]\nreceivers:\n  - name: ops\n  - name: pager\n",
        ),
        Look::Document(unreached),
    },
    hardening! {
        "MON-swallowed-route", Warning, Production, "route that no alert reaches",
        [],
        "Routes are tried in order, and the first that matches takes the alert unless it says `continue`. Below a route \
         without matchers, or with fewer of the same, no other is tried: critical alerts end where nobody looks.",
        Example::Advice(
            "route:\n  receiver: ops\n  routes:\n    - receiver: ops\n    - receiver: pager\n      matchers: [severity=\"critical\"]\nreceivers:\n  - name: ops\n  - name: pager\n",
            "route:\n  receiver: ops\n  routes:\n    - receiver: pager\n      matchers: [severity=\"critical\"]\n    - receiver: ops\nreceivers:\n  - name: ops\n  - name: pager\n",
        ),
        Look::Document(swallowed),
    },
];

fn root<'a>(document: &Document<'a>) -> Option<&'a Node> {
    (*document.document.kind == UnitKind::AlertmanagerConfig).then_some(document.document.root)
}

fn unreached(document: &Document<'_>, sink: &mut Sink<'_>) {
    let Some(root) = root(document) else { return };
    let Some(route) = root.get("route") else { return };
    let mut named = BTreeSet::new();
    collect(route, &mut named, 0);
    for receiver in root.get("receivers").map(Node::items).unwrap_or_default() {
        let Some(name) = receiver.get("name") else { continue };
        if let Some(text) = name.as_str().filter(|text| !named.contains(text)) {
            sink.report(name.span, format!("no route leads to the receiver {text}"));
        }
    }
}

fn collect<'a>(route: &'a Node, named: &mut BTreeSet<&'a str>, depth: usize) {
    named.extend(route.get("receiver").and_then(Node::as_str));
    for below in routes(route).iter().filter(|_| depth < DEEPEST) {
        collect(below, named, depth + 1);
    }
}

fn routes(route: &Node) -> &[Node] {
    route.get("routes").map(Node::items).unwrap_or_default()
}

fn swallowed(document: &Document<'_>, sink: &mut Sink<'_>) {
    if let Some(route) = root(document).and_then(|root| root.get("route")) {
        look(route, sink, 0);
    }
}

fn look(route: &Node, sink: &mut Sink<'_>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    let mut before: Vec<(BTreeSet<String>, &Node)> = Vec::new();
    for below in routes(route) {
        if let Some(own) = matchers(below) {
            let swallower = before.iter().find(|(taken, _)| taken.is_subset(&own));
            if let Some((_, first)) = swallower {
                let span = below.get("receiver").map_or(below.span, |node| node.span);
                let title = first.get("receiver").and_then(Node::as_str).unwrap_or("above");
                let message =
                    format!("no alert comes this far: the route to {title} before it takes them all");
                sink.report(span, message);
            }
            if below.get("continue").and_then(Node::as_str) != Some("true") {
                before.push((own, below));
            }
        }
        look(below, sink, depth + 1);
    }
}

/// What a route asks of an alert, one text a matcher; nothing where it cannot be told.
fn matchers(route: &Node) -> Option<BTreeSet<String>> {
    if route.entries().is_empty() || route.get("<<").is_some() {
        return None;
    }
    // Outside its hours a route takes nothing further, but inside it does: such routes are not judged.
    if route.get("active_time_intervals").is_some() || route.get("mute_time_intervals").is_some() {
        return None;
    }
    let tight = |text: &str| text.split_whitespace().collect::<String>().replace(['"', '\''], "");
    let mut all = BTreeSet::new();
    for item in route.get("matchers").map(Node::items).unwrap_or_default() {
        all.insert(tight(item.as_str()?));
    }
    for (key, op) in [("match", "="), ("match_re", "=~")] {
        for entry in route.get(key).map(Node::entries).unwrap_or_default() {
            all.insert(format!("{}{op}{}", entry.key.as_str()?, entry.value.as_str()?));
        }
    }
    Some(all)
}
