//! The queries of a unit: those of its rules, and those of a dashboard's panels with their variables taken out.

use super::grafana::{is_variable_at, without_variables};
use syntax::SyntaxError;
use syntax::promql::{self, Expr, Features, Ident};
use syntax::yaml::Node;
use text::Span;
use workspace::UnitKind;

/// What a query is written for.
#[derive(Clone, Copy)]
pub(crate) enum Origin<'a> {
    /// An alerting rule.
    Alert(&'a Node),
    /// A recording rule.
    Recording,
    /// A panel of a dashboard.
    Panel(&'a Node),
}

impl<'a> Origin<'a> {
    /// The kind of a rule: an alert where it has a name as one.
    pub(crate) fn of_rule(rule: &'a Node) -> Self {
        let is_named = |name: &Node| name.as_str().is_some_and(|name| !name.is_empty());
        if rule.get("alert").is_some_and(is_named) { Self::Alert(rule) } else { Self::Recording }
    }

    pub(crate) fn is_alert(self) -> bool {
        matches!(self, Self::Alert(_))
    }

    /// The alerting rule.
    pub(crate) fn alert(self) -> Option<&'a Node> {
        if let Self::Alert(rule) = self { Some(rule) } else { None }
    }

    /// The panel.
    pub(crate) fn panel(self) -> Option<&'a Node> {
        if let Self::Panel(panel) = self { Some(panel) } else { None }
    }
}

/// A query, read.
pub(crate) struct QueryContext<'a> {
    /// The text of the unit.
    pub(crate) text: &'a str,
    /// The scalar that it is written in.
    pub(crate) node: &'a Node,
    pub(crate) origin: Origin<'a>,
    pub(crate) expr: &'a Expr,
    pub(crate) faults: &'a [SyntaxError],
}

impl QueryContext<'_> {
    /// Where in the unit a part of the query is written.
    pub(crate) fn span(&self, part: Span) -> Span {
        self.node.source_span(self.text, part)
    }

    /// Whether a name stands in the query as it is, without a variable in it.
    pub(crate) fn is_literal(&self, name: &Ident) -> bool {
        self.is_literal_at(name.span)
    }

    /// Whether a part of the query has no variable in it.
    pub(crate) fn is_literal_at(&self, span: Span) -> bool {
        let raw = self.node.as_str().unwrap_or_default();
        self.origin.panel().is_none() || !is_variable_at(raw, span)
    }
}

/// Calls `visit` with each query of a document.
pub(crate) fn each_query(text: &str, kind: &UnitKind, root: &Node, visit: &mut dyn FnMut(&QueryContext<'_>)) {
    match kind {
        UnitKind::Dashboard => each_panel(root, &mut |panel| panel_queries(text, panel, visit)),
        _ => {
            for rule in rule_groups(kind, root).iter().filter_map(|g| g.get("rules")).flat_map(Node::items) {
                if let Some(node) = rule.get("expr") {
                    read(text, node, Origin::of_rule(rule), visit);
                }
            }
        }
    }
}

fn read(text: &str, node: &Node, origin: Origin<'_>, visit: &mut dyn FnMut(&QueryContext<'_>)) {
    let Some(query) = node.as_str().filter(|query| !query.is_empty()) else { return };
    let is_panel = matches!(origin, Origin::Panel(_));
    // A variable can stand for anything, so that types are known only where there is none.
    let (plain, has_variables) = if is_panel { without_variables(query) } else { (query.to_owned(), false) };
    let parsed = promql::parse(&plain);
    let faults = if parsed.errors.is_empty() && !has_variables {
        promql::check(&parsed.root, Features::default())
    } else {
        parsed.errors
    };
    visit(&QueryContext { text, node, origin, expr: &parsed.root, faults: &faults });
}

/// The rule groups of a rule file or of a `PrometheusRule`.
pub(crate) fn rule_groups<'a>(kind: &UnitKind, root: &'a Node) -> &'a [Node] {
    let groups = match kind {
        UnitKind::RuleFile => root.get("groups"),
        UnitKind::Manifest(manifest) if manifest.kind == "PrometheusRule" => root.at(&["spec", "groups"]),
        _ => None,
    };
    groups.map(Node::items).unwrap_or_default()
}

/// Calls `visit` with each panel of a dashboard, those inside rows too.
pub(crate) fn each_panel<'a>(root: &'a Node, visit: &mut dyn FnMut(&'a Node)) {
    let panels = |of: &'a Node| of.get("panels").map(Node::items).unwrap_or_default();
    for panel in panels(root) {
        visit(panel);
        panels(panel).iter().for_each(&mut *visit);
    }
    for row in root.get("rows").map(Node::items).unwrap_or_default() {
        panels(row).iter().for_each(&mut *visit);
    }
}

fn panel_queries(text: &str, panel: &Node, visit: &mut dyn FnMut(&QueryContext<'_>)) {
    for target in panel.get("targets").map(Node::items).unwrap_or_default() {
        if let Some(node) = target.get("expr").filter(|_| asks_prometheus(panel, target)) {
            read(text, node, Origin::Panel(panel), visit);
        }
    }
}

/// Whether a target's data comes from Prometheus: other sources have an `expr` of their own. Where it is not said, it
/// does.
fn asks_prometheus(panel: &Node, target: &Node) -> bool {
    let Some(source) = target.get("datasource").or_else(|| panel.get("datasource")) else { return true };
    let name = source.get("type").or(Some(source)).and_then(Node::as_str).unwrap_or("prometheus");
    let name = name.to_ascii_lowercase();
    name.contains("prom")
        || name.contains("mimir")
        || name.contains("thanos")
        || name.starts_with('$')
        || name == "null"
}
