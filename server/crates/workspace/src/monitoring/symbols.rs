use crate::{Key, Reference, Symbol, SymbolKind, UnitKind};
use syntax::yaml::{Entry, Node};

/// What a document of `kind` defines and refers to.
pub(crate) fn names(kind: &UnitKind, node: &Node) -> (Vec<Symbol>, Vec<Reference>) {
    match kind {
        UnitKind::RuleFile => rule_names(node.get("groups")),
        UnitKind::AlertmanagerConfig => alertmanager(node),
        UnitKind::PrometheusConfig => {
            let jobs = node.get("scrape_configs").map(Node::items).unwrap_or_default();
            let jobs = jobs.iter().filter_map(|job| symbol(SymbolKind::Job, job.get("job_name"), job));
            (jobs.collect(), Vec::new())
        }
        _ => (Vec::new(), Vec::new()),
    }
}

/// The groups, recorded metrics and alerts of a list of rule groups.
pub(crate) fn rule_names(groups: Option<&Node>) -> (Vec<Symbol>, Vec<Reference>) {
    let mut symbols = Vec::new();
    for group in groups.map(Node::items).unwrap_or_default() {
        symbols.extend(symbol(SymbolKind::RuleGroup, group.get("name"), group));
        let rules = group.get("rules").map(Node::items).unwrap_or_default();
        // What the group sets, each of its alerts sets.
        if rules.iter().any(|rule| rule.get("alert").is_some()) {
            symbols.extend(labels(group));
        }
        for rule in rules {
            symbols.extend(symbol(SymbolKind::Metric, rule.get("record"), rule));
            let alert = symbol(SymbolKind::Alert, rule.get("alert"), rule);
            if alert.is_some() {
                symbols.extend(labels(rule));
            }
            symbols.extend(alert);
        }
    }
    (symbols, Vec::new())
}

/// The labels that a rule or a group sets.
fn labels(of: &Node) -> impl Iterator<Item = Symbol> + '_ {
    let entries = of.get("labels").map(Node::entries).unwrap_or_default();
    entries.iter().filter_map(|entry| {
        let key = Key::new(SymbolKind::AlertLabel, entry.key.as_str()?, entry.value.as_str()?);
        Some(Symbol { key, name_span: entry.value.span, span: entry.span() })
    })
}

fn alertmanager(node: &Node) -> (Vec<Symbol>, Vec<Reference>) {
    let (mut symbols, mut found) = (Vec::new(), Vec::new());
    let lists = [
        ("receivers", SymbolKind::Receiver),
        ("time_intervals", SymbolKind::TimeInterval),
        ("mute_time_intervals", SymbolKind::TimeInterval),
    ];
    for (field, kind) in lists {
        let items = node.get(field).map(Node::items).unwrap_or_default();
        symbols.extend(items.iter().filter_map(|item| symbol(kind, item.get("name"), item)));
    }
    if let Some(route) = node.get("route") {
        routes(route, &mut found);
    }
    (symbols, found)
}

fn routes(route: &Node, out: &mut Vec<Reference>) {
    for Entry { key, value } in route.entries() {
        match key.as_str() {
            Some("receiver") => out.extend(reference(SymbolKind::Receiver, value)),
            Some("mute_time_intervals" | "active_time_intervals") => {
                out.extend(value.items().iter().filter_map(|n| reference(SymbolKind::TimeInterval, n)));
            }
            Some("routes") => value.items().iter().for_each(|r| routes(r, out)),
            _ => {}
        }
    }
}

fn symbol(kind: SymbolKind, name: Option<&Node>, whole: &Node) -> Option<Symbol> {
    let name = name?;
    Some(Symbol { key: Key::plain(kind, name.as_str()?), name_span: name.span, span: whole.span })
}

fn reference(kind: SymbolKind, name: &Node) -> Option<Reference> {
    let key = Key::plain(kind, name.as_str()?);
    Some(Reference { key, name_span: name.span, span: name.span, required: true })
}
