use super::hardening;
use super::queries::{QueryContext, each_query, rule_groups};
use crate::context::{LinkedContext, UnitContext};
use crate::registry::monitoring_hooks;
use crate::report::{Found, Sink};
use crate::structure::{Reader, Root, Value, walk};
use schema::monitoring;
use syntax::yaml::Node;
use text::Span;
use workspace::UnitKind;

/// Where a rule on monitoring configuration is called. Those without "linked" see their unit only.
#[derive(Clone, Copy)]
pub(crate) enum Hook {
    /// On each document, a `PrometheusRule` manifest included.
    Document(fn(&DocumentContext<'_>, &mut Sink<'_>)),
    /// On each value of a document of a known format; not in manifests, whose structure Kubernetes checks.
    Value(fn(&ValueContext<'_>, &mut Sink<'_>)),
    /// On each value, those of the rules in a `PrometheusRule` included.
    Text(fn(&ValueContext<'_>, &mut Sink<'_>)),
    /// On each query that cannot be read.
    BrokenQuery(fn(&QueryContext<'_>, &mut Sink<'_>)),
    /// On each query that can be read.
    Query(fn(&QueryContext<'_>, &mut Sink<'_>)),
    /// On each unit, with the whole workspace.
    Linked(fn(&LinkedContext<'_>, &mut Sink<'_>)),
    /// On each query that can be read, with the whole workspace.
    LinkedQuery(fn(&LinkedContext<'_>, &QueryContext<'_>, &mut Sink<'_>)),
}

/// A document of monitoring configuration.
pub(crate) struct DocumentContext<'a> {
    /// The text of the unit.
    pub(crate) text: &'a str,
    pub(crate) root: &'a Node,
    pub(crate) kind: &'a UnitKind,
}

/// A value of a document, beside its schema.
pub(crate) struct ValueContext<'a> {
    pub(crate) kind: &'a UnitKind,
    /// The text of the unit.
    pub(crate) text: &'a str,
    /// The whole document.
    pub(crate) document: &'a Node,
    pub(crate) value: Value<'a>,
}

impl ValueContext<'_> {
    /// What stands for the whole value: its first key, or all of it.
    pub(crate) fn head(&self) -> Span {
        head(self.value.node)
    }
}

/// What stands for a whole mapping: its first key, or all of it.
pub(crate) fn head(node: &Node) -> Span {
    node.entries().first().map_or(node.span, |e| e.key.span)
}

impl<'a> DocumentContext<'a> {
    /// The rule groups of a rule file or of a `PrometheusRule`.
    pub(crate) fn rule_groups(&self) -> &'a [Node] {
        rule_groups(self.kind, self.root)
    }

    /// The rules of all groups.
    pub(crate) fn rules(&self) -> impl Iterator<Item = &'a Node> {
        let rules = self.rule_groups().iter().filter_map(|group| group.get("rules"));
        rules.flat_map(Node::items).filter(|rule| !rule.entries().is_empty())
    }
}

/// Calls the rules that look at one unit alone.
pub(crate) fn check_local(unit: &UnitContext<'_>, out: &mut Vec<Found>) {
    let Some(document) = unit.unit.yaml() else { return };
    let (kind, text) = (&unit.unit.kind, &*unit.unit.text);
    let Some((root, is_manifest)) = format(kind, document) else { return };
    let context = DocumentContext { text, root: document, kind };
    for (rule, hook) in monitoring_hooks() {
        if let Hook::Document(check) = hook {
            check(&context, &mut Sink { rule, found: out });
        }
    }
    hardening::check_document(unit, &context, out);
    each_query(text, kind, document, &mut |query| {
        for (rule, hook) in monitoring_hooks() {
            match hook {
                Hook::Query(check) if query.faults.is_empty() => check(query, &mut Sink { rule, found: out }),
                Hook::BrokenQuery(check) if !query.faults.is_empty() => {
                    check(query, &mut Sink { rule, found: out });
                }
                _ => {}
            }
        }
    });
    walk(root, &mut |value| {
        let context = ValueContext { kind, text, document, value };
        for (rule, hook) in monitoring_hooks() {
            match hook {
                Hook::Value(check) if !is_manifest => check(&context, &mut Sink { rule, found: out }),
                Hook::Text(check) => check(&context, &mut Sink { rule, found: out }),
                _ => {}
            }
        }
    });
}

/// What in a document is written in a monitoring format, and whether it stands in a manifest.
fn format<'a>(kind: &UnitKind, node: &'a Node) -> Option<(Root<'a>, bool)> {
    let (schema, title) = match kind {
        UnitKind::RuleFile => (monitoring::rules(), "a rule file"),
        UnitKind::PrometheusConfig => (monitoring::prometheus(), "the configuration"),
        UnitKind::AlertmanagerConfig => (monitoring::alertmanager(), "the configuration"),
        UnitKind::Dashboard => (monitoring::dashboard(), "the dashboard"),
        UnitKind::Manifest(manifest) if manifest.kind == "PrometheusRule" => {
            let spec = node.get("spec")?;
            let root = Root {
                node: spec,
                schema: monitoring::rules().into(),
                title: "spec",
                reader: Reader::Strict,
            };
            return Some((root, true));
        }
        _ => return None,
    };
    Some((Root { node, schema: schema.into(), title, reader: Reader::Lenient }, false))
}

/// Calls the rules that look at a unit and what it refers to.
pub(crate) fn check_linked(context: &LinkedContext<'_>, out: &mut Vec<Found>) {
    for (rule, hook) in monitoring_hooks() {
        if let Hook::Linked(check) = hook {
            check(context, &mut Sink { rule, found: out });
        }
    }
    let unit = context.unit;
    let Some(document) = unit.yaml() else { return };
    each_query(&unit.text, &unit.kind, document, &mut |query| {
        for (rule, hook) in monitoring_hooks() {
            if let Hook::LinkedQuery(check) = hook
                && query.faults.is_empty()
            {
                check(context, query, &mut Sink { rule, found: out });
            }
        }
    });
}
