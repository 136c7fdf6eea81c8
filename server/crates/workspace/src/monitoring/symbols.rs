use crate::{Key, Reference, Symbol, SymbolKind, UnitKind};
use syntax::yaml::{Entry, Node};

/// What a document of `kind` defines and refers to.
pub(crate) fn names(kind: &UnitKind, node: &Node) -> (Vec<Symbol>, Vec<Reference>) {
    match kind {
        UnitKind::RuleFile => rule_names(node.get("groups")),
        UnitKind::AlertmanagerConfig => alertmanager(node),
        _ => (Vec::new(), Vec::new()),
    }
}

/// The groups, recorded metrics and alerts of a list of rule groups.
pub(crate) fn rule_names(groups: Option<&Node>) -> (Vec<Symbol>, Vec<Reference>) {
    let mut symbols = Vec::new();
    for group in groups.map(Node::items).unwrap_or_default() {
        symbols.extend(symbol(SymbolKind::RuleGroup, group.get("name"), group));
        for rule in group.get("rules").map(Node::items).unwrap_or_default() {
            symbols.extend(symbol(SymbolKind::Metric, rule.get("record"), rule));
            symbols.extend(symbol(SymbolKind::Alert, rule.get("alert"), rule));
        }
    }
    (symbols, Vec::new())
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
