//! The routes of an Alertmanager configuration and what they ask of alerts.

use smol_str::SmolStr;
use syntax::matcher;
use syntax::promql::MatchOp;
use syntax::yaml::Node;
use text::Span;

/// Deeper routes are not looked at.
const DEEPEST: u32 = 50;

/// What an alert's label must be.
pub(crate) struct Condition {
    pub(crate) label: SmolStr,
    pub(crate) op: MatchOp,
    pub(crate) value: SmolStr,
    /// Where the label is written, without quotes.
    pub(crate) label_span: Span,
    /// Where the value is written, without them.
    pub(crate) written_span: Span,
}

/// A route with its conditions.
pub(crate) struct Route<'a> {
    pub(crate) node: &'a Node,
    pub(crate) conditions: Vec<Condition>,
}

impl Route<'_> {
    /// Whether alerts that it takes go on to the next route.
    pub(crate) fn continues(&self) -> bool {
        self.node.get("continue").and_then(Node::as_bool) == Some(true)
    }

    /// Whether it takes every alert that `other` takes, since it asks for no more.
    pub(crate) fn covers(&self, other: &Route<'_>) -> bool {
        let is_asked = |mine: &Condition| {
            other.conditions.iter().any(|c| (&c.label, c.op, &c.value) == (&mine.label, mine.op, &mine.value))
        };
        self.conditions.iter().all(is_asked)
    }
}

/// Calls `visit` with each route below the root.
pub(crate) fn each_route<'a>(text: &str, root: &'a Node, visit: &mut dyn FnMut(&Route<'a>)) {
    each_siblings(text, root, &mut |routes| routes.iter().for_each(&mut *visit));
}

/// Calls `visit` with the routes of each list of routes.
pub(crate) fn each_siblings<'a>(text: &str, root: &'a Node, visit: &mut dyn FnMut(&[Route<'a>])) {
    if let Some(route) = root.get("route") {
        siblings(text, route, DEEPEST, visit);
    }
}

fn siblings<'a>(text: &str, of: &'a Node, depth: u32, visit: &mut dyn FnMut(&[Route<'a>])) {
    let nodes = of.get("routes").filter(|_| depth > 0).map(Node::items).unwrap_or_default();
    if nodes.is_empty() {
        return;
    }
    let read = |node: &'a Node| Route {
        node,
        conditions: conditions(text, node, ["matchers", "match", "match_re"]),
    };
    visit(&nodes.iter().map(read).collect::<Vec<_>>());
    for node in nodes {
        siblings(text, node, depth - 1, visit);
    }
}

/// What the inhibition rules ask of alerts.
pub(crate) fn inhibitions<'a>(text: &str, root: &'a Node) -> Vec<Condition> {
    let rules = root.get("inhibit_rules").map(Node::items).unwrap_or_default();
    let of = |rule: &'a Node| {
        let mut found = conditions(text, rule, ["source_matchers", "source_match", "source_match_re"]);
        found.extend(conditions(text, rule, ["target_matchers", "target_match", "target_match_re"]));
        found
    };
    rules.iter().flat_map(of).collect()
}

/// The conditions under the fields for matchers, for equal values and for patterns.
fn conditions(text: &str, of: &Node, [matchers, equal, patterns]: [&str; 3]) -> Vec<Condition> {
    let mut found = Vec::new();
    for node in of.get(matchers).map(Node::items).unwrap_or_default() {
        let Some(written) = node.as_str() else { continue };
        for m in matcher::parse(written).root {
            let inside = |span: Span, value: &str| {
                let quotes = (span.len() as usize).saturating_sub(value.len()) == 2;
                if quotes { Span::new(span.start + 1, span.end - 1) } else { span }
            };
            found.push(Condition {
                label_span: node.source_span(text, inside(m.label.span, &m.label.text)),
                written_span: node.source_span(text, inside(m.value.span, &m.value.text)),
                label: m.label.text,
                op: m.op,
                value: m.value.text,
            });
        }
    }
    for (field, op) in [(equal, MatchOp::Equal), (patterns, MatchOp::Regex)] {
        for entry in of.get(field).map(Node::entries).unwrap_or_default() {
            let (Some(label), Some(value)) = (entry.key.as_str(), entry.value.as_str()) else { continue };
            let span = entry.value.span;
            let label_span = entry.key.span;
            found.push(Condition {
                label: label.into(),
                op,
                value: value.into(),
                label_span,
                written_span: span,
            });
        }
    }
    found
}
