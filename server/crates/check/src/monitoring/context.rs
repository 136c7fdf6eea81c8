use crate::context::{LinkedContext, UnitContext};
use crate::registry::monitoring_hooks;
use crate::report::{Found, Sink};
use syntax::yaml::Node;
use workspace::UnitKind;

/// Where a rule on monitoring configuration is called. All but the last see their unit only.
#[derive(Clone, Copy)]
pub(crate) enum Hook {
    /// On each document, a `PrometheusRule` manifest included.
    Document(fn(&DocumentContext<'_>, &mut Sink<'_>)),
    /// On each unit, with the whole workspace.
    Linked(fn(&LinkedContext<'_>, &mut Sink<'_>)),
}

/// A document of monitoring configuration.
pub(crate) struct DocumentContext<'a> {
    pub(crate) root: &'a Node,
    pub(crate) kind: &'a UnitKind,
}

impl<'a> DocumentContext<'a> {
    /// The rule groups of a rule file or of a `PrometheusRule`.
    pub(crate) fn rule_groups(&self) -> &'a [Node] {
        let groups = match self.kind {
            UnitKind::RuleFile => self.root.get("groups"),
            UnitKind::Manifest(manifest) if manifest.kind == "PrometheusRule" => {
                self.root.at(&["spec", "groups"])
            }
            _ => None,
        };
        groups.map(Node::items).unwrap_or_default()
    }
}

/// Calls the rules that look at one unit alone.
pub(crate) fn check_local(unit: &UnitContext<'_>, out: &mut Vec<Found>) {
    let Some(root) = unit.unit.yaml() else { return };
    let context = DocumentContext { root, kind: &unit.unit.kind };
    for (rule, hook) in monitoring_hooks() {
        if let Hook::Document(check) = hook {
            check(&context, &mut Sink { rule, found: out });
        }
    }
}

/// Calls the rules that look at a unit and what it refers to.
pub(crate) fn check_linked(context: &LinkedContext<'_>, out: &mut Vec<Found>) {
    for (rule, hook) in monitoring_hooks() {
        if let Hook::Linked(check) = hook {
            check(context, &mut Sink { rule, found: out });
        }
    }
}
